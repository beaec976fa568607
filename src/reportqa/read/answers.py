"""What the cells of a comb and the boxes of a choice say together, as text with its chances.

A comb's cells are weighed together: a month, a day, an hour or a minute must exist, letters and digits of a
plate stand in runs, and the letters O, I and Q are rare beside digits, since most states and builders avoid
them. All of that only weighs; what the ink says plainly stands.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportqa.forms import Choice, Comb
from reportqa.read.cells import glyphs_of
from reportqa.read.glyphs import CLASSES, DIGITS, LETTERS, VOID, allowed, probabilities
from reportqa.read.sheet import Sheet
from reportqa.read.ticks import Judged, Tick, judged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Box = tuple[int, int, int, int]

_SWITCH = 0.12  # the chance that a letter follows a digit, or the reverse, inside a plate, unit or number
_RARE = {"O": 0.25, "I": 0.25, "Q": 0.25}  # the weight of a letter that is avoided beside digits
_IMPOSSIBLE = 0.01  # the weight of an hour above 23 and the like
_FOREIGN = 0.02  # less ink than this for all that the comb may hold: something else is written there
_DOUBTED = 0.5  # the most that an answer with a crossed-out, missing or foreign character is sure of
_TRIED = 3  # readings of a cell that are weighed together
_LEAST_OTHER = 0.005
_MIXED = ("code", "plate", "unit")
_MEANT = {"date": ((1, 12), (1, 31), (2000, 2099)), "time": ((0, 23), (0, 59))}


@dataclass(frozen=True, kw_only=True, slots=True)
class Character:
    """One cell: its character ("" is empty or crossed out), how sure 0…1, other readings, its place."""

    text: str
    sure: float
    others: tuple[tuple[str, float], ...] = ()
    box: Box | None = None
    void: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a comb or a choice says: nothing where `text` is empty. `box` is in the flat picture's pixels."""

    text: str
    sure: float
    box: Box
    others: tuple[tuple[str, float], ...] = ()
    characters: tuple[Character, ...] = ()


def of_comb(sheet: Sheet, comb: Comb) -> tuple[Answer, ...]:
    """The words of a comb; letters with an empty cell between them are two words, all else is one."""
    characters = characters_of(sheet, comb)
    if comb.kind != "letters":
        answer = _answer(characters, comb.text([item.text for item in characters]), comb)
        return (answer,) if answer else ()
    words = []
    for filled, run in itertools.groupby(characters, key=lambda item: bool(item.box)):
        word = tuple(run)
        if filled:
            answer = _answer(word, "".join(item.text for item in word), comb)
            words += [answer] if answer else []
    return tuple(words)


def of_choice(sheet: Sheet, choice: Choice) -> tuple[tuple[str, Judged, Box], ...]:
    """Each option with its box's state and place."""
    found = []
    for option, rect in zip(choice.options, choice.boxes, strict=True):
        box = sheet.pixels(rect)
        found.append((option, judged(sheet.ink, box), box))
    return tuple(found)


def chosen(
    choice: Choice, states: Sequence[tuple[str, Judged, Box]]
) -> tuple[tuple[Answer, ...], tuple[Answer, ...]]:
    """The answers of a choice, and what can't be told: options whose tick is unclear.

    A blacked box was taken back where another one is ticked; alone it is unclear. Two ticks where one is
    meant are unclear both.
    """
    ticked = [item for item in states if item[1].state is Tick.TICKED]
    doubted = [item for item in states if item[1].state is Tick.UNCLEAR]
    if not ticked:
        doubted += [item for item in states if item[1].state is Tick.BLACKED]
    if choice.many:
        sure = tuple(Answer(text=option, sure=judge.sure, box=box) for option, judge, box in ticked)
        return sure, tuple(Answer(text=option, sure=_DOUBTED, box=box) for option, _, box in doubted)
    if len(ticked) == 1 and not doubted:
        option, judge, box = ticked[0]
        rest = min((other.sure for _, other, _ in states), default=1.0)
        return (Answer(text=option, sure=min(judge.sure, rest), box=box),), ()
    unclear = (*ticked, *doubted)
    return (), tuple(Answer(text=option, sure=_DOUBTED, box=box) for option, _, box in unclear)


def characters_of(sheet: Sheet, comb: Comb) -> tuple[Character, ...]:
    """Each cell of a comb."""
    glyphs = glyphs_of(sheet, comb)
    written = [place for place, glyph in enumerate(glyphs) if glyph is not None]
    ink = probabilities([glyph for glyph in glyphs if glyph is not None])
    chances = _weighed(ink, written, comb)
    out = [Character(text="", sure=1.0) for _ in glyphs]
    for row, place in enumerate(written):
        glyph = glyphs[place]
        best = int(chances[row].argmax())
        order = [int(i) for i in chances[row].argsort()[::-1][1:4] if chances[row][i] >= _LEAST_OTHER]
        void = CLASSES[best] == VOID
        sure = float(chances[row][best])
        if float((ink[row] * allowed(comb.kind)).sum()) < _FOREIGN:
            sure = min(sure, _DOUBTED)
        out[place] = Character(
            text="" if void else CLASSES[best],
            sure=min(sure, _DOUBTED) if void else sure,
            others=tuple((CLASSES[i].replace(VOID, ""), float(chances[row][i])) for i in order),
            box=glyph.box if glyph else None,
            void=void,
        )
    return tuple(out)


