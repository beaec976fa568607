"""What the night's reports do not tell: each event once, by whom it was told, and what is missing.

Pure functions over the matches of `link.events` and the digests of the reports; linear in both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from reportqa.evidence.told import TITLES, same_number
from reportqa.link.events import EventMatcher
from reportqa.link.peers import PeerIndex, peer_time
from reportqa.link.telling import Dispute, at_time, denies, disputed, missing, tells, told_times
from reportqa.model.evidence import EmergencyEvent, EventKind, Grade, Match, Peer
from reportqa.model.finding import EvidenceItem, EvidenceKind, Severity
from reportqa.model.quality import Explained, Unreported
from reportqa.model.service import Service
from reportqa.model.site import Shift
from reportqa.night.cases import CaseOfEvent, clusters
from reportqa.site.registry import SiteRegistry

# Of the details of a told event, this many may be missing before it counts as partly told.
PARTLY = 2
_SERVICES = frozenset(service.value for service in Service)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reconciliation:
    """What nobody told, or told wrongly, and what was looked at and left; both by site and time."""

    unreported: tuple[Unreported, ...] = ()
    explained: tuple[Explained, ...] = ()
    window: tuple[datetime, datetime] | None = None  # the night that was looked at


def reconcile(
    registry: SiteRegistry,
    matcher: EventMatcher,
    peers: PeerIndex | Sequence[Peer],
    *,
    window: tuple[datetime, datetime] | None = None,
) -> Reconciliation:
    """Every event of the night against every report of it.

    `window` bounds the night; without it, it runs from the first to the last shift that has a report, so
    that the day shift, whose reports lie in another folder, is not asked.
    """
    index = peers if isinstance(peers, PeerIndex) else PeerIndex(peers)
    night = window or _night(registry, matcher, index.all)
    unreported: list[Unreported] = []
    explained: list[Explained] = []
    for site_id, matches in matcher.all_matches():
        told = Told(index.of_site(site_id))
        live, left = _split(matches, night, registry)
        explained.extend(left)
        cases = cases_of(site_id, live, matcher.complaints_of(site_id, night))
        for number, case in enumerate(cases):
            found = _judge(registry, case, told.about(case), rivals_of(cases, number))
            if isinstance(found, Explained):
                explained.append(found)
            elif found is not None:
                unreported.append(found)
    return Reconciliation(unreported=tuple(unreported), explained=tuple(explained), window=night)


def cases_of(site_id: str, matches: Sequence[Match], complaints: Sequence[Match]) -> list[CaseOfEvent]:
    """The site's cases in order of time."""
    return sorted(clusters(site_id, matches, complaints), key=lambda case: case.event.start)


def rivals_of(cases: Sequence[CaseOfEvent], number: int) -> list[EmergencyEvent]:
    """Only neighbours in time can claim the same words of a report."""
    return [other.event for other in cases[max(number - 5, 0) : number + 6]]


def _night(
    registry: SiteRegistry, matcher: EventMatcher, peers: Sequence[Peer]
) -> tuple[datetime, datetime] | None:
    shifts = [shift for peer in peers if (shift := registry.shift(peer.shift_id)) is not None]
    if shifts:
        return min(shift.start for shift in shifts), max(shift.end for shift in shifts)
    times = [at for peer in peers if (at := peer_time(peer)) is not None]
    if times:
        return min(times) - timedelta(hours=8), max(times) + timedelta(hours=8)
    return None


def _split(
    matches: Sequence[Match], night: tuple[datetime, datetime] | None, registry: SiteRegistry
) -> tuple[list[Match], list[Explained]]:
    """The matches that someone should have told, and those that have an explanation."""
    live: list[Match] = []
    left: dict[str, Explained] = {}
    alive: set[str] = set()
    for match in matches:
        event = match.event
        if night is not None and not (event.start <= night[1] and event.end >= night[0]):
            continue
        if night is not None and match.shift_id is not None:
            shift = registry.shift(match.shift_id)
            if shift is not None and not _of_night(shift, night):
                continue
        if match.explained is not None:
            left.setdefault(event.id, Explained(event=event, site_id=match.site_id, reason=match.explained))
        else:
            live.append(match)
            alive.add(event.id)
    return live, [item for key, item in left.items() if key not in alive]


def _of_night(shift: Shift, night: tuple[datetime, datetime]) -> bool:
    """At least half of the shift lies in the night."""
    overlap = min(shift.end, night[1]) - max(shift.start, night[0])
    return overlap >= (shift.end - shift.start) / 2


