"""What the rules of this family share: which matches count, who should tell them, how rows are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reportqa.evidence.peers import digest
from reportqa.link.telling import at_time, told_times
from reportqa.model.case import Case
from reportqa.model.evidence import EmergencyEvent, EventKind, Grade, Match, Peer
from reportqa.model.finding import EvidenceItem, EvidenceKind, Finding, RuleResult
from reportqa.rules._base import Say

KIND_NAMES = {
    EventKind.FIRE: "a fire call",
    EventKind.FIRE_ALARM: "a fire alarm",
    EventKind.MEDICAL: "a medical call",
    EventKind.POLICE: "a police call",
    EventKind.INTRUSION: "an intrusion alarm",
    EventKind.PANIC: "a panic alarm",
    EventKind.TRAFFIC: "a traffic call",
    EventKind.UTILITY: "a utility call",
    EventKind.OTHER: "a call",
}
SERVICE_NAMES = {
    "fire": "the fire department",
    "ems": "an ambulance",
    "police": "the police",
    "other": "another agency",
}


def absent(say: Say, findings: Sequence[Finding]) -> RuleResult:
    """Absences: violated where the page could be read, undetermined where it could not."""
    first = say.missing(findings[0])
    return say.violated(*findings) if first.findings else first


def live(case: Case, *sources: str) -> tuple[Match, ...]:
    """Matches that are at least probable and not explained away, of the named sources."""
    return tuple(
        match
        for match in case.evidence.matches
        if match.explained is None
        and match.grade is not Grade.POSSIBLE
        and match.event.source in sources
        and match.shift_id in (None, case.links.shift_id)
    )


def shifts_of(case: Case, event: EmergencyEvent) -> set[str | None]:
    """The shifts that were on duty at the event, this report's among them."""
    return {match.shift_id for match in case.evidence.matches if match.event.id == event.id}


def own_peer(case: Case) -> Peer:
    """The report under judgement as the others see it, made once per case."""
    kept = case.memo.get("own_peer")
    if not isinstance(kept, Peer):
        kept = case.memo["own_peer"] = digest(case.document, case.extraction, case.links)
    return kept


def site_peers(case: Case) -> tuple[Peer, ...]:
    """Other reports of the same site in this night."""
    site = case.links.site_id
    return tuple(peer for peer in case.evidence.peers if site is None or peer.site_id in (None, site))


def answers_for(case: Case, event: EmergencyEvent, own: Peer) -> bool:
    """Whether this report is one to ask: every daily log of the shifts on duty, else the nearest report.

    Without other reports at hand, a report answers for events of its own time, a daily log for all.
    """
    if own.kind == "daily_log":
        return True
    shifts = shifts_of(case, event)
    same = [
        peer
        for peer in site_peers(case)
        if peer.shift_id is None or None in shifts or peer.shift_id in shifts
    ]
    if any(peer.kind == "daily_log" for peer in same):
        return False
    if not same:
        return not told_times(own) or at_time(event, own)
    return min([own, *same], key=lambda peer: _order(event, peer)) == own


def _order(event: EmergencyEvent, peer: Peer) -> tuple[float, str, str]:
    off = min((abs((at - event.start).total_seconds()) for at in told_times(peer)), default=1e12)
    return off, peer.report_id, peer.name


def rows(events: Iterable[EmergencyEvent]) -> Iterator[EvidenceItem]:
    """The rows of events, as evidence."""
    for event in events:
        kind = {"panel": EvidenceKind.PANEL, "complaint": EvidenceKind.COMPLAINT}.get(
            event.source, EvidenceKind.DISPATCH
        )
        if not event.rows:
            yield EvidenceItem(
                kind=kind, text=f"{event.nature or event.kind.value} at {clock(event)}", ref=event.id
            )
        for row in event.rows[:10]:
            yield EvidenceItem(kind=kind, text=row.text, ref=row.ref)


def matched(match: Match) -> Iterator[EvidenceItem]:
    """The rows of a match and why it belongs here."""
    yield from rows([match.event])
    if match.distance_m is not None:
        yield EvidenceItem(
            kind=EvidenceKind.DISTANCE, text="; ".join(match.reasons), value=match.distance_m, unit="m"
        )
    elif match.reasons:
        yield EvidenceItem(kind=EvidenceKind.REGISTRY, text="; ".join(match.reasons))
    if match.minutes is not None:
        yield EvidenceItem(
            kind=EvidenceKind.DURATION, text="From the nearest visit", value=match.minutes, unit="min"
        )


def clock(event: EmergencyEvent) -> str:
    """The event's time of day, as its source writes it."""
    return event.start.strftime("%H:%M")


def who(event: EmergencyEvent) -> str:
    """The units, or the services in words."""
    if event.units:
        return ", ".join(event.units[:3])
    return " and ".join(SERVICE_NAMES[item.value] for item in event.services[:2]) or "help"
