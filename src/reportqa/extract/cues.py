"""Phrase lists from the TOML files beside the code, and the fast search for them in a text.

A phrase is written in lower case; `{a,b}` stands for either, `{a,}` for a or nothing, `*` for one word of
any kind. Words are compared by their letters and digits: "re-set" is two words, "didn't" is one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

# Letters and digits with inner apostrophes make a word; every other visible character stands alone.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*|[^\w\s]|_")
_CHOICE = re.compile(r"\{([^{}]*)\}")


class Token(NamedTuple):
    """One word or mark in lower case, with its offsets."""

    low: str
    start: int
    end: int


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words and marks of `text[start:end]`, with offsets into the whole text."""
    found = _WORD.finditer(text, start, len(text) if end is None else end)
    return [Token(m.group().lower().replace("’", "'"), m.start(), m.end()) for m in found]


@cache
def table(name: str) -> dict[str, Any]:
    """The TOML file of that name beside this module; callers must not change it."""
    return tomllib.loads((resources.files(__package__) / name).read_text(encoding="utf-8"))


def expand(phrase: str) -> Iterator[str]:
    """All phrases that one pattern with `{a,b}` stands for."""
    choice = _CHOICE.search(phrase)
    if choice is None:
        yield " ".join(phrase.split())
        return
    for option in choice.group(1).split(","):
        yield from expand(phrase[: choice.start()] + option + phrase[choice.end() :])


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its kind, and the positions of its first word and the word after its last."""

    kind: str
    first: int
    stop: int


class Lexicon:
    """Phrases by their first word; the longest phrase at a place wins, and found phrases do not overlap."""

    def __init__(self, kinds: Iterable[tuple[str, Iterable[str]]]) -> None:
        found: dict[str, dict[tuple[str, ...], str]] = {}
        for kind, phrases in kinds:
            for pattern in phrases:
                for phrase in expand(pattern):
                    words = tuple(
                        m.group().lower().replace("’", "'")
                        for m in re.finditer(r"\*|" + _WORD.pattern, phrase)
                    )
                    if words:
                        found.setdefault(words[0], {})[words] = kind
        self._by_first = {
            first: sorted(phrases.items(), key=lambda item: (-len(item[0]), item[0]))
            for first, phrases in found.items()
        }

    def find(self, words: Sequence[Token]) -> list[Hit]:
        """The hits in order of place."""
        hits: list[Hit] = []
        place, count = 0, len(words)
        by_first = self._by_first
        while place < count:
            phrases = by_first.get(words[place].low)
            if phrases is not None:
                for phrase, kind in phrases:
                    stop = place + len(phrase)
                    if stop <= count and all(
                        want == "*" or want == words[place + k].low for k, want in enumerate(phrase)
                    ):
                        hits.append(Hit(kind, place, stop))
                        place = stop - 1
                        break
            place += 1
        return hits
