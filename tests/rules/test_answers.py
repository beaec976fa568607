"""Adding the missing fact removes its finding and never lowers the score; so does "unknown"."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rules import harness

from reportqa.model.finding import Audience, Outcome
from reportqa.model.quality import Band, QualityReport
from reportqa.rules import _incident, catalogue, run
from reportqa.score import judge

ANSWERS = tomllib.loads(Path(__file__).with_name("answers.toml").read_text("utf-8"))
POLICY = harness.built_in().resolve()
RULES = tuple(name for name in catalogue() if name.startswith(("completeness.", "incident.")))
BARE = "Something was told to me."
TYPES = [requirement for requirement in POLICY.types if requirement.elements]
PAIRS = [(requirement.type, element.name) for requirement in TYPES for element in requirement.elements]


def answer(type_: str, element: str) -> str:
    return ANSWERS.get("type", {}).get(type_, {}).get(element) or ANSWERS["element"][element]


def judged(type_: str, *sentences: str) -> QualityReport:
    policy = {"client_kind": "campus"} if type_ == "category-log" else None
    metadata = {} if type_ == "category-log" else {"incident_type": type_}
    case = harness.make_case(" ".join((BARE, *sentences)), metadata=metadata, policy=policy)
    return judge(case, run(case, names=RULES), Audience.AUDIT)


def asked(quality: QualityReport) -> set[str]:
    return {finding.element or finding.rule for finding in quality.findings}


def states(quality: QualityReport) -> dict[str, str]:
    return {count.element: count.state for result in quality.results for count in result.elements}


def low(quality: QualityReport) -> float:
    score = quality.score("completeness")
    if score is None or score.low is None:
        raise AssertionError("completeness was not judged")
    return score.low


@pytest.mark.parametrize(("type_", "element"), PAIRS)
def test_the_answer_removes_the_finding(type_: str, element: str) -> None:
    before, after = judged(type_), judged(type_, answer(type_, element))
    assert element not in asked(after)
    # An answer may call for further facts (a fire truck for its times): the score takes those in.
    if element in asked(before):
        assert states(after)[element] in ("given", "waived")
        assert low(after) >= low(before)


@pytest.mark.parametrize(("type_", "element"), PAIRS)
def test_unknown_is_an_answer(type_: str, element: str) -> None:
    before = judged(type_)
    if element not in asked(before):
        return
    after = judged(type_, f"{element.replace('-', ' ').capitalize()}: unknown.")
    assert element not in asked(after)
    assert low(after) >= low(before)


@pytest.mark.parametrize(
    "element", ["reporter", "occurred", "site", "spot", "action", "outcome", "narrative"]
)
def test_the_general_answers(element: str) -> None:
    base = () if element != "spot" else (answer("", "site"),)
    before, after = judged("Other", *base), judged("Other", *base, answer("", element))
    assert element not in asked(after)
    assert low(after) >= low(before)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_else_is_told(data: st.DataObject) -> None:
    requirement = data.draw(st.sampled_from(TYPES), label="type")
    names = [element.name for element in requirement.elements]
    told = data.draw(st.lists(st.sampled_from(names), unique=True), label="told")
    base = [answer(requirement.type, name) for name in told]
    before = judged(requirement.type, *base)
    missing = sorted(asked(before) & set(names))
    if not missing:
        return
    chosen = data.draw(st.sampled_from(missing), label="chosen")
    after = judged(requirement.type, *base, answer(requirement.type, chosen))
    assert chosen not in asked(after)
    assert low(after) >= low(before)


@pytest.mark.parametrize("type_", [requirement.type for requirement in TYPES])
def test_everything_told_is_ready(type_: str) -> None:
    names = [name for owner, name in PAIRS if owner == type_]
    general = ("reporter", "occurred", "site", "spot", "action", "outcome", "injuries", "witnesses")
    sentences = [answer(type_, name) for name in dict.fromkeys((*names, *general))]
    quality = judged(type_, *sentences, answer("", "persons"), answer("", "vehicle"))
    assert asked(quality) == set()
    assert quality.band is Band.READY


def test_every_element_has_an_answer() -> None:
    names = {name for _, name in PAIRS} | {element.name for element in POLICY.general}
    assert names <= set(ANSWERS["element"])


def test_types_with_a_rule_of_their_own() -> None:
    """`_incident.OWN_RULE` names exactly the types that some rule of the family judges."""
    spoken = set()
    for requirement in TYPES:
        case = harness.make_case(BARE, metadata={"incident_type": requirement.type})
        results = run(case, names=[name for name in RULES if name.startswith("incident.")])
        if any(result.outcome is not Outcome.NOT_APPLICABLE for result in results):
            spoken.add(requirement.type)
    assert spoken == _incident.OWN_RULE
