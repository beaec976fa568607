"""A report of a suspicious person or vehicle must tell what was done, where, how long, and by whom.

"Suspicious" is a conclusion; conduct is a fact. Source: suspicious-activity reporting guidance (NSI
functional standard); report-writing syllabuses.
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
    source="suspicious-activity reporting guidance (NSI functional standard)",
)


def check(case: Case, say: Say) -> RuleResult:
    return check_type(case, say, "suspicious-person-vehicle", "a suspicious person or vehicle")
