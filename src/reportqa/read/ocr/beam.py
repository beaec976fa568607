"""CTC prefix beam search with the character model: what the ink allows and English makes likely.

The model is kept out of every token that holds a digit: left to itself it eats digits, since English
has few. The price of a character (`_BETA`) makes up for the model's pull towards short strings.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from reportqa.read.ocr.charmodel import START, CharModel, push, symbol
from reportqa.read.ocr.lexicon import A_CHARACTER, Branch, Lexicon, ended, step

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Weight of the model and bonus of a character: the best of ten pairs on made lines; docs/reading.md says how.
_ALPHA = 0.5
_BETA = 0.8
# A quotation mark, a bracket, a dash: the model's lists have none, so that the ink alone decides, at a price.
_MARK = -1.0
# A token of letters and digits is rare outside plates and units: as many nats as a share of one in 200
# costs; one of digits alone opens about one token in 25. Without these prices a digit inside a misread
# word would buy the word free from the model, and "I" would be read as "1".
_MIXED = -1.6
_NUMBER = -0.5
_STRAY = -2.0  # each letter after a digit beyond those of a plate or unit
_PREFIX = 3  # letters that a plate or unit has before its digits
_BEAM = 16
# Nats behind the best at which a prefix is given up; none of 183 lines is read otherwise for it.
_BEHIND = 12.0
_MOST = 8  # characters tried at a step
_LEAST = 0.002  # probability below which a character is not tried
_AFTER = 2  # steps after a word's last character at which its rivals are counted
_BEFORE = 6  # steps before its first one from which their strings are looked at
_NEVER = -1e30


@dataclass(slots=True)
class _Node:
    """One prefix: its last character, its parent, and how far the model has scored it."""

    parent: _Node | None
    index: int  # of the character in the alphabet; 0 for the root
    context: int
    model: float  # the model's and the bonus's share of the score so far
    token: float  # the part of it that belongs to the open token
    digits: bool  # whether the open token holds a digit
    letters: int  # how many letters it holds
    step: int  # where the ink gave this character most
    peak: float
    children: dict[int, _Node]
    branch: Branch | None = None  # how far the open token goes along a word of the client
    gift: float = 0.0  # what the score was given for it, until the token ends
    blank: float = _NEVER
    ink: float = _NEVER
    both: float = _NEVER  # the two added up
    next_blank: float = _NEVER
    next_ink: float = _NEVER

    def total(self) -> float:
        """The score that ranks the beam."""
        return self.both + self.model


# (weight, string) of what a beam holds; weights sum to 1.
Rivals = tuple[tuple[float, tuple[tuple[int, int], ...]], ...]


@dataclass(frozen=True, slots=True)
class Decoded:
    """The best string as (character index, step) pairs; its score is in nats a character.

    A sum of nats would make views of one line compete by who drops a letter.
    """

    characters: tuple[tuple[int, int], ...]
    score: float
    # all that the beam still held, the best included
    rivals: Rivals = ()
    # for each word of the best, what the beam held soon after its end: later words push its rivals out
    early: tuple[Rivals, ...] = ()


def beam_search(
    probabilities: NDArray[np.float32],
    alphabet: Sequence[str],
    used: int,
    model: CharModel,
    lexicon: Lexicon | None = None,
) -> Decoded:
    """Decode the first `used` steps of a line; probabilities are steps × characters, blank first.

    Words of the lexicon are favoured by a bounded number of nats.
    """
    import numpy as np

    root = _Node(None, 0, START, 0.0, 0.0, False, 0, 0, 0.0, {}, blank=0.0, both=0.0)
    bonus = 0.0
    if lexicon:
        root.branch, bonus = lexicon.root, A_CHARACTER
    beam, signs = [root], _signs(tuple(alphabet))
    held: list[list[tuple[float, _Node]]] = []
    steps = probabilities[: max(1, min(used, len(probabilities)))]
    top = np.argpartition(-steps, min(_MOST, steps.shape[1] - 1), axis=1)[:, :_MOST]
    chances = np.take_along_axis(steps, top, axis=1)
    for place in range(len(steps)):
        blank = float(steps[place, 0])
        log_blank = math.log(max(blank, 1e-12))
        if blank > 0.9995:
            # Nothing but paper: every prefix goes on unchanged.
            for node in beam:
                node.blank = node.both = node.both + log_blank
                node.ink = _NEVER
            held.append([(node.total(), node) for node in beam])
            continue
        pairs = [
            (index, math.log(chance))
            for index, chance in zip(top[place].tolist(), chances[place].tolist(), strict=True)
            if index and chance > _LEAST
        ]
        logs = dict(pairs)
        for node in beam:
            node.next_blank = node.both + log_blank
            again = logs.get(node.index)
            node.next_ink = _NEVER if again is None else node.ink + again
        # What stays sets the bar: a new prefix below it is not even made.
        stays = [_add(node.next_blank, node.next_ink) + node.model for node in beam]
        least = max(stays) - _BEHIND
        if len(beam) == _BEAM:
            least = max(least, min(stays))
        least -= bonus
        touched: dict[int, _Node] = {id(node): node for node in beam}
        for node in beam:
            children = node.children
            for index, chance in pairs:
                start = node.blank if index == node.index else node.both
                if start <= _NEVER / 2:
                    continue
                value = start + chance
                child = children.get(index)
                if child is None:
                    child = _extended(node, index, signs, model, least - value)
                    if child is None:
                        continue
                    if lexicon:
                        _pulled(child, node, alphabet[index], lexicon)
                    children[index] = child
                child.next_ink = _add(child.next_ink, value)
                if value > child.peak or child.step < 0:
                    child.peak, child.step = value, place
                touched[id(child)] = child
        ranked = []
        for node in touched.values():
            node.blank, node.ink = node.next_blank, node.next_ink
            node.next_blank = node.next_ink = _NEVER
            node.both = _add(node.blank, node.ink)
            ranked.append((node.total(), node))
        ranked.sort(key=itemgetter(0), reverse=True)
        least = ranked[0][0] - _BEHIND
        kept = sum(total >= least for total, _ in ranked[:_BEAM])
        for _, node in ranked[kept:]:
            node.blank = node.ink = node.both = _NEVER
        held.append(ranked[:kept])
        beam = [node for _, node in ranked[:kept]]
    for node in beam:
        node.model += _ending(node, alphabet, model)
    best = max(beam, key=_Node.total)
    string = _string(best)
    early = tuple(
        _rivals(held[min(last + _AFTER, len(held) - 1)], first - _BEFORE)
        for first, last in _words(string, alphabet)
    )
    score = best.total() / max(len(string), 1)
    return Decoded(string, score, _rivals([(node.total(), node) for node in beam]), early)


def _rivals(beam: Sequence[tuple[float, _Node]], since: int = 0) -> Rivals:
    """What a beam holds, best or not, by weight; of each string the characters from a step on."""
    most = max(total for total, _ in beam)
    weights = [math.exp(total - most) for total, _ in beam]
    whole = sum(weights)
    return tuple(
        (w / whole, _string(node, since)) for w, (_, node) in zip(weights, beam, strict=True) if w > 1e-4
    )


def _words(string: Sequence[tuple[int, int]], alphabet: Sequence[str]) -> list[tuple[int, int]]:
    """The first and the last step of each word."""
    out: list[tuple[int, int]] = []
    inside = False
    for index, place in string:
        if alphabet[index].isspace():
            inside = False
            continue
        if inside:
            out[-1] = (out[-1][0], place)
        else:
            out.append((place, place))
        inside = True
    return out


def _string(node: _Node, since: int = 0) -> tuple[tuple[int, int], ...]:
    out: list[tuple[int, int]] = []
    while node.parent is not None and node.step >= since:
        out.append((node.index, node.step))
        node = node.parent
    return tuple(reversed(out))


def _pulled(child: _Node, node: _Node, character: str, lexicon: Lexicon) -> None:
    child.branch, child.gift, more = step(node.branch, node.gift, character, lexicon.root)
    child.model += more


def _ending(node: _Node, alphabet: Sequence[str], model: CharModel) -> float:
    """The price of ending the line here: a word must end well too, unless a hyphen carries it on."""
    kept = 0.0 if ended(node.branch) else -node.gift
    if node.parent is None or node.digits or alphabet[node.index] == " ":
        return kept
    row = model.row(node.context)
    return kept + _ALPHA * max(row[symbol(" ")], row[symbol("-")])


@dataclass(frozen=True, slots=True)
class _Sign:
    """What a character of the alphabet is, looked up once."""

    place: int  # in the model's SYMBOLS
    digit: bool
    letter: bool
    space: bool
    mark: bool  # one that the model has no say in
    apostrophe: bool  # a mark too, unless a letter stands before it


@lru_cache(maxsize=4)
def _signs(alphabet: tuple[str, ...]) -> tuple[_Sign, ...]:
    return tuple(
        _Sign(
            place=symbol(character),
            digit=character.isdigit(),
            letter=character.isalpha(),
            space=character == " ",
            mark=not character.isalnum() and character not in " .,-'\u2019",
            apostrophe=character == "'",
        )
        for character in alphabet
    )


def _extended(
    node: _Node, index: int, signs: Sequence[_Sign], model: CharModel, least: float
) -> _Node | None:
    """The prefix with one more character; None where what the model says of it is below `least`."""
    sign, digits, letters = signs[index], node.digits, node.letters
    spent, token = node.model, node.token
    mark = sign.mark or (sign.apostrophe and not signs[node.index].letter)
    if mark:
        spent += _MARK
        token += _MARK
    elif sign.digit:
        if digits or letters <= _PREFIX:
            # The whole token turns neutral: what the model said of its beginning is taken back.
            spent -= token
            if not digits:
                spent += _MIXED if letters else _NUMBER
        else:
            # Inside a word of letters nothing is taken back; further digits are free again.
            spent += _MIXED
        token, digits = 0.0, True
    elif digits and not sign.space:
        letters += sign.letter
        if letters and not node.letters:
            spent += _MIXED
        if letters > max(node.letters, _PREFIX):
            spent += _STRAY
        token = 0.0
    else:
        price = _ALPHA * model.row(node.context)[sign.place] + _BETA
        spent += price
        if sign.space:
            token, digits, letters = 0.0, False, 0
        else:
            token += price
            letters += sign.letter
    if spent < least:
        return None
    context = node.context if mark else push(node.context, sign.place)
    return _Node(node, index, context, spent, token, digits, letters, -1, _NEVER, {})


def _add(one: float, other: float) -> float:
    if one < other:
        one, other = other, one
    if other <= _NEVER / 2 or one - other > 30:
        return one
    return one + math.log1p(math.exp(other - one))
