"""Text, tables, SARIF and JUnit: each holds the findings, and none can be turned into a weapon."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as xml

import pytest
from markupsafe import escape
from tests.render import made

from reportqa.errors import ConfigError
from reportqa.messages import voice
from reportqa.model.finding import EvidenceItem, EvidenceKind, Outcome, RuleResult, Severity
from reportqa.model.quality import Score
from reportqa.model.span import Span
from reportqa.render import FORMATS, render
from reportqa.render.tables import COLUMNS


def test_text_of_a_report() -> None:
    text = "Site: Larkspur Court\nThe door was open.\n"
    report = made.quality(
        text,
        made.finding(
            "completeness.action-taken",
            at=Span(25, 38),
            message="No action is told.",
            question="What did you do?",
        ),
        name="one.txt",
    )
    assert render(report, "text") == (
        "one.txt  NEEDS ANSWERS\n"
        "  completeness 62–80 %, consistency 100 %, language not checked\n"
        "  major  completeness.action-taken  90% sure\n"
        "    No action is told.\n"
        "    line 2, column 5: “door was open”\n"
        "    to mend it: Please add it.\n"
        "  Questions for the officer\n"
        "    1. What did you do?\n"
    )


def test_what_has_no_figure_says_why_and_is_no_figure_in_a_table() -> None:
    names = ("completeness", "evidence_agreement", "legibility")
    scores = tuple(Score(dimension=name, low=None, high=None) for name in names)
    report = made.quality("The door was open.", name="one.txt", scores=scores)
    told = "completeness nothing required, evidence agreement not checked, legibility typed"
    assert str(render(report, "text")).splitlines()[1].strip() == told
    spanish = str(render(report, "text", tell=voice("es"))).splitlines()[1]
    assert (
        spanish.strip()
        == "datos completos nada requerido, acuerdo con la evidencia no revisado, legibilidad a máquina"
    )
    (row,) = csv.DictReader(io.StringIO(str(render(report, "csv"))))
    assert row["completeness"] == ""


@pytest.mark.parametrize(
    ("kind", "text", "value", "unit", "told"),
    [
        ("distance", "From the site's fence", 6240.0, "m", "From the site's fence: 6.2 km"),
        ("metadata", "Accuracy of the fix", 12, "m", "Accuracy of the fix: 12 m"),
        ("policy", "Deadline missed by", 2280, "min", "Deadline missed by: 38 h"),
        ("duration", "From the nearest visit", 38.4, "min", "From the nearest visit: 38 min"),
        ("distance", "address 555 is the site's", 0.0, "m", "address 555 is the site's"),
        ("searched", "Readable words of page 1", 0.43, "share", "Readable words of page 1: 43 %"),
        ("searched", "Looked in 9 words (43% of the words readable) for: x", 0.43, "share", None),
        ("metadata", "the position is good to 2,400 m only", 2400, "m", None),
        ("policy", "Due 2026-11-19", -2, "days", None),
    ],
)
def test_evidence_shows_its_figure_once(
    kind: str, text: str, value: float, unit: str, told: str | None
) -> None:
    item = EvidenceItem(kind=EvidenceKind(kind), text=text, value=value, unit=unit)
    report = made.quality("The door was open.", made.finding("a.b", evidence=(item,)), name="one.txt")
    told = told or text
    assert f"    because: {told}\n" in str(render(report, "text"))
    assert f"</span> {escape(told)}</li>" in str(render(report, "html"))
    (row,) = csv.DictReader(io.StringIO(str(render(report, "csv"))))
    assert row["evidence"] == told


def test_text_of_a_clean_report_claims_no_proof() -> None:
    assert "not proof" in str(render(made.dull_report(1), "text"))


def test_colour_only_when_asked() -> None:
    assert "\x1b[" not in str(render(made.made_night(), "text"))
    assert "\x1b[31;1m" in str(render(made.made_night(), "text", colour=True))


def test_a_report_cannot_steer_the_terminal() -> None:
    text = "\x1b[2Jgone \x07 \u202e text"
    report = made.quality(text, made.finding("a.b", at=Span(0, len(text)), message=text), name="a\x1b[2J.txt")
    assert not {"\x1b", "\x07", "\u202e"} & set(str(render(report, "text")))


def test_text_of_a_night() -> None:
    text = str(render(made.made_night(), "text"))
    assert [line for line in text.splitlines() if line and not line.startswith(" ")] == [
        "2 events that the reports miss",
        "3 reports to fix, 0 with questions",
        "2 could not be read",
        "18 reports ready, 23 in all",
        "2 feeds, 1 gap",
    ]


def test_a_mail_has_the_order_and_the_names_of_the_page() -> None:
    """The half-told call came first in the night; what nobody told goes before it."""
    made_ = made.made_night()
    first, second = made_.unreported[:2]
    half = replace(first, severity=Severity.MAJOR, state="partly", post_id="P7", acknowledged=None)
    fire = replace(second, severity=Severity.BLOCKER, state="nobody", acknowledged=None)
    late = replace(fire, event=replace(fire.event, received=half.event.end + timedelta(hours=1)))
    night = replace(made_, unreported=(half, late))
    names = {**made.NAMES, "P7": "North gate"}
    told = str(render(night, "text", names=names))
    heads = [line.strip() for line in told.splitlines() if line.startswith("  ") and line[2] != " "][:2]
    assert [head.partition(":")[0] for head in heads] == ["Nobody reported it", "Told in part"]
    assert made.NAMES[half.site_id] in heads[1]
    assert "on post: North gate" in told
    page = str(render(night, "html"))
    assert page.index("Nobody reported it") < page.index("Told in part")


def test_csv_has_a_row_for_each_finding_and_for_each_report_without() -> None:
    night = made.made_night()
    rows = list(csv.reader(io.StringIO(str(render(night, "csv")))))
    assert rows[0] == list(COLUMNS)
    assert {len(row) for row in rows} == {len(COLUMNS)}
    missed = len(night.unreported)
    assert len(rows) == 1 + missed + sum(max(len(report.findings), 1) for report in night.reports)
    first = dict(zip(rows[0], rows[1 + missed], strict=True))
    assert (first["report_id"], first["rule"], first["start"]) == (
        "IR-118", "address.violator-unit-plate-mismatch", str(night.reports[0].findings[0].anchor.span.start),
    )  # fmt: skip


@pytest.mark.parametrize("format", ["csv", "sarif", "junit", "jsonl", "json", "text"])
def test_every_format_of_a_night_tells_what_was_missed(format: str) -> None:
    told = str(render(made.made_night(), format))
    assert "Engine 12 was at the dumpster" in " ".join(told.split())


def test_what_was_missed_comes_first_for_programs() -> None:
    night = made.made_night()
    missed = [item.severity.value for item in night.unreported]
    rows = list(csv.DictReader(io.StringIO(str(render(night, "csv")))))
    assert [row["severity"] for row in rows if row["rule"] == "night.unreported-event"] == missed
    assert rows[0]["rule"] == "night.unreported-event"
    assert rows[0]["evidence"].endswith("[dispatch.csv:17]")
    (run,) = json.loads(render(night, "sarif"))["runs"]
    (place,) = run["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "dispatch.csv"
    assert place["physicalLocation"]["region"]["startLine"] == 17
    assert run["tool"]["driver"]["rules"][run["results"][0]["ruleIndex"]]["id"] == "night.unreported-event"
    suites = xml.fromstring(str(render(night, "junit")))
    assert suites[0].get("name") == "night.unreported-event"
    assert len(suites[0]) == len(missed)
    assert suites[0][0].get("name", "").endswith("26-4471")


def test_spreadsheets_run_no_formula() -> None:
    bad = "=HYPERLINK(1)"
    report = made.quality(bad, made.finding("a.b", message=bad), author=bad, name="+1.txt", report_id="@x")
    rows = list(csv.reader(io.StringIO(str(render(report, "csv")))))
    assert [cell for cell in rows[1] if cell[:1] in ("=", "+", "-", "@")] == []
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(render(report, "xlsx")))  # type: ignore[arg-type]
    cells = [cell for row in book["Findings"].iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert bad in {cell.value for cell in cells}


def test_a_workbook_of_a_night_lists_what_was_missed() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(render(made.made_night(), "xlsx")))  # type: ignore[arg-type]
    assert book.sheetnames == ["Missed", "Findings"]
    assert [row[0].value for row in book["Missed"].iter_rows(min_row=2)] == ["26-4471", "panel-9"]


def test_control_characters_reach_no_workbook() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    report = made.quality("a\x00b\x0bc", made.finding("a.b", message="x\x00\x0b\ud800y"))
    book = openpyxl.load_workbook(io.BytesIO(render(report, "xlsx")))  # type: ignore[arg-type]
    assert "xy" in {cell.value for row in book["Findings"].iter_rows() for cell in row}


def test_sarif_places_findings_by_character() -> None:
    report = made.rich_report()
    run = json.loads(str(render([report, made.failed_report()], "sarif")))["runs"][0]
    assert [(r["ruleId"], r["level"]) for r in run["results"]] == [
        ("address.violator-unit-plate-mismatch", "error"),
        ("emergency.false-or-cancelled-still-report", "warning"),
        ("provenance.gps-outside-geofence", "warning"),
    ]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    text = report.document.text
    assert text[region["charOffset"] :][: region["charLength"]] == "plate 7KLM204, unit 214"
    assert text.splitlines()[region["startLine"] - 1][
        region["startColumn"] - 1 : region["endColumn"] - 1
    ] == ("plate 7KLM204, unit 214")
    assert run["invocations"][0]["executionSuccessful"] is False
    assert [run["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] for r in run["results"]] == [
        r["ruleId"] for r in run["results"]
    ]


def test_junit_counts_what_it_holds() -> None:
    broken = RuleResult(rule="a.broken", outcome=Outcome.ERRORED, error="ValueError at broken.py:3")
    minor = made.finding("a.minor", Severity.MINOR)
    report = made.quality("x \x00 y", made.finding("a.b"), minor, results=(broken,), name="n\x00.txt")
    root = xml.fromstring(str(render([report, made.failed_report()], "junit")))
    assert root.attrib == {"name": "reportqa", "tests": "4", "failures": "1", "errors": "2"}
    for suite in root:
        assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
    assert len(root.findall(".//failure")) == 1
    assert [error.get("type") for error in root.findall(".//error")] == ["rule-broke", "encrypted"]


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_of_every_value(format: str) -> None:
    night = made.made_night()
    for value in (night, night.reports, night.reports[0], night.unreadable[0], ()):
        for copy in ("internal", "client"):
            made_text = render(value, format, copy, client="C1")
            assert isinstance(made_text, bytes if format == "xlsx" else str)


@pytest.mark.parametrize(("format", "copy"), [("pdf", "internal"), ("text", "public")])
def test_unknown_choices_are_refused(format: str, copy: str) -> None:
    with pytest.raises(ConfigError):
        render(made.dull_report(1), format, copy)
