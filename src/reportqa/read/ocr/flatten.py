"""A photo of a sheet: the sheet is found, cut out and laid flat. A scan has none and stays as it is.

A sheet is one bright, nearly four-cornered region with something else all around it: a desk, a clipboard, a
scanner's lid. Where the picture's own edge is paper there is nothing to cut, and where the region has no
four straight sides it is left alone: a wrong cut loses lines, a desk around a page only costs time.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.read.ocr.engine import Image

# Set on made photos: sheets on wood, stone, cloth and grey desks, aslant, shaded, cut off at one side.
_LOOK = 500  # pixels of the longer side; the corners are exact to a 250th of it
_BRIGHTER = 24  # grey levels by which paper beats what lies around it, or is less coloured than it
_LEAST_AREA = 0.2  # of the picture; a smaller region is a label or a lamp
_MOST_AREA = 0.97
_FILL = 0.93  # of the four corners' area that the region must fill
_AROUND = 0.6  # of the picture's edge that must not be paper
_APART = 0.02  # of the contour's length: how far a corner may stand from the contour
_SLANT = 0.3  # opposite sides may differ by this share


def sheet_in(image: Image) -> NDArray[np.float32] | None:
    """The corners of the sheet in a photo, clockwise from top left; None where the picture is the page."""
    import cv2
    import numpy as np

    height, width = image.shape[:2]
    scale = _LOOK / max(height, width)
    if scale >= 1 or min(height, width) * scale < 100:
        return None
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if not _edge_differs(small):
        return None
    for view in _views(small):
        quad = _quad(view)
        if quad is not None and _stands_out(small, quad):
            corners: NDArray[np.float32] = (quad / scale).astype(np.float32)
            return corners
    return None


def flattened(image: Image, quad: NDArray[np.float32]) -> tuple[Image, NDArray[np.float64]]:
    """The sheet seen from straight above, and the 3 × 3 matrix that carries its pixels back to the photo."""
    import cv2
    import numpy as np

    width = round(max(math.dist(quad[0], quad[1]), math.dist(quad[3], quad[2])))
    height = round(max(math.dist(quad[0], quad[3]), math.dist(quad[1], quad[2])))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad, flat)
    sheet = cv2.warpPerspective(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return sheet, np.linalg.inv(matrix)


def _edge_differs(small: Image) -> bool:
    """Whether the picture's edge is darker or more coloured than its middle, which every sheet's desk is."""
    import cv2
    import numpy as np

    colour = cv2.cvtColor(small, cv2.COLOR_BGR2HSV)
    rows, columns = colour.shape[:2]
    rim = max(2, min(rows, columns) // 100)
    middle = colour[rows // 4 : -rows // 4, columns // 4 : -columns // 4].reshape(-1, 3)
    paper = np.percentile(middle[:, 2], 75)
    tint = np.median(middle[:, 1])
    edge = np.concatenate(
        [colour[:rim].reshape(-1, 3), colour[-rim:].reshape(-1, 3),
         colour[:, :rim].reshape(-1, 3), colour[:, -rim:].reshape(-1, 3)]
    ).astype(np.int16)  # fmt: skip
    other = (edge[:, 2] < paper - _BRIGHTER) | (edge[:, 1] > tint + 2 * _BRIGHTER)
    return float(other.mean()) >= _AROUND


def _views(small: Image) -> list[NDArray[np.uint8]]:
    """Masks in which the sheet may be the one large region: by brightness, by lack of colour."""
    import cv2
    import numpy as np

    blurred = cv2.GaussianBlur(small, (5, 5), 0)
    value = cv2.cvtColor(blurred, cv2.COLOR_BGR2HSV)
    bright = cv2.threshold(value[..., 2], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    grey = cv2.threshold(value[..., 1], 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    close = np.ones((11, 11), np.uint8)  # the writing is part of the sheet
    apart = np.ones((7, 7), np.uint8)
    return [
        cv2.morphologyEx(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, close), cv2.MORPH_OPEN, apart)
        for mask in (bright, grey, cv2.bitwise_and(bright, grey))
    ]


def _quad(mask: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """The four corners of a mask's largest region, where it has four."""
    import cv2
    import numpy as np

    contours = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[-2]
    if not contours:
        return None
    largest = max(contours, key=cv2.contourArea)
    hull = cv2.convexHull(largest)
    size = mask.shape[0] * mask.shape[1]
    if not _LEAST_AREA * size <= cv2.contourArea(hull) <= _MOST_AREA * size:
        return None
    around = cv2.arcLength(hull, True)
    for share in (_APART, 1.5 * _APART, 2 * _APART):
        corners = cv2.approxPolyDP(hull, share * around, True)
        if len(corners) == 4:
            break
    else:
        return None
    quad = _ordered(corners.reshape(4, 2).astype(np.float32))
    sides = [math.dist(quad[i], quad[(i + 1) % 4]) for i in range(4)]
    for one, other in ((sides[0], sides[2]), (sides[1], sides[3])):
        if abs(one - other) > _SLANT * max(one, other):
            return None
    if cv2.contourArea(largest) < _FILL * cv2.contourArea(quad):
        return None
    return quad


def _ordered(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Clockwise from the corner nearest the picture's top left."""
    import numpy as np

    middle = points.mean(axis=0)
    angle = np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0])
    ring = points[np.argsort(angle)]
    first = int(ring.sum(axis=1).argmin())
    ordered: NDArray[np.float32] = np.roll(ring, -first, axis=0)
    return ordered


def _stands_out(small: Image, quad: NDArray[np.float32]) -> bool:
    """Whether the sheet's rim is brighter or greyer than what lies just outside it, on all sides."""
    import cv2
    import numpy as np

    colour = cv2.cvtColor(small, cv2.COLOR_BGR2HSV)
    sheet = np.zeros(small.shape[:2], np.uint8)
    cv2.fillPoly(sheet, [quad.astype(np.int32)], 1)
    inner = sheet - cv2.erode(sheet, np.ones((9, 9), np.uint8))
    outer = cv2.dilate(sheet, np.ones((15, 15), np.uint8)) - cv2.dilate(sheet, np.ones((5, 5), np.uint8))
    middle = quad.mean(axis=0)
    beheld = 0
    for i in range(4):
        wedge = np.zeros_like(sheet)
        far = [middle + 4 * (corner - middle) for corner in (quad[i], quad[(i + 1) % 4])]
        cv2.fillPoly(wedge, [np.array([middle, *far]).astype(np.int32)], 1)
        inside, outside = colour[(inner & wedge) > 0], colour[(outer & wedge) > 0]
        if len(outside) < 20 or len(inside) < 20:
            continue  # the sheet runs out of the picture here
        beheld += 1
        bright = float(np.median(inside[:, 2])) - float(np.median(outside[:, 2]))
        tint = float(np.median(outside[:, 1])) - float(np.median(inside[:, 1]))
        if bright < _BRIGHTER and tint < 2 * _BRIGHTER:
            return False
    return beheld >= 3
