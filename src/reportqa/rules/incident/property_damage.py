"""A report of damage must tell what was damaged, how much, when it was last intact and who was told.

The cause is told as seen, never guessed. Source: insurers' forms; report-writing syllabuses.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import check_type

META = Meta(
    severity=Severity.MINOR,
    audience=Audience.SUBMIT,
    needs="T",
    source="insurers' forms",
)


def check(case: Case, say: Say) -> RuleResult:
    return check_type(case, say, "property-damage", "damage")
