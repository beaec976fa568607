"""The form lines of a report: which they are, what they say, and where the officer's telling stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from reportqa.model.document import Document, Metadata, MetadataField, Origin, PageSource
from reportqa.model.span import Span
from reportqa.read import when
from reportqa.read.formlines import Form, Pair, form_of
from reportqa.read.labels import field_of, labels
from reportqa.read.metadata import in_zone
from reportqa.read.people import author_of, identifier_of
from reportqa.read.told_time import told_time

_PLAIN = ("site", "client", "post", "location", "incident_type", "author_org", "supersedes")
# Fields whose values name who wrote a report, who checked it and to whom it went.
_STAFF = ("author", "supervisor", "reviewer", "handler")
_WEAKER = (Origin.ENVELOPE, Origin.ROSTER, Origin.DEFAULT)


def from_text(text: str, *, name: str = "text", **metadata: Any) -> Document:
    """A document from a string, its header lines read; keywords are the fields of `Metadata`."""
    return with_headers(Document.from_text(text, name=name, **metadata))


def with_headers(document: Document, *, zone: str | None = None) -> Document:
    """The document with its header lines, its narrative, and the metadata that nobody else gave.

    Idempotent. Header times are naive unless the metadata or `zone` names a timezone. A value given by
    the caller or a sidecar stands; one from an envelope gives way to the header's.
    """
    scanned = any(page.source is PageSource.OCR for page in document.pages)
    form = form_of(document.text, damaged=scanned)
    metadata = document.metadata
    origins = {item.name: item for item in metadata.origins}
    changes: dict[str, Any] = {}

    def fill(name: str, value: Any, span: Span | None) -> None:
        held = origins.get(name)
        if held is None and getattr(metadata, name) not in (None, ()):
            return
        if held is not None and held.origin not in _WEAKER:
            return
        if name not in changes:
            changes[name] = value
            origins[name] = MetadataField(name=name, origin=Origin.HEADER, span=span)

    for name, value, span in _values(form, document.text):
        fill(name, value, span)
    if "occurred_at" not in changes and metadata.occurred_at is None:
        placed = _placed(document, form, replace(metadata, **changes))
        if placed is not None:
            changes["occurred_at"] = placed[0]
            origins["occurred_at"] = MetadataField(
                name="occurred_at", origin=Origin.NARRATIVE, span=placed[1]
            )
    if zone and not metadata.timezone and "timezone" not in changes:
        changes["timezone"] = zone
        origins["timezone"] = MetadataField(name="timezone", origin=Origin.DEFAULT)
    ordered = tuple(origins[name] for name in sorted(origins))
    merged = replace(metadata, **changes, origins=ordered if changes else metadata.origins)
    return replace(
        document,
        metadata=in_zone(merged),
        header=form.header,
        staff=tuple(pair.value for pair in form.pairs if pair.field in _STAFF),
        narrative=form.narrative or document.narrative,
    )


def _first_of_each(form: Form) -> dict[str, Pair]:
    """By field, the pair that names it first."""
    pairs: dict[str, Pair] = {}
    for pair in form.pairs:
        pairs.setdefault(pair.field, pair)
    return pairs


def _placed(document: Document, form: Form, metadata: Metadata) -> tuple[datetime, Span] | None:
    """When it happened by the first time of the telling, with the form's date or else the e-mail's."""
    told = form.narrative or document.narrative
    if told is None or metadata.kind == "daily_log":
        return None
    pairs = _first_of_each(form)
    held = metadata.origin("submitted_at")
    sent = metadata.submitted_at if held and held.origin is Origin.ENVELOPE else None
    both = metadata.shift_start, metadata.shift_end
    shift = (both[0], both[1]) if both[0] and both[1] else None
    return told_time(document.text, told, _day(pairs, ("date", "occurred"), document.text), shift, sent)


def told_day(document: Document) -> date | None:
    """The day that the form names, for those who must do without a time; None where it names none."""
    scanned = any(page.source is PageSource.OCR for page in document.pages)
    form = form_of(document.text, damaged=scanned)
    return _day(_first_of_each(form), ("date", "occurred"), document.text)


def is_label(text: str) -> bool:
    """Whether a text is a form's label."""
    return field_of(text) is not None


Value = tuple[str, Any, Span | None]


def _values(form: Form, text: str) -> Iterable[Value]:
    pairs = _first_of_each(form)
    for name in _PLAIN:
        if name in pairs:
            yield name, pairs[name].value.of(text), pairs[name].value
    if "report_id" in pairs:
        value = pairs["report_id"].value
        if any(ch.isdigit() for ch in value.of(text)):
            yield "report_id", value.of(text), value
    elif form.number is not None:
        yield "report_id", form.number.of(text), form.number
    yield from _author(form, pairs, text)
    if "timezone" in pairs and "/" in pairs["timezone"].value.of(text):
        yield "timezone", pairs["timezone"].value.of(text), pairs["timezone"].value
    if "attachments" in pairs:
        span = pairs["attachments"].value
        names = tuple(part.strip() for part in span.of(text).replace(";", ",").split(",") if part.strip())
        yield "attachments", names, span
    if form.kind:
        yield "kind", form.kind[0], form.kind[1]
    yield from _times(pairs, text, daily=bool(form.kind and form.kind[0] == "daily_log"))


