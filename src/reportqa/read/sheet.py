"""A filled form on a page image: its marks found, the page laid flat, its code read.

The marks are ArUco squares; three of the four are enough. The flat picture is darkness, not light: 0 is the
paper as it is around a place, 1 is black, so that shadows and coloured light are gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportqa.forms import Layout, Rect, layouts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.read.ocr.engine import Image

    Grey = NDArray[np.float32]

SCALE = 8.0  # pixels a millimetre of the flat picture, about 200 dpi
_EDGE = 3.0  # millimetres kept around the frame
_LOOK = 1800  # pixels of the longer side while marks are looked for; a mark is then about 60 wide
_LEAST_MARKS = 3
_LEAST_SIDE = 250.0  # pixels of the frame's width: below it a cell has 7, and nothing can be read
_MODULES = (25, 29, 33, 37, 41)  # to a side of the code, by the length of the site's id
_PAPER = 61  # pixels, odd: wider than any stroke or line, narrower than a shadow's edge


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A form found on a page image.

    `ink` is the flat picture's darkness (rows × columns, 0…1), `colour` the flat picture itself, and `back`
    the homography from its pixels to those of the page image. `site_id` is None where the code can't be read.
    """

    layout: Layout
    ink: Grey
    colour: Image
    back: NDArray[np.float64]
    site_id: str | None

    def pixels(self, rect: Rect, margin: float = 0.0) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in the flat picture of a place in millimetres, widened by `margin`."""
        rows, columns = self.ink.shape
        left, top, right, bottom = (round((value + _EDGE) * SCALE) for value in rect)
        wide = round(margin * SCALE)
        return max(left - wide, 0), max(top - wide, 0), min(right + wide, columns), min(bottom + wide, rows)

    def on_page(self, rect: tuple[float, float, float, float]) -> Rect:
        """A rectangle of the flat picture as the upright one around it on the page image."""
        return _around(self.back, rect)

    def place(self, rect: Rect) -> Rect:
        """The same of a place in millimetres."""
        return self.on_page(self.pixels(rect))


def sheet_of(image: Image) -> Sheet | None:
    """The form on a page image (height × width × 3, blue-green-red); None where there is none."""
    import cv2
    import numpy as np

    found = _marks(image)
    if len(found) < _LEAST_MARKS:
        return None
    for layout in layouts():
        corners = {number: place for number, place in found.items() if number in layout.marks.ids}
        if len(corners) < _LEAST_MARKS:
            continue
        flat = _corners_of(layout)
        here = np.concatenate([corners[number] for number in sorted(corners)])
        there = np.concatenate([flat[number] for number in sorted(corners)])
        back, _ = cv2.findHomography(there, here, 0)
        if back is None or not _plausible(back, layout):
            continue
        return _flattened(image, layout, np.asarray(back, dtype=np.float64))
    return None


def _marks(image: Image) -> dict[int, Any]:
    """The corners (4 × 2, clockwise from its own top left) of each mark, by number; a double is dropped."""
    import cv2
    import numpy as np

    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    small = max(grey.shape) / _LOOK
    looked = grey
    if small > 1:
        size = (round(grey.shape[1] / small), round(grey.shape[0] / small))
        looked = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    # A mark is at least a hundredth of the page around; smaller squares are none of ours.
    settings.minMarkerPerimeterRate = 0.04
    book = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    corners, numbers, _ = cv2.aruco.ArucoDetector(book, settings).detectMarkers(looked)
    found: dict[int, Any] = {}
    double: set[int] = set()
    for corner, number in zip(corners, np.ravel(numbers) if numbers is not None else (), strict=True):
        if int(number) in found:
            double.add(int(number))
        points = corner.reshape(4, 2).astype(np.float64)
        found[int(number)] = (points + 0.5) * small - 0.5 if small > 1 else points
    return {number: place for number, place in found.items() if number not in double}


def _corners_of(layout: Layout) -> dict[int, Any]:
    """The marks' corners in the flat picture."""
    import numpy as np

    size = layout.marks.size
    square = np.array([[0.0, 0.0], [size, 0.0], [size, size], [0.0, size]])
    return {
        number: (square + np.array(at) + _EDGE) * SCALE - 0.5
        for number, at in zip(layout.marks.ids, layout.marks.at, strict=True)
    }


