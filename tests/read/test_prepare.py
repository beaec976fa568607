"""Photos of sheets, uneven light, and what is no text: drawn pages, most without an engine."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from tests.read.drawn import PRINTED, on_desk, printed, shaded, wood

from reportqa.read import ReadSettings
from reportqa.read.ocr import OcrLine, OcrPage, OcrWord, engine_for, rapid
from reportqa.read.ocr.flatten import flattened, sheet_in
from reportqa.read.ocr.light import evened
from reportqa.read.ocr.noise import in_another_script, is_foreign, is_noise, texts
from reportqa.read.ocr.prepare import as_given, enlarged, prepared
from reportqa.read.ocr.ruled import unruled

SHEET = cv2.copyMakeBorder(printed(), 60, 700, 60, 60, cv2.BORDER_CONSTANT, value=(250, 252, 252))
GREY_DESK = np.full((60, 60, 3), 140, np.uint8)
DARK_CLOTH = np.full((60, 60, 3), (70, 30, 25), np.uint8)


def struck(page: np.ndarray, strokes: list[tuple[int, int]]) -> np.ndarray:
    """Lines of the page crossed out from left to right, by unlike strokes."""
    out = page.copy()
    for row, (left, right) in enumerate(strokes):
        cv2.line(out, (left, 108 + 50 * row), (right, 112 + 50 * row), (40, 30, 30), 2, cv2.LINE_AA)
    return out


def quads(height: int, count: int = 3) -> list[np.ndarray]:
    """Places of lines, 300 pixels wide."""
    corners = np.array([[0, 0], [300, 0], [300, height], [0, height]], np.float32)
    return [corners + np.array([0, 40 * row], np.float32) for row in range(count)]


@pytest.mark.parametrize(
    ("found", "size"),
    [
        (quads(20), (360, 760)),
        ([*quads(20), *quads(60, 1)], (360, 760)),
        ([quad[:, ::-1] for quad in quads(20)], (760, 360)),
    ],
    ids=["lying", "one line larger", "upright"],
)
def test_the_part_with_small_writing_is_read_at_twice_its_size(
    found: list[np.ndarray], size: tuple[int, int]
) -> None:
    """Lines of twenty pixels, and two lines' height around them; boxes come back in the page's own pixels."""
    page = np.full((800, 800, 3), 255, np.uint8)
    ready = enlarged(page, [quad + np.float32(90) for quad in found])
    assert ready is not None
    assert ready.image.shape == (*size, 3)
    line = OcrLine(words=(OcrWord(text="gate", rect=(100.0, 40.0, 180.0, 76.0), confidence=0.9),))
    (back,) = as_given(OcrPage(lines=(line,)), ready).lines
    assert back.words[0].rect == pytest.approx((100.0, 70.0, 140.0, 88.0))


def test_small_writing_at_the_edge_is_cut_at_the_edge() -> None:
    """No pixel is asked for that the page lacks."""
    ready = enlarged(np.full((120, 320, 3), 255, np.uint8), quads(20))
    assert ready is not None
    assert ready.image.shape == (240, 640, 3)


def test_small_writing_that_is_not_found_again_is_read_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first look found is not lost where the closer look finds nothing."""
    find = rapid.detect
    again = []

    def once(session: object, image: np.ndarray, scale: float | None = None) -> list[np.ndarray]:
        if scale is None:
            return find(session, image)
        again.append(image.shape)
        return []

    monkeypatch.setattr(rapid, "detect", once)
    small = cv2.resize(printed(), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    assert len(rapid.RapidEngine(language=False).recognise(small).lines) == len(PRINTED)
    assert len(again) == 1


@pytest.mark.parametrize(("size", "small"), [(0.5, True), (1.0, False)])
def test_the_lines_of_an_enlarged_page_are_read_as_small(
    size: float, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are looked at in more ways where they are in doubt; those of other pages are not."""
    told = []
    see = rapid.RapidEngine._see

    def noted(engine: rapid.RapidEngine, lines: list[rapid._Line], *, small: bool = False) -> None:
        told.append(small)
        see(engine, lines, small=small)

    monkeypatch.setattr(rapid.RapidEngine, "_see", noted)
    page = cv2.resize(printed(), None, fx=size, fy=size, interpolation=cv2.INTER_AREA)
    rapid.RapidEngine(language=False).recognise(page)
    assert told == [small]


def test_other_writing_is_read_as_it_is() -> None:
    """Lines of thirty pixels; and a page so large that its writing is print."""
    assert enlarged(np.full((200, 400, 3), 255, np.uint8), quads(30)) is None
    assert enlarged(np.full((1300, 400, 3), 255, np.uint8), quads(20)) is None


@pytest.mark.parametrize(
    "page",
    [
        printed(),
        printed(width=3000),
        cv2.cvtColor(cv2.cvtColor(SHEET, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR),
        255 - SHEET,  # light writing on dark
        shaded(SHEET, 0.7),
        np.full((900, 700, 3), 255, np.uint8),
        wood(900, 700),
        cv2.rectangle(SHEET.copy(), (50, 400), (1000, 900), (60, 60, 60), -1),  # a printed panel
        cv2.rectangle(SHEET.copy(), (0, 0), (1119, 90), (20, 20, 20), -1),  # a letterhead
        cv2.line(SHEET.copy(), (500, 800), (1000, 800), (20, 20, 20), 2),  # where to sign
        struck(SHEET, [(90, 300), (98, 700), (96, 640)]),  # by hand, three lines of them
    ],
    ids=[
        "print",
        "strip",
        "scan",
        "negative",
        "mild shade",
        "blank",
        "wood",
        "panel",
        "letterhead",
        "a place to sign",
        "struck",
    ],
)
def test_a_page_that_needs_nothing_is_the_same_page(page: np.ndarray) -> None:
    """Not a copy: nothing was done to it."""
    ready = prepared(page)
    assert ready.image is page
    assert ready.back is None
    assert unruled(page) is None


@pytest.mark.parametrize("desk", [None, GREY_DESK, DARK_CLOTH], ids=["wood", "grey", "cloth"])
@pytest.mark.parametrize("slant", [0.0, 0.03, 0.08])
def test_a_sheet_is_found_on_a_desk(slant: float, desk: np.ndarray | None) -> None:
    """Its corners lie within a hundredth of its width from where they are, shade or none."""
    photo, corners = on_desk(SHEET, slant, desk)
    for picture in (photo, shaded(photo, 0.75)):
        found = sheet_in(picture)
        assert found is not None
        assert np.abs(found - corners).max() < 0.012 * SHEET.shape[1]


def test_a_flattened_sheet_is_the_sheet() -> None:
    """The writing lies where it lay, and its pixels are carried back to the photo."""
    photo, corners = on_desk(SHEET, 0.08)
    flat, back = flattened(photo, corners)
    again = cv2.resize(flat, (SHEET.shape[1], SHEET.shape[0])).astype(float)
    assert np.abs(again - SHEET).mean() < 6
    corner = back @ [flat.shape[1], flat.shape[0], 1]
    assert np.abs(corner[:2] / corner[2] - corners[2]).max() < 2


def test_boxes_of_a_flattened_page_lie_on_the_photo() -> None:
    photo, corners = on_desk(SHEET, 0.05)
    ready = prepared(photo)
    height, width = ready.image.shape[:2]
    word = OcrWord(text="all", rect=(0, 0, width, height), confidence=1.0)
    (line,) = as_given(OcrPage(lines=(OcrLine(words=(word,)),)), ready).lines
    left, top = corners.min(axis=0)
    right, bottom = corners.max(axis=0)
    assert line.rect == pytest.approx((left, top, right, bottom), abs=0.012 * SHEET.shape[1])


@pytest.mark.parametrize("least", [0.22, 0.35])
def test_a_shadow_is_evened(least: float) -> None:
    """The paper under it is nearly as bright as beside it, and the ink still dark."""
    even = evened(shaded(SHEET, least))
    assert even is not None
    half = SHEET.shape[1] // 2
    paper = np.median(even[:, half + 80 :]), np.median(even[:, : half - 80])
    assert paper[0] == pytest.approx(paper[1], abs=12)
    assert np.abs(even.astype(float) - SHEET).mean() < 12


def test_dark_borders_and_bars_are_no_shadow() -> None:
    """They keep their darkness, whatever is done beside them."""
    page = shaded(cv2.rectangle(SHEET.copy(), (0, 600), (1119, 760), (12, 12, 12), -1), 0.3)
    even = evened(page)
    assert even is not None
    assert np.median(even[640:720, 100:400]) < 30


def ruled(page: np.ndarray, thick: int, slope: float = 0.0) -> np.ndarray:
    """Dark rules from edge to edge, right through the printed lines."""
    out, wide = page.copy(), page.shape[1]
    for y in range(106, 500, 50):
        cv2.line(out, (0, y), (wide, y + round(slope * wide)), (70, 60, 60), thick, cv2.LINE_AA)
    return out


@pytest.mark.parametrize("size", [0.8, 1.0, 2.5])
@pytest.mark.parametrize(("thick", "slope"), [(1, 0.0), (2, 0.02), (3, -0.05)])
def test_rules_through_the_writing_are_taken_out(thick: int, slope: float, size: float) -> None:
    """Paper is paper again and nearly all of the ink is still there, however large the picture."""
    sheet = cv2.resize(SHEET, None, fx=size, fy=size, interpolation=cv2.INTER_AREA)
    page = cv2.resize(
        ruled(SHEET, thick, slope), (sheet.shape[1], sheet.shape[0]), interpolation=cv2.INTER_AREA
    )
    bare = unruled(page)
    assert bare is not None
    ink, paper = sheet.max(axis=2) < 90, sheet.min(axis=2) > 240
    ruled_paper = paper & (page.min(axis=2) < 150)
    assert (bare[ruled_paper].min(axis=1) < 150).mean() < 0.05
    assert (bare[ink].max(axis=1) < 150).mean() > 0.88


def test_boxes_around_lines_are_opened() -> None:
    page = SHEET.copy()
    for y in range(80, 300, 50):
        cv2.rectangle(page, (80, y), (900, y + 42), (40, 40, 40), 2)
    bare = unruled(page)
    assert bare is not None
    assert (bare[78:84, 400:800].min(axis=2) < 150).mean() < 0.05


def line(*words: tuple[str, float]) -> OcrLine:
    """A line of words with their confidences."""
    return OcrLine(words=tuple(OcrWord(text=t, rect=(0, 0, 9, 9), confidence=c) for t, c in words))


def test_what_no_word_is_likely_in_is_no_text() -> None:
    assert [is_noise(line(*words)) for words in (
        [("m", 0.04), ("w", 0.1)],
        [(".", 0.8), ("-", 0.9)],
        [("m", 0.04), ("w", 0.2)],
        [("4", 0.9)],
    )] == [True, True, False, False]  # fmt: skip


def test_a_lonely_guess_among_much_noise_is_no_text_either() -> None:
    """Words that are likely stand, whatever lies around them."""
    guess = line(("ER", 0.06), ("T3RT", 0.01), ("AT", 0.87))
    sure = line(("Unit", 0.99), ("214", 0.7))
    assert texts([guess, sure], 2) == [guess, sure]
    assert texts([guess, sure], 9) == [sure]


def test_lines_of_other_scripts_are_told_by_their_letters() -> None:
    """Signs, boxes, accents and full-width forms are ours; Greek, Cyrillic, Arabic and Chinese are not."""
    assert [is_foreign(ch) for ch in "aé×□✓，Ａ½"] == [False] * 8
    assert [is_foreign(ch) for ch in "λщع李मカ"] == [True] * 6
    alphabet = ["", "a", "λ"]
    foreign = np.array([is_foreign(ch) for ch in alphabet])

    def ink(reading: str) -> np.ndarray:
        table = np.zeros((len(reading), 3), np.float32)
        for row, mark in zip(table, reading, strict=True):
            row["-aλ".index(mark)] = 1
        return table

    answers = [
        in_another_script(ink(text), foreign) for text in ("-a-λ-λ-λ-λ", "-a-a-a-a-λ", "--λλ--", "---")
    ]
    assert answers == [True, False, False, False]


@pytest.mark.slow
def test_a_photo_of_a_printed_sheet_is_read_as_the_sheet() -> None:
    """Aslant on a desk with a shadow: the same lines, and boxes around their ink."""
    engine = engine_for(ReadSettings(second="none"))
    photo, corners = on_desk(SHEET, 0.06)
    page = engine.recognise(shaded(photo, 0.8))
    assert [item.text for item in page.lines] == list(PRINTED)
    for item in page.lines:
        left, top, right, bottom = (int(value) for value in item.rect)
        assert cv2.pointPolygonTest(corners, ((left + right) / 2, (top + bottom) / 2), False) > 0
        inside = photo[top:bottom, left:right]
        assert inside.min() < 80 < 200 < inside.max()
