"""A report of a parking violation must tell plate, make and color, exact space, rule and times.

A notice to the wrong resident is the dearest mistake of the trade. Source: complaint "the violation went
to the wrong resident"; private-property towing statutes.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import check_type

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.SUBMIT,
    needs="TR",
    source="complaint 'the violation went to the wrong resident'",
)


def check(case: Case, say: Say) -> RuleResult:
    return check_type(case, say, "parking-violation", "a parking violation")
