"""A report of a burglar, door or panic alarm must tell zone, times, the check's result and the reset.

Source: alarm-response practice; CSAA and UL 827 response records.
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
    source="alarm-response practice",
)


def check(case: Case, say: Say) -> RuleResult:
    return check_type(case, say, "intrusion-alarm", "an alarm")
