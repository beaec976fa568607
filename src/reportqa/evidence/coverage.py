"""From when to when each feed spoke: a silent feed is a gap, never "nothing happened"."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from reportqa.evidence.manifest import FeedSpec
from reportqa.model.evidence import Coverage
from reportqa.model.service import Service

# Where a feed declares no longest silence. A town's dispatch log is seldom quiet for half a day; a
# panel or a tour system may be, so there only a wholly empty file is a gap.
_SILENCE_MIN = {"dispatch": 720.0}


def coverage_of(
    feed: FeedSpec, services: Sequence[Service], times: array[float], zone: ZoneInfo
) -> tuple[Coverage, ...]:
    """The feed's coverage, in time order, complete and incomplete stretches side by side.

    `times` are the POSIX times of its usable rows, in any order. A feed without a declared window is
    never complete: nobody said from when to when it was on.
    """

    def row(start: datetime, end: datetime, complete: bool, note: str = "") -> Coverage:
        return Coverage(
            feed=feed.name,
            source=feed.kind,
            start=start,
            end=end,
            complete=complete,
            services=tuple(services),
            site_ids=feed.site_ids,
            note=note,
        )

    ordered = sorted(times)
    if feed.coverage is None:
        if not ordered:
            return ()
        first, last = (datetime.fromtimestamp(at, UTC).astimezone(zone) for at in (ordered[0], ordered[-1]))
        return (row(first, last, False, "the feed declares no window"),)
    start, end = _aware(feed.coverage.start, zone), _aware(feed.coverage.end, zone)
    if end <= start:
        return (row(start, start, False, "the declared window ends before it begins"),)
    inside = [at for at in ordered if start.timestamp() <= at <= end.timestamp()]
    if not inside and feed.kind == "dispatch":
        return (row(start, end, False, "no row at all in the declared window"),)
    longest = feed.coverage.max_silence_min or _SILENCE_MIN.get(feed.kind)
    if longest is None:
        return (row(start, end, True),)
    limit = timedelta(minutes=longest)
    marks = [start, *(datetime.fromtimestamp(at, UTC).astimezone(zone) for at in inside), end]
    found: list[Coverage] = []
    good = start
    for before, after in pairwise(marks):
        if after - before > limit:
            if before > good:
                found.append(row(good, before, True))
            minutes = round((after - before).total_seconds() / 60)
            found.append(row(before, after, False, f"silent for {minutes} min"))
            good = after
    if end > good:
        found.append(row(good, end, True))
    return tuple(found)


def rows_after(
    feed: FeedSpec, times: array[float], zone: ZoneInfo, roster_end: datetime | None
) -> tuple[str, int]:
    """How many rows lie more than a day after what they can tell of: clocks that were never set.

    That is the feed's declared window, else the last shift of the roster; said in words beside the number.
    """
    told = _aware(feed.coverage.end, zone) if feed.coverage is not None else roster_end
    if told is None:
        return "", 0
    latest = (told + timedelta(days=1)).timestamp()
    what = "the feed's window" if feed.coverage is not None else "the last shift of the roster"
    return f"the time lies after {what} (row kept)", sum(at > latest for at in times)


def _aware(at: datetime, zone: ZoneInfo) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=zone)


def utc_key(at: datetime) -> datetime:
    """For sorting times of several zones."""
    return at.astimezone(UTC)
