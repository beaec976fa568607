"""A report of a medical event must tell signs, times, aid, ambulance and outcome, not a diagnosis.

What the person said and showed is evidence, a diagnosis by a guard is none. Source: NEMSIS core elements
and pertinent negatives; guard-licensing syllabuses.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import check_type

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.SUBMIT,
    needs="T",
    source="NEMSIS core elements and pertinent negatives",
)


def check(case: Case, say: Say) -> RuleResult:
    return check_type(case, say, "medical", "a medical event")
