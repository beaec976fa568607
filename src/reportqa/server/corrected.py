"""A scan as it reads with a person's corrections: for judging again, while what was read stays as it was."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace

from reportqa.model.document import Document
from reportqa.model.span import Span

Corrections = Mapping[tuple[int, int], str]


def with_corrections(document: Document, corrections: Corrections) -> Document:
    """The document with words replaced; every span moves along, and a corrected word is sure."""
    text, cuts, shifts = "", [0], [0]
    last = moved = 0
    for (start, end), words in sorted(corrections.items()):
        if start < last or end > len(document.text):
            continue  # overlaps a correction that stands already, or is of another text
        text += document.text[last:start] + words
        moved += len(words) - (end - start)
        cuts.append(end)
        shifts.append(moved)
        last = end
    text += document.text[last:]

    def at(offset: int) -> int:
        return min(max(offset + shifts[bisect_right(cuts, offset) - 1], 0), len(text))

    def span(old: Span) -> Span:
        return Span(at(old.start), max(at(old.end), at(old.start)))

    words_now = []
    for word in document.words:
        known = corrections.get((word.span.start, word.span.end))
        moved_to = span(word.span)
        words_now.append(
            replace(word, span=moved_to)
            if known is None
            else replace(
                word, span=Span(moved_to.start, moved_to.start + len(known)), confidence=1.0, alternatives=()
            )
        )
    return replace(
        document,
        text=text,
        narrative=span(document.narrative) if document.narrative else None,
        header=tuple(span(item) for item in document.header),
        staff=tuple(span(item) for item in document.staff),
        pages=tuple(replace(page, start=at(page.start), end=at(page.end)) for page in document.pages),
        words=tuple(words_now),
        metadata=replace(
            document.metadata,
            origins=tuple(
                replace(item, span=span(item.span)) if item.span else item
                for item in document.metadata.origins
            ),
        ),
    )
