"""A report of force must tell what led to it, the commands, the exact force, injuries and who was told.

Any hands-on, cuffs, spray, baton or firearm counts. Source: use-of-force reporting of state guard
licensing (California BSIS) and of police.
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
    source="use-of-force reporting of state guard licensing (California BSIS) and of police",
)


def check(case: Case, say: Say) -> RuleResult:
    return check_type(case, say, "force-detention", "the use of force")
