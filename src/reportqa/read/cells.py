"""What is written in the boxes of a comb: its lines found and taken away, each stroke given to its cell.

Printed lines are known by place and are even along their length, so what a line adds to a column or row is
measured and subtracted; ink that crosses a line stays. All sizes are pixels of the flat picture unless said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportqa.forms import Comb, Rect
from reportqa.read.sheet import SCALE, Sheet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.float32]

_ABOVE, _ASIDE = 1.0, 1.5  # millimetres looked at around a comb; more above would catch its label
_SHIFT = 11  # pixels that curled paper may move a comb from where its marks say
_REFINE = 2  # and each line by itself from there
_MOSTLY = 0.25
_GRAIN = 0.05
_LINE = 2  # half the width of a printed line with its blur
_DARKER = 1.1  # times the darkness of the comb's lines at their middle one: more of it is written
_OWN = 0.72  # share of a stroke's ink inside one cell at which all of it belongs there
_ASTRAY = 0.2  # share of a cell's width: ink that stays so near to one side reaches in from the next cell
_WIDE, _SHADE = 17, 0.4
_SIGN = 1.1  # millimetres to each side of a printed separator that hold no writing
_FAINT = 0.14  # darkness below which nothing counts as ink
_PEN_SHARE = 0.4  # of the pen's own darkness: what is lighter is blur
_LEAST_AREA, _LEAST_SIZE = 0.30, 0.9  # square millimetres and millimetres: less is a speck
_SPECK = 0.12  # square millimetres of a stroke that is worth looking at


@dataclass(frozen=True, kw_only=True, slots=True)
class Glyph:
    """The writing of one cell: its ink (rows × columns, 0…1), trimmed, and its place in the flat picture.

    `top`, `bottom`, `left` and `right` are shares of the cell's height and width, from its top left corner; a
    stroke that runs out of the cell lies below 0 or above 1.
    """

    ink: Grey
    box: tuple[int, int, int, int]
    left: float
    top: float
    right: float
    bottom: float


def glyphs_of(sheet: Sheet, comb: Comb) -> list[Glyph | None]:
    """The writing of each cell, None where it is empty."""
    left, top, right, bottom = comb.area
    place = sheet.pixels((left - _ASIDE, top - _ABOVE, right + _ASIDE, bottom + _ABOVE))
    crop = _unshaded(sheet.ink[place[1] : place[3], place[0] : place[2]])
    edges = [
        (x0 * SCALE, y0 * SCALE, x1 * SCALE, y1 * SCALE)
        for x0, y0, x1, y1 in (_moved(cell, left - _ASIDE, top - _ABOVE) for cell in comb.cells)
    ]
    cells = _aligned(crop, edges)
    bare = _without_lines(crop, cells)
    for _, x in comb.marks:
        middle = (x - left + _ASIDE) * SCALE
        bare[:, max(round(middle - _SIGN * SCALE), 0) : round(middle + _SIGN * SCALE)] = 0.0
    found: list[Glyph | None] = []
    for cell, mask in zip(cells, _shares(bare, cells), strict=True):
        found.append(_glyph(bare * mask, cell, place[0], place[1]))
    return found


def _unshaded(crop: Grey) -> Grey:
    """Without the grey of a shadow's edge, which is wider than any stroke and paler than a blacked box."""
    import cv2
    import numpy as np

    wide = cv2.morphologyEx(crop, cv2.MORPH_OPEN, np.ones((_WIDE, _WIDE), np.uint8))
    shade = np.where(wide < _SHADE, wide, 0.0).astype(np.float32)
    clear: Grey = np.maximum(crop - cv2.GaussianBlur(shade, (0, 0), 3.0), 0.0)
    return clear


def _moved(cell: Rect, left: float, top: float) -> Rect:
    return cell[0] - left, cell[1] - top, cell[2] - left, cell[3] - top


