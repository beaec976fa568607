"""OCR without an engine where that will do, and one rendered page through the real one."""

from __future__ import annotations

import hashlib
import io
import sys
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont
from tests.read.conftest import only
from tests.read.drawn import printed

from reportqa.model.document import Origin
from reportqa.read import ReadSettings, read
from reportqa.read.ocr import NullEngine, OcrLine, OcrPage, OcrWord, engine_for, image_key
from reportqa.read.ocr.beam import beam_search
from reportqa.read.ocr.charmodel import SYMBOLS, CharModel, char_model, push, symbol
from reportqa.read.ocr.ctc import bare, decode, decode_with
from reportqa.read.ocr.english import english
from reportqa.read.ocr.layout import in_reading_order
from reportqa.read.ocr.legibility import lost_lines, poor_lines, reason_of
from reportqa.read.ocr.noise import is_noise
from reportqa.read.ocr.rapid import RapidEngine, _leant, _Line
from reportqa.read.ocr.tesseract import tesseract_present

ALPHABET = ("", *"abcdefghijklmnopqrstuvwxyz0123456789,", " ")


def ink(*steps: dict[str, float]) -> np.ndarray:
    """Output of a recogniser: what is not given goes to the blank."""
    table = np.full((len(steps), len(ALPHABET)), 1e-6, dtype=np.float32)
    for row, step in zip(table, steps, strict=True):
        for character, chance in step.items():
            row[ALPHABET.index(character) if character else 0] = chance
        row[0] += max(0.0, 1.0 - float(row.sum()))
    return table


def clear(text: str) -> list[dict[str, float]]:
    """Ink without doubt: each character, then paper."""
    out: list[dict[str, float]] = []
    for character in text:
        out += [{character: 0.99}, {"": 0.99}]
    return out


def test_best_path_words_have_places_and_least_confidence() -> None:
    """Repeats collapse, spaces part words, a word is as sure as its least character."""
    reading = decode(
        ink({"u": 0.9}, {"u": 0.8}, {"": 1}, {"n": 0.6}, {" ": 0.9}, {"4": 0.7}, {"": 1}), ALPHABET, 7
    )
    assert [(word.text, pytest.approx(word.confidence)) for word in reading.words] == [
        ("un", 0.6),
        ("4", 0.7),
    ]
    assert reading.words[0].end <= reading.words[1].start + 0.3
    assert reading.words[1].end <= 1.0


def test_the_model_mends_a_letter_and_says_so() -> None:
    """ "patrcl" becomes "patrol", unsure, with the ink's own reading beside it."""
    steps = [*clear("on patr"), {"c": 0.55, "o": 0.4}, {"": 0.99}, *clear("l at the gate")]
    reading = decode_with(ink(*steps), ALPHABET, len(steps), char_model())
    assert reading.text == "on patrol at the gate"
    word = reading.words[1]
    assert word.confidence <= 0.5
    assert word.alternatives[0][0] == "patrcl"


@pytest.mark.parametrize(
    "text", ["unit 214 at 0230", "plate ktb6159 seen", "camera 7 footage", "a104 and c305"]
)
def test_clear_ink_stands(text: str) -> None:
    """The model changes nothing that the ink is sure of, numbers least of all."""
    steps = clear(text)
    reading = decode_with(ink(*steps), ALPHABET, len(steps), char_model())
    assert reading.text == text
    assert all(not word.alternatives for word in reading.words)


def test_a_digit_does_not_buy_a_word_free() -> None:
    """Words run together stay letters, though a digit would spare them the model's judgement."""
    steps = [*clear("destiny"), {"o": 0.96, "0": 0.039}, {"": 0.99}, *clear("kafor")]
    assert beam_text(steps) == "destinyokafor"


def beam_text(steps: list[dict[str, float]]) -> str:
    """What the beam gives."""
    found = beam_search(ink(*steps), ALPHABET, len(steps), char_model())
    return "".join(ALPHABET[index] for index, _ in found.characters)


