"""The Spanish catalogue has every message, no other, and each comes out whole."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tools.messages import messages

from reportqa.errors import ConfigError
from reportqa.messages import Catalogue, shipped, voice

ES = shipped("es")
STRONG = [item for item in ES.templates if not item.weak]

# Names and numbers as they stand in messages; none is a message itself.
NAMES = st.text(string.ascii_uppercase, min_size=2, max_size=8).map(lambda text: f"Q{text}7")


def test_every_message_of_the_program_has_an_entry_and_no_entry_is_left_over() -> None:
    assert {*ES.entries, *ES.pieces} == set(messages())


def test_no_translation_is_english_by_mistake() -> None:
    same = {key for key, text in {**ES.entries, **ES.pieces}.items() if key == text}
    assert same == {
        *("{1} km", "{1} m", "{1} min", "{1} h", "{1} ({2})", "{1}: {2}"),
        *("Animal", "color", "supervisor", "gas", "no", "probable"),
    }


def test_questions_open_as_they_do_in_spanish() -> None:
    uneven = [key for key, text in ES.entries.items() if text.count("?") != text.count("¿")]
    assert uneven == ["Is the {1} {2}{3}", "or {1}?"]  # the two halves of one question


@given(st.lists(NAMES, min_size=8, max_size=8))
@settings(max_examples=3, deadline=None, phases=[Phase.generate])
def test_a_filled_message_is_told_with_its_values(values: list[str]) -> None:
    by_number = {str(number): value for number, value in enumerate(values, 1)}

    def filled(text: str) -> str:
        return re.sub(r"\{(\d+)\}", lambda match: by_number[match[1]], text)

    tell = voice("es")
    wrong = {
        item.key: tell(filled(item.key)) for item in STRONG if tell(filled(item.key)) != filled(item.text)
    }
    assert wrong == {}


def test_what_stands_in_a_message_is_told_too() -> None:
    tell = voice("es")
    told = tell("The report names the fire department, and leaves out who called and the time of arrival.")
    assert told == "El reporte habla de los bomberos, y no dice quién llamó y la hora de llegada."
    assert (
        tell("Fire alarm at Oak House, Sat Nov 21, 02:14")
        == "Alarma de incendio en Oak House, sáb 21 nov, 02:14"
    )
    assert tell("Friday, November 20, 2026") == "viernes 20 de noviembre de 2026"
    assert tell("1 report") == "1 reporte"
    assert tell("1,204 reports") == "1,204 reportes"


@pytest.mark.parametrize(
    "words",
    [
        "I want to complain to him",
        "The man left the building",
        "He fell at the pool and I called 911",
        "Position of the officer's car: to the left of Gate 5",
        "Fire in the hole: bad",
        "Marie, Ann and Lou went to the gate",
        "RESPONDED TO 12 OAK ST | SMOKE",
        "no",
    ],
)
def test_words_of_people_are_left_alone(words: str) -> None:
    quoted = f"The form says {words!r}, but the text tells of an injury."
    assert voice("es")(quoted) == f"El formulario dice {words!r}, pero el texto habla de una lesión."
    if words != "no":  # which is also one of our answers
        assert voice("es")(words) == words


@given(st.text(max_size=200))
def test_any_text_is_told_and_heard_without_an_error(words: str) -> None:
    tell = voice("es")
    assert isinstance(tell(words), str)
    assert isinstance(tell.heard(words), str)


def test_every_question_comes_back_as_it_was_asked() -> None:
    tell = voice("es")
    questions = [key for key in ES.whole if key.endswith("?")]
    assert len(questions) > 100
    assert [tell.heard(tell(key)) for key in questions] == questions


def test_answers_in_spanish_are_understood() -> None:
    tell = voice("es")
    given = ("No sé.", "se negó", "ninguno", "Sí", "se ofreció y no se aceptó", "junto al portón")
    assert [tell.understood(item) for item in given] == [
        *("unknown", "refused", "none", "yes", "offered and declined", "junto al portón")
    ]


def test_a_catalogue_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "fr.toml"
    path.write_text('language = "fr"\n[any]\n"Ready" = "Prêt"\n"Page {1}" = "Page {1}"\n', "utf-8")
    tell = voice("fr", path)
    assert (tell("Ready"), tell("Blocker"), tell.language) == ("Prêt", "Blocker", "fr")
    missing = tell.catalogue.missing()
    assert "Ready" not in missing
    assert len(missing) == len(ES.entries) + len(ES.pieces) - 1
    assert voice("es", path)("Ready") == "Listo"


def test_ones_own_words_stand_before_the_shipped(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('language = "es"\n[ours]\n"Ready" = "Bien"\n', "utf-8")
    tell = voice("es", path)
    assert (tell("Ready"), tell("Blocker"), tell.catalogue.missing()) == ("Bien", "Grave", ())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('[a]\n"x" = "y"\n', "language is missing, or no language code"),
        (
            'language = "es"\n[a]\n"Page {1}" = "Página"\n',
            "the translation has other places than the message",
        ),
        ('language = "es"\n[a]\n"x" = 3\n', "a message is text"),
        ('language = "es"\nx = "y"\n', "unknown key 'x'"),
        ('language = "es"\n[calendar]\nmonths = ["a"]\n', "calendar.weekdays: should be 7 names"),
        ('language = "es"\n[joints]\nnor = "ni"\n', 'joints: should be "and" and "or"'),
        ('language = "es"\n[answers]\nunknown = "no"\n', "answers: should be lists of words"),
    ],
)
def test_a_broken_catalogue_is_named(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as error:
        Catalogue.load(path)
    assert error.value.what == what
    assert str(error.value.where).startswith(str(path))


def test_no_language_by_that_name() -> None:
    with pytest.raises(ConfigError, match="there are no messages in 'xx'"):
        voice("xx")
