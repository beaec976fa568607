"""What is looked for in a text, prepared once: one index over all sites, and one for each site."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from reportqa.link.streets import Street, spoken, street
from reportqa.link.text import stem, tokens
from reportqa.link.words import words as words_of_kind
from reportqa.model.site import (
    Address,
    Building,
    Landmark,
    Permit,
    Person,
    RegistryKind,
    RowRef,
    Site,
    Space,
    Unit,
)
from reportqa.site.position import DEFAULT_RADIUS_M
from reportqa.site.registry import SiteRegistry, bare_plate

# A worker meets few sites in a row; a night of a company with more than this many rebuilds some.
CACHED_SITES = 256

# Degrees of the squares by which sites are found from a position; larger than almost any site.
CELL = 0.1
# A fence larger than this many squares (or one across the date line) is tried for every position.
MOST_CELLS = 4096
EVERYWHERE = (10**6, 10**6)

Words = tuple[str, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One registered address, its street in parts, and the building that stands there, if one does."""

    address: Address
    street: Street
    site: Site
    building: Building | None = None

    @property
    def id(self) -> str:
        """The site and the address as written."""
        return f"{self.site.id}/{self.address}"


@dataclass(frozen=True, slots=True)
class Named:
    """A registered thing under one of its names."""

    kind: RegistryKind
    id: str
    site_id: str | None
    client_id: str | None
    text: str
    words: Words
    alias: bool
    row: RowRef | None = None


class Phrases:
    """Names by their first word, longest first, so that "north pool gate" beats "north pool"."""

    __slots__ = ("_by_first",)

    def __init__(self, names: Iterable[Named]) -> None:
        grouped: dict[str, list[Named]] = {}
        for name in names:
            if name.words:
                grouped.setdefault(name.words[0], []).append(name)
        self._by_first = {
            first: tuple(sorted(group, key=lambda n: (-len(n.words), n.words, n.id)))
            for first, group in grouped.items()
        }

    def at(self, words: Sequence[str], index: int) -> tuple[Named, ...]:
        """All names of the greatest length that stand at the index."""
        found: list[Named] = []
        for name in self._by_first.get(words[index], ()):
            if found and len(name.words) < len(found[0].words):
                break
            if tuple(words[index : index + len(name.words)]) == name.words:
                found.append(name)
        return tuple(found)

    @property
    def names(self) -> tuple[Named, ...]:
        """All names."""
        return tuple(name for group in self._by_first.values() for name in group)


def words_of(text: str) -> Words:
    """A name as the words that a text would show, in small letters without possessives."""
    return tuple(stem(token.low) for token in tokens(text))


@dataclass(slots=True)
class SiteIndex:
    """All of one site that a text can name."""

    site: Site
    addresses: tuple[AddressRow, ...] = ()
    by_street: dict[str, list[AddressRow]] = field(default_factory=dict)
    street_names: tuple[tuple[str, str], ...] = ()  # each way to write a name, and the name
    street_forms: tuple[str, ...] = ()  # the first of each pair of street_names
    squeezed_streets: dict[str, list[str]] = field(default_factory=dict)  # names without their spaces
    street_firsts: frozenset[str] = frozenset()
    door_buildings: dict[str, str] = field(default_factory=dict)  # address row to building
    buildings: dict[str, Building] = field(default_factory=dict)
    building_keys: dict[str, list[Building]] = field(default_factory=dict)
    units: dict[str, list[Unit]] = field(default_factory=dict)
    unit_keys: tuple[str, ...] = ()
    units_by_id: dict[str, Unit] = field(default_factory=dict)
    spaces: dict[str, list[Space]] = field(default_factory=dict)
    building_names: Phrases = field(default_factory=lambda: Phrases(()))
    landmarks: Phrases = field(default_factory=lambda: Phrases(()))
    kinds: dict[str, list[Landmark]] = field(default_factory=dict)  # by every word for the kind
    kind_firsts: frozenset[str] = frozenset()
    # Landmark names of two words and more by their first letter, for near misses.
    long_landmarks: dict[str, list[Named]] = field(default_factory=dict)
    last_names: dict[str, list[Person]] = field(default_factory=dict)
    permits: dict[str, list[Permit]] = field(default_factory=dict)


