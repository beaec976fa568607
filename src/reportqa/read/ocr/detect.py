"""Where text stands on a page: PP-OCR's DB detector and its box maths."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.read.ocr.engine import Image

# The values that rapidocr 3.10 ships with; changing one is a change of reader, measured by bench ocr.
_LONGEST = 2000
_SHORTEST = 736
_THRESHOLD = 0.3
_BOX_THRESHOLD = 0.5
_UNCLIP = 1.6
_MOST_BOXES = 1000
_FLAT = 8  # a page wider than this many times its height is one line: pad it above and below


def scale_for(height: int, width: int) -> float:
    """How much larger than it is the detector sees a page of so many pixels."""
    scale = min(1.0, _LONGEST / max(height, width))
    if min(height, width) * scale < _SHORTEST:
        # Small pages are read enlarged, but never beyond the longest side times two.
        scale = min(_SHORTEST / min(height, width), 2 * _LONGEST / max(height, width))
    return scale


def detect(session: Any, image: Image, scale: float | None = None) -> list[NDArray[np.float32]]:
    """Quadrilaterals of text in pixels of `image`: top left, top right, bottom right, bottom left.

    `scale` is that of the page which `image` is a part of; without it `image` is the page.
    """
    import cv2
    import numpy as np

    height, width = image.shape[:2]
    if height < 2 or width < 2:
        return []
    pad = 0
    if height <= 30 or width / height > _FLAT:
        pad = int(abs(max(int(width / _FLAT), 30) * 2 - height) / 2)
        image = cv2.copyMakeBorder(image, pad, pad, 0, 0, cv2.BORDER_CONSTANT, value=(0, 0, 0))
    padded_height = image.shape[0]
    if scale is None:
        scale = scale_for(padded_height, width)
    rows = max(32, round(padded_height * scale / 32) * 32)
    columns = max(32, round(width * scale / 32) * 32)
    data = cv2.resize(image, (columns, rows)).astype(np.float32)
    data = ((data / 255 - 0.5) / 0.5).transpose(2, 0, 1)[None]
    chance = session.run(None, {session.get_inputs()[0].name: np.ascontiguousarray(data)})[0][0, 0]
    mask = cv2.dilate((chance > _THRESHOLD).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours = cv2.findContours(mask * 255, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[-2]
    quads = []
    for contour in contours[:_MOST_BOXES]:
        quad, short = _corners(cv2.minAreaRect(contour))
        if short < 3 or _score(chance, quad) < _BOX_THRESHOLD:
            continue
        quad, short = _corners(_grown(cv2.minAreaRect(quad)))
        if short < 5:
            continue
        quad[:, 0] = np.clip(np.round(quad[:, 0] / columns * width), 0, width)
        quad[:, 1] = np.clip(np.round(quad[:, 1] / rows * padded_height), 0, padded_height) - pad
        quads.append(quad)
    quads.sort(key=lambda quad: (float(quad[0, 1]), float(quad[0, 0])))
    return quads


def quad_crop(image: Image, quad: NDArray[np.float32]) -> tuple[Image, NDArray[np.float64]]:
    """The upright crop of a quadrilateral, and the 3 × 3 matrix that carries its pixels back."""
    import cv2
    import numpy as np

    width = int(max(math.dist(quad[0], quad[1]), math.dist(quad[2], quad[3]), 1.0))
    height = int(max(math.dist(quad[0], quad[3]), math.dist(quad[1], quad[2]), 1.0))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    crop = cv2.warpPerspective(
        image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC
    )
    back = np.linalg.inv(matrix)
    if height >= 1.5 * width:
        # A tall crop holds writing from top to bottom or a single letter; read it lying down.
        crop = np.ascontiguousarray(np.rot90(crop))
        back = back @ np.array([[0, -1, width], [1, 0, 0], [0, 0, 1]], dtype=np.float64)
    return crop, back


def sideways(image: Image, quads: list[NDArray[np.float32]]) -> bool:
    """Most of the detected text is taller than wide, or the picture is a strip: the page lies on its side."""
    if image.shape[0] > _FLAT * image.shape[1]:
        return True  # of a line on its side the detector sees single letters
    tall = wide = 0.0
    for quad in quads:
        width = math.dist(quad[0], quad[1])
        height = math.dist(quad[0], quad[3])
        if height >= 1.5 * width:
            tall += height
        elif width >= 1.5 * height:
            wide += width
    return tall > 2 * wide


def one_line(image: Image, quads: list[NDArray[np.float32]]) -> bool:
    """An image that is one cut-out line: flat, and all its text side by side."""
    height, width = image.shape[:2]
    if width < _FLAT * height:
        return False
    tops = [float(quad[:, 1].min()) for quad in quads]
    bottoms = [float(quad[:, 1].max()) for quad in quads]
    tallest = max(range(len(quads)), key=lambda i: bottoms[i] - tops[i])
    middle = (tops[tallest] + bottoms[tallest]) / 2
    return all(top < middle < bottom for top, bottom in zip(tops, bottoms, strict=True))


def crop_again(image: Image, crop: Image, back: NDArray[np.float64]) -> Image:
    """The same place as a crop shows, of another picture of the page; `back` as `quad_crop` gave it."""
    import cv2
    import numpy as np

    size = (crop.shape[1], crop.shape[0])
    again: Image = cv2.warpPerspective(
        image, np.linalg.inv(back), size, borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC
    )
    return again


def _corners(rectangle: Any) -> tuple[NDArray[np.float32], float]:
    import cv2
    import numpy as np

    points = sorted(cv2.boxPoints(rectangle).tolist())
    left = sorted(points[:2], key=lambda point: point[1])
    right = sorted(points[2:], key=lambda point: point[1])
    quad = np.array([left[0], right[0], right[1], left[1]], dtype=np.float32)
    return quad, min(rectangle[1])


def _grown(rectangle: Any) -> Any:
    """The rectangle with the margin that the detector was trained to leave out."""
    centre, (width, height), angle = rectangle
    margin = width * height * _UNCLIP / max(2 * (width + height), 1e-6)
    return centre, (width + 2 * margin, height + 2 * margin), angle


def _score(chance: NDArray[np.float32], quad: NDArray[np.float32]) -> float:
    import cv2
    import numpy as np

    height, width = chance.shape
    left = int(np.clip(np.floor(quad[:, 0].min()), 0, width - 1))
    right = int(np.clip(np.ceil(quad[:, 0].max()), 0, width - 1))
    top = int(np.clip(np.floor(quad[:, 1].min()), 0, height - 1))
    bottom = int(np.clip(np.ceil(quad[:, 1].max()), 0, height - 1))
    mask = np.zeros((bottom - top + 1, right - left + 1), dtype=np.uint8)
    shifted = (quad - np.array([left, top], dtype=np.float32)).astype(np.int32)
    cv2.fillPoly(mask, [shifted], 1)
    return float(cv2.mean(chance[top : bottom + 1, left : right + 1], mask)[0])
