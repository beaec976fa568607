"""From the recogniser's output to words with their columns and confidences."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from reportqa.read.ocr.beam import Decoded, Rivals, beam_search
from reportqa.read.ocr.charmodel import CharModel
from reportqa.read.ocr.lexicon import Lexicon
from reportqa.read.ocr.tidy import SAME, folded, joined, parted, pronouns, unslashed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# A word that the language model changed is never surer than this: what the ink alone says differs.
_CHANGED = 0.5
# Below this least character a line is worth the language model; print stays as it is.
_SURE = 0.9
# What the ink gives less than this is not put in the place of what it is sure of.
_LEAST_INK = 0.05
_MARKS = ".,;:!?\"'()-"  # around a word, no letters of it
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
    mean: float = 1.0  # geometric, of its characters' chances
    # Of the beam's weight on strings that hold this word here, at the line's end or soon after the word's,
    # whichever is less: words that follow push its rivals out of the beam. 1 without a beam.
    share: float = 1.0
    letters: float = 1.0  # the same, letter case and marks around the word set aside
    changed: bool = False  # whether the ink alone reads otherwise


@dataclass(frozen=True, slots=True)
class Reading:
    """One line as read; `confidence` is the mean over its characters, 0 for an empty line.

    `score`, in nats a character, ranks readings of one line by different views; None where the language
    model had no say.
    """

    words: tuple[ReadWord, ...]
    confidence: float
    score: float | None = None
    ink: tuple[ReadWord, ...] = ()  # the best path, where the language model read something else

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
    probabilities: NDArray[np.float32],
    alphabet: Sequence[str],
    used: int,
    model: CharModel,
    lexicon: Lexicon | None = None,
) -> Reading:
    """The language model's reading, with the ink's own where they differ as an alternative."""
    plain = decode(probabilities, alphabet, used)
    used = max(1, min(used, len(probabilities)))
    found: Decoded = beam_search(probabilities, alphabet, used, model, lexicon)
    reading = _words(list(found.characters), probabilities, alphabet, used)
    rivals = _read(found.rivals, alphabet, used)
    words = []
    for word, before in zip(reading.words, found.early, strict=True):
        late = _shares(word, reading.words, rivals)
        early = _shares(word, reading.words, _read(before, alphabet, used))
        share, letters = (min(pair) for pair in zip(late, early, strict=True))
        words.append(replace(_against(word, plain.words), share=share, letters=letters))
    # A word that turned back to the ink's may stand on both sides of a new space: keep one.
    kept = [
        w
        for i, w in enumerate(words)
        if not i or (w.text, w.start) != (words[i - 1].text, words[i - 1].start)
    ]
    return Reading(tuple(kept), reading.confidence, found.score, plain.words)


def finished(reading: Reading, before: str = "") -> Reading:
    """The reading with words parted, look-alikes in numbers as digits, and "1" as the pronoun."""
    words = []
    for word in joined(reading.words):
        for piece in parted(word):
            text = unslashed(folded(piece.text))
            others = tuple(item for item in piece.alternatives if item[0].replace(" ", "") != text)
            words.append(replace(piece, text=text, alternatives=others))
    return replace(reading, words=pronouns(words, before))


def overlap(one: ReadWord, other: ReadWord) -> bool:
    """Whether two words cover more than half of the narrower one's place."""
    if one.end <= other.start or other.end <= one.start:
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > 0.5 * min(one.end - one.start, other.end - other.start)


def agrees(word: ReadWord, line: Sequence[ReadWord], other: Sequence[ReadWord]) -> bool:
    """Whether another reading of the line has the word in its place, spaces set aside."""
    return agreement(word, line, other)[0]


def agreement(word: ReadWord, line: Sequence[ReadWord], other: Sequence[ReadWord]) -> tuple[bool, bool]:
    """Whether another reading agrees with the word, and whether its letters do: case and marks set aside."""
    letters = False
    for one, two in _facing(word, line, other):
        if one == two:
            return True, True
        letters = letters or bare(one) == bare(two)
    return False, letters


def bare(text: str) -> str:
    """A word's letters: case and the marks around it set aside, unless it is nothing else."""
    return text.strip(_MARKS).casefold() or text


def _facing(word: ReadWord, line: Sequence[ReadWord], other: Sequence[ReadWord]) -> Iterator[tuple[str, str]]:
    """What stands in the word's place in both readings; then, where one word faces several, in that one's."""
    there = [item for item in other if overlap(word, item)]
    text = folded("".join(item.text for item in there))
    yield text, folded(word.text)
    if len(there) == 1:
        yield text, folded("".join(item.text for item in line if overlap(there[0], item)))


