"""One happening, one case: the rows that different sources left of it, put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from reportqa.link.event_complaints import NO_TIME
from reportqa.link.telling import same_happening
from reportqa.model.evidence import EmergencyEvent, EventKind, Grade, Match, SourceRow
from reportqa.model.service import Service

# How far a client's memory of the time may be off; without one, the whole last night is meant.
_TIMED = timedelta(hours=2)
_UNTIMED = timedelta(hours=36)


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseOfEvent:
    """All that is known of one happening at one site; `rows` are (source, row) in order of time."""

    site_id: str
    event: EmergencyEvent
    matches: tuple[Match, ...]
    grade: Grade
    rows: tuple[tuple[str, SourceRow], ...]

    @property
    def events(self) -> tuple[EmergencyEvent, ...]:
        """The happening's events, each once."""
        return tuple({match.event.id: match.event for match in self.matches}.values())

    @property
    def shift_ids(self) -> frozenset[str]:
        """The shifts that were on duty."""
        return frozenset(match.shift_id for match in self.matches if match.shift_id)


def clusters(
    site_id: str, matches: Sequence[Match], complaints: Sequence[Match] = ()
) -> Iterator[CaseOfEvent]:
    """The site's happenings in order of time, complaints put to the one they speak of."""
    groups: list[list[Match]] = []
    for match in sorted(matches, key=lambda item: item.event.start.astimezone(UTC)):
        for group in reversed(groups[-8:]):
            if any(same_happening(known.event, match.event) for known in group):
                group.append(match)
                break
        else:
            groups.append([match])
    for match in complaints:
        group_ = _of_complaint(match, groups)
        if group_ is not None:
            group_.append(match)
        else:
            groups.append([match])
    for group in groups:
        yield _case(site_id, group)


def _of_complaint(match: Match, groups: Sequence[list[Match]]) -> list[Match] | None:
    complaint = match.event
    timed = complaint.nature != NO_TIME
    best: tuple[timedelta, list[Match]] | None = None
    for group in groups:
        for known in group:
            event = known.event
            if complaint.services and not set(complaint.services) & set(event.services):
                continue
            off = abs(event.start - complaint.start)
            if off <= (_TIMED if timed else _UNTIMED) and (best is None or off < best[0]):
                best = off, group
    return best[1] if best else None


def _case(site_id: str, group: Sequence[Match]) -> CaseOfEvent:
    events = list({match.event.id: match.event for match in group}.values())
    order = list(Grade)
    grade = min((match.grade for match in group), key=order.index)
    rows: dict[str, tuple[str, SourceRow]] = {}
    for event in events:
        for row in event.rows:
            rows.setdefault(row.ref, (event.source, row))
    best = sorted(group, key=lambda match: order.index(match.grade))
    return CaseOfEvent(
        site_id=site_id,
        event=_joined(events),
        matches=tuple(best),
        grade=grade,
        rows=tuple(rows.values()),
    )


_RANK = {
    EventKind.FIRE: 0,
    EventKind.FIRE_ALARM: 1,
    EventKind.MEDICAL: 2,
    EventKind.PANIC: 3,
    EventKind.UTILITY: 4,
    EventKind.INTRUSION: 5,
    EventKind.POLICE: 6,
    EventKind.TRAFFIC: 7,
    EventKind.OTHER: 8,
}


def _joined(events: Sequence[EmergencyEvent]) -> EmergencyEvent:
    """One event that says all: dispatch before panel before complaint, earliest times, all rows."""
    if len(events) == 1:
        return events[0]
    first = sorted(events, key=lambda item: (_SOURCE.get(item.source, 9), _RANK[item.kind], item.start))[0]

    def earliest(name: str) -> datetime | None:
        known = [at for item in events if (at := getattr(item, name)) is not None]
        return min(known) if known else None

    cleared = [item.cleared for item in events if item.cleared is not None and item.source == "dispatch"]
    named = [item for item in events if item.source != "complaint"] or list(events)
    return replace(
        first,
        kind=min((item.kind for item in named), key=_RANK.__getitem__),
        services=tuple(service for service in Service if any(service in item.services for item in events)),
        received=min(item.received for item in named),
        dispatched=earliest("dispatched"),
        en_route=earliest("en_route"),
        on_scene=earliest("on_scene"),
        cleared=max(cleared) if cleared else first.cleared,
        units=tuple(dict.fromkeys(unit for item in events for unit in item.units)),
        cancelled=all(item.cancelled for item in named),
        rows=tuple(dict.fromkeys(row for item in events for row in item.rows)),
    )


_SOURCE = {"dispatch": 0, "panel": 1, "complaint": 2, "peer": 3}