def _plausible(back: NDArray[np.float64], layout: Layout) -> bool:
    """Whether the frame lies on the page as one that was photographed: convex, unmirrored, large enough."""
    import cv2
    import numpy as np

    width, height = layout.frame
    frame = (np.array([[[0, 0]], [[width, 0]], [[width, height]], [[0, height]]], float) + _EDGE) * SCALE
    quad = cv2.perspectiveTransform(frame, back).reshape(4, 2)
    if not np.isfinite(quad).all() or np.abs(quad).max() > 1e5:
        return False
    sides = [float(np.hypot(*(quad[i] - quad[i - 1]))) for i in range(4)]
    turns = [
        float(np.cross(np.append(quad[i] - quad[i - 1], 0), np.append(quad[(i + 1) % 4] - quad[i], 0))[2])
        for i in range(4)
    ]
    return min(sides) >= _LEAST_SIDE and all(turn > 0 for turn in turns)


def _flattened(image: Image, layout: Layout, back: NDArray[np.float64]) -> Sheet:
    import cv2
    import numpy as np

    size = tuple(round((side + 2 * _EDGE) * SCALE) for side in layout.frame)
    colour = cv2.warpPerspective(
        image, back, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    ink = darkness(colour)
    return Sheet(
        layout=layout,
        ink=ink,
        colour=np.ascontiguousarray(colour),
        back=back,
        site_id=_site_of(ink, layout),
    )


def darkness(colour: Image) -> Grey:
    """How much darker than the paper around it each pixel is in its darkest channel, 0…1."""
    import cv2
    import numpy as np

    # The paper is the lightest near a place, taken on a small copy; blurred, since light changes slowly.
    small = cv2.resize(colour, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    side = _PAPER // 4
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), side / 2)
    paper = cv2.resize(paper, (colour.shape[1], colour.shape[0]), interpolation=cv2.INTER_LINEAR)
    # The darkest channel decides: a blue pen is as dark as a black one in the red.
    light = cv2.divide(colour, np.maximum(paper, 16), scale=255.0)
    least = cv2.min(cv2.min(light[:, :, 0], light[:, :, 1]), light[:, :, 2])
    ink: Grey = (255 - least).astype(np.float32) / 255
    return ink


def _site_of(ink: Grey, layout: Layout) -> str | None:
    """The site's id from the printed code; None where it can't be read or is another form's.

    Where the code lies is known, so its modules are averaged and drawn anew, which undoes blur and noise; how
    many there are follows from the id's length, so that the likely sizes are tried.
    """
    import cv2
    import numpy as np

    left, top, right, bottom = (round((value + _EDGE) * SCALE) for value in layout.code)
    code = ink[top:bottom, left:right]
    if float(code.max()) < 0.2:
        return None
    light = np.clip(255 - code / float(np.percentile(code, 90)) * 255, 0, 255).astype(np.uint8)
    reader = cv2.QRCodeDetector()
    start = layout.payload("")
    for modules in _MODULES:
        across = modules + 2 * layout.quiet
        even = cv2.resize(light, (across * 4, across * 4), interpolation=cv2.INTER_AREA)
        # The middle half of each module: its edges are blurred into its neighbours.
        cells = even.reshape(across, 4, across, 4)[:, 1:3, :, 1:3].mean(axis=(1, 3))
        drawn = np.where(cells > 127, 255, 0).astype(np.uint8)
        text = _decoded(reader, np.kron(drawn, np.ones((6, 6), np.uint8)))
        if text.startswith(start) and len(text) > len(start):
            return text[len(start) :]
    return None


def _decoded(reader: Any, code: Any) -> str:
    import cv2

    try:
        return str(
            reader.detectAndDecode(cv2.copyMakeBorder(code, 24, 24, 24, 24, cv2.BORDER_CONSTANT, value=255))[
                0
            ]
        )
    except (cv2.error, UnicodeDecodeError):
        return ""


def _around(back: NDArray[np.float64], rect: tuple[float, float, float, float]) -> Rect:
    import numpy as np

    left, top, right, bottom = rect
    corners = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]], float)
    points = corners @ back.T
    flat = points[:, :2] / points[:, 2:]
    (x0, y0), (x1, y1) = flat.min(axis=0), flat.max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)
