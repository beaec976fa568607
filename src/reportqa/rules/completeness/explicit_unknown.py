"""What must be told is told, or is said to be unknown, refused or not applicable.

Silence can mean "no" or "forgotten", and nobody can tell which next year. Looked at are the general
elements of the policy that no other rule asks for, and the elements of types that have no rule of their
own in the family `incident`, where the form or the text names the type.
Source: NEMSIS not-values and pertinent negatives.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.model.policy import Element
from reportqa.rules import _elements
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import OWN_RULE, types
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
    view = _elements.look(case)
    states = [_elements.seen(view, element) for element in _asked(case)]
    states = [state for state in states if state.state != _elements.NOT_APPLICABLE]
    if not states:
        return say.not_applicable("no further element is asked for")
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


def _asked(case: Case) -> list[Element]:
    """The elements that no other rule asks for, each name once."""
    asked: dict[str, Element] = {}
    elsewhere = set(ELSEWHERE)
    for sign in types(case):
        requirement = case.policy.requirement(sign.type)
        if requirement is None:
            continue
        if sign.type in OWN_RULE:
            elsewhere |= {element.name for element in requirement.elements}
        elif sign.source != "guess":
            asked.update({element.name: element for element in requirement.elements})
    for element in case.policy.general:
        asked.setdefault(element.name, element)
    return [element for name, element in asked.items() if name not in elsewhere]
