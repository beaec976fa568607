"""Beside a service's part: its times, unit numbers, case number, and who called it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from reportqa.extract.cues import Lexicon, Words, table
from reportqa.extract.services_sentence import Judgement, Sentence
from reportqa.extract.services_terms import DATA
from reportqa.model.mention import Label, Mention
from reportqa.model.service import Service, ServiceTime

_ORDER = ("transported", "dispatched", "cleared", "en_route", "arrived", "called")


@dataclass(frozen=True, slots=True)
class Details:
    """What was told of one service besides its part."""

    times: tuple[ServiceTime, ...] = ()
    unit_ids: tuple[str, ...] = ()
    case_number: str | None = None
    called_by: str | None = None


@cache
def _marks() -> Lexicon:
    data = table(DATA)["time_marks"]
    return Lexicon([(kind, data[kind]) for kind in _ORDER])


_UNIT = re.compile(
    r"(?:\s{0,2}(?:,|and|&|\+)?\s{0,2}\(?(?P<code>(?:Engine|Ladder|Truck|Medic|Squad|Rescue|Battalion|Unit|Units|Car|Ambulance|Brush|Tanker|R/?A|Amb|unit|car|medic|engine)\s{0,2}#?\s?\d{1,4}[A-Z]?\d{0,3}|[A-Z]{1,2}-?\d{1,4}|\d{1,2}[A-Z]\d{1,3})(?![\w-]))"
)
_CASE = re.compile(
    r"\b(?:case|report|incident|event|cad|dr|rd|run|call|reference|ref|log|file|complaint|cr)\s{0,2}(?:#|no\.?|number|num\.?|nbr|id)?\s{0,2}(?:is|was|of|:|#|=)?\s{0,2}#?\s{0,2}(?P<id>(?=[A-Z0-9/-]{0,12}\d{2})[A-Z]{0,4}[\s-]?\d[A-Z0-9]{0,10}(?:[-/][A-Z0-9]{1,10}){0,3})(?![\w])"
    r"|#\s?(?P<bare>\d{2,4}-\d{3,8}|\d{6,10})\b",
    re.IGNORECASE,
)
_CALLER = re.compile(
    r"\bby\s+(?P<by>(?:the\s+|a\s+|an\s+)?[^\W\d_]+(?:\s[^\W\d_]+)?)|(?P<subject>\b(?:I|we|he|she|they|R/?O|writer|[^\W\d_]+(?:\s[A-Z][a-z]+)?))\s+(?:then\s+|immediately\s+|also\s+|already\s+|had\s+)?$",
    re.IGNORECASE,
)
_CALL_WORDS = frozenset(
    [
        "called",
        "call",
        "calling",
        "dispatched",
        "requested",
        "request",
        "contacted",
        "notified",
        "phoned",
        "summoned",
        "dialed",
        "alerted",
        "requesting",
    ]
)
_NO_CALLER = frozenset(
    [
        "was",
        "were",
        "is",
        "are",
        "been",
        "be",
        "being",
        "and",
        "to",
        "fire",
        "pd",
        "police",
        "ems",
        "for",
        "then",
        "ambulance",
    ]
)


def details(
    text: str,
    words: Words,
    judged: Sequence[tuple[Judgement, Sentence | None]],
    times: Sequence[Mention],
) -> dict[Service, Details]:
    """The details of each service, from the sentences that name it."""
    found: dict[Service, Details] = {}
    clocks = [mention for mention in times if mention.label is Label.TIME]
    starts = [mention.span.start for mention in clocks]
    by_service: dict[Service, list[tuple[Judgement, Sentence]]] = {}
    for judgement, sentence in judged:
        if sentence is not None:
            by_service.setdefault(judgement.term.service, []).append((judgement, sentence))
    owners = _owners(judged)
    for service, items in by_service.items():
        told: dict[tuple[int, int], ServiceTime] = {}
        units: dict[str, None] = {}
        case = caller = None
        for judgement, sentence in items:
            for time in _times(text, words, judgement, sentence, clocks, starts, owners):
                told.setdefault((time.span.start, time.span.end), time)
            for unit in _units(text, words, judgement):
                units.setdefault(unit)
            case = case or _case(text, words, judgement, sentence, service)
            caller = caller or _caller(text, judgement)
        found[service] = Details(
            times=tuple(sorted(told.values(), key=lambda item: item.span)),
            unit_ids=tuple(units),
            case_number=case,
            called_by=caller,
        )
    return found


def _owners(judged: Sequence[tuple[Judgement, Sentence | None]]) -> list[tuple[int, Service]]:
    """Every naming's place, to give a time to the service named nearest before it."""
    return sorted((judgement.term.first, judgement.term.service) for judgement, _ in judged)


