"""Whether a report tells of an event, denies it, or tells it by halves. Used for one report and a night."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from reportqa.model.evidence import EmergencyEvent, EventKind, Peer
from reportqa.model.service import Service

# A report's own time may be this far from the event's: the officer writes when he learned of it, and
# crews stay for an hour.
EARLY = timedelta(minutes=45)
LATE = timedelta(minutes=60)
# A report without any time, filed this long after the event, may still be about it.
_FILED = timedelta(hours=16)
# A denial is about the event only when the report is about that matter, at that very time.
_DENIED_EARLY = timedelta(minutes=20)
_DENIED_LATE = timedelta(minutes=10)
# The incident types (of the closed list) that such an event may have in a report.
_TOPICS: dict[EventKind, frozenset[str]] = {
    EventKind.FIRE: frozenset({"fire", "fire-alarm", "utility-hazard"}),
    EventKind.FIRE_ALARM: frozenset({"fire", "fire-alarm", "utility-hazard"}),
    EventKind.UTILITY: frozenset({"fire", "fire-alarm", "utility-hazard"}),
    EventKind.MEDICAL: frozenset(
        {
            "medical",
            "slip-and-fall",
            "welfare-missing-person",
            "assault-fight",
            "vehicle-accident",
            "drugs-alcohol",
            "force-detention",
        }
    ),
    EventKind.INTRUSION: frozenset({"intrusion-alarm", "burglary", "unsecured-door"}),
    EventKind.PANIC: frozenset({"intrusion-alarm", "robbery", "assault-fight", "medical"}),
    EventKind.POLICE: frozenset(
        {
            "assault-fight",
            "burglary",
            "dispute-disorderly",
            "drugs-alcohol",
            "harassment-threat",
            "robbery",
            "sexual-offense",
            "suspicious-person-vehicle",
            "theft",
            "trespass",
            "weapon",
            "welfare-missing-person",
            "force-detention",
        }
    ),
}
# A panel and the dispatch centre clock one alarm within minutes of each other.
_TWO_SOURCES = timedelta(minutes=15)
# Crews of several agencies are sent to one door within a quarter of an hour, or while the first is there.
_TWO_AGENCIES = timedelta(minutes=15)
_STILL_THERE = timedelta(minutes=60)
# Kinds that one happening may have in two logs: the panel says alarm, dispatch says fire or medical.
_ALIKE = (
    frozenset({EventKind.FIRE, EventKind.FIRE_ALARM, EventKind.UTILITY, EventKind.MEDICAL}),
    frozenset({EventKind.INTRUSION, EventKind.POLICE, EventKind.PANIC}),
    frozenset({EventKind.MEDICAL, EventKind.POLICE, EventKind.PANIC}),
)
_ALARM_TYPES = frozenset({"fire-alarm", "intrusion-alarm"})
_ALARM_KINDS = frozenset({EventKind.FIRE_ALARM, EventKind.INTRUSION, EventKind.PANIC})


def told_times(peer: Peer) -> tuple[datetime, ...]:
    """The times of the matter itself, not of the writing."""
    return tuple(
        at for at in (peer.occurred_at, *peer.event_times) if at is not None and at.tzinfo is not None
    )


def at_time(event: EmergencyEvent, peer: Peer) -> bool:
    """Whether a time of the report falls around the event."""
    return any(_around(event, at) for at in told_times(peer))


def tells(
    event: EmergencyEvent,
    shift_ids: Collection[str | None],
    peer: Peer,
    others: Iterable[EmergencyEvent] = (),
) -> bool:
    """Whether the report speaks of this event: one of its services, or its alarm, at its time.

    A time that lies nearer to one of the `others` of the site tells that one: an ambulance told at ten
    is not the ambulance of half past ten.
    """
    services = set(event.services)
    by_service = bool(services & set(peer.services))
    by_alarm = (event.source == "panel" or event.kind in _ALARM_KINDS) and (
        "alarm" in peer.told or bool(topics(peer) & _ALARM_TYPES)
    )
    if not (by_service or by_alarm):
        return False
    names = [item.value for item in event.services if item in peer.services] if by_service else ["alarm"]
    times = [at for at in times_of(peer, names) if _around(event, at)]
    rivals = [
        other
        for other in others
        if other.id != event.id and services & set(other.services) and not same_happening(event, other)
    ]
    if times:
        return any(all(_off(event, at) <= _off(rival, at) for rival in rivals) for at in times)
    return _timeless(event, shift_ids, peer)


def times_of(peer: Peer, names: Collection[str]) -> tuple[datetime, ...]:
    """The times told beside the named services; an incident report's own time counts for all of it."""
    beside = _times_beside(peer, names)
    if peer.kind != "daily_log" and peer.occurred_at is not None and peer.occurred_at.tzinfo is not None:
        beside.append(peer.occurred_at)
    return tuple(beside) or told_times(peer)


