"""When it happened, by the first clock time of the telling: for reports whose form gives a date alone.

Less sure than a form's own line, so its origin says so and no rule takes it for one.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from reportqa.model.span import Span
from reportqa.read import when

# A number is a time of day where its form or the word before says so, or where it opens a line.
_CUE = re.compile(
    r"(?:\b(?:at|about|around|approximately|approx\.?|circa)|@|(?:^|\n)[ \t\-*•]*)\s*$", re.IGNORECASE
)
_HOURS = re.compile(r"\s?h(?:ou)?rs?\b", re.IGNORECASE)
# Of writing, of the shift, or of another day: no time of the event.
_ELSE = re.compile(
    r"\b(?:shift|duty|written|wrote|report(?:ed)?\s+(?:made|completed)|yesterday|last\s+night|previous\w*|earlier)\b"
    r"[^.\n]{0,24}$",
    re.IGNORECASE,
)
_MOST = 2_000  # characters; a story tells early when it happened


def told_time(
    text: str,
    narrative: Span,
    day: date | None,
    shift: tuple[datetime, datetime] | None,
    sent: datetime | None,
) -> tuple[datetime, Span] | None:
    """The moment, naive, and its place; None without a clock time, or without a day to put it on.

    `day` is the form's; after midnight of a night shift it is the day on which the shift began. `sent` is
    when the e-mail went out: the last such clock time before it.
    """
    if day is None and sent is None:
        return None
    clock = _first(text[narrative.start : min(narrative.end, narrative.start + _MOST)])
    if clock is None:
        return None
    place = Span(narrative.start + clock.start, narrative.start + clock.end)
    if day is None and sent is not None:
        moment = when.at(sent.date(), clock)
        return (moment if moment <= sent.replace(tzinfo=None) else moment - timedelta(days=1)), place
    if day is None:
        return None
    moment = when.at(day, clock)
    if shift is not None:
        start, end = (at.replace(tzinfo=None) for at in shift)
        later = moment + timedelta(days=1)
        if not start <= moment <= end and start <= later <= end:
            moment = later
    return moment, place


def _first(told: str) -> when.Clock | None:
    dated = when.find_date(told)
    if dated is not None:
        told = when.without(told, dated[1], dated[2])
    for clock in when.find_times(told):
        words = told[clock.start : clock.end]
        shaped = not words.isdigit() or _HOURS.match(told, clock.end)
        before = told[max(clock.start - 40, 0) : clock.start]
        if (shaped or _CUE.search(before)) and not _ELSE.search(before):
            return clock
    return None
