"""Words, numbers told in words, streets in one form."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.link.streets import Street, spoken, street
from reportqa.link.text import number_in_words, tokens, unglyph


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("two fourteen", ("214", 2)),
        ("two one four", ("214", 3)),
        ("three oh five", ("305", 3)),
        ("one hundred seven", ("107", 3)),
        ("one hundred and seven", ("107", 4)),
        ("twelve thirty four", ("1234", 3)),
        ("twenty one", ("21", 2)),
        ("twelve men", ("12", 1)),
        ("hundred", None),
        ("gate", None),
    ],
)
def test_numbers_in_words(words: str, told: tuple[str, int] | None) -> None:
    assert number_in_words(words.split()) == told


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("North Oak Avenue", Street("n", "oak", "ave", "")),
        ("N. Oak Ave", Street("n", "oak", "ave", "")),
        ("Oak Ave N", Street("", "oak", "ave", "n")),
        ("North St", Street("", "north", "st", "")),
        ("Saint Mary Street", Street("", "st mary", "st", "")),
        ("St. Mary St", Street("", "st mary", "st", "")),
        ("Third Ave", Street("", "3rd", "ave", "")),
        ("Twenty-First St", Street("", "21st", "st", "")),
        ("Main", Street("", "main", "", "")),
        ("Park Place", Street("", "park", "pl", "")),
        ("US Hwy 41", Street("", "us hwy 41", "", "")),
    ],
)
def test_streets(text: str, parts: Street) -> None:
    assert street(spoken(text)) == parts


def test_look_alike_letters() -> None:
    assert (unglyph("2I4"), unglyph("1O7"), unglyph("S5"), unglyph("12c")) == ("214", "107", "55", "12c")


@given(st.text(max_size=200))
def test_tokens_are_where_they_say(text: str) -> None:
    found = tokens(text)
    assert [token.raw for token in found] == [text[token.start : token.end] for token in found]
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
