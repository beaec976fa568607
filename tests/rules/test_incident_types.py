"""Which types a form's words name, and what a guess does to severity."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.rules import harness

from reportqa.model.extraction import TypeGuess
from reportqa.model.finding import Severity
from reportqa.rules import _incident, run


@pytest.mark.parametrize(
    ("form", "types"),
    [
        ("Fire", ["fire"]),
        ("FIRE ALARM", ["fire-alarm"]),
        ("fire_alarm", ["fire-alarm"]),
        ("Alarm: Fire Alarm", ["fire-alarm"]),
        ("Fire Alarm - False", ["fire-alarm"]),
        ("Other - fire drill", ["other"]),
        ("Slip and fall - medical", ["slip-and-fall", "medical"]),
        ("Assist - car battery", ["assist-service"]),
        ("Battery", ["assault-fight"]),
        ("Theft – package", ["theft"]),
        ("Possible theft", ["theft"]),
        ("Maintenance - light out", ["utility-hazard"]),
        ("suspicious-person-vehicle", ["suspicious-person-vehicle"]),
        ("Found/Lost Property", ["lost-found-property"]),
        ("Zorb", []),
        ("", []),
        ("--", []),
    ],
)
def test_form_names(form: str, types: list[str]) -> None:
    case = harness.make_case("The gate was open.")
    assert sorted(_incident.form_types(case, form)) == sorted(types)


def test_no_two_types_claim_one_name() -> None:
    owner: dict[str, str] = {}
    for requirement in harness.built_in().resolve().types:
        for name in (requirement.type, *requirement.form_names):
            plain = " ".join(name.lower().replace("-", " ").split())
            assert owner.setdefault(plain, requirement.type) == requirement.type, plain


@pytest.mark.parametrize(
    ("probability", "severities"),
    [
        (0.5, set()),
        (0.7, {Severity.MINOR}),
        (0.9, {Severity.MAJOR, Severity.MINOR}),
    ],
)
def test_a_guess_softens(probability: float, severities: set[Severity]) -> None:
    case = harness.make_case("It was there.")
    guess = (TypeGuess(type="fire", probability=probability),)
    case = replace(case, extraction=replace(case.extraction, incident_types=guess))
    (result,) = run(case, names=["incident.fire"])
    assert {finding.severity for finding in result.findings} == severities


def test_a_form_does_not_soften() -> None:
    case = harness.make_case("It was there.", metadata={"incident_type": "Fire"})
    (result,) = run(case, names=["incident.fire"])
    assert {finding.severity for finding in result.findings} == {Severity.BLOCKER, Severity.MINOR}


def test_a_form_stands_before_a_guess() -> None:
    case = harness.make_case("It was there.", metadata={"incident_type": "Theft"})
    guess = (TypeGuess(type="fire", probability=0.99),)
    case = replace(case, extraction=replace(case.extraction, incident_types=guess))
    assert [sign.type for sign in _incident.types(case)] == ["theft"]


_ASTRAY = "A gray cat sat under the porch and would not come out until the neighbor brought tuna."


@pytest.mark.parametrize(
    ("text", "guess", "severities"),
    [
        ("It was there.", TypeGuess(type="animal", probability=0.9), {Severity.BLOCKER, Severity.MINOR}),
        (
            f"{_ASTRAY} It burned.",
            TypeGuess(type="fire", probability=0.9),
            {Severity.BLOCKER, Severity.MINOR},
        ),
        (
            f"{_ASTRAY} Fire nearby.",
            TypeGuess(type="animal", probability=0.9),
            {Severity.BLOCKER, Severity.MINOR},
        ),
        (_ASTRAY, TypeGuess(type="animal", probability=0.9), {Severity.MINOR}),
    ],
)
def test_a_form_that_the_text_belies_softens(text: str, guess: TypeGuess, severities: set[Severity]) -> None:
    case = harness.make_case(text, metadata={"incident_type": "Fire"})
    case = replace(case, extraction=replace(case.extraction, incident_types=(guess,)))
    (result,) = run(case, names=["incident.fire"])
    assert {finding.severity for finding in result.findings} == severities
