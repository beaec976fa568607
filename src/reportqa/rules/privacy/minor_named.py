"""A child is not named in a client's copy.

Source: privacy practice of guard companies, schools and hospitals; the name stays on the internal copy.
"""

from __future__ import annotations

import re

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.model.mention import Label
from reportqa.rules._base import Meta, Say
from reportqa.rules._text import any_of

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.REVIEW,
    needs="T",
    source="Privacy practice: minors are not named",
)

# How far from the name a child's age or word may stand.
_BEFORE, _AFTER = 28, 24
# The one who calls or brings the child.
_ADULT = re.compile(
    r"\b(?:cp|rp|caller|mother|father|mom|dad|parent|guardian|grandmother|grandfather|aunt|uncle|teacher|"
    r"manager|officer|ofc\.?|nurse),?\s*\(?$",
    re.IGNORECASE,
)


def check(case: Case, say: Say) -> RuleResult:
    text = case.document.text
    form = case.document.metadata.origin("incident_type")
    names = [
        mention
        for mention in case.labelled(Label.PERSON)
        if not mention.part("rank") and not (form and form.span and form.span.overlaps(mention.span))
    ]
    if not names:
        return say.not_applicable("nobody is named")
    found = []
    for mention in names:
        before = text[max(0, mention.span.start - _BEFORE) : mention.span.start]
        after = text[mention.span.end : mention.span.end + _AFTER]
        # A sentence that ends between them parts the age from the name.
        near = before.rpartition(". ")[2] + mention.text + after.partition(". ")[0]
        if any_of("privacy", "minor_age").search(near) and not _ADULT.search(before):
            found.append(mention)
    if not found:
        return say.satisfied()
    return say.violated(
        *(
            say.finding(
                "A child seems to be named.",
                "Keep the name on the internal copy; write the age about it.",
                at=mention.span,
                confidence=0.65,
            )
            for mention in found
        )
    )
