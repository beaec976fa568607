"""What a reader of handwriting may expect to find: the words of a site and of the guard company."""

from __future__ import annotations

from collections.abc import Iterator

from reportqa.model.site import Site
from reportqa.site.registry import SiteRegistry

# Without a site the names and addresses of all are told, but not of a whole town.
_MOST_SITES = 50


def own_words(registry: SiteRegistry, site_id: str | None) -> frozenset[str]:
    """Numbers, names, plates and streets of the site's rows, and the names of the company's officers.

    Where the site isn't known: the officers, and the sites' own names and addresses if they are few.
    """
    site = registry.site(site_id)
    sites: tuple[Site, ...] = (site,) if site else ()
    if site is None and registry.count("sites") <= _MOST_SITES:
        sites = registry.sites
    found = [text for one in sites for text in _named(one)]
    for officer in registry.officers:
        found += [officer.name, officer.badge or ""]
    if site is not None:
        found += _rows(registry, site)
    return frozenset(text for text in found if text)


def _named(site: Site) -> Iterator[str]:
    yield site.name
    yield from site.aliases
    for address in site.addresses:
        yield from (str(address), address.number_to or "", address.city or "")


def _rows(registry: SiteRegistry, site: Site) -> Iterator[str]:
    for building in registry.buildings_of(site):
        yield from (building.name, *building.aliases, str(building.address or ""))
    for unit in registry.units_of(site):
        yield unit.number
    for space in registry.spaces_of(site):
        yield space.number
    for landmark in registry.landmarks_of(site):
        yield from (landmark.name, *landmark.aliases)
    for person in registry.persons_of(site):
        yield from (person.name, person.phone or "")
    for permit in registry.permits_of(site):
        yield from (permit.plate, permit.color or "", permit.make or "", permit.model or "")
