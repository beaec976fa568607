"""Persons by rank, title or form, agencies by their letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.extract.names import find_names


def found(text: str) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Label, words and parts of every candidate."""
    return [(str(item.label), text[item.start : item.end], item.parts) for item in find_names(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Officer advised the tenant to leave",
        "The officer Was Told",
        "Security Officer on duty",
        "Supervisor notified",
        "Officer RP was here",
        "BOLO, POLICE ON SCENE",
        "the Chief of the shift",
        "the keys of the Guard Shack",
        "showed his Guard Card",
    ],
)
def test_nobody_is_named(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ofc. Dana Ruiz #1182 came", [("PERSON", "Dana Ruiz", (("rank", "ofc"), ("badge", "1182")))]),
        ("met Officer Tower", [("PERSON", "Tower", (("rank", "officer"),))]),
        ("met Sgt McGovern", [("PERSON", "McGovern", (("rank", "sgt"),))]),
        ("Mr. Pell left", [("PERSON", "Pell", ())]),
        ("Deputy Chief J. Orr-Lane", [("PERSON", "J. Orr-Lane", (("rank", "deputy chief"),))]),
        ("Summons: ORR, DANA LYNN Age: 30", [("PERSON", "ORR, DANA LYNN", ())]),
        ("XPD and ZFD came", [("ORG", "XPD", ()), ("ORG", "ZFD", ())]),
    ],
)
def test_who_is_named(text: str, wanted: list[tuple[str, str, tuple[tuple[str, str], ...]]]) -> None:
    assert found(text) == wanted


@given(st.text(max_size=200))
def test_offsets_hold_on_any_text(text: str) -> None:
    for item in find_names(text):
        assert 0 <= item.start < item.end <= len(text)
