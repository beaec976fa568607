"""Mentions found by shape or word list, compared whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.extract.things import find_things
from reportqa.model.mention import Label

Found = tuple[str, str, str | None, dict[str, str]]


def found(text: str, *labels: Label) -> list[Found]:
    return [
        (mention.label.value, mention.text, mention.value, dict(mention.parts))
        for mention in find_things(text)
        if mention.label in labels
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A car was parked there and a truck left.",
        "He took his black bag and walked to the escape stairs.",
        "At 0214hrs unit 14D22 cleared, photos IMG2041 saved, serial WTU123.",
        "Locked gate #214 and apt #1204; camera 7 at 0330.",
        "Brookfield, CA 90210",
        "The male party and the female driver spoke.",
        "He was in pain about the cut to the budget.",
        "Officer on post 3 walked 100ft in 15min, 2nd floor.",
    ],
)
def test_silence(text: str) -> None:
    silent = (Label.VEHICLE, Label.PLATE, Label.PHONE, Label.PERSON_DESC, Label.INJURY)
    assert found(text, *silent) == []


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        (
            "White Ford F-150, CA plate 8ABC123, dent in door.",
            Label.PLATE,
            [("PLATE", "CA plate 8ABC123", "8ABC123", {"state": "CA"})],
        ),
        ("Cited plate KLM 4410 in lot B", Label.PLATE, [("PLATE", "KLM 4410", "KLM4410", {})]),
        (
            "gray van, tag 4RT112 (NJ) again",
            Label.PLATE,
            [("PLATE", "4RT112 (NJ)", "4RT112", {"state": "NJ"})],
        ),
        (
            "dk blue 2012 Honda Civic sedan left",
            Label.VEHICLE,
            [
                (
                    "VEHICLE",
                    "dk blue 2012 Honda Civic sedan",
                    "2012 blue honda civic sedan",
                    {"year": "2012", "color": "blue", "make": "honda", "model": "civic", "type": "sedan"},
                )
            ],
        ),
        (
            "silver Civic backed into blue CR-V",
            Label.VEHICLE,
            [
                ("VEHICLE", "silver Civic", "silver civic", {"color": "silver", "model": "civic"}),
                ("VEHICLE", "blue CR-V", "blue cr-v", {"color": "blue", "model": "cr-v"}),
            ],
        ),
        (
            "call (555) 010-4477 or 555-010-4478",
            Label.PHONE,
            [("PHONE", "(555) 010-4477", "5550104477", {}), ("PHONE", "555-010-4478", "5550104478", {})],
        ),
        (
            "badge 4471, case # 1182234-26, IR 118, Ofc. Kim #2207",
            Label.ID,
            [
                ("ID", "4471", "4471", {"kind": "badge"}),
                ("ID", "1182234-26", "1182234-26", {"kind": "case"}),
                ("ID", "118", "118", {"kind": "report"}),
                ("ID", "2207", "2207", {"kind": "badge"}),
            ],
        ),
        (
            "Male, about 30, 6 ft, thin, grey hoodie, black jeans; refused.",
            Label.PERSON_DESC,
            [
                (
                    "PERSON_DESC",
                    "Male, about 30, 6 ft, thin, grey hoodie, black jeans",
                    None,
                    {
                        "sex": "male",
                        "age": "about 30",
                        "height": "6 ft",
                        "build": "thin",
                        "clothing": "grey hoodie, black jeans",
                    },
                )
            ],
        ),
        (
            "He had a cut on his left hand and was bleeding.",
            Label.INJURY,
            [
                ("INJURY", "cut on his left hand", None, {"kind": "cut", "body": "hand"}),
                ("INJURY", "bleeding", None, {"kind": "bleeding"}),
            ],
        ),
        (
            "He held a kitchen knife.",
            Label.WEAPON,
            [("WEAPON", "kitchen knife", None, {"kind": "kitchen knife"})],
        ),
    ],
)
def test_found(text: str, label: Label, expected: list[Found]) -> None:
    assert found(text, label) == expected


@given(st.text(max_size=300))
def test_offsets_hold_on_any_text(text: str) -> None:
    for mention in find_things(text):
        assert mention.span.of(text) == mention.text


@given(
    st.lists(
        st.sampled_from(["İ", "white", "Ford", "8ABC123", "male", "30", "#", "case", "\n", "¥", "plate"])
    )
)
def test_offsets_hold_where_small_letters_are_longer(words: list[str]) -> None:
    text = " ".join(words)
    for mention in find_things(text):
        assert mention.span.of(text) == mention.text
