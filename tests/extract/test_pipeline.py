"""Tokens, sentences, and the choice between mentions that overlap."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.extract import Extractor
from reportqa.extract.pipeline import resolve
from reportqa.extract.pipeline_tokens import norm, shape, tokens
from reportqa.extract.sentences import split
from reportqa.model.mention import Label, Mention
from reportqa.model.span import Span
from reportqa.read import from_text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("O'Dell's car", ["O'Dell", "'s", "car"]),
        ("at 5 a.m..", ["at", "5", "a.m.", "."]),
        ("Elm St..", ["Elm", "St", ".."]),
        ("19-268-OF", ["19", "-", "268", "-", "OF"]),
        ("02:14hrs", ["02:14", "hrs"]),
        ("one\n\ntwo", ["one", "\n", "two"]),
        ("w/ 4B", ["w", "/", "4B"]),
    ],
)
def test_tokens(text: str, words: list[str]) -> None:
    assert [token.text for token in tokens(text)] == words


@given(st.text(max_size=300))
def test_tokens_keep_their_places(text: str) -> None:
    at = 0
    for token in tokens(text):
        assert at <= token.start < token.end <= len(text)
        assert token.text[0] == text[token.start]
        at = token.end


def test_features_hide_digits_and_length() -> None:
    assert (norm("Apt22B"), shape("Apartment22B")) == ("apt00b", "XxxxxddX")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        ("One. Two.", ["One.", "Two."]),
        ("Ofc. Ruiz saw him. He ran.", ["Ofc. Ruiz saw him.", "He ran."]),
        ("Left Elm St. at 5 p.m. today.", ["Left Elm St. at 5 p.m. today."]),
        ("He left at 5 p.m. The gate was shut.", ["He left at 5 p.m.", "The gate was shut."]),
        ("Site: Oak\nOfficer: Ruiz\n", ["Site: Oak", "Officer: Ruiz"]),
        ("0214 door open\n0220 door shut", ["0214 door open", "0220 door shut"]),
        ("1. Front door\n2. Rear door", ["1. Front door", "2. Rear door"]),
        ("ALARM SOUNDED. NOBODY CAME", ["ALARM SOUNDED.", "NOBODY CAME"]),
        (
            "The line was wrapped by the machine at about eighty characters\nand goes on here.",
            ["The line was wrapped by the machine at about eighty characters\nand goes on here."],
        ),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [span.of(text) for span in split(text)] == sentences


@given(st.text(alphabet=st.sampled_from("aB.!\n 1:-St"), max_size=300))
def test_sentences_cover_all_words(text: str) -> None:
    spans = split(text)
    at, outside = 0, ""
    for span in spans:
        assert span.start >= at
        outside += text[at : span.start]
        at = span.end
    assert (outside + text[at:]).strip() == ""


def test_sentences_take_linear_time() -> None:
    def seconds(text: str) -> float:
        best = float("inf")
        for _ in range(3):
            started = time.perf_counter()
            split(text)
            best = min(best, time.perf_counter() - started)
        return best

    small, large = seconds("a. b " * 20_000), seconds("a. b " * 80_000)
    assert large < 12 * small + 0.2


def mention(start: int, end: int, label: Label, confidence: float = 0.8) -> Mention:
    return Mention(span=Span(start, end), label=label, text="x" * (end - start), confidence=confidence)


def test_overlaps_go_by_precedence_then_confidence_then_length() -> None:
    clock = mention(0, 4, Label.TIME)
    name = mention(2, 8, Label.PERSON)
    address, place = mention(10, 20, Label.ADDRESS), mention(12, 30, Label.PLACE)
    sure, unsure = mention(40, 44, Label.ORG, 0.9), mention(40, 48, Label.ORG, 0.8)
    long, short = mention(50, 60, Label.SPOT), mention(50, 54, Label.SPOT)
    told = mention(0, 60, Label.ACTION)
    assert resolve([name, clock, place, address, unsure, sure, short, long, told]) == (
        clock,
        told,
        address,
        sure,
        long,
    )


@pytest.mark.parametrize("label", ["Site", "Location", "Client", "Property", "Post"])
def test_a_form_s_site_client_or_place_is_no_person(label: str) -> None:
    text = (
        f"INCIDENT REPORT\n{label}: Harborview Lofts, 410 Bayline Ave\nOfficer: Dana Ruiz\n\nKim Long fell."
    )
    found = Extractor().extract(from_text(text))
    assert [m.text for m in found.labelled(Label.PERSON)] == ["Dana Ruiz", "Kim Long"]


def test_the_site_s_name_is_no_person_in_the_telling_either() -> None:
    text = "Site: Harborview Lofts\n\nHe came over the fence of Harborview Lofts. Harborview Lofts was quiet."
    assert not Extractor().extract(from_text(text)).labelled(Label.PERSON)
