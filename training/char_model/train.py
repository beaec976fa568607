"""Build models/char_model/model.npz: a pruned character 9-gram model for the handwriting decoder.

    python -m training.char_model.train --lists DIR --trigrams FILE --texts DIR

`--lists` is a folder with the word and word-pair frequencies that the symspellpy wheel carries;
`--trigrams` the file `model/en-us/en-us.lm.bin` of the pocketsphinx wheel; `--texts` a folder of permitted
texts in CoNLL columns (WNUT17, BTC, wikigold, SEC filings). No image is looked at.

The file holds, for each kept context of up to eight characters, which next characters are likelier or less
likely than after its longest shorter one, as a tree of differences (Witten-Bell interpolation).
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from training.char_model.drawn import Floats, Ints, spoken, written

from reportqa.read.ocr.charmodel import FLOOR, STEPS_A_NAT, SYMBOLS

HERE = Path(__file__).parent
OUT = HERE.parent.parent / "models" / "char_model" / "model.npz"
ORDER = 9
DRAWS = (4, 3)  # of the spoken and of the written model, two million words each
WORDS_A_MILLION = 10  # the report words' weights are per million words; so many millions are meant
ENDINGS = ((" ", 0.87), (", ", 0.05), (". ", 0.06), ("? ", 0.02))
TRUST = 2.0  # how many times a context's kinds of continuation count for the shorter context
LEAST = 1.5  # weight below which a context of four characters or more is not looked at
NEAR = 3  # sixteenths of a nat; a continuation that differs less from the shorter context is not stored
SEED = 1
_CODES = np.full(65536, len(SYMBOLS) - 1, np.int64)
for _place, _symbol in enumerate(SYMBOLS):
    _CODES[[ord(_symbol), ord(_symbol.upper())]] = _place
_CODES[0x2019] = SYMBOLS.index("'")
_CODES[ord("?")] = len(SYMBOLS) - 1


class Counts:
    """Weights of n-grams, by the length of their context; an n-gram is its context's key and one symbol."""

    def __init__(self) -> None:
        self._held: list[list[tuple[Ints, Floats]]] = [[] for _ in range(ORDER)]

    def add(self, text: str, weight: float = 1.0, least: int = 0) -> None:
        """Every n-gram of the text whose context has at least `least` characters."""
        codes = _CODES[np.frombuffer(text.encode("utf-32-le"), "<u4").astype(np.int64) & 65535]
        key = np.zeros(len(codes), np.int64)
        for length in range(min(ORDER, len(codes))):
            if length:
                key[length:] |= codes[:-length] << (5 * (length - 1))
            if length >= least:
                grams = (1 << 5 * length | key[length:]) << 5 | codes[length:]
                found, number = np.unique(grams, return_counts=True)
                self._held[length].append((found, number * weight))
            if sum(len(held) for held, _ in self._held[length]) > 30_000_000:
                self._held[length] = [self.of(length)]

    def of(self, length: int) -> tuple[Ints, Floats]:
        """The n-grams with a context of `length` characters, sorted, each once."""
        grams = np.concatenate([held for held, _ in self._held[length]])
        weights = np.concatenate([held for _, held in self._held[length]])
        found, place = np.unique(grams, return_inverse=True)
        return found, np.bincount(place, weights, len(found))


class Level:
    """All contexts of one length: sorted keys, their distributions, and what each is worth."""

    def __init__(self, grams: Ints, weights: Floats, length: int, shorter: Level | None) -> None:
        contexts, place = np.unique(grams >> 5, return_inverse=True)
        total = np.bincount(place, weights, len(contexts))
        kinds = TRUST * np.bincount(place, weights > 0.05, len(contexts)).clip(1)
        keep = total >= (LEAST if length > 3 else 0)
        parent = np.zeros(len(contexts), np.int64)
        if shorter is not None:
            suffix = contexts & ((1 << 5 * (length - 1)) - 1) | 1 << 5 * (length - 1)
            parent = np.minimum(shorter.keys.searchsorted(suffix), len(shorter.keys) - 1)
            keep &= shorter.keys[parent] == suffix
        below = shorter.rows if shorter is not None else np.full((1, 32), 1 / 32, np.float32)
        rank = np.cumsum(keep) - 1
        kept = keep[place]
        own = np.zeros((int(keep.sum()), 32), np.float32)
        np.add.at(own, (rank[place[kept]], (grams & 31)[kept]), weights[kept])
        whole = (total + kinds)[keep].astype(np.float32)
        self.keys = contexts[keep]
        self.left = kinds[keep].astype(np.float32) / whole  # what the shorter context still says
        self.rows = own
        self.worth = np.empty(len(own))
        for start in range(0, len(own), 200_000):
            part = slice(start, start + 200_000)
            under = below[parent[keep][part]]
            row = own[part] / whole[part, None] + self.left[part, None] * under
            self.worth[part] = total[keep][part] * (row * np.log(row / under)).sum(axis=1)
            self.rows[part] = row


