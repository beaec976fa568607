"""Joins what a report says with what the client owns: the registry first, general parsing second."""

from __future__ import annotations

from collections.abc import Sequence

from reportqa.link.indexes import Indexes
from reportqa.link.locate import (
    OURS,
    conflicting,
    filled,
    given_votes,
    shift_for,
    shifts_of_author,
    strongest,
    text_votes,
)
from reportqa.link.merge import merged
from reportqa.link.own_words import own_words
from reportqa.link.scan import Scanner
from reportqa.model.case import SiteFacts
from reportqa.model.document import Document
from reportqa.model.extraction import Extraction
from reportqa.model.links import Candidate, Links, Position, SiteVote
from reportqa.model.site import Shift
from reportqa.site.position import fence_distance_m
from reportqa.site.registry import SiteRegistry

__all__ = ["Linker"]

_MOST_SITES = 64  # whose words are kept at hand


class Linker:
    """Links reports with one registry; safe to share between threads. With an empty one it does nothing."""

    def __init__(self, registry: SiteRegistry) -> None:
        self.registry = registry
        self._indexes = Indexes(registry)
        self._scanner = Scanner(self._indexes)
        self._words: dict[str | None, frozenset[str]] = {}

    def locate(self, document: Document) -> Document:
        """The document with its site, client, zone, shift and post filled in where they can be known.

        A site given by name, alias or address becomes the registry's id; times without a zone become
        local to the site. What somebody gave is never replaced by another site.
        """
        if not self.registry.given:
            return document
        shifts = shifts_of_author(self._indexes, document)
        votes = self._votes(document, self._given(document, shifts))
        known = any(vote.source == "metadata" for vote in votes)
        return filled(
            self._indexes,
            document,
            strongest(document, votes, shifts),
            keep_site=bool(document.metadata.site) and not known,
        )

    def link(self, document: Document, extraction: Extraction) -> Links:
        """Every naming of a registry thing in the text, the site that the report belongs to, the shift.

        With an empty registry all is unknown and `mentions` are those of the extraction.
        """
        if not self.registry.given:
            return Links(mentions=extraction.mentions)
        shifts = shifts_of_author(self._indexes, document)
        given = self._given(document, shifts)
        best = strongest(document, self._votes(document, given), shifts)
        site_id = best.site_id if best else None
        if site_id is None and self.registry.site(document.metadata.site):
            site_id = document.metadata.site
        found = self._scanner.scan(document, extraction, site_id)
        votes = (*given, *text_votes(document, found))
        site = self.registry.site(site_id)
        shift = shift_for(self._indexes, document, site_id)
        return Links(
            site_id=site_id,
            client_id=site.client_id if site else None,
            votes=tuple(votes),
            conflict=conflicting(document, votes),
            links=found,
            mentions=merged(document, extraction.mentions, found),
            position=self._position(document, site_id),
            shift_id=shift.id if shift else None,
        )

    def facts(self, links: Links) -> SiteFacts:
        """The registry rows of the resolved site that rules look at."""
        if not self.registry.given:
            return SiteFacts()
        registry = self.registry
        shift = registry.shift(links.shift_id)
        persons = registry.persons_of(links.site_id)
        return SiteFacts(
            given=True,
            site=registry.site(links.site_id),
            buildings=registry.buildings_of(links.site_id),
            units=registry.units_of(links.site_id),
            landmarks=registry.landmarks_of(links.site_id),
            contacts=tuple(person for person in persons if person.role in ("contact", "staff")),
            officers=registry.officers,
            permits=registry.permits_of(links.site_id),
            post=registry.post(shift.post_id) if shift else None,
            shift=shift,
        )

    def match(self, text: str, site: str | None = None) -> tuple[Candidate, ...]:
        """The registry rows that a few words may mean, best first, each with what differs.

        `site` is an id; without it all sites are looked at.
        """
        return self._scanner.match(text, site)

    def words(self, document: Document) -> frozenset[str]:
        """What the site that the document seems to be about holds, for a reader of its handwriting."""
        if not self.registry.given:
            return frozenset()
        site = self.locate(document).metadata.site
        found = self._words.get(site)
        if found is None:
            found = own_words(self.registry, site)
            if len(self._words) < _MOST_SITES:
                self._words[site] = found
        return found

    def own_names(self, document: Document) -> tuple[str, ...]:
        """Names, badges and call signs of the guard company's own officers, and its own name."""
        meta = document.metadata
        own = (meta.author_org, meta.author, meta.author_id)
        given = tuple(name.strip() for name in own if name and name.strip())
        if not self.registry.given:
            return tuple(dict.fromkeys(given))
        return tuple(dict.fromkeys((*given, *self._indexes.wide.own_names)))

    def _votes(self, document: Document, given: list[SiteVote]) -> list[SiteVote]:
        if any(vote.source == "metadata" for vote in given):
            return given
        return [*given, *text_votes(document, self._scanner.places(document.text))]

    def _given(self, document: Document, shifts: Sequence[Shift]) -> list[SiteVote]:
        votes = given_votes(self._indexes, document, shifts)
        meta = document.metadata
        # A form's "Site" or "Location" may hold an address instead of a name.
        for name, source in (("site", "metadata"), ("location", "address")):
            given = getattr(meta, name)
            origin = meta.origin(name)
            if not given or any(vote.source == "metadata" for vote in votes):
                continue
            if origin and (origin.origin in OURS or (source == "address" and origin.span)):
                continue
            links = [link for link in self._scanner.places(given) if link.sure and link.best]
            sites = {link.best.site_id for link in links if link.best and link.best.site_id}
            if len(sites) == 1:
                span = origin.span if origin else None
                votes.append(SiteVote(source=source, site_id=sites.pop() or "", span=span, detail="as given"))
        return votes

    def _position(self, document: Document, site_id: str | None) -> Position | None:
        meta = document.metadata
        site = self.registry.site(site_id)
        if site is None or meta.lat is None or meta.lon is None:
            return None
        fence = self.registry.fence_of(site)
        away = fence_distance_m(site, fence, meta.lat, meta.lon)
        if away is None:
            return None
        return Position(
            site_id=site.id,
            lat=meta.lat,
            lon=meta.lon,
            accuracy_m=meta.accuracy_m,
            distance_m=away,
            certain_m=max(0.0, away - (meta.accuracy_m or 0.0)),
            by_radius=fence is None,
        )
