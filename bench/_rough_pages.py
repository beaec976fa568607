"""What happens to a page before it is read, and pages on which there is no English to read.

Treatments take and give an image, height × width × 3, blue-green-red; all are drawn, none is random
between runs.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

from bench import _common

Image = Any


def turned(image: Image, degrees: float) -> Image:
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


def jpeg(image: Image, quality: int = 30) -> Image:
    """Packed and unpacked."""
    import cv2

    packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return cv2.imdecode(packed, cv2.IMREAD_COLOR)


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


def shaded(image: Image) -> Image:
    """The shadow of a hand and a phone across a page that a lamp on the left lights."""
    import cv2
    import numpy as np

    height, width = image.shape[:2]
    light = np.ones((height, width), np.float32)
    corner = [[width * 0.45, -9], [width + 9, -9], [width + 9, height + 9], [width * 0.75, height * 0.6]]
    cv2.fillPoly(light, [np.array(corner, np.int32)], 0.4)
    light = cv2.GaussianBlur(light, (0, 0), max(2.0, 0.02 * max(height, width)))
    light *= np.linspace(1.0, 0.75, width, dtype=np.float32)
    warm = light[..., None] ** np.array([1.1, 1.0, 0.95], np.float32)
    return (image * warm).clip(0, 255).astype(np.uint8)


def on_a_desk(image: Image, seed: int = _common.SEED) -> Image:
    """A sheet with the writing on it, photographed aslant on a wooden desk.

    Light writing on dark is turned to ink on paper first: no sheet is black.
    """
    import cv2
    import numpy as np

    chance = np.random.default_rng(seed)
    if np.median(image) < 128:
        image = 255 - image
    height, width = image.shape[:2]
    margin = max(height, width) // 20
    paper = tuple(int(value) for value in np.median(image.reshape(-1, 3), axis=0))
    sheet = cv2.copyMakeBorder(
        image, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=paper
    )  # the evaluation's pages are cut at the writing
    high, wide = sheet.shape[:2]
    rows, columns = int(high * 1.3), int(wide * 1.3)
    grain = chance.normal(0, 1, (rows, columns)).astype(np.float32)
    wood = cv2.GaussianBlur(grain, (0, 0), sigmaX=60, sigmaY=1.5)
    desk = np.array([62, 92, 128], np.float32) * (
        1 + 0.9 * wood[..., None] / max(float(wood.std()), 1e-6) * 0.15
    )
    left, top = 0.13 * wide, 0.13 * high
    corners = np.array(
        [[left, top], [left + wide, top], [left + wide, top + high], [left, top + high]], np.float32
    )
    corners += np.array([[0.06, 0.02], [-0.05, 0.06], [0.03, -0.02], [-0.04, 0.04]], np.float32) * [
        wide,
        high,
    ]
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, corners.astype(np.float32))
    size = (columns, rows)
    laid = cv2.warpPerspective(sheet, matrix, size, flags=cv2.INTER_LINEAR).astype(np.float32)
    there = cv2.warpPerspective(np.ones((high, wide), np.float32), matrix, size)[..., None]
    photo = desk * (1 - there) + laid * there
    photo *= np.linspace(0.95, 0.7, columns, dtype=np.float32)[None, :, None]
    photo += chance.normal(0, 3, photo.shape)
    return jpeg(photo.clip(0, 255).astype(np.uint8), 85)


TREATMENTS: dict[str, Callable[[Image], Image]] = {
    "clean": lambda image: image,
    "upside down": lambda image: image[::-1, ::-1].copy(),
    "sideways": lambda image: image.swapaxes(0, 1)[::-1].copy(),
    "turned 3": lambda image: turned(image, 3),
    "turned -3": lambda image: turned(image, -3),
    "half size": _half,
    "JPEG 30": jpeg,
    "coffee": _stained,
    "shadow": shaded,
    "on a desk": on_a_desk,
}
PAGES_ONLY = ("on a desk",)  # a cut-out line is no sheet
ROTATIONS = ("upside down", "sideways", "turned 3", "turned -3")  # none of these excuses a refusal

# A few plain sentences about a night at a gate, by language code: written for this, without digits.
_SCRIPTS = {
    "ru": ("Ночью сторож услышал шум у ворот.", "Он вышел и никого не увидел.", "Дверь склада была открыта."),
    "el": ("Ο φύλακας άκουσε θόρυβο στην πύλη.", "Βγήκε έξω και δεν είδε κανέναν.", "Η πόρτα ήταν ανοιχτή."),
    "he": ("השומר שמע רעש ליד השער.", "הוא יצא ולא ראה איש.", "דלת המחסן הייתה פתוחה."),
    "ar": ("سمع الحارس ضجة عند البوابة.", "خرج ولم ير أحدا.", "كان باب المخزن مفتوحا."),
    "hi": ("पहरेदार ने फाटक पर शोर सुना।", "वह बाहर गया और कोई नहीं मिला।", "गोदाम का दरवाज़ा खुला था।"),
    "th": ("ยามได้ยินเสียงดังที่ประตู", "เขาออกไปดูแต่ไม่พบใคร", "ประตูโกดังเปิดอยู่"),
    "zh-cn": ("夜里保安听到大门口有响声。", "他出去查看，没有看到人。", "仓库的门开着。"),
    "ja": ("夜中に警備員が門で物音を聞いた。", "外に出たが誰もいなかった。", "倉庫の扉が開いていた。"),
    "ko": (
        "밤에 경비원이 정문에서 소리를 들었다.",
        "밖으로 나갔지만 아무도 없었다.",
        "창고 문이 열려 있었다.",
    ),
}


def pages_of_nothing() -> dict[str, Image]:
    """Paper without writing, pictures, scribble, and other scripts in the fonts that this machine has."""
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
    return {
        "nothing": blank,
        "grain": grain,
        "ruled lines": ruled,
        "a desk's sheet": on_a_desk(blank[:900, :700]),
        "blobs": blobs,
        "strokes": _strokes(),
        "bricks": _bricks(chance),
        "foliage": _foliage(chance),
        **_photographs(),
        **{f"script {code}": page for code in _SCRIPTS if (page := script_page(code)) is not None},
    }


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


def _bricks(chance: Any) -> Image:
    import cv2
    import numpy as np

    wall = np.full((900, 1200, 3), (150, 155, 160), np.uint8)
    for row, y in enumerate(range(0, 900, 44)):
        for x in range(-60 * (row % 2), 1200, 120):
            shade = int(chance.integers(-25, 25))
            cv2.rectangle(wall, (x + 4, y + 4), (x + 116, y + 40), (60 + shade, 75 + shade, 150 + shade), -1)
    return (wall + chance.normal(0, 9, wall.shape)).clip(0, 255).astype(np.uint8)


def _foliage(chance: Any) -> Image:
    """Noise of all sizes, green: grass, leaves, gravel."""
    import cv2
    import numpy as np

    field = np.zeros((900, 1200), np.float32)
    for step in (1, 2, 4, 8, 16, 32, 64):
        noise = chance.normal(0, step**0.7, (900 // step + 2, 1200 // step + 2)).astype(np.float32)
        field += cv2.resize(noise, (1200, 900), interpolation=cv2.INTER_CUBIC)
    field = (field - field.min()) / (field.max() - field.min())
    return (
        (field[..., None] * np.array([90, 220, 140]) + chance.normal(0, 4, (900, 1200, 3)))
        .clip(0, 255)
        .astype(np.uint8)
    )


def _photographs() -> dict[str, Image]:
    """The two photographs that scikit-learn carries; none where it is not installed."""
    import importlib.util
    from pathlib import Path

    import cv2

    spec = importlib.util.find_spec("sklearn")
    if spec is None or spec.origin is None:
        return {}
    folder = Path(spec.origin).parent / "datasets" / "images"
    found = {f"photo {path.stem}": cv2.imread(str(path)) for path in sorted(folder.glob("*.jpg"))}
    return {name: cv2.resize(image, None, fx=2, fy=2) for name, image in found.items() if image is not None}


def script_page(code: str) -> Image | None:
    """A page in another script, or None where the machine has no font for it."""
    import numpy as np
    from PIL import Image as Pil
    from PIL import ImageDraw, ImageFont

    face = _font_for(code)
    if face is None:
        return None
    sheet = Pil.new("RGB", (1000, 900), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(face, 34)
    for row in range(12):
        pen.text((60, 50 + 66 * row), _SCRIPTS[code][row % 3], font=font, fill=(20, 20, 60))
    return np.ascontiguousarray(np.asarray(sheet)[:, :, ::-1])


def _font_for(code: str) -> str | None:
    """A font file that covers the language, by fontconfig."""
    try:
        answer = subprocess.run(
            ["fc-list", f":lang={code}", "file"], capture_output=True, text=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return None
    files = sorted(line.strip().rstrip(":") for line in answer.stdout.splitlines())
    return next((name for name in files if name.endswith((".ttf", ".ttc", ".otf"))), None)
