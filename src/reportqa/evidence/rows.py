"""Rows out of files that nobody checked: any encoding, any quoting, any size, never an exception.

A feed is read line by line; memory is bounded by the longest row that is still believed
(`MAX_ROW` characters). What cannot be used is counted by reason, with the first line it was seen on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportqa.model.evidence import FeedProblem

# A row of the widest real log seen holds under 700 characters; a hundred times that is no row.
MAX_ROW = 65_536
# A quoted field may hold line breaks; a quote that is still open after this many lines was never closed.
MAX_QUOTED_LINES = 20
MAX_SHOWN = 400


@dataclass(slots=True)
class Problems:
    """Counts unusable rows of one feed by file and reason; the only mutable value of the room."""

    feed: str
    counts: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, file: str, line: int, reason: str, count: int = 1) -> None:
        """One more row (or `count` rows) that could not be used."""
        known = self.counts.get((file, reason))
        if known is None:
            self.counts[file, reason] = [line, count]
        else:
            known[1] += count

    def values(self) -> tuple[FeedProblem, ...]:
        """The counts as values, in the order of files and lines."""
        return tuple(
            FeedProblem(feed=self.feed, file=file, line=line, reason=reason, count=count)
            for (file, reason), (line, count) in sorted(
                self.counts.items(), key=lambda item: (item[0][0], item[1][0], item[0][1])
            )
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line (from 1) and its cells, stripped."""

    line: int
    cells: tuple[str, ...]

    def shown(self) -> str:
        """The row as a person would read it, cut to a bearable length."""
        text = " | ".join([cell for cell in self.cells if cell])
        return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def lines(path: Path, problems: Problems) -> Iterator[tuple[int, str]]:
    """The lines of a text file with their numbers, decoded one by one, NULs and line ends removed.

    UTF-8 (with or without mark), UTF-16 with mark, else Windows-1252 for the line that is not UTF-8:
    one stray byte of another program does not spoil the file. Overlong lines are counted and skipped.
    """
    name = path.name
    try:
        stream = path.open("rb")
    except OSError as error:
        problems.add(name, 0, f"the file cannot be opened ({error.strerror or 'unknown reason'})")
        return
    with stream:
        mark = stream.read(4)
        stream.seek(0)
        encoding = _marked(mark)
        if encoding:
            yield from _wide(path, encoding, problems)
            return
        number = 0
        while True:
            try:
                raw = stream.readline(MAX_ROW * 4)
            except OSError as error:
                problems.add(name, number + 1, f"reading stopped ({error.strerror or 'unknown reason'})")
                return
            if not raw:
                return
            number += 1
            if not raw.endswith(b"\n") and len(raw) >= MAX_ROW * 4:
                problems.add(name, number, "the line is too long")
                while raw and not raw.endswith(b"\n"):
                    raw = stream.readline(MAX_ROW * 4)
                continue
            if number == 1 and raw.startswith(b"\xef\xbb\xbf"):
                raw = raw[3:]
            yield number, _decode(raw)


def rows(path: Path, problems: Problems, *, delimiter: str = ",") -> Iterator[Row]:
    """The rows of a CSV file. Quoted line breaks are honoured; a quote left open costs one line only."""
    pending: list[str] = []
    first = 0
    for number, line in lines(path, problems):
        if pending:
            pending.append(line)
            text = "\n".join(pending)
            if text.count('"') % 2 == 0:
                yield from _cells(first, text, delimiter, path.name, problems)
                pending = []
            elif len(pending) > MAX_QUOTED_LINES or len(text) > MAX_ROW:
                yield from _recover(first, pending, delimiter, path.name, problems)
                pending = []
        elif '"' in line and line.count('"') % 2:
            pending, first = [line], number
        elif '"' not in line and len(line) <= MAX_ROW:
            if line and not line.isspace():
                yield Row(number, tuple([cell.strip() for cell in line.split(delimiter)]))
        elif line.strip():
            yield from _cells(number, line, delimiter, path.name, problems)
    if pending:
        yield from _recover(first, pending, delimiter, path.name, problems)


def _recover(
    first: int, pending: Sequence[str], delimiter: str, file: str, problems: Problems
) -> Iterator[Row]:
    """The first line has the stray quote: it is counted, the others are rows again."""
    problems.add(file, first, "a quotation mark is never closed")
    for offset, line in enumerate(pending[1:], start=1):
        if line.strip() and line.count('"') % 2 == 0:
            yield from _cells(first + offset, line, delimiter, file, problems)
        elif line.strip():
            problems.add(file, first + offset, "a quotation mark is never closed")


def _cells(number: int, text: str, delimiter: str, file: str, problems: Problems) -> Iterator[Row]:
    if len(text) > MAX_ROW:
        problems.add(file, number, "the row is too long")
        return
    if '"' not in text:
        yield Row(number, tuple(cell.strip() for cell in text.split(delimiter)))
        return
    try:
        for cells in csv.reader([part + "\n" for part in text.split("\n")], delimiter=delimiter):
            yield Row(number, tuple(cell.strip() for cell in cells))
            return
    except csv.Error:
        problems.add(file, number, "the row is no CSV")


def _decode(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    if "\0" in text:
        text = text.replace("\0", "")
    return text.rstrip("\r\n")


def _marked(mark: bytes) -> str | None:
    if mark.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return None


def _wide(path: Path, encoding: str, problems: Problems) -> Iterator[tuple[int, str]]:
    with path.open(encoding=encoding, errors="replace", newline=None) as stream:
        number = 0
        while True:
            try:
                line = stream.readline(MAX_ROW)
            except (OSError, UnicodeError):
                problems.add(path.name, number + 1, "reading stopped (broken UTF-16)")
                return
            if not line:
                return
            number += 1
            if not line.endswith("\n") and len(line) >= MAX_ROW:
                problems.add(path.name, number, "the line is too long")
                while line and not line.endswith("\n"):
                    line = stream.readline(MAX_ROW)
                continue
            yield number, line.replace("\0", "").rstrip("\n")
