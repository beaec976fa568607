"""Words with their places, for the name model: one regular expression, linear in the length of the text.

The same tokens are used in training and in use. A span of the training text that does not fall on token
borders is an error there, so the borders cut where report writers do: before a possessive s, at every
slash, bracket and hyphen, but not inside "4B", "O'Dell" or "M.E.".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# A longer run of letters is no word; cutting it keeps time and memory linear on hostile input.
MAX_WORD = 40

_TOKEN = re.compile(
    rf"""
      \n+
    | (?:[^\W\d_]\.){{2,4}}
    | \d{{1,{MAX_WORD}}}(?:[:.,]\d{{1,{MAX_WORD}}}){{1,4}}
    | [^\W_]{{1,{MAX_WORD}}}(?:['’](?![sS]\b)[^\W_]{{1,{MAX_WORD}}}){{0,3}}
    | ['’][sS]\b
    | ([^\w\s])\1*
    | _+
    """,
    re.VERBOSE,
)

_DIGIT = re.compile(r"\d")
_SHAPES = re.compile(r"([^\W\d_]|\d)")


class Token(NamedTuple):
    """One word or mark: its text, cut to a bounded length, and its half-open offsets."""

    text: str
    start: int
    end: int


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens of `text[start:end]` with offsets into `text`; white space but line breaks is left out."""
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        word = match.group()
        first = word[0]
        if first == "\n":
            word = "\n"
        elif len(word) > 3 and match.lastindex:
            word = first * 3
        yield Token(word, match.start(), match.end())


def norm(word: str) -> str:
    """The word in lower case with every digit as 0: "2214" and "0330" are the same to the model."""
    return _DIGIT.sub("0", word.lower())


def prefix(word: str) -> str:
    """The first three characters of the normal form."""
    return norm(word)[:3]


def suffix(word: str) -> str:
    """The last three characters of the normal form."""
    return norm(word)[-3:]


def shape(word: str) -> str:
    """X, x and d for upper case, lower case and digits, runs cut to four: "Xxxx", "ddXX"."""
    out: list[str] = []
    last, run = "", 0
    for char in word:
        kind = "d" if char.isdigit() else "X" if char.isupper() else "x" if char.isalpha() else char
        run = run + 1 if kind == last else 1
        last = kind
        if run <= 4:
            out.append(kind)
    return "".join(out)
