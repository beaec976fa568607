"""The times of a report: dates, clock times, durations, with values by the shift and the zone.

Without a shift the day is that of the event or the writing; without any day a clock time has no value,
and its part `clock` gives what was read. The guidelines are those of the TIMES measurement.
"""

from __future__ import annotations

import re
from dataclasses import replace

from reportqa.extract.cues import Words
from reportqa.extract.times_atoms import Atom, hour_in
from reportqa.extract.times_dates import HOURS, DateReader
from reportqa.extract.times_frame import (
    AMBIGUOUS,
    IMPOSSIBLE,
    NOT_UNDERSTOOD,
    UNKNOWN,
    Clock,
    Frame,
    Moment,
    Placed,
)
from reportqa.extract.times_loose import find_loose
from reportqa.extract.times_scan import scan
from reportqa.extract.times_words import find_words
from reportqa.model.document import Metadata
from reportqa.model.mention import Label, Mention, Problem
from reportqa.model.span import Span

_APPROXIMATE = re.compile(
    r"(?:\b(?:approx|approximately|appx|apprx?|aprox|around|about|abt|circa|ca|roughly|nearly|almost|close\s+to|est|estimated"
    r"|(?:just|shortly|a\s+little|little|slightly|right|soon)\s+(?:before|after|past|prior\s+to)|on\s+or\s+(?:about|around)|in\s+the\s+area\s+of)\.?|~)"
    r"\s{0,2}(?:at\s+|@\s?)?(?:the\s+)?$",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    r"\s?-?ish\b|\s+or\s+so\b|,?\s+give\s+or\s+take\b|\s+approx(?:imately|\.)?(?![^\W_])(?!\s*\d)",
    re.IGNORECASE,
)
_TO = re.compile(
    r"\s{0,2}(?:-|–|—|to|thru|through|until|till|til)\s{0,2}(?:about\s|approx\.?\s|around\s)?", re.IGNORECASE
)
_AND = re.compile(r"\s{1,2}(?:and|&|to|-)\s{1,2}", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\b(?:between|btwn|btw|betw|bet|from)\.?\s{1,2}(?:the\s+hours\s+of\s+|approx\.?\s+|about\s+)?$",
    re.IGNORECASE,
)
_DATE_THEN_CLOCK = re.compile(
    r"[\s,;:@()\-–]{0,4}(?:(?:at|around|about|approx|approximately|by|from|between|since|before|after|until|for|just|shortly|time|hrs|~|the|hours|of|and)[.:,]?\s{0,2}){0,4}[(@~]?",
    re.IGNORECASE,
)
_CLOCK_THEN_DATE = re.compile(
    r",?\s{0,2}\(?(?:on\s+|of\s+|this\s+|the\s+morning\s+of\s+|the\s+night\s+of\s+|date:?\s*)?\(?",
    re.IGNORECASE,
)


def find_times(text: str, *, metadata: Metadata, words: Words | None = None) -> tuple[Mention, ...]:
    """DATE, TIME and DURATION mentions in text order; `words` are the text's, where they are known."""
    frame = Frame.of(metadata)
    atoms = _choose(_found(text, Words(text) if words is None else words, frame))
    return tuple(_Reader(text, frame, atoms).mentions())


