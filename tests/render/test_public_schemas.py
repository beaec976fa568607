"""Every output passes the public schema or the reader of its format."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import html5lib
import jsonschema
import openpyxl
import pytest
from html5lib.html5parser import ParseError
from lxml import etree
from tests.render import made

from reportqa.model.finding import Outcome, RuleResult
from reportqa.model.quality import NightReport, QualityReport
from reportqa.render import render, schema, write_pages
from reportqa.render.tables import COLUMNS, EVENT_COLUMNS

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
HOSTILE = "<b>&amp; ]]> \x00\x0b\ufffe =cmd|' /C calc'!A0 \ud83d\ude00 \u202e \"'\n" * 3


def values() -> Iterator[tuple[str, QualityReport | NightReport | list[QualityReport]]]:
    broken = RuleResult(rule="emergency.injury", outcome=Outcome.ERRORED, error="KeyError at a.py:1")
    yield "night", made.made_night()
    yield "acknowledged", made.acknowledged_night()
    yield "none", []
    yield "hostile", [made.quality(HOSTILE, made.finding("a.b", message=HOSTILE), name=HOSTILE)]
    yield "broken", [made.quality("The gate was open.", results=(broken,))]


CASES = [pytest.param(value, id=name) for name, value in values()]
ONE = [pytest.param(value, id=name) for name, value in values() if name != "none"]


@pytest.mark.parametrize("value", CASES)
def test_sarif(value: NightReport | list[QualityReport]) -> None:
    wanted = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(render(value, "sarif")), wanted)


@pytest.mark.parametrize("value", CASES)
def test_junit(value: NightReport | list[QualityReport]) -> None:
    wanted = etree.XMLSchema(etree.parse(str(SCHEMAS / "junit-10.xsd")))
    wanted.assertValid(etree.fromstring(str(render(value, "junit")).encode()))


@pytest.mark.parametrize("value", CASES)
def test_json(value: NightReport | list[QualityReport]) -> None:
    jsonschema.validate(json.loads(render(value, "json")), schema())
    for line in str(render(value, "jsonl")).splitlines():
        jsonschema.validate(json.loads(line), schema())


@pytest.mark.parametrize("value", CASES)
def test_xlsx(value: NightReport | list[QualityReport]) -> None:
    made_bytes = render(value, "xlsx")
    assert isinstance(made_bytes, bytes)
    book = openpyxl.load_workbook(io.BytesIO(made_bytes))
    heads = {sheet.title: tuple(cell.value for cell in sheet[1]) for sheet in book}
    assert heads == {"Findings": COLUMNS} | (
        {"Missed": EVENT_COLUMNS} if isinstance(value, NightReport) else {}
    )
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n", "inlineStr"}


@pytest.mark.parametrize("value", ONE)
def test_html(value: NightReport | list[QualityReport]) -> None:
    strict(str(render(value, "html")))


def test_html_of_every_page_of_a_night(tmp_path: Path) -> None:
    for name, night in (("plain", made.made_night()), ("known", made.acknowledged_night())):
        for copy in ("internal", "client"):
            write_pages(night, tmp_path / name / copy, copy)
    pages = sorted(tmp_path.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        strict(page.read_text(encoding="utf-8"))


def strict(text: str) -> None:
    """Raise where the HTML Standard's parser would have to guess."""
    html5lib.HTMLParser(strict=True).parse(text)


def test_the_strict_reader_does_refuse() -> None:
    with pytest.raises(ParseError):
        strict("<!doctype html><title>x</title><p><b>x</p>")
