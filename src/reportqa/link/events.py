"""Events of other sources at their site and shift, with what explains them away."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from reportqa.evidence import EvidenceStore
from reportqa.link.event_complaints import complaint_match
from reportqa.link.event_places import Hit, SiteIndex
from reportqa.link.peers import PeerIndex
from reportqa.model.evidence import (
    Complaint,
    EmergencyEvent,
    EventKind,
    EvidenceSlice,
    Grade,
    Match,
    Peer,
    Precision,
    Presence,
)
from reportqa.model.site import Shift
from reportqa.site.registry import SiteRegistry

Window = tuple[datetime, datetime]

# A patrol officer is asked about what happened at a stop within this long of a visit.
PATROL_VISIT_MIN = 90.0
# An event that began this long before the shift is the earlier shift's, where there is one.
_HANDOVER = timedelta(minutes=15)
# A report without a shift: what happened within this long of the time that it gives.
_AROUND = timedelta(hours=12)
# Signs of presence this long before and after the shift still tell of coming and going.
_COMING = timedelta(hours=2)
_LOWER = {Grade.CONFIRMED: Grade.PROBABLE, Grade.PROBABLE: Grade.POSSIBLE, Grade.POSSIBLE: Grade.POSSIBLE}


class EventMatcher:
    """All matches of a night, worked out once; safe to share, holds nothing that changes."""

    def __init__(self, registry: SiteRegistry, store: EvidenceStore) -> None:
        self.registry = registry
        self.store = store
        self._shifts = _Roster(registry)
        self._by_officer, self._by_site = _presence(store.presence)
        index = SiteIndex(registry)
        found: dict[str, list[Match]] = defaultdict(list)
        for event in store.events:
            for hit in index.hits(event.place):
                found[hit.site_id].extend(self._assign(event, hit))
        self._matches = {site_id: tuple(matches) for site_id, matches in found.items()}
        self._complaints: dict[str, list[Match]] = defaultdict(list)
        self._received: dict[str, list[Complaint]] = defaultdict(list)
        for complaint in store.complaints:
            if complaint.site_id is not None:
                self._received[complaint.site_id].append(complaint)
            made = complaint_match(complaint, registry, self._shifts.of(complaint.site_id or ""))
            if made is not None:
                self._complaints[made.site_id].append(made)

    def matches(
        self, site_id: str | None, shift: Shift | None = None, window: Window | None = None
    ) -> tuple[Match, ...]:
        """The site's matches of one shift, of a window, or all of them; those explained away included."""
        found = self._matches.get(site_id or "", ())
        if shift is not None:
            return tuple(match for match in found if match.shift_id == shift.id)
        if window is not None:
            return tuple(match for match in found if _meets(match.event, window))
        return found

    def all_matches(self) -> Iterator[tuple[str, tuple[Match, ...]]]:
        """Every site that has matches, in the registry's order, with all of them."""
        for site in self.registry.sites:
            if site.id in self._matches or site.id in self._complaints:
                yield site.id, self._matches.get(site.id, ())

    def complaints_of(self, site_id: str, window: Window | None = None) -> tuple[Match, ...]:
        """What clients said happened at the site, as events; a complaint without a service is none."""
        found = self._complaints.get(site_id, ())
        return tuple(match for match in found if window is None or _meets(match.event, window))

    def slice(self, own: Peer, peers: PeerIndex | Sequence[Peer] = ()) -> EvidenceSlice:
        """What concerns one report: its site and shift, its officer, and the reports around it.

        `own` says whose report it is, of where and when (`evidence.peers.placed`). Without a known site
        there is nothing to compare with, and `given` is False. For many reports pass a `PeerIndex`: a
        plain sequence is walked through each time.
        """
        index = peers if isinstance(peers, PeerIndex) else PeerIndex(peers)
        shift = self.registry.shift(own.shift_id)
        window = _window(own, shift)
        officer_id = self._officer(own, shift)
        around = tuple(
            replace(peer, post_id=found.post_id) if (found := self.registry.shift(peer.shift_id)) else peer
            for peer in index.around(own, window)
        )
        if own.site_id is None or self.registry.site(own.site_id) is None:
            return EvidenceSlice(given=False, peers=around)
        wide = (window[0] - _COMING, window[1] + _COMING) if window else None
        presence = self._presence_of(officer_id, own.site_id, wide)
        complaints = tuple(
            item
            for item in self._received.get(own.site_id, ())
            if window is None or window[0] <= item.received <= window[1] + timedelta(days=3)
        )
        matches = self.matches(own.site_id, None, window)
        if shift is not None:
            # Other shifts' matches of the same events say who else should tell them.
            of_shift = {match.event.id for match in self.matches(own.site_id, shift)}
            matches = tuple(match for match in self.matches(own.site_id) if match.event.id in of_shift)
        return EvidenceSlice(
            given=True,
            matches=matches,
            presence=presence,
            complaints=complaints,
            coverage=tuple(
                row
                for row in self.store.coverage
                if (not row.site_ids or own.site_id in row.site_ids)
                and (window is None or (row.start < window[1] and row.end > window[0]))
            ),
            peers=around,
        )

    # ------------------------------------------------------------------ whose shift

    def _assign(self, event: EmergencyEvent, hit: Hit) -> Iterator[Match]:
        base = Match(
            event=event,
            site_id=hit.site_id,
            shift_id=None,
            grade=hit.grade,
            reasons=hit.reasons,
            distance_m=hit.distance_m,
            explained=hit.explained or _explained(event),
        )
        if not self._shifts.known(hit.site_id):
            yield replace(base, reasons=(*base.reasons, "the site has no roster"))
            return
        covering = self._shifts.at(hit.site_id, event)
        if not covering:
            yield replace(base, explained=base.explained or "no shift was on duty at the site")
            return
        relieved = [shift for shift in covering if shift.clock_out and shift.clock_out < event.start]
        standing = [shift for shift in covering if shift not in relieved]
        own = [shift for shift in standing if len(shift.site_ids) == 1]
        for shift in covering:
            if shift in relieved and standing:
                told = f"the officer was relieved at {_clock(shift.clock_out, event)}"
                yield replace(base, shift_id=shift.id, explained=base.explained or told)
                continue
            match = replace(base, shift_id=shift.id, reasons=(*base.reasons, "within the shift"))
            yield self._visited(match, shift, bool(own)) if len(shift.site_ids) > 1 else match

    def _visited(self, match: Match, shift: Shift, other_on_site: bool) -> Match:
        """A patrol covers many sites: the nearest visit says how much the officer could know."""
        visits = [
            sign
            for sign in self._by_officer.get(shift.officer_id or "", ())
            if sign.site_id == match.site_id and shift.start - _COMING <= sign.at <= shift.end + _COMING
        ]
        if not visits:
            grade = _LOWER[match.grade] if other_on_site else match.grade
            return replace(match, grade=grade, reasons=(*match.reasons, "no visit is recorded"))
        event = match.event
        minutes = min(_minutes_off(sign.at, event) for sign in visits)
        reasons = (*match.reasons, f"the patrol's nearest visit is {minutes:.0f} min off")
        grade = match.grade if minutes <= PATROL_VISIT_MIN and not other_on_site else _LOWER[match.grade]
        return replace(match, grade=grade, reasons=reasons, minutes=minutes)

    # ------------------------------------------------------------------ around one report

    def _officer(self, own: Peer, shift: Shift | None) -> str | None:
        person = None
        if own.author_id:
            person = self.registry.person(own.author_id) or self._shifts.by_badge.get(own.author_id.upper())
        person = person or self._shifts.by_name.get((own.author or "").casefold())
        if person:
            return person.id
        return shift.officer_id if shift else None

    def _presence_of(
        self, officer_id: str | None, site_id: str, window: Window | None
    ) -> tuple[Presence, ...]:
        signs: Iterable[Presence] = self._by_officer.get(officer_id or "", ())
        if not officer_id:
            signs = self._by_site.get(site_id, ())
        ordered = list(signs)
        if window is not None:
            low = bisect_left(ordered, window[0].astimezone(UTC), key=_utc)
            high = bisect_right(ordered, window[1].astimezone(UTC), key=_utc)
            ordered = ordered[low:high]
        return tuple(ordered)


