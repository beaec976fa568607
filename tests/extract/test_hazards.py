"""Dangers and how they are told; all texts are invented."""

from __future__ import annotations

import pytest

from reportqa.extract.assertion import Assertions
from reportqa.extract.hazards import find_hazards
from reportqa.model.mention import Status
from reportqa.model.span import Span


def read(text: str) -> list[tuple[str, str, str]]:
    spans = (Span(0, len(text)),)
    found = find_hazards(text, spans, Assertions(text, spans))
    return [(item.kind.value, item.span.of(text), item.assertion.status.value) for item in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dumpster on fire", [("fire", "on fire", "present")]),
        ("smelled gas odor in hall", [("gas", "smelled gas", "present")]),
        ("no smoke seen", [("smoke", "smoke", Status.NEGATED.value)]),
        ("male unresponsive on bench", [("unconscious", "unresponsive", "present")]),
        ("male with a knife", [("weapon", "knife", "present")]),
        ("cut was bleeding", [("bleeding", "bleeding", "present")]),
        ("water leak from ceiling", [("flood", "water leak", "present")]),
        ("saw a fire by the dock", [("fire", "fire", "present")]),
        ("shots fired in lot", [("weapon", "shots fired", "present")]),
    ],
)
def test_dangers(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "fire door propped",
        "fire alarm test",
        "smoke detector chirping",
        "no smoking sign",
        "gas station",
        "armed the alarm",
        "flood light out",
        "blood pressure cuff",
        "parked in the fire lane",
        "cpr class",
        "police and fire arrived",
    ],
)
def test_look_alikes(text: str) -> None:
    assert read(text) == []
