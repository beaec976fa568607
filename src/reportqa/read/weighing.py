"""The cells of a comb weighed together: what a value of this kind looks like, and what the client has.

A month, a day, an hour, a minute or an area code must exist, letters and digits of a plate stand in runs, the
letters O, I and Q are rare beside digits, since most states and builders avoid them, a name's letters follow
each other as in other names, and a word of the client is likelier than another. All of that only weighs; what
the ink says plainly stands.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from reportqa.forms import Comb
from reportqa.read.glyphs import CLASSES, DIGITS, LETTERS, allowed
from reportqa.read.ocr.lexicon import A_CHARACTER, NUMBER, WORD
from reportqa.resources import models_dir

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SWITCH = 0.12  # the chance that a letter follows a digit, or the reverse, inside a plate, unit or number
_RARE = {"O": 0.25, "I": 0.25, "Q": 0.25}  # the weight of a letter that is avoided beside digits
_IMPOSSIBLE = 0.01  # the weight of an hour above 23 and the like
_TRIED = 3  # readings of a cell that are weighed together
_MIXED = ("code", "plate", "unit")
# What the numbers between separators may be; in North America no area and no exchange begins with 0 or 1.
MEANT = {
    "date": ((1, 12), (1, 31), (2000, 2099)),
    "time": ((0, 23), (0, 59)),
    "phone": ((200, 999), (200, 999), (0, 9999)),
}
_NO_WORDS = ("date", "time")
_NAMED = 0.5  # how much of what is known of names counts: officers come from everywhere
_STEPS_A_NAT = 16
_SEEN = 0.004  # the least that the ink must say for each character of a word of the client

# The client's words by length, each as the places of its characters in `CLASSES` (words × length).
ByLength = Mapping[int, "NDArray[np.int64]"]


def weighed(ink: NDArray[np.float64], written: Sequence[int], comb: Comb) -> NDArray[np.float64]:
    """The chances of each written cell (n × `CLASSES`) when all are seen together.

    `ink` says what each looks like by itself, `written` which cells of the comb they are.
    """
    import numpy as np

    chances = np.where(allowed(comb.kind)[None, :], ink, 0).astype(np.float64) + 1e-9
    chances /= chances.sum(axis=1, keepdims=True)
    if not len(chances):
        return chances
    if comb.kind in _MIXED:
        chances = _runs(chances)
    elif comb.kind == "letters":
        for rows in _together(written):
            _named(chances, rows)
    elif comb.kind in MEANT:
        start = 0
        for group, (low, high) in zip(groups(comb.pattern), MEANT[comb.kind], strict=True):
            rows = [row for row, place in enumerate(written) if start <= place < start + group]
            start += group
            _meant(chances, rows, low, high)
    return chances


def with_words(
    chances: NDArray[np.float64], written: Sequence[int], comb: Comb, words: ByLength
) -> NDArray[np.float64]:
    """The chances of `weighed` where the client has these words."""
    out = chances.copy()
    if comb.kind in _NO_WORDS or not len(chances):
        return out
    for rows in _together(written) if comb.kind == "letters" else [list(range(len(written)))]:
        _known(out, rows, words)
    return out


def by_length(words: Iterable[str]) -> ByLength:
    """The client's words as `weighed` takes them; what a comb can't hold is left out."""
    import numpy as np

    found: dict[int, set[tuple[int, ...]]] = {}
    for word in words:
        for text in {word.upper(), "".join(sign for sign in word.upper() if sign.isalnum())}:
            if len(text) > 1 and all(sign in _PLACES for sign in text):
                found.setdefault(len(text), set()).add(tuple(_PLACES[sign] for sign in text))
    return {length: np.array(sorted(places)) for length, places in found.items()}


def groups(pattern: str) -> list[int]:
    """How many cells stand between printed separators."""
    return [len(list(run)) for cell, run in itertools.groupby(pattern, key=lambda sign: sign == "#") if cell]


_PLACES = {sign: place for place, sign in enumerate(CLASSES[:-1])}


def _together(written: Sequence[int]) -> list[list[int]]:
    """The rows of each word: cells without an empty one between them."""
    words: list[list[int]] = []
    for row, place in enumerate(written):
        if row and place == written[row - 1] + 1:
            words[-1].append(row)
        else:
            words.append([row])
    return words


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


def _named(chances: NDArray[np.float64], rows: list[int]) -> None:
    """Weigh the letters of a word by how letters follow each other in names. Changes `chances` in place."""
    import numpy as np

    first = CLASSES.index(LETTERS[0])
    letters = slice(first, first + len(LETTERS))
    steps, blank = _names() ** _NAMED, len(LETTERS)
    seen = np.zeros((len(rows), blank + 1))
    seen[:, :blank] = chances[rows, letters]
    seen[:, blank] = 1 - seen[:, :blank].sum(axis=1)  # a hyphen or apostrophe begins another word
    # Forward: the last two signs (27 × 27). Backward: what follows them, the word's end included.
    forward = [np.zeros((blank + 1, blank + 1))]
    forward[0][blank, blank] = 1.0
    for row in seen:
        reached = np.einsum("ab,abc->bc", forward[-1], steps) * row
        forward.append(reached / max(reached.sum(), 1e-300))
    backward = steps[:, :, blank]
    for place in range(len(rows) - 1, -1, -1):
        both = (forward[place + 1] * backward).sum(axis=0)[:blank]
        mass = seen[place, :blank].sum()
        if both.sum() > 0:
            chances[rows[place], letters] = both / both.sum() * mass
        backward = np.einsum("abc,c,bc->ab", steps, seen[place], backward)
        backward /= max(backward.max(), 1e-300)


@cache
def _names() -> NDArray[np.float64]:
    """Chances of a sign behind two others, 27 each: letters and the blank around words."""
    import numpy as np

    with np.load(models_dir() / "form_glyphs" / "names.npz", allow_pickle=False) as arrays:
        chances: NDArray[np.float64] = np.exp(-arrays["steps"].astype(np.float64) / _STEPS_A_NAT)
        return chances


def _known(chances: NDArray[np.float64], rows: list[int], words: ByLength) -> None:
    """Add what speaks for the client's words of this length. Changes `chances` in place."""
    import numpy as np

    places = words.get(len(rows))
    if places is None:
        return
    each = chances[rows][np.arange(len(rows)), places]
    supported = (each >= _SEEN).all(axis=1)
    if not supported.any():
        return
    gifts = []
    for word in places[supported]:
        most = NUMBER if (word < len(DIGITS)).any() else WORD
        gifts.append(np.exp(min(A_CHARACTER * len(rows), most)))
    weights = each[supported].prod(axis=1) * np.array(gifts)
    more = chances[rows]
    for word, weight in zip(places[supported], weights, strict=True):
        more[np.arange(len(rows)), word] += weight
    chances[rows] = more / more.sum(axis=1, keepdims=True)


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