def _window(own: Peer, shift: Shift | None) -> Window | None:
    if shift is not None:
        return shift.start, shift.end
    if own.shift_told is not None:
        return own.shift_told
    return (own.moment - _AROUND, own.moment + _AROUND) if own.moment is not None else None


class _Roster:
    """Shifts by site in order of time, and officers by name and badge."""

    def __init__(self, registry: SiteRegistry) -> None:
        self._by_site: dict[str, list[Shift]] = defaultdict(list)
        for shift in sorted(registry.shifts, key=lambda item: item.start.astimezone(UTC)):
            for site_id in shift.site_ids:
                self._by_site[site_id].append(shift)
        self._longest = max((shift.end - shift.start for shift in registry.shifts), default=timedelta())
        self.by_name = {person.name.casefold(): person for person in registry.officers}
        self.by_badge = {
            badge.upper(): person
            for person in registry.officers
            for badge in (person.badge, person.id)
            if badge
        }

    def known(self, site_id: str) -> bool:
        """Whether the site has a roster at all."""
        return site_id in self._by_site

    def of(self, site_id: str) -> list[Shift]:
        """The site's shifts in order of time."""
        return self._by_site.get(site_id, [])

    def at(self, site_id: str, event: EmergencyEvent) -> list[Shift]:
        """The shifts that were on duty while the event went on; at a handover, the earlier only."""
        shifts = self._by_site.get(site_id, [])
        first = bisect_left(
            shifts,
            (event.start - self._longest - _COMING).astimezone(UTC),
            key=lambda item: item.start.astimezone(UTC),
        )
        found = []
        for shift in shifts[first:]:
            start = min(shift.start, shift.clock_in or shift.start)
            end = max(shift.end, shift.clock_out or shift.end)
            if start > event.end:
                break
            if end >= event.start:
                found.append(shift)
        begun = [shift for shift in found if min(shift.start, shift.clock_in or shift.start) <= event.start]
        late = [shift for shift in begun if shift.end >= event.start]
        return late or begun or found