def test_a_words_rivals_are_counted_at_its_end() -> None:
    """Doubt about what follows pushes the other number out of the beam; the word still knows of it."""
    gate = [*clear("2"), {"1": 0.7, "7": 0.3}, *clear("4")]
    coins = [step for _ in range(7) for step in (*clear(" 3"), {"5": 0.5, "6": 0.5}, {"": 0.99})]
    steps = [*gate, *coins]
    words = decode_with(ink(*steps), ALPHABET, len(steps), char_model()).words
    assert words[0].text == "214"
    assert words[0].share == pytest.approx(0.7, abs=0.02)
    assert words[0].letters == pytest.approx(0.7, abs=0.02)


def test_marks_are_no_other_letters() -> None:
    """ "gate" and "gate," are rivals of one spelling; "gale" is another word."""
    steps = [*clear("a ga"), {"t": 0.8, "l": 0.2}, *clear("e"), {"": 0.6, ",": 0.4}, *clear(" was")]
    word = decode_with(ink(*steps), ALPHABET, len(steps), char_model()).words[1]
    assert bare(word.text) == "gate"
    assert word.share < word.letters - 0.1
    assert word.letters < 0.999


def test_letters_are_what_case_and_marks_leave() -> None:
    """A word without any letter or digit stays itself."""
    assert [bare(text) for text in ("Gate,", "(B-12)", "--", '"I')] == ["gate", "b-12", "--", "i"]


class Looks(RapidEngine):
    """The engine with what the recogniser sees at each stretch given, and which it was asked for."""

    def __init__(self, seen: dict[float, list[dict[str, float]]]) -> None:
        self.passes, self.unsure_below = 3, 0.92
        self._language = english()
        self._models = SimpleNamespace(alphabet=ALPHABET)  # type: ignore[assignment]
        self._seen = seen
        self.asked: list[tuple[float, float]] = []

    def _ink(self, crop: np.ndarray, stretch: float = 1.0) -> tuple[np.ndarray, int]:
        self.asked.append((stretch, leaning(crop)))
        steps = self._seen[stretch]
        return ink(*steps), len(steps)


def written(text: str, chance: float) -> list[dict[str, float]]:
    """Ink that gives each character no more than that."""
    return [step for character in text for step in ({character: chance, "": 1 - chance}, {"": 0.99})]


PAPER = cv2.line(np.full((49, 481, 3), 255, np.uint8), (240, 0), (240, 48), (0, 0, 0), 3)
PLAIN, WIDE, WIDER = (1.0, 0.0), (1.25, 0.0), (1.75, 0.0)
TO_THE_LEFT, TO_THE_RIGHT = (1.25, 0.25), (1.25, -0.25)  # letters leant, as `leaning` tells it
DOUBTFUL = [*clear("at the g"), {"a": 0.55, "o": 0.45}, {"": 0.99}, *clear("te")]


def leaning(crop: np.ndarray) -> float:
    """How far the foot of the paper's upright stroke stands to the right of its top, in heights."""
    top, foot = (int(np.median(np.flatnonzero(row[:, 0] < 128))) for row in (crop[0], crop[-1]))
    return (foot - top) / (len(crop) - 1)


@pytest.mark.parametrize(
    ("steps", "asked", "asked_small"),
    [
        (clear("at the gate"), [PLAIN], [PLAIN]),
        (DOUBTFUL, [PLAIN, WIDE], [PLAIN, TO_THE_LEFT, TO_THE_RIGHT]),
        (written("at the gate", 0.65), [PLAIN, WIDE, WIDER], [PLAIN, TO_THE_LEFT, TO_THE_RIGHT, WIDER]),
    ],
    ids=["sure", "a letter in doubt", "lost"],
)
def test_a_line_is_looked_at_as_often_as_it_is_in_doubt(
    steps: list[dict[str, float]], asked: list[tuple[float, float]], asked_small: list[tuple[float, float]]
) -> None:
    """A clear line once, one with a doubtful word twice, one that is mostly guessed three times.

    Where the page's writing is small, a doubted line leant to either side, and a lost one once more.
    """
    for small, wanted in ((False, asked), (True, asked_small)):
        engine = Looks(dict.fromkeys((1.0, 1.25, 1.75), steps))
        (reading,) = engine._read_lines([_Line(PAPER)], small=small)
        assert reading.text == "at the gate"
        assert engine.asked == wanted


