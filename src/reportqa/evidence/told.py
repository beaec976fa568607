"""What a report tells of each emergency service: called, arrived, unit, cleared, case number, cause.

The names that `told` returns, for each service involved (`fire`, `ems`, `police`, `other`): `fire.agency`,
`fire.who_called`, `fire.called` (a time), `fire.arrived` (a time), `fire.unit`, `fire.cleared` (a time),
`fire.case_number`; the status, as `fire.on_scene` or `fire.cancelled`; the times told beside it, as
`fire.at:2026-11-21T02:14-05:00` (of an alarm, `alarm.at:…`; of coming and going, `fire.arrived.at:…`);
`fire.cited` where its line names a report of ours. Without a service: `alarm`, `cause`, `denied.shift`
where it says that the whole shift saw no service, and `type.medical` for the incident types that its
words make likely. A detail that the writer says openly is unknown counts as told.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import tomli

from reportqa.model.document import Document
from reportqa.model.extraction import Extraction
from reportqa.model.mention import Label
from reportqa.model.service import Involvement, Service, ServiceInvolvement, ServiceStatus
from reportqa.model.span import Span

DETAILS = ("agency", "who_called", "called", "arrived", "unit", "cleared", "case_number")

# From here on a guessed incident type counts as one that the report may be about.
_LIKELY = 0.25

# The titles that people read.
TITLES = {
    "agency": "which agency",
    "who_called": "who called",
    "called": "the time of the call",
    "arrived": "the time of arrival",
    "unit": "the unit or badge",
    "cleared": "the time they left",
    "case_number": "the case or incident number",
    "cause": "the cause",
}


# Names and unit letters are told from common words by their capitals.
_CASED = ("unit", "who", "by", "case_number")


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    with (Path(__file__).parent / "told.toml").open("rb") as stream:
        table = tomli.load(stream)
    return {
        section: {
            name: re.compile(words, 0 if name in _CASED and section == "given" else re.I)
            for name, words in entries.items()
        }
        for section, entries in table.items()
    }


# Fewer characters of a report's number are no number of their own.
_SHORTEST = 3


def involved(document: Document, extraction: Extraction) -> tuple[ServiceInvolvement, ...]:
    """The services that took part, as the extraction says; in a daily log, those of its bare lines too.

    "0230 ambulance at pool" has no verb: on a line of a log that begins with a time, a service that is
    not said to have been told, called off, tested or passing was there.
    """
    found = []
    for item in extraction.services:
        if item.involvement is Involvement.INVOLVED:
            found.append(item)
        elif document.metadata.kind == "daily_log" and item.status in (None, ServiceStatus.INFORMED):
            spans = tuple(span for span in item.spans if _bare_line(document.text, span))
            if spans:
                found.append(
                    replace(
                        item, involvement=Involvement.INVOLVED, status=ServiceStatus.ON_SCENE, spans=spans
                    )
                )
    return tuple(found)


def line_of(text: str, span: Span) -> str:
    """The line that holds the span."""
    end = text.find("\n", span.end)
    return text[text.rfind("\n", 0, span.start) + 1 : end if end >= 0 else len(text)]


def cites(text: str) -> tuple[str, ...]:
    """The numbers of our own reports that a text names, in its order: "see IR 118".

    The "incident number" or "case number" of an agency is none of ours.
    """
    return tuple(dict.fromkeys(match["id"] for match in _words()["cites"]["words"].finditer(text)))


def same_number(cited: str, report_id: str) -> bool:
    """Whether a number cited in a text is that of a report: "0412" of "IR 2026-0412", but not "12"."""
    short, whole = (re.sub(r"[^0-9a-z]", "", item.casefold()) for item in (cited, report_id))
    return short == whole or (len(short) >= _SHORTEST and whole.endswith(short))


def _bare_line(text: str, span: Span) -> bool:
    line = line_of(text, span)
    words = _words()["log"]
    return words["starts"].match(line) is not None and words["told"].search(line) is None


def told(document: Document, extraction: Extraction) -> tuple[str, ...]:
    """The names of everything told, in a fixed order."""
    found: list[str] = []
    for item in involved(document, extraction):
        found += [f"{item.service.value}.{name}" for name in details(document, extraction, item)]
        if item.status is not None:
            found.append(f"{item.service.value}.{item.status.value}")
        found += [f"{item.service.value}.at:{at}" for at in _clocks(extraction, item.spans)]
        for name in ("arrived", "cleared"):
            found += [
                f"{item.service.value}.{name}.at:{value}"
                for value in told_at(document, extraction, item, name)
                if "/" not in value
            ]
        named = {number for span in item.spans for number in cites(line_of(document.text, span))}
        found += [f"{item.service.value}.cited:{number}" for number in sorted(named)]
    words = _words()
    alarms = [Span(*match.span()) for match in words["alarm"]["words"].finditer(document.text)]
    if alarms:
        found.append("alarm")
        found += [f"alarm.at:{at}" for at in _clocks(extraction, alarms)]
    if words["denied"]["shift"].search(document.text):
        found.append("denied.shift")
    if words["given"]["cause"].search(document.text):
        found.append("cause")
    found += [
        f"type.{guess.type}"
        for number, guess in enumerate(extraction.incident_types)
        if number == 0 or guess.probability >= _LIKELY
    ]
    return tuple(found)


def _clocks(extraction: Extraction, spans: Sequence[Span]) -> list[str]:
    """The times told in the sentences of the spans, else in those next to them."""
    sentences = extraction.sentences
    times = [(m.span, m.value.partition("/")[0]) for m in extraction.labelled(Label.TIME) if m.value]
    if not times:
        return []
    chosen = {
        at
        for span in spans
        for at in range(
            bisect_right(sentences, span.start, key=lambda sentence: sentence.start) - 1,
            bisect_left(sentences, span.end, key=lambda sentence: sentence.end) + 1,
        )
        if 0 <= at < len(sentences)
    }
    for reach in (0, 1):
        wide = {at + step for at in chosen for step in range(-reach, reach + 1)}
        held = [sentences[at] for at in sorted(wide) if 0 <= at < len(sentences)]
        found = [value for span, value in times if any(sentence.overlaps(span) for sentence in held)]
        if found:
            return list(dict.fromkeys(found))
    return []


def details(document: Document, extraction: Extraction, item: ServiceInvolvement) -> tuple[str, ...]:
    """Which of `DETAILS` the report gives for one service, those called unknown included."""
    times = {time.kind for time in item.times}
    found = {name for name, kinds in _KINDS.items() if times & set(kinds)}
    found |= {
        name
        for name, given in (
            ("agency", item.agency),
            ("who_called", item.called_by),
            ("unit", item.unit_ids),
            ("case_number", item.case_number),
        )
        if given
    }
    for window in _windows(document, extraction, item):
        found |= _given(window.of(document.text), _clocks_in(extraction, window), item.service)
    return tuple(name for name in DETAILS if name in found)


def _given(text: str, clocks: Sequence[tuple[int, int]], service: Service) -> set[str]:
    """What the words beside a service tell of it; `clocks` are the times of day among them."""
    words = _words()
    given, unknown = words["given"], words["unknown"]
    found = {name for name in _KINDS if _timed(text, given[name], clocks)}
    found |= {name for name in ("unit", "case_number") if given[name].search(text)}
    if _named(text, service):
        found.add("agency")
    if _names_caller(text):
        found.add("who_called")
    for sentence in re.split(r"(?<=[.;!?])\s", text):
        if unknown["any"].search(sentence):
            found |= {
                "who_called" if name == "who" else name
                for name, pattern in unknown.items()
                if name != "any" and pattern.search(sentence)
            }
    return found


def _clocks_in(extraction: Extraction, window: Span) -> list[tuple[int, int]]:
    return [
        (mention.span.start - window.start, mention.span.end - window.start)
        for mention in extraction.labelled(Label.TIME)
        if window.contains(mention.span)
    ]


def _names_caller(text: str) -> bool:
    """Whether the text says who called; of what "was called", only a "by" tells it."""
    words = _words()
    passive = words["passive"]["before"]
    return words["given"]["by"].search(text) is not None or any(
        match["crew"] or not passive.search(text, match.start(), match.start("verb"))
        for match in words["given"]["who"].finditer(text)
    )


def denial(document: Document) -> Span | None:
    """Where the report says of all emergency services at once that none was called or came."""
    found = _words()["denied"]["words"].search(document.text)
    return Span(*found.span()) if found else None


def applicable(status: ServiceStatus | None) -> tuple[str, ...]:
    """The details that make sense for a status: a cancelled response has no arrival and no departure.

    A call is proved by its number, answered or not: the agency has a record of it.
    """
    if status is ServiceStatus.CANCELLED:
        return ("who_called", "called")
    if status is ServiceStatus.NO_RESPONSE:
        return ("agency", "who_called", "called", "case_number")
    if status in (ServiceStatus.DRILL, ServiceStatus.DECLINED, ServiceStatus.INFORMED):
        return ()
    if status in (ServiceStatus.CALLED, ServiceStatus.EN_ROUTE):
        return tuple(name for name in DETAILS if name != "cleared")
    return DETAILS


# By detail, the kinds of time that an extraction has of it.
_KINDS = {
    "called": ("called", "dispatched"),
    "arrived": ("arrived",),
    "cleared": ("cleared", "transported"),
}


def told_at(document: Document, extraction: Extraction, item: ServiceInvolvement, name: str) -> list[str]:
    """When a service was `called`, `arrived` or `cleared`: as extracted, else beside such a word."""
    if known := [time.value for time in item.times if time.kind in _KINDS[name] and time.value]:
        return known
    found: list[str] = []
    for window in _windows(document, extraction, item):
        times = [m for m in extraction.labelled(Label.TIME) if m.value and window.contains(m.span)]
        clocks = [(time.span.start - window.start, time.span.end - window.start) for time in times]
        beside = _beside(window.of(document.text), _words()["given"][name], clocks)
        found += [times[at].value or "" for at in beside]
    return list(dict.fromkeys(found))


# A time belongs to a verb this many characters away, in the same sentence.
_REACH = 90
_STOP = re.compile(r"[.!?;]\s")


def _timed(text: str, pattern: re.Pattern[str], clocks: Sequence[tuple[int, int]]) -> bool:
    """Whether the words stand with a time of day."""
    for match in pattern.finditer(text):
        for start, end in clocks:
            gap = text[match.end() : start] if start >= match.end() else text[end : match.start()]
            if len(gap) <= _REACH and not _STOP.search(gap):
                return True
    return False


def _beside(text: str, pattern: re.Pattern[str], clocks: Sequence[tuple[int, int]]) -> list[int]:
    """Which clocks are those of the words: the next one, else the last before, with no other verb between."""
    given = _words()["given"]
    found = []
    for match in pattern.finditer(text):
        after = [(start - match.end(), at) for at, (start, _) in enumerate(clocks) if start >= match.end()]
        before = [(match.start() - end, at) for at, (_, end) in enumerate(clocks) if end <= match.start()]
        for way in (after, before):
            if not way:
                continue
            gap, at = min(way)
            between = (
                text[match.end() : clocks[at][0]] if way is after else text[clocks[at][1] : match.start()]
            )
            verbs = any(given[name].search(between) for name in ("called", "arrived", "cleared"))
            if gap <= _REACH and not _STOP.search(between) and not verbs:
                found.append(at)
                break
    return found


def _windows(document: Document, extraction: Extraction, item: ServiceInvolvement) -> tuple[Span, ...]:
    """Where the report may tell more of a service: of a log its own entries, else the sentences around."""
    if document.metadata.kind == "daily_log" and (own := entries(document.text, item.spans)):
        return own
    return (_around(document, extraction, item),)


def entries(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The entries of a log that hold the spans, each from its time to the next; () of a log in one line."""
    starts = [start for start, line in _lines(text) if _words()["log"]["starts"].match(line)]
    if len(starts) < 2:
        return ()
    found = {}
    for span in spans:
        at = bisect_right(starts, span.start) - 1
        if at < 0:
            continue
        end = starts[at + 1] if at + 1 < len(starts) else len(text)
        # Below an empty line stands the signature.
        blank = _BLANK.search(text, span.end, end)
        found[starts[at]] = Span(starts[at], blank.start() if blank else end)
    return tuple(found[start] for start in sorted(found))


