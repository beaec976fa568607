"""Pages drawn for the reader's tests: printed text, sheets on desks, shade. Every text here is invented."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

PRINTED = (
    "Incident report",
    "Unit 214, plate KTB 6159",
    "At 0230 hours the gate was open.",
    "Nobody was hurt.",
)
Picture = np.ndarray


def printed(
    lines: Sequence[str] = PRINTED, *, size: int = 28, width: int = 1000, ink: str = "black"
) -> Picture:
    """A printed page, blue-green-red."""
    page = Image.new("RGB", (width, 60 + 50 * len(lines)), "white")
    pen = ImageDraw.Draw(page)
    for row, text in enumerate(lines):
        pen.text((40, 30 + 50 * row), text, fill=ink, font=ImageFont.load_default(size))
    return np.ascontiguousarray(np.asarray(page)[:, :, ::-1])


def wood(rows: int, columns: int) -> Picture:
    """A brown desk with grain."""
    noise = np.random.default_rng(7).normal(0, 1, (rows, columns)).astype(np.float32)
    grain = cv2.GaussianBlur(noise, (0, 0), sigmaX=40, sigmaY=1.5)
    grain *= 0.12 / float(grain.std())
    return (np.array([62, 92, 128], np.float32) * (1 + grain[..., None])).clip(0, 255).astype(np.uint8)


def on_desk(sheet: Picture, slant: float = 0.05, desk: Picture | None = None) -> tuple[Picture, Picture]:
    """A photo of the sheet on a desk, and the sheet's corners in it, clockwise from the top left."""
    high, wide = sheet.shape[:2]
    rows, columns = int(high * 1.4), int(wide * 1.4)
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    moved = np.array([[1, 0.4], [-0.8, 1], [0.5, -0.4], [-0.7, 0.7]], np.float32) * slant
    corners = (flat + moved * [wide, high] + [0.2 * wide, 0.2 * high]).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(flat, corners)
    photo = wood(rows, columns) if desk is None else cv2.resize(desk, (columns, rows))
    laid = cv2.warpPerspective(sheet, matrix, (columns, rows))
    there = cv2.warpPerspective(np.ones((high, wide), np.uint8), matrix, (columns, rows)) > 0
    photo[there] = laid[there]
    return photo, corners


def shaded(image: Picture, least: float) -> Picture:
    """A shadow over the right half that leaves this share of the light."""
    light = np.ones(image.shape[:2], np.float32)
    light[:, image.shape[1] // 2 :] = least
    light = cv2.GaussianBlur(light, (0, 0), 0.02 * max(image.shape))
    return (image * light[..., None]).astype(np.uint8)
