"""A page of handwriting on papers of many kinds: the same words in the same hand, bare, ruled, boxed, faint.

Fonts as for bench._drawn_pages. What is printed lies under the writing, and the photo is the same for all
papers of one seed, so that a paper differs from the bare one by nothing but what it is.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench._drawn_pages import Drawn, page, registry

_WIDE = 1100
_TOP = 90
Colour = tuple[int, int, int]
Span = tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """What is printed on a sheet and what is written with; heights in those of a tall letter."""

    step: float = 1.75  # from line to line
    rule: Colour | None = None  # red, green, blue
    at: float = 0.0  # where the rule runs, above the line that is written on
    margin: bool = False  # the red line at the left
    boxes: Span | None = None  # a box around each line, above and below where it is written on
    cells: int = 0  # columns of a table
    columns: int = 1  # of prose
    gutter: float = 1.6
    sheet: Colour = (252, 252, 252)
    ink: Colour | None = None
    grain: bool = False  # a pencil's


_BLUE, _GREY, _DARK = (165, 188, 228), (165, 165, 165), (60, 60, 60)
PAPERS = {
    "bare": Paper(),
    "ruled wide": Paper(rule=_BLUE, margin=True),
    "ruled narrow": Paper(rule=_BLUE, margin=True, step=1.35),
    "grey rules": Paper(rule=_GREY),
    "dark rules": Paper(rule=_DARK),
    "rules across": Paper(rule=_BLUE, at=0.35),
    "dark across": Paper(rule=_DARK, at=0.35),
    "boxes": Paper(boxes=(1.3, 0.3)),
    "boxes touched": Paper(boxes=(0.95, 0.1)),
    "table": Paper(cells=3),
    "pencil": Paper(ink=(165, 165, 165), grain=True),
    "faint pencil": Paper(ink=(190, 190, 190), grain=True),
    "blue on yellow": Paper(rule=(140, 170, 215), margin=True, sheet=(250, 240, 170), ink=(50, 70, 170)),
    "blue on cream": Paper(rule=_GREY, sheet=(244, 232, 205), ink=(70, 90, 190)),
    "two columns": Paper(columns=2),
    "near columns": Paper(columns=2, gutter=1.1),
}


def paper_page(paper: Paper, font: Path, seed: int) -> Drawn:
    """A report in one hand on one paper; its words are in the order in which they are read."""
    from PIL import Image, ImageDraw, ImageFont

    chance = random.Random(seed)
    words = page(registry(chance), font, chance).words
    face = ImageFont.truetype(str(font), chance.randint(34, 44))
    tall = -face.getbbox("dlhk", anchor="ls")[1]
    thick, dark = chance.choice((1, 2, 2, 3)), chance.randint(10, 60)
    placed, rows = _placed(words, face, _spans(paper, tall), paper, chance.random())
    step = round(paper.step * tall)
    size = (_WIDE, 2 * _TOP + rows * step)
    sheet, ink = Image.new("RGB", size, paper.sheet), Image.new("L", size, 0)
    _print(ImageDraw.Draw(sheet), paper, (rows, step, tall, thick))
    pen = ImageDraw.Draw(ink)
    off = [tall * chance.choice((0.0, 0.0, -0.08, 0.08, 0.18)) for _ in range(len(words))]
    for word, left, row in placed:
        down = _TOP + (row + 1) * step - 2 + off[row] + chance.gauss(0, 0.02 * face.size)
        pen.text((left, down), word, font=face, fill=255, anchor="ls")
    image = _photo(_inked(sheet, ink, paper, dark, seed), seed)
    return Drawn(image=image, words=tuple(word for word, *_ in placed), entries={})


def _spans(paper: Paper, tall: float) -> list[Span]:
    """Left and right of each column or cell."""
    if paper.cells:
        wide = 1010 / paper.cells
        return [(50 + wide * i + 12, 50 + wide * (i + 1) - 8) for i in range(paper.cells)]
    if paper.columns == 1:
        return [(90, 1040)]
    half = paper.gutter * tall / 2
    return [(40, _WIDE / 2 - half), (_WIDE / 2 + half, _WIDE - 40)]


def _placed(
    words: tuple[str, ...], face: Any, spans: list[Span], paper: Paper, seed: float
) -> tuple[list[tuple[str, float, int]], int]:
    """Each word with its left and its row, and how many rows there are."""
    chance = random.Random(seed)
    lines: list[list[tuple[str, float]]] = [[]]
    wide, left = spans[0][1] - spans[0][0], 0.0
    for word in words:
        length = face.getlength(word)
        if lines[-1] and left + length > wide:
            lines.append([])
            left = 0.0
        lines[-1].append((word, left))
        left += length + face.size * chance.uniform(0.26, 0.42)
    rows = -(-len(lines) // len(spans))
    placed = []
    for place, line in enumerate(lines):
        column, row = reversed(divmod(place, len(spans))) if paper.cells else divmod(place, rows)
        placed += [(word, spans[column][0] + left, row) for word, left in line]
    return placed, rows


def _print(pen: Any, paper: Paper, sizes: tuple[int, int, float, int]) -> None:
    """Rules, boxes, a table's lines."""
    rows, step, tall, thick = sizes
    bottom = 2 * _TOP + rows * step
    for row in range(-1, rows + 1):
        y = _TOP + (row + 1) * step
        if paper.rule:
            pen.line((0, y - paper.at * tall, _WIDE, y - paper.at * tall), fill=paper.rule, width=thick)
        if paper.boxes and 0 <= row < rows:
            above, below = paper.boxes
            pen.rectangle((76, y - above * tall, 1054, y + below * tall), outline=_DARK, width=max(2, thick))
        if paper.cells and row < rows:
            pen.line((50, y + 0.3 * tall, 1060, y + 0.3 * tall), fill=_DARK, width=max(2, thick))
    for i in range(paper.cells + 1 if paper.cells else 0):
        x = 50 + 1010 / paper.cells * i
        pen.line((x, _TOP + 0.3 * tall, x, bottom - _TOP + 0.3 * tall), fill=_DARK, width=max(2, thick))
    if paper.margin:
        pen.line((70, 0, 70, bottom), fill=(225, 110, 120), width=2)


