"""A report is filed on the site: its position, less the accuracy, lies inside the fence.

Two fixes of one officer that no vehicle could join are raised too. A position is a doubt and no proof:
the manager sees it, with the distance and how sure it is; the officer does not.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, Finding, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules.provenance._filed import filed_at, hours, metres, peer_filed_at, same_author
from reportqa.site.position import distance_m

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.REVIEW,
    needs="MRX",
    source="Complaint: he wasn't even on site",
    options=(
        ("tolerance_m", 50),  # street side and drift near tall buildings
        ("unknown_accuracy_m", 100),  # what a fix without accuracy is trusted to
        ("max_speed_kmh", 160),
        ("travel_min_m", 2000),  # below this, drift alone makes any speed
    ),
)


def check(case: Case, say: Say) -> RuleResult:
    meta = case.document.metadata
    if meta.lat is None or meta.lon is None:
        return say.not_applicable("no position was recorded")
    findings = list(_travel(case, say))
    position = case.links.position
    if position is None:
        return say.violated(*findings) if findings else say.not_applicable("no site with a place is known")
    slack = 0.0 if position.accuracy_m is not None else say.number("unknown_accuracy_m")
    certain = position.certain_m - slack
    if certain > say.number("tolerance_m"):
        at = meta.submitted_at or meta.written_at
        when = f" at {at:%H:%M}" if at else ""
        accuracy = "unknown" if position.accuracy_m is None else metres(position.accuracy_m)
        findings.insert(
            0,
            say.finding(
                f"The report was filed{when} {metres(position.distance_m)} from the site "
                f"(accuracy {accuracy}).",
                "Ask where the report was written, and why.",
                evidence=[
                    EvidenceItem(
                        kind=EvidenceKind.DISTANCE,
                        text="From the site's radius" if position.by_radius else "From the site's fence",
                        value=round(position.distance_m, 1),
                        unit="m",
                    ),
                    EvidenceItem(
                        kind=EvidenceKind.METADATA,
                        text="Accuracy of the fix",
                        value=position.accuracy_m,
                        unit="m",
                    ),
                ],
                confidence=0.9 if certain > 10 * say.number("tolerance_m") else 0.7,
            ),
        )
    if findings:
        return say.violated(*findings)
    if position.distance_m > say.number("tolerance_m"):
        return say.undetermined("the fix is too poor to tell inside from outside")
    return say.satisfied()


def _travel(case: Case, say: Say) -> list[Finding]:
    """Pairs of this report and an earlier one of the same officer, too far apart for the time."""
    meta = case.document.metadata
    at = filed_at(meta)
    if at is None or meta.lat is None or meta.lon is None:
        return []
    for peer in case.evidence.peers:
        then = peer_filed_at(peer)
        if then is None or then > at or peer.lat is None or peer.lon is None or not same_author(case, peer):
            continue
        away = distance_m(meta.lat, meta.lon, peer.lat, peer.lon)
        away -= (meta.accuracy_m or 0.0) + (peer.accuracy_m or 0.0)
        minutes = max((at - then).total_seconds() / 60, 1.0)
        speed = away / 1000 / (minutes / 60)
        if away < say.number("travel_min_m") or speed <= say.number("max_speed_kmh"):
            continue
        return [
            say.finding(
                f"This report and {peer.name} of the same officer were filed {metres(away)} apart within "
                f"{hours(minutes)}.",
                "Ask which device and whose account filed the two.",
                evidence=[
                    EvidenceItem(kind=EvidenceKind.PEER, text=f"Filed {then:%H:%M}", ref=peer.report_id),
                    EvidenceItem(
                        kind=EvidenceKind.DISTANCE, text="Speed needed", value=round(speed), unit="km/h"
                    ),
                ],
                confidence=0.8,
            )
        ]
    return []
