"""The report speaks in the person that the client asked for.

First person is right in most of the United States, third person in Ontario; so this rule is off until a
policy names a voice. Source: guard-licensing syllabuses of both.
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
    source="Guard-licensing syllabuses (California: first person; Ontario: third)",
    off=True,
)


def check(case: Case, say: Say) -> RuleResult:
    voice = case.policy.voice
    if voice not in ("first", "third"):
        return say.not_applicable("the policy names no voice")
    wrong = "third" if voice == "first" else "first"
    instead = "I" if voice == "first" else "the writer"
    return by_list(
        case,
        say,
        wrong,
        "{words!r} is not the voice that this client asks for.",
        f"Write {instead!r}.",
        confidence=0.9,
    )
