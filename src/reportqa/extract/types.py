"""The incident type, ranked and calibrated, by a linear model over words and parts of words.

The model is plain arrays (`models/incident_types.npz`): hashed features, their inverse document
frequency, one weight a feature and type, and the temperature that calibrates it. No word of the
training texts is kept.
"""

from __future__ import annotations

import itertools
import re
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from math import log, sqrt
from typing import Any

from reportqa.model.extraction import TypeGuess
from reportqa.resources import models_dir

# Fewer words than this say too little about the type.
_LEAST_WORDS = 3
# Guesses below this probability are not worth showing.
_LEAST_PROBABILITY = 0.05
# More text than this adds nothing to the type and would cost time on huge inputs.
_MOST_CHARS = 20_000

_WORD = re.compile(r"[a-z0']+")
_DIGIT = re.compile(r"\d")


def features(text: str) -> tuple[Counter[int], Counter[int]]:
    """Hashed features with counts: single words and pairs; letter groups of 3 to 5 within words.

    Digits become 0. The hash is CRC-32, so that it is the same on every machine.
    """
    words = _WORD.findall(_DIGIT.sub("0", text[:_MOST_CHARS].lower()))
    names = Counter(zlib.crc32(word.encode()) for word in words)
    names.update(zlib.crc32(f"{a} {b}".encode()) for a, b in itertools.pairwise(words))
    letters: Counter[int] = Counter()
    for word, count in Counter(words).items():
        padded = f"<{word}>".encode()
        for size in (3, 4, 5):
            for start in range(len(padded) - size + 1):
                letters[zlib.crc32(padded[start : start + size], 1)] += count
    return names, letters


@dataclass(frozen=True, kw_only=True, slots=True)
class TypeModel:
    """`rows` maps a feature hash to its row; `idf` (n,), `weights` (n, types), `bias` (types,)."""

    types: tuple[str, ...]
    rows: dict[int, int]
    idf: Any
    weights: Any
    bias: Any
    temperature: float

    def probabilities(self, text: str) -> list[float]:
        """One calibrated probability per type, in the order of `types`; they sum to 1."""
        import numpy as np

        total = np.asarray(self.bias, dtype=np.float64).copy()
        for block in features(text):
            known = [(self.rows[key], count) for key, count in block.items() if key in self.rows]
            if not known:
                continue
            index = np.fromiter((row for row, _ in known), dtype=np.int64, count=len(known))
            values = np.fromiter((1.0 + log(n) for _, n in known), dtype=np.float64, count=len(known))
            values *= self.idf[index]
            values /= sqrt(float(values @ values)) or 1.0
            total += values @ self.weights[index].astype(np.float64)
        scaled = total / self.temperature
        odds = np.exp(scaled - scaled.max())
        return [float(value) for value in odds / odds.sum()]


@cache
def load_model() -> TypeModel:
    """The shipped model, read once."""
    import numpy as np

    with np.load(models_dir() / "incident_types.npz", allow_pickle=False) as arrays:
        keys = arrays["keys"]
        return TypeModel(
            types=tuple(str(name) for name in arrays["types"]),
            rows={int(key): row for row, key in enumerate(keys)},
            idf=arrays["idf"].astype(np.float64),
            weights=arrays["weights"],
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
