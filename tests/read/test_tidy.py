"""What reading loses and what is put right: spaces, digits, the pronoun."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.read.ocr.ctc import Reading, ReadWord, finished
from reportqa.read.ocr.tidy import folded, parted, pronouns, unslashed


def words(text: str) -> tuple[ReadWord, ...]:
    """Words side by side."""
    tokens = text.split()
    return tuple(ReadWord(t, i / len(tokens), (i + 0.9) / len(tokens), 0.9) for i, t in enumerate(tokens))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("2o29", "2029"),
        ("Ell0", "E110"),
        ("B-2O7.", "B-207."),
        ("11/2O/2026", "11/20/2026"),
        ("O2", "O2"),
        ("I-95", "I-95"),
        ("ABO1234", "ABO1234"),
        ("hello", "hello"),
        ("149l", "1491"),
        ("Ill", "Ill"),
        ("olo8", "0108"),
        ("all", "all"),
    ],
)
def test_look_alikes_in_numbers(read: str, meant: str) -> None:
    """Letters become digits inside numbers and units only; plates keep what was read."""
    assert folded(read) == meant


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("needed.No", "needed. No"),
        ("DestinyOkafor", "Destiny Okafor"),
        ("Submitted:11/21/20260140", "Submitted: 11/21/2026 0140"),
        ("Ofc.Dupree", "Ofc. Dupree"),
        ("McDonald", "McDonald"),
        ("MacDonald", "MacDonald"),
        ("YouTube", "YouTube"),
        ("r.bell@Example.Com", "r.bell@Example.Com"),
        ("2010.No", "2010. No"),
        ("it.1", "it. 1"),
        ("3.1", "3.1"),
    ],
)
def test_words_run_together_are_parted(read: str, meant: str) -> None:
    """A lost space comes back where the shape of the token shows it."""
    assert " ".join(word.text for word in parted(ReadWord(read, 0.1, 0.9, 0.9))) == meant


@given(st.text(alphabet="aB1.:/ol-", min_size=1, max_size=30))
def test_parting_loses_nothing(text: str) -> None:
    """The letters stay, places stay inside the word and in order."""
    pieces = parted(ReadWord(text, 0.2, 0.8, 0.5))
    assert "".join(piece.text for piece in pieces) == text
    places = [place for piece in pieces for place in (piece.start, piece.end)]
    assert places == sorted(places)
    assert 0.199 < places[0] <= places[-1] < 0.801
    assert len(folded(text)) == len(text)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("1 put the keys back.", "I put the keys back."),
        ("Medic 2. 1 locked the door", "Medic 2. I locked the door"),
        ("unit 1 locked", "unit 1 locked"),
        ("when l saw him", "when I saw him"),
        ("She allowed it. 1", "She allowed it. I"),
        ("to gate 1", "to gate 1"),
        ("1 car was parked", "1 car was parked"),
    ],
)
def test_a_lone_one_before_a_verb_is_the_pronoun(read: str, meant: str) -> None:
    """Only where a clause begins and a verb follows."""
    assert " ".join(word.text for word in pronouns(words(read))) == meant


def test_a_finished_line_has_all_of_it() -> None:
    """Parting, digits, strokes and the pronoun in one go."""
    line = Reading(words("1 told Pave/ at 2o29.No one"), 0.9)
    assert finished(line).text == "I told Pavel at 2029. No one"
    assert unslashed("and/or") == "and/or"
