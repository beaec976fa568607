"""Running text drawn from word n-gram lists: what characters follow each other, nothing more.

A list of words and pairs knows no marks, so they are put in at the rates of prose.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from training.char_model.trie import Floats, Ints, read_trie

Draw = Callable[[], str]

_WORD = re.compile(r"[a-z]+('[a-z]+)?'?")
_CHAINS, _STEPS = 4000, 500  # two million words a draw
# After a word of written text, and where the spoken model ends a sentence: spoken ones are short, so that
# many run on in writing.
_MARKS = ((" ", 0.885), (", ", 0.06), (". ", 0.045), ("? ", 0.01))
_ENDS = ((". ", 0.5), ("? ", 0.12), (", ", 0.2), (" ", 0.18))
_PAIRS_COVER = 0.9  # of a word's continuations at most; the rest is any word


def spoken(path: Path, chance: np.random.Generator) -> Draw:
    """Text from the trigram model of the pocketsphinx wheel."""
    model = read_trie(path)
    words = model.words
    good = np.array([_WORD.fullmatch(word) is not None for word in words])
    start, end = words.index("<s>"), words.index("</s>")
    good[end] = True
    alone = model.one * good
    alone[start] = 0
    total = np.cumsum(alone / alone.sum())
    size = len(words)
    pairs = _Table(model.pair[0], model.pair[1], model.pair[2], good)
    triples = _Table(model.triple[0] * size + model.triple[1], model.triple[2], model.triple[3], good)
    text = np.array([f" {word}" for word in words], dtype=object)
    text[end] = "\0"

    def draw() -> str:
        before = np.full(_CHAINS, start)
        last = before.copy()
        out = np.empty((_STEPS, _CHAINS), np.int64)
        for step in range(_STEPS):
            known3, third = triples.pick(before * size + last, chance.random(_CHAINS))
            known2, second = pairs.pick(last, chance.random(_CHAINS))
            any_word = total.searchsorted(chance.random(_CHAINS)).clip(0, size - 1)
            word = np.where(known3, third, np.where(known2, second, any_word))
            out[step] = word
            closed = word == end
            before = np.where(closed, start, last)
            last = np.where(closed, start, word)
        pieces = "".join(text[out.T.ravel()].tolist()).split("\0")
        marks = _some(_ENDS, len(pieces), chance)
        joined = "".join(f"{piece.strip()}{mark}" for piece, mark in zip(pieces, marks, strict=True))
        return re.sub(r"(?<= )[.,?] ", "", joined)

    return draw


def written(words_file: Path, pairs_file: Path, chance: np.random.Generator) -> Draw:
    """Text from the word and word-pair counts of the symspellpy wheel."""
    table = [line.split() for line in words_file.read_text("utf-8-sig").splitlines()]
    words = np.array([row[0] for row in table], dtype=object)
    counts = np.array([int(row[1]) for row in table], dtype=float)
    place = {word: i for i, word in enumerate(words)}
    rows = [line.split() for line in pairs_file.read_text("utf-8-sig").splitlines()]
    known = [(place[a], place[b], int(n)) for a, b, n in rows if a in place and b in place]
    first, second, seen = (np.array(column) for column in zip(*known, strict=True))
    left = np.maximum(counts - np.bincount(second, seen, len(counts)), 0.02 * counts)
    total = np.cumsum(left / left.sum())
    share = seen / counts[first]
    share /= np.maximum(1, np.bincount(first, share, len(counts)) / _PAIRS_COVER)[first]
    pairs = _Table(first, second, share, np.ones(len(words), bool))

    def draw() -> str:
        word = total.searchsorted(chance.random(_CHAINS)).clip(0, len(words) - 1)
        out = np.empty((_STEPS, _CHAINS), np.int64)
        for step in range(_STEPS):
            inside, following = pairs.pick(word, chance.random(_CHAINS))
            fresh = total.searchsorted(chance.random(_CHAINS)).clip(0, len(words) - 1)
            word = np.where(inside, following, fresh)
            out[step] = word
        flat = out.T.ravel()
        marks = _some(_MARKS, len(flat), chance)
        return "".join(f"{word}{mark}" for word, mark in zip(words[flat].tolist(), marks, strict=True))

    return draw


class _Table:
    """What follows a key, with its chances; picks for many keys at once."""

    def __init__(self, key: Ints, following: Ints, chance: Floats, good: NDArray[np.bool_]) -> None:
        keep = good[following]
        key, following, chance = key[keep], following[keep], chance[keep]
        order = np.argsort(key, kind="stable")
        self._keys, first = np.unique(key[order], return_index=True)
        self._first = np.append(first, len(order))
        self._following = following[order]
        self._sums = np.concatenate([[0.0], np.cumsum(chance[order])])

    def pick(self, key: Ints, at: Floats) -> tuple[NDArray[np.bool_], Ints]:
        """Whether the draw `at` (0…1) falls on a known continuation of each key, and on which."""
        place = np.minimum(self._keys.searchsorted(key), len(self._keys) - 1)
        low, high = self._first[place], self._first[place + 1]
        known = (self._keys[place] == key) & (at < self._sums[high] - self._sums[low])
        found = self._sums.searchsorted(self._sums[low] + at, side="right") - 1
        return known, self._following[np.clip(found, low, high - 1)]


def _some(choices: tuple[tuple[str, float], ...], count: int, chance: np.random.Generator) -> list[str]:
    names = np.array([text for text, _ in choices], dtype=object)
    return names[chance.choice(len(choices), count, p=[share for _, share in choices])].tolist()
