"""A metadata value as evidence: whether the report says it of itself, or it came with the report."""

from __future__ import annotations

from reportqa.model.document import Metadata, Origin
from reportqa.model.finding import EvidenceItem, EvidenceKind

_OWN = (Origin.HEADER, Origin.NARRATIVE)


def given(meta: Metadata, name: str, text: str) -> EvidenceItem:
    """`text` tells the named value; where no such value was given it is taken from the telling."""
    field = meta.origin(name)
    if field is not None and field.origin in _OWN:
        return EvidenceItem(kind=EvidenceKind.STATED, text=text, span=field.span)
    told = getattr(meta, name) is None
    return EvidenceItem(kind=EvidenceKind.STATED if told else EvidenceKind.METADATA, text=text)