# Watches differ, and a time is often noted afterwards; a crew's "clear" is often entered from the road.
_CLOCKS = timedelta(minutes=20)
_LEFT = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispute:
    """A report gives a time (`arrived`, `cleared`) that the evidence contradicts."""

    name: str
    service: Service
    report_id: str
    told: datetime
    logged: datetime


def disputed(
    events: Iterable[EmergencyEvent], peer: Peer, others: Iterable[EmergencyEvent] = ()
) -> tuple[Dispute, ...]:
    """The times of coming and going that a report gives and no event of the happening bears out.

    With several units on the way, the report may speak of a later one. A time that fits one of the
    `others` of the site belongs to that one.
    """
    events, found = tuple(events), []
    for service in Service:
        known = [item for item in events if service in item.services and item.on_scene is not None]
        for name, fits in (("arrived", _fits_arrival), ("cleared", _fits_leaving)):
            told = _times_beside(peer, [f"{service.value}.{name}"])
            if not known or not told or any(fits(item, at) for item in known for at in told):
                continue
            if any(fits(item, at) for item in others if item.on_scene is not None for at in told):
                continue
            logged = known[0].on_scene if name == "arrived" else known[0].cleared or known[0].on_scene
            if logged is not None:
                found.append(
                    Dispute(name=name, service=service, report_id=peer.report_id, told=told[0], logged=logged)
                )
    return tuple(found)


def _fits_arrival(event: EmergencyEvent, at: datetime) -> bool:
    if event.on_scene is None:
        return True
    last = max(event.on_scene, event.cleared or event.on_scene) if len(event.units) > 1 else event.on_scene
    return event.on_scene - _CLOCKS <= at <= last + _CLOCKS


def _fits_leaving(event: EmergencyEvent, at: datetime) -> bool:
    early = event.on_scene is not None and at < event.on_scene - _CLOCKS
    return not early and (event.cleared is None or at <= event.cleared + _LEFT)


def _times_beside(peer: Peer, names: Collection[str]) -> list[datetime]:
    heads = tuple(f"{name}.at:" for name in names)
    found = []
    for item in peer.told:
        if item.startswith(heads):
            try:
                at = datetime.fromisoformat(item.partition(".at:")[2])
            except ValueError:
                continue
            if at.tzinfo is not None:
                found.append(at)
    return found


def _around(event: EmergencyEvent, at: datetime) -> bool:
    return event.start - EARLY <= at <= event.end + LATE


def _off(event: EmergencyEvent, at: datetime) -> float:
    """Seconds between a time and the event; 0 while it goes on."""
    if event.start <= at <= event.end:
        return 0.0
    return min(abs((at - event.start).total_seconds()), abs((at - event.end).total_seconds()))


def denies(event: EmergencyEvent, shift_ids: Collection[str | None], peer: Peer) -> bool:
    """Whether the report says of this event, or of its whole shift, that a service was not there.

    "The police were not called" in a report about a lost key says nothing of the trespass at ten: only a
    daily log and a sentence about the whole shift speak of more than their own matter.
    """
    # A panel says what rang, not who came: "no police needed" does not contradict it.
    if event.source == "panel" or not set(event.services) & set(peer.denied):
        return False
    if peer.kind == "daily_log" or "denied.shift" in peer.told:
        if peer.shift_id is None or None in shift_ids:
            return _same_day(event, peer)
        return peer.shift_id in shift_ids
    low, high = event.start - _DENIED_EARLY, event.end + _DENIED_LATE
    own = peer.occurred_at
    times = (own,) if own is not None and own.tzinfo is not None else told_times(peer)[:1]
    if not any(low <= at <= high for at in times):
        return False
    if event.kind in _ALARM_KINDS and "alarm" in peer.told:
        return True
    # A sick person at whom only the fire department is said not to have come: either topic will do.
    denied = [_SERVICE_KIND[service] for service in event.services if service in peer.denied]
    return any(topics(peer) & _TOPICS.get(kind, frozenset()) for kind in (event.kind, *denied))


