"""The rows of one site by what a text gives of them: units by number, persons by last name, permits by plate.

The same keys serve dictionaries that are made from the rows and the tables of a compiled file, where only
the rows that a text asks for are ever made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from reportqa.link.text import stem, tokens
from reportqa.model.site import Site
from reportqa.site.registry import SiteRegistry, bare_plate

K = TypeVar("K")
T = TypeVar("T")

_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})


@dataclass(frozen=True, slots=True)
class Table:
    """The kind of the rows, and the key of a row; a row whose key is None is in no table.

    With a `group`, the rows of each group have a table of their own.
    """

    kind: str
    key: Callable[[Any], str | None]
    group: Callable[[Any], str | None] | None = None

    def of(self, rows: Iterable[tuple[Any, T]]) -> dict[str, Any]:
        """What stands for each row, by the row's key, within its group where there are groups."""
        if self.group is None:
            return grouped((self.key(row), value) for row, value in rows)
        groups = grouped((self.group(row), (row, value)) for row, value in rows)
        return {name: grouped((self.key(row), value) for row, value in here) for name, here in groups.items()}


class Tables(Protocol):
    """The tables of every site; an unknown site's are empty."""

    def of(self, name: str, site: Site) -> Mapping[str, Any]:
        """One of TABLES for one site; the rows of a key in the registry's order."""


class MemoryTables:
    """Made from the rows of a registry in memory."""

    def __init__(self, registry: SiteRegistry) -> None:
        self._rows: Mapping[str, Callable[[Site], Sequence[Any]]] = {
            "units": registry.units_of,
            "spaces": registry.spaces_of,
            "persons": registry.persons_of,
            "permits": registry.permits_of,
        }

    def of(self, name: str, site: Site) -> Mapping[str, Any]:
        """One of TABLES for one site."""
        table = TABLES[name]
        return table.of((row, row) for row in self._rows[table.kind](site))


class NumberedRows(Mapping[str, Sequence[T]]):
    """Rows by key that are known by their numbers, and made when their key is asked for."""

    def __init__(
        self,
        numbers: Mapping[str, int | Sequence[int]],
        first: int,
        make: Callable[[Sequence[int]], Sequence[T]],
    ) -> None:
        self._numbers, self._first, self._make = numbers, first, make
        self._made: dict[str, Sequence[T]] = {}

    def __getitem__(self, key: str) -> Sequence[T]:
        made = self._made.get(key)
        if made is None:
            told = self._numbers[key]
            numbers = (told,) if isinstance(told, int) else told
            made = self._made[key] = self._make([self._first + number for number in numbers])
        return made

    def __contains__(self, key: object) -> bool:
        return key in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def words_of(text: str) -> tuple[str, ...]:
    """A name as the words that a text would show, in small letters without possessives."""
    if text.isascii() and text.replace(" ", "").isalnum():
        return tuple(text.lower().split())
    return tuple(stem(token.low) for token in tokens(text))


def unit_key(number: str) -> str:
    """A unit or space number as capitals and digits, without zeros in front of a plain number."""
    upper = number.upper()
    bare = upper if upper.isalnum() else "".join(char for char in upper if char.isalnum())
    return bare.lstrip("0") or bare if bare.isdigit() else bare


def name_words(name: str) -> tuple[str, ...]:
    """A person's name as words, first name first, without Jr and the like."""
    last, comma, first = name.partition(",")
    words = words_of(f"{first} {last}" if comma else name)
    return tuple(word for word in words if word not in _GENERATIONS)


def last_name(name: str) -> str | None:
    """The last of several names; None for a single one, which may be a first name."""
    words = name_words(name)
    return words[-1] if len(words) > 1 else None


def grouped(pairs: Iterable[tuple[K | None, T]]) -> dict[K, list[T]]:
    """The values by key, in order; what has no key is left out."""
    table: dict[K, list[T]] = {}
    for key, row in pairs:
        if key is not None:
            table.setdefault(key, []).append(row)
    return table


TABLES: Mapping[str, Table] = {
    "units": Table("units", lambda row: unit_key(row.number)),
    "units_in": Table("units", lambda row: unit_key(row.number), lambda row: row.building_id),
    "spaces": Table("spaces", lambda row: unit_key(row.number)),
    "last_names": Table("persons", lambda row: last_name(row.name)),
    "permits": Table("permits", lambda row: bare_plate(row.plate)),
}