class Told:
    """A site's reports by shift and by day, so that a long log costs no more than a short one."""

    def __init__(self, peers: Sequence[Peer]) -> None:
        self._by_shift: dict[str, list[Peer]] = defaultdict(list)
        self._by_day: dict[int, list[Peer]] = defaultdict(list)
        self._timeless: list[Peer] = []
        for peer in peers:
            if peer.shift_id:
                self._by_shift[peer.shift_id].append(peer)
            times = (*told_times(peer), peer.written_at, peer.submitted_at)
            days = {at.toordinal() for at in times if at is not None}
            for day in days:
                self._by_day[day].append(peer)
            if not days and not peer.shift_id:
                self._timeless.append(peer)

    def about(self, case: CaseOfEvent) -> tuple[Peer, ...]:
        """The reports that may speak of the case, each once, in a fixed order."""
        found: dict[tuple[str, str], Peer] = {}
        days = range(case.event.start.toordinal() - 1, case.event.end.toordinal() + 2)
        for group in (
            *(self._by_shift.get(match.shift_id or "", ()) for match in case.matches),
            *(self._by_day.get(day, ()) for day in days),
            self._timeless,
        ):
            for peer in group:
                found[peer.report_id, peer.name] = peer
        return tuple(found.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How a case stands in the night's reports; `state` is `told`, or one of those of `Unreported`."""

    state: str
    peers: tuple[Peer, ...] = ()
    lacking: tuple[str, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    speaking: tuple[str, ...] = ()  # the ids of the reports that tell it or deny it


def standing(case: CaseOfEvent, told: Sequence[Peer], rivals: Sequence[EmergencyEvent]) -> Standing:
    """Who tells the case, and how; `rivals` are the site's other events around it."""
    event, shifts = case.event, case.shift_ids
    deniers = [
        peer for peer in told if denies(event, shifts, peer) and not set(event.services) & set(peer.services)
    ]
    tellers = [peer for peer in told if peer not in deniers and tells(event, shifts, peer, rivals)]
    own = [peer for peer in tellers if not shifts or peer.shift_id is None or peer.shift_id in shifts]
    incident = [peer for peer in own if peer.kind != "daily_log"]
    concerned = [peer for peer in told if peer.shift_id in shifts] if shifts else list(told)
    speaking = tuple(dict.fromkeys(peer.report_id for peer in (*tellers, *deniers)))
    if incident:
        lacking = missing(event, incident)
        others = [item for item in rivals if item.id not in {known.id for known in case.events}]
        if disputes := tuple(d for peer in incident for d in disputed(case.events, peer, others)):
            wrong = {dispute.report_id for dispute in disputes}
            peers = tuple(peer for peer in incident if peer.report_id in wrong)
            return Standing(
                state="contradicted", peers=peers, lacking=lacking, disputes=disputes, speaking=speaking
            )
        partly = len(lacking) >= PARTLY or any(name in _SERVICES for name in lacking)
        return Standing(
            state="partly" if partly else "told", peers=tuple(incident), lacking=lacking, speaking=speaking
        )
    if own:
        cited = _cited_here(event, own, told)
        return Standing(state="told" if cited else "daily_log_only", peers=tuple(own), speaking=speaking)
    if deniers:
        near = any(at_time(event, peer) for peer in deniers)
        return Standing(state="contradicted" if near else "denied", peers=tuple(deniers), speaking=speaking)
    if tellers:
        return Standing(state="peer_only", peers=(*tellers, *concerned), speaking=speaking)
    return Standing(state="nobody", peers=tuple(concerned))


def _judge(
    registry: SiteRegistry, case: CaseOfEvent, told: Sequence[Peer], rivals: Sequence[EmergencyEvent]
) -> Unreported | Explained | None:
    if case.grade is Grade.POSSIBLE:
        why = f"near the site, but not surely there: {'; '.join(case.matches[0].reasons)}"
        return Explained(event=case.event, site_id=case.site_id, reason=why)
    found = standing(case, told, rivals)
    return None if found.state == "told" else raised(registry, case, found)


def _cited_here(event: EmergencyEvent, logs: Sequence[Peer], told: Sequence[Peer]) -> bool:
    """Whether a log's line on the event names a report that is there; a number alone proves nothing."""
    heads = tuple(f"{service.value}.cited:" for service in event.services)
    numbers = [item.partition(":")[2] for log in logs for item in log.told if item.startswith(heads)]
    reports = [peer.report_id for peer in told if peer.kind != "daily_log"]
    return any(same_number(number, report) for number in numbers for report in reports)


# ------------------------------------------------------------------ saying it

_STATE = {
    "told": "The reports tell it.",
    "nobody": "No report of the shift mentions it.",
    "daily_log_only": "Only the daily log mentions it; there is no incident report.",
    "peer_only": "Only a report of another officer mentions it.",
    "partly": "The report mentions it, but leaves out {missing}.",
    "denied": "A report of the shift says that there was no such service.",
    "contradicted": "A report of that time says otherwise.",
}
_REMEDY = {
    "told": "Nothing to add; answer from the report.",
    "nobody": "Ask the officer what happened and add a report, or note why none is needed.",
    "daily_log_only": "Add an incident report, or note why the daily log is enough.",
    "peer_only": "Ask the officer of this post to add what he saw, or link the two reports.",
    "partly": "Add what is missing, or state that it is unknown.",
    "denied": "Compare the rows with the report and correct it by an addendum, or explain.",
    "contradicted": "Compare the rows with the report and correct it by an addendum, or explain.",
}
_WHAT = {
    EventKind.FIRE: "a fire call",
    EventKind.FIRE_ALARM: "a fire alarm",
    EventKind.MEDICAL: "a medical call",
    EventKind.POLICE: "a police call",
    EventKind.INTRUSION: "an intrusion alarm",
    EventKind.PANIC: "a panic alarm",
    EventKind.UTILITY: "a utility call",
    EventKind.TRAFFIC: "a traffic call",
    EventKind.OTHER: "a call",
}


def raised(registry: SiteRegistry, case: CaseOfEvent, found: Standing) -> Unreported:
    """The case as it is put to the manager."""
    event, state = case.event, found.state
    on_duty = _on_duty(registry, case, found)
    shift = on_duty[0] if on_duty else None
    site = registry.site(case.site_id)
    zone = shift.start.tzinfo if shift else event.start.tzinfo
    names = ", ".join(TITLES.get(name, f"the {name.upper()} part") for name in found.lacking)
    off = " It was called off." if event.cancelled else ""
    told = " ".join(disputes_told(found.disputes, zone)) or _STATE[state].format(missing=names)
    message = (
        f"The evidence shows {_WHAT[event.kind]} at {site.name if site else case.site_id} at "
        f"{event.start.astimezone(zone):%H:%M}{_units(event)}.{off} {told}"
    )
    # A told one is never raised by a night; an answer to a client may still be about it.
    severe = state in ("nobody", "denied", "contradicted") and not found.disputes
    return Unreported(
        event=event,
        site_id=case.site_id,
        client_id=site.client_id if site else None,
        shift_id=shift.id if shift else None,
        post_id=shift.post_id if shift else None,
        officer=", ".join(dict.fromkeys(each.officer for each in on_duty if each.officer)) or None,
        state=state,
        grade=case.grade,
        severity=Severity.INFO if state == "told" else Severity.BLOCKER if severe else Severity.MAJOR,
        message=message,
        remedy=_REMEDY[state],
        missing=found.lacking,
        report_ids=tuple(dict.fromkeys(peer.report_id for peer in found.peers)),
        evidence=tuple(_evidence(case)),
    )


def _on_duty(registry: SiteRegistry, case: CaseOfEvent, found: Standing) -> list[Shift]:
    """The shifts to ask: those whose reports speak of it, else those at the site itself before a patrol's."""
    # A client's memory of the hour is no roster.
    logged = [match for match in case.matches if match.event.source != "complaint"] or case.matches
    ids = dict.fromkeys(match.shift_id for match in logged)
    known = [shift for shift in map(registry.shift, ids) if shift is not None]
    own = [shift for shift in known if len(shift.site_ids) == 1] or known
    if found.speaking:
        told = {peer.shift_id for peer in found.peers}
        own = [shift for shift in known if shift.id in told] or own
    return own


_VERBS = {"arrived": "came", "cleared": "left"}
_WHO = {
    Service.FIRE: "the fire department",
    Service.EMS: "the ambulance",
    Service.POLICE: "the police",
    Service.OTHER: "the agency",
}


def disputes_told(disputes: Sequence[Dispute], zone: tzinfo | None) -> list[str]:
    """Each contradicted time as a sentence."""
    return [
        f"The report says that {_WHO[item.service]} {_VERBS[item.name]} at "
        f"{item.told.astimezone(zone):%H:%M}; the evidence says {item.logged.astimezone(zone):%H:%M}."
        for item in disputes
    ]


def _units(event: EmergencyEvent) -> str:
    return f" ({', '.join(event.units[:4])})" if event.units else ""


_KIND = {"panel": EvidenceKind.PANEL, "complaint": EvidenceKind.COMPLAINT, "peer": EvidenceKind.PEER}


def _evidence(case: CaseOfEvent) -> Iterator[EvidenceItem]:
    for source, row in case.rows:
        yield EvidenceItem(kind=_KIND.get(source, EvidenceKind.DISPATCH), text=row.text, ref=row.ref)
    match = case.matches[0] if case.matches else None
    if match is None:
        return
    reasons = "; ".join(match.reasons)
    if match.distance_m is not None:
        yield EvidenceItem(
            kind=EvidenceKind.DISTANCE,
            text=f"Matched to the site: {reasons}",
            value=match.distance_m,
            unit="m",
        )
    else:
        yield EvidenceItem(kind=EvidenceKind.REGISTRY, text=f"Matched to the site: {reasons}")
    if match.minutes is not None:
        yield EvidenceItem(
            kind=EvidenceKind.DURATION,
            text="From the officer's nearest visit",
            value=match.minutes,
            unit="min",
        )