def _found(text: str, words: Words, frame: Frame) -> list[Atom]:
    window = None
    if frame.start is not None and frame.end is not None:
        local = frame.start.local
        length = int((frame.end.at - frame.start.at) // 60)
        window = (local.hour * 60 + local.minute, min(length, 1440))
    return [*scan(text, words, window), *find_words(text, words), *find_loose(text, words)]


# Which of two overlapping candidates stands: the surer kind, then the longer.
_RANK = {
    "date": 0,
    "numeric": 0,
    "relative": 1,
    "relday": 1,
    "clock": 2,
    "weekday": 3,
    "dayword": 3,
    "duration": 4,
    "ordinal": 5,
    "loose": 6,
}


def _choose(found: list[Atom]) -> list[Atom]:
    found.sort(
        key=lambda a: (_RANK[a.kind] + (2 if a.kind == "clock" and not a.sure else 0), a.start - a.end)
    )
    taken: list[Atom] = []
    busy: dict[int, Atom] = {}
    for atom in found:
        if any(place in busy for place in range(atom.start, atom.end)):
            continue
        for place in range(atom.start, atom.end):
            busy[place] = atom
        taken.append(atom)
    taken.sort(key=lambda a: a.start)
    return taken


class _Reader(DateReader):
    """Gives the chosen atoms their values, in text order."""

    def __init__(self, text: str, frame: Frame, atoms: list[Atom]) -> None:
        super().__init__(text, frame)
        self.atoms = _with_weekdays(text, atoms)

    def mentions(self) -> list[Mention]:
        """All mentions."""
        made: list[Mention] = []
        number = 0
        while number < len(self.atoms):
            atom = self.atoms[number]
            other = self.atoms[number + 1] if number + 1 < len(self.atoms) else None
            if other is not None and self._joins(atom, other):
                made.append(self._range(atom, other, number))
                number += 2
                continue
            made.append(self._one(atom, number))
            number += 1
        return made

    # -------------------------------------------------------------- one atom

    def _one(self, atom: Atom, number: int) -> Mention:
        if atom.kind == "clock":
            placed = self._clock(atom, number)
            if placed.moment is not None:
                self.last = placed.moment
            value = placed.moment.value if placed.moment else None
            parts = (
                (("clock", _shown(atom.clock)),)
                if atom.clock and value is None and not placed.problem
                else ()
            )
            return self._mention(atom, Label.TIME, value, placed.problem, parts)
        if atom.kind == "duration":
            return self._mention(atom, Label.DURATION, _length_value(atom), None)
        if atom.kind == "relative":
            return self._relative(atom, number)
        if atom.kind == "loose":
            return self._mention(atom, Label.DATE, None, None)
        day, problem = self.day_of(atom)
        if day is not None:
            self.day = day
        return self._mention(atom, Label.DATE, day.isoformat() if day else None, problem)

    def _relative(self, atom: Atom, number: int) -> Mention:
        anchor = self.last
        if atom.words and atom.words[0] == "next" and number + 1 < len(self.atoms):
            following = self.atoms[number + 1]
            if following.kind == "clock":
                anchor = self._clock(following, number + 1).moment
        if anchor is None:
            return self._mention(atom, Label.TIME, None, None)
        moment = self.frame.shifted(anchor, atom.seconds)
        self.last = moment
        return self._mention(atom, Label.TIME, moment.value, None)

    def _clock(self, atom: Atom, number: int) -> Placed:
        if atom.problem is not None or atom.clock is None:
            return Placed(problem=atom.problem) if atom.problem else UNKNOWN
        beside = self._beside(atom, number)
        if beside is None:
            return self.frame.place(atom.clock)
        day, problem = self.day_of(beside)
        if problem is not None or day is None:
            return self.frame.place(atom.clock)
        part = beside.words[-1] if beside.kind in ("dayword", "weekday") and beside.words else ""
        night = part == "night" or (beside.kind == "dayword" and beside.words[0] in ("tonight", "tonite"))
        clock = atom.clock
        if len(clock.hours) == 2 and (part in HOURS or night):
            clock = replace(clock, hours=(hour_in("night" if night else part, clock.hours[0]),))
        return self.frame.place(clock, day, night)

    def _beside(self, atom: Atom, number: int) -> Atom | None:
        if number:
            before = self.atoms[number - 1]
            if before.kind in _DATES and _DATE_THEN_CLOCK.fullmatch(self.text, before.end, atom.start):
                return before
        if number + 1 < len(self.atoms):
            after = self.atoms[number + 1]
            if after.kind in _DATES and _CLOCK_THEN_DATE.fullmatch(self.text, atom.end, after.start):
                return after
        return None

    # -------------------------------------------------------------- ranges

    def _joins(self, atom: Atom, other: Atom) -> bool:
        clocks = atom.kind == "clock" and other.kind == "clock"
        dates = atom.kind in ("date", "numeric") and other.kind in ("date", "numeric")
        if not (clocks or dates):
            return False
        if _TO.fullmatch(self.text, atom.end, other.start):
            return True
        return bool(
            _AND.fullmatch(self.text, atom.end, other.start)
            and _BETWEEN.search(self.text, max(0, atom.start - 32), atom.start)
        )

    def _range(self, atom: Atom, other: Atom, number: int) -> Mention:
        both = replace(atom, end=other.end, approximate=atom.approximate)
        if atom.kind != "clock":
            first, problem1 = self.day_of(atom)
            last, problem2 = self.day_of(other)
            problem = problem1 or problem2
            if first is None or last is None or problem:
                return self._mention(both, Label.DATE, None, problem)
            self.day = last
            return self._mention(both, Label.DATE, f"{first.isoformat()}/{last.isoformat()}", None)
        if atom.problem or other.problem or atom.clock is None or other.clock is None:
            problem = atom.problem or other.problem
            return self._mention(both, Label.TIME, None, problem)
        opening, closing = _sharing(atom.clock, other.clock)
        first_placed = self._clock(replace(atom, clock=opening), number)
        if first_placed.problem is Problem.AMBIGUOUS or (first_placed.moment and len(closing.hours) == 2):
            first_placed, last_placed = self._pairs(opening, closing, first_placed)
        elif first_placed.moment is not None:
            beside = self._beside(other, number + 1)
            last_placed = (
                self._clock(replace(other, clock=closing), number + 1)
                if beside is not None and beside.kind in _DATES
                else self.frame.after(closing, first_placed.moment)
            )
        else:
            last_placed = UNKNOWN
        problem = first_placed.problem or last_placed.problem
        if problem or first_placed.moment is None or last_placed.moment is None:
            return self._mention(both, Label.TIME, None, problem)
        self.last = last_placed.moment
        return self._mention(
            both, Label.TIME, f"{first_placed.moment.value}/{last_placed.moment.value}", None
        )

    def _pairs(self, opening: Clock, closing: Clock, placed: Placed) -> tuple[Placed, Placed]:
        """Both ends at once, where one end may settle what the other leaves open."""
        pairs = {}
        for hour in opening.hours:
            first = self.frame.place(replace(opening, hours=(hour,)))
            if first.moment is None:
                continue
            for other in closing.hours:
                last = self.frame.after(replace(closing, hours=(other,)), first.moment)
                if last.moment is None or last.moment.at - first.moment.at >= 43200:
                    continue
                inside = self._inside(first.moment) + self._inside(last.moment)
                pairs[(first.moment.at, last.moment.at)] = (inside, first, last)
        if not pairs:
            return placed, UNKNOWN
        most = max(inside for inside, _, _ in pairs.values())
        best = [(first, last) for inside, first, last in pairs.values() if inside == most]
        return best[0] if len(best) == 1 else (AMBIGUOUS, AMBIGUOUS)

    def _inside(self, moment: Moment) -> int:
        start, end = self.frame.start, self.frame.end
        return int(start is not None and end is not None and start.at <= moment.at <= end.at)

    # -------------------------------------------------------------- mentions

    def _mention(
        self,
        atom: Atom,
        label: Label,
        value: str | None,
        problem: Problem | None,
        parts: tuple[tuple[str, str], ...] = (),
    ) -> Mention:
        span = Span(atom.start, atom.end)
        near = atom.approximate or bool(
            _APPROXIMATE.search(self.text, max(0, atom.start - 30), atom.start)
            or _AFTERWARDS.match(self.text, atom.end)
        )
        return Mention(
            span=span,
            label=label,
            text=span.of(self.text),
            value=None if problem else value,
            problem=problem,
            approximate=near,
            parts=parts,
        )


_DATES = frozenset({"date", "numeric", "weekday", "dayword", "relday", "ordinal"})
_BESIDE_DATE = re.compile(r"[.,]?\s{0,2}[(\-–]?\s?(?:the\s)?", re.IGNORECASE)


def _with_weekdays(text: str, atoms: list[Atom]) -> list[Atom]:
    """A weekday belongs to the date next to it."""
    joined: list[Atom] = []
    for atom in atoms:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.kind == "weekday"
            and not before.words[0]
            and not before.numbers
            and atom.kind in ("numeric", "date")
            and not atom.words
            and _BESIDE_DATE.fullmatch(text, before.end, atom.start)
        ):
            joined[-1] = replace(atom, start=before.start, words=(before.words[1],))
            continue
        joined.append(atom)
    return joined


