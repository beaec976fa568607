"""Crossed-out words: found on drawn lines, left out of the text, kept as places on the page."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image
from tests.read.conftest import only
from tests.read.drawn import printed

from reportqa.geometry import Box
from reportqa.read import ReadSettings, read
from reportqa.read.ocr import NullEngine, OcrLine, OcrPage, OcrWord, engine_for, image_key
from reportqa.read.ocr.ctc import Reading, ReadWord
from reportqa.read.ocr.struck import is_struck, strikes, with_strikes

TEXT = "The gate was sedan opened"
WORD = (0.44, 0.66)  # "sedan" in `line()`, as shares of the width


def line(*strokes: tuple[float, float, float, float]) -> np.ndarray:
    """A printed line 60 high; strokes are from (x, y) to (x, y) as shares of it."""
    page = printed([TEXT], size=34, width=470)[25:85].copy()
    height, width = page.shape[:2]
    for x0, y0, x1, y1 in strokes:
        start, end = (round(x0 * width), round(y0 * height)), (round(x1 * width), round(y1 * height))
        cv2.line(page, start, end, (60, 30, 20), 2, cv2.LINE_AA)
    return page


@pytest.mark.parametrize(
    "strokes",
    [
        (),
        ((0.43, 0.95, 0.67, 0.95),),  # an underline
        ((0.0, 0.8, 1.0, 0.8),),  # a rule under the line
        ((0.68, 0.5, 0.72, 0.5),),  # a dash
    ],
    ids=["plain", "underlined", "ruled", "dash"],
)
@pytest.mark.parametrize("turn", [False, True], ids=["dark on light", "light on dark"])
def test_nothing_is_struck(strokes: tuple[tuple[float, float, float, float], ...], turn: bool) -> None:
    page = line(*strokes)
    assert strikes(255 - page if turn else page) == []


@pytest.mark.parametrize(
    "strokes",
    [
        ((0.43, 0.55, 0.68, 0.55),),
        ((0.43, 0.5, 0.68, 0.6),),
        ((0.43, 0.5, 0.68, 0.48), (0.43, 0.62, 0.68, 0.6)),
    ],
    ids=["level", "slanting", "twice"],
)
def test_a_struck_word_and_no_other(strokes: tuple[tuple[float, float, float, float], ...]) -> None:
    through = strikes(line(*strokes))
    assert is_struck(*WORD, through)
    assert not is_struck(0.0, 0.4, through)
    assert not is_struck(0.7, 1.0, through)


def test_small_writing_is_not_judged() -> None:
    """Below 28 pixels letters run together, and nothing is taken for a stroke."""
    small = cv2.resize(line((0.43, 0.55, 0.68, 0.55)), None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    assert strikes(small) == []


@pytest.mark.parametrize("sure", [0.3, 0.97])
def test_only_doubted_lines_are_looked_at(sure: float) -> None:
    """A line that is read surely has no stroke through it."""
    places = [("gate", 0.1, 0.4), ("sedan", *WORD), ("opened", 0.7, 1.0)]
    reading = Reading(tuple(ReadWord(text, start, end, 0.5) for text, start, end in places), 0.5)
    words = tuple(OcrWord(text=text, rect=(0, 0, 9, 9), confidence=sure) for text, _, _ in places)
    marked = with_strikes(OcrLine(words=words), reading, line((0.43, 0.55, 0.68, 0.55)))
    assert [word.struck for word in marked.words] == [False, sure < 0.9, False]


def test_struck_words_are_no_text_and_keep_their_place(settings: ReadSettings) -> None:
    """Nor is a line of struck words an empty line."""

    def words(text: str, top: float, struck: str = "") -> OcrLine:
        return OcrLine(
            words=tuple(
                OcrWord(
                    text=word,
                    rect=(60.0 * i, top, 60.0 * i + 50, top + 20),
                    confidence=0.9,
                    struck=word in struck,
                )
                for i, word in enumerate(text.split())
            )
        )  # fmt: skip

    pixels = np.full((200, 400, 3), 255, np.uint8)
    lines = (words("wrong start", 0, "wrong start"), words("Unit 241 214", 30, "241"), words("was open.", 60))
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    engine = NullEngine(replies={image_key(pixels): OcrPage(lines=lines)})
    document = only(read(out.getvalue(), settings=settings, name="s.png", engine=engine))
    assert document.text == "Unit 214\nwas open."
    assert [word.span.of(document.text) for word in document.words] == ["Unit", "214", "was", "open."]
    assert document.struck == tuple(
        Box(page=1, left=left, top=top, right=left + 50, bottom=top + 20)
        for left, top in ((0.0, 0.0), (60.0, 0.0), (60.0, 30.0))
    )


@pytest.mark.slow
def test_rules_through_the_lines_cross_nothing_out() -> None:
    """Dark rules run through all lines of a page; only the word with a stroke of its own is struck."""
    page = printed([f"{TEXT} number {row}" for row in range(2, 8)], size=34)
    for row in range(6):
        y = 48 + 50 * row
        cv2.line(page, (0, y), (page.shape[1], y), (60, 50, 50), 2, cv2.LINE_AA)
    for down in (-4, 5):
        cv2.line(page, (225, 148 + down), (330, 150 + down), (60, 30, 20), 3, cv2.LINE_AA)
    read_page = engine_for(ReadSettings(second="none")).recognise(page)
    words = [word for line in read_page.lines for word in line.words]
    assert len(words) >= 30
    assert [word.rect[1] // 50 for word in words if word.struck] == [2]
