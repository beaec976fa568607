"""A time must be one that a clock can show, and only one.

"2460", "13:30 pm" and a bare "7:15" on a night shift cannot be put on a timeline. Source: report-writing
syllabuses ask for 24-hour times.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, Question, RuleResult, Severity
from reportqa.model.mention import Label, Problem
from reportqa.rules._base import Meta, Say

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


def check(case: Case, say: Say) -> RuleResult:
    times = case.labelled(Label.TIME)
    if not times:
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
    return say.violated(*found) if found else say.satisfied()
