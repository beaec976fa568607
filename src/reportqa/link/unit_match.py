"""Compares written units, spaces and buildings with those of a site, at the door told beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from reportqa.link import reasons as why
from reportqa.link.costs import KEPT, MAX_COST, SHOWN, cost_of, score_of
from reportqa.link.index import SiteIndex, building_key
from reportqa.link.tables import unit_key
from reportqa.link.text import unglyph
from reportqa.link.units import Written
from reportqa.model.links import LinkState
from reportqa.model.site import Building, Space, Unit

# Costs in edits, as those of addresses: look-alike letters, one edit, two (only at a known door), the
# right number in another building than the one told. Two candidates closer than TIE are equal.
GLYPH_COST, NEAR_COST, FAR_COST, MOVED_COST = 0.3, 1.0, 2.0, 1.2
TIE = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """A unit, space or building with what differs; `score` is 1 for the row itself."""

    row: Unit | Space | Building
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Door:
    """The buildings at the address told right before a unit, each with the cost of that address in edits."""

    costs: Mapping[str, float]
    reasons: Mapping[str, tuple[str, ...]]
    sure: bool


def find_units(
    index: SiteIndex,
    written: Written,
    building: Building | None = None,
    beside: bool = False,
    door: Door | None = None,
) -> tuple[LinkState, list[Found]]:
    """The units that a written number may mean.

    `building` is the one told nearest; `beside` that it stands right next to the number. With a `door`
    the units of its buildings are looked at first, errors of address and unit counting together.
    """
    key = unit_key(written.value)
    worded = (why.WORDED,) if written.worded else ()
    if door is not None:
        found = list(_at_door(index, key, worded, door))
        if found:
            return _decided(found, door.sure)
    exact = [Found(unit, 1.0, worded) for unit in index.units.get(key, ())]
    if not exact and building is not None:
        lettered = [
            Found(unit, score_of(cost), (*worded, *told))
            for unit, cost, told in _lettered(index, key, building)
        ]
        if lettered:
            return _decided(lettered, True)
    exact = exact or [Found(unit, 1.0, told) for unit, told in _otherwise(index, key)]
    if exact:
        return _in_building(exact, building, beside)
    found = [
        Found(unit, score_of(cost), told)
        for other, cost, told in near_keys(key, index.unit_keys)
        for unit in index.units[other]
        if not (building and beside and unit.building_id and unit.building_id != building.id)
    ]
    return _decided(found, False)


def _in_building(
    exact: list[Found], building: Building | None, beside: bool
) -> tuple[LinkState, list[Found]]:
    placed = [f for f in exact if isinstance(f.row, Unit) and f.row.building_id]
    here = [f for f in placed if building and isinstance(f.row, Unit) and f.row.building_id == building.id]
    if here:
        exact = here
    elif building and beside and len(placed) == len(exact):
        moved = [Found(f.row, score_of(MOVED_COST), (*f.reasons, why.OTHER_BUILDING)) for f in exact]
        return (LinkState.NEAR if len(moved) == 1 else LinkState.AMBIGUOUS), moved
    return (LinkState.EXACT if len(exact) == 1 else LinkState.AMBIGUOUS), exact


def _at_door(index: SiteIndex, key: str, worded: tuple[str, ...], door: Door) -> Iterable[Found]:
    pools = {name: index.units_in[name] for name in door.costs if name in index.units_in}
    here = [(unit, 0.0, worded) for pool in pools.values() for unit in pool.get(key, ())]
    here = here or [
        (unit, 0.0, told) for unit, told in _otherwise(index, key) if unit.building_id in door.costs
    ]
    here = here or [
        (unit, cost, (*worded, *told))
        for name in pools
        for unit, cost, told in _lettered(index, key, index.buildings[name])
    ]
    for unit, cost, told in here:
        at = unit.building_id or ""
        if cost + door.costs[at] <= MAX_COST:
            yield Found(unit, score_of(cost + door.costs[at]), (*door.reasons[at], *told))
    exact = {unit.id for unit, _, _ in here}
    known = tuple(dict.fromkeys(other for pool in pools.values() for other in pool))
    near = [
        (cost + door.costs[name], name, other, (*door.reasons[name], *told))
        for other, cost, told in near_keys(key, known, at_door=True)
        for name, pool in pools.items()
        if other in pool and cost + door.costs[name] <= MAX_COST
    ]
    # In a house of small numbers nearly every unit is near: only those that can be shown become rows.
    near.sort(key=lambda item: item[0])
    last = min(SHOWN if here and door.sure else KEPT, len(near)) - 1
    most = near[last][0] + TIE if near else 0.0
    for whole, name, other, told in near:
        if whole <= most or all(why.is_style(reason) for reason in told):
            for unit in pools[name][other]:
                if unit.id not in exact:
                    yield Found(unit, score_of(whole), told)


def find_spaces(index: SiteIndex, written: Written) -> tuple[LinkState, list[Found]]:
    """The parking spaces that a written number may mean."""
    key = unit_key(written.value)
    exact = [
        Found(space, 1.0, (why.WORDED,) if written.worded else ()) for space in index.spaces.get(key, ())
    ]
    if exact:
        return (LinkState.EXACT if len(exact) == 1 else LinkState.AMBIGUOUS), exact
    near = near_keys(key, tuple(index.spaces))
    found = [
        Found(space, score_of(cost), told) for other, cost, told in near for space in index.spaces[other]
    ]
    return _decided(found, False)


def find_buildings(index: SiteIndex, written: Written) -> tuple[LinkState, list[Found]]:
    """The buildings that a letter or number may mean; letters have no near misses."""
    found = [Found(row, 1.0) for row in index.building_keys.get(building_key(written.value), ())]
    if not found:
        return LinkState.UNKNOWN, []
    return (LinkState.EXACT if len(found) == 1 else LinkState.AMBIGUOUS), found


def known_unit(index: SiteIndex, key: str) -> bool:
    """Whether the site has a unit of just that number, or writes it with building or letter apart."""
    return key in index.units or any(True for _ in _otherwise(index, key))


def _otherwise(index: SiteIndex, key: str) -> Iterable[tuple[Unit, tuple[str, ...]]]:
    """B204 and 204B: the building's letter with the number, or the parts of a unit the other way round."""
    match = re.fullmatch(r"([A-Z]+)(\d+)|(\d+)([A-Z]+)", key)
    if not match:
        return
    letters, digits = match.group(1) or match.group(4), match.group(2) or match.group(3)
    swapped = unit_key(digits + letters if match.group(1) else letters + digits)
    if swapped in index.units:
        for unit in index.units[swapped]:
            yield unit, (why.SWAPPED_PARTS,)
        return
    buildings = {b.id for b in index.building_keys.get(letters.lower(), ())}
    for unit in index.units.get(unit_key(digits), ()):
        if unit.building_id in buildings:
            yield unit, (why.WITH_BUILDING,)


