"""What is odd in a registry whose rows are each right: the same door twice, fences that overlap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from reportqa.model.site import Fence, Permit, Person, RowRef, Space, Unit
from reportqa.site.registry import RowProblem, SiteRegistry, bare_plate

T = TypeVar("T")

# Fences drawn by hand along one street touch; only a shared area above this share of the smaller is odd.
OVERLAP_SHARE = 0.02


def problems(registry: SiteRegistry) -> tuple[RowProblem, ...]:
    """All that a person should look at, the bad rows of loading first."""
    return (
        *registry.problems,
        *_twice_named(registry),
        *_same_doors(registry),
        *_same_units(registry),
        *_no_such_floors(registry),
        *_same_spaces(registry),
        *_same_badges(registry),
        *_shared_plates(registry),
        *_loose_permits(registry),
        *_split_permits(registry),
        *_nowhere(registry),
        *_overlaps(registry),
    )


def stats(registry: SiteRegistry) -> dict[str, int]:
    """How many rows of each kind there are, in the order of the files."""
    count = registry.count
    return {
        "clients": count("clients"),
        "sites": count("sites"),
        "addresses": sum(len(site.addresses) for site in registry.sites),
        "buildings": count("buildings"),
        "units": count("units"),
        "spaces": count("spaces"),
        "landmarks": count("landmarks"),
        "persons": count("persons"),
        "permits": count("permits"),
        "fences": count("fences"),
        "posts": count("posts"),
        "shifts": count("shifts"),
        "alarm_accounts": count("accounts"),
    }


def _again(group: Sequence[Unit | Space | Person], column: str, what: str) -> RowProblem:
    """The last row of several that should be one, with the line of the first."""
    first = group[0].row
    return _at(group[-1].row, column, f"{what} (first in line {first.line})" if first else what)


def _at(row: RowRef | None, column: str | None, message: str) -> RowProblem:
    return RowProblem(
        file=row.file if row else "", line=row.line if row else 0, column=column, message=message, notice=True
    )


def _groups(rows: Iterable[T], key: Callable[[T], object]) -> Iterator[list[T]]:
    found: dict[object, list[T]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return (group for group in found.values() if len(group) > 1)


def _twice_named(registry: SiteRegistry) -> Iterator[RowProblem]:
    names = [(name.lower(), site) for site in registry.sites for name in (site.name, *site.aliases)]
    for group in _groups(names, lambda item: item[0]):
        if len({site.id for _, site in group}) > 1:
            ids = ", ".join(sorted({site.id for _, site in group}))
            yield _at(group[-1][1].row, "name", f"sites {ids} share a name or alias")


def _same_doors(registry: SiteRegistry) -> Iterator[RowProblem]:
    doors = [
        ((str(a).lower(), (a.city or "").lower()), site) for site in registry.sites for a in site.addresses
    ]
    for group in _groups(doors, lambda item: item[0]):
        if len({site.id for _, site in group}) > 1:
            ids = ", ".join(sorted({site.id for _, site in group}))
            shown = group[-1][0][0].title()
            yield _at(group[-1][1].row, None, f"sites {ids} have one address, {shown}")


def _same_units(registry: SiteRegistry) -> Iterator[RowProblem]:
    def key(unit: Unit) -> object:
        return unit.site_id, unit.building_id, unit.number.lower()

    for group in _groups(registry.units, key):
        yield _again(group, "number", "the building has two units of this number")


def _no_such_floors(registry: SiteRegistry) -> Iterator[RowProblem]:
    floors = {building.id: building.floors for building in registry.buildings}
    for unit in registry.units:
        highest = floors.get(unit.building_id or "")
        if unit.floor is not None and highest is not None and unit.floor > highest:
            yield _at(unit.row, "floor", f"floor {unit.floor} of a building of {highest}")


def _same_spaces(registry: SiteRegistry) -> Iterator[RowProblem]:
    def key(space: Space) -> object:
        return space.site_id, (space.area or "").lower(), space.number.lower()

    for group in _groups(registry.spaces, key):
        yield _again(group, "number", "the area has two spaces of this number")


def _same_badges(registry: SiteRegistry) -> Iterator[RowProblem]:
    badged = [person for person in registry.persons if person.badge]
    for group in _groups(badged, lambda person: (person.badge or "").lower()):
        yield _again(group, "badge", "two persons have this badge")


def _split_permits(registry: SiteRegistry) -> Iterator[RowProblem]:
    homes = {person.id: person.unit_id for person in registry.persons}
    for permit in registry.permits:
        home = homes.get(permit.person_id or "")
        if home is not None and permit.unit_id is not None and home != permit.unit_id:
            yield _at(permit.row, "person_id", "the person lives in another unit than the permit's")


def _shared_plates(registry: SiteRegistry) -> Iterator[RowProblem]:
    for permits in _groups(registry.permits, lambda permit: bare_plate(permit.plate)):
        for at, permit in enumerate(permits):
            other = next((p for p in permits[:at] if _differ(p, permit) and _meet(p, permit)), None)
            if other is not None:
                whose = "two units" if other.unit_id != permit.unit_id else "two residents"
                line = f"; the first is in line {other.row.line}" if other.row else ""
                yield _at(permit.row, "plate", f"{whose} have a permit for one plate at one time{line}")


def _differ(one: Permit, two: Permit) -> bool:
    persons = one.person_id is not None and two.person_id is not None and one.person_id != two.person_id
    return one.unit_id != two.unit_id or persons


def _meet(one: Permit, two: Permit) -> bool:
    def first(permit: Permit) -> date:
        return permit.valid_from or date.min

    def last(permit: Permit) -> date:
        return permit.valid_to or date.max

    return first(one) <= last(two) and first(two) <= last(one)


def _loose_permits(registry: SiteRegistry) -> Iterator[RowProblem]:
    for permit in registry.permits:
        if permit.unit_id is None and permit.person_id is None and permit.space_id is None:
            yield _at(permit.row, "unit_id", "the permit belongs to no unit, person or space")


def _nowhere(registry: SiteRegistry) -> Iterator[RowProblem]:
    for site in registry.sites:
        if not site.addresses and not any(b.address for b in registry.buildings_of(site)):
            yield _at(site.row, None, "the site has no address")
        if site.lat is None and registry.fence_of(site) is None:
            yield _at(site.row, "lat", "the site has neither a position nor a fence")


def _overlaps(registry: SiteRegistry) -> Iterator[RowProblem]:
    if len(registry.fences) < 2:
        return
    from shapely import Polygon, STRtree, make_valid

    shapes = [make_valid(Polygon(fence.outer, fence.holes)) for fence in registry.fences]
    tree = STRtree(shapes)
    for at, shape in enumerate(shapes):
        for other in sorted(int(index) for index in tree.query(shape, predicate="intersects")):
            if other <= at:
                continue
            shared = shape.intersection(shapes[other]).area
            if shared > OVERLAP_SHARE * min(shape.area, shapes[other].area):
                yield _overlap(registry.fences[other], registry.fences[at])


def _overlap(fence: Fence, other: Fence) -> RowProblem:
    return _at(fence.row, None, f"the fences of {fence.site_id} and {other.site_id} overlap")
