"""A service is called before it arrives, and arrives before it leaves.

An engine that arrives before anybody called it makes the whole report doubtful. Source: the time-order
rules of EMS and fire reporting standards (notified, en route, on scene, clear).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, Question, RuleResult, Severity
from reportqa.model.service import Service, ServiceInvolvement, ServiceTime
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say
from reportqa.rules._text import clock_times, sentence_of

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="TX",
    source="EMS and fire reporting standards: order of the response times",
)

_CALL = re.compile(
    r"\b9-?1-?1\b[^.;]{0,30}\bcall|\b(?:call|dial|phon|rang|radio)\w*[^.;]{0,20}\b9-?1-?1\b", re.I
)
_BARE_CALL = re.compile(r"\b9-?1-?1\s+(?:at\s+)?([01]\d|2[0-3]):?([0-5]\d)\b")
_STATION = re.compile(
    r"\b(?:arriv\w+|back)\s+at\s+(?:the\s+)?(?:station|hospital|\w{0,4}(?:PD|SO)\b|police)", re.I
)
_AGENCY = re.compile(
    r"\b(?:[A-Z][a-z]+\s+){1,2}(?:Police|Fire|EMS|Sheriff\w*|PD|FD)\b|\bSheriff\w*|\b[A-Z]{1,4}(?:PD|SP|FD|SO)\b"
)
_ORDER = ("called", "dispatched", "en_route", "arrived", "transported", "cleared")
_WORDS = {
    "called": "was called",
    "dispatched": "was dispatched",
    "en_route": "was on the way",
    "arrived": "arrived",
    "transported": "left with the patient",
    "cleared": "left",
}


def check(case: Case, say: Say) -> RuleResult:
    looked = False
    calls = tuple(_calls(case))
    for told in case.extraction.services:
        if told.service is Service.OTHER:
            continue  # a tow truck and a gas company: several helpers, whose times say nothing of each other
        known = [
            (item, at)
            for item in (*told.times, *(calls if _lacks_call(told) else ()))
            if item.kind in _ORDER and not _at_station(case, item) and (at := _moment(item))
        ]
        for (one, first), (two, second) in combinations(known, 2):
            if (
                one.kind == two.kind
                or _other_agency(case, one, two)
                or (first.tzinfo is None) != (second.tzinfo is None)
            ):
                continue
            looked = True
            if _ORDER.index(one.kind) > _ORDER.index(two.kind):
                one, first, two, second = two, second, one, first
            if second < first:
                name = told.agency or told.service.value.upper()
                return say.violated(
                    say.finding(
                        f"By the text, {name} {_WORDS[two.kind]} at {second:%H:%M}, before it "
                        f"{_WORDS[one.kind]} at {first:%H:%M}.",
                        "Correct one of the two times.",
                        at=two.span,
                        also=((one.span, _WORDS[one.kind]),),
                        question=Question(
                            text=f"At what time was it that {name} {_WORDS[one.kind]}?", answer="time"
                        ),
                        confidence=0.85,
                    )
                )
    return say.satisfied() if looked else say.not_applicable("no two response times of one service")


def _lacks_call(told: ServiceInvolvement) -> bool:
    return bool(told.times) and not any(item.kind in ("called", "dispatched") for item in told.times)


def _calls(case: Case) -> Iterator[ServiceTime]:
    """The time of a call to 911 that names no service: it was for the one service that came."""
    came = [told for told in case.extraction.services if told.times and told.service is not Service.OTHER]
    if len(came) != 1:
        return
    text = case.document.text
    for mention, at in clock_times(case):
        if _CALL.search(sentence_of(case, mention.span).of(text)):
            yield ServiceTime(kind="called", value=mention.value or at.isoformat(), span=mention.span)
            return
    bare = _BARE_CALL.search(text)
    first = next((known for item in came[0].times if (known := _moment(item))), None)
    if bare and first:  # "called 911 0214": on the day that brings it nearest to the others
        near = first.replace(hour=int(bare[1]), minute=int(bare[2]))
        days = (near + timedelta(days=day) for day in (-1, 0, 1))
        called = min(days, key=lambda moment: abs(moment - first))
        yield ServiceTime(kind="called", value=called.isoformat(), span=Span(bare.start(1), bare.end(2)))


def _other_agency(case: Case, one: ServiceTime, two: ServiceTime) -> bool:
    """Whether each time stands in a sentence with an agency of its own."""
    names = [
        {match[0].lower() for match in _AGENCY.finditer(sentence_of(case, item.span).of(case.document.text))}
        for item in (one, two)
    ]
    return bool(names[0] and names[1]) and not names[0] & names[1]


def _at_station(case: Case, item: ServiceTime) -> bool:
    """Whether the words tell of an arrival at the service's own house ("1747 arrival at WPD")."""
    around = case.document.text[max(item.span.start - 40, 0) : item.span.end + 40] if item.span else ""
    return item.kind == "arrived" and _STATION.search(around) is not None


def _moment(item: ServiceTime) -> datetime | None:
    try:
        return datetime.fromisoformat(item.value) if item.value and "/" not in item.value else None
    except ValueError:
        return None
