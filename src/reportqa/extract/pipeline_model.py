"""The name model: hashed features of each word, windows over its neighbours, one label a token, in numpy.

It is spaCy's encoder (hash embeddings, maxout windows, residual layers; trained with spaCy's thinc, see
`training/`) with a softmax over BILUO tags instead of its transition parser. Run from plain arrays it
needs no import of spaCy (0.7 s), keeps no string store, shares no state that a thread could spoil, gives
probabilities, and is several times as fast. The vector of a word before it is seen in context depends on
the word alone and is kept for the next time, up to a bound.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from reportqa.extract.pipeline_tokens import Token, norm, prefix, shape, suffix

Floats = NDArray[np.float32]

FEATURES = ("norm", "prefix", "suffix", "shape", "kind")

# Tokens in one run of the network: bounds memory on a text of a megabyte.
MAX_RUN = 2_000
# Words whose vectors are kept; then the store begins anew. 40,000 rows of 96 are 15 MB.
MAX_WORDS = 40_000
# Unknown words are computed in blocks of one size, so that a vector never depends on its company.
BLOCK = 32
# Above this probability a token is outside every mention, and decoding is cut there.
SURELY_OUTSIDE = 0.995


class Entity(NamedTuple):
    """Tokens first … last - 1 with their label, and the least probability among them."""

    first: int
    last: int
    label: str
    confidence: float


def tag_names(labels: Sequence[str]) -> list[str]:
    """O, then B, I, L and U of each label."""
    return ["O", *(f"{mark}-{label}" for label in labels for mark in "BILU")]


class Lexicon:
    """What a word may be, whatever stands around it: given name, surname, town, suffix, rank …"""

    def __init__(self, classes: dict[str, str]) -> None:
        self.classes = classes

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """From lines of `class<TAB>words with blanks between`."""
        classes: dict[str, str] = {}
        for line in path.read_text("utf-8").splitlines():
            name, _, words = line.partition("\t")
            classes.update(dict.fromkeys(words.split(), name))
        return cls(classes)

    def of(self, word: str) -> str:
        """The class; a word that no list holds is `-`."""
        return self.classes.get(word.lower(), "-")


def features(word: str, lexicon: Lexicon, rows: Sequence[int]) -> list[int]:
    """The table rows of a word: two for each of `FEATURES`, by two hashes."""
    out: list[int] = []
    for value, count in zip(
        (norm(word), prefix(word), suffix(word), shape(word), lexicon.of(word)), rows, strict=True
    ):
        data = value.encode("utf-8", "surrogatepass")
        out.append(crc32(data) % count)
        out.append(crc32(data, 0x9E3779B9) % count)
    return out


class _Store(NamedTuple):
    """Words that were met, and their vectors; a full store is replaced, never emptied."""

    places: dict[str, int]
    vectors: Floats


class NameModel:
    """Finds PERSON, ORG, PLACE and what else it was trained on. Threads may share one."""

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        self._tags = tag_names(config["labels"])
        self._lexicon = Lexicon.load(folder / "lexicon.tsv")
        with np.load(folder / "weights.npz", allow_pickle=False) as file:
            weights: dict[str, Floats] = {name: file[name].astype(np.float32) for name in file.files}
        self._tables = [weights[f"{name}_{k}"] for name in FEATURES for k in (0, 1)]
        self._rows = [len(table) for table in self._tables[::2]]
        self._layers = [_Layer(weights, number) for number in range(config["depth"] + 1)]
        self._out, self._bias = np.ascontiguousarray(weights["Wo"].T), weights["bo"]
        self._moves = _moves(self._tags)
        self._lock = threading.Lock()
        self._store = self._new_store()

    def _new_store(self) -> _Store:
        return _Store({}, np.empty((MAX_WORDS, self._layers[0].width), np.float32))

    def find(self, tokens: Sequence[Token]) -> list[Entity]:
        """Entities in text order; they do not overlap."""
        out: list[Entity] = []
        for base, run in _runs(tokens):
            out.extend(self._decode(self.probabilities([token.text for token in run]), base))
        return out

    def probabilities(self, words: list[str]) -> Floats:
        """Token by tag; each row sums to one."""
        # A row of zeros for each layer on both sides: so the training's windows saw the ends.
        pad = len(self._layers) - 1
        x = np.pad(self._vectors(words), ((pad, pad), (0, 0)))
        for layer in self._layers[1:]:
            x = x + layer(_windows(x))
        x = x[pad : len(x) - pad]
        scores = x @ self._out + self._bias
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        return scores

    def _vectors(self, words: list[str]) -> Floats:
        store = self._store
        missing = [word for word in dict.fromkeys(words) if word not in store.places]
        if missing:
            with self._lock:
                store = self._store
                missing = [word for word in missing if word not in store.places]
                if len(store.places) + len(missing) > MAX_WORDS:
                    store, missing = self._new_store(), list(dict.fromkeys(words))
                for start in range(0, len(missing), BLOCK):
                    block = missing[start : start + BLOCK]
                    at = len(store.places)
                    store.vectors[at : at + len(block)] = self._embed(block)[: len(block)]
                    store.places.update((word, at + i) for i, word in enumerate(block))
                self._store = store
        places = store.places
        return store.vectors[[places[word] for word in words]]

    def _embed(self, words: list[str]) -> Floats:
        rows = np.zeros((BLOCK, 2 * len(FEATURES)), np.int64)
        for number, word in enumerate(words):
            rows[number] = features(word, self._lexicon, self._rows)
        pairs = [
            self._tables[i][rows[:, i]] + self._tables[i + 1][rows[:, i + 1]]
            for i in range(0, len(self._tables), 2)
        ]
        return self._layers[0](np.concatenate(pairs, axis=1))

    def _decode(self, chances: Floats, base: int) -> Iterator[Entity]:
        """The likeliest well-formed tags, stretch by stretch between tokens that are surely outside."""
        inside = chances[:, 0] < SURELY_OUTSIDE
        edges = np.flatnonzero(np.diff(np.concatenate(([False], inside, [False])).astype(np.int8)))
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            stretch = chances[start:end]
            yield from self._entities(self._best(stretch), stretch, base + start)

    def _best(self, chances: Floats) -> list[int]:
        logs = np.log(np.maximum(chances, 1e-12))
        # Only O, B and U may open a stretch, only O, L and U close it: the borders are outside.
        score = logs[0] + self._moves[0]
        back: list[NDArray[np.intp]] = []
        for row in logs[1:]:
            total = score[:, None] + self._moves
            best = total.argmax(axis=0)
            back.append(best)
            score = total[best, np.arange(len(best))] + row
        at = int((score + self._moves[:, 0]).argmax())
        path = [at]
        for best in reversed(back):
            at = int(best[at])
            path.append(at)
        path.reverse()
        return path

    def _entities(self, path: list[int], chances: Floats, base: int) -> Iterator[Entity]:
        first = 0
        for number, tag in enumerate(path):
            if tag == 0:
                continue
            mark, _, label = self._tags[tag].partition("-")
            if mark in "BU":
                first = number
            if mark in "LU":
                low = 4 * ((tag - 1) // 4) + 1
                least = float(chances[first : number + 1, low : low + 4].sum(axis=1).min())
                yield Entity(base + first, base + number + 1, label, round(least, 3))


class _Layer:
    """Maxout with layer normalisation."""

    def __init__(self, weights: dict[str, Floats], number: int) -> None:
        w = weights[f"W{number}"]  # (width, pieces, inputs)
        self.width, self._pieces, inputs = w.shape
        # Piece by piece, so that the maximum is taken over whole blocks: ten times as fast as over an axis.
        self._w = np.ascontiguousarray(w.transpose(1, 0, 2).reshape(-1, inputs).T)
        self._b = weights[f"b{number}"].T.reshape(-1)
        self._mean = np.full(self.width, 1 / self.width, np.float32)
        self._gain, self._shift = weights[f"G{number}"], weights[f"g{number}"]

    def __call__(self, x: Floats) -> Floats:
        scores = x @ self._w
        scores += self._b
        y: Floats = scores[:, : self.width]
        for piece in range(1, self._pieces):
            y = np.maximum(y, scores[:, piece * self.width : (piece + 1) * self.width])
        y -= (y @ self._mean)[:, None]
        variance = np.einsum("ij,ij->i", y, y)[:, None] / np.float32(self.width) + np.float32(1e-8)
        y /= np.sqrt(variance)
        y *= self._gain
        y += self._shift
        return y


def _windows(x: Floats) -> Floats:
    """Each row with the one before and the one after it; zeros beyond the ends."""
    n, width = x.shape
    out = np.zeros((n, 3 * width), np.float32)
    out[1:, :width] = x[:-1]
    out[:, width : 2 * width] = x
    out[:-1, 2 * width :] = x[1:]
    return out


def _moves(tags: list[str]) -> Floats:
    """0 where a tag may follow another, minus infinity where not."""
    out = np.full((len(tags), len(tags)), -np.inf, np.float32)
    for i, one in enumerate(tags):
        for j, two in enumerate(tags):
            inside = one[0] in "BI"
            if (inside and two[0] in "IL" and one[2:] == two[2:]) or (not inside and two[0] in "OBU"):
                out[i, j] = 0.0
    return out


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[int, Sequence[Token]]]:
    """Stretches of bounded length, cut after a line or a sentence where there is one."""
    start, count = 0, len(tokens)
    while count - start > MAX_RUN:
        cut = next(
            (
                i + 1
                for i in range(start + MAX_RUN - 1, start + MAX_RUN // 2, -1)
                if tokens[i].text in "\n.!?"
            ),
            start + MAX_RUN,
        )
        yield start, tokens[start:cut]
        start = cut
    if start < count:
        yield start, tokens[start:]
