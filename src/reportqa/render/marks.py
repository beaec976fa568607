"""Findings drawn on the text: pieces that begin and end where a mark does, so that overlaps never nest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportqa.model.document import Document
from reportqa.model.finding import Finding
from reportqa.model.span import Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A piece of the text; `numbers` are the findings (from 1) that speak of it, the worst first.

    `begins` are the findings whose primary mark begins here, the place that a link jumps to; `ends` those
    whose primary mark ends here, the place of the number that leads to them.
    """

    text: str
    numbers: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    severity: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageMark:
    """A rectangle on a page, in the unit of the page, and its finding (number from 1)."""

    number: int
    severity: str
    left: float
    top: float
    width: float
    height: float


def stretches(text: str, findings: Sequence[Finding], limit: int) -> list[Stretch]:
    """The text up to `limit` characters, cut at every border of a mark; joined they are the text."""
    marks: list[tuple[Span, int]] = []
    first: dict[int, list[int]] = {}
    last: dict[int, list[int]] = {}
    for number, finding in enumerate(findings, 1):
        for anchor in finding.anchors:
            if anchor.span and anchor.span.start < limit:
                marks.append((Span(anchor.span.start, min(anchor.span.end, limit)), number))
        span = finding.anchor.span
        if span and span.start < limit:
            first.setdefault(span.start, []).append(number)
            last.setdefault(min(span.end, limit, len(text)), []).append(number)
    shown = text[:limit]
    borders = sorted(
        {0, len(shown), *(s.start for s, _ in marks), *(min(s.end, len(shown)) for s, _ in marks)}
    )
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for span, number in marks:
        opening.setdefault(span.start, []).append(number)
        closing.setdefault(min(span.end, len(shown)), []).append(number)
    live: list[int] = []
    pieces = []
    for start, end in pairwise(borders):
        for number in closing.get(start, ()):
            live.remove(number)
        live.extend(opening.get(start, ()))
        numbers = tuple(sorted(set(live), key=lambda n: (findings[n - 1].severity.rank, n)))
        pieces.append(
            Stretch(
                text=shown[start:end],
                numbers=numbers,
                begins=tuple(first.get(start, ())),
                ends=tuple(last.get(end, ())),
                severity=findings[numbers[0] - 1].severity.value if numbers else "",
            )
        )
    return pieces


def page_marks(document: Document, findings: Sequence[Finding], page: int) -> list[PageMark]:
    """The rectangles of all findings on one page, in finding order."""
    return [
        PageMark(
            number=number,
            severity=finding.severity.value,
            left=box.left,
            top=box.top,
            width=max(box.right - box.left, 1.0),
            height=max(box.bottom - box.top, 1.0),
        )
        for number, finding in enumerate(findings, 1)
        for anchor in finding.anchors
        for box in (anchor.boxes or (document.boxes_in(anchor.span) if anchor.span else ()))
        if box.page == page
    ]
