"""Phrase lists from the TOML files beside the code, and the fast search for them in a text.

A phrase is written in lower case; `{a,b}` stands for either, `{a,}` for a or nothing, `*` for one word of
any kind. Words are compared by their letters and digits: "re-set" is two words, "didn't" is one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from reportqa.extract.lexicon import table

__all__ = ["Hit", "Lexicon", "Token", "Words", "abbreviated", "either", "expand", "listed", "table", "tokens"]

# Letters and digits with inner apostrophes make a word; every other visible character stands alone.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*|[^\w\s]|_")
_CHOICE = re.compile(r"\{([^{}]*)\}")


class Token(NamedTuple):
    """One word or mark in lower case, with its offsets."""

    low: str
    start: int
    end: int


class Words:
    """The words and marks of one text in order: what they are in lower case, where each starts and ends."""

    __slots__ = ("ends", "lows", "starts")

    def __init__(self, text: str) -> None:
        spans = [match.span() for match in _WORD.finditer(text)]
        low = text.lower()
        if len(low) == len(text):
            if "’" in low:
                low = low.replace("’", "'")
            self.lows = [low[start:end] for start, end in spans]
        else:  # a letter whose lower case is longer
            self.lows = [text[start:end].lower().replace("’", "'") for start, end in spans]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]

    def __len__(self) -> int:
        return len(self.lows)

    def __getitem__(self, place: int) -> Token:
        return Token(self.lows[place], self.starts[place], self.ends[place])

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The places of the words that begin in a stretch of text: the first, and the one after the last."""
        return bisect_left(self.starts, start), bisect_left(self.starts, end)


@cache
def listed(name: str, key: str) -> frozenset[str]:
    """One of the short lists of a TOML file."""
    return frozenset(table(name)["lists"][key])


@cache
def either(name: str, key: str) -> re.Pattern[str]:
    """One of the pattern lists of a TOML file, as whole words in small or capital letters."""
    return re.compile(rf"\b(?:{'|'.join(table(name)['patterns'][key])})\b", re.IGNORECASE)


def tokens(text: str) -> Words:
    """The words and marks of a text."""
    return Words(text)


def abbreviated(words: Words, place: int) -> bool:
    """Whether the point at this place belongs to a short form and ends no statement."""
    return (
        place > 0
        and words.lows[place - 1] in listed("cues.toml", "short_forms")
        and words.ends[place - 1] == words.starts[place]
    )


def expand(phrase: str) -> Iterator[str]:
    """All phrases that one pattern with `{a,b}` stands for."""
    choice = _CHOICE.search(phrase)
    if choice is None:
        yield " ".join(phrase.split())
        return
    for option in choice.group(1).split(","):
        yield from expand(phrase[: choice.start()] + option + phrase[choice.end() :])


@cache
def _phrase_words(phrase: str) -> tuple[str, ...]:
    plain = phrase.split()
    if all(word.isalpha() for word in plain):
        return tuple(word.lower() for word in plain)
    found = re.finditer(r"\*|" + _WORD.pattern, phrase)
    return tuple(match.group().lower().replace("’", "'") for match in found)


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its kind, and the places of its first word and of the word after its last."""

    kind: str
    first: int
    stop: int


class Lexicon:
    """A tree of phrases, word by word; the longest phrase at a place wins, and hits do not overlap."""

    def __init__(self, kinds: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._root: dict[str, Any] = {}
        for kind, phrases in kinds:
            for pattern in phrases:
                for phrase in expand(pattern):
                    words = _phrase_words(phrase)
                    if not words:
                        continue
                    node = self._root
                    for word in words:
                        node = node.setdefault(word, {})
                    node[""] = kind  # no word is empty, so this marks a phrase's end

    def find(self, words: Words, first: int = 0, stop: int | None = None) -> list[Hit]:
        """The hits among the words from `first` up to `stop`, in order of place."""
        hits: list[Hit] = []
        lows, root = words.lows, self._root
        count = len(lows) if stop is None else stop
        beyond = -1
        # Few words begin a phrase: those are picked out first, at the speed of a comprehension.
        for place in [place for place in range(first, count) if lows[place] in root]:
            if place < beyond:
                continue
            node = root[lows[place]]
            best: tuple[str, int] | None = None
            after = place + 1
            while True:
                kind = node.get("")
                if kind is not None:
                    best = (kind, after)
                if after >= count:
                    break
                node = node.get(lows[after]) or node.get("*")
                if node is None:
                    break
                after += 1
            if best is not None:
                hits.append(Hit(best[0], place, best[1]))
                beyond = best[1]
        return hits
