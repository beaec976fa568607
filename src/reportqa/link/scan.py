"""Looks through a text for everything that the registry knows, this site first, then all others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from reportqa.link import people, places, unit_match, units
from reportqa.link.address_links import find_addresses, stated_addresses
from reportqa.link.candidates import (
    permit_candidate,
    person_candidate,
    place_link,
    ranked,
    row_candidate,
    shown,
)
from reportqa.link.corners import find_corners
from reportqa.link.costs import KEPT, SHOWN, cost_of
from reportqa.link.index import SiteIndex
from reportqa.link.indexes import Indexes
from reportqa.link.text import Token, tokens
from reportqa.model.document import Document
from reportqa.model.extraction import Extraction
from reportqa.model.links import Candidate, Link, LinkState
from reportqa.model.mention import Label
from reportqa.model.site import Building, RegistryKind
from reportqa.model.span import Span

# Without any sign of the site, near misses are looked for site by site in registries up to this size.
SEARCHED = 500

# "Unit 107 of 2216 Alder Court Drive".
_BEFORE_DOOR = frozenset({"at", "of", "in", "@"})
# "2019 SUBA ST": what reading took for one of these is no unknown address.
_NO_PLACES = (Label.VEHICLE, Label.PLATE, Label.ID, Label.PHONE, Label.DATE, Label.TIME)


class Scanner:
    """Scans texts against the indexes of one registry."""

    def __init__(self, indexes: Indexes) -> None:
        self.indexes = indexes
        self.registry = indexes.registry

    def scan(self, document: Document, extraction: Extraction, site_id: str | None) -> tuple[Link, ...]:
        """Every naming of a registry thing, in text order, never two of one kind on the same words."""
        text = document.text
        words = tokens(text)
        index = self.indexes.site(site_id)
        on = _day(document)
        found: list[Link] = list(find_addresses(text, words, index, self.indexes.wide))
        stated = tuple(m.span for m in extraction.mentions if m.label is Label.ADDRESS)
        found += stated_addresses(text, stated, found)
        other = [m.span for m in extraction.mentions if m.label in _NO_PLACES]
        found = [
            link
            for link in found
            if link.state is not LinkState.UNKNOWN or not any(link.span.overlaps(span) for span in other)
        ]
        found += self._corners(text, words, index, found)
        found += self._names(text, words, index, found)
        if index is not None:
            doors = [k for k in found if k.kind is RegistryKind.ADDRESS and k.state is not LinkState.UNKNOWN]
            taken = [link.span for link in doors]
            called = {unit.lower() for service in extraction.services for unit in service.unit_ids}
            found += (
                link
                for link in self._inside(text, words, index, doors)
                if link.kind is not RegistryKind.UNIT or not _call_sign(link, called)
            )
            named = tuple(m.span for m in extraction.mentions if m.label is Label.PERSON)
            found += self._persons(text, words, index, named, taken, on)
        plates = tuple(m.span for m in extraction.mentions if m.label is Label.PLATE)
        found += self._plates(text, words, index, plates, on)
        return settled(found)

    def places(self, text: str) -> tuple[Link, ...]:
        """Only addresses and site names, over all sites: enough to tell where a report belongs."""
        words = tokens(text)
        found = list(find_addresses(text, words, None, self.indexes.wide))
        found += self._corners(text, words, None, found)
        return settled([*found, *self._names(text, words, None, found)])

    def match(self, text: str, site: str | None) -> tuple[Candidate, ...]:
        """The candidates of a few words, best first; with a unit, the units at that address."""
        words = tokens(text)
        index = self.indexes.site(site)
        if index is None:
            return ranked(self._match_anywhere(text, words))
        links = list(find_addresses(text, words, index, self.indexes.wide))
        doors = [link for link in links if link.state is not LinkState.UNKNOWN]
        spans = [link.span for link in doors]
        inside_links = list(self._inside(text, words, index, doors))
        specific = [link for link in inside_links if link.kind in (RegistryKind.UNIT, RegistryKind.SPACE)]
        found = [c for link in specific for c in link.candidates]
        rest = [*inside_links, *links, *self._corners(text, words, index, ())]
        named = (Span(0, len(text)),) if text else ()
        others = [
            *self._plates(text, words, index, named, None),
            *self._persons(text, words, index, named, spans, None),
            *self._names(text, words, index, doors),
        ]
        return ranked(found or [c for link in (*rest, *others) for c in link.candidates])

    def _match_anywhere(self, text: str, words: Sequence[Token]) -> list[Candidate]:
        named = [
            *find_addresses(text, words, None, self.indexes.wide),
            *self._corners(text, words, None, ()),
            *self._names(text, words, None),
            *self._plates(text, words, None, (), None),
        ]
        found = [c for link in named for c in link.candidates]
        ids = list(dict.fromkeys(c.site_id for c in found if c.site_id))
        if not ids and self.registry.count("sites") <= SEARCHED:
            ids = [site.id for site in self.registry.sites]
        inside = [c for site_id in ids for c in self.match(text, site_id)]
        return inside or found

    # ------------------------------------------------------------------ corners; names of sites and clients

    def _corners(
        self, text: str, words: Sequence[Token], index: SiteIndex | None, addresses: Sequence[Link]
    ) -> list[Link]:
        corners = find_corners(text, words, index, self.indexes.wide)
        return [link for link in corners if not any(link.span.overlaps(door.span) for door in addresses)]

    def _names(
        self, text: str, words: Sequence[Token], index: SiteIndex | None, addresses: Sequence[Link] = ()
    ) -> Iterable[Link]:
        wide = self.indexes.wide
        for place in places.site_names(text, words, wide.name_firsts, wide.names_at):
            if any(link.span.contains(place.span) for link in addresses):
                continue  # "Millrace" of "815 Millrace Road" is the street
            first = place.names[0][0]
            state = place.state
            ours = index is None or (
                first.client_id == index.site.client_id
                and (first.kind is RegistryKind.CLIENT or first.site_id == index.site.id)
            )
            if state is LinkState.EXACT and index is not None and not ours:
                same = first.client_id == index.site.client_id
                state = LinkState.ELSEWHERE if same else LinkState.OTHER_CLIENT
            yield place_link(text, place, state)

    # ------------------------------------------------------------------ inside the site

    def _inside(
        self, text: str, words: Sequence[Token], index: SiteIndex, taken: Sequence[Link]
    ) -> Iterable[Link]:
        buildings: list[tuple[Span, Building]] = []
        if index.buildings:
            for written in units.written_buildings(text, words):
                state, rows = unit_match.find_buildings(index, written)
                if state is LinkState.EXACT and isinstance(rows[0].row, Building):
                    buildings.append((Span(written.start, written.end), rows[0].row))
                yield self._row_link(text, written, RegistryKind.BUILDING, state, rows, index)
            named_buildings = index.building_names
            for place in places.site_names(text, words, named_buildings.firsts, named_buildings.at):
                named = index.buildings.get(place.names[0][0].id)
                if place.state is LinkState.EXACT and named:
                    buildings.append((place.span, named))
                yield place_link(text, place, place.state)
        if index.units:
            yield from self._units(text, words, index, taken, buildings)
        if index.spaces:
            for written in units.written_spaces(text, words, index.spaces.__contains__):
                state, rows = unit_match.find_spaces(index, written)
                yield self._row_link(text, written, RegistryKind.SPACE, state, rows, index)
        for place in places.landmarks(text, words, index):
            if not any(place.span.overlaps(link.span) for link in taken):
                yield place_link(text, place, place.state)

    def _units(
        self,
        text: str,
        words: Sequence[Token],
        index: SiteIndex,
        taken: Sequence[Link],
        buildings: Sequence[tuple[Span, Building]],
    ) -> Iterable[Link]:
        def known(key: str) -> bool:
            return unit_match.known_unit(index, key)

        told: list[Span] = []
        for written in (
            *units.written_units(text, words, known),
            *units.lettered_units(text, words, known),
        ):
            span = Span(written.start, written.end)
            if any(span.overlaps(link.span) for link in taken) or any(span.overlaps(s) for s in told):
                continue
            told.append(span)
            building, beside = _building_for(text, span, buildings)
            door = _door_for(text, span, taken, index)
            state, rows = unit_match.find_units(index, written, building, beside, door)
            doubtful = rows and rows[0].score < 1 and door is None
            if written.soft and (state is LinkState.UNKNOWN or doubtful):
                continue
            yield self._row_link(text, written, RegistryKind.UNIT, state, rows, index)

    def _row_link(
        self,
        text: str,
        written: units.Written,
        kind: RegistryKind,
        state: LinkState,
        rows: Sequence[unit_match.Found],
        index: SiteIndex,
    ) -> Link:
        span = Span(written.start, written.end)
        most = SHOWN if state is LinkState.EXACT else KEPT
        return Link(
            span=span,
            text=span.of(text),
            kind=kind,
            state=state,
            candidates=tuple(row_candidate(kind, found, index) for found in rows[:most]),
        )

    # ------------------------------------------------------------------ persons and plates

    def _persons(
        self,
        text: str,
        words: Sequence[Token],
        index: SiteIndex,
        named: Sequence[Span],
        taken: Sequence[Span],
        on: date | None,
    ) -> Iterable[Link]:
        streets = frozenset(index.by_street)
        for found in people.persons(text, words, index.last_names, named, streets):
            if any(found.span.overlaps(span) for span in taken):
                continue
            rows = tuple(
                person_candidate(person, score, (*told, *people.outdated(person, on)), index)
                for person, score, told in found.persons
            )
            yield Link(
                span=found.span,
                text=found.span.of(text),
                kind=RegistryKind.PERSON,
                state=found.state,
                candidates=rows[:SHOWN],
            )

    def _plates(
        self,
        text: str,
        words: Sequence[Token],
        index: SiteIndex | None,
        named: Sequence[Span],
        on: date | None,
    ) -> Iterable[Link]:
        known = people.KnownPlates(index, self.registry.permits_with)
        for found in people.plates(text, words, known, named, on):
            state = found.state
            permit = found.permits[0][0]
            site = self.registry.site(permit.site_id)
            if state is LinkState.EXACT and index is not None and permit.site_id != index.site.id:
                same = site is not None and site.client_id == index.site.client_id
                state = LinkState.ELSEWHERE if same else LinkState.OTHER_CLIENT
            yield Link(
                span=found.span,
                text=found.span.of(text),
                kind=RegistryKind.PERMIT,
                state=state,
                candidates=tuple(
                    permit_candidate(row, score, told, site.client_id if site else None)
                    for row, score, told in found.permits[:SHOWN]
                ),
            )


def settled(found: Iterable[Link]) -> tuple[Link, ...]:
    """Links in text order; of two on the same words the surer stands, then the longer.

    A person or plate may share words with nothing; an address and its unit are two links.
    """
    rank = {LinkState.UNKNOWN: 2, LinkState.NEAR: 1, LinkState.AMBIGUOUS: 1}
    kept: list[Link] = []
    for link in sorted(
        found, key=lambda k: (rank.get(k.state, 0), -(k.span.end - k.span.start), k.span.start, k.kind)
    ):
        if not any(link.span.overlaps(other.span) for other in kept):
            kept.append(shown(link))
    return tuple(sorted(kept, key=lambda link: (link.span, link.kind)))


def _building_for(
    text: str, span: Span, buildings: Sequence[tuple[Span, Building]]
) -> tuple[Building | None, bool]:
    """The building that a unit is told with, and whether it stands right beside it."""
    beside = [b for place, b in buildings if _near_by(text, place, span)]
    if beside:
        return beside[-1], True
    before = [b for place, b in buildings if place.end <= span.start]
    if before:
        return before[-1], False
    # "Unit 5 of the East Building": told after, but close.
    after = [b for place, b in buildings if 0 <= place.start - span.end <= 30]
    return (after[0], False) if len(after) == 1 else (None, False)


def _door_for(text: str, span: Span, taken: Sequence[Link], index: SiteIndex) -> unit_match.Door | None:
    """The address right before the unit, else right behind it, if buildings of the site stand there."""
    behind = [link for link in taken if link.span.start >= span.end]
    for link in (*(link for link in taken if link.span.end <= span.start), *behind):
        between = text[min(link.span.end, span.end) : max(link.span.start, span.start)]
        words = between.strip(" ,.#-;(\n").lower()
        if "\n\n" in between or (words and (link not in behind or words not in _BEFORE_DOOR)):
            continue
        told = {index.door_buildings[c.id]: c for c in link.candidates if c.id in index.door_buildings}
        if told:
            return unit_match.Door(
                {building: cost_of(c.score) for building, c in told.items()},
                {building: c.reasons for building, c in told.items()},
                link.state is LinkState.EXACT,
            )
    return None


def _call_sign(link: Link, called: set[str]) -> bool:
    """Whether a unit is one of those that came to help, and not nearly one of the site's."""
    if link.best and link.best.score > 0.9:
        return False
    return link.text.lower() in called or link.text.lower().rpartition(" ")[2] in called


def _near_by(text: str, one: Span, two: Span) -> bool:
    left, right = sorted((one, two))
    between = text[left.end : right.start]
    return len(between) <= 6 and between.strip(" ,-/").lower() in ("", "in", "of", "at")


def _day(document: Document) -> date | None:
    meta = document.metadata
    moment = meta.occurred_at or meta.written_at or meta.submitted_at
    return moment.date() if moment else None