def doubted(reading: Reading) -> bool:
    """Whether a line is worth the language model: an unsure word, or words run together."""
    return reading.least < _SURE or any(_GLUED.search(word.text) for word in reading.words)


def _read(rivals: Rivals, alphabet: Sequence[str], used: int) -> list[tuple[float, list[ReadWord]]]:
    return [(weight, _texts(rival, alphabet, used)) for weight, rival in rivals]


def _shares(
    word: ReadWord, line: Sequence[ReadWord], rivals: list[tuple[float, list[ReadWord]]]
) -> tuple[float, float]:
    """The weight of the strings that hold the word in its place, and of those that hold its letters."""
    same = letters = 0.0
    for weight, others in rivals:
        agreed, alike = agreement(word, line, others)
        same += weight * agreed
        letters += weight * alike
    return min(same, 1.0), min(letters, 1.0)


def _against(word: ReadWord, plain: Sequence[ReadWord]) -> ReadWord:
    middle = [other for other in plain if overlap(word, other)]
    ink = " ".join(other.text for other in middle)
    if folded(ink) == folded(word.text):
        best = max((word, *middle), key=lambda item: item.confidence) if len(middle) == 1 else word
        return replace(word, text=best.text, confidence=best.confidence, mean=best.mean)
    if word.text in ink.replace(" ", ""):
        return word  # the same letters, parted otherwise
    if not ink:
        return replace(word, confidence=min(word.confidence, _CHANGED), changed=True)
    sure = min(other.confidence for other in middle)
    if len(middle) == 1 and word.confidence < _LEAST_INK and sure > _SURE:
        return replace(middle[0], alternatives=((word.text, word.confidence),), changed=True)
    return replace(
        word,
        confidence=min(word.confidence, _CHANGED),
        alternatives=((ink, min(sure, 1 - word.confidence)),),
        changed=True,
    )


def _texts(characters: Sequence[tuple[int, int]], alphabet: Sequence[str], used: int) -> list[ReadWord]:
    """Words with their places only."""
    out: list[ReadWord] = []
    letters: list[str] = []
    first = last = 0
    for index, step in (*characters, (-1, used)):
        if index < 0 or alphabet[index].isspace():
            if letters:
                out.append(ReadWord("".join(letters), max((first - 0.5) / used, 0.0), (last + 2) / used, 0.0))
            letters = []
            continue
        if not letters:
            first = step
        letters.append(alphabet[index])
        last = step
    return out


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

    alike = _alike(tuple(alphabet))

    def close() -> None:
        if letters:
            start = max((steps[0] - 0.5) / used, 0.0)
            end = min((steps[-1] + 2.0) / used, 1.0)
            mean = math.exp(sum(math.log(max(score, 1e-6)) for score in scores) / len(scores))
            words.append(ReadWord("".join(letters), start, max(end, start), min(scores), (), mean))
        letters.clear()
        steps.clear()
        scores.clear()

    for position, (index, step) in enumerate(characters):
        following = characters[position + 1][1] if position + 1 < len(characters) else used
        # The ink of one character spreads over a step or three; its best one counts.
        until = max(step + 1, min(following, step + 3))
        character = alphabet[index]
        group = alike.get(character)
        if group is not None and _in_number(characters, position, alphabet):
            # "0" and "o" are one reading inside a number: what the ink gives them adds up.
            chance = min(float(probabilities[step:until, list(group)].sum(axis=1).max()), 1.0)
        else:
            chance = float(probabilities[step:until, index].max())
        every.append(chance)
        if character.isspace():
            close()
        else:
            letters.append(character)
            steps.append(step)
            scores.append(chance)
    close()
    return Reading(tuple(words), sum(every) / len(every) if every else 0.0)


def _in_number(characters: Sequence[tuple[int, int]], position: int, alphabet: Sequence[str]) -> bool:
    """Whether the character stands in a token that is a number once its look-alikes are digits."""
    low = high = position
    while low and not alphabet[characters[low - 1][0]].isspace():
        low -= 1
    while high + 1 < len(characters) and not alphabet[characters[high + 1][0]].isspace():
        high += 1
    token = folded("".join(alphabet[characters[place][0]] for place in range(low, high + 1)))
    return token[position - low].isdigit() and sum(ch.isdigit() for ch in token) > 1


@lru_cache(maxsize=4)
def _alike(alphabet: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    table = {}
    for group in SAME:
        places = tuple(alphabet.index(ch) for ch in group if ch in alphabet)
        table.update({ch: places for ch in group if ch in alphabet})
    return table
