"""What a report tells of each emergency service: called, arrived, unit, cleared, case number, cause.

The names that `told` returns, for each service involved (`fire`, `ems`, `police`, `other`): `fire.agency`,
`fire.who_called`, `fire.called` (a time), `fire.arrived` (a time), `fire.unit`, `fire.cleared` (a time),
`fire.case_number`; the status, as `fire.on_scene` or `fire.cancelled`; and without a service `alarm` and
`cause`. A detail that the writer says openly is unknown counts as told.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from reportqa.model.document import Document
from reportqa.model.extraction import Extraction
from reportqa.model.mention import Label
from reportqa.model.service import Involvement, Service, ServiceInvolvement, ServiceStatus
from reportqa.model.span import Span

DETAILS = ("agency", "who_called", "called", "arrived", "unit", "cleared", "case_number")

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
_CASED = ("unit", "who", "case_number")


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    with (Path(__file__).parent / "told.toml").open("rb") as stream:
        table = tomllib.load(stream)
    return {
        section: {
            # Names and unit letters are told from common words by their capitals.
            name: re.compile(
                words, 0 if name in ("unit", "who", "case_number") and section == "given" else re.I
            )
            for name, words in entries.items()
        }
        for section, entries in table.items()
    }


def told(document: Document, extraction: Extraction) -> tuple[str, ...]:
    """The names of everything told, in a fixed order."""
    found: list[str] = []
    for item in extraction.services:
        if item.involvement is not Involvement.INVOLVED:
            continue
        found += [f"{item.service.value}.{name}" for name in details(document, extraction, item)]
        if item.status is not None:
            found.append(f"{item.service.value}.{item.status.value}")
    words = _words()
    if words["alarm"]["words"].search(document.text):
        found.append("alarm")
    if words["given"]["cause"].search(document.text):
        found.append("cause")
    return tuple(found)


def details(document: Document, extraction: Extraction, item: ServiceInvolvement) -> tuple[str, ...]:
    """Which of `DETAILS` the report gives for one service, those called unknown included."""
    texts = _around(document, extraction, item)
    joined = " ".join(text for text, _ in texts)
    times = {time.kind for time in item.times}
    words = _words()
    given, unknown = words["given"], words["unknown"]
    timed = [text for text, has_time in texts if has_time]
    found = []
    if item.agency or _named(joined, item.service):
        found.append("agency")
    if item.called_by or given["who"].search(joined):
        found.append("who_called")
    if times & {"called", "dispatched"} or any(given["called"].search(text) for text in timed):
        found.append("called")
    if "arrived" in times or any(given["arrived"].search(text) for text in timed):
        found.append("arrived")
    if item.unit_ids or given["unit"].search(joined):
        found.append("unit")
    if times & {"cleared", "transported"} or any(given["cleared"].search(text) for text in timed):
        found.append("cleared")
    if item.case_number or given["case_number"].search(joined):
        found.append("case_number")
    for text, _ in texts:
        if unknown["any"].search(text):
            found += [
                "who_called" if name == "who" else name
                for name, pattern in unknown.items()
                if name != "any" and pattern.search(text)
            ]
    return tuple(name for name in DETAILS if name in found)


def denial(document: Document) -> Span | None:
    """Where the report says of all emergency services at once that none was called or came."""
    found = _words()["denied"]["words"].search(document.text)
    return Span(*found.span()) if found else None


def applicable(status: ServiceStatus | None) -> tuple[str, ...]:
    """The details that make sense for a status: a cancelled response has no arrival and no departure."""
    if status in (ServiceStatus.CANCELLED, ServiceStatus.NO_RESPONSE):
        return ("who_called", "called")
    if status in (ServiceStatus.DRILL, ServiceStatus.DECLINED, ServiceStatus.INFORMED):
        return ()
    if status in (ServiceStatus.CALLED, ServiceStatus.EN_ROUTE):
        return ("agency", "who_called", "called", "arrived", "unit")
    return DETAILS


def _around(
    document: Document, extraction: Extraction, item: ServiceInvolvement
) -> Sequence[tuple[str, bool]]:
    """The sentences that name the service and the two after each, with whether they hold a time."""
    sentences = extraction.sentences or ((Span(0, len(document.text)),) if document.text else ())
    chosen: set[int] = set()
    for span in (*item.spans, *(time.span for time in item.times)):
        for at, sentence in enumerate(sentences):
            if sentence.overlaps(span):
                chosen.update(range(max(at - 1, 0), min(at + 3, len(sentences))))
    times = [mention.span for mention in extraction.labelled(Label.TIME)]
    return [
        (sentences[at].of(document.text), any(sentences[at].overlaps(span) for span in times))
        for at in sorted(chosen)
    ]


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
