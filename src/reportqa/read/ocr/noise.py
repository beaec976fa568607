"""What looks like text and is none: another script, a texture, a scribble. Its words would be inventions.

The recogniser knows the signs of many scripts and guesses at those that it doesn't know. A line of which it
reads much as another script's letters is none of ours; neither is one in which no word is likely, nor a
lonely likely one among many that were none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportqa.read.ocr.engine import OcrLine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NOISE = 0.15  # the sureness that every word of a line must miss for the line to be no English at all
# English handwriting gave no step of another script, Greek two in three, Arabic one in two or more.
_FOREIGN = 0.3  # of the steps with ink
_LEAST_STEPS = 4  # a dash or a box alone is easily "一" or "口"
# A page of which this many lines were no text for each that was: what is left of it must be likelier.
_MOSTLY = 2
_LIKELY = 0.6  # mean confidence of its words, weighted by length


def is_noise(line: OcrLine) -> bool:
    """Whether no word of a line is likely, or it has no letter or digit, or one letter again and again."""
    likely = max(word.confidence for word in line.words) >= _NOISE
    return not likely or not any(ch.isalnum() for ch in line.text) or _one_letter_again(line)


def _one_letter_again(line: OcrLine) -> bool:
    """Whether all words are the same single letter, as which a script of like strokes is read: "n n n"."""
    bare = {"".join(ch for ch in word.text if ch.isalnum()).casefold() for word in line.words}
    only = bare.pop()
    return len(line.words) > 1 and not bare and len(only) == 1 and only.isalpha()


def texts(lines: Sequence[OcrLine], found: int) -> list[OcrLine]:
    """The lines that are text, of `found` places on the page that looked like it."""
    known = [line for line in lines if not is_noise(line)]
    if found - len(known) < _MOSTLY * len(known):
        return known
    return [line for line in known if _mean(line) >= _LIKELY]


def _mean(line: OcrLine) -> float:
    letters = sum(len(word.text) for word in line.words)
    return sum(len(word.text) * word.confidence for word in line.words) / letters


def is_foreign(character: str) -> bool:
    """A letter of another script; signs and accents are not."""
    return (
        len(character) == 1
        and unicodedata.category(character)[0] == "L"
        and not unicodedata.name(character, "LATIN").startswith(("LATIN", "FULLWIDTH LATIN"))
    )


def in_another_script(probabilities: NDArray[np.float32], foreign: NDArray[np.bool_]) -> bool:
    """Whether a line is mostly not ours: `probabilities` is steps × all characters, blank first."""
    best = probabilities.argmax(axis=1)
    strange = int(foreign[best].sum())
    return strange >= _LEAST_STEPS and strange >= _FOREIGN * int((best != 0).sum())
