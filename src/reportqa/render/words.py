"""The words that every format shares: titles of bands, severities, services and states; times for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reportqa.evidence.titles import KINDS as KINDS
from reportqa.evidence.titles import SERVICES as SERVICES
from reportqa.messages import ENGLISH, Voice
from reportqa.model.document import Document
from reportqa.model.evidence import EmergencyEvent, Grade
from reportqa.model.finding import EvidenceItem, EvidenceKind, Finding, Severity
from reportqa.model.note import Kind, Note, Scope
from reportqa.model.quality import Band, QualityReport, Score, Unreported
from reportqa.model.service import Service
from reportqa.model.span import Span

NOT_PROOF = "A perfect score is not proof that a report is true, and no score rates a person."

NOT_COMPARED = "What the reports miss: not checked, nothing that others recorded was given"

BANDS = {
    Band.CANNOT_BE_JUDGED: "Could not be judged",
    Band.NEEDS_FIXING: "Needs fixing",
    Band.NEEDS_ANSWERS: "Needs answers",
    Band.READY: "Ready",
}
SEVERITIES = {
    Severity.BLOCKER: "Blocker",
    Severity.MAJOR: "Major",
    Severity.MINOR: "Minor",
    Severity.INFO: "Note",
}
# What stands in a finding's rule where a program is told of an event that no report tells, or not rightly.
UNREPORTED = "night.unreported-event"
STATES = {
    "nobody": "Nobody reported it",
    "daily_log_only": "Only in the daily log",
    "peer_only": "Only another officer told it",
    "partly": "Told in part",
    "denied": "The report says otherwise",
    "contradicted": "The report says otherwise",
}
GRADES = {
    Grade.CONFIRMED: "confirmed",
    Grade.PROBABLE: "probable",
    Grade.POSSIBLE: "possible",
}
EVIDENCE = {
    EvidenceKind.WORDS: "Words",
    EvidenceKind.SEARCHED: "Not found",
    EvidenceKind.REJECTED: "Nearest, not counted",
    EvidenceKind.REGISTRY: "Site registry",
    EvidenceKind.DISPATCH: "Dispatch log",
    EvidenceKind.PANEL: "Alarm panel",
    EvidenceKind.PRESENCE: "Presence",
    EvidenceKind.COMPLAINT: "Client's message",
    EvidenceKind.PEER: "Another report",
    EvidenceKind.COVERAGE: "Feed coverage",
    EvidenceKind.METADATA: "Recorded with the report",
    EvidenceKind.STATED: "The report itself",
    EvidenceKind.DISTANCE: "Place",
    EvidenceKind.DURATION: "Time between",
    EvidenceKind.POLICY: "Policy",
}


SCOPES = {
    Scope.FINDING: "this one",
    Scope.PLACE: "this place or thing at the site",
    Scope.SITE: "all such findings of the site",
}


@lru_cache(maxsize=64)
def zone_named(name: str | None) -> tzinfo | None:
    """The zone of an IANA name; None where there is no such zone here."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def local(moment: datetime, zone: tzinfo | None) -> datetime:
    """The moment on the site's clock; unchanged where either has no zone."""
    return moment.astimezone(zone) if zone is not None and moment.tzinfo is not None else moment


def clock(moment: datetime | None, zone: tzinfo | None = None) -> str:
    """`02:14`, or nothing."""
    return f"{local(moment, zone):%H:%M}" if moment else ""


def day_clock(moment: datetime | None, zone: tzinfo | None = None) -> str:
    """`Sat Nov 21, 02:14`, or nothing."""
    if moment is None:
        return ""
    here = local(moment, zone)
    return f"{here:%a %b} {here.day}, {here:%H:%M}"


def day(moment: datetime, zone: tzinfo | None = None) -> str:
    """`Friday, November 20, 2026`."""
    here = local(moment, zone)
    return f"{here:%A, %B} {here.day}, {here.year}"


def when(document: Document) -> datetime | None:
    """The best known moment of a report: occurred, else written, else submitted, else received."""
    meta = document.metadata
    return meta.occurred_at or meta.written_at or meta.submitted_at or meta.received_at


def service_list(services: Iterable[Service]) -> str:
    """`Fire department and Ambulance`."""
    return " and ".join(SERVICES[service] for service in services)


# What stands in place of a figure: nobody looked, unless there was nothing to look at.
NO_FIGURE = {"completeness": "nothing required", "legibility": "typed"}


def happened(event: EmergencyEvent) -> str:
    """What an event is called: the services that came, or the alarm: a panel knows of nobody who came."""
    services = () if event.source == "panel" else event.services
    return service_list(services) or KINDS[event.kind]