@dataclass(slots=True)
class WideIndex:
    """What is known over all sites: addresses by number and street name, names of sites and clients."""

    by_door: dict[tuple[str, str], list[AddressRow]] = field(default_factory=dict)
    ranges: dict[str, list[AddressRow]] = field(default_factory=dict)
    street_firsts: frozenset[str] = frozenset()
    names: Phrases = field(default_factory=lambda: Phrases(()))
    officers: dict[str, list[Person]] = field(default_factory=dict)  # by last name
    officer_ids: dict[str, str] = field(default_factory=dict)  # by id and badge, in small letters
    own_names: tuple[str, ...] = ()  # names and badges of all officers
    cells: dict[tuple[int, int], list[Site]] = field(default_factory=dict)  # sites by square of CELL degrees


class Indexes:
    """Indexes over one registry, made when first asked for; safe to share between threads."""

    def __init__(self, registry: SiteRegistry) -> None:
        self.registry = registry
        self._sites: OrderedDict[str, SiteIndex] = OrderedDict()
        self._wide: WideIndex | None = None
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, object]:
        return {"registry": self.registry}

    def __setstate__(self, state: dict[str, SiteRegistry]) -> None:
        self.__init__(state["registry"])  # type: ignore[misc]

    def site(self, site_id: str | None) -> SiteIndex | None:
        """The index of one site; None for an unknown one."""
        site = self.registry.site(site_id)
        if site is None:
            return None
        with self._lock:
            found = self._sites.get(site.id)
            if found is not None:
                self._sites.move_to_end(site.id)
                return found
        made = _site_index(self.registry, site)
        with self._lock:
            self._sites[site.id] = made
            while len(self._sites) > CACHED_SITES:
                self._sites.popitem(last=False)
        return made

    @property
    def wide(self) -> WideIndex:
        """The index over all sites."""
        with self._lock:
            if self._wide is None:
                self._wide = _wide_index(self.registry)
            return self._wide


def address_rows(registry: SiteRegistry, site: Site) -> tuple[AddressRow, ...]:
    """The site's own addresses and those of its buildings, each once."""
    buildings = {
        (b.address.number.lower(), street(spoken(b.address.street) or ["?"])): b
        for b in registry.buildings_of(site)
        if b.address
    }
    made: list[AddressRow] = []
    taken: set[tuple[str, Street]] = set()
    for address in (*site.addresses, *(b.address for b in registry.buildings_of(site) if b.address)):
        parsed = street(spoken(address.street) or ["?"])
        key = (address.number.lower(), parsed)
        if address.number_to:
            # A range is no single door: its buildings have rows of their own.
            made.append(AddressRow(address, parsed, site))
        elif key not in taken:
            taken.add(key)
            made.append(AddressRow(address, parsed, site, buildings.get(key)))
    return tuple(made)


def plain_name(row: AddressRow) -> str:
    """The street's name as registered, its words not shortened."""
    words = spoken(row.address.street)
    return " ".join(
        words[bool(row.street.pre) : len(words) - bool(row.street.suffix) - bool(row.street.post)]
    )


def unit_key(number: str) -> str:
    """A unit or space number as capitals and digits, without zeros in front of a plain number."""
    bare = "".join(char for char in number.upper() if char.isalnum())
    return bare.lstrip("0") or bare if bare.isdigit() else bare


def building_key(name: str) -> str:
    """What tells a building from its neighbours: "C" of "Building C", "east" of "East Building"."""
    kept = [word for word in words_of(name) if word not in words_of_kind().building_generic]
    return " ".join(kept)


