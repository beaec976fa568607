"""Findings drawn on the text: pieces that begin and end where a mark does, so that overlaps never nest."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportqa.geometry import Box
from reportqa.model.document import Document, PageSource
from reportqa.model.finding import Finding
from reportqa.model.span import Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A piece of the text; `numbers` are the findings (from 1) that speak of it, the worst first.

    `parts` are the piece once more, cut where words begin and end that lie on a scan.
    `begins` are the findings whose primary mark begins here, the place that a link jumps to; `ends` those
    whose primary mark ends here, the place of the number that leads to them.
    """

    text: str
    numbers: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    severity: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A stretch's text within one word, or between words; only the first part of a word is `first`."""

    text: str
    word: Seen | None = None
    first: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """One word of a scan, by its place among the document's words; `sure` in percent, None where unknown.

    `doubt` is "" for a sure word, else "slight" or "grave"; `others` are its other readings.
    """

    number: int
    span: Span
    boxes: tuple[Box, ...]
    sure: int | None
    doubt: str
    others: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PageMark:
    """A rectangle on a page, in the unit of the page, and its finding (number from 1)."""

    number: int
    severity: str
    left: float
    top: float
    width: float
    height: float


# More words than this on one page of HTML are slow in a browser; the others stay plain text.
_MOST_WORDS = 6000
# Below this chance a word is likelier wrong than right.
_GRAVE = 0.5


def seen_words(document: Document, mark: float) -> list[Seen]:
    """The words that lie on a scan, in text order; one below `mark` is doubted."""
    scanned = {page.number for page in document.pages if page.source is PageSource.OCR}
    found = []
    for number, word in enumerate(document.words):
        boxes = tuple(box for box in word.boxes if box.page in scanned)
        if not boxes:
            continue
        sure = word.confidence
        doubt = "" if sure is None or sure >= mark else "grave" if sure < _GRAVE else "slight"
        found.append(
            Seen(
                number=number,
                span=word.span,
                boxes=boxes,
                sure=None if sure is None else round(100 * sure),
                doubt=doubt,
                others=tuple(other for other, _ in word.alternatives[:3]),
            )
        )
        if len(found) == _MOST_WORDS:
            break
    return found


def stretches(
    text: str, findings: Sequence[Finding], limit: int, words: Sequence[Seen] = ()
) -> list[Stretch]:
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
                parts=_parts(shown, Span(start, end), words),
            )
        )
    return pieces


def _parts(shown: str, piece: Span, words: Sequence[Seen]) -> tuple[Part, ...]:
    """The piece cut at the borders of the words that share a character with it."""
    parts = []
    place = piece.start
    for word in words[bisect_right(words, piece.start, key=lambda word: word.span.end) :]:
        if word.span.start >= piece.end:
            break
        start, end = max(word.span.start, place), min(word.span.end, piece.end)
        if start > place:
            parts.append(Part(text=shown[place:start]))
        parts.append(Part(text=shown[start:end], word=word, first=start == word.span.start))
        place = end
    if place < piece.end:
        parts.append(Part(text=shown[place : piece.end]))
    return tuple(parts)


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