def percent(score: Score) -> str:
    """`62–80 %` while something is undetermined, `80 %` otherwise, and words where there is no figure."""
    if score.low is None or score.high is None:
        return NO_FIGURE.get(score.dimension, "not checked")
    low, high = round(score.low * 100), round(score.high * 100)
    return f"{low} %" if low == high else f"{low}–{high} %"


def quantity(item: EvidenceItem) -> str:
    """`6.2 km`, `38 h`, `43 %`: the figure of a piece of evidence, where its text has not told it."""
    value, unit = item.value, item.unit
    if value is None or unit not in ("m", "min", "km/h", "share") or (value == 0 and unit == "m"):
        return ""
    if unit == "share":
        told = f"{value * 100:.0f} %"
    elif unit == "min" and abs(value) >= 120:
        told = f"{value / 60:.0f} h"
    elif unit == "m" and value >= 1000:
        told = f"{value / 1000:.1f} km"
    else:
        told = f"{value:.0f} {unit}"
    said = item.text.replace(",", "")
    return "" if any(number in said for number in (f"{value:.0f} ", f"{value * 100:.0f}%", told)) else told


def with_quantity(item: EvidenceItem) -> str:
    """What a piece of evidence says, and its figure."""
    figure = quantity(item)
    return f"{item.text}: {figure}" if figure else item.text


def line_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1


def place_of(document: Document, span: Span | None) -> str:
    """`line 3, column 14`, with the page for scans; `the whole report` for an absence."""
    if span is None:
        return "the whole report"
    line, column = line_column(document.text, span.start)
    pages = [page.number for page in document.pages if page.start <= span.start < page.end]
    prefix = f"page {pages[0]}, " if len(document.pages) > 1 and pages else ""
    return f"{prefix}line {line}, column {column}"


def excerpt(text: str, span: Span, limit: int = 90) -> str:
    """The words at the span on one line, shortened in the middle."""
    words = " ".join(span.of(text).split())
    if len(words) <= limit:
        return words
    half = limit // 2 - 1
    return f"{words[:half].rstrip()} … {words[-half:].lstrip()}"


def by_weight(finding: Finding) -> tuple[int, float]:
    """A sort key: the worst first, then the surest."""
    return finding.severity.rank, -finding.confidence


def worst_first(events: Iterable[Unreported]) -> list[Unreported]:
    """What the reports miss, as every page and every mail has it: the worst first, then in order of time."""
    return sorted(events, key=lambda item: (item.severity.rank, item.event.start))


def sentence(message: str) -> str:
    """A reader's message (`is encrypted`) as a sentence of its own (`It is encrypted`)."""
    return f"It {message}" if message[:1].islower() else message


def headline(report: QualityReport) -> str:
    """The one sentence that says what is wrong first; empty for a report that is ready."""
    if report.failure:
        return sentence(report.failure.message)
    return min(report.open, key=by_weight).message if report.open else ""


def said(note: Note, *, holds: bool = True, zone: tzinfo | None = None, tell: Voice = ENGLISH) -> str:
    """What a person said of a finding, as one line; `holds` False: an acknowledgement that is over."""
    by = f"by {note.by}" if note.by else ""
    words = f": {note.words}" if note.words else ""
    if note.kind in (Kind.REASON, Kind.WITHDRAWN):
        what = "Reason given" if note.kind is Kind.REASON else "Withdrawn"
        return f"{tell(f'{what} {by}'.strip())}, {tell(day_clock(note.at, zone))}{words}"
    until = f"until {note.until:%b} {note.until.day}, {note.until.year}" if note.until else ""
    scope = f"for {SCOPES[note.scope]}" if note.scope in SCOPES else ""
    over = "" if holds else "(no longer holds)"
    return " ".join(tell(part) for part in ("Acknowledged", by, until, scope, over) if part) + words


def all_said(
    notes: Iterable[Note], holding: Note | None, zone: tzinfo | None = None, tell: Voice = ENGLISH
) -> list[str]:
    """Everything that was said of a finding, the oldest first."""
    return [said(note, holds=note == holding, zone=zone, tell=tell) for note in notes]


def without_common_folder(names: Iterable[str]) -> Callable[[str], str]:
    """How to shorten file names: what all of them begin with, up to a slash, is left out."""
    folders = [name.replace("\\", "/").rpartition("/")[0].split("/") for name in names]
    alike = zip(min(folders), max(folders), strict=False) if len(folders) > 1 else ()
    shared = [first for first, last in takewhile(lambda pair: pair[0] == pair[1], alike)]
    root = "/".join(shared) + "/" if shared and shared != [""] else ""
    return lambda name: name.replace("\\", "/").removeprefix(root)


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 report`, `2 reports`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
