"""One JSON form: read back equal, described by its schema, and open about what it adds."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render import made

from reportqa.errors import ReportqaError
from reportqa.model.document import Document
from reportqa.model.quality import SCHEMA_VERSION
from reportqa.render import from_json, render, schema, to_json

VALIDATOR = jsonschema.Draft202012Validator(schema())

VALUES = {
    "rich": made.rich_report(),
    "scan": made.scan_report(),
    "failed": made.failed_report(),
    "night": made.made_night(),
    "document": made.scan_report().document,
    "extraction": made.rich_report().extraction,
}


@pytest.mark.parametrize("name", VALUES)
def test_comes_back_equal(name: str) -> None:
    assert from_json(to_json(VALUES[name])) == VALUES[name]


@pytest.mark.parametrize("name", VALUES)
def test_fits_its_schema(name: str) -> None:
    VALIDATOR.validate(json.loads(to_json(VALUES[name])))


def test_several_reports_are_an_array_that_fits_the_schema_and_comes_back() -> None:
    reports = (made.rich_report(), made.failed_report())
    text = render(reports, "json")
    VALIDATOR.validate(json.loads(text))
    assert from_json(text) == reports


def test_every_line_of_a_night_stands_alone() -> None:
    night = made.made_night()
    lines = str(render(night, "jsonl")).splitlines()
    values = [from_json(line) for line in lines]
    assert values[:-1] == list(night.reports)
    rest = json.loads(lines[-1])
    assert (rest["type"], rest["reports"], len(rest["unreported"])) == ("night_report", [], 2)


def test_the_schema_is_valid_and_versioned() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert schema()["$id"] == f"urn:reportqa:schema:{SCHEMA_VERSION}"


def test_the_schema_refuses_a_wrong_value() -> None:
    plain = json.loads(to_json(made.rich_report()))
    plain["findings"][0]["severity"] = "terrible"
    assert not VALIDATOR.is_valid(plain)


def test_mentions_say_their_role_and_documents_their_id() -> None:
    plain = json.loads(to_json(made.rich_report()))
    assert [m["role"] for m in plain["extraction"]["mentions"]] == ["when", "what"]
    assert plain["document"]["id"] == "IR-118"


@pytest.mark.parametrize(
    "text",
    ["", "[", "{}", '{"type": "night"}', '{"type": "quality_report"}', "[" * 100_000, "null", '"x"', "[1]"],
)
def test_other_texts_are_refused_in_one_line(text: str) -> None:
    with pytest.raises(ReportqaError) as caught:
        from_json(text)
    assert "\n" not in str(caught.value)


def test_a_refusal_quotes_no_report_text() -> None:
    plain = json.loads(to_json(made.rich_report()))
    plain["document"]["words"] = "secret words"
    with pytest.raises(ReportqaError) as caught:
        from_json(json.dumps(plain))
    assert "secret" not in str(caught.value)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_text_comes_back(text: str) -> None:
    document = Document.from_text(text, author=text)
    assert from_json(to_json(document)) == document


def test_half_a_surrogate_pair_is_written() -> None:
    text = to_json(Document.from_text("broken \ud83d emoji"))
    assert json.loads(text)["text"] == "broken \ud83d emoji"
