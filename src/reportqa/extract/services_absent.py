"""A service that was called and did not come, also where the next words tell it: "…, but they never came".

The call stands: what nobody answered is involved, as no response, and "they did not come until 0300" is a
late coming. A service of which no call is told ("police did not respond") stays as its own sentence has it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from reportqa.extract.assertion import Assertions
from reportqa.extract.cues import table
from reportqa.extract.services_sentence import Judgement, Sentence
from reportqa.extract.services_terms import DATA
from reportqa.model.service import Involvement, ServiceStatus
from reportqa.model.span import Span

Judged = list[tuple[Judgement, Sentence | None]]

# A call may be answered or not; who is said to have done something there has come.
_OPEN = (ServiceStatus.CALLED, ServiceStatus.EN_ROUTE, ServiceStatus.NO_RESPONSE)
# Characters between the naming and the words that tell the absence, and those that hold its subject.
_REACH = 160
_SUBJECT = 40
_ENDS = re.compile(r"[.!?](?=\s)|\n")


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile("|".join(table(DATA)["absent"][name]), re.IGNORECASE)


def unanswered(text: str, judged: Judged, assertions: Assertions, called_911: bool) -> Judged:
    """The judgements, those of services that were called and did not come told so."""
    found = list(judged)
    for match in _words("stayed_away").finditer(text):
        place = Span(match.start(), match.end())
        marks = assertions.marks(place)
        if "historical" in marks or "hypothetical" in marks:
            continue
        late = _words("late").match(text, place.end) is not None
        status = ServiceStatus.ON_SCENE if late else ServiceStatus.NO_RESPONSE
        for number in _meant(text, found, place, called_911):
            judgement, sentence = found[number]
            told = replace(
                judgement,
                involvement=Involvement.INVOLVED,
                status=status,
                strength=max(judgement.strength, 0.7),
            )
            found[number] = (told, sentence)
    return found


def _meant(text: str, judged: Judged, place: Span, called_911: bool) -> list[int]:
    """Which judgements the absence speaks of: the one named as its subject, else those called just before."""
    spans = [judgement.span for judgement, _ in judged]
    inside = [number for number, span in enumerate(spans) if place.contains(span)]
    before = [number for number, span in enumerate(spans) if span.end <= place.start]
    last = max(before, key=lambda number: spans[number].end, default=None)
    if inside and (last is None or not _called(judged[last][0])):
        return [number for number in inside if _expected(judged, number, place, text, called_911)]
    if last is None or place.start - spans[last].end > _REACH:
        return []
    between = text[spans[last].end : place.start]
    if _words("subject_named").fullmatch(between):
        return [last] if _expected(judged, last, place, text, called_911) else []
    ends = len(_ENDS.findall(between))
    whole = text[max(spans[last].end, place.start - _SUBJECT) : place.start]
    told = (
        inside
        or _words("nobody").match(text, place.start)  # the words hold their own subject
        or _words("subject_else").search(whole)
        or (ends == 0 and _words("left_out").search(whole))
    )
    if not told or ends > 1:
        return []
    sentence = judged[last][1]
    return [
        number
        for number in before
        if _called(judged[number][0]) and (number == last or judged[number][1] is sentence is not None)
    ]


def _called(judgement: Judgement) -> bool:
    """Whether a call is told, or no more than a guess that somebody was there."""
    return judgement.involvement is Involvement.INVOLVED and (
        judgement.status in _OPEN or (judgement.status is ServiceStatus.ON_SCENE and judgement.act is None)
    )


def _expected(judged: Judged, number: int, place: Span, text: str, called_911: bool) -> bool:
    """Whether a service named as absent had been called: so told, or by "did not show up"."""
    judgement = judged[number][0]
    if judgement.involvement is Involvement.INVOLVED:
        itself = judgement.act is not None and judgement.act.overlaps(place)
        return itself or _called(judgement)
    others = [item for item, _ in judged if item.involvement is Involvement.INVOLVED]
    return (
        "show" in place.of(text).lower()
        or any(item.term.service is judgement.term.service for item in others)
        or (called_911 and not others)
    )
