"""Words of a text with their places, and the ways in which a written number can be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from reportqa.model.span import Span

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*|[#&]")

# Letters that OCR and hurried hands put for digits. Both ways of case; `l` and `|` are ones.
_STRICT_GLYPHS = str.maketrans("oODQiIlL|!zZsSbBgG", "000011111122558866"[:18])

_UNITS = {
    word: n
    for n, word in enumerate(
        (
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
            *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
            *("seventeen", "eighteen", "nineteen"),
        )
    )
}
_TENS = {
    word: 10 * n
    for n, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_ZEROES = frozenset({"oh", "o", "zero"})
NUMBER_STARTERS = frozenset((*_UNITS, *_TENS)) - {"zero"}


class Token(NamedTuple):
    """One word: its place, as written, and in small letters without apostrophes' tails."""

    start: int
    end: int
    raw: str
    low: str

    @property
    def span(self) -> Span:
        """The place of the word."""
        return Span(self.start, self.end)


def tokens(text: str, offset: int = 0) -> list[Token]:
    """The words of the text in order; `offset` is added to their places."""
    return [
        Token(m.start() + offset, m.end() + offset, m.group(), m.group().lower().replace("’", "'"))
        for m in _TOKEN.finditer(text)
    ]


def gap(text: str, left: Token, right: Token) -> str:
    """What stands between two neighbouring words."""
    return text[left.end : right.start]


def stem(low: str) -> str:
    """A word without its possessive ending."""
    return low[:-2] if low.endswith("'s") else low


def unglyph(word: str) -> str:
    """The word with letters that look like digits read as those digits."""
    return word.translate(_STRICT_GLYPHS)


def looks_numeric(raw: str) -> bool:
    """Whether a word is a number, perhaps with look-alike letters among its digits."""
    return not raw.isalpha() and any(char.isdigit() for char in raw) and unglyph(raw).isdigit()


def number_in_words(words: Sequence[str]) -> tuple[str, int] | None:
    """A door number told in words, and how many of the words it takes; None where there is none.

    "two fourteen" is 214, "three oh five" 305, "one hundred seven" 107, "twelve" 12, "two one four" 214.
    """
    parts: list[tuple[str, int]] = []  # the digits of each group, and words used so far
    at = 0
    while at < len(words) and len(parts) < 5:
        word = words[at]
        if word in _TENS:
            following = _UNITS.get(words[at + 1]) if at + 1 < len(words) else None
            if following is not None and 0 < following < 10:
                parts.append((str(_TENS[word] + following), at + 2))
                at += 2
                continue
            parts.append((str(_TENS[word]), at + 1))
        elif word in _UNITS:
            parts.append((str(_UNITS[word]), at + 1))
        elif word in _ZEROES and parts:
            parts.append(("0", at + 1))
        elif word == "hundred" and len(parts) == 1:
            rest = number_in_words(words[at + 1 + (words[at + 1 : at + 2] == ["and"]) :])
            used = at + 1
            hundreds = int(parts[0][0]) * 100
            if rest and len(rest[0]) <= 2:
                return str(hundreds + int(rest[0])), used + rest[1] + (words[used : used + 1] == ["and"])
            return str(hundreds), used
        else:
            break
        at += 1
    if not parts:
        return None
    return "".join(digits for digits, _ in parts), parts[-1][1]
