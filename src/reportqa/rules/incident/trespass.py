"""A report of a trespass must tell the warning, its time, the authority, and how the person left.

Without the words of the warning and the authority behind it a ban cannot be enforced. Source:
trespass-warning practice; guard-licensing syllabuses.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import check_type

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="TR",
    source="trespass-warning practice",
)


def check(case: Case, say: Say) -> RuleResult:
    return check_type(case, say, "trespass", "a trespass")
