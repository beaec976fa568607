"""Tick boxes of any printed form: found, read and put into the line; none where there is only writing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("cv2")

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from reportqa.read.boxes import boxes_of, with_boxes, without
from reportqa.read.ocr.engine import OcrLine, OcrPage, OcrWord

HAND = Path(__file__).resolve().parents[3] / "shared" / "data" / "handwriting"
LINES = (("Fire", "x"), ("Police", ""), ("EMS", "."), ("Alarm panel", "v"))


def form(turn: float = 0.0) -> np.ndarray:
    """Four boxes below one another, each with its label behind it, and a table beside them."""
    sheet = Image.new("RGB", (1700, 2200), "white")
    pen = ImageDraw.Draw(sheet)
    face = ImageFont.load_default(40)
    pen.text((150, 100), "BOB DODD'S OLD DEPOT", font=ImageFont.load_default(60), fill="black")
    for row, (label, mark) in enumerate(LINES):
        left, top = 160, 300 + 90 * row
        pen.rectangle((left, top, left + 34, top + 34), outline="black", width=3)
        pen.text((left + 55, top + 17), label, font=face, fill="black", anchor="lm")
        if mark == "x":
            pen.line((left + 6, top + 6, left + 28, top + 28), "black", 4)
            pen.line((left + 6, top + 28, left + 28, top + 6), "black", 4)
        elif mark == "v":
            pen.line((left + 6, top + 18, left + 15, top + 28), "black", 4)
            pen.line((left + 15, top + 28, left + 30, top + 6), "black", 4)
        elif mark == ".":
            pen.ellipse((left + 14, top + 14, left + 20, top + 20), "black")
    for step in range(5):
        pen.line((900, 300 + 40 * step, 1100, 300 + 40 * step), "black", 3)
        pen.line((900 + 40 * step, 300, 900 + 40 * step, 460), "black", 3)
    return np.asarray(sheet.rotate(turn, fillcolor="white"))[:, :, ::-1].copy()


def page() -> OcrPage:
    """The labels as an engine reads them."""
    words = [
        OcrWord(text=label, rect=(215.0, 295.0 + 90 * row, 330.0, 340.0 + 90 * row), confidence=0.99)
        for row, (label, _) in enumerate(LINES)
    ]
    return OcrPage(lines=tuple(OcrLine(words=(word,)) for word in words))


@pytest.mark.parametrize("turn", [0.0, 1.0, -1.0])
def test_boxes_are_found_and_read_and_a_table_is_none(turn: float) -> None:
    assert [box.text for box in boxes_of(form(turn))] == ["[x]", "[ ]", "[?]", "[x]"]


def test_a_box_stands_in_the_line_of_its_label() -> None:
    image = form()
    told = with_boxes(page(), boxes_of(image))
    assert [line.text for line in told.lines] == ["[x] Fire", "[ ] Police", "[?] EMS", "[x] Alarm panel"]


def test_ocr_sees_no_box_and_every_label() -> None:
    image = form()
    bare = without(image, boxes_of(image))
    assert boxes_of(bare) == ()
    assert np.array_equal(bare[290:640, 225:900], image[290:640, 225:900])


def test_a_box_without_a_word_beside_it_is_none() -> None:
    assert with_boxes(OcrPage(lines=()), boxes_of(form())) == OcrPage(lines=())


@pytest.mark.parametrize("size", [24, 30, 36, 44])
@pytest.mark.parametrize("blur", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("height", [800, 2200])
def test_letters_of_print_are_no_boxes(size: int, blur: float, height: int) -> None:
    """Round letters, thick and blurred as of a coarse scan, on a whole page and on a strip of one."""
    sheet = Image.new("RGB", (1700, height), "white")
    pen = ImageDraw.Draw(sheet)
    face = ImageFont.load_default(size)
    for row in range(6):
        words = "Osgood Radio work Officer: O 0 o QUO Lot on no oO00"
        pen.text((150, 60 + 100 * row), words, font=face, fill="black", stroke_width=row // 3)
    soft = sheet.filter(ImageFilter.GaussianBlur(blur))
    coarse = soft.resize((850, height // 2)).resize((1700, height))
    for page in (soft, coarse):
        assert boxes_of(np.asarray(page)[:, :, ::-1].copy()) == ()


def test_no_box_is_found_on_handwriting() -> None:
    pages = sorted(HAND.glob("*/*.png")) if HAND.is_dir() else []
    if not pages:
        pytest.skip("the handwriting of the bench is not here")
    found = {
        path.name: len(boxes_of(np.asarray(Image.open(path).convert("RGB"))[:, :, ::-1].copy()))
        for path in pages
    }
    assert {name: count for name, count in found.items() if count} == {}
