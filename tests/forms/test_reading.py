"""Print, fill in, photograph, read: what was written comes back, and an empty form says nothing."""

from __future__ import annotations

import io
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image
from tests.forms.conftest import LAYOUT, Page, filled, place
from tests.read.conftest import only

from reportqa.model.document import Document, PageSource
from reportqa.read import ReadSettings, read
from reportqa.read.answers import characters, of_choice
from reportqa.read.ocr import NullEngine
from reportqa.read.sheet import sheet_of
from reportqa.read.ticks import Tick

ANSWERS = {
    "report_number": "KA-2047",
    "date": "11202026",
    "time": "2104",
    "house": "1358",
    "building": "3",
    "unit": "B204",
    "plate": "JLK4471",
    "officer": "HELGA BRANDT",
    "officer_number": "F3308",
    "phone": "5552013344",
    "fire_time": "2106",
}
TICKS = {
    "type/Fire alarm": "x",
    "type/Medical event": "v",
    "fire/yes": "v",
    "ems/no": "x",
    "persons/yes": "x",
}
TEXT = """INCIDENT REPORT
Site: LF1
Report number: KA-2047
Date of incident: 11/20/2026
Time of incident: 21:04
Incident type: Fire alarm, Medical event
Location: 1358, building 3, unit B204
Vehicle plate: JLK4471
Persons involved: yes
Phone: 555-201-3344
Reporting officer: HELGA BRANDT
Fire department called: yes 21:06
EMS called: no
Badge number: F3308
Narrative:"""
NOTHING = "INCIDENT REPORT\nSite: LF1\nNarrative:"


def reading(image: Page, words: Any = None) -> Document:
    """The document of a page image, with no engine for the narrative."""
    out = io.BytesIO()
    Image.fromarray(image[:, :, ::-1]).save(out, "PNG")
    return only(
        read(
            out.getvalue(),
            settings=ReadSettings(engine="null", second="none"),
            engine=NullEngine(),
            words=words,
        )
    )


def photo(image: Page) -> Page:
    """On a desk, seen askew, under a lamp at one side, as JPEG."""
    rows, columns = image.shape[:2]
    here = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    there = here * 0.9 + np.array([[90, 60], [150, 120], [60, 150], [130, 90]], np.float32)
    turn = cv2.getPerspectiveTransform(here, there)
    seen = cv2.warpPerspective(image, turn, (columns + 60, rows + 60), borderValue=(90, 100, 120))
    seen = (seen * np.linspace(0.6, 1.0, seen.shape[1])[None, :, None]).astype(np.uint8)
    return cv2.imdecode(cv2.imencode(".jpg", seen, [cv2.IMWRITE_JPEG_QUALITY, 70])[1], cv2.IMREAD_COLOR)


SEEN: dict[str, Any] = {
    "scan": lambda image: image,
    "upside down": lambda image: np.ascontiguousarray(image[::-1, ::-1]),
    "on its side": lambda image: np.ascontiguousarray(np.rot90(image)),
    "photo": photo,
    "fit to page": lambda image: cv2.resize(image, None, fx=0.85, fy=0.85, interpolation=cv2.INTER_AREA),
}


@pytest.mark.parametrize("way", SEEN)
def test_what_was_written_is_read(way: str) -> None:
    assert reading(SEEN[way](filled(ANSWERS, TICKS))).text == TEXT


def test_a4_is_the_same_form() -> None:
    assert reading(filled(ANSWERS, TICKS, paper="a4")).text == TEXT


@pytest.mark.parametrize("way", SEEN)
def test_an_unfilled_form_says_nothing(way: str, blank: Page) -> None:
    document = reading(SEEN[way](blank))
    assert document.text == NOTHING
    assert document.pages[0].reason is not None  # nobody takes it for a report that was read well


def test_the_answers_fill_the_metadata_and_lie_where_they_were_written() -> None:
    document = reading(filled(ANSWERS, TICKS))
    meta = document.metadata
    assert (meta.site, meta.report_id, meta.author, meta.author_id) == (
        "LF1",
        "KA-2047",
        "HELGA BRANDT",
        "F3308",
    )
    assert str(meta.occurred_at) == "2026-11-20 21:04:00"
    assert meta.incident_type == "Fire alarm, Medical event"
    assert document.pages[0].source is PageSource.OCR
    (plate,) = [word for word in document.words if word.span.of(document.text) == "JLK4471"]
    (comb,) = [comb for comb in LAYOUT.combs if comb.name == "plate"]
    left, top, right, bottom = place(comb.area)
    (box,) = plate.boxes
    assert left - 2 <= box.left < box.right <= right + 2
    assert top - 2 <= box.top < box.bottom <= bottom + 2
    assert plate.confidence is not None
    assert plate.confidence > 0.8


def test_one_mark_may_be_hidden_and_a_dirty_code_leaves_the_rest() -> None:
    image = filled(ANSWERS, TICKS).copy()
    left, top, right, bottom = (round(value) for value in place((178, 246, 190, 258)))
    image[top:bottom, left:right] = 255
    assert reading(image).text == TEXT
    left, top, right, bottom = (round(value) for value in place(LAYOUT.code))
    image[top:bottom, left:right] = 255
    assert reading(image).text == TEXT.replace("Site: LF1\n", "")


