"""What the search for times finds before it has a value, and what a clock reading may mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from reportqa.extract.cues import table
from reportqa.extract.times_frame import Clock
from reportqa.model.mention import Problem

DATA = "times.toml"

# What OCR makes of figures, and the figures meant.
MISREAD = str.maketrans("OoQlI|SsZzB", "00011155228")


@dataclass(frozen=True, slots=True)
class Atom:
    """Something found, before it has a value: its place, its kind and what was read.

    Kinds: clock, date (day, month, year as read), numeric (a numeric date whose order is open), duration,
    relative, dayword.
    """

    kind: str
    start: int
    end: int
    clock: Clock | None = None
    problem: Problem | None = None
    numbers: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    seconds: float = 0.0
    months: int = 0
    approximate: bool = False
    sure: bool = True


@cache
def word_set(name: str) -> frozenset[str]:
    """One of the word lists, in lower case."""
    return frozenset(table(DATA)[name])


def reading(
    hour: int,
    minute: int,
    second: int | None,
    meridiem: str | None,
    part: str | None,
    whole_day: bool,
    zone: str | None = None,
) -> tuple[Clock | None, Problem | None]:
    """What a reading may mean: its hours (two where am and pm are open), or that it is impossible."""
    if minute > 59 or (second or 0) > 59 or hour > 24 or (hour == 24 and minute > 0):
        return None, Problem.IMPOSSIBLE
    name = zone.upper() if zone else None
    if meridiem:
        if hour > 12:
            return None, Problem.IMPOSSIBLE
        base = hour % 12
        return Clock((base + (12 if meridiem.strip()[0].lower() == "p" else 0),), minute, second, name), None
    if hour == 24:
        return Clock((0,), minute, second, name, later=True), None
    if part and hour <= 12:
        return Clock((hour_in(part.split()[-1].lower(), hour),), minute, second, name), None
    if whole_day or hour > 12 or hour == 0:
        return Clock((hour,), minute, second, name), None
    return Clock((hour % 12, hour % 12 + 12), minute, second, name), None


def hour_in(part: str, hour: int) -> int:
    """A twelve-hour figure in a part of the day as an hour of 24."""
    base = hour % 12
    if part == "morning":
        return base
    if part == "night":
        return base if base < 5 else base + 12
    return base + 12
