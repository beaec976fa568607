"""How sure a word is: in range, moved by what views say, with the other readings beside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.read.ocr import OcrLine, OcrPage, OcrWord, second
from reportqa.read.ocr.ctc import Reading, ReadWord
from reportqa.read.ocr.english import english
from reportqa.read.ocr.sureness import FEATURES, features, judged, others_of, sureness
from reportqa.read.ocr.tesseract import tesseract_present


def line(*texts: str, chance: float = 0.97) -> Reading:
    """A line of words side by side."""
    words = tuple(
        ReadWord(text, i / len(texts), (i + 0.9) / len(texts), chance, mean=chance)
        for i, text in enumerate(texts)
    )
    return Reading(words, chance)


def test_the_shipped_weights_are_whole() -> None:
    """One weight a feature, and a mark between none and all."""
    assert len(sureness().weights) == len(FEATURES)
    assert 0.5 < sureness().mark < 1


def test_views_that_differ_make_a_word_unsure() -> None:
    """The same ink, agreed on or not: less sure, and the other reading stands beside it."""
    best = line("unit", "214", "was", "open")
    agreed = judged(best, [best, line("unit", "214", "was", "open", chance=0.9)], english())
    apart = judged(best, [best, line("unit", "241", "was", "open", chance=0.9)], english())
    assert apart.words[1].confidence < agreed.words[1].confidence
    assert apart.words[1].alternatives == ((("241"), pytest.approx(1 - apart.words[1].confidence, abs=1e-3)),)
    assert agreed.words[1].alternatives == ()
    assert apart.words[0].confidence == agreed.words[0].confidence


def test_look_alikes_are_one_reading() -> None:
    """ "2o29" and "2029" agree."""
    best = line("at", "2029")
    given = judged(best, [best, line("at", "2o29")], english())
    assert given.words[1].alternatives == ()


def test_a_lost_space_is_no_other_reading() -> None:
    """Words that another view ran together agree with it."""
    best = line("destiny", "okafor")
    glued = Reading((ReadWord("destinyokafor", 0.0, 0.95, 0.9),), 0.9)
    alone = judged(best, [best, line("destiny", "okafor")], english())
    assert judged(best, [best, glued], english()).words == alone.words


def test_noise_is_less_sure_than_english() -> None:
    """What English hardly spells is doubted, clear ink or not."""
    words = judged(line("patrol", "pqtvxl"), [], english()).words
    assert words[1].confidence < words[0].confidence


def test_a_word_that_fits_its_neighbours_is_surer() -> None:
    """The same word, as clear, where English has it and where it hasn't."""
    here = judged(line("within", "a", "short", "time", "she", "was"), [], english()).words[3]
    there = judged(line("within", "a", "she", "time", "the", "was"), [], english()).words[3]
    assert (here.text, there.text) == ("time", "time")
    assert there.confidence < here.confidence


def test_fits_counts_both_neighbours_and_no_number() -> None:
    """The word before and the one after; a token with a digit, a stranger and the line's ends say nothing."""
    pairs = english().pairs

    def fit(*texts: str) -> list[float]:
        given = line(*texts)
        place = FEATURES.index("fits")
        return [features(word, given, [], english())[place] for word in given.words]

    short = pairs.gain(pairs.place("a"), pairs.place("short"))
    time = pairs.gain(pairs.place("short"), pairs.place("time"))
    assert fit("A", "short", "time,") == [short, short + time, time]
    assert fit("a", "214", "time") == [0.0, 0.0, 0.0]
    assert fit("Zqorv", "time") == [0.0, 0.0]
    start = pairs.gain(pairs.after("gone."), pairs.place("The"))
    assert fit("gone.", "The") == [start, start]


def test_what_the_ink_gives_little_is_unsure() -> None:
    """A clear word of a clear line lies above the mark, a faint one below."""
    mark = sureness().mark
    assert judged(line("the", "gate", "was", "open", chance=0.999), [], english()).words[1].confidence >= mark
    faint = line("the", "gqte", "was", "open", chance=0.5)
    assert judged(faint, [], english()).words[1].confidence < mark


@given(
    st.text(min_size=1, max_size=12).filter(lambda text: not text.isspace()),
    st.floats(0, 1),
    st.floats(0, 1),
    st.booleans(),
)
def test_any_word_has_a_chance(text: str, least: float, share: float, changed: bool) -> None:
    """Finite features, a chance strictly inside 0…1."""
    word = ReadWord(text, 0.0, 1.0, least, mean=least, share=share, changed=changed)
    best = Reading((word,), least)
    others = others_of(best, [best, replace(best, ink=(replace(word, text="x"),))])
    values = features(word, best, others, english())
    assert np.isfinite(values).all()
    assert 0 < sureness().of(values) < 1


@pytest.mark.parametrize(
    ("first", "answer", "kept"),
    [
        ("214", ("241", 0.4), [("241", 0.4)]),
        ("0108", ("108.", 0.0), [("108", 0.05)]),
        ("0100", ("0100.", 0.9), []),
        ("11/21/2026", ("22026", 0.9), []),
        ("7", ("4", 0.6), [("4", 0.6)]),
        ("214", None, []),
    ],
)
def test_what_a_second_answer_is_worth(
    first: str, answer: tuple[str, float] | None, kept: list[tuple[str, float]]
) -> None:
    """Near readings stand beside the first; the same one and other ink don't."""
    word = OcrWord(text=first, rect=(0, 0, 9, 9), confidence=0.3)
    assert list(second.with_answer(word, answer).alternatives) == kept


@pytest.mark.slow
@pytest.mark.skipif(not tesseract_present(), reason="tesseract is not installed")
def test_the_second_reader_reads_all_crops_in_one_start() -> None:
    """Each answer goes to its own word; sure words and words without a digit are left alone."""
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("RGB", (760, 120), "white")
    draw = ImageDraw.Draw(page)
    truths = ("2147", "0230", "3051", "gate")
    for i, text in enumerate(truths):
        draw.text((20 + 180 * i, 40), text, font=ImageFont.load_default(36), fill="black")
    read = ("2741", "0230", "3057", "gqte")
    words = tuple(
        OcrWord(text=text, rect=(12 + 180 * i, 40, 170 + 180 * i, 80), confidence=0.3)
        for i, text in enumerate(read)
    )
    found = second.reread(np.asarray(page), OcrPage(lines=(OcrLine(words=words),)), 0.6).lines[0].words
    assert [word.text for word in found] == list(read)
    assert [[text for text, _ in word.alternatives] for word in found] == [["2147"], [], ["3051"], []]
