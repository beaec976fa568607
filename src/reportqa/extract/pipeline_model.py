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
from reportqa.resources import OneThread

Floats = NDArray[np.float32]

FEATURES = ("norm", "prefix", "suffix", "shape", "kind")

# Tokens in one run of the network: bounds memory on a text of a megabyte.
MAX_RUN = 2_000
# Words whose vectors are kept; then the store begins anew. 40,000 rows of 96 are 15 MB.
MAX_WORDS = 40_000
# Products are computed in blocks of so many rows, so that no number depends on its company.
BLOCK = 32
# Above this probability a token is outside every mention, and decoding is cut there.
SURELY_OUTSIDE = 0.93
# Labels that no token of a stretch has with more than this are left out of its decoding.
HARDLY = 0.02


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
        self._labels: list[str] = config["labels"]
        self._tags = tag_names(self._labels)
        self._lexicon = Lexicon.load(folder / "lexicon.tsv")
        with np.load(folder / "weights.npz", allow_pickle=False) as file:
            weights: dict[str, Floats] = {name: file[name].astype(np.float32) for name in file.files}
        self._tables = [weights[f"{name}_{k}"] for name in FEATURES for k in (0, 1)]
        self._rows = [len(table) for table in self._tables[::2]]
        self._layers = [_Layer(weights, number) for number in range(config["depth"] + 1)]
        self._out, self._bias = np.ascontiguousarray(weights["Wo"].T), weights["bo"]
        self._lock = threading.Lock()
        self._one_thread = OneThread()
        self._store = self._new_store()

    def _new_store(self) -> _Store:
        return _Store({}, np.empty((MAX_WORDS, self._layers[0].width), np.float32))

    def find(self, tokens: Sequence[Token]) -> list[Entity]:
        """Entities in text order; they do not overlap."""
        return self.find_many([tokens])[0]

    def find_many(self, texts: Sequence[Sequence[Token]]) -> list[list[Entity]]:
        """The entities of each text; the same, to the bit, as one text at a time would give."""
        out: list[list[Entity]] = [[] for _ in texts]
        group: list[tuple[int, int, list[str]]] = []  # text, first token, words
        size = 0
        for number, tokens in enumerate(texts):
            for base, run in _runs(tokens):
                group.append((number, base, [token.text for token in run]))
                size += len(run)
                if size >= MAX_RUN:
                    self._find(group, out)
                    group, size = [], 0
        self._find(group, out)
        return out

    def _find(self, group: list[tuple[int, int, list[str]]], out: list[list[Entity]]) -> None:
        with self._one_thread():
            found = self.probabilities([words for _, _, words in group])
        for (number, base, _), chances in zip(group, found, strict=True):
            out[number].extend(self._decode(chances, base))

    def probabilities(self, texts: Sequence[list[str]]) -> list[Floats]:
        """For each text token by tag; each row sums to one."""
        # A row of zeros for each layer between texts: so the training's windows saw the ends.
        pad = len(self._layers) - 1
        words = [word for text in texts for word in text]
        if not words:
            return [np.empty((0, len(self._tags)), np.float32) for _ in texts]
        places, at = [], pad
        for text in texts:
            places.append((at, at + len(text)))
            at += len(text) + pad
        x = np.zeros((-(-at // BLOCK) * BLOCK, self._layers[0].width), np.float32)
        inside = np.concatenate([np.arange(start, end) for start, end in places])
        x[inside] = self._vectors(words)
        for layer in self._layers[1:]:
            x = x + layer(_windows(x))
        scores = _times(x, self._out) + self._bias
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        return [scores[start:end] for start, end in places]

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
        inside = np.flatnonzero(chances[:, 0] < SURELY_OUTSIDE).tolist()
        first = 0
        for n, token in enumerate(inside):
            if n + 1 == len(inside) or inside[n + 1] != token + 1:
                start = inside[first]
                yield from self._entities(chances[start : token + 1], base + start)
                first = n + 1

    def _entities(self, chances: Floats, base: int) -> Iterator[Entity]:
        """One stretch by dynamic programming: a mention is U, or B I … L of one label, all else is O."""
        most = chances[:, 1:].max(axis=0).reshape(-1, 4).max(axis=1)
        labels = np.flatnonzero(most > HARDLY).tolist()
        logs = np.log(np.maximum(chances, 1e-12)).tolist()
        best = 0.0  # of paths that are outside behind this token
        open_ = dict.fromkeys(labels, (-1e9, 0))  # of paths inside a mention of the label, and since when
        steps: list[tuple[int, int] | None] = []  # how the best closed path came to each token
        for t, row in enumerate(logs):
            closed, step = best + row[0], None
            for n in labels:
                at = 4 * n + 1
                score, since = open_[n]
                if score + row[at + 2] > closed:
                    closed, step = score + row[at + 2], (n, since)
                if best + row[at + 3] > closed:
                    closed, step = best + row[at + 3], (n, t)
                begin = best + row[at]
                open_[n] = (begin, t) if begin > score + row[at + 1] else (score + row[at + 1], since)
            best = closed
            steps.append(step)
        out: list[Entity] = []
        t = len(logs) - 1
        while t >= 0:
            step = steps[t]
            if step is not None:
                n, since = step
                mass = chances[since : t + 1, 4 * n + 1 : 4 * n + 5].sum(axis=1).min()
                out.append(Entity(base + since, base + t + 1, self._labels[n], round(float(mass), 3)))
                t = since
            t -= 1
        yield from reversed(out)


class _Layer:
    """Maxout with layer normalisation."""

    def __init__(self, weights: dict[str, Floats], number: int) -> None:
        w = weights[f"W{number}"]  # (width, pieces, inputs)
        self.width, self._pieces, inputs = w.shape
        # Piece by piece, so that the maximum is taken over whole blocks: ten times as fast as over an axis.
        self._w = np.ascontiguousarray(w.transpose(1, 0, 2).reshape(-1, inputs).T)
        self._b = weights[f"b{number}"].T.reshape(-1)
        self._gain, self._shift = weights[f"G{number}"], weights[f"g{number}"]

    def __call__(self, x: Floats) -> Floats:
        scores = _times(x, self._w)
        scores += self._b
        y: Floats = scores[:, : self.width]
        for piece in range(1, self._pieces):
            y = np.maximum(y, scores[:, piece * self.width : (piece + 1) * self.width])
        y -= np.einsum("ij->i", y)[:, None] / np.float32(self.width)
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


def _times(x: Floats, weights: Floats) -> Floats:
    """The product in blocks of equal rows: the same numbers whatever else is computed with a row."""
    out = np.empty((len(x), weights.shape[1]), np.float32)
    for start in range(0, len(x), BLOCK):
        np.matmul(x[start : start + BLOCK], weights, out=out[start : start + BLOCK])
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
