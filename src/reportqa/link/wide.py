"""What is known over all sites: addresses, names of sites and clients, positions, officers.

Everything is found by a text key, so that the same pairs of key and row serve a dictionary in memory and
the sorted hashes of a compiled file, and both answer the same.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, NamedTuple, Protocol

from reportqa.link.index import AddressRow, Named, Words, address_rows
from reportqa.link.tables import name_words, words_of
from reportqa.model.site import Client, Person, RegistryKind, Site
from reportqa.site.position import DEFAULT_RADIUS_M
from reportqa.site.registry import SiteRegistry

# Degrees of the squares by which sites are found from a position: about a kilometre, a few city blocks.
CELL = 0.01
# A fence larger than this many squares (or one across the date line) is tried for every position.
MOST_CELLS = 4096
EVERYWHERE = "everywhere"
# Ranges over more hundreds of house numbers than this stand under their street alone.
MOST_HUNDREDS = 100
# A site on more streets than this is a town: a corner of two of them tells nothing.
MOST_STREETS = 12
# Sites whose addresses are kept in parts after they were looked at.
CACHED_DOORS = 256
# Letters at either end by which a misspelled name of a site is found, and how far its length may be off.
END_LETTERS, LENGTH_SLACK = 3, 2

LOOKUPS = ("doors", "ranges", "corners", "names", "near", "cells", "officers", "badges")
LISTS = ("street_firsts", "name_firsts", "own_names")


class Pair(NamedTuple):
    """One key of a lookup and the row it finds: the kind, and its number among the rows of that kind."""

    lookup: str
    key: str
    kind: str
    number: int


class Finder(Protocol):
    """Rows by key."""

    def find(self, lookup: str, key: str) -> Sequence[Any]:
        """The rows of a key in one of LOOKUPS."""

    def listed(self, name: str) -> Sequence[str]:
        """One of LISTS, whole."""


class MemoryFinder:
    """All pairs in dictionaries."""

    def __init__(self, registry: SiteRegistry) -> None:
        rows = {"sites": registry.sites, "clients": registry.clients, "persons": registry.persons}
        self._found: dict[tuple[str, str], list[Any]] = {}
        for pair in pairs(registry):
            self._found.setdefault((pair.lookup, pair.key), []).append(rows[pair.kind][pair.number])
        self._lists = lists(registry)

    def find(self, lookup: str, key: str) -> Sequence[Any]:
        """The rows of a key."""
        return self._found.get((lookup, key), ())

    def listed(self, name: str) -> Sequence[str]:
        """One of LISTS."""
        return self._lists[name]


@dataclass(frozen=True, slots=True)
class _Doors:
    """The addresses of one site: doors by number and street, ranges by street."""

    doors: Mapping[tuple[str, str], list[AddressRow]]
    ranges: Mapping[str, list[AddressRow]]

    @property
    def streets(self) -> set[str]:
        """The names of all streets of the site."""
        return {*(name for _, name in self.doors), *self.ranges}


class WideIndex:
    """Lookups over all sites. Safe to share between threads."""

    def __init__(self, registry: SiteRegistry, finder: Finder) -> None:
        self._registry = registry
        self._finder = finder
        self._kept: OrderedDict[str, _Doors] = OrderedDict()

    @cached_property
    def street_firsts(self) -> frozenset[str]:
        """The first words of all street names."""
        return frozenset(self._finder.listed("street_firsts"))

    @cached_property
    def name_firsts(self) -> frozenset[str]:
        """The first words of the names of sites and clients."""
        return frozenset(self._finder.listed("name_firsts"))

    @cached_property
    def own_names(self) -> tuple[str, ...]:
        """Names and badges of all officers."""
        return tuple(self._finder.listed("own_names"))

    def addresses(self, number: str, name: str) -> Iterator[AddressRow]:
        """The doors of that number and street name, and the ranges of the street that may hold it."""
        for site in self._finder.find("doors", _door_key(number, name)):
            yield from self._doors(site).doors.get((number, name), ())
        digits = "".join(char for char in number if char.isdecimal())
        keys = [_range_key(name, None), *([_range_key(name, int(digits) // 100)] if digits else [])]
        for site in {site.id: site for key in keys for site in self._finder.find("ranges", key)}.values():
            yield from self._doors(site).ranges.get(name, ())

    def sites_at_corner(self, one: str, two: str) -> tuple[Site, ...]:
        """The sites that have addresses on both streets."""
        sites = self._finder.find("corners", _corner_key(one, two))
        return tuple(site for site in sites if {one, two} <= self._doors(site).streets)

    def names_at(self, words: Sequence[str], index: int) -> tuple[Named, ...]:
        """All names of sites and clients, of the greatest length, that stand at the index."""
        if words[index] not in self.name_firsts:
            return ()
        keys = [words[index], *([" ".join(words[index : index + 2])] if index + 1 < len(words) else [])]
        rows = [row for key in keys for row in self._finder.find("names", key)]
        found = [
            name
            for row in rows
            for name in _names(row)
            if tuple(words[index : index + len(name.words)]) == name.words
        ]
        longest = max((len(name.words) for name in found), default=0)
        unique = dict.fromkeys(name for name in found if len(name.words) == longest)
        return tuple(sorted(unique, key=lambda name: (name.words, name.id)))

    def sites_named_like(self, given: str) -> Iterator[Named]:
        """The names of sites that begin or end as the given one does and are about as long."""
        rows = {
            site.id: site
            for length in range(len(given) - LENGTH_SLACK, len(given) + LENGTH_SLACK + 1)
            for key in _near_keys(given, length)
            for site in self._finder.find("near", key)
        }
        for site in rows.values():
            yield from _names(site)

    def sites_around(self, lat: float, lon: float) -> tuple[Site, ...]:
        """The sites whose fence or radius reaches into the square of the point."""
        key = _cell_key(*cell(lat, lon))
        return (*self._finder.find("cells", key), *self._finder.find("cells", EVERYWHERE))

    def officers(self, last_name: str) -> Sequence[Person]:
        """The officers of that last name."""
        return self._finder.find("officers", last_name)

    def officer_with(self, badge: str) -> str | None:
        """The id of the officer with that id or badge, in small letters."""
        found = self._finder.find("badges", badge)
        return found[0].id if found else None

    def _doors(self, site: Site) -> _Doors:
        kept = self._kept.get(site.id)
        if kept is None:
            doors: dict[tuple[str, str], list[AddressRow]] = {}
            ranges: dict[str, list[AddressRow]] = {}
            for row in address_rows(self._registry, site):
                if row.address.number_to:
                    ranges.setdefault(row.street.name, []).append(row)
                else:
                    doors.setdefault((row.address.number.lower(), row.street.name), []).append(row)
            kept = self._kept[site.id] = _Doors(doors, ranges)
            while len(self._kept) > CACHED_DOORS:
                self._kept.popitem(last=False)
        return kept


def pairs(registry: SiteRegistry) -> Iterator[Pair]:
    """Every key of every lookup, in the order of the rows."""
    for number, site in enumerate(registry.sites):
        for row in address_rows(registry, site):
            for lookup, key in _address_keys(row):
                yield Pair(lookup, key, "sites", number)
        streets = sorted({row.street.name for row in address_rows(registry, site)})
        for one, two in combinations(streets, 2) if len(streets) <= MOST_STREETS else ():
            yield Pair("corners", _corner_key(one, two), "sites", number)
        for name in _names(site):
            yield Pair("names", _name_key(name.words), "sites", number)
            for key in _near_keys(" ".join(name.words), len(" ".join(name.words))):
                yield Pair("near", key, "sites", number)
        for key in _cell_keys(registry, site):
            yield Pair("cells", key, "sites", number)
    for number, client in enumerate(registry.clients):
        for name in _names(client):
            yield Pair("names", _name_key(name.words), "clients", number)
    for number, person in enumerate(registry.persons):
        if person.role != "officer":
            continue
        words = name_words(person.name)
        if words:
            yield Pair("officers", words[-1], "persons", number)
        for key in filter(None, (person.id, person.badge)):
            yield Pair("badges", key.lower(), "persons", number)


def lists(registry: SiteRegistry) -> dict[str, list[str]]:
    """What is needed whole: first words of streets, and what the officers are called."""
    names = (row.street.name for site in registry.sites for row in address_rows(registry, site))
    sites_and_clients: tuple[Site | Client, ...] = (*registry.sites, *registry.clients)
    called = (name for officer in registry.officers for name in (officer.name, officer.badge) if name)
    return {
        "street_firsts": sorted({name.split()[0] for name in names if name}),
        "name_firsts": sorted({name.words[0] for row in sites_and_clients for name in _names(row)}),
        "own_names": list(dict.fromkeys(called)),
    }


def cell(lat: float, lon: float) -> tuple[int, int]:
    """The square of the earth in which a point lies."""
    return math.floor(lat / CELL), math.floor(lon / CELL)


def _names(row: Site | Client) -> Iterator[Named]:
    is_site = isinstance(row, Site)
    for name in (row.name, *row.aliases):
        words = words_of(name)
        if words:
            yield Named(
                kind=RegistryKind.SITE if is_site else RegistryKind.CLIENT,
                id=row.id,
                site_id=row.id if is_site else None,
                client_id=row.client_id if isinstance(row, Site) else row.id,
                text=row.name,
                words=words,
                alias=name != row.name,
                row=row.row,
            )


def _name_key(words: Words) -> str:
    return " ".join(words[:2])


def _near_keys(name: str, length: int) -> Iterable[str]:
    return f"{length}:{name[:END_LETTERS]}:", f"{length}::{name[-END_LETTERS:]}"


def _corner_key(one: str, two: str) -> str:
    return " & ".join(sorted((one, two)))


def _door_key(number: str, name: str) -> str:
    return f"{number} {name}"


def _range_key(name: str, hundred: int | None) -> str:
    return f"{'' if hundred is None else hundred} {name}"


def _address_keys(row: AddressRow) -> Iterator[tuple[str, str]]:
    address, name = row.address, row.street.name
    if not address.number_to:
        yield "doors", _door_key(address.number.lower(), name)
    elif address.number.isdecimal() and address.number_to.isdecimal():
        first, last = int(address.number) // 100, int(address.number_to) // 100
        if last - first > MOST_HUNDREDS:
            yield "ranges", _range_key(name, None)
        for hundred in range(first, last + 1) if last - first <= MOST_HUNDREDS else ():
            yield "ranges", _range_key(name, hundred)


def _cell_key(row: int, column: int) -> str:
    return f"{row} {column}"


def _cell_keys(registry: SiteRegistry, site: Site) -> Iterator[str]:
    fence = registry.fence_of(site)
    if fence is not None:
        lons, lats = [lon for lon, _ in fence.outer], [lat for _, lat in fence.outer]
    elif site.lat is not None and site.lon is not None:
        # A degree of longitude is short far from the equator: a wide margin costs nothing.
        margin = (site.radius_m or DEFAULT_RADIUS_M) / 20_000
        lons, lats = [site.lon - margin, site.lon + margin], [site.lat - margin, site.lat + margin]
    else:
        return
    south, west = cell(min(lats), min(lons))
    north, east = cell(max(lats), max(lons))
    if (north - south + 1) * (east - west + 1) > MOST_CELLS:
        yield EVERYWHERE
        return
    for row in range(south, north + 1):
        for column in range(west, east + 1):
            yield _cell_key(row, column)