def _aligned(crop: Grey, cells: list[Rect]) -> list[Rect]:
    """The cells where their lines really are: shifted together, then each line by itself."""
    import cv2
    import numpy as np

    # A line that leans by a pixel is still one line.
    wide, high = cv2.dilate(crop, np.ones((1, 3))), cv2.dilate(crop, np.ones((3, 1)))
    top, bottom = round(cells[0][1]), round(cells[0][3])
    across = _along(wide[top + 4 : bottom - 4], 0)
    uprights = sorted({*(cell[0] for cell in cells), *(cell[2] for cell in cells)})
    dx = _best(across, uprights, _SHIFT)
    moved = {x: x + dx + _best(across, [x + dx], _REFINE) for x in uprights}
    # The ends of a long comb may differ in height; each third of it has its own.
    out = []
    for part in np.array_split(np.arange(len(cells)), max(1, min(3, len(cells) // 3))):
        left, right = cells[part[0]][0] + dx, cells[part[-1]][2] + dx
        dy = _best(_along(high[:, max(round(left), 0) : round(right)], 1), [cells[0][1], cells[0][3]], _SHIFT)
        for index in part:
            x0, y0, x1, y1 = cells[index]
            down = _along(high[:, max(round(x0 + dx) + 3, 0) : round(x1 + dx) - 3], 1)
            upper, lower = (y + dy + _best(down, [y + dy], _REFINE) for y in (y0, y1))
            out.append((moved[x0], upper, moved[x1], lower))
    return out


def _along(block: Any, axis: int) -> Any:
    """What is dark along most of an axis: lines are, strokes that cross it are not."""
    import numpy as np

    return np.sort(block, axis=axis).take(int(_MOSTLY * block.shape[axis]), axis=axis)


def _best(profile: Any, places: list[float], reach: int) -> float:
    """The shift within ± `reach` under which the places lie on the darkest lines; 0 where there are none."""
    import numpy as np

    smooth = np.pad(np.convolve(profile, np.ones(3) / 3, mode="same"), reach + 1)
    shifts = np.arange(-reach, reach + 1)
    at = np.clip(np.round(places).astype(int), 0, len(profile) - 1)[:, None] + shifts + reach + 1
    # A little less for each pixel away, so that on empty paper nothing moves.
    scores = smooth[at].sum(axis=0) - 0.004 * np.abs(shifts) * len(places)
    return float(shifts[int(scores.argmax())])


def _without_lines(crop: Grey, cells: list[Rect]) -> Grey:
    """The ink without what the printed lines add to it."""
    import numpy as np

    rows, columns = crop.shape

    def near(low: float, high: float, size: int) -> slice:
        return slice(max(round(low) - _LINE, 0), min(round(high) + _LINE + 1, size))

    # Each line's window and the axis that it runs along; neighbours share an upright.
    windows: dict[tuple[float, ...], tuple[slice, slice, int]] = {}
    for x0, y0, x1, y1 in cells:
        for x in (x0, x1):
            windows.setdefault((x,), (near(y0, y1, rows), near(x, x, columns), 0))
        for y in (y0, y1):
            windows[x0, y] = near(y, y, rows), near(x0, x1, columns), 1
    lines = [
        (down, across, axis, _even(crop[down, across], axis))
        for down, across, axis in windows.values()
        if crop[down, across].size
    ]
    # A line much darker than the others has a stroke along it.
    most = _DARKER * np.median([line.max() for *_, line in lines]) if lines else 0.0
    bare = crop.copy()
    for down, across, axis, line in lines:
        without = np.maximum(crop[down, across] - np.expand_dims(np.minimum(line, most), axis), 0.0)
        np.minimum(bare[down, across], without, out=bare[down, across])
    return bare


def _even(part: Any, axis: int) -> Any:
    """How dark a line is by itself, with the grain of the paper, where most of it is not written over."""
    import numpy as np

    order = np.sort(part, axis=axis)
    middle = order.take(int(0.4 * part.shape[axis]), axis=axis)
    return middle + _GRAIN * (middle > _GRAIN)


def _shares(bare: Grey, cells: list[Rect]) -> list[Any]:
    """A mask for each cell: its own strokes whole, and its part of those that belong to no one cell."""
    import cv2
    import numpy as np

    rows, columns = bare.shape
    owner = np.full(columns, -1)
    for index, (x0, _, x1, _) in enumerate(cells):
        owner[max(round(x0), 0) : min(round(x1) + 1, columns)] = index
    masks = [np.zeros((rows, columns), np.uint8) for _ in cells]
    pen = _pen(bare)
    if pen is None:
        return masks
    dark = (bare > max(_FAINT, _PEN_SHARE * pen)).astype(np.uint8)
    # A stroke broken where a line was taken out is one stroke.
    near = np.ones((3, 3), np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, near))
    uprights = np.array([x for x0, _, x1, _ in cells for x in (x0, x1)])
    upper, lower = min(cell[1] for cell in cells), max(cell[3] for cell in cells)
    levels = np.array([y for _, y0, _, y1 in cells for y in (y0, y1)])
    for label in range(1, count):
        x, y, wide, high, area = (int(value) for value in stats[label])
        if area < _SPECK * SCALE * SCALE or y + high <= upper + _LINE or y >= lower - _LINE:
            continue  # a speck, or what belongs to the label above or the row below
        if wide <= 2 * _LINE + 1 and np.abs(uprights - (x + (wide - 1) / 2)).min() <= _LINE:
            continue  # what is left of a printed line
        if high <= _LINE + 2 and np.abs(levels - (y + (high - 1) / 2)).min() <= _LINE:
            continue
        window = slice(y, y + high), slice(x, x + wide)
        stroke = labels[window] == label
        held = np.bincount(owner[x : x + wide] + 1, stroke.sum(axis=0), minlength=len(cells) + 1)[1:]
        best = int(held.argmax())
        if held[best] >= _OWN * area:
            masks[best][window] |= stroke.astype(np.uint8)
            continue
        for index in np.nonzero(held)[0].tolist():
            masks[index][window] |= (stroke & (owner[x : x + wide] == index)).astype(np.uint8)
    return [cv2.dilate(mask, near) if mask.any() else mask for mask in masks]


def _pen(bare: Grey) -> float | None:
    """How dark the pen is; None where nothing is written."""
    import numpy as np

    dark = bare[bare > _FAINT]
    if dark.size < _LEAST_AREA * SCALE * SCALE:
        return None
    return float(np.percentile(dark, 80))


def _glyph(ink: Grey, cell: Rect, left: int, top: int) -> Glyph | None:
    import numpy as np

    seen = ink > _FAINT
    size = _LEAST_SIZE * SCALE
    if seen.sum() < _LEAST_AREA * SCALE * SCALE:
        return None
    rows, columns = np.nonzero(seen.any(axis=1))[0], np.nonzero(seen.any(axis=0))[0]
    y0, y1, x0, x1 = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    if max(y1 - y0, x1 - x0) < size:
        return None
    wide, high = cell[2] - cell[0], cell[3] - cell[1]
    if x1 - cell[0] <= _ASTRAY * wide or cell[2] - x0 <= _ASTRAY * wide:
        return None
    return Glyph(
        ink=ink[y0:y1, x0:x1],
        box=(left + x0, top + y0, left + x1, top + y1),
        left=(x0 - cell[0]) / wide,
        top=(y0 - cell[1]) / high,
        right=(x1 - cell[0]) / wide,
        bottom=(y1 - cell[1]) / high,
    )
