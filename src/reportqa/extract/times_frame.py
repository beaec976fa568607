"""The shift and the zone that a clock reading is placed in, and the placing itself.

A clock reading goes to the one moment within the shift, both ends included; two moments are ambiguous,
none means the nearest outside. A local time that a change of clocks skips is impossible, one that it
repeats is ambiguous unless the zone's abbreviation says which.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from reportqa.model.document import Metadata
from reportqa.model.mention import Problem

# Without a shift, the moments looked at lie around the moment that the report speaks of: a report is
# mostly written at or after what it tells.
_BEFORE = timedelta(hours=18)
_AFTER = timedelta(hours=6)
# A shift whose end is not told is taken as long as the longest that the trade works.
_SHIFT = timedelta(hours=12)

_DAY_FIRST = ("Europe/", "Australia/", "Pacific/Auckland", "Africa/", "Asia/", "Atlantic/")
_CANADA = frozenset(
    "America/" + city
    for city in [
        "Toronto",
        "Vancouver",
        "Halifax",
        "Winnipeg",
        "Edmonton",
        "Regina",
        "St_Johns",
        "Moncton",
        "Montreal",
        "Yellowknife",
        "Whitehorse",
        "Iqaluit",
        "Thunder_Bay",
        "Glace_Bay",
        "Goose_Bay",
        "Swift_Current",
        "Dawson",
        "Dawson_Creek",
        "Fort_Nelson",
        "Inuvik",
        "Rankin_Inlet",
        "Resolute",
        "Cambridge_Bay",
        "Atikokan",
        "Creston",
        "Nipigon",
        "Pangnirtung",
        "Rainy_River",
        "Blanc-Sablon",
    ]
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time: seconds since 1970 (local seconds where no zone is known) and its ISO value."""

    at: float
    value: str
    local: datetime


@dataclass(frozen=True, slots=True)
class Placed:
    """What a reading came to: a moment, or a problem, or neither where nothing is known."""

    moment: Moment | None = None
    problem: Problem | None = None


