"""Where a report belongs: every sign of its site, and the roster's shift that it falls in.

The roster is asked by what is known, officer, site, time or day, and answers only where one shift is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rapidfuzz.distance import OSA

from reportqa.link.indexes import Indexes
from reportqa.link.tables import name_words, words_of
from reportqa.model.document import Document, Metadata, MetadataField, Origin
from reportqa.model.links import Link, SiteVote
from reportqa.model.site import RegistryKind, Shift, Site
from reportqa.read.headers import told_day

# Officers write in their cars before and after: this far outside a shift a report still belongs to it.
SHIFT_SLACK = timedelta(hours=2)
TIMES = ("occurred_at", "written_at", "submitted_at", "received_at", "device_at", "shift_start", "shift_end")
# Origins of what was filled in here, which is no sign of its own.
OURS = (Origin.ROSTER, Origin.DEFAULT)
# Signs of the site, strongest first. A fix without any other sign comes last: phones err, sites touch.
# An address or name in a header line ranks right behind the metadata.
ORDER = ("metadata", "header", "roster", "address", "name", "gps")


def given_votes(indexes: Indexes, document: Document, shifts: Sequence[Shift]) -> list[SiteVote]:
    """Votes of the metadata, the roster and the position; those of the text come with the links.

    `shifts` are those of the author.
    """
    votes: list[SiteVote] = []
    meta = document.metadata
    origin = meta.origin("site")
    if meta.site and not (origin and origin.origin in OURS):
        for site, detail in named_sites(indexes, meta.site)[:1]:
            votes.append(
                SiteVote(
                    source="metadata", site_id=site.id, span=origin.span if origin else None, detail=detail
                )
            )
    sites = {site_id for shift in shifts for site_id in shift.site_ids}
    if len(sites) == 1:
        votes.append(SiteVote(source="roster", site_id=sites.pop(), detail=f"shift {shifts[0].id}"))
    if meta.lat is not None and meta.lon is not None:
        inside = indexes.sites_at(meta.lat, meta.lon)
        if len(inside) == 1:
            votes.append(SiteVote(source="gps", site_id=inside[0].id, detail="the position lies inside"))
    return votes


def named_sites(indexes: Indexes, given: str) -> list[tuple[Site, str]]:
    """The sites that a site cell may mean, best first; more than one when they are equal."""
    registry = indexes.registry
    exact = registry.site(given.strip())
    if exact:
        return [(exact, "id")]
    by_id = registry.sites_with_id(given.strip())
    if len(by_id) == 1:
        return [(by_id[0], "id")]
    words = words_of(given)
    if not words:
        return []
    found: dict[str, str] = {}
    for at in range(len(words)):
        for name in indexes.wide.names_at(words, at):
            if name.kind is RegistryKind.SITE and name.site_id:
                found.setdefault(name.site_id, "name in part" if len(name.words) < len(words) else "name")
    whole = {key: detail for key, detail in found.items() if detail == "name"} or found
    if not whole:
        near = _near_names(indexes, " ".join(words))
        whole = dict.fromkeys(near, "name, spelled otherwise") if len(near) == 1 else {}
    sites = [(registry.site(key), detail) for key, detail in whole.items()]
    return [(site, detail) for site, detail in sites if site] if len(sites) == 1 else []


def _near_names(indexes: Indexes, given: str) -> list[str]:
    best: dict[str, float] = {}
    for name in indexes.wide.sites_named_like(given):
        if name.site_id is None:
            continue
        target = " ".join(name.words)
        allowed = 1 if len(target) < 9 else 2
        away = OSA.distance(given, target, score_cutoff=allowed)
        if away <= allowed and len(target) > 4:
            best[name.site_id] = min(best.get(name.site_id, 9), away)
    least = min(best.values(), default=0)
    return [site_id for site_id, away in best.items() if away == least]


def text_votes(document: Document, links: Sequence[Link]) -> list[SiteVote]:
    """Votes of the addresses and site names that the text tells beyond doubt, header lines first."""
    votes = []
    for link in links:
        best = link.best
        if best is None or not link.sure or best.site_id is None:
            continue
        if link.kind is RegistryKind.ADDRESS:
            votes.append(SiteVote(source="address", site_id=best.site_id, span=link.span, detail=best.text))
        elif link.kind is RegistryKind.SITE:
            votes.append(SiteVote(source="name", site_id=best.site_id, span=link.span, detail=best.text))
    return sorted(votes, key=lambda vote: not in_header(document, vote))


def in_header(document: Document, vote: SiteVote) -> bool:
    """Whether the vote stands in a header line."""
    return vote.span is not None and any(vote.span.overlaps(span) for span in document.header)


def strongest(document: Document, votes: Sequence[SiteVote], shifts: Iterable[Shift] = ()) -> SiteVote | None:
    """The sign of the site that counts. `shifts` are the author's: the sites of his route come first."""
    route = {site_id for shift in shifts for site_id in shift.site_ids}
    return min(
        votes,
        key=lambda vote: (
            ORDER.index("header" if in_header(document, vote) else vote.source),
            bool(route) and vote.site_id not in route,
        ),
        default=None,
    )


