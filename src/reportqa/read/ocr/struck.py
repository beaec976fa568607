"""Crossed-out words: where in a line a stroke runs through what is written, or ink covers it.

A stroke that strikes is long, nearly straight, lies across the middle of the letters and has their ink above
and below it; an underline has ink above only, a dash none, the bar of a "t" is short.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.read.ocr.ctc import Reading
    from reportqa.read.ocr.engine import Image, OcrLine

# In pixels of a crop 48 high; set on drawn lines struck by one stroke or two, and then held against the lines
# of the evaluation, none of which has a struck word.
_HEIGHT = 48
_LEAST_HEIGHT = 28  # of the crop itself: below it the strokes of letters run together
_ZONE = (0.28, 0.72)  # of the height: where a stroke strikes
_SLOPES = (-0.12, -0.08, -0.04, 0.0, 0.04, 0.08, 0.12)
_GAP = 1  # columns without ink that a worn stroke may have
_LEAST = 56  # columns; the bar of a "t" is half as long, a tail that runs on a little shorter
_BESIDE = 5  # rows above and below the stroke where the letters are looked for
_LETTERS = 1.4  # strokes of letters on each side for each 48 columns of the stroke
_SOLID = 0.97  # of the stroke's columns that hold ink in one of three rows
_MASS = 0.6  # of ink beside the stroke at most; more is a blot or a bar of print
_SURE = 0.9  # confidence of every word from which a line isn't looked at
_COVER = 0.6  # of a word's width


def strikes(crop: Image) -> list[tuple[float, float]]:
    """From where to where strokes run through the writing of a line: shares of its width, 0…1."""
    import cv2
    import numpy as np

    height, width = crop.shape[:2]
    if height < _LEAST_HEIGHT or width < height / 2:
        return []
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    size = (max(1, round(width * _HEIGHT / height)), _HEIGHT)
    grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_CUBIC)
    _, ink = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    if ink.mean() > 0.5:
        ink = 1 - ink
    # A hand's stroke is never quite straight: a row of tolerance on either side.
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    rough = cv2.dilate(ink, np.ones((5, 1), np.uint8))
    if not cv2.erode(rough, np.ones((1, 2 * _LEAST // 3), np.uint8)).any():
        return []  # most lines end here
    found: list[tuple[float, float]] = []
    for slope in _SLOPES:
        level = _sheared(thick, slope)
        thin = _sheared(ink, slope)
        for row in range(int(_ZONE[0] * _HEIGHT), int(_ZONE[1] * _HEIGHT)):
            for start, end in _runs(level[row]):
                if _through(thin, row, start, end):
                    found.append((start / size[0], end / size[0]))
    return _merged(found)


def is_struck(start: float, end: float, through: list[tuple[float, float]]) -> bool:
    """Whether most of a word from `start` to `end` is struck."""
    covered = sum(max(0.0, min(end, high) - max(start, low)) for low, high in through)
    return covered >= _COVER * max(end - start, 1e-6)


def _sheared(mask: NDArray[np.uint8], slope: float) -> NDArray[np.uint8]:
    """The mask with its columns moved so that strokes of this slope lie level."""
    import cv2
    import numpy as np

    if slope == 0:
        return mask
    # Over a whole line the shift would leave the crop: it starts again every 96 columns.
    columns = np.arange(mask.shape[1])
    shift = slope * ((columns % 96) - 48)
    rows = np.arange(mask.shape[0])[:, None] + shift[None, :]
    xs = np.broadcast_to(columns[None, :], rows.shape).astype(np.float32)
    out: NDArray[np.uint8] = cv2.remap(mask, xs, rows.astype(np.float32), cv2.INTER_NEAREST)
    return out


def _runs(row: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Runs of ink, small gaps closed, that are long enough."""
    import numpy as np

    inked = np.flatnonzero(row)
    if len(inked) < _LEAST:
        return []
    breaks = np.flatnonzero(np.diff(inked) > _GAP + 1)
    starts = inked[np.concatenate(([0], breaks + 1))]
    ends = inked[np.concatenate((breaks, [len(inked) - 1]))] + 1
    return [(int(a), int(b)) for a, b in zip(starts, ends, strict=True) if b - a >= _LEAST]


def _through(ink: NDArray[np.uint8], row: int, start: int, end: int) -> bool:
    """Whether a level run of ink has letters on both sides, and is a stroke and no row of dots."""
    import numpy as np

    solid = ink[max(row - 1, 0) : row + 2, start:end].max(axis=0).mean()
    if solid < _SOLID:
        return False
    needed = _LETTERS * (end - start) / _HEIGHT
    for beside in (ink[max(row - _BESIDE, 0)], ink[min(row + _BESIDE, _HEIGHT - 1)]):
        strokes = int((np.diff(beside[start:end].astype(np.int8)) == 1).sum()) + int(beside[start])
        if strokes < needed or beside[start:end].mean() > _MASS:
            return False
    return True


def _merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def with_strikes(line: OcrLine, reading: Reading, crop: Image) -> OcrLine:
    """The line with its struck words marked; `reading` has their places in the crop, word for word.

    A line that is read without doubt has none: a stroke through letters is never read surely.
    """
    if min(word.confidence for word in line.words) >= _SURE or len(line.words) != len(reading.words):
        return line
    through = strikes(crop)
    if not through:
        return line
    words = tuple(
        replace(word, struck=is_struck(place.start, place.end, through))
        for word, place in zip(line.words, reading.words, strict=True)
    )
    return replace(line, words=words)
