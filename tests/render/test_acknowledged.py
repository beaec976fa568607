"""What is acknowledged: on every page and in every format, and out of every count."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from tests.render import made

from reportqa.cli._shared import exit_code
from reportqa.cli.night import _code
from reportqa.model.quality import Band
from reportqa.model.summary import NightSummary
from reportqa.render import from_json, render, to_json, words, write_pages
from reportqa.render.night_page import morning
from reportqa.render.rows import ReportRow

NIGHT = made.acknowledged_night()
FIRST, SECOND = NIGHT.reports[:2]
WHO = "Acknowledged by Kim <b>Varga</b> until Dec 24, 2026 for all such findings of the site: Known & told"


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_the_judgement_is_the_same() -> None:
    before = made.made_night().reports[0]
    assert (FIRST.band, FIRST.scores) == (before.band, before.scores)
    assert (FIRST.open, FIRST.settled, SECOND.open, SECOND.settled) == ((), True, SECOND.findings, False)
    assert from_json(to_json(NIGHT)) == NIGHT


def test_it_is_in_no_count() -> None:
    rows = [ReportRow.of(report, None) for report in NIGHT.reports]
    told = morning(NIGHT, rows, {}, title="", date="")
    plain = morning(
        made.made_night(), [ReportRow.of(r, None) for r in made.made_night().reports], {}, title="", date=""
    )
    assert len(plain.fixing) - len(told.fixing) == 1
    assert len(plain.events) - len(told.events) == 1
    assert [card.item.event.id for card in told.known_events] == ["26-4471"]
    assert [row.name for row in told.known] == ["IR-118"]
    assert (told.acknowledged, told.unseen) == (1 + len(FIRST.findings), len(FIRST.findings))
    assert (told.back, plain.back, plain.acknowledged) == (len(SECOND.findings), 0, 0)
    summary = NightSummary.of(NIGHT)
    assert [
        (line.report_id, line.blockers, line.majors, line.acknowledged) for line in summary.reports[:1]
    ] == [("IR-118", 0, 0, len(FIRST.findings))]
    assert [line.acknowledged for line in summary.unreported] == [True, False]


def test_it_fails_no_run() -> None:
    assert FIRST.band is Band.NEEDS_FIXING
    assert exit_code([FIRST], "minor") == 0
    assert exit_code([made.made_night().reports[0]], "blocker") == 1
    only = made.replace(NIGHT, reports=(FIRST,), unreadable=(), unreported=NIGHT.unreported[:1])
    assert _code(only, "minor") == 0
    assert _code(made.replace(only, unreported=made.made_night().unreported[:1]), "minor") == 1


def test_the_pages_fold_it_away_with_who_and_why(tmp_path: Path) -> None:
    index = text(write_pages(NIGHT, tmp_path, names=made.NAMES))
    after = index.partition('id="acknowledged"')[2]
    shown = WHO.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for said in (shown, "Engine 12 was at the dumpster", "Key <code>ba9876543210</code>"):
        assert said in after
        assert said not in index.partition('id="acknowledged"')[0]
    event = text(next(tmp_path.glob("events/26-4471*.html")))
    assert shown in event
    assert "acknowledgements no longer hold" in index or "acknowledgement no longer holds" in index
    assert "shown again: the acknowledgement no longer holds." in index
    page = text(next(tmp_path.glob("reports/IR-118*.html")))
    assert "Everything that was found is acknowledged." in page
    folded = page.partition('<details id="acknowledged"')[2]
    assert (
        folded.count(shown)
        == folded.count("Reason given by P. Novak, Sat Nov 21, 03:00: It rained")
        == len(FIRST.findings)
    )
    other = text(
        next(
            tmp_path.glob("reports/*scan-03*.html"),
            next(tmp_path.glob(f"reports/{SECOND.document.id}*.html")),
        )
    )
    assert (
        "until Nov 20, 2026 for all such findings of the site (no longer holds): Until the sign came" in other
    )
    assert 'id="acknowledged"' not in other


def test_a_client_is_told_neither_names_nor_reasons(tmp_path: Path) -> None:
    write_pages(NIGHT, tmp_path, "client", names=made.NAMES)
    pages = "".join(map(text, tmp_path.rglob("*.html")))
    assert "Acknowledged until Dec 24, 2026 for this one" in pages
    assert "of them new" not in pages
    for said in ("Varga", "Known &", "It rained", "Until the sign", "0123456789ab", "ba9876543210"):
        assert said not in pages
    for format in ("json", "csv", "sarif", "junit", "text"):
        told = str(render(NIGHT, format, copy="client", client="C1"))
        assert not re.search("Varga|Known|It rained|Until the sign", told), format


def test_sarif_suppresses_it() -> None:
    results: list[dict[str, Any]] = json.loads(render(list(NIGHT.reports[:2]), "sarif"))["runs"][0]["results"]
    known = [result for result in results if "suppressions" in result]
    assert len(known) == len(FIRST.findings)
    assert len(results) == len(FIRST.findings) + len(SECOND.findings)
    assert known[0]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "Known & told",
            "properties": {"by": "Kim <b>Varga</b>", "scope": "site", "until": "2026-12-24"},
        }
    ]
    assert results[-1]["properties"]["said"][0].endswith("(no longer holds): Until the sign came")


def test_junit_skips_it_and_csv_has_it() -> None:
    root = etree.fromstring(str(render([FIRST], "junit")).encode())
    assert root.get("failures") == "0"
    assert WHO in {case.get("message") for case in root.iter("skipped")}
    rows = list(csv.DictReader(io.StringIO(str(render([FIRST, SECOND], "csv")))))
    assert [(row["key"], row["acknowledged"]) for row in rows] == [("0123456789ab", "2026-12-24")] * len(
        FIRST.findings
    ) + [("0123456789ab", "")] * len(SECOND.findings)
    assert rows[0]["said"] == f"Reason given by P. Novak, Sat Nov 21, 03:00: It rained | {WHO}"


@pytest.mark.parametrize("value", [NIGHT, [FIRST]])
def test_text_names_it_apart(value: Any) -> None:
    told = " ".join(str(render(value, "text")).split())
    if value is NIGHT:
        assert "1 event acknowledged: listed on the pages, not counted here" in told
        assert f"{words.count(len(FIRST.findings), 'finding')} acknowledged" in told
        assert "1 finding shown again" in told or f"{len(SECOND.findings)} findings shown again" in told
        assert "Engine 12 was at the dumpster" not in told
    else:
        assert told.count(WHO) == len(FIRST.findings)
        assert "to mend it" not in told