IMPOSSIBLE = Placed(problem=Problem.IMPOSSIBLE)
AMBIGUOUS = Placed(problem=Problem.AMBIGUOUS)
NOT_UNDERSTOOD = Placed(problem=Problem.NOT_UNDERSTOOD)
UNKNOWN = Placed()


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock reading: hours that it may stand for (two when am and pm are open), minutes, seconds.

    `zone` is an abbreviation such as EST; `later` marks 24:00, the midnight that follows.
    """

    hours: tuple[int, ...]
    minute: int = 0
    second: int | None = None
    zone: str | None = None
    later: bool = False

    def on(self, day: date, hour: int) -> datetime:
        """The local time on a day."""
        moment = datetime.combine(day, time(hour, self.minute, self.second or 0))
        return moment + timedelta(days=1) if self.later else moment


@dataclass(frozen=True, slots=True)
class Frame:
    """Where readings are placed: the zone, the shift, the day, the order of day and month."""

    zone: tzinfo | None
    start: Moment | None
    end: Moment | None
    day: date | None
    day_first: bool | None  # None: either, when only one is a date

    @classmethod
    def of(cls, metadata: Metadata) -> Frame:
        """The frame that the report's metadata give; an unknown zone name counts as none."""
        name = metadata.timezone
        zone: tzinfo | None = None
        if name:
            try:
                zone = ZoneInfo(name)
            except (KeyError, ValueError, OSError):
                name = None
        known = metadata.shift_start or metadata.occurred_at or metadata.written_at or metadata.submitted_at
        if zone is None and known is not None:
            zone = known.tzinfo
        day_first: bool | None = False
        if name:
            day_first = None if name in _CANADA or name.startswith("Canada/") else name.startswith(_DAY_FIRST)
        start, end = _window(metadata, known)
        if start is None or end is None or known is None:
            return cls(zone, None, None, None, day_first)
        return cls(
            zone, _moment(start, zone), _moment(end, zone), _moment(known, zone).local.date(), day_first
        )

    def moments(self, local: datetime, zone: str | None = None) -> list[Moment]:
        """The moments at which local clocks show this: none, one, or two."""
        if self.zone is None:
            return [Moment(_seconds(local), _iso(local), local)]
        first = local.replace(tzinfo=self.zone, fold=0)
        second = local.replace(tzinfo=self.zone, fold=1)
        found = [first]
        if first.utcoffset() != second.utcoffset():
            if first.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != local:
                return []
            found = [first, second]
            named = [moment for moment in found if zone and moment.tzname() == zone]
            found = named or found
        return [Moment(moment.timestamp(), _iso(moment), local) for moment in found]

    def place(self, clock: Clock, day: date | None = None, night: bool = False) -> Placed:
        """The one moment that a reading stands for; `day` fixes the date, `night` runs to the next noon."""
        if day is not None:
            return self._place_on(clock, day, night)
        if self.start is None or self.end is None:
            return UNKNOWN
        inside: dict[float, Moment] = {}
        outside: list[Moment] = []
        skipped = False
        for number in range(self._days() + 2):
            date_ = self.start.local.date() + timedelta(days=number - 1)
            for hour in clock.hours:
                local = clock.on(date_, hour)
                moments = self.moments(local, clock.zone)
                if not moments:
                    near = local.replace(tzinfo=self.zone).timestamp()
                    skipped |= self.start.at <= near <= self.end.at
                for moment in moments:
                    if self.start.at <= moment.at <= self.end.at:
                        inside[moment.at] = moment
                    else:
                        outside.append(moment)
        if len(inside) == 1:
            return Placed(moment=next(iter(inside.values())))
        if inside:
            return AMBIGUOUS
        if skipped:
            return IMPOSSIBLE
        return Placed(moment=min(outside, key=self._distance, default=None))

    def after(self, clock: Clock, moment: Moment) -> Placed:
        """The first moment at or after another one, as the end of a range."""
        found: list[Moment] = []
        for number in range(2):
            day = moment.local.date() + timedelta(days=number)
            for hour in clock.hours:
                found += [m for m in self.moments(clock.on(day, hour), clock.zone) if m.at >= moment.at]
        return Placed(moment=min(found, key=lambda m: m.at, default=None))

    def shifted(self, moment: Moment, seconds: float) -> Moment:
        """The moment so many seconds of elapsed time later."""
        if self.zone is None:
            local = moment.local + timedelta(seconds=seconds)
            return Moment(moment.at + seconds, _iso(local), local)
        there = datetime.fromtimestamp(moment.at + seconds, UTC).astimezone(self.zone)
        return Moment(moment.at + seconds, _iso(there), there.replace(tzinfo=None))

    def day_with(self, first_hour: int, last_hour: int) -> date | None:
        """The day of the shift that has these hours in it, else the day that the report speaks of."""
        if self.start is None or self.end is None:
            return self.day
        for number in range(self._days()):
            day = self.start.local.date() + timedelta(days=number)
            opens = datetime.combine(day, time(first_hour))
            closes = datetime.combine(day, time(last_hour, 59))
            if opens <= self.end.local and closes >= self.start.local:
                return day
        return self.day

    def _place_on(self, clock: Clock, day: date, night: bool) -> Placed:
        candidates: list[Moment] = []
        skipped = False
        for hour in clock.hours:
            shifted = day + timedelta(days=1) if night and hour < 12 and not clock.later else day
            moments = self.moments(clock.on(shifted, hour), clock.zone)
            skipped |= not moments
            candidates += moments
        inside = [m for m in candidates if self._distance(m) == 0]
        if len(inside) == 1:
            return Placed(moment=inside[0])
        if len(inside) > 1 or (len(candidates) > 1 and len(clock.hours) == 1):
            return AMBIGUOUS
        if not candidates:
            return IMPOSSIBLE if skipped else UNKNOWN
        return Placed(moment=min(candidates, key=self._distance))

    def _days(self) -> int:
        if self.start is None or self.end is None:
            return 0
        return min((self.end.local.date() - self.start.local.date()).days, 3) + 1

    def _distance(self, moment: Moment) -> float:
        if self.start is None or self.end is None:
            return 0.0
        return max(self.start.at - moment.at, moment.at - self.end.at, 0.0)


def _window(metadata: Metadata, known: datetime | None) -> tuple[datetime | None, datetime | None]:
    if metadata.shift_start is not None:
        end = metadata.shift_end
        if end is None or (end.tzinfo is None) != (metadata.shift_start.tzinfo is None):
            end = metadata.shift_start + _SHIFT
        return metadata.shift_start, end
    if known is None:
        return None, None
    return known - _BEFORE, known + _AFTER


def _moment(value: datetime, zone: tzinfo | None) -> Moment:
    if zone is None:
        return Moment(_seconds(value), _iso(value), value)
    there = value.replace(tzinfo=zone) if value.tzinfo is None else value.astimezone(zone)
    return Moment(there.timestamp(), _iso(there), there.replace(tzinfo=None))


def _seconds(local: datetime) -> float:
    return local.replace(tzinfo=UTC).timestamp()


def _iso(moment: datetime) -> str:
    shown = moment.isoformat(timespec="seconds" if moment.second else "minutes")
    return shown


def nearest(days: Iterable[date], to: date) -> date | None:
    """The day that is nearest to another one."""
    return min(days, key=lambda day: abs((day - to).days), default=None)
