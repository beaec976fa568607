"""The values of dates: numeric ones by the zone's order, weekdays and day words by the day of the report."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from reportqa.extract.cues import table
from reportqa.extract.times_atoms import DATA, Atom
from reportqa.extract.times_frame import Frame, Moment, nearest
from reportqa.model.mention import Problem

HOURS = {"morning": (4, 11), "afternoon": (12, 17), "evening": (17, 21), "night": (18, 23)}
_FUTURE = re.compile(r"\b(?:until|by|till|next|will|due|scheduled|coming)\b[^.]{0,40}$", re.IGNORECASE)


class DateReader:
    """Reads the dates of one text in order: "that evening" leans on the date told last."""

    def __init__(self, text: str, frame: Frame) -> None:
        self.text = text
        self.frame = frame
        self.last: Moment | None = None  # the nearest instant told
        self.day: date | None = None  # the last date told
        self.dates: dict[int, tuple[date | None, Problem | None]] = {}  # by place, each read once

    def day_of(self, atom: Atom) -> tuple[date | None, Problem | None]:
        known = self.dates.get(atom.start)
        if known is None:
            known = self.dates[atom.start] = self._read_date(atom)
        return known

    def _read_date(self, atom: Atom) -> tuple[date | None, Problem | None]:
        if atom.kind == "numeric":
            return self._numeric(atom)
        if atom.kind == "date":
            return self._named(atom)
        if atom.kind == "weekday":
            return self._weekday(atom), None
        if atom.kind == "relday":
            return self._relday(atom), None
        if atom.kind == "ordinal":
            return self._ordinal(atom)
        return self._dayword(atom), None

    def _numeric(self, atom: Atom) -> tuple[date | None, Problem | None]:
        first, second = atom.numbers[:2]
        year = atom.numbers[2] if len(atom.numbers) > 2 else 0
        if self._open(second, first, year) or self._open(first, second, year):
            return None, None
        month_first, day_first = self._made(second, first, year), self._made(first, second, year)
        if self.frame.day_first is None:
            if month_first and day_first and month_first != day_first:
                chosen = [d for d in (month_first, day_first) if not _contradicts(atom, d)]
                if len(chosen) == 1 and atom.words:
                    return chosen[0], None
                return None, Problem.AMBIGUOUS
            day = month_first or day_first
        else:
            day = day_first if self.frame.day_first else month_first
        if day is None or _contradicts(atom, day):
            return None, Problem.IMPOSSIBLE
        return day, None

    def _named(self, atom: Atom) -> tuple[date | None, Problem | None]:
        day = self._made(*atom.numbers)
        if day is None and self._open(*atom.numbers):
            return None, None
        if day is None:
            # 29 February without a year may be in another year than the nearest.
            return None, Problem.IMPOSSIBLE
        if _contradicts(atom, day):
            return None, Problem.IMPOSSIBLE
        return day, None

    def _open(self, day: int, month: int, year: int) -> bool:
        """Whether a date without a year stays open, since no day of the report is known."""
        return not year and self.frame.day is None and _date_or_none(2024, month, day) is not None

    def _made(self, day: int, month: int, year: int) -> date | None:
        if year:
            if (
                self.frame.day is not None
                and 2000 + (self.frame.day.year + 20) % 100 < year < 2100 <= year + 99
            ):
                year -= 100 if year % 100 > (self.frame.day.year + 20) % 100 else 0
            return _date_or_none(year, month, day)
        if self.frame.day is None:
            return None
        middle = self.frame.day.year
        return nearest(
            (d for y in (middle - 1, middle, middle + 1) if (d := _date_or_none(y, month, day))),
            self.frame.day,
        )

    def _weekday(self, atom: Atom) -> date | None:
        if self.frame.day is None:
            return None
        rel, name, _ = atom.words
        number = table(DATA)["weekdays"][name]
        if atom.numbers:
            return self._near_weekday(number, atom.numbers[0])
        today = self.frame.day
        back = (today.weekday() - number) % 7
        ahead = (number - today.weekday()) % 7
        if rel in ("next", "this coming", "the following"):
            return today + timedelta(days=ahead or 7)
        if rel in ("last", "this past"):
            return today - timedelta(days=back or 7)
        end = self.frame.end
        if not rel and end is not None and end.local.date() > today and end.local.weekday() == number:
            return end.local.date()
        if back and _FUTURE.search(self.text, max(0, atom.start - 60), atom.start):
            return today + timedelta(days=ahead)
        return today - timedelta(days=back)

    def _near_weekday(self, weekday: int, number: int) -> date | None:
        today = self.frame.day
        if today is None:
            return None
        days = (today + timedelta(days=shift) for shift in range(-62, 63))
        return nearest((d for d in days if d.day == number and d.weekday() == weekday), today)

    def _relday(self, atom: Atom) -> date | None:
        if self.frame.day is None:
            return None
        day = _months_later(self.frame.day, atom.months)
        return day + timedelta(days=int(atom.seconds // 86400)) if day else None

    def _ordinal(self, atom: Atom) -> tuple[date | None, Problem | None]:
        today = self.frame.day
        if today is None:
            return None, None
        shift = {"next": 1, "last": -1}.get(atom.words[0].lower()) if atom.words[0] else None
        months = [shift or 0] if atom.words[0] else [-1, 0, 1]
        days = []
        for month in months:
            base = _months_later(today.replace(day=1), month)
            made = _date_or_none(base.year, base.month, atom.numbers[0]) if base else None
            if made:
                days.append(made)
        return nearest(days, today), None

    def _dayword(self, atom: Atom) -> date | None:
        day = self.frame.day
        if day is None:
            return None
        word, part = atom.words
        told = self.day or day
        if word in ("that", "the same", "same"):
            return told
        if word in ("the next", "the following"):
            return told + timedelta(days=1)
        if word in ("the previous", "the prior", "before"):
            return told - timedelta(days=1)
        if word == "day before yesterday":
            return day - timedelta(days=2)
        if word == "yesterday" or (word == "last" and part != "day"):
            return day - timedelta(days=1)
        if word == "tomorrow":
            return day + timedelta(days=1)
        if part in HOURS:
            return self.frame.day_with(*HOURS[part])
        return day


def _contradicts(atom: Atom, day: date) -> bool:
    if not atom.words:
        return False
    weekday = table(DATA)["weekdays"].get(atom.words[0])
    return weekday is not None and weekday != day.weekday()


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _months_later(day: date, months: int) -> date | None:
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if not 1 <= year <= 9998:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
