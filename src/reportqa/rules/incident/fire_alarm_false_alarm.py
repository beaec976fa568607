"""A report of a fire alarm must tell zone, device, cause and reset, even when it was false.

A false alarm still brings the fire department, and it is what clients complain was never told. Source:
alarm-response practice (NFPA 72 impairment and restoration records); complaint "nobody told me".
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
    source="alarm-response practice (NFPA 72 impairment and restoration records)",
)


def check(case: Case, say: Say) -> RuleResult:
    return check_type(case, say, "fire-alarm", "a fire alarm")
