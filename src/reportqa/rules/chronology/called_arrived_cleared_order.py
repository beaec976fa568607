"""A service is called before it arrives, and arrives before it leaves.

An engine that arrives before anybody called it makes the whole report doubtful. Source: the time-order
rules of EMS and fire reporting standards (notified, en route, on scene, clear).
"""

from __future__ import annotations

from datetime import datetime
from itertools import combinations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, Question, RuleResult, Severity
from reportqa.model.service import ServiceTime
from reportqa.rules._base import Meta, Say

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="TX",
    source="EMS and fire reporting standards: order of the response times",
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
        known = [(item, at) for item in told.times if item.kind in _ORDER and (at := _moment(item))]
        for (one, first), (two, second) in combinations(known, 2):
            if one.kind == two.kind or (first.tzinfo is None) != (second.tzinfo is None):
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


def _moment(item: ServiceTime) -> datetime | None:
    try:
        return datetime.fromisoformat(item.value) if item.value and "/" not in item.value else None
    except ValueError:
        return None
