"""A report of a theft must tell what was taken, its worth, when, from whom and how.

Police and insurers ask for these first. Source: NIBRS property segment; report-writing syllabuses.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import check_type

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="T",
    source="NIBRS property segment",
)


def check(case: Case, say: Say) -> RuleResult:
    return check_type(case, say, "theft", "a theft")
