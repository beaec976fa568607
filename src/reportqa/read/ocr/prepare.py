"""What a page needs before it is read: a sheet cut out of its photo, even light, small writing enlarged.

Each step looks first and leaves the page alone, to the byte, where it shows no cause.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reportqa.read.ocr.engine import OcrLine, OcrPage, Rect
from reportqa.read.ocr.flatten import flattened, sheet_in
from reportqa.read.ocr.light import evened

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.read.ocr.engine import Image

_SMALL = 26.0  # pixels of a line, median; about half of what the recogniser looks at
_MARGIN = 2.0  # lines, left around the writing
_LONGEST = 1200  # pixels of a side; larger pages are scans of small print, which is read well as it is


@dataclass(frozen=True, slots=True)
class Prepared:
    """The image to read, and the 3 × 3 matrix that carries its pixels back, if they moved."""

    image: Image
    back: NDArray[np.float64] | None = None


def prepared(image: Image) -> Prepared:
    """The page ready to be read; the very same image where it was ready."""
    back = None
    corners = sheet_in(image)
    if corners is not None:
        image, back = flattened(image, corners)
    even = evened(image)
    return Prepared(image if even is None else even, back)


def enlarged(image: Image, quads: Sequence[NDArray[np.float32]]) -> Prepared | None:
    """The page's writing, found in `quads`, at twice its size where it is small; None where it needs none.

    The detector finds small lines more closely there; around the writing the page is cut off, since what
    the detector costs goes by area.
    """
    import cv2
    import numpy as np

    heights = [min(math.dist(quad[0], quad[1]), math.dist(quad[0], quad[3])) for quad in quads]
    line = float(np.median(heights))
    if line >= _SMALL or max(image.shape[:2]) > _LONGEST:
        return None
    corners = np.concatenate(quads)
    left, top = np.maximum(corners.min(0) - _MARGIN * line, 0).astype(int)
    right, bottom = (corners.max(0) + _MARGIN * line).astype(int)
    part = image[top:bottom, left:right]
    twice = cv2.resize(part, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return Prepared(twice, np.array([[0.5, 0, left], [0, 0.5, top], [0, 0, 1]]))


def as_given(page: OcrPage, ready: Prepared) -> OcrPage:
    """The page as read with its rectangles in pixels of the image that was given."""
    if ready.back is None:
        return page
    lines = tuple(
        OcrLine(words=tuple(replace(word, rect=_carried(word.rect, ready.back)) for word in line.words))
        for line in page.lines
    )
    return replace(page, lines=lines)


def _carried(rect: Rect, matrix: NDArray[np.float64]) -> Rect:
    import numpy as np

    left, top, right, bottom = rect
    corners = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]])
    points = corners @ matrix.T
    points = points[:, :2] / points[:, 2:]
    return (
        float(points[:, 0].min()),
        float(points[:, 1].min()),
        float(points[:, 0].max()),
        float(points[:, 1].max()),
    )
