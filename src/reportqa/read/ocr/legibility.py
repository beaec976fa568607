"""Why a page or a line can't be judged: nothing on it, too faint, blurred, too small, or not to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportqa.read.ocr.engine import OcrPage, Rect

if TYPE_CHECKING:
    from reportqa.read.ocr.engine import Image

# Marks chosen on made pages (clean, faint, blurred, small); docs/reading.md says how.
_INK = 0.0005  # share of dark pixels below which a page is empty
_CONTRAST = 45.0  # grey levels between ink and paper
_SHARP = 60.0  # variance of the Laplacian at 1,000 pixels of width
_LINE_HEIGHT = 14.0  # pixels, median
_READABLE = 0.7  # share of readable words at which a page counts as read
_SPARE = 4  # readable words beside which one odd name does not make a line or two unreadable
_POOR = 0.35  # mean confidence of a line's words, by length, below which it is likelier wrong than right
_POOR_LETTERS = 8  # a shorter line has its own question where it matters
_LOST_AMONG = 3  # lines read on the page, to know what a line is
_LOST_WIDTH = 0.3  # of the text's width; signatures and marks are narrower
_LOST_INK = 0.08  # share of ink in the place; rules and specks have less
_FAINT = 25  # grey levels between paper and ink; below it the grain of a scan looks like pencil
_PAPER = 31  # pixels at 1,000 of width: what is thinner than half of it is no paper
_POOR_SHARP = 150.0  # as _SHARP, for a line: there is less blank paper in it


def reason_of(image: Image, page: OcrPage, readable_above: float) -> str | None:
    """The reason, or None for a page that was read well enough."""
    words = [word for line in page.lines for word in line.words]
    good = sum(word.confidence >= readable_above for word in words)
    spare = 1 if good >= _SPARE else 0
    if words and good + spare >= _READABLE * len(words):
        return None
    ink, contrast, sharpness = _measures(image)
    if ink < _INK:
        return "empty"
    if contrast < _CONTRAST:
        return "too faint"
    if sharpness < _SHARP:
        return "blurred"
    heights = sorted(line.rect[3] - line.rect[1] for line in page.lines)
    if heights and heights[len(heights) // 2] < _LINE_HEIGHT:
        return "too small"
    return "the writing could not be read" if words or page.unread else "no writing found"


def poor_lines(image: Image, page: OcrPage) -> dict[int, str]:
    """The lines that can't be read, by their place in `page.lines`, each with its reason."""
    out = {}
    for index, line in enumerate(page.lines):
        words = [word for word in line.words if not word.struck]
        letters = sum(len(word.text) for word in words)
        if letters < _POOR_LETTERS:
            continue
        if sum(len(word.text) * word.confidence for word in words) / letters < _POOR:
            out[index] = _reason_of_line(image, line.rect)
    return out


def lost_lines(image: Image, page: OcrPage) -> list[tuple[Rect, str]]:
    """Places that look like a line among those read, and of which nothing was read: with their reasons.

    Ink as wide as a good part of the text, as high as a line and outside every line's place. A page with
    fewer than three lines has no measure of what a line is; a page that lay on its side is left alone, and
    so are printed forms, which are read place by place.
    """
    forms = any(word.printed for line in page.lines for word in line.words)
    if len(page.lines) < _LOST_AMONG or page.turned % 180 or forms:
        return []
    try:
        import cv2
        import numpy as np
    except ImportError:  # an engine of the caller's own needs no OpenCV
        return []
    scale = min(1.0, 1000 / image.shape[1])
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    rects = np.array([line.rect for line in page.lines]) * scale
    line = float(np.median(rects[:, 3] - rects[:, 1]))
    left, top = rects[:, 0].min(), rects[:, 1].min()
    right, bottom = rects[:, 2].max(), rects[:, 3].max()
    if line < 4 or min(grey.shape) <= _PAPER:
        return []
    paper = cv2.medianBlur(grey, _PAPER).astype(np.int16)
    ink = (np.abs(paper - grey) > _FAINT).astype(np.uint8)
    for x0, y0, x1, y1 in rects:
        high = 0.3 * (y1 - y0)
        cv2.rectangle(ink, (int(x0 - line), int(y0 - high)), (int(x1 + line), int(y1 + high)), 0, -1)
    ink = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, max(3, int(1.3 * line))), np.uint8))
    _, _, places, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for x, y, width, height, _ in places[1:].tolist():
        among = (
            left - line <= x and x + width <= right + line and top <= y and y + height <= bottom + 2 * line
        )
        likely = width >= _LOST_WIDTH * (right - left) and 0.5 * line <= height <= 2 * line
        if among and likely and float(ink[y : y + height, x : x + width].mean()) >= _LOST_INK:
            rect = (x / scale, y / scale, (x + width) / scale, (y + height) / scale)
            found.append((rect, _reason_of_line(image, rect)))
    return found


def _reason_of_line(image: Image, rect: Rect) -> str:
    import cv2
    import numpy as np

    left, top, right, bottom = (max(0, int(value)) for value in rect)
    crop = image[top : bottom + 1, left : right + 1]
    if min(crop.shape[:2]) < 3:
        return "too small"
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    if image.shape[1] > 1000:
        scale = 1000 / image.shape[1]
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    darker = np.median(grey) - grey.astype(np.float32)
    if not (darker > 10).any() or float(np.percentile(darker[darker > 10], 90)) < _CONTRAST:
        return "too faint"
    if float(cv2.Laplacian(grey, cv2.CV_64F).var()) < _POOR_SHARP:
        return "blurred"
    return "too small" if bottom - top < _LINE_HEIGHT else "the writing could not be read"


def _measures(image: Image) -> tuple[float, float, float]:
    import cv2
    import numpy as np

    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    if grey.shape[1] > 1000:
        grey = cv2.resize(
            grey, (1000, max(1, grey.shape[0] * 1000 // grey.shape[1])), interpolation=cv2.INTER_AREA
        )
    paper = cv2.medianBlur(grey, 31) if min(grey.shape) > 31 else np.full_like(grey, int(np.median(grey)))
    darker = paper.astype(np.int16) - grey.astype(np.int16)
    ink = float((darker > 20).mean())
    contrast = float(np.percentile(darker[darker > 10], 90)) if (darker > 10).any() else 0.0
    return ink, contrast, float(cv2.Laplacian(grey, cv2.CV_64F).var())
