"""The description of the form: nothing runs into anything, and its words are those that the reader knows."""

from __future__ import annotations

import itertools

import pytest
from tests.rules.harness import make_case

from reportqa.extract.types import load_model
from reportqa.forms import Rect, layouts
from reportqa.read.labels import field_of
from reportqa.rules._incident import form_types

LAYOUT = layouts()[0]


def areas() -> dict[str, Rect]:
    """Every place that somebody writes into or the reader looks at."""
    found = {comb.name: comb.area for comb in LAYOUT.combs}
    for choice in LAYOUT.choices:
        found |= {f"{choice.name}/{o}": box for o, box in zip(choice.options, choice.boxes, strict=True)}
    for number, (x, y) in zip(LAYOUT.marks.ids, LAYOUT.marks.at, strict=True):
        found[f"mark {number}"] = (x, y, x + LAYOUT.marks.size, y + LAYOUT.marks.size)
    return found | {"code": LAYOUT.code, "narrative": LAYOUT.narrative, "signature": LAYOUT.signature}


def test_nothing_runs_into_anything_or_off_the_page() -> None:
    wide, high = LAYOUT.frame
    for name, (left, top, right, bottom) in areas().items():
        assert 0 <= left < right <= wide, name
        assert 0 <= top < bottom <= high, name
    over = [
        (one, other)
        for (one, a), (other, b) in itertools.combinations(areas().items(), 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert over == []


def test_the_marks_are_those_that_opencv_looks_for() -> None:
    cv2 = pytest.importorskip("cv2")
    book = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    for number, rows in zip(LAYOUT.marks.ids, LAYOUT.marks.bits, strict=True):
        drawn = cv2.aruco.generateImageMarker(book, number, 6)[1:5, 1:5]
        assert tuple("".join("1" if bit else "0" for bit in row) for row in drawn) == rows


def test_every_answer_has_its_place_in_the_text() -> None:
    told = [name for line in LAYOUT.lines for part in line.parts for name in line.names(part)]
    assert sorted(told) == sorted([*(c.name for c in LAYOUT.combs), *(c.name for c in LAYOUT.choices)])


def test_labels_fill_the_metadata_that_they_should() -> None:
    known = {line.label: field_of(line.label) for line in LAYOUT.lines if field_of(line.label)}
    assert known == {
        "Report number": "report_id",
        "Date of incident": "date",
        "Time of incident": "time",
        "Time discovered": "reported",
        "Incident type": "incident_type",
        "Location": "location",
        "Phone": "other",
        "Reporting officer": "author",
        "Badge number": "author_id",
    }


def test_every_type_of_incident_has_its_box() -> None:
    (choice,) = [choice for choice in LAYOUT.choices if choice.many]
    case = make_case("Nothing to report.")
    found = [form_types(case, option) for option in choice.options]
    assert [len(types) for types in found] == [1] * len(choice.options)
    assert {types[0] for types in found} == set(load_model().types)


def test_an_answer_is_its_characters_with_what_is_printed_between() -> None:
    (date,) = [comb for comb in LAYOUT.combs if comb.name == "date"]
    assert date.text(list("11202026")) == "11/20/2026"
    assert date.text(["", "3", "", "5", *"2026"]) == "3/5/2026"
    assert date.text([""] * 8) == ""
    (time,) = [comb for comb in LAYOUT.combs if comb.name == "time"]
    assert time.text(["2", "1", "", ""]) == "21"
