"""A complaint as an event: what a client says happened, when, at which site."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reportqa.model.evidence import Complaint, EmergencyEvent, EventKind, EventPlace, Grade, Match, Precision
from reportqa.model.service import Service
from reportqa.model.site import Shift
from reportqa.site.registry import SiteRegistry

NO_TIME = "no time told"
# A client writes within days; an older time in the message is about something else.
_LATEST = timedelta(days=7)
# Without any time, the message is about the last night before it came.
_LAST_NIGHT = timedelta(hours=30)

_KINDS = {
    Service.FIRE: EventKind.FIRE,
    Service.EMS: EventKind.MEDICAL,
    Service.POLICE: EventKind.POLICE,
    Service.OTHER: EventKind.UTILITY,
}


def complaint_match(complaint: Complaint, registry: SiteRegistry, shifts: Sequence[Shift]) -> Match | None:
    """The event that a complaint speaks of; None where it names no site or no service.

    `shifts` are the site's, in order of time. A complaint that gives no time is put to the last shift
    that had begun before it came.
    """
    site = registry.site(complaint.site_id)
    if site is None or not complaint.services or complaint.row is None:
        return None
    zone = ZoneInfo(site.timezone)
    at, timed = _when(complaint, zone)
    on_duty = [shift for shift in shifts if shift.start <= at <= shift.end]
    if not timed:
        begun = [shift for shift in shifts if at - _LAST_NIGHT <= shift.start <= at]
        on_duty = begun[-1:]
        at = min(at, begun[-1].end) if begun else at
    event = EmergencyEvent(
        id=f"complaint:{complaint.id}",
        source="complaint",
        kind=_KINDS[complaint.services[0]],
        services=complaint.services,
        place=EventPlace(precision=Precision.ACCOUNT, text=site.name),
        received=at.astimezone(zone),
        nature="" if timed else NO_TIME,
        rows=(complaint.row,),
    )
    return Match(
        event=event,
        site_id=site.id,
        shift_id=on_duty[0].id if on_duty else None,
        grade=Grade.PROBABLE,
        reasons=("a client's complaint names the site",),
    )


def _when(complaint: Complaint, zone: ZoneInfo) -> tuple[datetime, bool]:
    received = complaint.received.astimezone(zone)
    days: list[date] = []
    for value in complaint.speaks_of:
        text = value.partition("/")[0]
        try:
            if "T" in text:
                at = datetime.fromisoformat(text)
                at = at if at.tzinfo else at.replace(tzinfo=zone)
                if received - _LATEST <= at <= received:
                    return at, True
            else:
                days.append(date.fromisoformat(text))
        except ValueError:
            continue
    for day in days:
        # "On the 20th": the night that began on that day.
        at = datetime.combine(day, time(23, 59), zone)
        if received - _LATEST <= at.astimezone(UTC) <= received + timedelta(hours=24):
            return min(at, received), False
    return received, False
