"""The device's clock agrees with the server's, but for the wait of a report that was queued offline.

A device that is ahead of the server, or far behind it without having been offline, may have had its clock
set by hand; times in its reports can't be relied on.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.document import Origin
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules.provenance._filed import hours

META = Meta(
    severity=Severity.MINOR,
    audience=Audience.REVIEW,
    needs="M",
    source="Server receipt against device time",
    options=(("tolerance_min", 15),),
)


def check(case: Case, say: Say) -> RuleResult:
    meta = case.document.metadata
    received = meta.received_at
    device = meta.device_at
    if device is None:
        origin = meta.origin("submitted_at")
        # A time typed into a form is the officer's word, not the device's clock.
        if origin is None or origin.origin in (Origin.CALLER, Origin.SIDECAR):
            device = meta.submitted_at
    if device is None or received is None or device.tzinfo is None or received.tzinfo is None:
        return say.not_applicable("device time and receipt are not both recorded")
    drift = (received - device).total_seconds() / 60
    tolerance = say.number("tolerance_min")
    if abs(drift) <= tolerance or (drift > 0 and meta.offline):
        return say.satisfied()
    side = "behind" if drift > 0 else "ahead of"
    return say.violated(
        say.finding(
            f"The device's clock was {hours(abs(drift))} {side} the server's, and the report is not marked "
            "as queued offline.",
            "Check the device's clock, and whether it was without network.",
            evidence=[
                EvidenceItem(kind=EvidenceKind.METADATA, text=f"Device {device:%Y-%m-%d %H:%M}"),
                EvidenceItem(kind=EvidenceKind.METADATA, text=f"Received {received:%Y-%m-%d %H:%M}"),
                EvidenceItem(
                    kind=EvidenceKind.DURATION, text="Difference", value=round(abs(drift)), unit="min"
                ),
            ],
            confidence=0.8,
        )
    )