@pytest.mark.parametrize("lean", [0.25, -0.25])
def test_letters_lean_about_their_middle(lean: float) -> None:
    """So that a word has the same place in each look."""
    leant = _leant(PAPER, lean)
    assert leaning(leant) == pytest.approx(lean, abs=0.01)
    assert np.median(np.flatnonzero(leant[24, :, 0] < 128)) == 240


def test_small_writing_is_looked_at_until_it_is_sure() -> None:
    """The second look is clear: no third is made."""
    engine = Looks({1.0: written("at the gale", 0.8), 1.25: clear("at the gate")})
    engine._read_lines([_Line(PAPER)], small=True)
    assert engine.asked == [PLAIN, TO_THE_LEFT]


def test_a_view_gains_nothing_by_seeing_less() -> None:
    """The look that lost a word has fewer letters to pay for; a letter counts, not their sum."""
    whole = written("he was at the gate", 0.6)
    engine = Looks({1.0: written("he was at", 0.55), 1.25: whole, 1.75: whole})
    assert engine.read_line(PAPER).text == "he was at the gate"


def test_a_view_without_doubt_stands() -> None:
    """A second look that is sure of every letter is not asked about English, and beats one that was."""
    engine = Looks({1.0: written("at the gale", 0.8), 1.25: clear("at the gate")})
    assert engine.read_line(PAPER).text == "at the gate"


