"""No gate or alarm code, PIN, password or hiding place of a key stands in a report.

A report travels; whoever reads it could walk in. Source: guard companies' rules.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say
from reportqa.rules._text import any_of

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.SUBMIT,
    needs="T",
    source="Guard companies' rules: no secrets in reports",
)


def check(case: Case, say: Say) -> RuleResult:
    text = case.document.text
    found = [
        Span(*match.span())
        for match in any_of("privacy", "secret").finditer(text)
        if not any_of("privacy", "not_secret").search(text[max(0, match.start() - 12) : match.end()])
    ]
    if not found:
        return say.satisfied()
    return say.violated(
        *(
            say.finding(
                "The text gives away a code or where a key is kept.",
                "Take it out; write that the assigned code or key was used.",
                at=place,
                confidence=0.85,
            )
            for place in found
        )
    )
