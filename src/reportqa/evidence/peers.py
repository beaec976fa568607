"""Other officers' reports and daily logs as evidence: what each tells, never its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from reportqa.evidence.told import cites, denial, involved, told
from reportqa.model.document import Document
from reportqa.model.evidence import Peer
from reportqa.model.extraction import Extraction
from reportqa.model.links import Links
from reportqa.model.mention import Label, Status
from reportqa.model.service import Service, ServiceStatus

_SKETCH = 64  # smallest shingle hashes kept: the share they have in common estimates likeness
_SHINGLE = 4  # words
# The services that "no emergency services" speaks of.
_ALL = (Service.FIRE, Service.EMS, Service.POLICE)


def placed(document: Document, links: Links) -> Peer:
    """Whose report it is, of where and when: as much as its surroundings are looked up by."""
    meta = document.metadata
    start, end = meta.shift_start, meta.shift_end
    moment = meta.occurred_at or meta.written_at or meta.submitted_at
    return Peer(
        report_id=document.id,
        name=document.name,
        kind=meta.kind,
        author=meta.author,
        author_id=meta.author_id,
        site_id=links.site_id,
        shift_id=links.shift_id,
        occurred_at=meta.stated("occurred_at"),
        written_at=meta.written_at,
        submitted_at=meta.submitted_at,
        shift_told=(start, end) if start and end and start.tzinfo and end.tzinfo else None,
        moment=moment if moment is not None and moment.tzinfo else None,
    )


def digest(document: Document, extraction: Extraction, links: Links) -> Peer:
    """What one report tells, for the night's other reports; holds no sentence of it."""
    meta = document.metadata
    took_part = {item.service for item in involved(document, extraction)}
    return replace(
        placed(document, links),
        event_times=tuple(sorted(set(_times(document, extraction)))),
        services=tuple(service for service in Service if service in took_part),
        denied=tuple(
            item.service
            for item in extraction.services
            if item.service not in took_part
            and (item.status is ServiceStatus.NEGATED or (denial(document) and item.service in _ALL))
        ),
        incident_type=meta.incident_type
        or (extraction.incident_types[0].type if extraction.incident_types else None),
        lat=meta.lat,
        lon=meta.lon,
        accuracy_m=meta.accuracy_m,
        shingles=sketch(
            document.text if document.narrative is None else document.narrative.of(document.text)
        ),
        told=told(document, extraction),
        cites=cites(document.text),
    )


def sketch(text: str) -> tuple[int, ...]:
    """The smallest hashes of the text's runs of four words, sorted; the same text gives the same."""
    words = re.findall(r"[a-z]+|\d+", text.lower())
    hashes = {
        int.from_bytes(blake2b(" ".join(words[i : i + _SHINGLE]).encode(), digest_size=6).digest(), "big")
        for i in range(max(len(words) - _SHINGLE + 1, 0))
    }
    return tuple(sorted(hashes)[:_SKETCH])


def likeness(first: tuple[int, ...], second: tuple[int, ...]) -> float:
    """How alike two sketched texts are, 0…1 (an estimate of the share of common runs)."""
    if not first or not second:
        return 0.0
    union = sorted({*first, *second})[: min(len(first), len(second), _SKETCH)]
    common = set(first) & set(second)
    return sum(item in common for item in union) / len(union)


def _times(document: Document, extraction: Extraction) -> Iterator[datetime]:
    values: Iterable[str] = (
        value
        for mention in extraction.labelled(Label.TIME)
        # The hours of the shift and of filing stand in header lines: they are no times of the matter.
        if mention.value
        and not any(line.contains(mention.span) for line in document.header)
        and mention.assertion.status in (Status.PRESENT, Status.REPORTED, Status.NEGATED)
        for value in mention.value.split("/")
    )
    for value in values:
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            continue
        if at.tzinfo is not None:
            yield at