def main() -> None:
    """Draw, count, interpolate, prune, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lists", type=Path, required=True)
    parser.add_argument("--trigrams", type=Path, required=True)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--contexts", type=int, default=1_500_000, help="how many contexts are kept")
    options = parser.parse_args()
    lists = [
        options.lists / "frequency_dictionary_en_82_765.txt",
        options.lists / "frequency_bigramdictionary_en_243_342.txt",
    ]
    chance = np.random.default_rng(SEED)
    counts = Counts()
    for draw, times in zip((spoken(options.trigrams, chance), written(*lists, chance)), DRAWS, strict=True):
        for _ in range(times):
            counts.add(draw())
    add_report_words(counts)
    used = [*lists, options.trigrams]
    for path in sorted(options.texts.rglob("*")):
        if path.suffix in (".conll", ".txt") and not re.search(r"test|dev|entity-list", path.name):
            used.append(path)
            counts.add(" ".join(sentences(path)))
    tables = pruned(counts, options.contexts)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.out, **tables)
    sources = {path.name: sha256(path.read_bytes()).hexdigest() for path in used}
    size = options.out.stat().st_size
    print(json.dumps({"contexts": len(tables["counts"]), "bytes": size, "sources": sources}, indent=1))


def add_report_words(counts: Counts) -> None:
    """The trade's own words, abbreviations and phrases."""
    table = tomllib.loads((HERE / "report_words.toml").read_text("utf-8"))
    for weight, words in table["words"].items():
        for word in words:
            for mark, share in ENDINGS:
                counts.add(f" {word}{mark}", float(weight) * WORDS_A_MILLION * share)
    for weight, words in table["abbreviations"].items():
        for word in words:
            counts.add(f" {word} ", float(weight) * WORDS_A_MILLION)
    for weight, phrases in table["phrases"].items():
        for phrase in phrases:
            counts.add(f" {phrase} ", float(weight) * WORDS_A_MILLION, least=3)


def sentences(path: Path) -> Iterator[str]:
    """Sentences of a CoNLL file, its first column; spaces that tokenising put before marks are taken out."""
    words: list[str] = []
    for line in [*path.read_text("utf-8", errors="replace").splitlines(), ""]:
        if line.strip():
            words.append(line.split()[0])
        elif words:
            text = re.sub(r" ([.,])", r"\1", " ".join(words)).replace(" '", "'").replace(" n't", "n't")
            yield text
            words = []


def planes(keys: Ints, width: int) -> NDArray[np.uint8]:
    """Sorted keys as the steps between them, a row for each of a step's bytes, the lowest first."""
    steps = np.diff(keys, prepend=0)
    return np.stack([(steps >> 8 * byte & 255).astype(np.uint8) for byte in range(width)])


def pruned(counts: Counts, most: int) -> dict[str, NDArray[np.generic]]:
    """The kept contexts as plain arrays: charmodel.py says what each holds."""
    levels: list[Level] = []
    for length in range(ORDER):
        levels.append(Level(*counts.of(length), length, levels[-1] if levels else None))
    worth = np.concatenate([level.worth for level in levels[3:]])
    spare = most - sum(len(level.keys) for level in levels[:3])
    mark = np.sort(worth)[-spare] if len(worth) > spare else -np.inf
    keys: list[Ints] = []
    shifts, numbers, nexts, values = [], [], [], []
    said: list[tuple[Ints, NDArray[np.int64]]] = []  # what a reader of the file will see, by length
    for length, level in enumerate(levels):
        keep = level.worth >= mark if length > 2 else np.ones(len(level.keys), bool)
        key = level.keys[keep]
        want = np.clip(np.round(-np.log(level.rows[keep]) * STEPS_A_NAT), 0, FLOOR).astype(np.int64)
        shift = np.round(-np.log(level.left[keep]) * STEPS_A_NAT).clip(0, 255).astype(np.int64)
        given = np.minimum(_under(key, length, said) + shift[:, None], FLOOR) if length else 0 * want
        differs = np.abs(given - want) >= (NEAR if length else 0)
        if not length:
            differs[:] = True
        said.append((key, np.where(differs, want, given)))
        keys.append(key)
        shifts.append(shift)
        numbers.append(differs.sum(axis=1))
        nexts.append(np.nonzero(differs)[1])
        values.append(want[differs])
    every = np.concatenate(keys)  # already sorted: the leading one makes longer keys larger
    return {
        "keys": planes(every, 6),
        "shifts": np.concatenate(shifts).astype(np.uint8),
        "counts": np.concatenate(numbers).astype(np.uint8),
        "nexts": np.concatenate(nexts).astype(np.uint8),
        "values": np.concatenate(values).astype(np.uint8),
    }


def _under(keys: Ints, length: int, said: list[tuple[Ints, NDArray[np.int64]]]) -> NDArray[np.int64]:
    """What the longest kept shorter context of each key says."""
    out = np.zeros((len(keys), 32), np.int64)
    open_rows = np.arange(len(keys))
    for shorter in range(length - 1, -1, -1):
        have, rows = said[shorter]
        suffix = keys[open_rows] & ((1 << 5 * shorter) - 1) | 1 << 5 * shorter
        place = np.minimum(have.searchsorted(suffix), len(have) - 1)
        hit = have[place] == suffix
        out[open_rows[hit]] = rows[place[hit]]
        open_rows = open_rows[~hit]
    return out


if __name__ == "__main__":
    main()
