"""A service is called before it arrives, and arrives before it leaves.

An engine that arrives before anybody called it makes the whole report doubtful. Source: the time-order
rules of EMS and fire reporting standards (notified, en route, on scene, clear).
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import combinations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, Question, RuleResult, Severity
from reportqa.model.service import Service, ServiceTime
from reportqa.rules._base import Meta, Say
from reportqa.rules._text import sentence_of

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="TX",
    source="EMS and fire reporting standards: order of the response times",
)

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
    for told in case.extraction.services:
        if told.service is Service.OTHER:
            continue  # a tow truck and a gas company: several helpers, whose times say nothing of each other
        known = [
            (item, at)
            for item in told.times
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
