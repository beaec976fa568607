"""The date must fit its weekday, must not lie in the future, and must change at midnight.

Events after midnight that carry the date of the evening before are the commonest wrong date of a night
shift. Source: complaints about wrong dates; a shift belongs to the date on which it began.
"""

from __future__ import annotations

from datetime import date, timedelta

from reportqa.model.case import Case
from reportqa.model.finding import (
    Audience,
    Finding,
    Question,
    RuleResult,
    Severity,
)
from reportqa.model.mention import Label, Problem, Status
from reportqa.rules._base import Meta, Say
from reportqa.rules._given import given
from reportqa.rules._text import any_of

META = Meta(
    severity=Severity.MINOR,
    audience=Audience.SUBMIT,
    needs="TM",
    source="Complaints about wrong dates after midnight",
)

_SLACK = timedelta(hours=1)


def check(case: Case, say: Say) -> RuleResult:
    dates = case.labelled(Label.DATE)
    meta = case.document.metadata
    found: list[Finding] = []
    for mention in dates:
        if mention.problem is Problem.IMPOSSIBLE:
            message = f"{mention.text} is no date, or the weekday does not fit."
        elif _future(case, mention.value) and mention.assertion.status in (Status.PRESENT, Status.REPORTED):
            before = case.document.text[max(0, mention.span.start - 40) : mention.span.start]
            if any_of("chronology", "ahead").search(before):
                continue
            message = f"{mention.text} lies in the future."
        else:
            continue
        question = Question(text="Which date is right?", answer="text")
        found.append(
            say.finding(message, "Correct the date or the weekday.", at=mention.span, question=question)
        )
    late = _previous_date(case)
    if late:
        field = meta.origin("occurred_at")
        found.append(
            say.finding(
                f"{late} is before the shift began; after midnight the date is the next day's.",
                "Write the date of the new day for what happened after midnight.",
                at=field.span if field else None,
                evidence=(
                    given(
                        meta,
                        "occurred_at",
                        f"Occurred {late}; shift from {meta.shift_start:%m/%d/%Y %H:%M}",
                    ),
                ),
                question=Question(text="Was this after midnight, on the next date?", answer="yes_no"),
                confidence=0.85,
            )
        )
    if found:
        return say.violated(*found)
    return say.satisfied() if dates or meta.stated("occurred_at") else say.not_applicable("no date")


def _future(case: Case, value: str | None) -> bool:
    meta = case.document.metadata
    known = meta.submitted_at or meta.received_at or case.now
    if known is None or not value or "/" in value:
        return False
    try:
        # A day of slack: the site's calendar may be ahead of the clock that stamped the report.
        return date.fromisoformat(value[:10]) > known.date() + timedelta(days=1)
    except ValueError:
        return False


def _previous_date(case: Case) -> str | None:
    meta = case.document.metadata
    at, start, end = meta.stated("occurred_at"), meta.shift_start, meta.shift_end
    if at is None or start is None or end is None or len({t.tzinfo is None for t in (at, start, end)}) > 1:
        return None
    in_shift = start - _SLACK <= at <= end + _SLACK
    moved = at + timedelta(days=1)
    if in_shift or not start <= moved <= end or start.date() == end.date():
        return None
    return f"{at:%m/%d/%Y %H:%M}"
