"""What must be told is told, or is said to be unknown, refused or not applicable.

Silence can mean "no" or "forgotten", and nobody can tell which next year. Each general element of the
policy that no other rule asks for is looked at, those of the incident's own type excepted.
Source: NEMSIS not-values and pertinent negatives.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.rules import _elements
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import types
from reportqa.rules.completeness._common import not_an_incident

META = Meta(
    severity=Severity.MINOR,
    audience=Audience.SUBMIT,
    needs="T",
    source="NEMSIS not-values and pertinent negatives",
)

# Elements that another rule of this family asks for by name.
ELSEWHERE = frozenset({"spot", "action", "outcome", "witnesses"})


def check(case: Case, say: Say) -> RuleResult:
    if why := not_an_incident(case):
        return say.not_applicable(why)
    required = (case.policy.requirement(sign.type) for sign in types(case))
    own = {element.name for item in required if item for element in item.elements}
    view = _elements.look(case)
    states = [
        _elements.seen(view, element)
        for element in case.policy.general
        if element.name not in ELSEWHERE and element.name not in own
    ]
    states = [state for state in states if state.state != _elements.NOT_APPLICABLE]
    if not states:
        return say.not_applicable("the rule of its type asks for all that it must tell")
    counts = [state.count for state in states]
    missing = [state for state in states if state.state == _elements.MISSING]
    if missing:
        return say.violated(
            *(
                _elements.absence(
                    say,
                    state,
                    f"The report is silent on {state.element.title}.",
                    f"Add {state.element.title}; unknown, refused or not applicable are answers too.",
                )
                for state in missing
            ),
            elements=counts,
        )
    if any(state.state == _elements.UNDETERMINED for state in states):
        return say.undetermined("it may stand where the page can't be read", counts)
    return say.satisfied(counts)
