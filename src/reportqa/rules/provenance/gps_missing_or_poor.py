"""A report from an app carries a fresh and exact position; without one, presence is unverifiable, not false.

Asked only of reports that came from a device: paper and e-mail carry no position.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules.provenance._filed import hours, metres

META = Meta(
    severity=Severity.MINOR,
    audience=Audience.REVIEW,
    needs="M",
    source="Guard platforms stamp a position on every report",
    options=(
        ("max_accuracy_m", 150),  # beyond this a fix does not tell one block from the next
        ("max_age_min", 15),
    ),
)


def check(case: Case, say: Say) -> RuleResult:
    meta = case.document.metadata
    located = meta.lat is not None and meta.lon is not None
    from_device = (
        located or meta.device is not None or meta.device_at is not None or meta.fix_age_s is not None
    )
    if not from_device and meta.mock_location is None and meta.accuracy_m is None:
        return say.not_applicable("the report did not come from a device")
    if meta.mock_location:
        return _poor(say, "the device reports a mock location", None, None)
    if not located:
        return _poor(say, "no position was recorded", None, None)
    if meta.accuracy_m is not None and meta.accuracy_m > say.number("max_accuracy_m"):
        return _poor(say, f"the fix is only good to {metres(meta.accuracy_m)}", meta.accuracy_m, "m")
    if meta.fix_age_s is not None and meta.fix_age_s / 60 > say.number("max_age_min"):
        minutes = meta.fix_age_s / 60
        return _poor(say, f"the fix was {hours(minutes)} old", round(minutes, 1), "min")
    return say.satisfied()


def _poor(say: Say, why: str, value: float | None, unit: str | None) -> RuleResult:
    return say.violated(
        say.finding(
            f"Where the report was written can't be verified: {why}.",
            "Nothing to mend in the report; check the device's location setting.",
            evidence=[
                EvidenceItem(kind=EvidenceKind.METADATA, text=why, ref="metadata", value=value, unit=unit)
            ],
            confidence=0.95,
        )
    )