def _lettered(
    index: SiteIndex, key: str, building: Building
) -> Iterable[tuple[Unit, float, tuple[str, ...]]]:
    """107 of Building D, where it is D107: the letter goes without saying."""
    letter, digits = building_key(building.name).upper(), unglyph(key)
    if not digits.isdecimal() or len(letter) != 1:
        return
    pool = index.units_in.get(building.id, {})
    cost, told = (0.0, (why.NO_LETTER,)) if digits == key else (GLYPH_COST, (why.GLYPH, why.NO_LETTER))
    for unit in (*pool.get(letter + digits, ()), *pool.get(digits + letter, ())):
        yield unit, cost, told


def near_keys(
    key: str, known: Sequence[str], *, at_door: bool = False
) -> list[tuple[str, float, tuple[str, ...]]]:
    """The known numbers that a written one may be a slip for, each with its cost and what differs.

    At a known door the choice is small, so that one character alone and two slips are looked at as well.
    """
    plain = unglyph(key)
    glyphs = [other for other in known if other != key and unglyph(other) == plain]
    if glyphs and not at_door:
        return [(other, GLYPH_COST, (why.GLYPH,)) for other in glyphs]
    if len(key) < 2 and not at_door:
        return []
    most = 2 if at_door and len(key) > 2 else 1
    found: list[tuple[str, float, tuple[str, ...]]]
    found = [(other, GLYPH_COST, (why.GLYPH,)) for other in glyphs]
    for other in known:
        if (
            other == key
            or other in glyphs
            or abs(len(other) - len(key)) > most
            or (len(other) < 2 and not at_door)
        ):
            continue
        away = min(OSA.distance(key, other), OSA.distance(plain, other), OSA.distance(plain, unglyph(other)))
        if away > most or (away >= max(len(key), len(other)) and not at_door):
            continue
        same = len(key) == len(other)
        told = why.EXTRA_DIGIT if len(key) > len(other) else why.LOST_DIGIT
        if same:
            told = why.TRANSPOSED if sorted(key) == sorted(other) else why.CHAR
        found.append((other, NEAR_COST if away <= 1 else FAR_COST, (told,)))
    return found


def _decided(found: list[Found], sure: bool) -> tuple[LinkState, list[Found]]:
    if not found:
        return LinkState.UNKNOWN, []
    ordered = sorted(found, key=lambda f: (-f.score, f.row.id))
    best = ordered[0]
    if sure and all(why.is_style(reason) for reason in best.reasons):
        tied = [f for f in ordered if all(why.is_style(reason) for reason in f.reasons)]
        return (LinkState.EXACT if len(tied) == 1 else LinkState.AMBIGUOUS), ordered
    tied = [f for f in ordered if cost_of(f.score) - cost_of(best.score) < TIE]
    return (LinkState.NEAR if len(tied) == 1 else LinkState.AMBIGUOUS), ordered
