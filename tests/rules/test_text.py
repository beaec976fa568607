"""What several families look for in a text: the quick way finds what the plain one does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import harness

from reportqa.model.span import Span
from reportqa.rules import _text

PIECES = (
    "The",
    "İ",
    "DRUNK",
    "drunk",
    "UTL",
    "utl",
    "clearly",
    "“Clearly",
    "drunk”",
    "10-8",
    "Kelvin K",
    ".",
    "\n",
)


@pytest.mark.parametrize("name", ["opinion", "legal", "vague", "passive", "code", "cause", "slur"])
def test_word_lists_ignore_case_in_small_letters_too(name: str) -> None:
    pattern = _text.any_of("language", name)
    text = "He was DRUNK, Probably UTL by 10-8; it was Handled. The men are BURGLARS. 911 Was Called."
    case = harness.make_case(text)
    plain = [Span(*match.span()) for match in pattern.finditer(text)]
    assert list(_text.told(case, pattern)) == plain


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12))
def test_told_is_what_ignoring_case_finds_outside_quotations(parts: list[str]) -> None:
    text = " ".join(parts)
    case = harness.make_case(text)
    pattern = re.compile(r"\b(?:drunk|clearly|UTL|10-\d)\b", re.IGNORECASE)
    whole = _text.narrative(case)
    quoted = _text.quoted(case)
    expected = [
        Span(*match.span())
        for match in (pattern.finditer(text, whole.start, whole.end) if whole else ())
        if not any(Span(*match.span()).overlaps(place) for place in quoted)
    ]
    assert list(_text.told(case, pattern)) == expected
