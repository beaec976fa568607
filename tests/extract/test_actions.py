"""What the officer did, how it ended, and who was told; all texts are invented."""

from __future__ import annotations

from datetime import datetime

import pytest

from reportqa.extract.actions import find_actions
from reportqa.extract.assertion import Assertions
from reportqa.extract.times import find_times
from reportqa.model.document import Metadata
from reportqa.model.span import Span

SHIFT = Metadata(shift_start=datetime(2026, 11, 20, 22), shift_end=datetime(2026, 11, 21, 6))


def read(text: str) -> list[tuple[str, str, dict[str, str]]]:
    spans = (Span(0, len(text)),)
    found = find_actions(text, spans, Assertions(text, spans), times=find_times(text, metadata=SHIFT))
    return [(mention.text, mention.value or "", dict(mention.parts)) for mention in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Chkd gate, secure",
            [("Chkd", "check", {"kind": "action"}), ("secure", "secure", {"kind": "disposition"})],
        ),
        (
            "I escorted her out and locked the gate",
            [("escorted", "escort", {"kind": "action"}), ("locked", "lock", {"kind": "action"})],
        ),
        ("The tenant unlocked the gate", []),
        ("He said he checked the gate", []),
        (
            "Asked if she was hurt",
            [("Asked", "ask", {"kind": "question"})],
        ),
        (
            "Male left on foot",
            [("left on foot", "left", {"kind": "disposition"})],
        ),
    ],
)
def test_actions_and_endings(text: str, expected: list[tuple[str, str, dict[str, str]]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Notified Supv. Rowe via radio at 0120",
            {
                "kind": "notification",
                "who": "Supv. Rowe",
                "role": "supervisor",
                "how": "radio",
                "time": "2026-11-21T01:20",
            },
        ),
        (
            "Property manager was notified by phone",
            {"kind": "notification", "who": "Property manager", "role": "client", "how": "phone"},
        ),
        (
            "Monitoring company advised",
            {"kind": "notification", "who": "Monitoring company", "role": "monitoring"},
        ),
        ("I called 911", {"kind": "notification", "who": "911", "role": "emergency", "how": "phone"}),
        (
            "Left a voicemail for the client",
            {"kind": "notification", "who": "client", "role": "client", "how": "phone"},
        ),
    ],
)
def test_notifications(text: str, parts: dict[str, str]) -> None:
    (only,) = [item for item in read(text) if item[2]["kind"] == "notification"]
    assert only[2] == parts


def test_a_denied_notification_is_told_as_denied() -> None:
    text = "I did not notify the supervisor"
    spans = (Span(0, len(text)),)
    (mention,) = find_actions(text, spans, Assertions(text, spans))
    assert (mention.part("role"), mention.assertion.status.value) == ("supervisor", "negated")


def test_somebody_else_s_call_is_no_notification_by_the_officer() -> None:
    assert read("The tenant called police") == []
