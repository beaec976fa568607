"""Tick boxes: whether one is ticked, empty or unclear, and the printed boxes of any other form.

A box that is blacked or scribbled over was meant to be taken back, or was ticked with zeal: only its
neighbours can tell which, so it has a state of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.float32]

# Of the inside of a box, by looking at drawn ticks of several hands and pens: a pen's dot fills up to 0.05
# and is small, a tick or cross spans half the box, a scribble fills half of it.
_NOTHING = 0.012
_SMALL = 0.45  # of the box's side that a tick spans
_FULL = 0.45
_OPEN = 0.10  # of the inside's width: the clear spot that a blacked box leaves at most; a cross leaves more
_INSET = 0.14  # of the side: the printed line with its blur
_PASSING = 0.25  # share of a stroke inside the box below which it belongs to something beside it
_DARK = 0.22


class Tick(StrEnum):
    """What a box says; its value is how the text shows it."""

    TICKED = "[x]"
    EMPTY = "[ ]"
    UNCLEAR = "[?]"
    BLACKED = "[#]"


@dataclass(frozen=True, slots=True)
class Judged:
    """A box's state, and the chance 0…1 that it is right."""

    state: Tick
    sure: float


def judged(ink: Grey, box: tuple[int, int, int, int], *, exact: bool = False) -> Judged:
    """The state of the box whose lines run at left, top, right, bottom of `ink` (darkness 0…1).

    They are looked for nearby unless the place is `exact`. Around the box `ink` should reach out by about one
    side, to tell a stroke that only passes.
    """
    import cv2
    import numpy as np

    left, top, right, bottom = box if exact else _aligned(ink, box)
    side = right - left
    inset = max(round(_INSET * side), 2)
    inner = (left + inset, top + inset, right - inset, bottom - inset)
    if inner[2] - inner[0] < 4 or inner[3] - inner[1] < 4:
        return Judged(Tick.UNCLEAR, 0.5)
    dark = ink > _threshold(ink, inner)
    window = dark[inner[1] : inner[3], inner[0] : inner[2]]
    fill = float(window.mean())
    if fill >= _FULL:
        clear = float(cv2.distanceTransform((~window).astype(np.uint8), cv2.DIST_L2, 3).max())
        if clear <= _OPEN * window.shape[1]:
            return Judged(Tick.BLACKED, 0.9)
    if fill < _NOTHING:
        return Judged(Tick.EMPTY, 0.995)
    rows, columns = np.nonzero(window.any(axis=1))[0], np.nonzero(window.any(axis=0))[0]
    span = max(
        (rows[-1] - rows[0] + 1) / window.shape[0],
        (columns[-1] - columns[0] + 1) / window.shape[1],
    )
    own = _own(dark, (left, top, right, bottom), inner, cv2)
    if own < _PASSING:
        return Judged(Tick.EMPTY if fill < 0.06 else Tick.UNCLEAR, 0.8)
    if span < _SMALL:
        return Judged(Tick.EMPTY, 0.9) if fill < 2 * _NOTHING else Judged(Tick.UNCLEAR, 0.5)
    return Judged(Tick.TICKED, 0.99 if fill > 0.06 and span > 0.6 else 0.9)


def _aligned(ink: Grey, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """The box moved onto its printed lines, up to a fifth of its side."""
    import numpy as np

    left, top, right, bottom = box
    reach = max((right - left) // 5, 2)
    rows, columns = ink.shape
    low, high = max(top, 0), min(bottom, rows)
    across = ink[low:high, max(left - reach, 0) : right + reach + 1].mean(axis=0)
    down = ink[max(top - reach, 0) : bottom + reach + 1, max(left, 0) : min(right, columns)].mean(axis=1)
    dx = _shift(across, right - left, reach, left - max(left - reach, 0))
    dy = _shift(down, bottom - top, reach, top - max(top - reach, 0))
    del np
    return left + dx, top + dy, right + dx, bottom + dy


def _shift(profile: Any, side: int, reach: int, start: int) -> int:
    """Where two lines a side apart are darkest, in pixels from where they should be."""
    best, found = -1.0, 0
    for shift in range(-reach, reach + 1):
        low, high = start + shift, start + shift + side
        if low < 0 or high >= len(profile):
            continue
        score = float(min(profile[low], profile[high])) - 0.002 * abs(shift)
        if score > best:
            best, found = score, shift
    return found


def _threshold(ink: Grey, inner: tuple[int, int, int, int]) -> float:
    """Half as dark as the pen inside, and never as light as a smudge."""
    import numpy as np

    inside = ink[inner[1] : inner[3], inner[0] : inner[2]]
    return max(_DARK, 0.45 * float(np.percentile(inside, 99.5)))


def _own(dark: Any, box: tuple[int, int, int, int], inner: tuple[int, int, int, int], cv2: Any) -> float:
    """The largest share inside the box of a stroke that touches its inside."""
    import numpy as np

    left, top, right, bottom = box
    side = right - left
    y0, y1 = max(top - side, 0), min(bottom + side, dark.shape[0])
    x0, x1 = max(left - side, 0), min(right + side, dark.shape[1])
    around = dark[y0:y1, x0:x1].astype(np.uint8)
    # The printed lines would join everything: they are cut out of the picture.
    line = max(round(0.09 * side), 2)
    frame = np.zeros_like(around)
    cv2.rectangle(frame, (left - x0, top - y0), (right - x0, bottom - y0), 1, 2 * line)
    inside = np.zeros_like(around, bool)
    inside[inner[1] - y0 : inner[3] - y0, inner[0] - x0 : inner[2] - x0] = True
    cut = np.where(frame.astype(bool) & ~inside, 0, around).astype(np.uint8)
    # A stroke that crosses the line goes on behind it.
    joined = cv2.morphologyEx(cut, cv2.MORPH_CLOSE, np.ones((2 * line + 1, 2 * line + 1), np.uint8))
    _, labels = cv2.connectedComponents(joined, connectivity=8)
    held = np.bincount(labels[inside & (around > 0)].ravel(), minlength=1)
    whole = np.bincount(labels[cut > 0].ravel(), minlength=len(held))
    shares = [
        held[i] / max(whole[i], 1) for i in range(1, len(held)) if held[i] > 0.2 * max(held[1:].max(), 1)
    ]
    return float(max(shares, default=0.0))
