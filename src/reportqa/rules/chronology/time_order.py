"""Times in the narrative must not run backwards without a word that says so.

A clock that falls back without "earlier" or a midnight in between is a typing slip or a false memory;
either way the client will ask. Source: report-writing syllabuses ask for chronological order.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

from reportqa.model.case import Case
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, Question, RuleResult, Severity
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import routine
from reportqa.rules._text import MIDNIGHT, any_of, clock_times, sentence_of

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="T",
    source="Report-writing syllabuses: chronological order",
    options=(("tolerance_min", 5.0),),
)

# Begins an entry: a date before the time, or a label such as "Update:", "Narrative:", "Ofc. Bell:".
_ENTRY = re.compile(
    r"(?:\b\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?,?\s*(?:@|at)?\s*$)|(?:(?:^|[.!?\n]\s+|\s)(?:Narrative|Update\w*|Addendum|Entry|"
    r"Remarks?|Comments?|Notes?|Supplement\w*)\s*[:;]\W*(?:[^.\n]{0,20})$)",
    re.IGNORECASE,
)
# "At " and the like may stand before the time that opens a sentence.
_OPENING = 10


def check(case: Case, say: Say) -> RuleResult:
    if routine(case) and case.document.metadata.kind != "daily_log":
        return say.not_applicable("a routine round, told entry by entry")
    # "Two hours ago" is a look back from wherever the writer stood.
    times = tuple((mention, at) for mention, at in clock_times(case) if "ago" not in mention.text.lower())
    if len(times) < 2:
        return say.not_applicable("fewer than two clock times")
    text = case.document.text
    for number, ((first, early), (second, late)) in enumerate(pairwise(times), start=2):
        back = early - late
        if not timedelta(minutes=say.number("tolerance_min")) < back < MIDNIGHT:
            continue
        if _own_entry(case, first.span, second.span):
            continue
        late_told = sentence_of(case, second.span).of(text)
        ahead = any_of("chronology", "ahead")
        if any_of("chronology", "back").search(late_told) or ahead.search(late_told):
            continue
        if ahead.search(sentence_of(case, first.span).of(text)):
            continue
        # A clock that goes on where it was is usually a look back ("whole when I passed at 0120"), unless
        # the sentence begins with its time, as the steps of a story do.
        resumed = any(at >= early for _, at in times[number:])
        begins = second.span.start - sentence_of(case, second.span).start <= _OPENING
        if resumed and not begins:
            continue
        minutes = back.total_seconds() / 60
        return say.violated(
            say.finding(
                f"The time {second.text} comes after {first.text} in the text, but {minutes:.0f} minutes "
                "before it on the clock.",
                "Correct the time, or say that it happened earlier.",
                at=second.span,
                also=((first.span, "the time told before"),),
                evidence=(
                    EvidenceItem(
                        kind=EvidenceKind.DURATION,
                        text=f"{first.text}, then {second.text}",
                        value=minutes,
                        unit="min",
                    ),
                ),
                question=Question(text=f"Is {second.text} right, or did it happen at another time?"),
                confidence=0.8,
            )
        )
    return say.satisfied()


def _own_entry(case: Case, first: Span, second: Span) -> bool:
    """Whether the second time begins an entry of its own: another writer's, who tells his own part."""
    return _ENTRY.search(case.document.text, first.end, second.start) is not None
