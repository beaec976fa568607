"""Every rule does what its fixture says, alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.rules import harness

from reportqa import rules
from reportqa.model.case import Case
from reportqa.model.finding import Outcome, RuleResult
from reportqa.model.policy import RuleSetting
from reportqa.rules import catalogue, run
from reportqa.rules._base import Rule, Say

MIN_CASES = 6


@pytest.mark.parametrize("fixture", harness.all_cases(), ids=lambda fixture: fixture.id)
def test_case(fixture: harness.FixtureCase) -> None:
    result = harness.run_one(fixture)
    assert harness.seen(fixture, result) == harness.expected(fixture)


def test_rules_are_fixtures() -> None:
    assert sorted(catalogue()) == harness.fixture_names()


@pytest.mark.parametrize("rule", harness.fixture_names())
def test_silent_cases_come_first(rule: str) -> None:
    outcomes = [case.outcome in harness.SILENT for case in harness.cases(rule)]
    assert outcomes[:1] == [True], "the first case must be a silent one"
    assert False in outcomes, "one case must speak"


@pytest.mark.parametrize("rule", harness.fixture_names())
def test_every_finding_is_well_formed(rule: str) -> None:
    for fixture in harness.cases(rule):
        result = harness.run_one(fixture)
        assert result.rule == rule
        assert bool(result.findings) == (result.outcome is Outcome.VIOLATED)
        for finding in result.findings:
            assert finding.rule == rule
            assert 0 <= finding.confidence <= 1
            assert finding.message.endswith((".", "?"))
            assert finding.remedy.endswith((".", "?"))
            if finding.anchor.span is None:
                assert finding.evidence, "an absence names what was searched"
            for anchor in finding.anchors:
                assert anchor.span is None or anchor.span.end <= len(fixture.text)


def _sample() -> Case:
    return harness.make_case(
        "Found the rear door open at 0214 hours. I locked it. Called 911 because of smoke; E12 came at 0222.",
        metadata={"incident_type": "Fire", "author": "Dana Ruiz"},
    )


def _by_name(case: Case) -> dict[str, RuleResult]:
    return {result.rule: result for result in run(case)}


def _dependants(name: str) -> set[str]:
    return {rule.name for rule in catalogue().values() if name in rule.meta.requires}


@pytest.fixture(scope="module")
def sample() -> Case:
    return _sample()


@pytest.fixture(scope="module")
def before(sample: Case) -> dict[str, RuleResult]:
    return _by_name(sample)


def test_no_rule_breaks(before: dict[str, RuleResult]) -> None:
    assert {name: result.error for name, result in before.items() if result.error} == {}


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_a_broken_rule_is_errored_alone(
    name: str, sample: Case, before: dict[str, RuleResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(case: Case, say: Say) -> RuleResult:
        raise RuntimeError("on purpose")

    known: dict[str, Rule] = dict(catalogue())
    known[name] = replace(known[name], check=broken)
    monkeypatch.setattr(rules, "catalogue", lambda: known)
    after = _by_name(sample)
    enabled = before[name].outcome is not Outcome.SKIPPED
    assert (after[name].outcome is Outcome.ERRORED) == enabled
    assert "on purpose" not in (after[name].error or "")
    others = set(known) - {name} - _dependants(name)
    assert {n: after[n] for n in others} == {n: before[n] for n in others}


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_a_rule_turned_off_changes_only_its_own_results(
    name: str, sample: Case, before: dict[str, RuleResult]
) -> None:
    setting = RuleSetting(rule=name, enabled=False, reason="a test")
    kept = tuple(item for item in sample.policy.rules if item.rule != name)
    after = _by_name(replace(sample, policy=replace(sample.policy, rules=(*kept, setting))))
    assert (after[name].outcome, after[name].note) == (Outcome.SKIPPED, "a test")
    others = set(before) - {name} - _dependants(name)
    assert {n: after[n] for n in others} == {n: before[n] for n in others}


@pytest.mark.parametrize(
    "text",
    ["an ⟦open mark", "a closed⟧ mark", "a ⟦mark ⟦inside⟧ a mark⟧", "an ⟦⟧ empty mark"],
)
def test_a_wrong_mark_raises(text: str) -> None:
    with pytest.raises(harness.FixtureError):
        harness.unmarked(text)


@pytest.mark.parametrize(
    "raw",
    [
        {"name": "a", "outcome": "violated", "txt": "b"},
        {"name": "a", "outcome": "violated"},
        {"name": "a", "outcome": "bad", "text": "b"},
        {"name": "a", "outcome": "satisfied", "text": "⟦b⟧"},
    ],
)
def test_a_wrong_case_raises(raw: dict[str, Any]) -> None:
    with pytest.raises(harness.FixtureError):
        harness._case("family.slug", 1, raw)


@pytest.mark.parametrize("rule", harness.fixture_names())
def test_a_fixture_has_enough_cases(rule: str) -> None:
    assert len(harness.cases(rule)) >= MIN_CASES
