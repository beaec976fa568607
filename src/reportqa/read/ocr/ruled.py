"""Dark rules and the edges of boxes, where they run through the writing: taken out, strokes across them kept.

The recogniser copes with rules, and reads worse where they were taken out, since what lay along them is gone.
But a rule through the middle of words looks like a stroke that crosses them out, so strokes are looked for
without it. Printed rules are long, thin and smooth, and begin and end like others above or below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.read.ocr.engine import Image

# In pixels of a page 1,000 wide; set on pages of bench ocr-paper, in other fonts than its figures come from.
_LOOK = 1000
_DARK = 30  # grey levels below the paper
_PAPER = 15  # what is thinner is no paper
_RUN = 40  # a rule is level for so long at a time; few strokes are
_GAP = 15  # that blots and noise may tear
_LEAST = 0.3  # of the page's width
_THICK = 6
_STRAY, _MOST_STRAY = 0.8, 2.5  # from a smooth curve: half of the columns, nineteen in twenty
_ALIKE = 0.02  # of the page's width, by which the ends of rules of one form may differ
_OTHERS, _NEAR = 2, 3  # rules alike among so many above and below


@dataclass(frozen=True, slots=True)
class _Rule:
    """A line from column to column; `curve` are the numbers of a parabola, highest power first."""

    left: int
    right: int
    curve: NDArray[np.float64]
    thick: float


def unruled(image: Image) -> Image | None:
    """The page without its dark rules; None where it has none."""
    import cv2
    import numpy as np

    height, width = image.shape[:2]
    scale = min(1.0, _LOOK / width)
    if min(height, width) * scale < 4 * _PAPER:
        return None
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    rules = _printed(_rules(_dark(grey)), grey.shape[1])
    if not rules:
        return None
    bare = image.copy()
    for rule in rules:
        columns = np.arange(int(rule.left / scale), min(int((rule.right + 1) / scale), width))
        # The middles of pixels of the small page, carried to those of the large one.
        middle = (np.polyval(rule.curve, (columns + 0.5) * scale - 0.5) + 0.5) / scale - 0.5
        _taken_out(bare, columns, middle, (rule.thick / 2 + 1) / scale)
    return bare


def _dark(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """1 where thin things are darker than the paper around them."""
    import cv2
    import numpy as np

    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((_PAPER, _PAPER), np.uint8))
    dark: NDArray[np.uint8] = (cv2.subtract(paper, grey) > _DARK).astype(np.uint8)
    return dark


def _rules(dark: NDArray[np.uint8]) -> list[_Rule]:
    """Long, thin, smooth lines, from top to bottom."""
    import cv2
    import numpy as np

    level = cv2.dilate(dark, np.ones((3, 1), np.uint8))
    level = cv2.morphologyEx(level, cv2.MORPH_OPEN, np.ones((1, _RUN), np.uint8))
    if not level.any():
        return []
    level = cv2.morphologyEx(level, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    count, label, stats, _ = cv2.connectedComponentsWithStats(level)
    found = []
    for index in range(1, count):
        x, y, wide, high, _ = (int(value) for value in stats[index])
        if wide < _LEAST * dark.shape[1] or high > _THICK + wide // 8:
            continue
        rows, columns = np.nonzero(label[y : y + high, x : x + wide] == index)
        inked = np.bincount(columns, minlength=wide)
        middle = np.bincount(columns, rows, minlength=wide) / np.maximum(inked, 1) + y
        curve = np.polyfit(np.arange(x, x + wide), middle, 2)
        stray = np.abs(np.polyval(curve, np.arange(x, x + wide)) - middle)
        thick = float(np.median(inked)) - 2  # what the dilation added
        if thick <= _THICK and np.median(stray) <= _STRAY and np.quantile(stray, 0.95) <= _MOST_STRAY:
            found.append(_Rule(x, x + wide - 1, curve, thick))
    return found


def _printed(rules: list[_Rule], width: int) -> list[_Rule]:
    """The rules with others near by that begin and end where they do; a writer's strokes don't."""

    def alike(one: _Rule, other: _Rule) -> bool:
        return max(abs(one.left - other.left), abs(one.right - other.right)) <= _ALIKE * width

    return [
        rule
        for place, rule in enumerate(rules)
        if sum(alike(rule, other) for other in rules[max(place - _NEAR, 0) : place + _NEAR + 1]) > _OTHERS
    ]


def _taken_out(image: Image, columns: NDArray[np.int_], middle: NDArray[np.float64], reach: float) -> None:
    """Pixels within `reach` of the rule become what lies above and below them: paper, or ink."""
    import numpy as np

    top, bottom = np.floor(middle - reach).astype(int), np.ceil(middle + reach).astype(int)
    inside = (top >= 0) & (bottom < len(image))
    columns, top, bottom = columns[inside], top[inside], bottom[inside]
    if not len(columns):
        return
    above, below = image[top, columns].astype(np.float32), image[bottom, columns].astype(np.float32)
    for step in range(1, int((bottom - top).max())):
        rows = np.minimum(top + step, bottom)
        share = ((rows - top) / (bottom - top))[:, None]
        between = (above * (1 - share) + below * share).astype(np.uint8)
        image[rows, columns] = np.maximum(image[rows, columns], between)
