"""What one word says of the next: listed pairs, all others, and what says nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.errors import MissingPartError
from reportqa.read.ocr import wordpairs
from reportqa.read.ocr.wordpairs import MOST, NOTHING, WordPairs, word_pairs

TABLE = WordPairs(
    words=(".", "a", "fire", "engine"),
    others=np.array([-16, -8, 0, 4], np.int8),
    keys=np.array([0 * 4 + 1, 2 * 4 + 1, 2 * 4 + 3]),
    values=np.array([24, -40, 80], np.int8),
)


def test_a_token_is_known_by_its_letters() -> None:
    """Letter case and marks around it are set aside; what has no letters, and no word, is nothing."""
    tokens = ["fire", "Fire,", '"ENGINE"', "(a)", "fires", "214", ".", "", "..."]
    assert [TABLE.place(token) for token in tokens] == [2, 2, 3, 1, *[NOTHING] * 5]


def test_a_full_stop_begins_a_sentence() -> None:
    """What stands before the next word is the sentence's start, whatever the word was."""
    tokens = ["fire", "fire.", "9?", "ok!", "fire,", "9"]
    assert [TABLE.after(token) for token in tokens] == [2, 0, 0, 0, 2, NOTHING]


def test_pairs_that_are_listed_and_all_others() -> None:
    """Sixteenths of a nat: its own, or what the first word says of all others; nothing for a stranger."""
    pairs = [(0, 1), (0, 2), (1, 2), (2, 1), (2, 3), (2, 2), (3, 1), (NOTHING, 1), (1, NOTHING)]
    assert [TABLE.gain(*pair) for pair in pairs] == [1.5, -1.0, -0.5, -2.5, 5.0, 0.0, 0.25, 0.0, 0.0]


def test_the_shipped_table_knows_english() -> None:
    """A pair that is one, one that is none, and a word of a sentence's start."""
    shipped = word_pairs()

    def gain(first: str, second: str) -> float:
        return shipped.gain(shipped.after(first), shipped.place(second))

    assert gain("short", "time") > 2
    assert gain("short", "the") < -1
    assert gain("fire", "department") > 2
    assert gain("left.", "The") > gain("left.", "of")


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_two_tokens_have_a_gain_in_range(first: str, second: str) -> None:
    """Never more than the bound, either way."""
    shipped = word_pairs()
    assert -MOST <= shipped.gain(shipped.after(first), shipped.place(second)) <= MOST


def test_a_missing_table_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installation without its models says which."""
    monkeypatch.setattr(wordpairs, "models_dir", lambda: tmp_path)
    with pytest.raises(MissingPartError, match="word pairs"):
        word_pairs.__wrapped__()
