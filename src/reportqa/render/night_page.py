"""What the morning page says, gathered in one walk over the night; the templates only lay it out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta, tzinfo
from typing import Any

from reportqa.evidence.told import TITLES
from reportqa.messages import ENGLISH, Voice
from reportqa.model.evidence import Coverage
from reportqa.model.quality import Band, NightReport, PostQuestion, Unreported
from reportqa.render import words
from reportqa.render.rows import ReportRow, ended
from reportqa.render.timeline import Mark, Timeline, timeline

_HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True, slots=True)
class EventCard:
    """One event that the reports miss, ready to be laid out."""

    id: str
    item: Unreported
    title: str
    site: str
    state: str
    span: str
    kind: str
    where: str
    post: str
    grade: str
    proof: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    reports: tuple[tuple[str, str], ...]
    href: str = ""
    said: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()  # what no report says of it, in words; () where the message says so


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteNight:
    """One site's picture."""

    id: str
    name: str
    picture: Timeline | None
    missed: int
    fixing: int
    reports: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Morning:
    """The whole page."""

    title: str
    date: str
    rows: Sequence[ReportRow]
    events: Sequence[EventCard]
    known_events: Sequence[EventCard]
    known: Sequence[ReportRow]  # with an acknowledged finding; those that are settled need nothing more
    fixing: Sequence[ReportRow]
    answers: Sequence[ReportRow]
    unread: Sequence[ReportRow]
    ready: Sequence[ReportRow]
    sites: Sequence[SiteNight]
    feeds: Sequence[tuple[str, str, Sequence[str]]]
    problems: Sequence[Any]
    explained: Sequence[tuple[str, str, str]]
    gaps: int
    compared: bool = True
    posts: Sequence[tuple[str, PostQuestion]] = ()
    loose: int = 0
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def acknowledged(self) -> int:
        """How many events and findings were acknowledged."""
        return len(self.known_events) + sum(len(row.known) for row in self.known)

    @property
    def unseen(self) -> int:
        """How many of them are of reports that nobody has looked at."""
        return sum(row.more_known for row in self.known)

    @property
    def back(self) -> int:
        """How many acknowledgements hold no more, so that what they were for is shown again."""
        return sum(row.back for row in self.rows) + sum(ended(card.item) for card in self.events)

    def name(self, key: str | None) -> str:
        """The name that people use for a site or client."""
        return self.names.get(key or "", key or "")


def morning(
    night: NightReport,
    rows: Sequence[ReportRow],
    names: Mapping[str, str],
    *,
    title: str,
    date: str,
    loose: int = 0,
    event_href: Callable[[Unreported], str] | None = None,
    tell: Voice = ENGLISH,
) -> Morning:
    """Everything for one morning page from the night's events and the lines of its reports.

    The night's messages are told already; `tell` is for those of the pictures.

    `loose` counts the files that name no client and so stand on the page of all clients only; `event_href`
    says where the page of an event lies, if there are such pages.
    """
    zones: dict[str | None, tzinfo | None] = {
        row.site_id: words.zone_named(row.zone) for row in rows if row.site_id and row.zone
    }
    hrefs = {row.id: (row.name, row.href or "") for row in rows}
    ranked = words.worst_first(night.unreported)
    events = [
        _card(f"event-{n}", u, zones.get(u.site_id), names, hrefs, event_href(u) if event_href else "", tell)
        for n, u in enumerate(ranked, 1)
    ]
    ordered = sorted(rows, key=ReportRow.order)
    by_band: dict[Band, list[ReportRow]] = defaultdict(list)
    for row in ordered:
        if not row.settled:
            by_band[row.band].append(row)
    gaps = [c for c in night.coverage if not c.complete]
    return Morning(
        title=title,
        date=date,
        rows=rows,
        events=[card for card in events if not card.item.acknowledged],
        known_events=[card for card in events if card.item.acknowledged],
        known=[row for row in ordered if row.known],
        fixing=by_band[Band.NEEDS_FIXING],
        answers=by_band[Band.NEEDS_ANSWERS],
        unread=by_band[Band.CANNOT_BE_JUDGED],
        ready=by_band[Band.READY],
        sites=_sites(night, events, rows, zones, names, tell),
        feeds=_feeds(night.coverage, next(iter(zones.values()), None)),
        problems=night.problems,
        explained=[
            (
                words.day_clock(e.event.start, zones.get(e.site_id)),
                f"{words.happened(e.event)} {e.event.place.text}".strip(),
                e.reason,
            )
            for e in night.explained
        ],
        gaps=len(gaps),
        compared=night.compared,
        posts=[(words.day_clock(item.at, zones.get(item.site_id)), item) for item in night.posts],
        loose=loose,
        names=names,
    )


