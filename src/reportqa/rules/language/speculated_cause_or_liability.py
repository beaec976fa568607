"""Cause and fault are not for the officer to guess.

A guess at fault is evidence against the client. Source: claims practice: state what was seen and said.
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
    source="Claims practice: no guesses at liability",
)


def check(case: Case, say: Say) -> RuleResult:
    return by_list(
        case,
        say,
        "cause",
        "{words!r} guesses at cause or fault.",
        "Write what you saw and what was said, in quotation marks.",
        unless="said",
        confidence=0.7,
    )
