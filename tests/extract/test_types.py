"""The incident-type model: plain arrays, calibrated, and silent where there is nothing to say."""

from __future__ import annotations

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.extract.types import guess_types, load_model


@pytest.mark.parametrize("text", ["", "ok", "123 456", "…"])
def test_nothing_to_say(text: str) -> None:
    assert guess_types(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Guest slid on the wet tiles by the fountain and landed on her hip.",
            "slip-and-fall",
        ),
        (
            "Two residents of building 4 traded punches near the mailboxes.",
            "assault-fight",
        ),
        ("Someone cut the lock and took a mountain bike from the rack overnight.", "theft"),
        (
            "Smoke detector on the fourth floor sounded: burnt toast; panel reset.",
            "fire-alarm",
        ),
        ("Loud music from the apartment above, tenant turned it down when asked.", "noise-disturbance"),
    ],
)
def test_plain_cases(text: str, expected: str) -> None:
    assert guess_types(text)[0].type == expected


@given(st.text(max_size=400))
def test_guesses_are_ranked_probabilities(text: str) -> None:
    guesses = guess_types(text)
    chances = [guess.probability for guess in guesses]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1.000001


def test_probabilities_sum_to_one() -> None:
    assert isclose(sum(load_model().probabilities("a broken window at the gate")), 1.0)
