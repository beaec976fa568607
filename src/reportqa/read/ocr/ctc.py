"""From the recogniser's output to words: best path, with each word's columns and confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word of one line; `start` and `end` are shares of the line's width, 0…1."""

    text: str
    start: float
    end: float
    confidence: float  # the geometric mean would hide one bad digit; this is the least of its characters


@dataclass(frozen=True, slots=True)
class Reading:
    """One line as read; `confidence` is the mean over its characters, 0 for an empty line."""

    words: tuple[ReadWord, ...]
    confidence: float

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)


def decode(probabilities: NDArray[np.float32], alphabet: Sequence[str], used: int) -> Reading:
    """Best path over `probabilities` (steps × characters, blank first); `used` steps carry the line.

    Steps are evenly spread over the line's width, so a character's place is the middle of its step.
    """
    best = probabilities.argmax(axis=1)
    score = probabilities.max(axis=1)
    words: list[ReadWord] = []
    letters: list[str] = []
    steps: list[int] = []
    scores: list[float] = []
    every: list[float] = []
    used = max(min(used, len(best)), 1)

    def close() -> None:
        if letters:
            start = max((steps[0] - 0.5) / used, 0.0)
            end = min((steps[-1] + 1.5) / used, 1.0)
            words.append(ReadWord("".join(letters), start, max(end, start), min(scores)))
        letters.clear()
        steps.clear()
        scores.clear()

    previous = 0
    for step, index in enumerate(best.tolist()):
        if index and index != previous:
            character = alphabet[index]
            every.append(float(score[step]))
            if character.isspace():
                close()
            else:
                letters.append(character)
                steps.append(step)
                scores.append(float(score[step]))
        elif index and index == previous and steps:
            steps[-1] = step if len(steps) == 1 else steps[-1]
        previous = index
    close()
    return Reading(tuple(words), sum(every) / len(every) if every else 0.0)