def _author(form: Form, pairs: dict[str, Pair], text: str) -> Iterable[Value]:
    ranks = labels().ranks
    for pair in form.pairs:
        if pair.field != "author":
            continue
        name, badge = author_of(text, pair.value, ranks)
        if name is None:
            continue
        yield "author", name.of(text), name
        if "author_id" not in pairs and badge is not None:
            yield "author_id", badge.of(text), badge
        break
    if "author_id" in pairs:
        span = identifier_of(text, pairs["author_id"].value)
        if span is not None:
            yield "author_id", span.of(text), span


def _times(pairs: dict[str, Pair], text: str, *, daily: bool) -> Iterable[Value]:
    day = _day(pairs, ("date", "occurred", "time", "reported"), text)
    written = _moment(pairs.get("written"), pairs.get("written_time"), day, text)
    occurred = _occurred(pairs, day, written, text)
    if occurred is not None and not daily:
        yield "occurred_at", occurred[0], occurred[1]
    if written is not None:
        moment = written[0]
        if occurred is not None and "written" not in pairs and moment < occurred[0]:
            moment += timedelta(days=1)  # a report time without a date lies after what it tells
        yield "written_at", moment, written[1]
    after = occurred[0] if occurred else None
    for field in ("submitted", "received"):
        found = _moment(pairs.get(field), None, day, text)
        if found is not None:
            moment = found[0]
            dated = when.find_date(pairs[field].value.of(text)) is not None
            if after is not None and not dated and moment < after:
                moment += timedelta(days=1)
            yield f"{field}_at", moment, found[1]
    yield from _shift(pairs, day, occurred[0] if occurred and not daily else None, text)


def _day(pairs: dict[str, Pair], fields: tuple[str, ...], text: str) -> date | None:
    for field in fields:
        if field in pairs:
            found = when.find_date(pairs[field].value.of(text))
            if found is not None:
                return found[0]
    return None


def _occurred(
    pairs: dict[str, Pair], day: date | None, written: tuple[datetime, Span] | None, text: str
) -> tuple[datetime, Span] | None:
    for field in ("occurred", "date"):
        if field in pairs:
            value = pairs[field].value
            found = when.moment(value.of(text))
            if found is not None:
                return found, value
    clock = _clock(pairs.get("time") or pairs.get("occurred"), text)
    if clock is None:
        return None
    if day is not None:
        return when.at(day, clock[0]), clock[1]
    if written is not None and "written" in pairs:
        moment = when.at(written[0].date(), clock[0])
        return (moment if moment <= written[0] else moment - timedelta(days=1)), clock[1]
    return None


def _clock(pair: Pair | None, text: str) -> tuple[when.Clock, Span] | None:
    if pair is None:
        return None
    value = pair.value.of(text)
    found = when.find_date(value)
    if found is not None:
        value = when.without(value, found[1], found[2])
    clocks = when.find_times(value)
    if not clocks:
        return None
    return clocks[0], Span(pair.value.start + clocks[0].start, pair.value.start + clocks[0].end)


def _moment(
    pair: Pair | None, hour: Pair | None, day: date | None, text: str
) -> tuple[datetime, Span] | None:
    """A date with a time from one value, from two, or a time on the day of the incident."""
    if pair is not None:
        found = when.moment(pair.value.of(text))
        if found is not None:
            return found, pair.value
        day = _day({"": pair}, ("",), text) or day
    clock = _clock(hour, text) or _clock(pair, text)
    if clock is None or day is None:
        return None
    return when.at(day, clock[0]), clock[1]


def _shift(pairs: dict[str, Pair], day: date | None, occurred: datetime | None, text: str) -> Iterable[Value]:
    start = _moment(pairs.get("shift_start"), None, day, text)
    end = _moment(pairs.get("shift_end"), None, day, text)
    if start is None and "shift" in pairs and day is not None:
        span = pairs["shift"].value
        both = _range(span.of(text), day)
        if both is not None:
            start, end = (both[0], span), (both[1], span)
    if start is None:
        return
    begin = start[0]
    finish = end[0] if end else None
    if finish is not None and finish <= begin:
        finish += timedelta(days=1)
    if occurred is not None and finish is not None and occurred.tzinfo is None and begin.tzinfo is None:
        # After midnight the form's date is that of the incident; the shift began the evening before.
        back = timedelta(days=1)
        if _outside(occurred, begin - back, finish - back) < _outside(occurred, begin, finish):
            begin, finish = begin - back, finish - back
    yield "shift_start", begin, start[1]
    if finish is not None and end is not None:
        yield "shift_end", finish, end[1]


def _outside(moment: datetime, begin: datetime, finish: datetime) -> timedelta:
    """How far a moment lies outside a shift."""
    return max(begin - moment, moment - finish, timedelta(0))


def _range(value: str, day: date) -> tuple[datetime, datetime] | None:
    days: list[date] = []
    while (found := when.find_date(value)) is not None and len(days) < 2:
        days.append(found[0])
        value = when.without(value, found[1], found[2])
    clocks = when.find_times(value)
    if len(clocks) < 2:
        return None
    first = days[0] if days else day
    start = when.at(first, clocks[0])
    end = when.at(days[1] if len(days) > 1 else first, clocks[1])
    return start, end if end > start else end + timedelta(days=1)
