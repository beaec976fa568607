"""A report must tell the date and the clock time at which it happened.

The time at which the report was written is no substitute. A date that follows from the shift counts.
Source: police reporting standards (incident date and hour); complaint "when did it happen?".
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import (
    Audience,
    ElementCount,
    EvidenceItem,
    EvidenceKind,
    Question,
    RuleResult,
    Severity,
)
from reportqa.model.mention import Label, Mention, Problem
from reportqa.rules import _elements
from reportqa.rules._base import Meta, Say
from reportqa.rules.completeness._common import pattern

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.SUBMIT,
    needs="TM",
    source="NIBRS incident date and hour; complaint: when did it happen",
)

# So far before a time the words may stand which say that it is the time of writing.
_REACH = 24


def check(case: Case, say: Say) -> RuleResult:
    metadata = case.document.metadata
    if metadata.stated("occurred_at") is not None:
        return say.satisfied(_counts("given"))
    view = _elements.look(case)
    times = case.labelled(Label.TIME)
    own = [mention for mention in times if not _of_writing(view, mention)]
    clock = [mention for mention in own if mention.problem in (None, Problem.AMBIGUOUS)]
    readable = [mention for mention in clock if not _elements.unreadable(view, mention.span)]
    dated = (
        any(m.value and "T" in m.value for m in readable)
        or any(m.problem is None and not _of_writing(view, m) for m in case.labelled(Label.DATE))
        or any((metadata.shift_start, metadata.written_at, metadata.submitted_at, metadata.received_at))
    )
    if readable and dated:
        return say.satisfied(_counts("given"))
    if (clock and not readable) or (own and not clock and not view.readable):
        return say.undetermined("the time was read with little confidence", _counts("undetermined"))
    if pattern("written", "unknown").search(view.flat):
        return say.satisfied(_counts("waived"))
    evidence = [say.searched("a date and a clock time of the event")]
    if rejected := _rejected(case, times, own):
        evidence.append(rejected)
    lacking = "date" if readable else "time"
    question = (
        Question(text="On which date did it happen?", element="occurred")
        if lacking == "date"
        else Question(text="At what time did it happen?", answer="time", element="occurred")
    )
    finding = say.finding(
        f"The report does not tell at what {lacking} it happened.",
        f"Add the {lacking} at which it happened, or was found; say so where it is unknown.",
        evidence=evidence,
        question=question,
        severity=Severity.MAJOR if lacking == "date" and say.severity is Severity.BLOCKER else None,
        element="occurred",
    )
    return say.missing(finding, elements=_counts("missing"))


def _counts(state: str) -> tuple[ElementCount, ...]:
    return (ElementCount(element="occurred", state=state, weight=3.0),)


def _of_writing(view: _elements.Look, mention: Mention) -> bool:
    before = view.flat[max(0, mention.span.start - _REACH) : mention.span.start].rpartition("\n")[2]
    found = list(pattern("written").finditer(before))
    return bool(found) and not any(mark in before[found[-1].end() :] for mark in ".;")


def _rejected(case: Case, times: tuple[Mention, ...], own: list[Mention]) -> EvidenceItem | None:
    for mention in times:
        if mention not in own:
            why = "it is when the report was written"
        elif mention.problem:
            why = f"it is {mention.problem.value.replace('_', ' ')}"
        else:
            continue
        return EvidenceItem(kind=EvidenceKind.REJECTED, text=f"A time is given, but {why}", span=mention.span)
    dates = case.labelled(Label.DATE)
    if dates:
        return EvidenceItem(
            kind=EvidenceKind.REJECTED, text="A date is given, but no clock time", span=dates[0].span
        )
    return None
