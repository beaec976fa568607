"""The tick boxes of any printed form: found by their four straight sides, read, and put into the text.

Handwriting has no four straight sides of one length that meet at right angles; a box must have them all,
thin and nearly level, and a word beside it. What is no box is left to the OCR.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reportqa.read.ocr.engine import OcrLine, OcrPage, OcrWord
from reportqa.read.sheet import darkness
from reportqa.read.ticks import Judged, Tick, judged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.read.ocr.engine import Image

# Sides in shares of the page's width: 3.2 to 8 mm on Letter; smaller ones can't be told from an "o" of a
# coarse scan. Set on drawn forms; on the handwriting of the bench nothing may be found.
_LEAST, _MOST = 0.015, 0.038
_LOOK = 1700  # pixels of the width, about 200 dpi
_SQUARE = 0.82  # the shorter side's share of the longer
_COVERED = 0.86  # of each side that must be line
_DARK = 0.25
_BETWEEN = 0.85  # of the least side from line to line; an "o" of print is as large only with its thick stroke
_STRAIGHT = 0.93  # of a line, corners included, that must not bend away, as a circle does by more
_EDGE, _LETTER = 0.15, 0.4  # sides beyond the lines' middles: half the line, and how near a letter stands
_NEAR = 2.2  # sides between a box and the word that it belongs to
_SURE = {Tick.TICKED: 0.97, Tick.EMPTY: 0.97, Tick.UNCLEAR: 0.5, Tick.BLACKED: 0.5}


@dataclass(frozen=True, slots=True)
class TickBox:
    """A printed box on the page image, and what it says."""

    rect: tuple[int, int, int, int]
    judged: Judged

    @property
    def text(self) -> str:
        """As the text shows it; a blacked box is unclear."""
        state = self.judged.state
        return Tick.UNCLEAR.value if state is Tick.BLACKED else state.value


def boxes_of(image: Image) -> tuple[TickBox, ...]:
    """The printed boxes of a page image (blue-green-red), from top to bottom."""
    import cv2
    import numpy as np

    rows, columns = image.shape[:2]
    scale = _LOOK / columns
    if scale < 0.25 or min(rows, columns) < 300:
        return ()
    looked = image
    if abs(scale - 1) > 0.05:
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        looked = cv2.resize(image, None, fx=scale, fy=scale, interpolation=way)
    else:
        scale = 1.0
    ink = darkness(np.ascontiguousarray(looked))
    found = []
    for left, top, right, bottom in _squares(ink):
        state = judged(ink, (left, top, right, bottom), exact=True)
        place = tuple(round(value / scale) for value in (left, top, right, bottom))
        found.append(TickBox((place[0], place[1], place[2], place[3]), state))
    return tuple(sorted(found, key=lambda box: (box.rect[1], box.rect[0])))


def without(image: Image, boxes: Sequence[TickBox]) -> Image:
    """A copy of the page with paper over its boxes and their ticks, so that OCR reads none as a letter."""
    import numpy as np

    if not boxes:
        return image
    bare = image.copy()
    for box in boxes:
        left, top, right, bottom = box.rect
        edge = max((right - left) // 6, 2)
        x0, y0 = max(left - edge, 0), max(top - edge, 0)
        area = bare[y0 : bottom + edge + 1, x0 : right + edge + 1]
        rim = np.concatenate([area[0], area[-1], area[:, 0], area[:, -1]])
        area[:] = np.percentile(rim, 75, axis=0).astype(np.uint8)
    return bare


def with_boxes(page: OcrPage, boxes: Sequence[TickBox]) -> OcrPage:
    """The page's lines with a word for each box that stands in one; only upright pages are so filled."""
    if not boxes or page.turned:
        return page
    lines = [list(line.words) for line in page.lines]
    for box in boxes:
        place = _line_of(lines, box.rect)
        if place is None:
            continue
        word = OcrWord(
            text=box.text,
            rect=box.rect,
            confidence=min(_SURE[box.judged.state], box.judged.sure),
        )
        words = lines[place]
        middle = (box.rect[0] + box.rect[2]) / 2
        at = next(
            (i for i, other in enumerate(words) if (other.rect[0] + other.rect[2]) / 2 > middle), len(words)
        )
        words.insert(at, word)
    return replace(page, lines=tuple(OcrLine(words=tuple(words)) for words in lines))


