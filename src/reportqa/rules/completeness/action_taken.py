"""A report must tell what the officer did.

"The door was open" leaves the client asking what was done about it. Source: report-writing part of
guard-licensing syllabuses ("what action did you take").
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules.completeness._common import check_general

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="T",
    source="Report-writing part of guard-licensing syllabuses",
)


def check(case: Case, say: Say) -> RuleResult:
    return check_general(
        case,
        say,
        "action",
        "The report does not tell what you did.",
        "Add what you did: checked, called, escorted, locked, photographed.",
    )