@hypothesis_settings(deadline=None, max_examples=40)
@given(st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_any_ink_is_decoded(steps: int, seed: int) -> None:
    """Random output gives words inside the line with confidences in range."""
    table = np.random.default_rng(seed).dirichlet(np.full(len(ALPHABET), 0.1), steps).astype(np.float32)
    for reading in (decode(table, ALPHABET, steps), decode_with(table, ALPHABET, steps, char_model())):
        for word in reading.words:
            assert 0 <= word.start <= word.end <= 1
            assert 0 <= word.confidence <= 1.0001


def test_the_character_model_is_a_distribution() -> None:
    """Rows sum to about one (they are rounded to sixteenths of a nat), known words beat noise."""
    model = char_model()
    context = 1
    for character in " patro":
        context = push(context, symbol(character))
    row = np.exp(np.array(model.row(context)))
    assert row.sum() == pytest.approx(1.0, abs=0.1)
    assert SYMBOLS[int(row.argmax())] == "l"
    for character in "zqxjvk":
        context = push(context, symbol(character))
    assert np.exp(np.array(model.row(context))).sum() == pytest.approx(1.0, abs=0.15)


def test_a_context_says_how_it_differs_from_the_longest_shorter_one_that_is_known() -> None:
    """Here "a" alone is not known, nor "cba"; no character costs more than eight nats."""

    def context(text: str) -> int:
        made = 1
        for character in text:
            made = push(made, symbol(character))
        return made

    symbols = len(SYMBOLS)
    model = CharModel(
        keys=np.array([context(""), context("ba")]),
        shifts=np.array([0, 16], np.uint8),
        counts=np.array([symbols, 1], np.uint8),
        nexts=np.array([*range(symbols), symbol("d")], np.uint8),
        values=np.array([*[48] * (symbols - 1), 120, 4], np.uint8),
    )
    alone = (*[-3.0] * (symbols - 1), -7.5)
    after = [-4.0] * (symbols - 1) + [-8.0]
    after[symbol("d")] = -0.25
    for asked in (("cba", "ba", "a", "b", ""), ("", "b", "a", "ba", "cba")):
        rows = {text: model.row(context(text)) for text in asked}
        assert rows == dict.fromkeys(("", "a", "b"), alone) | dict.fromkeys(("ba", "cba"), tuple(after))


def line(text: str, left: float, top: float, width: float = 100) -> OcrLine:
    """A piece of text with one box for all its words."""
    words = text.split()
    step = width / len(words)
    return OcrLine(
        words=tuple(
            OcrWord(text=word, rect=(left + i * step, top, left + (i + 0.9) * step, top + 20), confidence=0.9)
            for i, word in enumerate(words)
        )
    )


def test_pieces_of_one_height_are_one_line() -> None:
    """A form's label and its answer belong together, whatever order they were found in."""
    pieces = [line("Oak Terrace", 200, 11), line("Time:", 0, 40), line("Site:", 0, 10), line("0214", 200, 41)]
    assert [item.text for item in in_reading_order(pieces)] == ["Site: Oak Terrace", "Time: 0214"]


FORMS = {
    "cells": (
        [("Date", 0, 0), ("Time:", 200, 2), ("Unit", 400, 0), ("11/20/2026", 4, 24), ("0214", 210, 27),
         ("214 B", 390, 25)],
        ["Date: 11/20/2026", "Time: 0214", "Unit: 214 B"],
    ),
    "an empty cell": (
        [("Date:", 0, 0), ("Time:", 200, 2), ("11/20/2026", 4, 24), ("I heard music from there.", 0, 70)],
        ["Date: 11/20/2026", "Time:", "I heard music from there."],
    ),
    "beneath, one a row": (
        [("Site", 0, 0), ("Oak Terrace", 5, 25), ("Officer", 0, 55), ("Dana Ruiz", 0, 80)],
        ["Site: Oak Terrace", "Officer: Dana Ruiz"],
    ),
    "beside, without colons": (
        [("Site", 0, 0), ("Oak Terrace", 200, 2), ("Officer", 0, 30), ("Dana Ruiz", 200, 31)],
        ["Site: Oak Terrace", "Officer: Dana Ruiz"],
    ),
    "an empty label over prose": (
        [("Date: 11/20/2026", 0, 0), ("Officer:", 0, 30), ("The gate was open.", 0, 55),
         ("Nobody was there.", 0, 80)],
        ["Date: 11/20/2026", "Officer:", "The gate was open.", "Nobody was there."],
    ),
    "labels over labels": (
        [("Date:", 0, 0), ("Time:", 200, 0), ("Site: Oak Terrace", 0, 25), ("Unit:", 200, 25)],
        ["Date: Time:", "Site: Oak Terrace Unit:"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("pieces", "lines"), FORMS.values(), ids=FORMS)
def test_labels_and_their_answers_are_one_line(
    pieces: list[tuple[str, float, float]], lines: list[str]
) -> None:
    """Beneath in cells, beneath one by one, or beside; an empty label never takes prose or a label."""
    found = [line(text, left, top, 9.0 * len(text)) for text, left, top in pieces]
    assert [item.text for item in in_reading_order(found)] == lines


def test_columns_are_read_one_after_another() -> None:
    """Two columns of prose are not read across."""
    pieces = []
    for row in range(6):
        pieces.append(line(f"left column line {row}", 0, 30 * row, 300))
        pieces.append(line(f"right column line {row}", 360, 30 * row + 4, 300))
    texts = [item.text for item in in_reading_order(pieces)]
    assert texts == [f"left column line {row}" for row in range(6)] + [
        f"right column line {row}" for row in range(6)
    ]


def test_columns_of_lines_of_unlike_length() -> None:
    """Three lines facing each other do; a line that ends early says nothing about where the gutter is."""
    rows = [
        ("At 1043 I saw", 390, 540),
        ("a blue sedan parked in the", 470, 540),
        ("near the pool gate", 420, 560),
    ]
    pieces = [line(text, 40, 30.0 * row, width) for row, (text, width, _) in enumerate(rows)]
    pieces += [
        line("No further action then", left, 30.0 * row + 4, 400) for row, (*_, left) in enumerate(rows)
    ]
    pieces.append(line("and locked.", 40, 90, 90))
    assert [item.text for item in in_reading_order(pieces)] == [
        *(text for text, *_ in rows),
        "and locked.",
        *["No further action then"] * 3,
    ]


def test_a_line_found_across_two_columns_is_parted() -> None:
    """Its words leave the gutter free, as those of a line below the columns don't."""
    words = line("one two three four", 40, 60, 400).words + line("five six seven", 540, 60, 300).words
    pieces = [OcrLine(words=words), line("a line below of one width that ends here", 40, 180, 860)]
    for row in (0, 1, 3):
        pieces += [line(f"left column line {row}", 40, 30.0 * row, 410)]
        pieces += [line(f"right column line {row}", 540, 30.0 * row + 3, 360)]
    left, right = ([f"{side} column line {row}" for row in (0, 1, 3)] for side in ("left", "right"))
    left.insert(2, "one two three four")
    right.insert(2, "five six seven")
    texts = [item.text for item in in_reading_order(pieces)]
    assert texts == [*left, *right, "a line below of one width that ends here"]


TABLES = {
    "a log": ["11/20/2026 0214 hours", "gate two was found open"],
    "labels": ["Reported by officer:", "Dana Ruiz of the night"],
    "three cells": ["At ten I saw", "a blue sedan there", "near the pool gate"],
}


@pytest.mark.parametrize("cells", TABLES.values(), ids=TABLES)
def test_tables_are_read_row_by_row(cells: list[str]) -> None:
    """Entries that begin with a date, labels with answers, three cells beside one another are no columns."""
    pieces = [line(text, 300.0 * i, 40.0 * row, 200) for row in range(5) for i, text in enumerate(cells)]
    assert [item.text for item in in_reading_order(pieces)] == [" ".join(cells)] * 5


def test_damaged_labels_of_a_scan(settings: ReadSettings) -> None:
    """OCR's own errors in labels, lost spaces and colons do not hide the form."""
    pixels = np.full((200, 400, 3), 255, np.uint8)
    texts = [
        "INCIDENTREPORT",
        "ReportNo:PG-204",
        "Slte: Oak Terrace",
        "Date 11/20/2026",
        "Time:0214",
        "Submitted:11/20/20260231",
        "The gate was open.",
    ]
    page = OcrPage(lines=tuple(line(text, 0, 25.0 * i) for i, text in enumerate(texts)))
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    engine = NullEngine(replies={image_key(pixels): page})
    document = only(read(out.getvalue(), settings=settings, name="s.png", engine=engine))
    header = {
        item.name: str(getattr(document.metadata, item.name))
        for item in document.metadata.origins
        if item.origin is Origin.HEADER
    }
    assert header == {
        "kind": "incident",
        "report_id": "PG-204",
        "site": "Oak Terrace",
        "occurred_at": "2026-11-20 02:14:00",
        "submitted_at": "2026-11-20 02:31:00",
    }
    assert document.narrative is not None
    assert document.narrative.of(document.text) == "The gate was open."


def rendered(lines: list[str], *, size: int = 28) -> Image.Image:
    """A printed page."""
    page = Image.new("RGB", (1000, 60 + 50 * len(lines)), "white")
    draw = ImageDraw.Draw(page)
    for row, text in enumerate(lines):
        draw.text((40, 30 + 50 * row), text, fill="black", font=ImageFont.load_default(size))
    return page


PRINTED = [
    "Incident report",
    "Unit 214, plate KTB 6159",
    "At 0230 hours the gate was open.",
    "Nobody was hurt.",
]


@pytest.mark.slow
@pytest.mark.parametrize("turns", [1, 3])
def test_a_line_on_its_side(turns: int) -> None:
    """A strip is turned upright, whichever side it lies on."""
    strip = printed(["At 0230 hours the gate of the pool was open"], size=40, width=1000)[20:90, 30:]
    page = engine_for(ReadSettings(second="none")).recognise(np.ascontiguousarray(np.rot90(strip, turns)))
    assert [line.text for line in page.lines] == ["At 0230 hours the gate of the pool was open"]
    assert page.turned == (4 - turns) * 90


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 3])
def test_a_printed_page_however_it_lies(degrees: int) -> None:
    """Turned pages are read; boxes belong to the image as it was given."""
    page = rendered(PRINTED).rotate(degrees, expand=True, fillcolor="white")
    out = io.BytesIO()
    page.save(out, "PNG")
    document = only(read(out.getvalue(), settings=ReadSettings(second="none"), name="s.png"))
    assert document.text.split("\n") == PRINTED
    for word in document.words:
        box = word.boxes[0]
        assert 0 <= box.left < box.right <= page.width + 1
        assert 0 <= box.top < box.bottom <= page.height + 1
    first, last = document.words[0].boxes[0], document.words[-1].boxes[0]
    if degrees == 180:
        assert first.top > last.top
    elif degrees in (0, 3):
        assert first.top < last.top


@pytest.mark.slow
def test_pages_of_nothing_say_so() -> None:
    """An empty page and noise give no words and a reason."""
    for image in (Image.new("L", (600, 800), 255), Image.effect_noise((600, 800), 60)):
        out = io.BytesIO()
        image.save(out, "PNG")
        document = only(read(out.getvalue(), settings=ReadSettings(second="none"), name="s.png"))
        assert len(document.words) <= 1
        assert document.pages[0].reason is not None


@pytest.mark.slow
def test_the_engine_opens_no_network_and_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Sockets are forbidden, output stays empty, and rapidocr's own code is not imported."""
    import socket

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("network")

    monkeypatch.setattr(socket, "socket", refuse)
    before = "rapidocr" in sys.modules
    engine = engine_for(ReadSettings(second="none"))
    page = engine.recognise(np.ascontiguousarray(np.asarray(rendered(PRINTED))[:, :, ::-1]))
    assert [item.text for item in page.lines] == PRINTED
    assert ("rapidocr" in sys.modules) == before
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
@pytest.mark.skipif(not tesseract_present(), reason="tesseract is not installed")
def test_tesseract_engine_reads_print() -> None:
    """The other engine behind the same protocol."""
    engine = engine_for(ReadSettings(engine="tesseract", second="none"))
    page = engine.recognise(np.ascontiguousarray(np.asarray(rendered(PRINTED))[:, :, ::-1]))
    assert [item.text for item in page.lines] == PRINTED


def test_what_no_word_is_likely_in_is_no_text_and_the_page_says_so() -> None:
    def line(*chances: float) -> OcrLine:
        return OcrLine(words=tuple(OcrWord(text="am", rect=(0, 0, 9, 9), confidence=c) for c in chances))

    assert [is_noise(line(*chances)) for chances in ((0.04, 0.1), (0.04, 0.2), (0.9,))] == [
        True,
        False,
        False,
    ]
    chance = np.random.default_rng(1)
    page = np.where(chance.random((400, 400, 1)) < 0.05, 0, 255).astype(np.uint8).repeat(3, axis=2)
    assert reason_of(page, OcrPage(lines=(), unread=4), 0.6) == "the writing could not be read"
    assert reason_of(page, OcrPage(lines=()), 0.6) == "no writing found"


@pytest.mark.parametrize(
    ("words", "noise"),
    [(["Y"], False), (["Y", "N"], False), (["1", "1"], False), (["no", "no"], False), (["x", "'X"], True)],
)
def test_one_letter_again_is_no_text(words: list[str], noise: bool) -> None:
    """A script of like strokes is read as "n n n", and surely; a lone letter or a choice stands."""
    line = OcrLine(words=tuple(OcrWord(text=word, rect=(0, 0, 9, 9), confidence=0.98) for word in words))
    assert is_noise(line) is noise


def test_a_line_that_nobody_read_is_missed() -> None:
    """Among the lines read, as wide and high as a line; a signature, a rule and what was read are none."""
    told = [
        "At 0214 I saw a man at the gate.",
        "He left toward the pool and",
        "I locked it.",
        "Nobody was hurt.",
    ]
    sheet = printed([*told, "", "D. Ruiz"])
    sheet[85:125] = cv2.GaussianBlur(sheet[85:125], (0, 0), 3)
    cv2.line(sheet, (40, 255), (500, 255), (0, 0, 0), 2)
    rects = [(40, 30 + 50 * row, 46 + 13 * len(text), 66 + 50 * row) for row, text in enumerate(told)]
    lines = tuple(OcrLine(words=(OcrWord(text="a", rect=rect, confidence=0.9),)) for rect in rects)
    assert lost_lines(sheet, OcrPage(lines=lines)) == []
    ((rect, reason),) = lost_lines(sheet, OcrPage(lines=(lines[0], *lines[2:])))
    assert reason == "blurred"
    assert rect == pytest.approx(rects[1], abs=30)
    assert lost_lines(sheet, OcrPage(lines=lines[2:])) == []  # two lines are no measure


def test_lines_that_can_not_be_read_have_a_reason_each() -> None:
    """Faint, blurred, small, or beyond the reader; short and likely lines have none."""
    sheet = np.full((420, 900, 3), 255, np.uint8)

    def put(
        top: int, size: int, *, ink: str = "black", blur: float = 0.0
    ) -> tuple[float, float, float, float]:
        text = printed(["At 0230 the gate was open"], size=size, width=900, ink=ink)[25:75]
        sheet[top : top + 50] = cv2.GaussianBlur(text, (0, 0), blur) if blur else text
        return (40, top + 4, 40 + 12.5 * size, top + 4 + 1.3 * size)

    rects = [put(0, 28), put(60, 28, ink="#dddddd"), put(120, 28, blur=4), put(180, 8), put(240, 28)]
    words = [("gabcdefgh", 0.2), ("gabcdefgh", 0.2), ("gabcdefgh", 0.2), ("gabcdefgh", 0.2), ("gate", 0.2)]
    lines = tuple(
        OcrLine(words=(OcrWord(text=text, rect=rect, confidence=sure),))
        for rect, (text, sure) in zip(rects, words, strict=True)
    )
    sure = OcrLine(words=(OcrWord(text="everything", rect=rects[1], confidence=0.5),))
    assert poor_lines(sheet, OcrPage(lines=(*lines, sure))) == {
        0: "the writing could not be read",
        1: "too faint",
        2: "blurred",
        3: "too small",
    }


@pytest.mark.parametrize(
    ("readable", "unsure", "reason"),
    [
        (7, 3, None),
        (4, 2, None),  # one odd name in a line
        (3, 2, "the writing could not be read"),
        (12, 8, "the writing could not be read"),
    ],
)
def test_a_line_with_an_odd_name_can_be_judged(readable: int, unsure: int, reason: str | None) -> None:
    """Seven words in ten must be readable; in a line or two one more may be missing."""
    rect = (40.0, 30.0, 140.0, 58.0)
    words = [OcrWord(text="gate", rect=rect, confidence=0.9)] * readable
    words += [OcrWord(text="Gsjt", rect=rect, confidence=0.3)] * unsure
    assert reason_of(printed(), OcrPage(lines=(OcrLine(words=tuple(words)),)), 0.6) == reason


@pytest.mark.parametrize(
    ("model", "file"),
    [("char_model", "model.npz"), ("word_pairs", "model.npz"), ("hand_reader", "weights.npz")],
)
def test_the_shipped_model_is_the_one_on_its_card(model: str, file: str) -> None:
    """The file has not changed without its card."""
    folder = Path(__file__).parents[2] / "models" / model
    digest = hashlib.sha256((folder / file).read_bytes()).hexdigest()
    assert digest in (folder / "CARD.md").read_text("utf-8")