def _line_of(lines: Sequence[Sequence[OcrWord]], box: tuple[int, int, int, int]) -> int | None:
    """The line with a word beside the box, the nearest one; None where it stands alone."""
    left, top, right, bottom = box
    side, middle = right - left, (top + bottom) / 2
    best: tuple[float, int] | None = None
    for place, words in enumerate(lines):
        for word in words:
            x0, y0, x1, y1 = word.rect
            if not y0 - 0.3 * side <= middle <= y1 + 0.3 * side:
                continue
            gap = max(x0 - right, left - x1, 0.0)
            if gap <= _NEAR * side and (best is None or gap < best[0]):
                best = gap, place
    return best[1] if best else None


def _squares(ink: NDArray[np.float32]) -> list[tuple[int, int, int, int]]:
    """Left, top, right, bottom of each hollow square that is drawn of thin straight lines."""
    import cv2
    import numpy as np

    width = ink.shape[1]
    least, most = round(_LEAST * width), round(_MOST * width)
    dark = (ink > _DARK).astype(np.uint8)
    # Only what runs straight for most of the least side is kept; a tick's strokes and most letters fall away.
    run = max(round(0.7 * least), 8)
    level = cv2.morphologyEx(_joined(dark, 1, 3), cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    upright = cv2.morphologyEx(_joined(dark, 3, 1), cv2.MORPH_OPEN, np.ones((run, 1), np.uint8))
    lines = cv2.morphologyEx(level | upright, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    found = []
    for x, y, wide, high, _ in stats[1:count].tolist():
        if not (least <= wide <= most and least <= high <= most):
            continue
        if min(wide, high) < _SQUARE * max(wide, high):
            continue
        if _hollow(level, upright, x, y, wide, high):
            box = _middles(ink[y : y + high, x : x + wide], x, y)
            large = min(box[2] - box[0], box[3] - box[1]) >= _BETWEEN * least
            if large and _straight(dark, box) and not _in_word(dark, box):
                found.append(box)
    return found


def _straight(dark: NDArray[np.uint8], box: tuple[int, int, int, int]) -> bool:
    """Whether each line runs from corner to corner: an "o" bends away from its corners."""
    left, top, right, bottom = box
    off = max((right - left) // 24, 1)
    sides = (
        *(dark[max(y - off, 0) : y + off + 1, left : right + 1].any(axis=0) for y in (top, bottom)),
        *(dark[top : bottom + 1, max(x - off, 0) : x + off + 1].any(axis=1) for x in (left, right)),
    )
    return min(float(side.mean()) for side in sides) >= _STRAIGHT


def _in_word(dark: NDArray[np.uint8], box: tuple[int, int, int, int]) -> bool:
    """Whether ink stands close by on both sides, as the letters of a word do; a label is on one."""
    left, top, right, bottom = box
    side = right - left
    edge, far = max(round(_EDGE * side), 2), round(_LETTER * side)
    middle = slice(top + side // 4, bottom - side // 4)
    before = dark[middle, max(left - far, 0) : max(left - edge, 0)]
    behind = dark[middle, right + edge + 1 : right + far + 1]
    return bool(before.any() and behind.any())


def _middles(area: NDArray[np.float32], x: int, y: int) -> tuple[int, int, int, int]:
    """Where the middles of the four lines run."""
    across, down = area.mean(axis=0), area.mean(axis=1)
    wide, high = len(across) // 4, len(down) // 4
    return (
        x + int(across[:wide].argmax()),
        y + int(down[:high].argmax()),
        x + len(across) - 1 - int(across[::-1][:wide].argmax()),
        y + len(down) - 1 - int(down[::-1][:high].argmax()),
    )


def _joined(dark: Any, rows: int, columns: int) -> Any:
    """Lines that lean by a pixel as one line: thickened across their run."""
    import cv2
    import numpy as np

    return cv2.dilate(dark, np.ones((columns, rows), np.uint8))


def _hollow(level: Any, upright: Any, x: int, y: int, wide: int, high: int) -> bool:
    """Whether all four sides are lines, thin, and no other line runs inside."""
    thick = max(round(0.2 * min(wide, high)), 4)
    inner = slice(y, y + high), slice(x, x + wide)
    across, down = level[inner], upright[inner]
    sides = (
        across[:thick].any(axis=0).mean(),
        across[-thick:].any(axis=0).mean(),
        down[:, :thick].any(axis=1).mean(),
        down[:, -thick:].any(axis=1).mean(),
    )
    if min(sides) < _COVERED:
        return False
    # A line through the middle: a table's cells, a letter such as B or 8. A blacked box is full of them.
    rows, columns = slice(high // 3, high - high // 3), slice(wide // 3, wide - wide // 3)
    level_inside = across[rows, thick : wide - thick].any(axis=0).mean()
    upright_inside = down[thick : high - thick, columns].any(axis=1).mean()
    crossed = max(level_inside, upright_inside) > 0.9
    return not crossed or bool((across | down)[rows, columns].mean() > 0.8)
