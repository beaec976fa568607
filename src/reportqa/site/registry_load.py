"""Turns the tables of a registry into rows that fit together.

The order matters: clients before sites, sites before what stands on them. A row that names something
unknown (an orphan) is a problem and is left out, or keeps its other columns where it still has a use.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from reportqa.errors import RegistryError
from reportqa.model.site import (
    Address,
    AlarmAccount,
    Building,
    Client,
    Fence,
    Landmark,
    Permit,
    Person,
    Post,
    RowRef,
    Shift,
    Site,
    Space,
    Unit,
)
from reportqa.resources import is_url, shown
from reportqa.site.import_map import NAME, ImportMap
from reportqa.site.registry import RegistryRows
from reportqa.site.registry_rows import rows
from reportqa.site.row_problems import Problems
from reportqa.site.rows import SCHEMAS, Row
from reportqa.site.sources import Source, open_source

T = TypeVar("T")


def load_rows(place: str | Path, *, chart: str | Path | None = None, strict: bool = False) -> RegistryRows:
    """All rows of a folder, workbook or database.

    `chart` is an import map; a folder's own `import.toml` counts where none is named. Raises RegistryError
    where there is no such registry or it has no table of sites.
    """
    own = None if is_url(place) else Path(place) / NAME
    if chart is None and own is not None and own.is_file():
        chart = own
    source = open_source(place)
    try:
        loader = _Loader(
            source, ImportMap.load(Path(chart)) if chart else ImportMap(), Problems(strict=strict)
        )
        if not loader.any_sites():
            raise RegistryError(
                "the registry has no sites",
                where=shown(place),
                remedy="Add sites.csv with id, client_id, name, or a sheet or table of that name",
            )
        return loader.load()
    finally:
        source.close()


class _Loader:
    def __init__(self, source: Source, chart: ImportMap, problems: Problems) -> None:
        self.source = source
        self.chart = chart
        self.problems = problems
        self.schemas: dict[str, type[Row]] = dict(SCHEMAS)
        self.site_ids: set[str] = set()

    def any_sites(self) -> bool:
        """Whether there is a table of sites, good or bad."""
        silent = Problems(strict=False)
        return any(
            True for mapped in self.chart.of("sites") for _ in self.source.tables(mapped.source, silent)
        )

    def load(self) -> RegistryRows:
        clients = self.keyed("clients", lambda ref, r: Client(row=ref, **r.model_dump()))
        sites = self.sites(clients)
        self.site_ids = set(sites)
        buildings = self.keyed("buildings", self.building)
        units = self.keyed("units", lambda ref, r: self.on_site(ref, r, Unit, building_id=buildings))
        unit_refs = {"unit_id": units}
        spaces = self.keyed("spaces", lambda ref, r: self.on_site(ref, r, Space, **unit_refs))
        landmarks = self.keyed(
            "landmarks", lambda ref, r: self.on_site(ref, r, Landmark, building_id=buildings)
        )
        persons = self.keyed("persons", lambda ref, r: self.on_site(ref, r, Person, **unit_refs))
        permits = self.keyed(
            "permits",
            lambda ref, r: self.on_site(ref, r, Permit, **unit_refs, person_id=persons, space_id=spaces),
        )
        posts = self.keyed("posts", self.post)
        shifts = self.keyed("shifts", lambda ref, r: self.shift(ref, r, posts, persons, sites))
        return RegistryRows(
            clients=tuple(clients.values()),
            sites=tuple(sites.values()),
            buildings=tuple(buildings.values()),
            units=tuple(units.values()),
            spaces=tuple(spaces.values()),
            landmarks=tuple(landmarks.values()),
            persons=tuple(persons.values()),
            permits=tuple(permits.values()),
            fences=self.fences(),
            posts=tuple(posts.values()),
            shifts=tuple(shifts.values()),
            accounts=self.accounts(),
            problems=tuple(self.problems.items),
        )

    def rows(self, stem: str) -> Any:
        return rows(self.source, self.chart, stem, self.schemas[stem], self.problems)

    def keyed(self, stem: str, make: Callable[[RowRef, Any], T | None]) -> dict[str, T]:
        """Rows by id; the first of two rows with one id stands."""
        found: dict[str, T] = {}
        for ref, row in self.rows(stem):
            if row.id in found:
                earlier = getattr(found[row.id], "row", None)
                seen = f" (first in line {earlier.line})" if earlier else ""
                self.problems.add(ref, "id", f"the id is used twice{seen}; this row was not read")
                continue
            made = make(ref, row)
            if made is not None:
                found[row.id] = made
        return found

    def on_site(self, ref: RowRef, row: Any, what: Callable[..., T], **known: dict[str, Any]) -> T | None:
        """A row of a known site; a column that names an unknown row of another file is emptied."""
        values = row.model_dump()
        site_id = values["site_id"]
        if site_id is None and values.get("role") != "officer":
            self.problems.add(ref, "site_id", "is empty; only officers belong to no site")
            return None
        if site_id is not None and site_id not in self.site_ids:
            self.problems.add(ref, "site_id", "names no site of sites; this row was not read")
            return None
        for column, others in known.items():
            other = others.get(values[column]) if values[column] is not None else None
            if values[column] is not None and (other is None or other.site_id != site_id):
                what_is = "names nothing that is known" if other is None else "belongs to another site"
                self.problems.add(ref, column, f"{what_is}; the column was not read")
                values[column] = None
        if values.get("valid_from") and values.get("valid_to") and values["valid_to"] < values["valid_from"]:
            self.problems.add(ref, "valid_to", "lies before valid_from; this row was not read")
            return None
        return what(row=ref, **values)

    def sites(self, clients: dict[str, Client]) -> dict[str, Site]:
        made = self.keyed("sites", lambda ref, r: self.site(ref, r, clients))
        addresses: dict[str, list[Address]] = {}
        for ref, row in self.rows("addresses"):
            if row.site_id not in made:
                self.problems.add(ref, "site_id", "names no site of sites; this row was not read")
                continue
            values = row.model_dump(exclude={"site_id"})
            address = Address(**values)
            if address in addresses.setdefault(row.site_id, []):
                self.problems.add(ref, None, "the address stands twice", notice=True)
                continue
            addresses[row.site_id].append(address)
        return {
            key: Site(
                **{name: getattr(site, name) for name in Site.__dataclass_fields__ if name != "addresses"},
                addresses=tuple(addresses.get(key, ())),
            )
            for key, site in made.items()
        }

    def site(self, ref: RowRef, row: Any, clients: dict[str, Client]) -> Site | None:
        if row.client_id not in clients:
            self.problems.add(ref, "client_id", "names no client of clients; this row was not read")
            return None
        if (row.lat is None) != (row.lon is None):
            self.problems.add(ref, "lat", "lat and lon must be given together; neither was read")
            row = row.model_copy(update={"lat": None, "lon": None})
        return Site(row=ref, **row.model_dump())

    def building(self, ref: RowRef, row: Any) -> Building | None:
        values = row.model_dump(exclude={"number", "street"})
        if row.site_id not in self.site_ids:
            self.problems.add(ref, "site_id", "names no site of sites; this row was not read")
            return None
        address = Address(number=row.number, street=row.street) if row.number and row.street else None
        return Building(row=ref, address=address, **values)

    def post(self, ref: RowRef, row: Any) -> Post | None:
        known = tuple(site_id for site_id in row.site_ids if site_id in self.site_ids)
        if len(known) < len(row.site_ids):
            self.problems.add(ref, "site_ids", "names a site that is not in sites; it was passed over")
        if not known:
            self.problems.add(ref, "site_ids", "names no known site; this row was not read")
            return None
        return Post(id=row.id, name=row.name, site_ids=known, row=ref)

    def shift(
        self,
        ref: RowRef,
        row: Any,
        posts: dict[str, Post],
        persons: dict[str, Person],
        sites: dict[str, Site],
    ) -> Shift | None:
        post = posts.get(row.post_id)
        if post is None:
            self.problems.add(ref, "post_id", "names no post of posts; this row was not read")
            return None
        officer = persons.get(row.officer_id) if row.officer_id else None
        if row.officer_id and officer is None:
            self.problems.add(ref, "officer_id", "names no person of persons; the id was kept")
        zone = ZoneInfo(sites[post.site_ids[0]].timezone)
        start, end, clock_in, clock_out = (
            _local(moment, zone) for moment in (row.start, row.end, row.clock_in, row.clock_out)
        )
        if start is None or end is None or end <= start:
            self.problems.add(ref, "end", "is not after start; this row was not read")
            return None
        return Shift(
            id=row.id,
            post_id=post.id,
            site_ids=post.site_ids,
            officer_id=row.officer_id,
            officer=officer.name if officer else None,
            start=start,
            end=end,
            clock_in=clock_in,
            clock_out=clock_out,
            row=ref,
        )

    def accounts(self) -> tuple[AlarmAccount, ...]:
        found: dict[str, AlarmAccount] = {}
        for ref, row in self.rows("alarm_accounts"):
            if row.site_id not in self.site_ids:
                self.problems.add(ref, "site_id", "names no site of sites; this row was not read")
            elif row.account in found:
                self.problems.add(ref, "account", "stands twice; this row was not read")
            else:
                zones = tuple(
                    (number.strip(), name.strip())
                    for number, _, name in (zone.partition("=") for zone in row.zones)
                )
                found[row.account] = AlarmAccount(
                    account=row.account, site_id=row.site_id, zones=zones, row=ref
                )
        return tuple(found.values())

    def fences(self) -> tuple[Fence, ...]:
        found: dict[str, Fence] = {}
        for fence in (*self.drawn_fences(), *self.listed_fences()):
            ref = fence.row or RowRef(file="fences", line=0)
            if fence.site_id not in self.site_ids:
                self.problems.add(ref, "site_id", "names no site of sites; the fence was not read")
            elif fence.site_id in found:
                self.problems.add(ref, "site_id", "the site has a fence already; this one was not read")
            elif any(len(set(ring)) < 3 for ring in (fence.outer, *fence.holes)):
                self.problems.add(ref, None, "a ring needs three corners or more; the fence was not read")
            else:
                found[fence.site_id] = fence
        return tuple(found.values())

    def listed_fences(self) -> list[Fence]:
        rings: dict[str, dict[int, list[tuple[int, float, float]]]] = {}
        refs: dict[str, RowRef] = {}
        for ref, row in self.rows("fences"):
            refs.setdefault(row.site_id, ref)
            rings.setdefault(row.site_id, {}).setdefault(row.ring, []).append((row.seq, row.lon, row.lat))
        made = []
        for site_id, numbered in rings.items():
            shapes = [tuple((lon, lat) for _, lon, lat in sorted(numbered[n])) for n in sorted(numbered)]
            if 0 not in numbered:
                self.problems.add(refs[site_id], "ring", "the outline, ring 0, is missing")
                continue
            made.append(Fence(site_id=site_id, outer=shapes[0], holes=tuple(shapes[1:]), row=refs[site_id]))
        return made

    def drawn_fences(self) -> list[Fence]:
        return [
            fence
            for mapped in self.chart.of("fences")
            for fence in self.source.shapes(
                mapped.source, mapped.columns.get("site_id", "site_id"), self.problems
            )
        ]


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=zone)