def _weighed(ink: NDArray[np.float32], written: list[int], comb: Comb) -> NDArray[np.float64]:
    """The chances of each written cell when all are seen together."""
    import numpy as np

    chances = np.where(allowed(comb.kind)[None, :], ink, 0).astype(np.float64) + 1e-9
    chances /= chances.sum(axis=1, keepdims=True)
    if not len(chances):
        return chances
    if comb.kind in _MIXED:
        return _runs(chances)
    if comb.kind in _MEANT:
        start = 0
        for group, (low, high) in zip(_groups(comb.pattern), _MEANT[comb.kind], strict=True):
            rows = [row for row, place in enumerate(written) if start <= place < start + group]
            start += group
            _meant(chances, rows, low, high)
    return chances


def _groups(pattern: str) -> list[int]:
    """How many cells stand between printed separators."""
    return [len(list(run)) for cell, run in itertools.groupby(pattern, key=lambda sign: sign == "#") if cell]


def _runs(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Forward and backward over what kind of character each cell holds: digit, letter, other."""
    import numpy as np

    rare = np.array([_RARE.get(name, 1.0) for name in CLASSES])
    kinds = np.array([[name in DIGITS, name in LETTERS, name not in DIGITS + LETTERS] for name in CLASSES])
    weighted = chances * rare
    by_kind = weighted @ kinds
    step = np.array([[1 - _SWITCH, _SWITCH, 1.0], [_SWITCH, 1 - _SWITCH, 1.0], [1.0, 1.0, 1.0]])
    forward, backward = np.ones_like(by_kind), np.ones_like(by_kind)
    for row in range(1, len(by_kind)):
        reached = (forward[row - 1] * by_kind[row - 1]) @ step
        forward[row] = reached / reached.sum()
    for row in range(len(by_kind) - 2, -1, -1):
        reached = step @ (backward[row + 1] * by_kind[row + 1])
        backward[row] = reached / reached.sum()
    out: NDArray[np.float64] = weighted * (kinds @ (forward * backward).T).T
    out /= out.sum(axis=1, keepdims=True)
    return out


def _meant(chances: NDArray[np.float64], rows: list[int], low: int, high: int) -> None:
    """Weigh the cells of one number together: `low` to `high`, or unlikely. Changes `chances` in place."""
    import numpy as np

    if not rows:
        return
    tried = [[int(i) for i in chances[row].argsort()[::-1][:_TRIED]] for row in rows]
    weighed = np.zeros((len(rows), len(CLASSES)))
    for combination in itertools.product(*tried):
        weight = float(np.prod([chances[row][i] for row, i in zip(rows, combination, strict=True)]))
        text = "".join(CLASSES[i] for i in combination)
        if not (text.isdigit() and low <= int(text) <= high):
            weight *= _IMPOSSIBLE
        for place, i in enumerate(combination):
            weighed[place, i] += weight
    for place, row in enumerate(rows):
        chances[row] = weighed[place] / max(weighed[place].sum(), 1e-12)


def _answer(characters: Sequence[Character], text: str, comb: Comb) -> Answer | None:
    written = [item for item in characters if item.box is not None]
    if not written or not text:
        return None
    sure = 1.0
    for item in written:
        sure *= item.sure
    if any(item.void for item in written) or _holes(characters, comb):
        sure = min(sure, _DOUBTED)
    boxes: list[Any] = [item.box for item in written]
    box = (
        min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
    )  # fmt: skip
    others = _others(characters, text, comb)
    return Answer(text=text, sure=sure, box=box, others=others, characters=tuple(characters))


def _holes(characters: Sequence[Character], comb: Comb) -> bool:
    """Whether a character seems to be missing: a number with a gap, half a date."""
    start = 0
    for group in _groups(comb.pattern) if comb.kind != "letters" else []:
        filled = [bool(item.box) for item in characters[start : start + group]]
        start += group
        if comb.kind in _MEANT and not filled[-1]:
            return True
        if comb.kind in (*_MEANT, "digits") and any(filled):
            first, last = filled.index(True), len(filled) - 1 - filled[::-1].index(True)
            if not all(filled[first : last + 1]):
                return True
    return False


def _others(characters: Sequence[Character], text: str, comb: Comb) -> tuple[tuple[str, float], ...]:
    """Readings of the whole with one cell read otherwise, likeliest first, at most three."""
    found = []
    for place, item in enumerate(characters):
        for other, chance in item.others:
            texts = [one.text for one in characters]
            texts[place] = other
            whole = "".join(texts) if comb.kind == "letters" else comb.text(texts)
            if whole and whole != text:
                found.append((whole, round(chance, 4)))
    return tuple(sorted(found, key=lambda item: -item[1])[:3])
