"""Puts together what is known of one event: the rows, what each report says of it, and the difference."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from reportqa.evidence.titles import KINDS, SERVICES
from reportqa.evidence.told import DETAILS, TITLES, denial, details, entries, involved, told, told_at
from reportqa.model.answer import AnswerPack, Fact, Moment, Telling, Topic
from reportqa.model.evidence import Complaint, Coverage, EmergencyEvent, EventKind, Presence
from reportqa.model.quality import QualityReport, Unreported
from reportqa.model.service import Involvement, Service, ServiceInvolvement, ServiceStatus
from reportqa.model.span import Span
from reportqa.site.position import fence_distance_m
from reportqa.site.registry import SiteRegistry

# Signs of the officer this long before and after the event belong to its story.
_AROUND = timedelta(minutes=45)
# A page that a manager reads holds no more signs, quotes or rows than this.
_MOST_SIGNS = 12
_MOST_QUOTES = 4
_QUOTE = 400
_MOST_REFS = 4

CLIENT = "Client's message"
_SOURCES = {"dispatch": "Dispatch log", "panel": "Alarm panel", "complaint": CLIENT}
# A client reads the pack: there "outside help" and a bare "fire" would say too little.
_SERVICES = {**SERVICES, Service.OTHER: "Other agency"}
_KINDS = {**KINDS, EventKind.FIRE: "Fire call"}
_SIGNS = {
    "scan": "Tour scan",
    "gps": "Position of the officer's phone",
    "clock_in": "Clocked in",
    "clock_out": "Clocked out",
}


def pack(
    registry: SiteRegistry,
    item: Unreported | None,
    reports: Sequence[QualityReport],
    *,
    events: Sequence[EmergencyEvent] = (),
    presence: Sequence[Presence] = (),
    coverage: Sequence[Coverage] = (),
    complaint: Complaint | None = None,
    site_id: str | None = None,
    about: Collection[str] | None = None,
    topics: Sequence[Topic] = (),
    nights: int = 0,
) -> AnswerPack:
    """The pack of one case. `events` are its parts where several sources saw it; `reports` those to show.

    `about` are the ids of the reports that speak of it (None: all): what the others say of such a service
    is another matter. Without an `item` the complaint and the reports alone are told.
    """
    site_id = item.site_id if item else site_id
    site = registry.site(site_id)
    client = registry.client(site.client_id) if site else None
    post = registry.post(item.post_id) if item else None
    zone = ZoneInfo(site.timezone) if site else None
    parts = tuple(events) or ((item.event,) if item else ())
    services = tuple(dict.fromkeys(service for event in parts for service in event.services))
    moments = [moment for event in parts for moment in _of_event(event)]
    speaking = [report for report in reports if about is None or report.document.id in about]
    moments += [
        moment for report in reports for moment in _of_report(report, services if report in speaking else ())
    ]
    if item:
        moments += list(_of_presence(item.event, presence, registry, item.site_id))
    if complaint is not None:
        moments.append(
            Moment(
                at=complaint.received,
                side="complaint",
                source=CLIENT,
                text=f"{complaint.subject or 'A message'} (from {complaint.sender})",
                ref=complaint.row.ref if complaint.row else "",
            )
        )
    return AnswerPack(
        site_id=site_id,
        site=site.name if site else site_id or "site unknown",
        timezone=site.timezone if site else None,
        client=client.name if client else "",
        post=post.name if post else "",
        officer=(item.officer or "") if item else "",
        complaint=complaint,
        item=item,
        timeline=tuple(sorted(dict.fromkeys(moments), key=lambda moment: moment.at.astimezone(UTC))),
        tellings=tuple(
            _telling(report, item, services)
            if report in speaking
            else _telling(report, item, (), silent=True)
            for report in reports
        ),
        facts=tuple(_facts(item, parts, speaking, zone)) if item else (),
        gaps=tuple(row for row in coverage if not row.complete and _concerns(row, item, site_id)),
        topics=tuple(topics),
        nights=nights,
    )


def _concerns(row: Coverage, item: Unreported | None, site_id: str | None) -> bool:
    if row.site_ids and site_id not in row.site_ids:
        return False
    return item is None or (
        row.start <= item.event.end + timedelta(hours=12)
        and row.end >= item.event.start - timedelta(hours=12)
    )


# ------------------------------------------------------------------ the story


def _of_event(event: EmergencyEvent) -> Iterator[Moment]:
    source = _SOURCES.get(event.source, "Another report")
    ref = ", ".join(row.ref for row in event.rows[:_MOST_REFS]) or event.id
    what = " and ".join(_SERVICES[service] for service in event.services) or _KINDS[event.kind]
    units = f" ({', '.join(event.units[:6])})" if event.units else ""
    head = _headed(event)
    zone = (event.place.zone or "").lstrip("0")
    if zone and zone not in head.split():
        head = f"{head}, zone {zone}"
    if event.source == "complaint":
        head = f"The client says: {' and '.join(_SERVICES[s].lower() for s in event.services)} here"
    stages: tuple[tuple[datetime | None, str], ...] = (
        (event.received, head),
        (event.dispatched, f"{what} sent{units}"),
        (event.en_route, f"{what} on the way{units}"),
        (event.on_scene, f"{what} arrived{units}"),
        (event.cleared, "Restored" if event.source == "panel" else f"{what} left{units}"),
    )
    for at, text in stages:
        if at is not None:
            yield Moment(at=at, side="evidence", source=source, text=text, ref=ref)


def _headed(event: EmergencyEvent) -> str:
    """What it was, in the log's words behind ours where they say more."""
    kind, nature = _KINDS[event.kind], event.nature or ""
    if nature.lower().startswith(kind.lower()):
        return kind + nature[len(kind) :]
    return f"{kind}: {nature}" if nature else kind