_BLANK = re.compile(r"\n[ \t]*\r?\n")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, line
        at += len(line)


def _around(document: Document, extraction: Extraction, item: ServiceInvolvement) -> Span:
    """From two sentences before the service is first named to three after it is last named."""
    whole = Span(0, max(len(document.text), 1))
    sentences = extraction.sentences
    spans = (*item.spans, *(time.span for time in item.times))
    if not sentences or not spans:
        return whole
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    low = bisect_right(sentences, first, key=lambda sentence: sentence.start) - 3
    high = bisect_left(sentences, last, key=lambda sentence: sentence.end) + 3
    return Span(sentences[max(low, 0)].start, sentences[min(high, len(sentences) - 1)].end)


_AGENCY = {
    Service.FIRE: re.compile(
        r"\b[A-Z]{1,4}FD\b|\b[EL]\d{1,3}\b|"
        r"\b(?i:fire\s*(?:dep|rescue|district|crew|fighter|company)|engine \d)"
    ),
    Service.EMS: re.compile(r"\b(?:EMS|AMR|(?i:paramedics?|ambulance|medic \w|rescue))\b"),
    Service.POLICE: re.compile(
        r"\b[A-Z]{1,4}PD\b|\b(?i:police|sheriff|state troopers?|highway patrol|deput(?:y|ies))\b"
    ),
    Service.OTHER: re.compile(r"\w"),
}


def _named(text: str, service: Service) -> bool:
    return _AGENCY[service].search(text) is not None
