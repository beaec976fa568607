"""A report must tell how the incident ended, or to whom it was handed unresolved.

Source: police reporting standards (disposition of the call); report-writing syllabuses.
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
    source="Police reporting standards: disposition of the call",
)


def check(case: Case, say: Say) -> RuleResult:
    return check_general(
        case,
        say,
        "outcome",
        "The report does not tell how it ended.",
        "Add the end: left, cited, transported, secured, handed over, or unresolved and to whom it went.",
    )
