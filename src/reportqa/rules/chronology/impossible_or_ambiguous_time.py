"""A time must be one that a clock can show, and only one.

"2460", "13:30 pm" and a bare "7:15" on a night shift cannot be put on a timeline. Source: report-writing
syllabuses ask for 24-hour times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportqa.model.case import Case
from reportqa.model.finding import Audience, Question, RuleResult, Severity
from reportqa.model.mention import Label, Problem
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say
from reportqa.rules._text import told

META = Meta(
    severity=Severity.MINOR,
    audience=Audience.SUBMIT,
    needs="T",
    source="Report-writing syllabuses: 24-hour times",
)

_SAY = {
    Problem.IMPOSSIBLE: ("{text} is no time that a clock can show.", "Write the time in 24 hours."),
    Problem.AMBIGUOUS: (
        "{text} could be two times.",
        "Say whether it was morning or evening, or use 24 hours.",
    ),
    Problem.NOT_UNDERSTOOD: ("The time {text} can't be read for sure.", "Write the time in 24 hours."),
}

_LAST_HOUR, _LAST_MINUTE = 24, 59
# What stands right before the bare clock of a terse line.
_BEFORE = (
    *("on scene ", "clear ", "cleared ", "arrived ", "by phone ", "by radio ", "quiet ", "until ", "seen "),
    *("there ", "told ", "since ", "by fd ", "called ", "phoned ", "called at ", "arrived at ", "phone at "),
    "radio at ",
)
# "left via Gate 4 2490.": a second number behind a numbered place.
_BEHIND_SPOT = re.compile(
    r"\b(?:gate|door|dock|lot|post|building|bldg|unit|room|level|floor|zone|entrance) [a-z]?\d{1,3}[a-z]? $",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b\d\d:?\d\d(?=[,.;\s]|$)(?!\s+[A-Z][a-z]+\s+(?:St|Rd|Ave|Dr|Ln|Way|Blvd|Street|Road|Avenue|Drive)\b)"
)


def check(case: Case, say: Say) -> RuleResult:
    times = case.labelled(Label.TIME)
    bare = [place for place in _bare(case) if not any(mention.span.overlaps(place) for mention in times)]
    if not times and not bare:
        return say.not_applicable("no clock time")
    found = [
        say.finding(
            _SAY[mention.problem][0].format(text=mention.text),
            _SAY[mention.problem][1],
            at=mention.span,
            question=Question(text=f"Which time is meant by {mention.text}?", answer="time"),
            confidence=0.85,
        )
        for mention in times
        if mention.problem
    ]
    text, (message, remedy) = case.document.text, _SAY[Problem.IMPOSSIBLE]
    found += [
        say.finding(
            message.format(text=place.of(text)),
            remedy,
            at=place,
            question=Question(text=f"Which time is meant by {place.of(text)}?", answer="time"),
            confidence=0.7,
        )
        for place in bare
    ]
    return say.violated(*found) if found else say.satisfied()


def _bare(case: Case) -> Iterator[Span]:
    """Four digits where a terse line has its clock, that no clock can show ("on scene 2570, clear 0214")."""
    text = case.document.text
    for place in told(case, _CLOCK):
        hour, minute = (int(part) for part in re.findall(r"\d\d", place.of(text)))
        if hour <= _LAST_HOUR and minute <= _LAST_MINUTE:
            continue
        before = text[max(place.start - 24, 0) : place.start]
        ended = place.end == len(text) or text[place.end] in ".,;\n"
        if before.lower().endswith(_BEFORE) or (ended and _BEHIND_SPOT.search(before)):
            yield place
