"""Rows of a log that is published as PDF: words of the text layer, put into columns by their left edge."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from reportqa.evidence.maps import PageSpec
from reportqa.evidence.rows import MAX_ROW, Problems, Row
from reportqa.model.document import Document, PageSource, Word
from reportqa.read_settings import ReadSettings

# A year's log of a town has some thousand pages; a scanned page is counted, not read.
_SETTINGS = ReadSettings(engine="null", dpi=10, second="none", max_pages=5_000, max_text_chars=20_000_000)
# Cells are set at their column's edge; a letter's own bearing moves it by less than this many points.
_BEARING = 4.0


@dataclass(slots=True)
class _Line:
    """Words on one height of a page; `middle` is that height, in points from the top."""

    number: int
    middle: float
    words: list[tuple[float, str]] = field(default_factory=list)

    def text(self) -> str:
        return " ".join(text for _, text in sorted(self.words))

    def cells(self, edges: Sequence[float]) -> list[str]:
        found: list[list[str]] = [[] for _ in edges]
        for left, text in sorted(self.words):
            at = sum(edge - _BEARING <= left for edge in edges) - 1
            found[max(at, 0)].append(text)
        return [" ".join(words) for words in found]


def pdf_rows(path: Path, page: PageSpec, problems: Problems) -> Iterator[Row]:
    """First the header as the map names it, then the rows; numbers count the lines of the whole file.

    A row stands where the first column fits `page.starts`; a line without a first column is a cell's
    second line, of the nearest row; a line that fits `page.ignore` is a title. The rest is counted.
    """
    from reportqa.read import read

    edges = sorted(page.left.values())
    yield Row(0, tuple(sorted(page.left, key=page.left.__getitem__)))
    for found in read(path, settings=_SETTINGS):
        if not isinstance(found, Document):
            problems.add(path.name, 1, f"the PDF cannot be read ({found.code.replace('_', ' ')})")
            continue
        if bare := sum(page.source is not PageSource.TEXT_LAYER for page in found.pages):
            problems.add(path.name, 1, "a page has no text layer", bare)
        yield from _rows(path.name, found, page, edges, problems)


def _rows(
    file: str, document: Document, page: PageSpec, edges: Sequence[float], problems: Problems
) -> Iterator[Row]:
    starts, ignore = re.compile(page.starts), re.compile(page.ignore) if page.ignore else None
    for lines in _pages(document):
        table = [line for line in lines if not (ignore and ignore.search(line.text()))]
        cells = {line.number: line.cells(edges) for line in table}
        heads = [line for line in table if starts.match(cells[line.number][0])]
        rows: dict[int, list[_Line]] = {line.number: [] for line in heads}
        for line in table:
            nearest = _nearest(heads, line)
            if nearest is not None and (line is nearest or not cells[line.number][0]):
                rows[nearest.number].append(line)
            else:
                problems.add(file, line.number, "the line is no row of the table")
        for number, parts in rows.items():
            joined = (
                " ".join(filter(None, column))
                for column in zip(*(cells[p.number] for p in parts), strict=True)
            )
            yield Row(number, tuple(text[:MAX_ROW] for text in joined))


def _pages(document: Document) -> Iterator[list[_Line]]:
    """Each page's lines from top to bottom, whatever order the file has them in."""
    number = 0
    boxed = (word for word in document.words if word.boxes)
    for _, words in groupby(boxed, key=lambda word: word.boxes[0].page):
        lines: list[_Line] = []
        bottom = 0.0
        for word in sorted(words, key=_height):
            box = word.boxes[0]
            if not lines or _height(word) > bottom:
                number += 1
                lines.append(_Line(number, _height(word)))
                bottom = box.bottom
            lines[-1].words.append((box.left, word.span.of(document.text)))
        yield lines


def _nearest(heads: Sequence[_Line], line: _Line) -> _Line | None:
    """The head on the height next to the line's; heads are in order from the top."""
    at = bisect_left(heads, line.middle, key=lambda head: head.middle)
    around = heads[max(at - 1, 0) : at + 1]
    return min(around, key=lambda head: abs(head.middle - line.middle), default=None)


def _height(word: Word) -> float:
    return (word.boxes[0].top + word.boxes[0].bottom) / 2
