"""The incident type, ranked and calibrated, by a linear model over words and parts of words.

The model is plain arrays (`models/incident_types`): hashed features, their inverse document
frequency, one weight a feature and type, and the temperature that calibrates it. No word of the
training texts is kept.
"""

from __future__ import annotations

import itertools
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from math import sqrt
from typing import Any

from reportqa.model.extraction import TypeGuess
from reportqa.resources import models_dir

# Fewer words than this say too little about the type.
_LEAST_WORDS = 3
# Guesses below this probability are not worth showing.
_LEAST_PROBABILITY = 0.05
# Words whose letter groups are kept; reports use far fewer, hostile text can't fill the memory.
MOST_WORDS = 50_000
# More text than this adds nothing to the type and would cost time on huge inputs.
_MOST_CHARS = 20_000

_WORD = re.compile(r"[a-z0']+")
_DIGIT = re.compile(r"\d")


def words_of(text: str) -> list[str]:
    """The words that the model looks at: small letters, digits as 0."""
    return _WORD.findall(_DIGIT.sub("0", text[:_MOST_CHARS].lower()))


def word_names(words: list[str]) -> list[str]:
    """Single words and pairs, each as often as it occurs."""
    return [*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))]


def letter_features(word: str) -> Counter[int]:
    """Hashes of the letter groups of 3 to 5 within one word, with counts."""
    padded = f"<{word}>".encode()
    return Counter(
        zlib.crc32(padded[start : start + size], 1)
        for size in (3, 4, 5)
        for start in range(len(padded) - size + 1)
    )


def features(text: str) -> tuple[Counter[int], Counter[int]]:
    """Hashed features with counts, as the model is trained on them: words and pairs; letter groups.

    The hash is CRC-32, so that it is the same on every machine.
    """
    words = words_of(text)
    names: Counter[int] = Counter()
    for name, count in Counter(word_names(words)).items():
        names[zlib.crc32(name.encode())] += count
    letters: Counter[int] = Counter()
    for word, count in Counter(words).items():
        for key, times in letter_features(word).items():
            letters[key] += times * count
    return names, letters


@dataclass(frozen=True, kw_only=True, slots=True)
class TypeModel:
    """`rows` maps a feature hash to its row; `idf` (n,), `weights` (n, types), `bias` (types,).

    `letters` keeps the rows of the letter groups of words seen before, at most `MOST_WORDS` of them, a row
    as often as its group occurs in the word.
    """

    types: tuple[str, ...]
    rows: dict[int, int]
    idf: Any
    weights: Any
    bias: Any
    temperature: float
    letters: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def probabilities(self, text: str) -> list[float]:
        """One calibrated probability per type, in the order of `types`; they sum to 1."""
        import numpy as np

        words = words_of(text)
        total = np.asarray(self.bias, dtype=np.float64)
        # No word holds a line break, so one encoding serves them all.
        names = "\n".join(word_names(words)).encode().split(b"\n")
        named = [row for row in map(self.rows.get, map(zlib.crc32, names)) if row is not None]
        lettered = [self._letter_rows(word) for word in words]
        for block in (np.array(named, dtype=np.int64), np.concatenate(lettered or [[]]).astype(np.int64)):
            if not block.size:
                continue
            block.sort()
            last = np.append(np.flatnonzero(block[1:] != block[:-1]), block.size - 1)
            index = block[last]
            counts = np.diff(last, prepend=-1)
            values = (1.0 + np.log(counts, dtype=np.float32)) * self.idf.take(index)
            values /= sqrt(float(values @ values)) or 1.0
            total = total + values @ self.weights.take(index, axis=0)
        scaled = total / self.temperature
        odds = np.exp(scaled - scaled.max())
        return [float(value) for value in odds / odds.sum()]

    def _letter_rows(self, word: str) -> Any:
        known = self.letters.get(word)
        if known is None:
            import numpy as np

            groups = letter_features(word).elements()
            known = np.array([self.rows[key] for key in groups if key in self.rows], dtype=np.int64)
            if len(self.letters) < MOST_WORDS:
                self.letters[word] = known
        return known


@cache
def load_model() -> TypeModel:
    """The shipped model, read once."""
    import numpy as np

    with np.load(models_dir() / "incident_types" / "model.npz", allow_pickle=False) as arrays:
        keys = arrays["keys"]
        return TypeModel(
            types=tuple(str(name) for name in arrays["types"]),
            rows={int(key): row for row, key in enumerate(keys)},
            idf=arrays["idf"].astype(np.float32),
            weights=arrays["weights"].astype(np.float32),
            bias=arrays["bias"],
            temperature=float(arrays["temperature"]),
        )


def guess_types(text: str) -> tuple[TypeGuess, ...]:
    """The incident types of a narrative, best first; empty when it says too little."""
    if len(_WORD.findall(text[:2000].lower())) < _LEAST_WORDS:
        return ()
    model = load_model()
    ranked = sorted(zip(model.probabilities(text), model.types, strict=True), reverse=True)
    return tuple(TypeGuess(type=name, probability=p) for p, name in ranked if p >= _LEAST_PROBABILITY)