def author_ids(indexes: Indexes, meta: Metadata) -> set[str]:
    """The officers that the author may be: by id or badge, else by the full name."""
    given = (meta.author_id or "").strip().lower()
    with_badge = indexes.wide.officer_with(given) if given else None
    if with_badge is not None:
        return {with_badge}
    words = words_of(meta.author or "")
    if len(words) < 2:
        return set()
    known = (officer for word in words for officer in indexes.wide.officers(word))
    return {officer.id for officer in known if _same_person(words, name_words(officer.name))}


def _same_person(given: Sequence[str], known: Sequence[str]) -> bool:
    if len(known) < 2:
        return False
    # "Ofc. Dana Ruiz", "Ruiz, Dana", "D. Ruiz": the last name, and the first or its letter.
    if known[-1] not in given:
        return False
    others = [word for word in given if word != known[-1]]
    return known[0] in others or (known[0][0] in others)


def shifts_of_author(indexes: Indexes, document: Document) -> list[Shift]:
    """The roster's shifts of the author that hold the report's time, else touch its day; nearest first."""
    return [shift for _, shift in _of_author(indexes, document)]


def shift_for(indexes: Indexes, document: Document, site_id: str | None) -> Shift | None:
    """The roster's shift that the report is of; None where it has none, or another that fits as well.

    Without an author it is the one shift on duty at the site when it happened, never when it was written.
    """
    meta = document.metadata
    if author_ids(indexes, meta):
        found = [
            item for item in _of_author(indexes, document) if site_id is None or site_id in item[1].site_ids
        ]
    else:
        rows = [shift for shift in indexes.registry.shifts_of(site_id) if _may_be_by(shift, meta)]
        found = _fitting(rows, document, meta.occurred_at or meta.shift_start, timedelta(0))
    best = [shift for away, shift in found if away == found[0][0]]
    return best[0] if len(best) == 1 else None


def _of_author(indexes: Indexes, document: Document) -> list[tuple[timedelta, Shift]]:
    meta = document.metadata
    if not indexes.registry.count("shifts"):
        return []
    rows = [s for officer in author_ids(indexes, meta) for s in indexes.registry.shifts_by(officer)]
    moment = meta.occurred_at or meta.shift_start or meta.written_at or meta.submitted_at
    return _fitting(rows, document, moment, SHIFT_SLACK)


def _may_be_by(shift: Shift, meta: Metadata) -> bool:
    """Whether the shift's officer may be the author, of whom no name or one that no person has is given."""
    words, known = words_of(meta.author or ""), name_words(shift.officer or "")
    if not words:
        return not meta.author_id
    return bool(known) and (list(words) == [known[-1]] or _same_person(words, known))


def _fitting(
    rows: Sequence[Shift], document: Document, moment: datetime | None, slack: timedelta
) -> list[tuple[timedelta, Shift]]:
    """The shifts that hold the moment, by how far it is outside; without one, those of the form's day."""
    found: list[tuple[timedelta, Shift]] = []
    if moment is None:
        day = told_day(document) if rows else None
        found = [(timedelta(0), shift) for shift in _on_day(rows, day, document.metadata.kind)] if day else []
    else:
        for shift in rows:
            at = moment if moment.tzinfo else moment.replace(tzinfo=shift.start.tzinfo)
            if shift.start - slack <= at <= shift.end + slack:
                found.append((max(shift.start - at, at - shift.end, timedelta(0)), shift))
    return sorted(found, key=lambda item: (item[0], item[1].start, item[1].id))


