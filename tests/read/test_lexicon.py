"""The client's own words in reading: a bounded pull, taken back from what is no word of theirs."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.link import Linker
from reportqa.model.document import Document
from reportqa.model.site import Address, Client, Permit, Person, Site, Unit
from reportqa.read.ocr.lexicon import Lexicon, ended, step
from reportqa.site.registry import RegistryRows, SiteRegistry

np = pytest.importorskip("numpy")
pytest.importorskip("onnxruntime", reason="the extra [ocr] is not installed")

from reportqa.read.ocr.beam import beam_search  # noqa: E402
from reportqa.read.ocr.charmodel import char_model  # noqa: E402

ALPHABET = ("", *string.ascii_letters, *string.digits, " ", ",", ".", "'", '"', "-")


def gift(lexicon: Lexicon, text: str) -> float:
    """What a whole token is given in the end."""
    branch, held, total = lexicon.root, 0.0, 0.0
    for character in text:
        branch, held, change = step(branch, held, character, lexicon.root)
        total += change
    return total if ended(branch) else total - held


def test_only_whole_words_are_given_something() -> None:
    lexicon = Lexicon(["Okafor", "E104", "JDV6814"])
    assert {
        text: gift(lexicon, text) for text in ("Okafo", "Okaforx", "E105", "hello", "E104b")
    } == dict.fromkeys(("Okafo", "Okaforx", "E105", "hello", "E104b"), 0.0)
    assert {
        text: gift(lexicon, text) for text in ("Okafor", "okafor's", "(Okafor),", "E104", "JDV6814.")
    } == {
        "Okafor": 3.0,
        "okafor's": 3.0,
        "(Okafor),": 3.0,
        "E104": 3.0,
        "JDV6814.": 5.25,
    }


@given(st.text(alphabet=string.ascii_letters + string.digits + " .,'", max_size=30))
def test_what_is_held_is_what_was_given(text: str) -> None:
    lexicon = Lexicon(["Okafor", "E104", "12", "Elm Street"])
    branch, held, total, settled = lexicon.root, 0.0, 0.0, 0.0
    for character in text:
        before = held
        at_end = ended(branch)
        branch, held, change = step(branch, held, character, lexicon.root)
        total += change
        if character == " " and at_end:
            settled += before
        assert total == pytest.approx(settled + held)
        assert 0 <= held <= 6


def test_near_words_are_asked_about_and_others_are_not() -> None:
    lexicon = Lexicon(["Omar", "928", "JDV6814"])
    assert [
        text for text in ("Omar", "oman", "when", "929", "JDV6814", "1928", "Okafor") if lexicon.near(text)
    ] == ["929"]
    assert [text for text in ("Oman", "g28", "JDV684", "FDV6814") if not lexicon.near(text)] == []


def ink(*steps: dict[str, float]) -> np.ndarray:
    """Steps × characters, a blank between two steps."""
    rows = []
    for held in steps:
        for row in (held, {"": 1.0}):
            rows.append([max(row.get(character, 0.0), 1e-7) for character in ALPHABET])
    return np.array(rows, dtype=np.float32)


def decoded(table: np.ndarray, lexicon: Lexicon | None) -> str:
    found = beam_search(table, ALPHABET, len(table), char_model(), lexicon)
    return "".join(ALPHABET[index] for index, _ in found.characters)


def test_the_registry_settles_what_the_ink_leaves_open() -> None:
    table = ink({"E": 1}, {"1": 1}, {"0": 0.6, "6": 0.4}, {"4": 1})
    assert decoded(table, None) == "E104"
    assert decoded(table, Lexicon(["E164"])) == "E164"


def test_the_registry_never_overrules_clear_ink() -> None:
    table = ink({"E": 1}, {"1": 1}, {"0": 0.99, "6": 0.01}, {"4": 1})
    assert decoded(table, Lexicon(["E164"])) == "E104"


def test_quotation_marks_stay() -> None:
    table = ink(*({character: 1.0} for character in 'he said "go" then'))
    assert decoded(table, None) == 'he said "go" then'


ELM = Address(number="12", street="Elm St")
ROWS = RegistryRows(
    clients=(Client(id="C", name="Fenwick"),),
    sites=(
        Site(id="FEN", client_id="C", name="Fenwick Court", timezone="UTC", addresses=(ELM,)),
        Site(id="MAR", client_id="C", name="Marlowe Yard", timezone="UTC"),
    ),
    units=(Unit(id="u1", site_id="FEN", number="E104"), Unit(id="u2", site_id="MAR", number="B207")),
    persons=(
        Person(id="p", name="Rosa Noor", role="resident", site_id="FEN"),
        Person(id="o", name="Lars Keane", role="officer", badge="F-3301"),
    ),
    permits=(Permit(id="v", site_id="FEN", plate="JDV6814"),),
)  # fmt: skip


def test_a_reader_is_told_the_words_of_the_site_that_the_page_names() -> None:
    linker = Linker(SiteRegistry(ROWS))
    known = linker.words(Document.from_text("Site: FEN", site="FEN"))
    assert known == {"Fenwick Court", "12 Elm St", "E104", "Rosa Noor", "Lars Keane", "F-3301", "JDV6814"}
    unknown = linker.words(Document.from_text("nothing to go by"))
    assert unknown == {"Fenwick Court", "12 Elm St", "Marlowe Yard", "Lars Keane", "F-3301"}
    assert Linker(SiteRegistry.empty()).words(Document.from_text("x")) == frozenset()


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("E2IS", "E215"),
        ("KLFS670.", "KLF5670."),
        ("S874", "5874"),
        ("(AZE287o)", "(AZE2870)"),
        ("7/4", "714"),
        ("E215", None),  # it is the client's as it stands
        ("E216", None),  # a digit is never another digit
        ("E2I6", None),
        ("Is", None),  # a word without a digit is left alone
        ("8402", None),  # the client has B402, but 8 and B are not taken for one another
        ("l0O", None),  # it could be I00 or 100
    ],
)
def test_a_letter_that_looks_like_a_digit_is_one_where_the_client_has_that_number(
    read: str, meant: str | None
) -> None:
    lexicon = Lexicon(["E215", "KLF5670", "5874 Juniper Bend", "AZE2870", "714", "B402", "I00", "100"])
    assert lexicon.meant(read) == meant


def test_a_chosen_number_stays_unsure_and_keeps_what_the_ink_reads() -> None:
    from reportqa.read.ocr.ctc import Reading, ReadWord
    from reportqa.read.ocr.sureness import chosen, sureness

    words = (
        ReadWord("unit", 0.0, 0.4, 0.99),
        ReadWord("E2IS", 0.5, 0.9, 0.97, alternatives=(("E215", 0.02), ("E2I5", 0.01))),
    )
    unit, number = chosen(Reading(words, 0.9), Lexicon(["E215"])).words
    assert unit is words[0]
    assert number.text == "E215"
    assert number.confidence < sureness().mark
    assert number.alternatives == (("E2IS", round(1 - number.confidence, 3)), ("E2I5", 0.01))


def test_a_number_of_the_client_with_ink_behind_its_full_stop_is_near() -> None:
    lexicon = Lexicon(["A110"])
    assert [lexicon.near(text) for text in ("A110.1", "A110.I", "A110.", "B220.1")] == [
        True,
        True,
        False,
        False,
    ]