def test_two_hidden_marks_make_it_an_ordinary_page(blank: Page) -> None:
    image = blank.copy()
    for rect in ((178.0, 246.0, 190.0, 258.0), (0.0, 0.0, 11.0, 11.0)):
        left, top, right, bottom = (round(value) for value in place(rect))
        image[top:bottom, left:right] = 255
    assert sheet_of(image) is None


def test_pages_without_marks_are_no_forms() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (1200, 900, 3), dtype=np.uint8)
    assert sheet_of(noise) is None
    assert sheet_of(np.full((1200, 900, 3), 255, np.uint8)) is None


@pytest.mark.parametrize(
    ("ticks", "line"),
    [
        ({"ems/yes": "x"}, "EMS called: yes"),
        ({"ems/yes": "x", "ems/no": "x"}, "EMS called: [?]"),
        ({"ems/yes": "."}, "EMS called: [?]"),
        ({"ems/yes": "o"}, "EMS called: [?]"),
        ({"ems/yes": "o", "ems/no": "v"}, "EMS called: no"),
        ({"type/Weapon": "."}, "Unclear tick: [?] Weapon"),
        ({"type/Weapon": "o", "type/Noise": "x"}, "Incident type: Noise"),
    ],
)
def test_ticks_are_ticked_empty_or_unclear(ticks: dict[str, str], line: str) -> None:
    assert reading(filled(ticks=ticks)).text == NOTHING.replace("Narrative:", f"{line}\nNarrative:")


def test_no_with_a_time_is_unclear() -> None:
    text = reading(filled({"ems_time": "2104"}, {"ems/no": "x"})).text
    assert "EMS called: [?] 21:04" in text


def test_every_box_of_an_unfilled_form_is_empty(blank: Page) -> None:
    sheet = sheet_of(photo(blank))
    assert sheet is not None
    states = {judge.state for choice in LAYOUT.choices for _, judge, _ in of_choice(sheet, choice)}
    assert states == {Tick.EMPTY}
    assert not any(item.box for cells in characters(sheet).values() for item in cells)


def test_a_crossed_out_character_makes_its_answer_unsure() -> None:
    image = filled({"unit": "B204"}).copy()
    (comb,) = [comb for comb in LAYOUT.combs if comb.name == "unit"]
    left, top, right, bottom = (round(value) for value in place(comb.cells[2]))
    image[top + 6 : bottom - 5, left + 5 : right - 4] = 40
    document = reading(image)
    words = {word.span.of(document.text): word.confidence for word in document.words}
    assert words["B24"] is not None
    assert words["B24"] <= 0.5


def test_a_stroke_along_a_printed_line_is_written() -> None:
    image = filled().copy()
    (comb,) = [comb for comb in LAYOUT.combs if comb.name == "officer"]
    left, top, right, bottom = (round(value) for value in place(comb.cells[3]))
    image[top + 8 : bottom + 3, left + 8 : left + 12] = 40
    image[bottom - 1 : bottom + 3, left + 8 : right - 4] = 40
    sheet = sheet_of(image)
    assert sheet is not None
    assert [item.text for item in characters(sheet)["officer"] if item.box] == ["L"]


def test_a_stroke_that_reaches_into_an_empty_box_is_no_character() -> None:
    image = filled({"house": "4"}).copy()
    (comb,) = [comb for comb in LAYOUT.combs if comb.name == "house"]
    left, top, _, bottom = (round(value) for value in place(comb.cells[1]))
    image[top + 12 : bottom - 12, left + 2 : left + 7] = 40
    sheet = sheet_of(image)
    assert sheet is not None
    assert "".join(item.text for item in characters(sheet)["house"]) == "4"


def test_what_the_ink_says_plainly_stands_though_no_such_hour_exists() -> None:
    assert "Time of incident: 29:04" in reading(filled({"time": "2904"})).text


@pytest.mark.parametrize(
    ("client", "plate"),
    [
        ((), "JL04471"),
        (("JLO4471",), "JLO4471"),
        (("JLO4471", "JL04471"), "JL04471"),
        (("JLA4471",), "JL04471"),
    ],
)
def test_the_words_of_the_site_on_the_code_decide_what_the_ink_leaves_open(
    client: tuple[str, ...], plate: str
) -> None:
    asked = []

    def words(document: Document) -> frozenset[str]:
        asked.append(document.metadata.site)
        return frozenset(client)

    document = reading(filled({"plate": "JLO4471", "unit": "B204"}), words)
    assert f"Vehicle plate: {plate}" in document.text
    assert "unit B204" in document.text
    assert set(asked) == {"LF1"}
    sure = {word.span.of(document.text): word.confidence for word in document.words}[plate]
    assert sure is not None
    assert sure < 0.9  # it stays unsure: the ink alone could not tell


def test_the_printed_file_itself_is_an_empty_form(tmp_path: Any) -> None:
    from reportqa.forms.printed import form_pdf

    data = form_pdf(LAYOUT, site_id="LF1", site_name="Alder")
    settings = ReadSettings(engine="null", second="none")
    assert only(read(data, settings=settings, engine=NullEngine(), name="form.pdf")).text == NOTHING
