"""A report of a fight must tell the parties, the sequence, weapon, injuries, help and police.

It becomes evidence in court; each party's account stands apart. Source: police reporting standards
(NIBRS offense segment).
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
    source="police reporting standards (NIBRS offense segment)",
)


def check(case: Case, say: Say) -> RuleResult:
    return check_type(case, say, "assault-fight", "a fight")