def _inked(sheet: Any, ink: Any, paper: Paper, dark: int, seed: int) -> Any:
    """The writing over what is printed; blue-green-red floats."""
    import cv2
    import numpy as np

    ground = np.asarray(sheet).astype(np.float32)
    share = np.asarray(ink).astype(np.float32) / 255
    if paper.grain:
        rough = np.random.default_rng(seed).uniform(0, 1, share.shape).astype(np.float32)
        share *= np.clip((cv2.GaussianBlur(rough, (0, 0), 0.8) - 0.25) / 0.4, 0.25, 1)
    pen = np.array(paper.ink or (dark, dark, dark), np.float32)
    over = ground * (1 - share[..., None]) + np.minimum(pen, ground) * share[..., None]
    return np.ascontiguousarray(over[..., ::-1])


def _photo(image: Any, seed: int) -> Any:
    """A little aslant, shaded, soft and grainy, packed as JPEG; the same for each paper of a seed."""
    import cv2
    import numpy as np

    noise = np.random.default_rng(seed)
    rows, columns = image.shape[:2]
    corner = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    moved = corner + noise.uniform(-12, 12, (4, 2)).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corner, moved)
    image = cv2.warpPerspective(image, matrix, (columns, rows), borderMode=cv2.BORDER_REPLICATE)
    left, right = (float(value) for value in noise.uniform(0.8, 1, 2))
    image *= np.linspace(left, right, columns, dtype=np.float32)[None, :, None]
    image = cv2.GaussianBlur(image, (0, 0), float(noise.uniform(0.4, 1.0)))
    image += noise.normal(0, noise.uniform(1, 6), image.shape)
    packed = cv2.imencode(".jpg", image.clip(0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 80])[1]
    return cv2.imdecode(packed, cv2.IMREAD_COLOR)