def _site_index(registry: SiteRegistry, site: Site) -> SiteIndex:
    index = SiteIndex(site=site, addresses=address_rows(registry, site))
    for row in index.addresses:
        index.by_street.setdefault(row.street.name, []).append(row)
        if row.building:
            index.door_buildings[row.id] = row.building.id
    index.street_names = tuple(
        dict.fromkeys(
            (form, row.street.name) for row in index.addresses for form in (row.street.name, plain_name(row))
        )
    )
    index.street_forms = tuple(form for form, _ in index.street_names)
    for form, name in index.street_names:
        _add(index.squeezed_streets, form.replace(" ", ""), name)
    index.street_firsts = frozenset(form.split()[0] for form, _ in index.street_names if form)
    for building in registry.buildings_of(site):
        index.buildings[building.id] = building
        for name in (building.name, *building.aliases):
            _add(index.building_keys, building_key(name), building)
    index.building_names = Phrases(_building_names(registry, site))
    for unit in registry.units_of(site):
        _add(index.units, unit_key(unit.number), unit)
        index.units_by_id[unit.id] = unit
    index.unit_keys = tuple(index.units)
    for space in registry.spaces_of(site):
        _add(index.spaces, unit_key(space.number), space)
    for landmark in registry.landmarks_of(site):
        if landmark.kind:
            _add(index.kinds, " ".join(words_of(landmark.kind)), landmark)
    for form, kind in words_of_kind().kinds.items():
        if kind in index.kinds:
            index.kinds.setdefault(form, index.kinds[kind])
    index.kind_firsts = frozenset(form.split()[0] for form in index.kinds)
    index.landmarks = Phrases(_landmark_names(registry, site))
    for named in index.landmarks.names:
        if len(named.words) > 1 and len(" ".join(named.words)) >= 8:
            _add(index.long_landmarks, named.words[0][0], named)
    for person in registry.persons_of(site):
        words = name_words(person.name)
        if len(words) > 1:
            _add(index.last_names, words[-1], person)
    for permit in registry.permits_of(site):
        _add(index.permits, bare_plate(permit.plate), permit)
    return index


def name_words(name: str) -> Words:
    """A person's name as words, first name first, without Jr and the like."""
    last, comma, first = name.partition(",")
    words = words_of(f"{first} {last}" if comma else name)
    return tuple(word for word in words if word not in ("jr", "sr", "ii", "iii", "iv"))


def _building_names(registry: SiteRegistry, site: Site) -> Iterable[Named]:
    for building in registry.buildings_of(site):
        for name in (building.name, *building.aliases):
            # "Building C" is found by its designator; a bare "C" would be found everywhere.
            if len(building_key(name)) > 3:
                yield Named(
                    RegistryKind.BUILDING,
                    building.id,
                    site.id,
                    site.client_id,
                    building.name,
                    words_of(name),
                    name != building.name,
                    building.row,
                )


def _landmark_names(registry: SiteRegistry, site: Site) -> Iterable[Named]:
    for landmark in registry.landmarks_of(site):
        for name in (landmark.name, *landmark.aliases):
            yield Named(
                RegistryKind.LANDMARK,
                landmark.id,
                site.id,
                site.client_id,
                landmark.name,
                words_of(name),
                name != landmark.name,
                landmark.row,
            )


def _wide_index(registry: SiteRegistry) -> WideIndex:
    wide = WideIndex()
    names: list[Named] = []
    for site in registry.sites:
        for row in address_rows(registry, site):
            if row.address.number_to:
                wide.ranges.setdefault(row.street.name, []).append(row)
            else:
                wide.by_door.setdefault((row.address.number.lower(), row.street.name), []).append(row)
        for name in (site.name, *site.aliases):
            names.append(
                Named(
                    RegistryKind.SITE,
                    site.id,
                    site.id,
                    site.client_id,
                    site.name,
                    words_of(name),
                    name != site.name,
                    site.row,
                )
            )
    for client in registry.clients:
        for name in (client.name, *client.aliases):
            names.append(
                Named(
                    RegistryKind.CLIENT,
                    client.id,
                    None,
                    client.id,
                    client.name,
                    words_of(name),
                    name != client.name,
                    client.row,
                )
            )
    wide.names = Phrases(names)
    wide.street_firsts = frozenset(
        name.split()[0] for name in (*(n for _, n in wide.by_door), *wide.ranges) if name
    )
    own: list[str] = []
    for officer in registry.officers:
        own += [officer.name, *([officer.badge] if officer.badge else [])]
        for key in (officer.id, officer.badge):
            if key:
                wide.officer_ids.setdefault(key.lower(), officer.id)
        parts = name_words(officer.name)
        if parts:
            _add(wide.officers, parts[-1], officer)
    wide.own_names = tuple(dict.fromkeys(own))
    for site in registry.sites:
        for cell in _cells_of(registry, site):
            wide.cells.setdefault(cell, []).append(site)
    return wide


def cell(lat: float, lon: float) -> tuple[int, int]:
    """The square of the earth in which a point lies."""
    return math.floor(lat / CELL), math.floor(lon / CELL)


def _cells_of(registry: SiteRegistry, site: Site) -> Iterable[tuple[int, int]]:
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
            yield row, column


def _add(table: dict[str, list[T]], key: str, row: T) -> None:
    if key and row not in table.setdefault(key, []):
        table[key].append(row)
