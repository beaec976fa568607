"""An observation has a sign of presence near it: a tour scan, a clock stamp or a position at the site.

Asked only of an officer who left signs in this shift at all, or whose clock stamps exclude the time. A
missing scan is no proof of absence; the manager sees it with the nearest sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from reportqa.link.telling import told_times
from reportqa.model.case import Case
from reportqa.model.evidence import Presence
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, Finding, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules.emergency._evidence import own_peer
from reportqa.rules.provenance._filed import hours, metres
from reportqa.site.position import distance_m

META = Meta(
    severity=Severity.MINOR,
    audience=Audience.REVIEW,
    needs="MRX",
    source="Guard-tour practice: scans against claimed rounds",
    options=(
        ("within_min", 90),  # tours of one to one and a half hours are usual
        ("clock_grace_min", 15),
        ("away_m", 500),  # a position this far off, at the very time, is elsewhere
        ("same_time_min", 10),
    ),
)


def check(case: Case, say: Say) -> RuleResult:
    signs = case.evidence.presence
    site_id = case.links.site_id
    if not case.evidence.given or not signs:
        return say.not_applicable("no sign of presence is recorded for this officer")
    at = case.document.metadata.stated("occurred_at")
    times = (at,) if at is not None and at.tzinfo is not None else told_times(own_peer(case))[:1]
    if not times:
        return say.undetermined("the report claims no time")
    claimed = times[0]
    found = (
        _clocked(case, say, signs, claimed)
        or _elsewhere(case, say, signs, claimed)
        or _unseen(case, say, signs, claimed, site_id)
    )
    return say.violated(found) if found else say.satisfied()


def _clocked(case: Case, say: Say, signs: Sequence[Presence], claimed: datetime) -> Finding | None:
    """The claim lies before the officer clocked in or after he clocked out."""
    grace = say.number("clock_grace_min") * 60
    ins = [sign for sign in signs if sign.kind == "clock_in"]
    outs = [sign for sign in signs if sign.kind == "clock_out"]
    early = [sign for sign in ins if (sign.at - claimed).total_seconds() > grace]
    late = [sign for sign in outs if (claimed - sign.at).total_seconds() > grace]
    if ins and len(early) == len(ins):
        sign, word = early[0], "before the officer clocked in"
    elif outs and len(late) == len(outs) and not any(sign.at > late[-1].at for sign in ins):
        sign, word = late[-1], "after the officer clocked out"
    else:
        return None
    minutes = abs((sign.at - claimed).total_seconds()) / 60
    return say.finding(
        f"The report speaks of {claimed:%H:%M}, {hours(minutes)} {word}.",
        "Ask who was on post at that time.",
        evidence=[
            _item(sign),
            EvidenceItem(kind=EvidenceKind.DURATION, text=word, value=round(minutes), unit="min"),
        ],
        confidence=0.75,
    )


def _elsewhere(case: Case, say: Say, signs: Sequence[Presence], claimed: datetime) -> Finding | None:
    """A scan at another site, or a position far from this one, at the very time."""
    site = case.facts.site
    for sign in signs:
        if abs((sign.at - claimed).total_seconds()) > say.number("same_time_min") * 60:
            continue
        if sign.lat is None or sign.lon is None or site is None or site.lat is None or site.lon is None:
            continue
        if sign.site_id == site.id:
            return None
        away = distance_m(site.lat, site.lon, sign.lat, sign.lon) - (sign.accuracy_m or 0.0)
        away -= site.radius_m or 0.0
        if away > say.number("away_m"):
            return say.finding(
                f"The report speaks of {claimed:%H:%M}; the officer's track shows {metres(away)} from the "
                f"site at {sign.at.astimezone(claimed.tzinfo):%H:%M}.",
                "Ask where the officer was at that time.",
                evidence=[
                    _item(sign),
                    EvidenceItem(
                        kind=EvidenceKind.DISTANCE, text="From the site", value=round(away), unit="m"
                    ),
                ],
                confidence=0.8,
            )
    return None


def _unseen(
    case: Case, say: Say, signs: Sequence[Presence], claimed: datetime, site_id: str | None
) -> Finding | None:
    """No sign at the site near the claim, although the officer left signs in this shift."""
    tracked = [sign for sign in signs if sign.kind in ("scan", "gps")]
    if not tracked:
        return None
    here = [sign for sign in signs if site_id is None or sign.site_id == site_id or _near(case, sign)]
    if not here:
        nearest = min(tracked, key=lambda sign: abs((sign.at - claimed).total_seconds()))
        minutes = abs((nearest.at - claimed).total_seconds()) / 60
        if minutes > say.number("within_min"):
            return None  # the officer's signs say nothing about that time
        return say.finding(
            f"The report speaks of {claimed:%H:%M}; no scan or position of the officer is at the site.",
            "Ask how the site was visited.",
            evidence=[_item(nearest)],
            confidence=0.6,
        )
    nearest = min(here, key=lambda sign: abs((sign.at - claimed).total_seconds()))
    minutes = abs((nearest.at - claimed).total_seconds()) / 60
    if minutes <= say.number("within_min"):
        return None
    return say.finding(
        f"The report speaks of {claimed:%H:%M}; the officer's nearest scan or position at the site is "
        f"{hours(minutes)} off.",
        "Ask how the time was noted, or which round it was.",
        evidence=[
            _item(nearest),
            EvidenceItem(
                kind=EvidenceKind.DURATION, text="From the nearest sign", value=round(minutes), unit="min"
            ),
        ],
        confidence=0.6,
    )


def _near(case: Case, sign: Presence) -> bool:
    site = case.facts.site
    if sign.lat is None or sign.lon is None or site is None or site.lat is None or site.lon is None:
        return False
    reach = (site.radius_m or 150.0) + (sign.accuracy_m or 0.0) + 100.0
    return distance_m(site.lat, site.lon, sign.lat, sign.lon) <= reach


def _item(sign: Presence) -> EvidenceItem:
    text = f"{sign.kind.replace('_', ' ')} {sign.at:%H:%M}"
    if sign.checkpoint:
        text += f" {sign.checkpoint}"
    return EvidenceItem(kind=EvidenceKind.PRESENCE, text=text, ref=sign.row.ref if sign.row else None)
