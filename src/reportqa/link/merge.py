"""Joins the general mentions with those linked to the registry: the linked one stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportqa.model.document import Document
from reportqa.model.links import Link, LinkState
from reportqa.model.mention import PRESENT, Label, Mention
from reportqa.model.site import RegistryKind
from reportqa.site.registry import bare_plate

LABELS = {
    RegistryKind.ADDRESS: Label.ADDRESS,
    RegistryKind.UNIT: Label.UNIT,
    RegistryKind.SPACE: Label.UNIT,
    RegistryKind.BUILDING: Label.PLACE,
    RegistryKind.LANDMARK: Label.SPOT,
    RegistryKind.PERSON: Label.PERSON,
    RegistryKind.PERMIT: Label.PLATE,
    RegistryKind.SITE: Label.PLACE,
    RegistryKind.CLIENT: Label.ORG,
}
_WHERE = frozenset({Label.ADDRESS, Label.PLACE, Label.SPOT, Label.UNIT})
# What a linked mention may replace: where a plate was read as an id, the registry knows better.
_REPLACES = {
    Label.ADDRESS: _WHERE | {Label.ORG, Label.PERSON, Label.ID},
    Label.UNIT: _WHERE | {Label.ID},
    Label.PLACE: _WHERE | {Label.ORG, Label.PERSON},
    Label.SPOT: _WHERE | {Label.ORG},
    Label.PERSON: frozenset({Label.PERSON, Label.ORG, Label.PLACE}),
    Label.PLATE: frozenset({Label.PLATE, Label.ID, Label.UNIT}),
    Label.ORG: frozenset({Label.ORG, Label.PLACE, Label.PERSON}),
}


def merged(document: Document, general: Sequence[Mention], links: Sequence[Link]) -> tuple[Mention, ...]:
    """All mentions in text order. A linked mention keeps the assertion of the general one it replaces.

    A general mention of the same label that holds the linked one keeps its wider span ("555 Main St,
    Fairmont"); several linked ones inside one general mention stand instead of it.
    """
    gone: set[int] = set()
    added: list[Mention] = []
    for link in links:
        label = LABELS.get(link.kind)
        if label is None:
            continue
        over = [
            i for i, m in enumerate(general) if m.span.overlaps(link.span) and m.label in _REPLACES[label]
        ]
        if link.state is LinkState.UNKNOWN and over:
            continue
        same = [i for i in over if general[i].label is label]
        first = general[same[0]] if same else general[over[0]] if over else None
        if first is not None and first.label is label and first.span.contains(link.span):
            others = [k for k in links if k is not link and k.span.overlaps(first.span)]
            if not others:
                value = first.value if first.value else _value(link)
                added.append(replace(first, value=value))
                gone.update(over)
                continue
        added.append(
            Mention(
                span=link.span,
                label=label,
                text=link.span.of(document.text),
                value=_value(link),
                assertion=first.assertion if first else PRESENT,
                confidence=link.best.score if link.best else None,
                parts=first.parts if first and first.label is label else (),
            )
        )
        gone.update(over)
    kept = [mention for i, mention in enumerate(general) if i not in gone]
    return tuple(sorted({*kept, *added}, key=lambda m: (m.span, m.label)))


def _value(link: Link) -> str | None:
    if link.kind is RegistryKind.PERMIT:
        return bare_plate(link.text)
    return link.best.text if link.sure and link.best and link.kind is RegistryKind.ADDRESS else None
