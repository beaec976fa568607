"""A report of a fall must tell the surface, its condition, the person's own words, injury and help.

Falls are what property owners are sued for, and the floor is dry by morning. Source: premises-liability
incident forms; guard-licensing syllabuses.
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
    source="premises-liability incident forms",
)


def check(case: Case, say: Say) -> RuleResult:
    return check_type(case, say, "slip-and-fall", "a fall")
