"""Where a fact is expected, a vague word is a gap.

"After a while it was handled" answers no question of the client. Source: report-writing guides.
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
    source="Report-writing guides: be specific",
)


def check(case: Case, say: Say) -> RuleResult:
    return by_list(
        case,
        say,
        "vague",
        "{words!r} leaves open what, when or how many.",
        "Give the time, the number or the thing itself.",
        unless=None,
        confidence=0.6,
    )
