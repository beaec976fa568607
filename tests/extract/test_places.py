"""Addresses, streets, crossings, units and spots by grammar."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.extract.pipeline_tokens import tokens
from reportqa.extract.places import Where


def found(text: str) -> set[tuple[str, str]]:
    """Label and words of every candidate."""
    return {(str(item.label), text[item.start : item.end]) for item in Where(text, list(tokens(text))).find()}


@pytest.mark.parametrize(
    "text",
    [
        "Nothing to report",
        "He drove down the street",
        "20 min on the road",
        "2 males at the door",
        "on the way",
        "Unit 32 on scene",
        "Unit 7 responded to the call",
        "opposite side of the road",
        "they stood in court",
        "she gave it back",
        "he was able to exit in time",
        "swerved into the opposite lane",
        "ALL DOORS SECURED, OK",
    ],
)
def test_nothing_is_found(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("at 154 Keel Hill Road.", {("ADDRESS", "154 Keel Hill Road")}),
        ("at 12 oak street", {("ADDRESS", "12 oak street")}),
        ("1118 E. 58th St. (rack)", {("ADDRESS", "1118 E. 58th St")}),
        ("called to 33 Strand Rd Apt 4", {("ADDRESS", "33 Strand Rd Apt 4"), ("UNIT", "Apt 4")}),
        (
            "9 Elm St, Alder Falls, MA 01299 today",
            {("ADDRESS", "9 Elm St, Alder Falls, MA 01299"), ("PLACE", "Alder Falls, MA")},
        ),
        ("heading east on Cold Brook Rd", {("PLACE", "Cold Brook Rd")}),
        ("200 block of Main St", {("PLACE", "200 block of Main St")}),
        ("crash at Route 43 near the gas pumps", {("PLACE", "Route 43"), ("SPOT", "gas pumps")}),
        ("seen in Marlow Falls, VT at noon", {("PLACE", "Marlow Falls, VT")}),
        ("left at the bus stop", {("SPOT", "bus stop")}),
        ("in apt 202", {("UNIT", "apt 202")}),
        ("leak on the 2nd floor", {("UNIT", "2nd floor")}),
        ("met in Room 12", {("UNIT", "Room 12")}),
        ("parked in the rear parking lot", {("SPOT", "rear parking lot")}),
        ("the north side of the building", {("SPOT", "north side of the building")}),
        ("basement door open", {("SPOT", "basement door")}),
    ],
)
def test_what_is_found(text: str, wanted: set[tuple[str, str]]) -> None:
    assert found(text) == wanted


def test_a_crossing_is_one_place() -> None:
    assert ("PLACE", "Elm St + North St") in found("crash Elm St + North St, no injury")


@given(st.text(alphabet=st.sampled_from("aB1 2.,#-\nSt Apt rd side of lot 4th Rt &"), max_size=120))
def test_offsets_hold_on_any_text(text: str) -> None:
    for item in Where(text, list(tokens(text))).find():
        assert 0 <= item.start < item.end <= len(text)
        assert not text[item.start].isspace()
        assert not text[item.end - 1].isspace()
