"""What is known of a value weighs, and never more than the ink allows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.forms.conftest import LAYOUT

from reportqa.read.glyphs import CLASSES
from reportqa.read.weighing import by_length, weighed, with_words

COMBS = {comb.name: comb for comb in LAYOUT.combs}


def read(name: str, *cells: str | dict[str, float], words: Any = ()) -> str:
    """The likeliest text; a cell is the character it looks like, or several with their chances."""
    ink = np.full((len(cells), len(CLASSES)), 1e-4, np.float64)
    for row, cell in enumerate(cells):
        for character, chance in ({cell: 0.98} if isinstance(cell, str) else cell).items():
            ink[row, CLASSES.index(character)] = chance
    ink /= ink.sum(axis=1, keepdims=True)
    places = range(len(cells))
    chances = with_words(weighed(ink, places, COMBS[name]), places, COMBS[name], by_length(words))
    assert np.allclose(chances.sum(axis=1), 1)
    return "".join(CLASSES[place] for place in chances.argmax(axis=1))


DOUBT = {"4": 0.6, "6": 0.3}
FAINT = {"4": 0.97, "6": 0.02}


@pytest.mark.parametrize(
    ("last", "words", "text"),
    [
        (DOUBT, (), "B204"),
        (DOUBT, ("b206",), "B206"),
        (DOUBT, ("b-206",), "B206"),
        (DOUBT, ("b206", "b204"), "B204"),
        (FAINT, ("b206",), "B204"),  # what the ink says plainly stands, though the client has no such unit
        (DOUBT, ("b2061", "206"), "B204"),
        (DOUBT, ("c206",), "B204"),
    ],
)
def test_a_word_of_the_client_is_likelier_where_the_ink_allows_it(
    last: dict[str, float], words: tuple[str, ...], text: str
) -> None:
    assert read("unit", "B", "2", "0", last, words=words) == text


def test_letters_follow_each_other_as_in_names() -> None:
    assert read("officer", *"HELG", {"A": 0.45, "R": 0.5}) == "HELGA"
    assert read("officer", *"HELG", {"A": 0.02, "R": 0.95}) == "HELGR"
    assert read("officer", "O", "'", *"NEI", {"L": 0.4, "U": 0.5}) == "O'NEIL"
    assert read("officer", {"X": 0.9, "K": 0.05}, *"AVIER") == "XAVIER"


def test_a_name_of_the_client_is_each_of_its_words() -> None:
    doubt = {"Z": 0.5, "S": 0.45}
    assert read("officer", *"LO", doubt, *"IK") == "LOSIK"
    assert read("officer", *"LO", doubt, *"IK", words=("lozik", "anna")) == "LOZIK"


def test_an_hour_exists_where_the_ink_leaves_it_open() -> None:
    assert read("time", {"2": 0.9, "1": 0.05}, {"9": 0.55, "1": 0.4}, "0", "4") == "2104"
    assert read("time", "2", "9", "0", "4") == "2904"


def test_no_area_code_begins_with_one() -> None:
    assert read("phone", {"1": 0.6, "7": 0.35}, *"05") == "705"
    assert read("phone", "1", *"05") == "105"


def test_clocks_and_dates_are_not_made_words_of_the_client() -> None:
    assert read("time", "2", "1", "0", {"4": 0.6, "9": 0.3}, words=("2109",)) == "2104"
