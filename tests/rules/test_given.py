"""A finding says where it looked and what it was told: in the report, with it, or in other reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from tests.rules.harness import make_case

from reportqa import Checker
from reportqa.model.finding import EvidenceKind
from reportqa.read import from_text
from reportqa.render import render
from reportqa.rules import run

TOLD = "At 0214 hrs I found the gate open and locked it. No one was near."
HEADER = "Date: 11/20/2026\nTime: 0214\nSubmitted: 11/22/2026 0900\n\n"
ZONE = "America/New_York"


@pytest.mark.parametrize(
    ("text", "metadata", "kinds"),
    [
        (HEADER + TOLD, {}, ["stated", "stated"]),
        (
            TOLD,
            {"occurred_at": "2026-11-20T02:14-05:00", "submitted_at": "2026-11-22T09:00-05:00"},
            ["metadata", "metadata"],
        ),
        ("Date: 11/20/2026\n\n" + TOLD, {"submitted_at": "2026-11-22T09:00-05:00"}, ["stated", "metadata"]),
    ],
)
def test_who_says_when_it_happened_and_was_filed(
    text: str, metadata: dict[str, Any], kinds: list[str]
) -> None:
    given: dict[str, Any] = {name: datetime.fromisoformat(value) for name, value in metadata.items()}
    quality = Checker().check(from_text(text, timezone=ZONE, **given))
    (late,) = (finding for finding in quality.findings if finding.rule == "provenance.late-filing")
    times = [item for item in late.evidence if item.kind in (EvidenceKind.METADATA, EvidenceKind.STATED)]
    assert [item.kind.value for item in times] == kinds
    assert [item.span is not None for item in times] == [kind == "stated" for kind in kinds]
    page = str(render(quality, "html"))
    assert [title in page for title in ("The report itself", "Recorded with the report")] == [
        kind in kinds for kind in ("stated", "metadata")
    ]


@pytest.mark.parametrize(
    ("others", "searched"),
    [
        (0, "There is no other report of the site"),
        (1, "Looked through the one other report of the site"),
        (2, "Looked through 2 other reports of the site"),
    ],
)
def test_how_many_reports_an_emergency_was_looked_for_in(others: int, searched: str) -> None:
    peer = {"kind": "incident", "event_times": ["2026-11-20T22:25:00-05:00"]}
    case = make_case(
        "0230 ambulance at pool.",
        metadata={"kind": "daily_log", "occurred_at": "2026-11-21T02:30:00-05:00"},
        evidence={"peer": [peer | {"report_id": f"IR-{number}"} for number in range(others)]},
    )
    (result,) = run(case, names=("emergency.dar-only-no-incident-report",))
    (finding,) = result.findings
    assert [item.text for item in finding.evidence] == [searched]
