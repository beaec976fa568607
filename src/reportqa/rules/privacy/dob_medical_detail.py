"""No full date of birth and no diagnosis or medication in a client's copy.

What was seen or said belongs in the report; a medical record does not. Source: privacy practice of guard
companies; health-privacy law where the client is a hospital.
"""

from __future__ import annotations

import re

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say
from reportqa.rules._text import any_of, sentence_of, told

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.REVIEW,
    needs="T",
    source="Health-privacy practice: only what was seen or said",
)

_BIRTH = re.compile(
    r"(?<!\w)(?:d\.?o\.?b\.?|date of birth|birth ?date|born(?: on)?)[\s:#]*(?:(?:is|was)\s+)?"
    r"(?:\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d{2}-\d{2}|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4})",
    re.IGNORECASE,
)


def check(case: Case, say: Say) -> RuleResult:
    text = case.document.text
    found = [(Span(*match.span()), "a full date of birth") for match in _BIRTH.finditer(text)]
    for name, what in (("diagnosis", "a diagnosis"), ("medication", "a medication")):
        for place in told(case, any_of("privacy", name)):
            around = sentence_of(case, place).of(text)
            if not any_of("privacy", "said").search(around):
                found.append((place, what))
    if not found:
        return say.satisfied()
    return say.violated(
        *(
            say.finding(
                f"The text holds {what}.",
                "Keep it on the internal copy; write what was seen or said.",
                at=place,
                confidence=0.75,
            )
            for place, what in sorted(found)
        )
    )
