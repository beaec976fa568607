"""No slur or profanity outside quotation marks, no protected trait as a ground of suspicion.

Such words cost the contract, and in court the case. Source: report-writing guides; civil-rights law.
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
    source="Report-writing guides: neutral language",
)

_TRAIT = "{words!r} takes a trait of the person for a ground of suspicion."


def check(case: Case, say: Say) -> RuleResult:
    trait = by_list(case, say, "trait", _TRAIT, "Write what the person did.", confidence=0.8)
    if trait.findings:
        return trait
    return by_list(
        case,
        say,
        "slur",
        "{words!r} does not belong in a report outside a quotation.",
        "Describe behaviour and clothing; quote offensive words only where they were said.",
        unless=None,
        confidence=0.8,
    )
