"""Handwriting treated badly: upside down, turned by 3 degrees, at half size, as poor JPEG, with coffee on it.

The same images as `bench ocr`, read clean and after each; and pages without English, on which no word
should be found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import _common

Image = Any


def run(data: Path, limit: int | None) -> dict[str, Any]:
    """CER of each treatment against the clean one; how many pages say that they can't be judged."""
    import cv2
    from rapidfuzz.distance import Levenshtein

    from reportqa.read.ocr.legibility import reason_of
    from reportqa.read.ocr.rapid import RapidEngine
    from reportqa.read_settings import ReadSettings

    (manifest,) = _common.find(data, "handwriting/manifest.jsonl")
    rows = _common.rows(manifest)
    engine, readable = RapidEngine(), ReadSettings().readable_above
    counts: dict[str, Counter[str]] = {name: Counter() for name in TREATMENTS}
    files = [manifest]
    for row in rows[:: max(1, len(rows) // limit)] if limit else rows:
        path = manifest.parent / row["image"]
        files.append(path)
        image = cv2.imread(str(path))
        for name, treat in TREATMENTS.items():
            treated = treat(image)
            page = engine.recognise(treated)
            counts[name]["pages"] += 1
            if reason_of(treated, page, readable) is not None:
                counts[name]["refused"] += 1
            want = " ".join(row["text"].split())
            got = " ".join(line.text for line in page.lines)
            counts[name]["edits"] += Levenshtein.distance(want, got)
            counts[name]["characters"] += len(want)
    empty = {}
    for name, page_image in _pages_of_nothing().items():
        page = engine.recognise(page_image)
        found = sum(len(line.words) for line in page.lines)
        empty[name] = {"words": found, "reason": reason_of(page_image, page, readable)}
    cer = {name: held["edits"] / max(held["characters"], 1) for name, held in counts.items()}
    answer: dict[str, Any] = {
        "files": files,
        "treatments": {
            name: {
                "pages": held["pages"],
                "cer": round(cer[name], 4),
                "times_clean": round(cer[name] / cer["clean"], 2) if cer["clean"] else None,
                "refused": held["refused"],
            }
            for name, held in counts.items()
        },
        "nothing": empty,
    }
    answer["lines"] = [
        "treatment     pages   CER %   times clean   can't be judged",
        *(
            f"{name:12} {row['pages']:5}  {100 * row['cer']:6.2f}   {_common.show(row['times_clean']):>8}"
            f"   {row['refused']:6}"
            for name, row in answer["treatments"].items()
        ),
        "page of       words found   reason",
        *(f"{name:12} {row['words']:6}          {row['reason']}" for name, row in empty.items()),
    ]
    return answer


def _turned(image: Image, degrees: float) -> Image:
    """Turned about its middle on a sheet that holds all of it."""
    import cv2

    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    wide, high = int(height * sin + width * cos), int(height * cos + width * sin)
    matrix[:, 2] += (wide - width) / 2, (high - height) / 2
    return cv2.warpAffine(image, matrix, (wide, high), borderValue=(255, 255, 255))


def _half(image: Image) -> Image:
    import cv2

    return cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)


def _jpeg(image: Image) -> Image:
    import cv2

    return cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 30])[1], cv2.IMREAD_COLOR)


def _stained(image: Image) -> Image:
    """A ring of coffee and a lighter pool in it."""
    import cv2
    import numpy as np

    height, width = image.shape[:2]
    middle, radius = (int(width * 0.55), height // 2), int(min(height, width) * 0.3)
    ring, pool = np.zeros((2, height, width), np.float32)
    cv2.circle(ring, middle, radius, 1, max(2, radius // 8))
    cv2.circle(pool, middle, radius, 1, -1)
    brown = cv2.GaussianBlur(ring, (0, 0), 6) + 0.5 * cv2.GaussianBlur(pool, (0, 0), 6)
    left = 1 - brown.clip(0, 1)[..., None] * np.array([0.55, 0.4, 0.25])
    return (image * left).clip(0, 255).astype(np.uint8)


TREATMENTS: dict[str, Callable[[Image], Image]] = {
    "clean": lambda image: image,
    "upside down": lambda image: image[::-1, ::-1].copy(),
    "sideways": lambda image: image.swapaxes(0, 1)[::-1].copy(),
    "turned 3": lambda image: _turned(image, 3),
    "turned -3": lambda image: _turned(image, -3),
    "half size": _half,
    "JPEG 30": _jpeg,
    "coffee": _stained,
}


def _pages_of_nothing() -> dict[str, Image]:
    """Blank, grainy and ruled paper, a picture of blobs, and signs of no script."""
    import cv2
    import numpy as np

    chance = np.random.default_rng(_common.SEED)
    blank = np.full((1400, 1000, 3), 255, np.uint8)
    grain = chance.normal(230, 12, blank.shape).clip(0, 255).astype(np.uint8)
    ruled = blank.copy()
    for y in range(80, 1400, 45):
        cv2.line(ruled, (0, y), (1000, y), (200, 150, 120), 2)
    blobs = blank.copy()
    for _ in range(400):
        middle = [int(value) for value in chance.integers(0, 1400, 2)]
        axes = [int(value) for value in chance.integers(5, 120, 2)]
        color = [int(value) for value in chance.integers(0, 255, 3)]
        cv2.ellipse(blobs, middle, axes, float(chance.integers(180)), 0, 360, color, -1)
    return {"nothing": blank, "grain": grain, "ruled lines": ruled, "a picture": blobs, "strokes": _strokes()}


def _strokes() -> Image:
    """Rows of made signs that belong to no script."""
    import cv2
    import numpy as np

    chance = np.random.default_rng(_common.SEED)
    page = np.full((1000, 1000, 3), 255, np.uint8)
    for y in range(80, 950, 60):
        for x in range(60, 940, 34):
            points = chance.integers(0, 30, (5, 2)) + np.array([x, y])
            cv2.polylines(page, [points.astype(np.int32)], False, (40, 20, 20), 2, cv2.LINE_AA)
    return page
