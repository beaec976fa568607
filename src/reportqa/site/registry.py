"""The site registry in memory: who owns what, looked up by id, by site and by plate.

Built once, then only read: it can be shared between threads and pickled to workers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from reportqa.model.site import (
    AlarmAccount,
    Building,
    Client,
    Fence,
    Landmark,
    Permit,
    Person,
    Post,
    Shift,
    Site,
    Space,
    Unit,
)
from reportqa.site.registry_files import RowProblem

__all__ = ["RegistryRows", "RowProblem", "SiteRegistry", "bare_plate"]

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class RegistryRows:
    """All rows of a registry, as they were read; what a `SiteRegistry` is made of."""

    clients: tuple[Client, ...] = ()
    sites: tuple[Site, ...] = ()
    buildings: tuple[Building, ...] = ()
    units: tuple[Unit, ...] = ()
    spaces: tuple[Space, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    persons: tuple[Person, ...] = ()
    permits: tuple[Permit, ...] = ()
    fences: tuple[Fence, ...] = ()
    posts: tuple[Post, ...] = ()
    shifts: tuple[Shift, ...] = ()
    accounts: tuple[AlarmAccount, ...] = ()
    problems: tuple[RowProblem, ...] = field(default=())


class SiteRegistry:
    """Rows by id and by site. Unknown ids answer None or an empty tuple, never an error."""

    __slots__ = (
        "_accounts",
        "_by_id",
        "_by_site",
        "_fences",
        "_officers",
        "_plates",
        "_rows",
        "_shifts_by",
    )

    def __init__(self, rows: RegistryRows) -> None:
        self._rows = rows
        self._by_id: dict[str, dict[str, object]] = {
            name: {row.id: row for row in getattr(rows, name)}
            for name in (
                "clients", "sites", "buildings", "units", "spaces",
                "landmarks", "persons", "permits", "posts", "shifts",
            )
        }  # fmt: skip
        self._by_site: dict[str, dict[str, tuple[object, ...]]] = {
            name: _grouped(getattr(rows, name))
            for name in ("buildings", "units", "spaces", "landmarks", "persons", "permits")
        }
        shifts: dict[str, list[object]] = {}
        for shift in rows.shifts:
            for site_id in shift.site_ids:
                shifts.setdefault(site_id, []).append(shift)
        self._by_site["shifts"] = {key: tuple(value) for key, value in shifts.items()}
        self._officers = tuple(person for person in rows.persons if person.role == "officer")
        self._shifts_by: dict[str, list[Shift]] = {}
        for shift in rows.shifts:
            if shift.officer_id:
                self._shifts_by.setdefault(shift.officer_id, []).append(shift)
        self._fences = {fence.site_id: fence for fence in rows.fences}
        self._accounts = {account.account: account for account in rows.accounts}
        plates: dict[str, tuple[Permit, ...]] = {}
        for permit in rows.permits:
            key = bare_plate(permit.plate)
            plates[key] = (*plates.get(key, ()), permit)
        self._plates = plates

    @classmethod
    def load(cls, folder: str | Path, *, strict: bool = False) -> SiteRegistry:
        """The registry of a folder of CSV, JSON and GeoJSON files.

        Bad rows become `problems` and do not stop the rest. Raises RegistryError when there is no such
        folder, and with `strict` at the first bad row.
        """
        from reportqa.site.registry_load import load_rows

        return cls(load_rows(Path(folder), strict=strict))

    @classmethod
    def empty(cls) -> SiteRegistry:
        """A registry of nothing, for use without one."""
        return cls(RegistryRows())

    @property
    def given(self) -> bool:
        """Whether there is any site at all."""
        return bool(self._rows.sites)

    @property
    def rows(self) -> RegistryRows:
        """All rows as read."""
        return self._rows

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """Rows that were passed over, and columns that nobody reads, in file order."""
        return self._rows.problems

    @property
    def clients(self) -> tuple[Client, ...]:
        return self._rows.clients

    @property
    def sites(self) -> tuple[Site, ...]:
        return self._rows.sites

    @property
    def buildings(self) -> tuple[Building, ...]:
        return self._rows.buildings

    @property
    def units(self) -> tuple[Unit, ...]:
        return self._rows.units

    @property
    def spaces(self) -> tuple[Space, ...]:
        return self._rows.spaces

    @property
    def landmarks(self) -> tuple[Landmark, ...]:
        return self._rows.landmarks

    @property
    def persons(self) -> tuple[Person, ...]:
        return self._rows.persons

    @property
    def permits(self) -> tuple[Permit, ...]:
        return self._rows.permits

    @property
    def fences(self) -> tuple[Fence, ...]:
        return self._rows.fences

    @property
    def posts(self) -> tuple[Post, ...]:
        return self._rows.posts

    @property
    def shifts(self) -> tuple[Shift, ...]:
        return self._rows.shifts

    @property
    def accounts(self) -> tuple[AlarmAccount, ...]:
        return self._rows.accounts

    @property
    def officers(self) -> tuple[Person, ...]:
        """The guard company's own people."""
        return self._officers

    def client(self, client_id: str | None) -> Client | None:
        return self._one("clients", client_id, Client)

    def site(self, site_id: str | None) -> Site | None:
        return self._one("sites", site_id, Site)

    def building(self, building_id: str | None) -> Building | None:
        return self._one("buildings", building_id, Building)

    def unit(self, unit_id: str | None) -> Unit | None:
        return self._one("units", unit_id, Unit)

    def space(self, space_id: str | None) -> Space | None:
        return self._one("spaces", space_id, Space)

    def landmark(self, landmark_id: str | None) -> Landmark | None:
        return self._one("landmarks", landmark_id, Landmark)

    def person(self, person_id: str | None) -> Person | None:
        return self._one("persons", person_id, Person)

    def permit(self, permit_id: str | None) -> Permit | None:
        return self._one("permits", permit_id, Permit)

    def post(self, post_id: str | None) -> Post | None:
        return self._one("posts", post_id, Post)

    def shift(self, shift_id: str | None) -> Shift | None:
        return self._one("shifts", shift_id, Shift)

    def account(self, account: str | None) -> AlarmAccount | None:
        """The alarm account of that number, as written."""
        return self._accounts.get(account) if account else None

    def buildings_of(self, site: str | Site | None) -> tuple[Building, ...]:
        return self._of("buildings", site, Building)

    def units_of(self, site: str | Site | None) -> tuple[Unit, ...]:
        return self._of("units", site, Unit)

    def spaces_of(self, site: str | Site | None) -> tuple[Space, ...]:
        return self._of("spaces", site, Space)

    def landmarks_of(self, site: str | Site | None) -> tuple[Landmark, ...]:
        return self._of("landmarks", site, Landmark)

    def persons_of(self, site: str | Site | None) -> tuple[Person, ...]:
        """Residents, staff, contacts and banned persons of one site; officers belong to none."""
        return self._of("persons", site, Person)

    def permits_of(self, site: str | Site | None) -> tuple[Permit, ...]:
        return self._of("permits", site, Permit)

    def shifts_of(self, site: str | Site | None) -> tuple[Shift, ...]:
        """The shifts whose post covers the site, in the order of the roster."""
        return self._of("shifts", site, Shift)

    def shifts_by(self, officer_id: str) -> tuple[Shift, ...]:
        """The shifts of one officer, in the order of the roster."""
        return tuple(self._shifts_by.get(officer_id, ()))

    def posts_of(self, site: str | Site | None) -> tuple[Post, ...]:
        key = _key(site)
        return tuple(post for post in self._rows.posts if key in post.site_ids)

    def accounts_of(self, site: str | Site | None) -> tuple[AlarmAccount, ...]:
        key = _key(site)
        return tuple(account for account in self._rows.accounts if account.site_id == key)

    def fence_of(self, site: str | Site | None) -> Fence | None:
        key = _key(site)
        return self._fences.get(key) if key else None

    def sites_of(self, client_id: str | None) -> tuple[Site, ...]:
        return tuple(site for site in self._rows.sites if site.client_id == client_id)

    def permits_with(self, plate: str) -> tuple[Permit, ...]:
        """All permits of one plate, over all sites; the plate as written, any spacing or case."""
        return self._plates.get(bare_plate(plate), ())

    @property
    def plates(self) -> Mapping[str, tuple[Permit, ...]]:
        """All permits by bare plate, over all sites."""
        return MappingProxyType(self._plates)

    def _one(self, kind: str, key: str | None, what: type[T]) -> T | None:
        row = self._by_id[kind].get(key) if key else None
        return row if isinstance(row, what) else None

    def _of(self, kind: str, site: str | Site | None, what: type[T]) -> tuple[T, ...]:
        key = _key(site)
        return self._by_site[kind].get(key, ()) if key else ()  # type: ignore[return-value]


def bare_plate(plate: str) -> str:
    """A plate as letters and digits only, in capitals."""
    return "".join(char for char in plate.upper() if char.isalnum())


def _key(site: str | Site | None) -> str | None:
    return site.id if isinstance(site, Site) else site


def _grouped(rows: Iterable[object]) -> dict[str, tuple[object, ...]]:
    groups: dict[str, list[object]] = {}
    for row in rows:
        site_id = getattr(row, "site_id", None)
        if site_id:
            groups.setdefault(site_id, []).append(row)
    return {key: tuple(value) for key, value in groups.items()}
