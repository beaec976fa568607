"""Forms printed and filled in by program, in the letters that Pillow carries; no file is needed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray

pytest.importorskip("cv2")
pytest.importorskip("reportlab")

from PIL import Image, ImageDraw, ImageFont

from reportqa.forms import Rect, layouts
from reportqa.forms.printed import PAPERS, form_pdf

Page = NDArray[np.uint8]
DPI = 200
MM = DPI / 25.4
LAYOUT = layouts()[0]


@cache
def _blank(paper: str) -> Page:
    data = form_pdf(LAYOUT, site_id="LF1", site_name="Alder Court Apartments", paper=paper)
    with pypdfium2.PdfDocument(io.BytesIO(data)) as opened:
        return np.ascontiguousarray(opened[0].render(scale=DPI / 72).to_numpy()[:, :, :3])


def filled(
    answers: Mapping[str, str] | None = None, ticks: Mapping[str, str] | None = None, paper: str = "letter"
) -> Page:
    """A page image, blue-green-red. `answers` are the cells of a comb (a blank stays empty); `ticks` map
    "choice/option" to x (a cross), o (blacked out), v (a tick that runs out of its box) or . (a dot)."""
    sheet = Image.fromarray(_blank(paper).copy())
    pen = ImageDraw.Draw(sheet)
    face = ImageFont.load_default(46)
    for comb in LAYOUT.combs:
        for character, cell in zip((answers or {}).get(comb.name, ""), comb.cells, strict=False):
            left, top, right, bottom = place(cell, paper)
            pen.text(
                ((left + right) / 2, (top + bottom) / 2), character, font=face, fill=(50, 30, 20), anchor="mm"
            )
    for name, mark in (ticks or {}).items():
        choice_name, _, option = name.partition("/")
        choice = next(choice for choice in LAYOUT.choices if choice.name == choice_name)
        _tick(pen, mark, place(choice.boxes[choice.options.index(option)], paper))
    return np.asarray(sheet)


def place(rect: Rect, paper: str = "letter") -> Rect:
    """Millimetres of the form as pixels of the page."""
    left, top = ((PAPERS[paper][i] - LAYOUT.frame[i]) / 2 for i in (0, 1))
    x0, y0, x1, y1 = rect
    return (left + x0) * MM, (top + y0) * MM, (left + x1) * MM, (top + y1) * MM


def _tick(pen: Any, mark: str, box: Rect) -> None:
    left, top, right, bottom = box
    ink = (40, 40, 40)
    if mark == "x":
        pen.line((left + 4, top + 4, right - 3, bottom - 3), ink, 4)
        pen.line((left + 4, bottom - 4, right - 3, top + 3), ink, 4)
    elif mark == "v":
        pen.line((left + 4, top + 12, left + 12, bottom - 4), ink, 4)
        pen.line((left + 12, bottom - 4, right + 10, top - 10), ink, 4)
    elif mark == "o":
        pen.rectangle((left + 1, top + 1, right - 1, bottom - 1), ink)
    else:
        pen.ellipse((left + 12, top + 12, left + 16, top + 16), ink)


@pytest.fixture
def blank() -> Page:
    """The form as printed."""
    return filled()
