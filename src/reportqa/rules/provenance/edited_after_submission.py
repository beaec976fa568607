"""The text is the one that the officer submitted, or the change is an addendum.

Altering an officer's words hurts their value as evidence. The hash of what was submitted is compared with
the hash of the text at hand.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, RuleResult, Severity
from reportqa.rules._base import Meta, Say

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.REVIEW,
    needs="M",
    source="Chain of custody: corrections are addenda",
)


def check(case: Case, say: Say) -> RuleResult:
    meta = case.document.metadata
    original = (meta.original_sha256 or "").strip().lower()
    if not original:
        return say.not_applicable("no hash of the submitted text is recorded")
    if original == case.document.text_sha256 or meta.addenda:
        return say.satisfied()
    return say.violated(
        say.finding(
            "The text differs from what the officer submitted, and no addendum says why.",
            "Restore the officer's text, and put the change into an addendum with name and time.",
            evidence=[
                EvidenceItem(kind=EvidenceKind.METADATA, text=f"Submitted text: sha256 {original[:12]}…"),
                EvidenceItem(
                    kind=EvidenceKind.METADATA, text=f"This text: sha256 {case.document.text_sha256[:12]}…"
                ),
            ],
            confidence=0.95,
        )
    )
