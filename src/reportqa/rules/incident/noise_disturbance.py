"""A report of noise must tell the source, what was heard from where, the times and the contact.

A lease violation rests on it. Source: complaint-handling practice of residential clients.
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
    source="complaint-handling practice of residential clients",
)


def check(case: Case, say: Say) -> RuleResult:
    return check_type(case, say, "noise-disturbance", "a noise")
