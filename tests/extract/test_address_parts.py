"""usaddress as second opinion: it answers, and never raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.extract.address_parts import is_street_address


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("48 Quarry Hill Lane", True),
        ("1220 N Orchard Ave Apt 4", True),
        ("Orchard Avenue", True),
        ("male subject", False),
    ],
)
def test_a_number_and_a_street(words: str, answer: bool) -> None:
    assert is_street_address(words) is answer


@given(st.text(max_size=80))
def test_it_never_raises(words: str) -> None:
    assert is_street_address(words) in (True, False)
