"""A report is not filed from the officer's registered off-post location.

Only a yes or no from the caller is ever taken; coordinates of a home are neither accepted nor stored.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, RuleResult, Severity
from reportqa.rules._base import Meta, Say

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.REVIEW,
    needs="MR",
    source="Complaint: his reports were filed from home",
)


def check(case: Case, say: Say) -> RuleResult:
    told = case.document.metadata.off_post_location
    if told is None:
        return say.not_applicable("the caller does not say")
    if not told:
        return say.satisfied()
    return say.violated(
        say.finding(
            "The app says that the report was filed from a registered off-post location.",
            "Ask where and when the report was written.",
            evidence=[
                EvidenceItem(kind=EvidenceKind.METADATA, text="Off-post location: yes", ref="metadata")
            ],
            confidence=0.9,
        )
    )
