"""Whether something was a crime is for a court to say.

A guard who calls a man a burglar may be wrong, and the client is sued. Source: report-writing guides for
guards.
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
    source="Report-writing guides: no legal conclusions",
)


def check(case: Case, say: Say) -> RuleResult:
    return by_list(
        case,
        say,
        "legal",
        "{words!r} is a legal conclusion.",
        "Write what was seen, or whose word it is.",
        unless="basis",
        confidence=0.7,
    )
