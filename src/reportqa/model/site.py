"""What a client owns: rows of the site registry as values. Ids are the client's own, unique per kind.

`valid_from`/`valid_to` are inclusive dates in the site's own calendar; None is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class RegistryKind(StrEnum):
    """The kinds of registry rows that a text can name."""

    CLIENT = "client"
    SITE = "site"
    ADDRESS = "address"
    BUILDING = "building"
    UNIT = "unit"
    SPACE = "space"
    LANDMARK = "landmark"
    PERSON = "person"
    PERMIT = "permit"
    POST = "post"


@dataclass(frozen=True, kw_only=True, slots=True)
class RowRef:
    """Where a registry row came from, for people: `units.csv:41`."""

    file: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """A company that buys guarding."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    row: RowRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A street address or range of a site; `number_to` and `parity` ("odd", "even") make it a range."""

    number: str
    street: str
    number_to: str | None = None
    parity: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None

    def __str__(self) -> str:
        number = f"{self.number}-{self.number_to}" if self.number_to else self.number
        return f"{number} {self.street}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """A guarded place. Position in degrees, WGS 84; `radius_m` stands in for a missing fence."""

    id: str
    client_id: str
    name: str
    timezone: str
    addresses: tuple[Address, ...] = ()
    aliases: tuple[str, ...] = ()
    kind: str | None = None  # residential, campus, hospital, retail, office, industrial …
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    row: RowRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Building:
    """A building of a site; `floors` counts storeys above ground."""

    id: str
    site_id: str
    name: str
    aliases: tuple[str, ...] = ()
    address: Address | None = None
    floors: int | None = None
    row: RowRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """An apartment, suite or room."""

    id: str
    site_id: str
    number: str
    building_id: str | None = None
    floor: int | None = None
    row: RowRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Space:
    """A parking space; `unit_id` says to whom it belongs."""

    id: str
    site_id: str
    number: str
    unit_id: str | None = None
    area: str | None = None
    row: RowRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Landmark:
    """A named or generic spot: pool, gate, dumpster. Two rows of one `kind` make "the pool" ambiguous."""

    id: str
    site_id: str
    name: str
    kind: str | None = None
    aliases: tuple[str, ...] = ()
    building_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    row: RowRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A known person; `role` is resident, staff, contact, officer or banned."""

    id: str
    name: str
    role: str
    site_id: str | None = None
    unit_id: str | None = None
    badge: str | None = None
    phone: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    row: RowRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Permit:
    """A vehicle permit."""

    id: str
    site_id: str
    plate: str
    state: str | None = None
    unit_id: str | None = None
    person_id: str | None = None
    space_id: str | None = None
    color: str | None = None
    make: str | None = None
    model: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    row: RowRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Fence:
    """A polygon with holes, rings of (longitude, latitude) in degrees, closed or not."""

    site_id: str
    outer: tuple[tuple[float, float], ...]
    holes: tuple[tuple[tuple[float, float], ...], ...] = ()
    row: RowRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """A place or route that is staffed; a patrol route lists its sites in order."""

    id: str
    name: str
    site_ids: tuple[str, ...]
    row: RowRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Shift:
    """One officer at one post from `start` to `end`, timezone-aware. It belongs to the date of `start`."""

    id: str
    post_id: str
    site_ids: tuple[str, ...]
    officer_id: str | None
    officer: str | None
    start: datetime
    end: datetime
    clock_in: datetime | None = None
    clock_out: datetime | None = None
    row: RowRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmAccount:
    """A central-station account and the site it protects; zones as (number, description)."""

    account: str
    site_id: str
    zones: tuple[tuple[str, str], ...] = ()
    row: RowRef | None = None
