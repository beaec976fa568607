"""A judgement about a person needs the observation behind it.

"He was drunk" is the writer's opinion; what he saw, heard and smelled is evidence. Source: report-writing
guides for guards.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules.language._say import by_list

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.REVIEW,
    needs="T",
    source="Report-writing guides: facts, not opinions",
)


def check(case: Case, say: Say) -> RuleResult:
    return by_list(
        case,
        say,
        "opinion",
        "{words!r} is a judgement without what was seen or heard.",
        "Write what you saw, heard or smelled instead.",
        unless="basis",
        confidence=0.7,
    )
