"""The time of occurrence on the form must agree with the narrative.

A form that says 03:00 above a text that begins at 00:14 leaves the client to choose. Source: required
element "date and time of occurrence" of incident forms.
"""

from __future__ import annotations

import re
from datetime import timedelta

from reportqa.model.case import Case
from reportqa.model.document import Origin
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, Question, RuleResult, Severity
from reportqa.model.mention import Label, Mention
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import routine
from reportqa.rules._text import any_of, clock_times, narrative

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="TM",
    source="Incident forms: date and time of occurrence",
    options=(("tolerance_min", 15.0),),
)

# So many words may stand before the time with which a story opens ("On Friday the 20th at about 0214").
OPENING_WORDS = 8
_CLOCK = re.compile(r"\d{3,4}|\d:\d|\d\s*[ap]\.?m|noon|midnight", re.IGNORECASE)
# A sentence's end, and not that of "hrs. last night".
_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-Z])")
# "Received 1021 from a woman": a radio code, not a clock.
_TEN_CODE = re.compile(r"10\d\d")
_RADIOED = re.compile(r"\b(?:received|made|did|via|by|requested|conducted) (?:an? )?$", re.IGNORECASE)
_DAY_BEFORE = re.compile(
    r"\W{0,2}(?:from |of |on )?(?:last (?:night|evening|week)|yesterday|the (?:night|day) before|previous)\b",
    re.IGNORECASE,
)
# "Checked 0329": a later look at the same place.
_ROUND = re.compile(r"\bcheck(?:ed|s)?(?: (?:the )?\S{1,6}){0,2}[ .,@]*(?:at )?$", re.IGNORECASE)


def check(case: Case, say: Say) -> RuleResult:
    meta = case.document.metadata
    happened = meta.stated("occurred_at")
    if happened is None or meta.kind == "daily_log":
        return say.not_applicable("no time of occurrence on the form")
    if routine(case):
        return say.not_applicable("a routine round")
    dated = [
        (mention, at) for mention, at in clock_times(case) if mention.value and _CLOCK.search(mention.text)
    ]
    times = [(mention, at) for mention, at in dated if _of_event(case, mention)]
    if not times:
        return say.not_applicable("no dated clock time in the narrative")
    header = happened.replace(tzinfo=None)
    nearest, at = min(times, key=lambda item: abs(item[1] - header))
    off = min(abs(at - header) for _, at in dated)
    # The narrative may begin before the event or end after it: the form's time need only lie within.
    within = min(at for _, at in dated) <= header <= max(at for _, at in dated)
    same_clock = abs((at - header) % timedelta(days=1)) <= timedelta(minutes=say.number("tolerance_min"))
    if within or same_clock or off <= timedelta(minutes=say.number("tolerance_min")):
        return say.satisfied()
    if at > header and not _opens(case, nearest.span):
        return say.satisfied()  # the text goes on later: the form's time is that of the beginning
    field = meta.origin("occurred_at")
    also = ((field.span, "the form"),) if field and field.origin is Origin.HEADER and field.span else ()
    return say.violated(
        say.finding(
            f"The form says that it happened at {header:%H:%M}; the text's nearest time is {nearest.text}.",
            "Correct the form or the text so that both give the same time.",
            at=nearest.span,
            also=also,
            evidence=(
                EvidenceItem(
                    kind=EvidenceKind.DURATION,
                    text="Between the form's time and the text's",
                    value=off.total_seconds() / 60,
                    unit="min",
                ),
            ),
            question=Question(text="At what time did it happen?", answer="time"),
            confidence=0.8 if at < header else 0.6,
            # A form often bears the time of the call: a story that begins later agrees with that.
            severity=Severity.MINOR if at > header and say.severity is Severity.MAJOR else None,
        )
    )


def _of_event(case: Case, mention: Mention) -> bool:
    """Not a look back or ahead, as "parked there since 0900" or "closes at 2200"."""
    text = case.document.text
    before = _SENTENCE_END.split(text[max(0, mention.span.start - 40) : mention.span.start])[-1]
    return not (
        (_TEN_CODE.fullmatch(mention.text) and _RADIOED.search(before))
        or any_of("chronology", "back").search(before)
        or any_of("chronology", "ahead").search(before)
        or _ROUND.search(before)
        or _DAY_BEFORE.match(text, mention.span.end)
    )


def _opens(case: Case, place: Span) -> bool:
    """Whether the story opens with the time, and no date of its own stands beside it (a log's entry)."""
    whole = narrative(case)
    before = case.document.text[whole.start : place.start].split() if whole else []
    dated = any(
        0 <= place.start - mention.span.end <= 2 or 0 <= mention.span.start - place.end <= 2
        for mention in case.labelled(Label.DATE)
    )
    ended = re.search(r"[.!?;]\s", " ".join(before[-OPENING_WORDS:]) + " ") is not None
    return len(before) <= OPENING_WORDS and not ended and not dated
