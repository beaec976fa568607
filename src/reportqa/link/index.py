"""What is looked for in a text: one index for each site, and its rows as matching needs them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from reportqa.link.streets import Street, spoken, street
from reportqa.link.tables import Tables, grouped, words_of
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
from reportqa.site.registry import SiteRegistry

Words = tuple[str, ...]


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

    def __bool__(self) -> bool:
        return bool(self._by_first)

    @property
    def firsts(self) -> Collection[str]:
        """The first words of all names."""
        return self._by_first.keys()

    def at(self, words: Sequence[str], index: int) -> tuple[Named, ...]:
        """All names of the greatest length that stand at the index."""
        if words[index] not in self._by_first:
            return ()
        found: list[Named] = []
        for name in self._by_first[words[index]]:
            if found and len(name.words) < len(found[0].words):
                break
            if tuple(words[index : index + len(name.words)]) == name.words:
                found.append(name)
        return tuple(found)

    @property
    def names(self) -> tuple[Named, ...]:
        """All names."""
        return tuple(name for group in self._by_first.values() for name in group)


class SiteIndex:
    """All of one site that a text can name, each part made when first asked for."""

    def __init__(self, registry: SiteRegistry, site: Site, tables: Tables) -> None:
        self.site = site
        self._registry = registry
        self._tables = tables

    # ------------------------------------------------------------------ streets

    @cached_property
    def addresses(self) -> tuple[AddressRow, ...]:
        """The site's addresses and those of its buildings."""
        return address_rows(self._registry, self.site)

    @cached_property
    def by_street(self) -> dict[str, list[AddressRow]]:
        """The addresses by the name of their street."""
        return grouped((row.street.name, row) for row in self.addresses)

    @cached_property
    def street_names(self) -> tuple[tuple[str, str], ...]:
        """Each way to write a street's name, and the name."""
        forms = {(row.street, row.address.street): row for row in self.addresses}.values()
        return tuple(
            dict.fromkeys(
                (form, row.street.name) for row in forms for form in (row.street.name, plain_name(row))
            )
        )

    @cached_property
    def street_forms(self) -> tuple[str, ...]:
        """The first of each pair of `street_names`."""
        return tuple(form for form, _ in self.street_names)

    @cached_property
    def squeezed_streets(self) -> dict[str, list[str]]:
        """The names by the way they are written without blanks."""
        return grouped(dict.fromkeys((form.replace(" ", ""), name) for form, name in self.street_names))

    @cached_property
    def street_firsts(self) -> frozenset[str]:
        """The first words of the names."""
        return frozenset(form.split()[0] for form, _ in self.street_names if form)

    @cached_property
    def door_buildings(self) -> dict[str, str]:
        """The building that stands at an address, by the ids of both."""
        return {row.id: row.building.id for row in self.addresses if row.building}

    # ------------------------------------------------------------------ buildings, units, spaces

    @cached_property
    def buildings(self) -> dict[str, Building]:
        """The buildings by id."""
        return {building.id: building for building in self._registry.buildings_of(self.site)}

    @cached_property
    def building_keys(self) -> dict[str, list[Building]]:
        """The buildings by what tells one from the other."""
        keys = (
            {(building_key(name), building.id): building for name in (building.name, *building.aliases)}
            for building in self.buildings.values()
        )
        return grouped((key, building) for found in keys for (key, _), building in found.items() if key)

    @cached_property
    def building_names(self) -> Phrases:
        """The names by which a building is found without a designator."""
        # "Building C" is found by its designator; a bare "C" would be found everywhere.
        return Phrases(
            named
            for building in self.buildings.values()
            for named in self._names(RegistryKind.BUILDING, building)
            if len(building_key(" ".join(named.words))) > 3
        )

    @cached_property
    def units(self) -> Mapping[str, Sequence[Unit]]:
        """The units by `unit_key`."""
        return self._tables.of("units", self.site)

    @cached_property
    def unit_keys(self) -> tuple[str, ...]:
        """All keys of units."""
        return tuple(self.units)

    @cached_property
    def units_in(self) -> Mapping[str, Mapping[str, Sequence[Unit]]]:
        """The units of each building by `unit_key`."""
        return self._tables.of("units_in", self.site)

    @cached_property
    def spaces(self) -> Mapping[str, Sequence[Space]]:
        """The parking spaces by `unit_key`."""
        return self._tables.of("spaces", self.site)

    # ------------------------------------------------------------------ landmarks

    @cached_property
    def landmarks(self) -> Phrases:
        """The landmarks by name."""
        return Phrases(
            named
            for landmark in self._registry.landmarks_of(self.site)
            for named in self._names(RegistryKind.LANDMARK, landmark)
        )

    @cached_property
    def kinds(self) -> dict[str, list[Landmark]]:
        """The landmarks by every word for their kind."""
        rows = self._registry.landmarks_of(self.site)
        found = grouped((" ".join(words_of(row.kind)), row) for row in rows if row.kind)
        for form, kind in words_of_kind().kinds.items():
            if kind in found:
                found.setdefault(form, found[kind])
        return found

    @cached_property
    def kind_firsts(self) -> frozenset[str]:
        """The first words of `kinds`."""
        return frozenset(form.split()[0] for form in self.kinds if form)

    @cached_property
    def landmark_firsts(self) -> frozenset[str]:
        """The first words of all names and kinds."""
        return self.kind_firsts.union(self.landmarks.firsts)

    @cached_property
    def long_landmarks(self) -> dict[str, list[Named]]:
        """Landmarks of two words and more by their first letter, for near misses."""
        return grouped(
            (named.words[0][0], named)
            for named in self.landmarks.names
            if len(named.words) > 1 and len(" ".join(named.words)) >= 8
        )

    # ------------------------------------------------------------------ persons and permits

    @cached_property
    def last_names(self) -> Mapping[str, Sequence[Person]]:
        """The persons of more names than one by the last."""
        return self._tables.of("last_names", self.site)

    @cached_property
    def permits(self) -> Mapping[str, Sequence[Permit]]:
        """The permits by bare plate."""
        return self._tables.of("permits", self.site)

    def _names(self, kind: RegistryKind, row: Building | Landmark) -> Iterable[Named]:
        for name in (row.name, *row.aliases):
            words, alias = words_of(name), name != row.name
            yield Named(kind, row.id, row.site_id, self.site.client_id, row.name, words, alias, row.row)


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


def building_key(name: str) -> str:
    """What tells a building from its neighbours: "C" of "Building C", "east" of "East Building"."""
    kept = [word for word in words_of(name) if word not in words_of_kind().building_generic]
    return " ".join(kept)