def _of_report(report: QualityReport, services: Sequence[Service]) -> Iterator[Moment]:
    """When it was filed and what times it gives; of a report without `services`, its own time alone."""
    meta, name = report.document.metadata, report.document.id
    what = "Daily log" if meta.kind == "daily_log" else "Report"
    filed = meta.submitted_at or meta.written_at
    happened = None if meta.kind == "daily_log" else meta.occurred_at
    stages = [(happened, f"{what} {name} puts it here"), (filed, f"{what} {name} filed")]
    if not services:
        stages = [(happened, f"{what} {name}, of another matter")] if happened else stages[1:]
    for at, text in stages:
        if at is not None and at.tzinfo is not None:
            yield Moment(at=at, side="report", source=meta.author or "Report", text=text, ref=name)
    for item in _spoken_of(report, services):
        for value, kind in _times(report, item):
            at = _moment(value)
            if at is not None:
                said = f"{what} {name}: {_SERVICES[item.service].lower()} {kind.replace('_', ' ')}"
                yield Moment(at=at, side="report", source=meta.author or "Report", text=said, ref=name)


def _times(report: QualityReport, item: ServiceInvolvement) -> Iterator[tuple[str | None, str]]:
    """The times that a report gives of a service; of a log's line that has no others, its own."""
    document, extraction = report.document, report.extraction
    if item.times or document.metadata.kind != "daily_log":
        yield from ((time.value, time.kind) for time in item.times)
        return
    left = told_at(document, extraction, item, "cleared")
    head = f"{item.service.value}.at:"
    for line in told(document, extraction):
        if line.startswith(head) and line.removeprefix(head) not in left:
            yield line.removeprefix(head), (item.status or item.involvement).value
    yield from ((value, "cleared") for value in left)


def _metres(distance: float) -> str:
    return f"{distance / 1000:.1f} km" if distance >= 1000 else f"{distance:.0f} m"


def _of_presence(
    event: EmergencyEvent, presence: Sequence[Presence], registry: SiteRegistry, site_id: str
) -> Iterator[Moment]:
    near = [sign for sign in presence if event.start - _AROUND <= sign.at <= event.end + _AROUND]
    near.sort(key=lambda sign: abs((sign.at - event.start).total_seconds()))
    for sign in near[:_MOST_SIGNS]:
        site = registry.site(sign.site_id)
        where = [part for part in (site.name if site else "", sign.checkpoint) if part]
        if sign.lat is not None and sign.lon is not None and (here := registry.site(site_id)) is not None:
            away = fence_distance_m(here, registry.fence_of(here), sign.lat, sign.lon)
            where += (
                ["on the site" if away <= 0 else f"{_metres(away)} from the site"] if away is not None else []
            )
        if sign.accuracy_m is not None:
            where.append(f"± {_metres(sign.accuracy_m)}")
        yield Moment(
            at=sign.at,
            side="presence",
            source=sign.officer or sign.officer_id or "Officer",
            text=f"{_SIGNS.get(sign.kind, sign.kind)}{': ' if where else ''}{', '.join(where)}",
            ref=sign.row.ref if sign.row else "",
        )


def _spoken_of(report: QualityReport, services: Sequence[Service]) -> Iterator[ServiceInvolvement]:
    """What the report says of the services; a bare line of a log says that one was there."""
    part = {item.service: item for item in involved(report.document, report.extraction)}
    for item in report.extraction.services:
        if item.service in services and item.involvement is not Involvement.NONE:
            yield part.get(item.service, item)