def _card(
    key: str,
    item: Unreported,
    zone: tzinfo | None,
    names: Mapping[str, str],
    hrefs: Mapping[str, tuple[str, str]],
    href: str,
    tell: Voice,
) -> EventCard:
    event = item.event
    end = f" to {words.clock(event.end, zone)}" if event.end > event.start else ""
    # The other times are in the row itself, which is shown too.
    moments = (("Received", event.received), ("On scene", event.on_scene), ("Cleared", event.cleared))
    facts = [(name, words.clock(moment, zone)) for name, moment in moments if moment]
    facts += [("Units", ", ".join(event.units))] if event.units else []
    facts += [("Case", event.case_number)] if event.case_number else []
    facts += [("Nature", event.nature)] if event.nature else []
    facts += [("Outcome", event.disposition)] if event.disposition else []
    rows = [(row.ref, row.text) for row in event.rows]
    rows += [
        (i.ref or words.EVIDENCE[i.kind], words.with_quantity(i))
        for i in item.evidence
        if i.ref not in dict(rows)
    ]
    where = event.place.text or (f"account {event.place.account}" if event.place.account else "")
    if event.place.zone:
        where = f"{where}, zone {event.place.zone.lstrip('0') or '0'}"
    return EventCard(
        id=key,
        item=item,
        title=words.happened(event),
        site=names.get(item.site_id, item.site_id),
        state=words.STATES.get(item.state, item.state),
        span=words.day_clock(event.start, zone) + end,
        kind=words.KINDS[event.kind],
        where=where,
        post=", ".join(
            part for part in (item.officer, names.get(item.post_id or "", item.post_id or "")) if part
        ),
        grade=words.GRADES[item.grade],
        proof=tuple(rows),
        facts=tuple(facts),
        reports=tuple(hrefs.get(report, (report, "")) for report in item.report_ids),
        href=href,
        # A half-told one names what is left out in its message.
        missing=() if item.state == "partly" else tuple(TITLES.get(n, n.upper()) for n in item.missing),
        said=tuple(
            words.all_said(
                item.notes or ([item.acknowledged] if item.acknowledged else []),
                item.acknowledged,
                zone,
                tell,
            )
        ),
    )


def evening(night: NightReport, rows: Sequence[ReportRow]) -> str:
    """The day on which the night began: half a day before the middle of what happened in it."""
    moments = sorted(
        words.local(row.at, words.zone_named(row.zone)) for row in rows if row.at and row.at.tzinfo
    )
    moments = moments or sorted(item.event.start for item in night.unreported)
    if moments:
        return words.day(moments[len(moments) // 2] - _HALF_A_DAY)
    return words.day(night.started_at) if night.started_at else ""


def _sites(
    night: NightReport,
    events: Sequence[EventCard],
    rows: Sequence[ReportRow],
    zones: Mapping[str | None, tzinfo | None],
    names: Mapping[str, str],
    tell: Voice,
) -> list[SiteNight]:
    marks: dict[str, list[Mark]] = defaultdict(list)
    missed: Counter[str] = Counter()
    for card in events:
        event = card.item.event
        known = card.item.acknowledged is not None
        missed[card.item.site_id] += not known
        state = "acknowledged" if known else card.state
        kind = "explained" if known else "missed"
        mark = Mark(start=event.start, end=event.end, label=f"{tell(card.title)}: {tell(state)}", kind=kind)
        marks[card.item.site_id].append(_linked(mark, f"#{card.id}"))
    for told in night.explained:
        if told.site_id:
            label = f"{tell(words.happened(told.event))} ({told.reason})"
            mark = Mark(start=told.event.start, end=told.event.end, label=label, kind="explained")
            marks[told.site_id].append(mark)
    by_site: dict[str, list[ReportRow]] = defaultdict(list)
    for row in rows:
        if row.site_id:
            by_site[row.site_id].append(row)
            if row.at and row.at.tzinfo:
                kind = "ready" if row.settled else row.kind
                mark = Mark(start=row.at, end=row.at, label=row.type or row.name, kind=kind, above=False)
                marks[row.site_id].append(_linked(mark, row.href or ""))
    found = []
    for site in sorted({*marks, *by_site}):
        spoken = [c for c in night.coverage if not c.site_ids or site in c.site_ids]
        found.append(
            SiteNight(
                id=site,
                name=names.get(site, site),
                picture=timeline(marks[site], spoken, zones.get(site), tell=tell),
                missed=missed[site],
                fixing=sum(row.band is Band.NEEDS_FIXING and not row.settled for row in by_site[site]),
                reports=len(by_site[site]),
            )
        )
    return sorted(found, key=lambda s: (-s.missed, -s.fixing, s.name))


def _linked(mark: Mark, href: str) -> Mark:
    return Mark(start=mark.start, end=mark.end, label=mark.label, kind=mark.kind, href=href, above=mark.above)


def _feeds(coverage: Sequence[Coverage], zone: tzinfo | None) -> list[tuple[str, str, Sequence[str]]]:
    feeds: dict[str, list[Coverage]] = defaultdict(list)
    for item in coverage:
        feeds[item.feed].append(item)
    told: list[tuple[str, str, Sequence[str]]] = []
    for feed, items in sorted(feeds.items()):
        start, end = min(c.start for c in items), max(c.end for c in items)
        gaps = [
            f"{words.day_clock(c.start, zone)} to {words.clock(c.end, zone)}"
            + (f": {c.note}" if c.note else "")
            for c in items
            if not c.complete
        ]
        told.append((feed, f"{words.day_clock(start, zone)} to {words.day_clock(end, zone)}", gaps))
    return told
