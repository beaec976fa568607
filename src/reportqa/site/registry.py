"""The site registry: who owns what, looked up by id, by site and by plate.

Built once, then only read: it can be shared between threads and sent to workers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

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
from reportqa.site.flat import FlatFile, is_flat
from reportqa.site.row_problems import RowProblem
from reportqa.site.store import KINDS, MemoryStore, Store, bare_plate

T = TypeVar("T")

__all__ = ["RegistryRows", "RowProblem", "SiteRegistry", "bare_plate"]


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
    """Rows by id and by site. Unknown ids answer None or an empty tuple, never an error.

    The rows lie in memory, or in a compiled index, whose `flat` file also holds what matching looks up
    over all sites. Both answer the same.
    """

    __slots__ = ("_problems", "_store", "flat")

    def __init__(self, rows: RegistryRows) -> None:
        self.flat: FlatFile | None = None
        self._store: Store = MemoryStore({kind: getattr(rows, kind) for kind in KINDS})
        self._problems = rows.problems

    @classmethod
    def load(
        cls, place: str | Path, *, chart: str | Path | None = None, strict: bool = False
    ) -> SiteRegistry:
        """The registry at a folder, an .xlsx workbook, a database's URL or a compiled index.

        Bad rows become `problems` and do not stop the rest. `chart` is an import map. Raises RegistryError
        when there is no such registry, and with `strict` at the first bad row.
        """
        if is_flat(place):
            return cls.compiled(Path(place), strict=strict)
        from reportqa.site.registry_load import load_rows

        return cls(load_rows(place, chart=chart, strict=strict))

    @classmethod
    def compiled(cls, path: Path, *, strict: bool = False) -> SiteRegistry:
        """The registry of a compiled index, memory-mapped; its problems are those of building it.

        One that is older than the folder it was built from has a problem that says so.
        """
        from reportqa.site.flat_store import FlatStore, stale

        made = cls.__new__(cls)
        made.flat = FlatFile(path)
        made._store = FlatStore(made.flat)
        made._problems = (*stale(made.flat, strict=strict), *made.flat.problems)
        return made

    @classmethod
    def empty(cls) -> SiteRegistry:
        """A registry of nothing, for use without one."""
        return cls(RegistryRows())

    @classmethod
    def configured(cls, place: str | Path | None, chart: Path | None = None) -> SiteRegistry:
        """The registry that a configuration names; that of nothing where it names none."""
        return cls.load(place, chart=chart) if place is not None else cls.empty()

    def __reduce__(self) -> tuple[Any, ...]:
        if self.flat is not None:
            return (SiteRegistry.compiled, (self.flat.path,))
        return (SiteRegistry, (self.rows,))

    @property
    def given(self) -> bool:
        """Whether there is any site at all."""
        return self._store.count("sites") > 0

    def count(self, kind: str) -> int:
        """How many rows of a kind there are, without reading them."""
        return self._store.count(kind)

    @property
    def rows(self) -> RegistryRows:
        """All rows as read."""
        return RegistryRows(**{kind: self._store.all(kind) for kind in KINDS}, problems=self._problems)

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """Rows that were passed over, and columns that nobody reads, in file order."""
        return self._problems

    @property
    def clients(self) -> tuple[Client, ...]:
        return self._store.all("clients")

    @property
    def sites(self) -> tuple[Site, ...]:
        return self._store.all("sites")

    @property
    def buildings(self) -> tuple[Building, ...]:
        return self._store.all("buildings")

    @property
    def units(self) -> tuple[Unit, ...]:
        return self._store.all("units")

    @property
    def spaces(self) -> tuple[Space, ...]:
        return self._store.all("spaces")

    @property
    def landmarks(self) -> tuple[Landmark, ...]:
        return self._store.all("landmarks")

    @property
    def persons(self) -> tuple[Person, ...]:
        return self._store.all("persons")

    @property
    def permits(self) -> tuple[Permit, ...]:
        return self._store.all("permits")

    @property
    def fences(self) -> tuple[Fence, ...]:
        return self._store.all("fences")

    @property
    def posts(self) -> tuple[Post, ...]:
        return self._store.all("posts")

    @property
    def shifts(self) -> tuple[Shift, ...]:
        return self._store.all("shifts")

    @property
    def accounts(self) -> tuple[AlarmAccount, ...]:
        return self._store.all("accounts")

    @property
    def officers(self) -> tuple[Person, ...]:
        """The guard company's own people."""
        return self._store.found("persons", "role", "officer")

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
        return self._one("accounts", account, AlarmAccount)

    def buildings_of(self, site: str | Site | None) -> tuple[Building, ...]:
        return self._of("buildings", site)

    def units_of(self, site: str | Site | None) -> tuple[Unit, ...]:
        return self._of("units", site)

    def spaces_of(self, site: str | Site | None) -> tuple[Space, ...]:
        return self._of("spaces", site)

    def landmarks_of(self, site: str | Site | None) -> tuple[Landmark, ...]:
        return self._of("landmarks", site)

    def persons_of(self, site: str | Site | None) -> tuple[Person, ...]:
        """Residents, staff, contacts and banned persons of one site; officers belong to none."""
        return self._of("persons", site)

    def permits_of(self, site: str | Site | None) -> tuple[Permit, ...]:
        return self._of("permits", site)

    def shifts_of(self, site: str | Site | None) -> tuple[Shift, ...]:
        """The shifts whose post covers the site, in the order of the roster."""
        return self._of("shifts", site)

    def shifts_by(self, officer_id: str) -> tuple[Shift, ...]:
        """The shifts of one officer, in the order of the roster."""
        return self._store.found("shifts", "officer", officer_id)

    def posts_of(self, site: str | Site | None) -> tuple[Post, ...]:
        return self._of("posts", site)

    def accounts_of(self, site: str | Site | None) -> tuple[AlarmAccount, ...]:
        return self._of("accounts", site)

    def fence_of(self, site: str | Site | None) -> Fence | None:
        found = self._of("fences", site)
        return found[0] if found else None

    def sites_of(self, client_id: str | None) -> tuple[Site, ...]:
        return self._store.found("sites", "client", client_id) if client_id else ()

    def sites_with_id(self, site_id: str) -> tuple[Site, ...]:
        """The sites of that id, in any case of letters."""
        return self._store.found("sites", "low", site_id.lower())

    def permits_with(self, plate: str) -> tuple[Permit, ...]:
        """All permits of one plate, over all sites; the plate as written, any spacing or case."""
        return self._store.found("permits", "plate", bare_plate(plate))

    def _one(self, kind: str, key: str | None, what: type[T]) -> T | None:
        found: tuple[T, ...] = self._store.found(kind, "id", key) if key else ()
        return found[0] if found else None

    def _of(self, kind: str, site: str | Site | None) -> tuple[Any, ...]:
        key = site.id if isinstance(site, Site) else site
        return self._store.found(kind, "site", key) if key else ()