def _moment(value: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat((value or "").partition("/")[0])
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


# ------------------------------------------------------------------ what each report says


def _telling(
    report: QualityReport, item: Unreported | None, services: Sequence[Service], silent: bool = False
) -> Telling:
    document, extraction = report.document, report.extraction
    took_part = [one for one in involved(document, extraction) if one.service in services]
    gives = {name for one in took_part for name in details(document, extraction, one)}
    spans = [span for one in _spoken_of(report, services) for span in one.spans]
    spans += [
        span
        for one in extraction.services
        if one.status is ServiceStatus.NEGATED and not silent and (not services or one.service in services)
        for span in one.spans
    ]
    if not silent and (everybody := denial(document)) is not None:
        spans.append(everybody)
    asked = [name for name in DETAILS if item and not silent and name in item.missing]
    return Telling(
        report_id=document.id,
        name=document.name,
        kind=document.metadata.kind,
        author=document.metadata.author,
        submitted_at=document.metadata.submitted_at,
        quotes=tuple(_quotes(report, spans)),
        gives=tuple(TITLES[name] for name in DETAILS if name in gives),
        lacks=tuple(TITLES[name] for name in asked if name not in gives),
    )


def _quotes(report: QualityReport, spans: Sequence[Span]) -> Iterator[str]:
    """The sentences, of a log the entries, that hold the words, each once, in text order."""
    document = report.document
    held = [each for each in report.extraction.sentences if any(each.overlaps(span) for span in spans)]
    if document.metadata.kind == "daily_log":
        held = list(entries(document.text, spans)) or held
    for sentence in (held or sorted(spans, key=lambda span: span.start))[:_MOST_QUOTES]:
        quote = " ".join(sentence.of(document.text).split())
        yield quote if len(quote) <= _QUOTE else f"{quote[: _QUOTE - 1]}…"


# ------------------------------------------------------------------ the facts for an addendum


def _facts(
    item: Unreported, parts: Sequence[EmergencyEvent], reports: Sequence[QualityReport], zone: ZoneInfo | None
) -> Iterator[Fact]:
    event = item.event
    logged = [part for part in parts if part.source != "complaint"]
    refs = tuple(dict.fromkeys(row.ref for part in logged for row in part.rows[:3]))[:6]
    spoken = [(report, one) for report in reports for one in _spoken_of(report, event.services)]
    gives = {name for report, one in spoken for name in details(report.document, report.extraction, one)}

    def said(name: str, values: Iterable[str | None]) -> str:
        """What a report gives of a detail; words that hold no value are left to its own quote."""
        found = ", ".join(dict.fromkeys(filter(None, values)))
        return found or ("told in words" if name in gives else "")

    def said_at(name: str) -> str:
        times = [
            at
            for report, one in spoken
            for value in told_at(report.document, report.extraction, one, name)
            if (at := _moment(value)) is not None
        ]
        return said(name, (f"{_local(at, zone):%H:%M}" for at in times))

    def clock(at: datetime | None) -> str:
        return f"{_local(at, zone):%Y-%m-%d %H:%M}" if at else ""

    names = " and ".join(_SERVICES[service] for service in event.services)
    status = [(one.status or one.involvement).value.replace("_", " ") for _, one in spoken]
    if not status and any(_denies(report, event.services) for report in reports):
        status = ["said that none came"]
    panel = event.source == "panel"  # it tells what rang, and not who came
    units = [", ".join(one.unit_ids) for _, one in spoken]
    numbers = [one.case_number for _, one in spoken]
    rows: Iterable[tuple[str, str, str | None]] = (
        ("What", _headed(event), None),
        ("Who came", "" if panel else names, ", ".join(dict.fromkeys(status))),
        ("Alarm" if panel else "Call received", clock(event.received), said_at("called")),
        ("Arrived", clock(event.on_scene), said_at("arrived")),
        ("Restored" if panel else "Left", clock(event.cleared), None if panel else said_at("cleared")),
        ("Units", ", ".join(event.units), said("unit", units)),
        ("Incident number", event.case_number or "", said("case_number", numbers)),
        ("Outcome", event.disposition or ("called off" if event.cancelled else ""), None),
    )
    for name, value, telling in rows:
        if value:
            yield Fact(name=name, value=value, told=telling or "", compared=telling is not None, refs=refs)


def _denies(report: QualityReport, services: Sequence[Service]) -> bool:
    """Whether the report says that none of the services, or none at all, was called or came."""
    return denial(report.document) is not None or any(
        one.service in services and one.status is ServiceStatus.NEGATED for one in report.extraction.services
    )


def _local(at: datetime, zone: ZoneInfo | None) -> datetime:
    """On the site's clock; as the source has it where the site is not known."""
    return at.astimezone(zone) if zone else at