def topics(peer: Peer) -> frozenset[str]:
    """What the report is about: the types of the closed list that its form names, else those guessed."""
    form = set(re.findall(r"[a-z]+", (peer.incident_type or "").lower()))
    named = {item for items in _TOPICS.values() for item in items if form & set(item.split("-"))}
    return frozenset(named or {item.removeprefix("type.") for item in peer.told if item.startswith("type.")})


_SERVICE_KIND = {
    Service.FIRE: EventKind.FIRE,
    Service.EMS: EventKind.MEDICAL,
    Service.POLICE: EventKind.POLICE,
    Service.OTHER: EventKind.UTILITY,
}


def concerns(peer: Peer, service: Service) -> bool:
    """Whether the report's matter is one that brings such a service."""
    return bool(topics(peer) & _TOPICS[_SERVICE_KIND[service]])


def same_happening(first: EmergencyEvent, second: EmergencyEvent) -> bool:
    """Whether two events of one site are one happening, told by two sources or two agencies."""
    if first.id == second.id:
        return True
    if not any(first.kind in kinds and second.kind in kinds for kinds in _ALIKE):
        return False
    if second.start < first.start:
        first, second = second, first
    apart = second.start - first.start
    if first.source != second.source:
        pair = {first.kind, second.kind}
        if EventKind.MEDICAL in pair and pair & {EventKind.FIRE_ALARM, EventKind.UTILITY}:
            return False  # a fire panel knows nothing of a sick person, nor the other way round
        return apart <= _TWO_SOURCES
    if first.source != "dispatch" or first.place.text.casefold() != second.place.text.casefold():
        return False
    other_agency = not set(first.services) & set(second.services)
    still_there = first.cleared is not None and second.start <= first.cleared and apart <= _STILL_THERE
    return apart <= _TWO_AGENCIES or (other_agency and still_there)


def missing(event: EmergencyEvent, peers: Iterable[Peer]) -> tuple[str, ...]:
    """Which facts that the evidence has the reports leave out; of what was called off, none is asked.

    Names are services (`ems`) and details of `evidence.told`.
    """
    peers = tuple(peers)
    said = {item for peer in peers for item in peer.told}
    services = {service for peer in peers for service in peer.services}
    found = [item.value for item in event.services if services and item not in services and _worth(item)]
    if event.cancelled or not set(event.services) & services:
        return tuple(found)
    facts = {
        "called": True,
        "arrived": event.on_scene is not None,
        "unit": bool(event.units),
        "cleared": event.cleared is not None and event.source == "dispatch",
        "case_number": event.case_number is not None and event.source == "dispatch",
    }
    for name, known in facts.items():
        if known and not any(f"{service.value}.{name}" in said for service in event.services):
            found.append(name)
    if event.kind is EventKind.FIRE_ALARM and "cause" not in said:
        found.append("cause")
    return tuple(found)


def _worth(service: Service) -> bool:
    # Police ride along with fire and ambulance; the client asks about the other two.
    return service in (Service.FIRE, Service.EMS)


def _same_day(event: EmergencyEvent, peer: Peer) -> bool:
    at = peer.occurred_at or peer.written_at or peer.submitted_at
    return at is not None and at.tzinfo is not None and abs(at - event.start) <= _FILED


def _timeless(event: EmergencyEvent, shift_ids: Collection[str | None], peer: Peer) -> bool:
    if told_times(peer):
        return False
    if peer.shift_id is not None:
        return peer.shift_id in shift_ids
    at = peer.written_at or peer.submitted_at
    return at is None or at.tzinfo is None or event.start <= at <= event.end + _FILED
