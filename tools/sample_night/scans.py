"""Pages as a scanner or a phone sees them: handwriting or print, skewed, blurred, ruled, with boxes."""

from __future__ import annotations

import io
import random
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1275, 1650  # letter paper at 150 dpi
MARGIN = 90
INK, RULE, BOX = 40, 205, 120


class Fonts:
    """Fonts by name, from a folder of .woff2 files; turned into TrueType in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._data: dict[str, bytes] = {}

    def get(self, name: str, size: int) -> ImageFont.FreeTypeFont:
        """The font at a size in pixels."""
        if name not in self._data:
            from fontTools.ttLib import TTFont

            path = next(iter(sorted(self.folder.rglob(f"{name}-latin-400-normal.woff2"))), None)
            if path is None:
                raise SystemExit(f"no {name}-latin-400-normal.woff2 under {self.folder}: see fonts.toml")
            font = TTFont(path)
            font.flavor = None
            data = io.BytesIO()
            font.save(data)
            self._data[name] = data.getvalue()
        return ImageFont.truetype(io.BytesIO(self._data[name]), size)


def pages(report: dict[str, Any], text: str, fonts: Fonts) -> list[Image.Image]:
    """The report as pictures of pages, 8 bit gray."""
    scan = report["scan"]
    rng = random.Random(zlib.crc32(report["file"].encode()))
    font_name = report.get("hand") or report["print"]
    font = fonts.get(font_name, scan["size"])
    if scan.get("form"):
        return [_worn(_form(text, font, fonts, rng), scan, rng)]
    head, _, body = text.partition("\n\n")
    flowing = [*head.splitlines(), "", *(" ".join(part.split()) for part in body.split("\n\n"))]
    lines = [piece for line in flowing for piece in wrap(line, font, WIDTH - 2 * MARGIN)]
    per_page = scan.get("lines_per_page", 99)
    found = []
    for start in range(0, len(lines), per_page):
        page = _sheet(lines[start : start + per_page], font, scan, rng, wobble=bool(report.get("hand")))
        found.append(_worn(page, scan, rng))
    return found


def wrap(line: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The line broken at spaces so that each piece fits."""
    if not line.strip():
        return [""]
    pieces, current = [], ""
    for word in line.split():
        longer = f"{current} {word}".strip()
        if current and font.getlength(longer) > width:
            pieces.append(current)
            current = word
        else:
            current = longer
    return [*pieces, current]


def _sheet(
    lines: list[str], font: ImageFont.FreeTypeFont, scan: dict[str, Any], rng: random.Random, wobble: bool
) -> Image.Image:
    step = int(scan["size"] * 1.5)
    height = min(HEIGHT, 2 * MARGIN + step * (len(lines) + 1))
    page = Image.new("L", (WIDTH, height), 248)
    draw = ImageDraw.Draw(page)
    if scan.get("ruled"):
        for y in range(MARGIN + int(step * 0.86), height - 30, step):
            draw.line([(30, y), (WIDTH - 30, y)], fill=RULE, width=2)
    for index, line in enumerate(lines):
        y = MARGIN + index * step
        write(draw, (MARGIN, y), line, font, rng, wobble)
        for words in scan.get("smudge", ()):
            if words in line:
                left = MARGIN + font.getlength(line[: line.index(words)])
                _smudge(page, left, y, font.getlength(words), scan["size"] * 1.2, rng)
    return page


def write(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    line: str,
    font: ImageFont.FreeTypeFont,
    rng: random.Random,
    wobble: bool,
) -> None:
    """One line, word by word, each a little above or below where it should be."""
    x, y = at
    for word in line.split(" "):
        dx, dy, ink = (
            (rng.uniform(-1.5, 1.5), rng.uniform(-2, 2), INK + rng.randrange(30)) if wobble else (0, 0, INK)
        )
        draw.text((x + dx, y + dy), word, font=font, fill=ink)
        x += font.getlength(word + " ")


def _smudge(page: Image.Image, x: float, y: float, width: float, height: float, rng: random.Random) -> None:
    """A wet thumb over the end of the words: what was there is a gray cloud."""
    pixels = np.asarray(page).astype(np.float32)
    centre = (x + width * 0.78, y + height * 0.5)
    across, down = np.meshgrid(np.arange(pixels.shape[1]), np.arange(pixels.shape[0]))
    away = ((across - centre[0]) / (width * 0.3)) ** 2 + ((down - centre[1]) / (height * 0.62)) ** 2
    cloud = np.clip(1.5 - away, 0, 1).astype(np.float32)
    blurred = cv2.GaussianBlur(pixels, (0, 0), 6) * 0.82
    grain = np.random.default_rng(rng.randrange(1 << 30)).normal(0, 9, pixels.shape).astype(np.float32)
    mixed = pixels * (1 - cloud) + (blurred + cv2.GaussianBlur(grain, (0, 0), 1.2)) * cloud
    page.paste(Image.fromarray(np.clip(mixed, 0, 255).astype(np.uint8)))