def _on_day(rows: Sequence[Shift], day: date, kind: str | None) -> list[Shift]:
    """The shifts that touch the day; of several, a daily log's is the one that begins on it."""
    touching = [s for s in rows if s.start.date() <= day <= (s.end - timedelta(microseconds=1)).date()]
    begun = [shift for shift in touching if shift.start.date() == day]
    return begun if kind == "daily_log" and len(begun) == 1 else touching


def _after_midnight(
    indexes: Indexes, document: Document, site_id: str | None
) -> tuple[datetime, Shift] | None:
    """The next day's moment, where only that lies in a shift which began on the form's day.

    For a clock time of the telling that was put on the form's date when no shift was known.
    """
    meta = document.metadata
    held = meta.origin("occurred_at")
    if meta.occurred_at is None or held is None or held.origin is not Origin.NARRATIVE:
        return None
    later = meta.occurred_at + timedelta(days=1)
    shift = shift_for(indexes, document.with_metadata(occurred_at=later), site_id)
    if (
        shift is None
        or shift.start.date() != meta.occurred_at.date()
        or not shift.start <= later <= shift.end
    ):
        return None
    return later, shift


def filled(
    indexes: Indexes, document: Document, vote: SiteVote | None, *, keep_site: bool = False
) -> Document:
    """The document with what the registry knows of its site and shift, where nobody else said it.

    `vote` is the sign by which the site is known. `keep_site` leaves a site that somebody gave and the
    registry does not know as it was given.
    """
    registry = indexes.registry
    site = registry.site(vote.site_id if vote else None)
    meta = document.metadata
    changes: dict[str, object] = {}
    if site is not None:
        changes["site"] = meta.site if keep_site else site.id
        changes["client"] = meta.client or site.client_id
        changes["timezone"] = meta.timezone or site.timezone
    zone_name = changes.get("timezone") or meta.timezone
    if zone_name:
        try:
            zone = ZoneInfo(str(zone_name))
        except (KeyError, ValueError, OSError):
            zone = None
        for name in TIMES if zone else ():
            value = getattr(meta, name)
            if isinstance(value, datetime) and value.tzinfo is None:
                changes[name] = value.replace(tzinfo=zone)
    aware = document.with_metadata(**changes) if changes else document
    at = site.id if site else None
    shift = shift_for(indexes, aware, at)
    if shift is None and (next_day := _after_midnight(indexes, aware, at)):
        changes["occurred_at"], shift = next_day
    rostered = {"site"} if vote is not None and vote.source == "roster" else set()
    if shift is not None:
        post = registry.post(shift.post_id)
        changes.setdefault("shift_start", meta.shift_start or shift.start)
        changes.setdefault("shift_end", meta.shift_end or shift.end)
        changes["post"] = meta.post or (post.name if post else shift.post_id)
        rostered |= {"shift_start", "shift_end", "post"}
    changes = {name: value for name, value in changes.items() if value != getattr(meta, name)}
    if not changes:
        return document
    added = tuple(
        MetadataField(name=name, origin=Origin.ROSTER if name in rostered else Origin.DEFAULT)
        for name in sorted(changes)
        if meta.origin(name) is None
    )
    return replace(document, metadata=replace(meta, **changes, origins=(*meta.origins, *added)))  # type: ignore[arg-type]


def conflicting(document: Document, votes: Sequence[SiteVote]) -> bool:
    """Whether the signs of the site disagree.

    Names told in the narrative do not count, nor do its addresses where one of them agrees with the
    header: a report may tell of other places.
    """
    told = {v.site_id for v in votes if v.source == "address" and not in_header(document, v)}
    strong = {v.site_id for v in votes if v.source not in ("address", "name") or in_header(document, v)}
    if told & strong:
        told = set()
    return len(strong | told) > 1
