"""What the grammars of place share: candidates, and steps from word to word within a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from reportqa.extract.pipeline_data import words_of
from reportqa.extract.pipeline_tokens import Token
from reportqa.model.mention import Label
from reportqa.model.span import Span

_UNIT_ID = re.compile(r"(?:\d{1,5}[A-Za-z]{0,2}|[A-Za-z]\d{0,5}|[A-Z]{2}\d{1,4})$")


class Found(NamedTuple):
    """A candidate: its offsets, its label, how sure (0…1), and its parts."""

    start: int
    end: int
    label: Label
    confidence: float
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def span(self) -> Span:
        """The offsets as a span."""
        return Span(self.start, self.end)


class Line:
    """Tokens of one text, and the neighbours of each."""

    def __init__(self, text: str, run: Sequence[Token]) -> None:
        self.text = text
        self.run = run
        self.low = [token.text.lower() for token in run]
        self.n = len(run)

    def found(self, first: int, last: int, label: Label, confidence: float) -> Found:
        """The candidate of tokens first … last."""
        return Found(self.run[first].start, self.run[last].end, label, confidence)

    def capital(self, i: int) -> bool:
        """Whether token i begins with a capital."""
        return self.run[i].text[0].isupper()

    def is_next(self, i: int, j: int) -> bool:
        """Whether token j follows token i on the line with at most two blanks between."""
        return i >= 0 and j < self.n and self.run[j].start - self.run[i].end <= 2 and self.low[j] != "\n"

    def before(self, i: int) -> int:
        """The token before i, over the point of a direction; -1 where a sentence may have ended."""
        j = i - 1
        if j < 0 or not self.is_next(j, i) or self.low[j] == "\n":
            return -1
        if self.run[j].text == "." and j > 0 and self.run[j - 1].end == self.run[j].start:
            return j - 1 if self.low[j - 1] in words_of("pointed") else -1
        return j

    def after(self, i: int) -> int:
        """The token after i, over one point glued to it; n at the end of the line."""
        j = i + 1
        if j < self.n and self.run[j].text == "." and self.run[j].start == self.run[i].end:
            j += 1
        near = j < self.n and self.run[j].start - self.run[i].end <= 3 and self.low[j] != "\n"
        return j if near else self.n

    def over_comma(self, i: int) -> int:
        """Token i, or the one behind it if it is a comma."""
        return i + 1 if i < self.n and self.run[i].text == "," else i

    def unit_end(self, i: int) -> int | None:
        """The last token of a unit that begins at token i ("apt 4B", "#12", "Room 7-C"), if one does."""
        if self.run[i].text == "#":
            number = i + 1 < self.n and bool(_UNIT_ID.match(self.run[i + 1].text))
            return i + 1 if number else None
        if self.low[i] not in words_of("unit_words"):
            return None
        j = self.after(i)
        if j != i + 1 and len(self.low[i]) > 4:
            return None  # "his apartment. S-4": the point ends a sentence, not an abbreviation
        if j < self.n and self.low[j] in {"#", "no", "number"}:
            j = self.after(j)
        if j >= self.n or not _UNIT_ID.match(self.run[j].text) or not self._is_unit_name(i, j):
            return None
        dashed = (
            j + 2 < self.n and self.run[j + 1].text == "-" and self.run[j + 2].start == self.run[j].end + 1
        )
        return j + 2 if dashed and _UNIT_ID.match(self.run[j + 2].text) else j

    def _is_unit_name(self, i: int, j: int) -> bool:
        name = self.run[j].text
        if len(name) == 1 and name.isalpha():
            return name not in "aIi" and (name.isupper() or self.low[i] in {"apt", "unit"})
        return any(char.isdigit() for char in name)
