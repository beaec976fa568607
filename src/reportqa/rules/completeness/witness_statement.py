"""Witnesses are listed, or ruled out, where a person, an injury or a crime is told of.

Source: police reporting standards; insurers ask for witnesses first.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.model.mention import Label
from reportqa.rules import _elements
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import types
from reportqa.rules.completeness._common import check_general, pattern, word_set

META = Meta(
    severity=Severity.MINOR,
    audience=Audience.SUBMIT,
    needs="T",
    source="Police reporting standards; insurers' forms",
)


def check(case: Case, say: Say) -> RuleResult:
    signs = {sign.type for sign in types(case)}
    view = _elements.look(case)
    called_for = (
        signs & word_set("witnesses", "types")
        or case.labelled(Label.INJURY)
        or pattern("witnesses", "cues").search(view.flat)
    )
    if not called_for:
        return say.not_applicable("no person was hurt and no crime is told of")
    return check_general(
        case,
        say,
        "witnesses",
        "The report does not say whether anybody saw it.",
        "List the witnesses and how to reach them, or say that there were none.",
    )
