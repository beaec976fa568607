"""The narrative is told in the past tense.

Off by default: it concerns style, not facts. Source: report-writing guides.
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
    source="Report-writing guides: past tense",
    off=True,
)


def check(case: Case, say: Say) -> RuleResult:
    return by_list(
        case, say, "present", "{words!r} is told in the present tense.", "Tell it in the past tense."
    )