FORM = (
    ("Report No", "Date", "Time occurred"),
    ("Site", "Location"),
    ("Incident type", "Submitted"),
    ("Officer", "Badge"),
)


def _form(text: str, font: ImageFont.FreeTypeFont, fonts: Fonts, rng: random.Random) -> Image.Image:
    """The company's paper form: printed labels in boxes, the telling on rules inside a big box."""
    head, _, body = text.partition("\n\n")
    values = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    page = Image.new("L", (WIDTH, HEIGHT), 250)
    draw = ImageDraw.Draw(page)
    label_font = fonts.get("open-sans", 20)
    draw.text((MARGIN, 60), "PALISADE GUARD SERVICES", font=fonts.get("open-sans", 30), fill=30)
    draw.text((MARGIN, 104), "INCIDENT REPORT", font=fonts.get("open-sans", 38), fill=30)
    y, row = 180, 74
    for labels in FORM:
        width = (WIDTH - 2 * MARGIN) / len(labels)
        for index, label in enumerate(labels):
            x = MARGIN + index * width
            draw.rectangle([x, y, x + width, y + row], outline=BOX, width=2)
            draw.text((x + 10, y + 28), f"{label}:", font=label_font, fill=50)
            start = x + 22 + label_font.getlength(f"{label}:")
            write(draw, (start, y + 14), values[label], font, rng, wobble=True)
        y += row
    step = int(font.size * 1.5)
    lines = [
        piece
        for line in body.split("\n\n")
        for piece in wrap(" ".join(line.split()), font, WIDTH - 2 * MARGIN - 40)
    ]
    bottom = y + 60 + step * (len(lines) + 1)
    draw.rectangle([MARGIN, y, WIDTH - MARGIN, bottom], outline=BOX, width=2)
    draw.text((MARGIN + 10, y + 10), "Narrative:", font=label_font, fill=50)
    for index, line in enumerate(lines):
        top = y + 50 + index * step
        draw.line(
            [(MARGIN + 14, top + int(step * 0.88)), (WIDTH - MARGIN - 14, top + int(step * 0.88))],
            fill=RULE,
            width=2,
        )
        write(draw, (MARGIN + 20, top), line, font, rng, wobble=True)
    draw.rectangle([MARGIN, bottom, WIDTH - MARGIN, bottom + row], outline=BOX, width=2)
    draw.text((MARGIN + 10, bottom + 28), "Signature:", font=label_font, fill=50)
    write(draw, (MARGIN + 140, bottom + 14), values["Officer"], font, rng, wobble=True)
    return page.crop((0, 0, WIDTH, min(HEIGHT, int(bottom) + row + 80)))


def _worn(page: Image.Image, scan: dict[str, Any], rng: random.Random) -> Image.Image:
    """Skew, blur, fading and the grain of the sensor."""
    pixels = np.asarray(page).astype(np.float32)
    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), scan.get("skew", 0.0), 1.0)
    pixels = cv2.warpAffine(pixels, turn, (width, height), borderValue=246.0)
    if scan.get("blur"):
        pixels = cv2.GaussianBlur(pixels, (0, 0), scan["blur"])
    fade = scan.get("fade", 1.0)
    pixels = 246 - (246 - pixels) * fade
    shade = np.linspace(0, 10, width, dtype=np.float32)[None, :]
    grain = np.random.default_rng(rng.randrange(1 << 30)).normal(0, scan.get("noise", 0), pixels.shape)
    pixels = pixels - shade + cv2.GaussianBlur(grain.astype(np.float32), (0, 0), 0.8)
    # Sixteen levels: what a cheap scanner keeps, and small files.
    return Image.fromarray((np.clip(pixels, 0, 255) // 16 * 16 + 8).astype(np.uint8))


def encode(images: list[Image.Image], suffix: str, quality: int = 55) -> bytes:
    """The pages as one file."""
    out = io.BytesIO()
    match suffix:
        case ".png":
            images[0].quantize(16).save(out, "PNG", optimize=True)
        case ".jpg":
            images[0].save(out, "JPEG", quality=quality, dpi=(150, 150))
        case ".tif":
            images[0].save(
                out, "TIFF", compression="tiff_lzw", save_all=True, append_images=images[1:], dpi=(150, 150)
            )
    return out.getvalue()
