"""What the cells of a comb and the boxes of a choice say together, as text with its chances.

Each cell's ink has its chances (`glyphs`), which the same hand's other cells (`one_hand`) and the kind of the
comb (`weighing`) change a little.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportqa.forms import Choice, Comb
from reportqa.read.cells import Glyph, glyphs_of
from reportqa.read.glyphs import CLASSES, VOID, allowed, seen
from reportqa.read.one_hand import of_one_hand
from reportqa.read.sheet import Sheet
from reportqa.read.ticks import Judged, Tick, judged
from reportqa.read.weighing import MEANT, by_length, groups, weighed, with_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Box = tuple[int, int, int, int]

_FOREIGN = 0.02  # less ink than this for all that the comb may hold: something else is written there
_DOUBTED = 0.5  # the most that an answer with a crossed-out, missing or foreign character is sure of
_LEAST_OTHER = 0.005
# The most that a character is sure of which only the hand's other cells or the client's words made likeliest:
# of 122 such on forms filled in by the validation hands 121 were right, but people write less evenly than
# fonts.
_PULLED = 0.8


@dataclass(frozen=True, kw_only=True, slots=True)
class Character:
    """One cell: its character ("" is empty or crossed out), how sure 0…1, other readings, its place.

    `ink` is what it looks like by itself, of all that its comb may hold.
    """

    text: str
    sure: float
    ink: str = ""
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


def of_comb(comb: Comb, characters: Sequence[Character]) -> tuple[Answer, ...]:
    """The words of a comb; letters with an empty cell between them are two words, all else is one."""
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


def characters(sheet: Sheet, words: Iterable[str] = ()) -> dict[str, tuple[Character, ...]]:
    """Each cell of each comb, by the comb's name; all are seen together, since one hand wrote them.

    `words` are the client's: where the ink allows one of them, it is the likelier.
    """
    import numpy as np

    combs = sheet.layout.combs
    glyphs = {comb.name: glyphs_of(sheet, comb) for comb in combs}
    written = [(comb.name, place) for comb in combs for place, glyph in enumerate(glyphs[comb.name]) if glyph]
    look = seen([glyph for comb in combs for glyph in glyphs[comb.name] if glyph])
    kinds = {comb.name: allowed(comb.kind) for comb in combs}
    may = np.array([kinds[name] for name, _ in written]).reshape(len(written), len(CLASSES))
    ink = of_one_hand(look, may)
    known = by_length(words)
    out = {}
    for comb in combs:
        rows = [row for row, (name, _) in enumerate(written) if name == comb.name]
        places = [written[row][1] for row in rows]
        alone = look.chances[rows] * kinds[comb.name]
        plain = weighed(alone.astype(np.float64), places, comb).argmax(axis=1)
        chances = with_words(weighed(ink[rows], places, comb), places, comb, known)
        found = [Character(text="", sure=1.0) for _ in comb.cells]
        for row, place in enumerate(places):
            most = 1.0 if chances[row].argmax() == plain[row] else _PULLED
            found[place] = _character(chances[row], alone[row], glyphs[comb.name][place], most)
        out[comb.name] = tuple(found)
    return out


def _character(
    chances: NDArray[np.float64], ink: NDArray[np.float32], glyph: Glyph | None, most: float
) -> Character:
    """The likeliest character of a cell and the next ones, sure of at most `most`.

    `ink` is what it looks like by itself.
    """
    best = int(chances.argmax())
    order = [int(i) for i in chances.argsort()[::-1][1:4] if chances[i] >= _LEAST_OTHER]
    void = CLASSES[best] == VOID
    sure = min(float(chances[best]), most)
    return Character(
        text="" if void else CLASSES[best],
        sure=min(sure, _DOUBTED) if void or float(ink.sum()) < _FOREIGN else sure,
        ink=CLASSES[int(ink.argmax())].replace(VOID, ""),
        others=tuple((CLASSES[i].replace(VOID, ""), float(chances[i])) for i in order),
        box=glyph.box if glyph else None,
        void=void,
    )


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
    for group in groups(comb.pattern) if comb.kind != "letters" else []:
        filled = [bool(item.box) for item in characters[start : start + group]]
        start += group
        if comb.kind in MEANT and not filled[-1]:
            return True
        if comb.kind in (*MEANT, "digits") and any(filled):
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
