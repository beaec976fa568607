"""How a thing is told. `[…]` marks the words asked about; all texts are invented."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportqa.extract.assertion import Assertions
from reportqa.model.mention import Assertion, Status
from reportqa.model.span import Span


def marked(text: str) -> tuple[str, Span]:
    """The text without its marks, and the place that they marked; anything but one pair is an error."""
    start, end = text.find("["), text.find("]")
    if start < 0 or end < start or text.count("[") != 1 or text.count("]") != 1:
        raise ValueError(f"one pair of brackets expected: {text}")
    return text[:start] + text[start + 1 : end] + text[end + 1 :], Span(start, end - 1)


def told(text: str) -> Assertion:
    plain, span = marked(text)
    return Assertions(plain, (Span(0, len(plain)),)).of(span)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("I saw [smoke] on level 2", Status.PRESENT),
        ("No [smoke] was seen", Status.NEGATED),
        ("Male denied having a [knife]", Status.NEGATED),
        ("without any [injuries]", Status.NEGATED),
        ("Neither [police] nor fire were called", Status.NEGATED),
        ("[Police] not needed", Status.NEGATED),
        ("[Police] were never called", Status.NEGATED),
        ("no injuries but the [crew] responded", Status.PRESENT),
        ("No smoke was seen, and the [crew] left", Status.PRESENT),
        ("Not only [fire] but also the medics came", Status.PRESENT),
        ("no smoke, heat or [flames]", Status.NEGATED),
        ("Guest refused a ride for his [injury]", Status.PRESENT),
        ("(no key) [door] open", Status.PRESENT),
        ("If he comes back [police] will be called", Status.HYPOTHETICAL),
        ("Advised him to call the [police]", Status.HYPOTHETICAL),
        ("Threatened to bring a [gun]", Status.HYPOTHETICAL),
        ("history of [seizures]", Status.HISTORICAL),
        ("[fight] last week in the same lot", Status.HISTORICAL),
        ("Tenant stated that the [window] broke", Status.REPORTED),
    ],
)
def test_status(text: str, status: Status) -> None:
    assert (text, told(text).status) == (text, status)


def test_the_cue_and_the_teller_are_given() -> None:
    plain, span = marked("The tenant stated a [man] ran.")
    answer = Assertions(plain, (Span(0, len(plain)),)).of(span)
    assert answer.cue is not None
    assert (answer.cue.of(plain), answer.source) == ("stated", "The tenant")


def test_a_cue_ends_with_its_sentence() -> None:
    text = "No smoke. Flames seen."
    answer = Assertions(text, (Span(0, 9), Span(10, 22))).of(Span(10, 16))
    assert answer.status is Status.PRESENT


def test_denied_and_past_are_both_kept() -> None:
    plain, span = marked("no history of [seizures]")
    marks = Assertions(plain, (Span(0, len(plain)),)).marks(span)
    assert set(marks) == {"negated"} or set(marks) == {"negated", "historical"}


def test_the_marker_refuses_what_tests_nothing() -> None:
    with pytest.raises(ValueError, match="one pair"):
        marked("no brackets")


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=80), st.integers(0, 79), st.integers(1, 20))
def test_any_text_and_place(text: str, start: int, length: int) -> None:
    if start >= len(text):
        return
    span = Span(start, min(len(text), start + length))
    answer = Assertions(text, (Span(0, len(text)),)).of(span)
    if answer.cue is not None:
        assert 0 <= answer.cue.start < answer.cue.end <= len(text)
