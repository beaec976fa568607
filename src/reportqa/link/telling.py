"""Whether a report tells of an event, denies it, or tells it by halves. Used for one report and a night."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from reportqa.model.evidence import EmergencyEvent, EventKind, Peer
from reportqa.model.service import Service

# A report's own time may be this far from the event's: the officer writes when he learned of it, and
# crews stay for an hour.
EARLY = timedelta(minutes=45)
LATE = timedelta(minutes=90)
# A report without any time, filed this long after the event, may still be about it.
_FILED = timedelta(hours=16)
_ALARM_TYPES = frozenset({"fire-alarm", "intrusion-alarm"})
_ALARM_KINDS = frozenset({EventKind.FIRE_ALARM, EventKind.INTRUSION, EventKind.PANIC})


def told_times(peer: Peer) -> tuple[datetime, ...]:
    """The times of the matter itself, not of the writing."""
    return tuple(
        at for at in (peer.occurred_at, *peer.event_times) if at is not None and at.tzinfo is not None
    )


def at_time(event: EmergencyEvent, peer: Peer) -> bool:
    """Whether a time of the report falls around the event."""
    return any(event.start - EARLY <= at <= event.end + LATE for at in told_times(peer))


def tells(event: EmergencyEvent, shift_ids: Collection[str | None], peer: Peer) -> bool:
    """Whether the report speaks of this event: one of its services, or its alarm, at its time."""
    by_service = bool(set(event.services) & set(peer.services))
    type_ = (peer.incident_type or "").replace("_", "-").replace(" ", "-").lower()
    by_alarm = (event.source == "panel" or event.kind in _ALARM_KINDS) and (
        "alarm" in peer.told or type_ in _ALARM_TYPES
    )
    if not (by_service or by_alarm):
        return False
    return at_time(event, peer) or _timeless(event, shift_ids, peer)


def denies(event: EmergencyEvent, shift_ids: Collection[str | None], peer: Peer) -> bool:
    """Whether the report says that a service of the event was not there, in its shift or at its time."""
    if not set(event.services) & set(peer.denied):
        return False
    return at_time(event, peer) or (peer.shift_id is not None and peer.shift_id in shift_ids)


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


def _timeless(event: EmergencyEvent, shift_ids: Collection[str | None], peer: Peer) -> bool:
    if told_times(peer):
        return False
    if peer.shift_id is not None:
        return peer.shift_id in shift_ids
    at = peer.written_at or peer.submitted_at
    return at is None or at.tzinfo is None or event.start <= at <= event.end + _FILED
