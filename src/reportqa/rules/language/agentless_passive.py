"""A material action needs somebody who did it.

"911 was called" does not say by whom, and that is what is asked later. Source: report-writing guides.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules.language._say import by_list

META = Meta(
    severity=Severity.MINOR,
    audience=Audience.AUDIT,
    needs="T",
    source="Report-writing guides: active voice",
)


def check(case: Case, say: Say) -> RuleResult:
    return by_list(
        case,
        say,
        "passive",
        "{words!r} does not say who did it.",
        "Say who did it.",
        unless="agent",
        confidence=0.6,
    )