def _explained(event: EmergencyEvent) -> str | None:
    if event.test:
        return event.disposition if event.source == "panel" and event.disposition else "a test or drill"
    if event.kind is EventKind.TRAFFIC:
        if event.place.precision in (Precision.INTERSECTION, Precision.BLOCK):
            return "traffic in the street"
        return "a traffic matter that dispatch put at the nearest address"
    if event.kind is EventKind.OTHER:
        return "routine work of the agency"
    return None


def _presence(signs: Sequence[Presence]) -> tuple[dict[str, list[Presence]], dict[str, list[Presence]]]:
    by_officer: dict[str, list[Presence]] = defaultdict(list)
    by_site: dict[str, list[Presence]] = defaultdict(list)
    for sign in sorted(signs, key=_utc):
        if sign.officer_id:
            by_officer[sign.officer_id].append(sign)
        if sign.site_id:
            by_site[sign.site_id].append(sign)
    return dict(by_officer), dict(by_site)


def _utc(sign: Presence) -> datetime:
    return sign.at.astimezone(UTC)


def _meets(event: EmergencyEvent, window: Window) -> bool:
    return event.start <= window[1] and event.end >= window[0]


def _minutes_off(at: datetime, event: EmergencyEvent) -> float:
    if event.start <= at <= event.end:
        return 0.0
    return min(abs((at - event.start).total_seconds()), abs((at - event.end).total_seconds())) / 60


def _clock(at: datetime | None, event: EmergencyEvent) -> str:
    return at.astimezone(event.received.tzinfo).strftime("%H:%M") if at else "?"