def _times(
    text: str,
    words: Words,
    judgement: Judgement,
    sentence: Sentence,
    clocks: Sequence[Mention],
    starts: Sequence[int],
    owners: Sequence[tuple[int, Service]],
) -> list[ServiceTime]:
    """The clock times of the sentence that belong to this naming, by the nearest word of movement."""
    begin, end = words.starts[sentence.first], words.ends[sentence.stop - 1]
    inside = clocks[bisect_left(starts, begin) : bisect_left(starts, end)]
    if not inside:
        return []
    found = []
    hits = _marks().find(words, sentence.first, sentence.stop)
    for clock in inside:
        place = bisect_left(words.starts, clock.span.start)
        if _owner(place, owners, sentence) is not judgement.term.service:
            continue
        best = min(hits, key=lambda hit: _gap(hit.first, place), default=None)
        if best is None or abs(best.first - place) > 10:
            continue
        found.append(ServiceTime(kind=best.kind, value=clock.value, span=clock.span))
    return found


def _gap(act: int, clock: int) -> float:
    """How far a word of movement is from a clock time; one before it is the likelier owner."""
    return clock - act if act < clock else (act - clock) * 1.5


def _owner(place: int, owners: Sequence[tuple[int, Service]], sentence: Sentence) -> Service | None:
    """The service named nearest before a place in its sentence, else the first one behind it."""
    at = bisect_left(owners, place, key=lambda item: item[0])
    if at and owners[at - 1][0] >= sentence.first:
        return owners[at - 1][1]
    if at < len(owners) and owners[at][0] < sentence.stop:
        return owners[at][1]
    return None


def _units(text: str, words: Words, judgement: Judgement) -> list[str]:
    term = judgement.term
    found = []
    raw = text[words.starts[term.first] : words.ends[term.stop - 1]]
    if term.kind in ("weak", "unit"):
        found.append(raw)
    place = words.ends[term.stop - 1]
    for _ in range(4):
        match = _UNIT.match(text, place)
        if match is None:
            break
        code = match.group("code")
        if re.search(r"\d", code):
            found.append(code)
        place = match.end()
    return found


def _case(text: str, words: Words, judgement: Judgement, sentence: Sentence, service: Service) -> str | None:
    end = words.ends[sentence.stop - 1]
    match = _CASE.search(text, words.starts[judgement.term.first], end)
    if match is None and service is Service.POLICE:
        # The number may follow in a sentence of its own: "PD took a report. Case # 26-1234."
        match = _CASE.match(text, _skip_blank(text, end))
    if match is None:
        return None
    return (match.group("id") or match.group("bare")).strip()


def _skip_blank(text: str, place: int) -> int:
    while place < len(text) and text[place] in " .\n\t":
        place += 1
    return place


def _caller(text: str, judgement: Judgement) -> str | None:
    """Who called: the subject before the act, or the one named by "by"."""
    act = judgement.act
    if act is None or act.of(text).lower() not in _CALL_WORDS:
        return None
    behind = re.match(
        r"\s{1,2}by\s{1,2}((?:the\s|a\s|an\s)?[^\W\d_]+(?:\s[A-Z][a-z]+)?)", text[act.end : act.end + 40]
    )
    if behind:
        return behind.group(1)
    if act.start > judgement.span.start:
        return None
    before = re.search(
        r"((?:\b(?:the|a|my|our)\s)?\b[^\W\d_]+(?:/[A-Z])?(?:\s[A-Z][a-z]+)?)\s{1,2}(?:then\s|immediately\s|also\s|already\s|had\s)?$",
        text[max(0, act.start - 36) : act.start],
    )
    if before is None or before.group(1).split()[-1].lower() in _NO_CALLER:
        return None
    return before.group(1)