def _sharing(opening: Clock, closing: Clock) -> tuple[Clock, Clock]:
    """One am or pm for both ends: "9:15 - 10:05 am" is the morning, "11 to 1 pm" runs over noon."""
    if len(opening.hours) == 2 and len(closing.hours) == 1:
        end = closing.hours[0] * 60 + closing.minute
        fitting = [hour for hour in opening.hours if (end - hour * 60 - opening.minute) % 1440 < 720]
        return replace(opening, hours=tuple(fitting) or opening.hours), closing
    return opening, closing


def _length_value(atom: Atom) -> str:
    value = _iso_length(atom.seconds, atom.months)
    if atom.numbers and atom.numbers[0]:
        return f"{value}/{_iso_length(float(atom.numbers[0]), 0)}"
    return value


def _iso_length(seconds: float, months: int) -> str:
    days, rest = divmod(round(seconds), 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    years, months = divmod(months, 12)
    date_part = "".join(f"{n}{c}" for n, c in ((years, "Y"), (months, "M"), (days, "D")) if n)
    time_part = "".join(f"{n}{c}" for n, c in ((hours, "H"), (minutes, "M"), (rest, "S")) if n)
    if not date_part and not time_part:
        return "PT0S"
    return "P" + date_part + ("T" + time_part if time_part else "")


def _shown(clock: Clock) -> str:
    return f"{clock.hours[0]:02}:{clock.minute:02}"


__all__ = ["IMPOSSIBLE", "NOT_UNDERSTOOD", "find_times"]
