"""Times as feeds write them: by format, in the feed's own zone, through the change of clocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reportqa.errors import EvidenceError

# A feed is written in the order of its rows, give or take late entries of a few minutes; when the hour
# that the clocks repeat seems to run backwards by more than this, the second pass of it has begun.
_LATE_ENTRY = timedelta(minutes=20)

# Times outside these years are typing errors or a clock that was never set.
YEARS = range(1990, 2100)

_FIELDS = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d{2})",
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<H>\d{1,2})",
    "M": r"(?P<M>\d{2})",
    "S": r"(?P<S>\d{2})",
    "f": r"(?P<f>\d{1,6})",
    "p": r"(?P<p>[AaPp])\.?[Mm]\.?",
    "b": r"(?P<b>[A-Za-z]{3,9})",
    "z": r"(?P<z>Z|[+-]\d{2}:?\d{2})",
}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def zone(name: str, *, where: str | None = None) -> ZoneInfo:
    """The named zone; raises EvidenceError for a name that the zone data lacks."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise EvidenceError(
            f"{name!r} is no timezone", where=where, remedy='Use an IANA name such as "America/Chicago"'
        ) from error


@lru_cache(maxsize=256)
def pattern(format_: str) -> Callable[[str], re.Match[str] | None]:
    """A matcher for one strptime format (the directives Y y m d H I M S f p b z), or `iso`."""
    out: list[str] = []
    position = 0
    while position < len(format_):
        char = format_[position]
        if char == "%":
            directive = format_[position + 1 : position + 2]
            if directive not in _FIELDS:
                raise EvidenceError(
                    f"the time format has the unknown directive %{directive}",
                    remedy=f"Use {' '.join('%' + key for key in _FIELDS)}",
                )
            out.append(_FIELDS[directive])
            position += 2
            continue
        out.append(r"\s+" if char == " " else re.escape(char))
        position += 1
    return re.compile("".join(out)).fullmatch


class FeedClock:
    """Turns a feed's time cells into aware times; one per feed, since order settles repeated hours."""

    def __init__(self, zone_: ZoneInfo, formats: Sequence[str] = ("iso",)) -> None:
        self._zone = zone_
        self._iso = "iso" in formats or not formats
        self._patterns = tuple(pattern(item) for item in formats if item != "iso")
        self._last: datetime | None = None  # the latest local time so far
        self._again: int | None = None  # the day whose repeated hour is in its second pass
        self._changes: dict[int, bool] = {}

    def parse(self, text: str) -> datetime | None:
        """The aware time, or None where no format fits or the date does not exist."""
        naive = self._naive(text)
        if naive is None:
            return None
        if naive.tzinfo is not None:
            return naive
        return self._aware(naive)

    def _naive(self, text: str) -> datetime | None:
        if self._iso:
            try:
                return datetime.fromisoformat(text)
            except ValueError:
                pass
        for match in self._patterns:
            found = match(text)
            if found:
                return _build(found.groupdict())
        return None

    def _aware(self, naive: datetime) -> datetime:
        aware = naive.replace(tzinfo=self._zone)
        day = naive.toordinal()
        changes = self._changes.get(day)
        if changes is None:
            changes = self._changes[day] = self._is_change(naive)
        if changes and aware.utcoffset() != aware.replace(fold=1).utcoffset():
            # The hour happens twice (or not at all); the rows before it tell which one is meant.
            if (
                self._last is not None
                and naive < self._last - _LATE_ENTRY
                and self._last.date() == naive.date()
            ):
                self._again = day
            if self._again == day:
                aware = aware.replace(fold=1)
        if self._last is None or naive > self._last:
            self._last = naive
        return aware

    def _is_change(self, naive: datetime) -> bool:
        """Whether the clocks change on that day."""
        start = datetime(naive.year, naive.month, naive.day, tzinfo=self._zone)
        if naive.toordinal() >= datetime.max.toordinal() - 1:
            return False
        return start.utcoffset() != (start + timedelta(days=1)).utcoffset()


def _build(parts: dict[str, str | None]) -> datetime | None:
    try:
        year = int(parts.get("Y") or f"20{parts.get('y')}")
        month_name = parts.get("b")
        month = _MONTHS.index(month_name[:3].lower()) + 1 if month_name else int(parts.get("m") or "")
        hour = int(parts.get("H") or "0")
        half = parts.get("p")
        if half:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if half in "Pp" else 0)
        made = datetime(
            year,
            month,
            int(parts.get("d") or ""),
            hour,
            int(parts.get("M") or 0),
            int(parts.get("S") or 0),
            int((parts.get("f") or "0").ljust(6, "0")),
        )
    except ValueError:
        return None
    offset = parts.get("z")
    if offset:
        return datetime.fromisoformat(made.isoformat() + (offset if offset != "Z" else "+00:00"))
    return made
