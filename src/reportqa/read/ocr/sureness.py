"""How sure a word is: a logistic model over what the views of its line say, fitted on made pages.

The ink's own probability is no sureness: a recogniser is as certain of a wrong real word as of a right
one. What tells them apart is how other readings of the same ink agree and how well the word fits English.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import tomli

from reportqa.read.ocr.charmodel import START, CharModel, push, symbol
from reportqa.read.ocr.ctc import Reading, ReadWord, agreement, agrees, bare, overlap
from reportqa.read.ocr.english import English
from reportqa.read.ocr.lexicon import Lexicon
from reportqa.read.ocr.tidy import folded
from reportqa.read.ocr.wordpairs import WordPairs

FEATURES = (
    "least",  # log-odds of the least sure character
    "mean",  # log of the geometric mean of the characters' chances
    "changed",  # 1 where the ink alone reads otherwise
    "rivals",  # log of the share of the beam's weight on strings without the word, or of 0.01 and up
    "letters",  # the same on strings without its letters, case and marks set aside
    "apart",  # share of the line's other readings that differ here
    "astray",  # share of them that have other letters here
    "single",  # 1 where the line was read once and never doubted
    "line",  # log of the line's mean confidence
    "clear",  # the same where the line was read once, else 0
    "strange",  # nats a letter that the character model needs; 0 for tokens with a digit
    "whole",  # the same for the whole word: a long one has more to go wrong
    "fits",  # nats by which it and its neighbours in the line are likelier together than apart
    "digit",  # 1 where the token holds a digit
    "number",  # `least` again where the token holds a digit, else 0
    "short",  # 1 for one or two characters
    "length",  # log of its number of characters: each may be wrong
    "capital",  # 1 for a capital first letter: names, which English tells little of
    "mixed",  # 1 for a capital after a small letter
)
# Features that decide how much the others tell: an odd word without a rival is a name, with one a misreading.
CROSSED = ("rivals", "letters", "apart", "strange", "changed", "single", "fits")
_MOST_ALTERNATIVES = 3
_NEAR = 0.9  # of the mark: a word one letter away from one of the client's is always asked about
_RIVAL = 0.01  # a share below it is as good as none
_KNOWN = 1.0  # nats a letter, about those of a common word


@dataclass(frozen=True, slots=True)
class Sureness:
    """The fitted model: log-odds are `bias` plus weights times features; `mark` is where "unsure" ends.

    The weights of a word are `weights` and, for each of CROSSED, a row of `crossed` times that feature.
    """

    bias: float
    weights: tuple[float, ...]
    crossed: tuple[tuple[float, ...], ...]
    mark: float

    def of(self, features: Sequence[float]) -> float:
        """The chance that the word is right, 0.001…0.999."""
        odds = self.bias + _dot(self.weights, features)
        for place, row in zip(_PLACES, self.crossed, strict=True):
            if features[place]:
                odds += features[place] * _dot(row, features)
        return min(max(1 / (1 + math.exp(-max(min(odds, 30.0), -30.0))), 0.001), 0.999)


_PLACES = tuple(FEATURES.index(name) for name in CROSSED)


def _dot(weights: Sequence[float], features: Sequence[float]) -> float:
    return sum(w * x for w, x in zip(weights, features, strict=True))


@lru_cache(maxsize=1)
def sureness() -> Sureness:
    """The shipped weights."""
    with Path(__file__).with_name("sureness.toml").open("rb") as stream:
        table = tomli.load(stream)

    def row(name: str) -> tuple[float, ...]:
        return tuple(float(table[name][feature]) for feature in FEATURES)

    crossed = tuple(row(f"times_{name}") for name in CROSSED)
    return Sureness(float(table["bias"]), row("weights"), crossed, float(table["mark"]))


def judged(
    best: Reading, views: Sequence[Reading], language: English, lexicon: Lexicon | None = None
) -> Reading:
    """The reading with calibrated confidences, and what other views read as alternatives.

    A word of the lexicon is no strange word, whatever English says; one that is nearly one is unsure.
    """
    table = sureness()
    others = others_of(best, views)
    words = []
    for word in best.words:
        sure = table.of(features(word, best, others, language, lexicon))
        if lexicon and lexicon.near(word.text):
            sure = min(sure, _NEAR * table.mark)
        words.append(replace(word, confidence=sure, alternatives=_alternatives(word, best, others, sure)))
    return replace(best, words=tuple(words))


def chosen(line: Reading, lexicon: Lexicon) -> Reading:
    """The line with the client's own numbers where only letters that look like digits stand against them.

    Such a word stays unsure, and what the ink reads is its first alternative.
    """
    most = _NEAR * sureness().mark
    words = []
    for word in line.words:
        meant = lexicon.meant(word.text)
        if meant is not None:
            sure = min(word.confidence, most)
            others = tuple(item for item in word.alternatives if item[0] != meant)
            word = replace(
                word, text=meant, confidence=sure, alternatives=((word.text, round(1 - sure, 3)), *others)
            )
        words.append(word)
    return replace(line, words=tuple(words))


def others_of(best: Reading, views: Sequence[Reading]) -> list[tuple[ReadWord, ...]]:
    """All readings of the line but the best: other views, and the ink's own of each."""
    return [words for view in views for words in ((() if view is best else view.words), view.ink) if words]


