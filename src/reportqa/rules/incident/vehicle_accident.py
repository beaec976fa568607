"""A report of a vehicle accident must tell vehicles, drivers, impact, damage and injuries.

Source: MMUCC minimum crash elements; insurers' forms.
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
    source="MMUCC minimum crash elements",
)


def check(case: Case, say: Say) -> RuleResult:
    return check_type(case, say, "vehicle-accident", "a vehicle accident")
