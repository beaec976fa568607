"""Dates and times as forms write them: a closed grammar, month first, nothing guessed.

General date parsers lose or invent times on reports, so what this grammar does not know is no time.
Times are naive: the reader makes them local once the zone is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_MONTHS = {
    name: index
    for index, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_MONTH = r"(?P<name>[A-Za-z]{3,9})\.?"
_DAY_NAME = r"(?:(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)[a-z]*\.?,?\s+)?"
_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"),
    re.compile(
        r"(?P<month>\d{1,2})\s?[/.\-]\s?(?P<day>\d{1,2})\s?[/.\-]\s?(?P<year>20\d\d(?=[0-2]\d[0-5]\d(?!\d))|(?:\d{4}|\d{2})(?!\d))"
    ),
    re.compile(_DAY_NAME + _MONTH + r"\s*(?P<day>\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(?P<year>\d{4})", re.I),
    re.compile(
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s\-]*" + _MONTH + r"[\s,\-]*(?P<year>\d{4}|\d{2})(?!\d)", re.I
    ),
)
_AMPM = r"(?P<half>[ap])\.?\s?m\b\.?"
_TIMES = (
    re.compile(
        r"(?<![\d/:])(?P<hour>\d{1,2})\s?[:.]\s?(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:\.\d+)?)?(?![\d/])"
        r"(?:\s*" + _AMPM + ")?",
        re.I,
    ),
    re.compile(r"(?<![\d/:#-])(?P<hour>\d{1,2})\s*" + _AMPM, re.I),
    re.compile(
        r"(?<![\d/:#.])(?<![A-Za-z]-)(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)(?![\d/:])(?:\s*"
        + _AMPM
        + ")?",
        re.I,
    ),
    re.compile(
        r"(?<![\d/:#.])(?<![A-Za-z]-)(?P<hour>\d)(?P<minute>[0-5]\d)(?![\d/:])\s*(?:h(?:ou)?rs?\b|"
        + _AMPM
        + ")",
        re.I,
    ),
    re.compile(r"\b(?P<word>midnight|noon)\b", re.I),
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as written; `next_day` for 2400."""

    value: time
    next_day: bool
    start: int
    end: int


def find_date(text: str) -> tuple[date, int, int] | None:
    """The first date and its place; None without one, and for a date that no calendar has."""
    best: tuple[int, re.Match[str]] | None = None
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if match.start() and text[match.start() - 1].isdigit():
                continue
            if best is None or match.start() < best[0]:
                best = (match.start(), match)
            break
    if best is None:
        return None
    parts = best[1].groupdict()
    month = int(parts["month"]) if parts.get("month") else _MONTHS.get((parts.get("name") or "").lower(), 0)
    day, year = int(parts["day"]), int(parts["year"])
    if month > 12 >= day and len(parts["year"]) == 4:
        month, day = day, month  # the only reading that exists: 20/11/2026
    try:
        return date(year + 2000 if year < 100 else year, month, day), best[1].start(), best[1].end()
    except ValueError:
        return None


def find_times(text: str) -> list[Clock]:
    """Every time of day in the text, in order; dates must be cut out before."""
    found: list[Clock] = []
    for pattern in _TIMES:
        for match in pattern.finditer(text):
            if any(item.start < match.end() and match.start() < item.end for item in found):
                continue
            clock = _clock(match)
            if clock is not None:
                found.append(clock)
    return sorted(found, key=lambda item: item.start)


def _clock(match: re.Match[str]) -> Clock | None:
    parts = match.groupdict()
    word = (parts.get("word") or "").lower()
    if word:
        return Clock(time(12 if word == "noon" else 0), False, match.start(), match.end())
    hour, minute = int(parts["hour"]), int(parts.get("minute") or 0)
    second = int(parts.get("second") or 0)
    half = (parts.get("half") or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    next_day = hour == 24 and minute == 0
    if next_day:
        hour = 0
    if hour > 23:
        return None
    return Clock(time(hour, minute, second), next_day, match.start(), match.end())


def without(text: str, start: int, end: int) -> str:
    """The text with one part blanked out, offsets kept."""
    return text[:start] + " " * (end - start) + text[end:]


def at(day: date, clock: Clock) -> datetime:
    """The moment of a clock time on a day; 2400 belongs to the next one."""
    return datetime.combine(day + timedelta(days=1 if clock.next_day else 0), clock.value)


def moment(text: str) -> datetime | None:
    """A date with a time; None unless both are there. Keeps an offset of ISO 8601."""
    try:
        whole = datetime.fromisoformat(text.strip())
    except ValueError:
        pass
    else:
        return whole if len(text.strip()) > 10 else None
    found = find_date(text)
    if found is None:
        return None
    clocks = find_times(without(text, found[1], found[2]))
    return at(found[0], clocks[0]) if clocks else None
