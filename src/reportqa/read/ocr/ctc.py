"""From the recogniser's output to words with their columns and confidences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reportqa.read.ocr.beam import Decoded, beam_search
from reportqa.read.ocr.charmodel import CharModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# A word that the language model changed is never surer than this: what the ink alone says differs.
_CHANGED = 0.5
# Below this least character a line is worth the language model; print stays as it is.
_SURE = 0.9
# Print set tight loses its spaces: "QuarryHill", "needed.No", "wasneeded".
_GLUED = re.compile(r"[a-z][A-Z]|[a-z)][.,;:!?][A-Za-z]|[A-Za-z]{12,}|[a-z]{3}\d|\d[a-z]{3}|[A-Z]{9,}")


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word of one line; `start` and `end` are shares of the line's width, 0…1.

    `confidence` is the least of its characters: a mean would hide one bad digit.
    """

    text: str
    start: float
    end: float
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One line as read; `confidence` is the mean over its characters, 0 for an empty line.

    `score` ranks readings of one line by different views, where the language model made it.
    """

    words: tuple[ReadWord, ...]
    confidence: float
    score: float = float("-inf")

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def least(self) -> float:
        """The least sure word; 0 for an empty line."""
        return min((word.confidence for word in self.words), default=0.0)


def decode(probabilities: NDArray[np.float32], alphabet: Sequence[str], used: int) -> Reading:
    """Best path over `probabilities` (steps × characters, blank first); `used` steps carry the line.

    Steps are evenly spread over the line's width, so a character's place is the middle of its step.
    """
    used = max(1, min(used, len(probabilities)))
    best = probabilities[:used].argmax(axis=1).tolist()
    characters = []
    previous = 0
    for step, index in enumerate(best):
        if index and index != previous:
            characters.append((index, step))
        previous = index
    return _words(characters, probabilities, alphabet, used)


def decode_with(
    probabilities: NDArray[np.float32], alphabet: Sequence[str], used: int, model: CharModel
) -> Reading:
    """The language model's reading, with the ink's own where they differ as an alternative."""
    plain = decode(probabilities, alphabet, used)
    used = max(1, min(used, len(probabilities)))
    found: Decoded = beam_search(probabilities, alphabet, used, model)
    reading = _words(list(found.characters), probabilities, alphabet, used)
    words = tuple(_against(word, plain.words) for word in reading.words)
    return Reading(words, reading.confidence, found.score)


def doubted(reading: Reading) -> bool:
    """Whether a line is worth the language model: an unsure word, or words run together."""
    return reading.least < _SURE or any(_GLUED.search(word.text) for word in reading.words)


def _against(word: ReadWord, plain: Sequence[ReadWord]) -> ReadWord:
    middle = [
        other
        for other in plain
        if min(word.end, other.end) - max(word.start, other.start)
        > 0.5 * min(word.end - word.start, other.end - other.start)
    ]
    ink = " ".join(other.text for other in middle)
    if ink == word.text or word.text in ink.replace(" ", ""):
        return word  # the same letters, parted otherwise
    if not ink:
        return replace(word, confidence=min(word.confidence, _CHANGED))
    sure = min(other.confidence for other in middle)
    return replace(
        word, confidence=min(word.confidence, _CHANGED), alternatives=((ink, min(sure, 1 - word.confidence)),)
    )


def _words(
    characters: Sequence[tuple[int, int]],
    probabilities: NDArray[np.float32],
    alphabet: Sequence[str],
    used: int,
) -> Reading:
    words: list[ReadWord] = []
    letters: list[str] = []
    steps: list[int] = []
    scores: list[float] = []
    every: list[float] = []

    def close() -> None:
        if letters:
            start = max((steps[0] - 0.5) / used, 0.0)
            end = min((steps[-1] + 2.0) / used, 1.0)
            words.append(ReadWord("".join(letters), start, max(end, start), min(scores)))
        letters.clear()
        steps.clear()
        scores.clear()

    for position, (index, step) in enumerate(characters):
        following = characters[position + 1][1] if position + 1 < len(characters) else used
        # The ink of one character spreads over a step or three; its best one counts.
        until = max(step + 1, min(following, step + 3))
        chance = float(probabilities[step:until, index].max())
        character = alphabet[index]
        every.append(chance)
        if character.isspace():
            close()
        else:
            letters.append(character)
            steps.append(step)
            scores.append(chance)
    close()
    return Reading(tuple(words), sum(every) / len(every) if every else 0.0)