def features(
    word: ReadWord,
    line: Reading,
    others: Sequence[tuple[ReadWord, ...]],
    language: English,
    lexicon: Lexicon | None = None,
) -> tuple[float, ...]:
    """The numbers of FEATURES for one word."""
    text = folded(word.text)
    least = min(max(word.confidence, 1e-3), 1 - 1e-3)
    odds = math.log(least / (1 - least))
    clear = math.log(max(line.confidence, 1e-3))
    agreed = [agreement(word, line.words, other) for other in others]
    apart = sum(not same for same, _ in agreed) / len(agreed) if agreed else 0.0
    astray = sum(not letters for _, letters in agreed) / len(agreed) if agreed else 0.0
    digit = any(ch.isdigit() for ch in text)
    strange = 0.0 if digit else _strangeness(text, language.characters)
    if lexicon and text in lexicon:
        strange = min(strange, _KNOWN)
    return (
        odds,
        math.log(max(word.mean, 1e-3)),
        float(word.changed),
        math.log(1.0 - word.share + _RIVAL),
        math.log(1.0 - word.letters + _RIVAL),
        apart,
        astray,
        float(not others),
        clear,
        0.0 if others else clear,
        strange,
        strange * (len(text) + 1),
        _fit(word, line, language.pairs),
        float(digit),
        odds if digit else 0.0,
        float(len(bare(text)) <= 2),
        math.log(max(len(text), 1)),
        float(text[:1].isupper()),
        float(any(one.islower() and other.isupper() for one, other in pairwise(text))),
    )


def _there(word: ReadWord, other: Sequence[ReadWord]) -> str:
    return folded(" ".join(item.text for item in other if overlap(word, item)))


def _strangeness(text: str, model: CharModel) -> float:
    context = START
    spent = 0.0
    for character in text:
        place = symbol(character)
        spent -= model.row(context)[place]
        context = push(context, place)
    spent -= model.row(context)[symbol(" ")]
    return spent / (len(text) + 1)


def _fit(word: ReadWord, line: Reading, pairs: WordPairs) -> float:
    at = line.words.index(word)
    here, fit = pairs.place(word.text), 0.0
    if at:
        fit += pairs.gain(pairs.after(line.words[at - 1].text), here)
    if at + 1 < len(line.words):
        fit += pairs.gain(pairs.after(word.text), pairs.place(line.words[at + 1].text))
    return fit


def _alternatives(
    word: ReadWord, line: Reading, others: Sequence[tuple[ReadWord, ...]], sure: float
) -> tuple[tuple[str, float], ...]:
    """Other readings of the word's place, best first; their chances share what the word leaves."""
    text = folded(word.text)
    votes: dict[str, float] = {folded(other): 1.0 for other, _ in word.alternatives}
    for words in others:
        there = _there(word, words)
        if there and not agrees(word, line.words, words):
            votes[there] = votes.get(there, 0.0) + 1.0
    votes.pop(text, None)
    near = {other: n for other, n in votes.items() if len(other) <= 2 * len(text) + 2}
    whole = sum(near.values())
    ranked = sorted(near.items(), key=lambda item: -item[1])[:_MOST_ALTERNATIVES]
    return tuple((other, round((1 - sure) * n / whole, 3)) for other, n in ranked)
