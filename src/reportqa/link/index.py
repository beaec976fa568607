"""What is looked for in a text, prepared once: one index for each site, and rows as matching needs them."""

from __future__ import annotations

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
from reportqa.site.registry import SiteRegistry, bare_plate

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


def site_index(registry: SiteRegistry, site: Site) -> SiteIndex:
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


def _add(table: dict[str, list[T]], key: str, row: T) -> None:
    if key and row not in table.setdefault(key, []):
        table[key].append(row)
