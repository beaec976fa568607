"""Reads a word trigram model in CMU Sphinx's binary trie format, as the pocketsphinx wheel carries it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_HEADER = b"Trie Language Model"
_TABLE = 65536  # entries of a quantiser: two bytes a value
_BASE = np.log(1.0001)  # probabilities are stored as logarithms to this base

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Trigrams:
    """Chances of words: alone, after one word, after two. Ids are places in `words`."""

    words: tuple[str, ...]
    one: Floats
    pair: tuple[Ints, Ints, Floats]  # first, second, chance of the second
    triple: tuple[Ints, Ints, Ints, Floats]


def read_trie(path: Path) -> Trigrams:
    """The model in a file of order three."""
    data = path.read_bytes()
    if not data.startswith(_HEADER) or data[len(_HEADER)] != 3:
        raise ValueError(f"{path.name} holds no trigram model in trie format")
    at = len(_HEADER) + 1
    counts = [int(x) for x in np.frombuffer(data, "<u4", 3, at)]
    at += 16
    tables = np.frombuffer(data, "<f4", 3 * _TABLE, at).astype(float).reshape(3, _TABLE)
    at += 12 * _TABLE
    kind = np.dtype([("chance", "<f4"), ("backoff", "<f4"), ("next", "<u4")])
    alone = np.frombuffer(data, kind, counts[0] + 1, at)
    at += 12 * (counts[0] + 1)
    word_bits, next_bits = counts[0].bit_length(), counts[2].bit_length()
    width = word_bits + 32 + next_bits
    size = ((1 + counts[1]) * width + 7) // 8 + 8
    middle = np.frombuffer(data, np.uint8, size, at)
    at += size
    last_width = word_bits + 16
    size = ((1 + counts[2]) * last_width + 7) // 8 + 8
    last = np.frombuffer(data, np.uint8, size, at)
    at += size + 4
    words = tuple(data[at:].decode("latin-1").split("\0")[: counts[0]])
    # A node's children are the words before it; the last few nodes of the file are empty.
    ends = alone["next"].astype(np.int64)
    second = np.repeat(np.arange(counts[0]), np.diff(ends))
    known = len(second)
    first = _field(middle, 0, word_bits, known, width)
    chance = _field(middle, word_bits, 32, known, width) >> 16
    follow = _field(middle, word_bits + 32, next_bits, known + 1, width)
    node = np.repeat(np.arange(known), np.diff(follow))
    before = _field(last, 0, word_bits, len(node), last_width)
    third = _field(last, word_bits, 16, len(node), last_width)
    return Trigrams(
        words,
        np.exp(alone["chance"][:-1].astype(float) * _BASE),
        (first, second, np.exp(tables[0][chance] * _BASE)),
        (before, first[node], second[node], np.exp(tables[2][third] * _BASE)),
    )


def _field(packed: NDArray[np.uint8], start: int, bits: int, count: int, width: int) -> Ints:
    """One field of every row: `bits` wide, little-endian, rows of `width` bits."""
    place = np.arange(count, dtype=np.int64) * width + start
    padded = np.concatenate([packed, np.zeros(16, np.uint8)])
    value = np.zeros(count, np.uint64)
    for byte in range(8):
        value |= padded[(place >> 3) + byte].astype(np.uint64) << np.uint64(8 * byte)
    mask = np.uint64((1 << bits) - 1)
    return ((value >> (place & 7).astype(np.uint64)) & mask).astype(np.int64)
