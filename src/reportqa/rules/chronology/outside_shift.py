"""What an officer reports should have happened within his shift.

An event outside the shift is a wrong time, hearsay, or unpaid work; the manager should know which.
Source: roster checks of guard companies.
"""

from __future__ import annotations

from datetime import timedelta

from reportqa.model.case import Case
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, RuleResult, Severity
from reportqa.rules._base import Meta, Say

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.REVIEW,
    needs="MR",
    source="Roster checks of guard companies",
    options=(("tolerance_min", 30.0),),
)


def check(case: Case, say: Say) -> RuleResult:
    meta = case.document.metadata
    at, start, end = meta.stated("occurred_at"), meta.shift_start, meta.shift_end
    if at is None or start is None or end is None:
        return say.not_applicable("no time of occurrence or no shift")
    if len({t.tzinfo is None for t in (at, start, end)}) > 1:
        return say.undetermined("a time without a zone can't be compared with the shift")
    slack = timedelta(minutes=say.number("tolerance_min"))
    if start - slack <= at <= end + slack:
        return say.satisfied()
    if start.date() != end.date() and start <= at + timedelta(days=1) <= end:
        return say.not_applicable("the date of the evening before; another rule speaks of it")
    off = (start - at if at < start else at - end).total_seconds() / 60
    shift = case.facts.shift
    row = f"{shift.row.file}:{shift.row.line}" if shift and shift.row else None
    field = meta.origin("occurred_at")
    return say.violated(
        say.finding(
            f"It happened at {at:%m/%d %H:%M}, {off:.0f} minutes outside the shift "
            f"({start:%m/%d %H:%M} to {end:%m/%d %H:%M}).",
            "Ask the officer which time is right, or who saw it.",
            at=field.span if field else None,
            evidence=(
                EvidenceItem(
                    kind=EvidenceKind.REGISTRY,
                    text=f"Shift {start:%m/%d %H:%M} to {end:%m/%d %H:%M}",
                    ref=row,
                    value=off,
                    unit="min",
                ),
            ),
            confidence=0.85,
        )
    )
