"""Uneven light on a page: shadows, a lamp at one side, a stain; made even where the paper shows it.

The paper's brightness is what is left when thin dark strokes are closed. Where it varies little the page
stays as it is, to the byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.read.ocr.engine import Image

# Set on made pages: shadows of 0.2 to 0.8 of the light, gradients, stains. On handwriting a shadow of 0.22
# with noise cost 201 edits as it was and 81 evened; milder shade and coffee cost the same either way.
_LOOK = 160  # pixels of the longer side on which the paper is looked at
_STROKES = 7  # of those pixels: what is thinner is ink
_EVEN = 0.5  # darkest twentieth of the paper against its brightest; the reader copes with milder shade itself
_DARK = 100  # grey level that a quarter of the page must reach, or it is light writing on dark
_SHADE = 0.15  # of the brightest paper; what is darker is a printed bar or a border, and no shadow
_SHARP = 0.9  # nats of brightness over two of those pixels: the edge of print, no shadow's
_STRIP = 256  # rows at a time: floats of a whole photo would be twelve times its bytes
_MEANT = 0.7  # of a dark region's rim that is such an edge


def evened(image: Image) -> Image | None:
    """The page with its paper equally bright all over; None where it is that already."""
    import cv2
    import numpy as np

    height, width = image.shape[:2]
    scale = min(1.0, _LOOK / max(height, width))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if min(small.shape[:2]) < _STROKES:
        return None
    paper = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, _round(_STROKES)), 5)
    grey = cv2.cvtColor(paper, cv2.COLOR_BGR2GRAY)
    low, high = (float(value) for value in np.percentile(grey, (5, 95)))
    if float(np.percentile(small, 75)) < _DARK or low >= _EVEN * high or low < 1:
        return None
    stands = _printed(grey, _EVEN * high)
    if float(((grey < _EVEN * high) & ~stands).mean()) < 0.05:
        return None
    gain = np.percentile(paper.reshape(-1, 3), 95, axis=0) / np.maximum(paper, 1)
    gain[stands | (grey < _SHADE * high)] = 1.0
    gain = cv2.GaussianBlur(gain.astype(np.float32), (0, 0), 1.0)
    even = np.empty_like(image)
    for top in range(0, height, _STRIP):
        rows = image[top : top + _STRIP]
        # Where the middle of each pixel lies among those of the gain.
        place = np.array([[scale, 0, scale / 2 - 0.5], [0, scale, scale * (top + 0.5) - 0.5]])
        strip = cv2.warpAffine(
            gain,
            place,
            (width, len(rows)),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        even[top : top + _STRIP] = np.minimum(rows * strip, 255)
    return even


def _printed(grey: NDArray[np.uint8], dark: float) -> NDArray[np.bool_]:
    """Dark regions with sharp edges: panels, bars and pictures, whose darkness is meant."""
    import cv2
    import numpy as np

    nats = np.log(np.maximum(grey, 1).astype(np.float32))
    edge = cv2.morphologyEx(nats, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    sharp = edge > _SHARP
    count, region = cv2.connectedComponents(((grey < dark) & ~sharp).astype(np.uint8))
    stands: NDArray[np.bool_] = np.zeros(grey.shape, dtype=bool)
    for label in range(1, count):
        inside = region == label
        rim = cv2.dilate(inside.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool) & ~inside
        if rim.any() and float(sharp[rim].mean()) > _MEANT:
            stands |= inside
    stands |= sharp
    return stands


def _round(size: int) -> NDArray[np.uint8]:
    import cv2

    kernel: NDArray[np.uint8] = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return kernel
