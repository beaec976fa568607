"""Which sites an event's place may mean: account, address, name, block, crossing, distance."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from reportqa.evidence.places import Place, PlaceStyle, Street, parse, plain, street
from reportqa.model.evidence import EventPlace, Grade, Precision
from reportqa.model.site import Fence, Site
from reportqa.site.position import DEFAULT_RADIUS_M, fence_distance_m
from reportqa.site.registry import SiteRegistry

# How far from a site an event with an address of its own is still worth naming as the neighbour's.
NEIGHBOUR_M = 150.0
# House numbers this far apart on one street are next door, where no point says better.
_NEXT_DOOR = 40
# Two towns of one county have the same street: a point this far off is the other one.
_OTHER_TOWN_M = 3_000.0
# The accuracy of a point that states none: an address point set on the street.
_POINT_M = 30.0
# Logs repeat their places; what is remembered of them must not grow with the log.
_REMEMBERED = 50_000
_CELL = 0.01  # degrees, about a kilometre

_STYLE = PlaceStyle(
    strip=(re.compile(r"^-1\s+"),),
    withheld=frozenset({"<UNKNOWN>"}),
    crossing=(" & ", " / ", " AND ", " @ ", "/"),
    name=";",
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One site that an event's place may mean; `explained` says why it is somebody else's after all."""

    site_id: str
    grade: Grade
    reasons: tuple[str, ...]
    distance_m: float | None = None
    explained: str | None = None


@dataclass(frozen=True, slots=True)
class _Door:
    low: int
    high: int
    parity: str | None
    street: Street
    city: str
    site_id: str

    def holds(self, number: int) -> bool:
        if not self.low <= number <= self.high:
            return False
        return self.parity not in ("odd", "even") or (number % 2 == 1) == (self.parity == "odd")


class SiteIndex:
    """Sites by what events call them. Built once, then only read."""

    def __init__(self, registry: SiteRegistry) -> None:
        self._registry = registry
        self._accounts = {row.account.upper(): row.site_id for row in registry.accounts}
        # By street and hundred of house numbers, next-door numbers included.
        self._doors: dict[tuple[str, int], list[_Door]] = defaultdict(list)
        self._on_street: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._streets: dict[str, set[Street]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        self._cells: dict[tuple[int, int], list[Site]] = defaultdict(list)
        self._known: dict[tuple[object, ...], tuple[Hit, ...]] = {}
        for site in registry.sites:
            self._add(site)

    def hits(self, place: EventPlace) -> tuple[Hit, ...]:
        """The sites that the place may mean, surest first; one a site."""
        key = (place.precision, place.text, place.account, place.lat, place.lon, place.accuracy_m)
        known = self._known.get(key)
        if known is None:
            best: dict[str, Hit] = {}
            for hit in self._hits(place):
                old = best.get(hit.site_id)
                if old is None or _rank(hit) < _rank(old):
                    best[hit.site_id] = hit
            known = tuple(sorted(best.values(), key=lambda hit: (_rank(hit), hit.site_id)))
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = known
        return known

    def _add(self, site: Site) -> None:
        addresses = [*site.addresses]
        addresses += [row.address for row in self._registry.buildings_of(site) if row.address]
        for address in addresses:
            low = _number(address.number)
            if low is None:
                continue
            name = street(address.street)
            door = _Door(
                low=low,
                high=(_number(address.number_to) if address.number_to else None) or low,
                parity=address.parity,
                street=name,
                city=plain(address.city or ""),
                site_id=site.id,
            )
            for hundred in range((door.low - _NEXT_DOOR) // 100, (door.high + _NEXT_DOOR) // 100 + 1):
                self._doors[name.core, hundred].append(door)
            self._on_street[name.core][name.suffix].add(site.id)
            self._streets[site.id].add(name)
        for name_ in (site.name, *site.aliases):
            if len(plain(name_)) >= 4:
                self._names[plain(name_)].add(site.id)
        for cell in _cells(site, self._registry.fence_of(site)):
            self._cells[cell].append(site)

    def _hits(self, place: EventPlace) -> Iterator[Hit]:
        if place.account:
            site_id = self._accounts.get(place.account.upper())
            if site_id:
                yield Hit(site_id, Grade.CONFIRMED, (f"alarm account {place.account}",))
            return
        told = parse(place.text, _STYLE)
        near = dict(self._near(place))
        own: list[Hit] = []
        if told.street is not None and told.number is not None:
            precision = place.precision if place.precision is not Precision.POINT else told.precision
            if told.precision is Precision.BLOCK or precision is Precision.BLOCK:
                own = list(self._blocks(told, near, place))
            else:
                own = list(self._doors_of(told, near, place))
        elif told.cross is not None and told.street is not None:
            own = list(self._corners(told, near, place))
        yield from own
        yield from self._named(told, near)
        taken = {hit.site_id for hit in own if hit.explained is None}
        yield from self._by_distance(place, told, near, taken)

    def _doors_of(self, told: Place, near: dict[str, float], place: EventPlace) -> Iterator[Hit]:
        if told.street is None or told.number is None:
            return
        fitting = [
            door
            for door in self._doors.get((told.street.core, told.number // 100), ())
            if door.street.fits(told.street) and _same_town(door, told)
        ]
        owners = {door.site_id for door in fitting if door.holds(told.number)}
        for door in fitting:
            away = near.get(door.site_id)
            if door.holds(told.number):
                if self._other_town(door.site_id, place):
                    continue
                if door.street.same(told.street):
                    yield Hit(door.site_id, Grade.CONFIRMED, (f"address {told.number} is the site's",), away)
                else:
                    grade = Grade.PROBABLE if len(owners) == 1 else Grade.POSSIBLE
                    why = f"address {told.number} is the site's, with part of the street's name left out"
                    yield Hit(door.site_id, grade, (why,), away)
            elif min(abs(door.low - told.number), abs(door.high - told.number)) <= _NEXT_DOOR:
                if away is None and place.lat is not None:
                    continue
                why = f"{told.number} is a neighbour's address, not the site's"
                yield Hit(door.site_id, Grade.POSSIBLE, ("next door",), away, why)

    def _blocks(self, told: Place, near: dict[str, float], place: EventPlace) -> Iterator[Hit]:
        if told.street is None or told.number is None:
            return
        low = told.number // 100 * 100
        for door in self._doors.get((told.street.core, low // 100), ()):
            if not door.street.fits(told.street) or not _same_town(door, told):
                continue
            if door.low <= low + 99 and door.high >= low and not self._other_town(door.site_id, place):
                away = near.get(door.site_id)
                close = away is not None and away <= 0
                grade = Grade.PROBABLE if close else Grade.POSSIBLE
                yield Hit(door.site_id, grade, (f"the site is in the {low} block",), away)

    def _corners(self, told: Place, near: dict[str, float], place: EventPlace) -> Iterator[Hit]:
        if told.street is None or told.cross is None:
            return
        # "ELM ST & ELM ST" names no crossing: only nearness says which of the street's sites it may be.
        crossing = not told.street.same(told.cross)
        one, other = self._on(told.street), self._on(told.cross)
        # A site on one of the two streets counts only where it is near, so the rest need no look.
        both = one & other if crossing else set()
        for site_id in sorted(both | ((one | other) & near.keys())):
            streets = self._streets[site_id]
            first = any(item.fits(told.street) for item in streets)
            second = any(item.fits(told.cross) for item in streets)
            away = near.get(site_id)
            if first and second and crossing:
                if away is None and self._other_town(site_id, place):
                    continue
                yield Hit(site_id, Grade.PROBABLE, ("the crossing of the site's own two streets",), away)
            elif (first or second) and away is not None and away <= NEIGHBOUR_M:
                yield Hit(site_id, Grade.POSSIBLE, ("a crossing on the site's street",), away)

    def _on(self, told: Street) -> set[str]:
        """The sites on a street of that name, whatever its direction."""
        by_suffix = self._on_street.get(told.core, {})
        if not told.suffix:
            return set().union(*by_suffix.values())
        return by_suffix.get(told.suffix, set()) | by_suffix.get("", set())

    def _named(self, told: Place, near: dict[str, float]) -> Iterator[Hit]:
        for part in (told.name, *told.name.split(";")):
            sites = self._names.get(plain(part), ()) if part else ()
            for site_id in sites:
                grade = Grade.PROBABLE if len(sites) == 1 else Grade.POSSIBLE
                yield Hit(site_id, grade, ("the place has the site's name",), near.get(site_id))

    def _by_distance(
        self, place: EventPlace, told: Place, near: dict[str, float], taken: set[str]
    ) -> Iterator[Hit]:
        slack = place.accuracy_m if place.accuracy_m is not None else _POINT_M
        for site_id, away in near.items():
            if site_id in taken or away > max(slack, NEIGHBOUR_M):
                continue
            fenced = self._registry.fence_of(site_id) is not None
            own_address = told.number is not None and place.precision is Precision.DOOR
            metres = (f"{away:.0f} m from the site" if away else "inside the site's bounds",)
            if own_address and not (fenced and away <= 0):
                why = f"{told.number} is a neighbour's address, not the site's"
                yield Hit(site_id, Grade.POSSIBLE, metres, away, why)
            elif away <= 0 and slack <= 50 and fenced:
                yield Hit(site_id, Grade.PROBABLE, metres, away)
            elif away <= slack:
                yield Hit(site_id, Grade.POSSIBLE, metres, away)

    def _near(self, place: EventPlace) -> Iterator[tuple[str, float]]:
        if place.lat is None or place.lon is None:
            return
        reach = max(place.accuracy_m or 0.0, NEIGHBOUR_M)
        seen: set[str] = set()
        for site in self._cells.get(_cell(place.lat, place.lon), ()):
            if site.id in seen:
                continue
            seen.add(site.id)
            if self._surely_far(site, place.lat, place.lon, reach):
                continue
            away = fence_distance_m(site, self._registry.fence_of(site), place.lat, place.lon)
            if away is not None and away <= reach:
                yield site.id, away

    def _surely_far(self, site: Site, lat: float, lon: float, reach: float) -> bool:
        """A quick and generous estimate, so that the exact distance is measured for few."""
        fence = self._registry.fence_of(site)
        if fence is not None or site.lat is None or site.lon is None:
            return False
        north = (lat - site.lat) * 111_200
        east = (lon - site.lon) * 111_400 * math.cos(math.radians(lat))
        return math.hypot(north, east) * 0.99 > reach + (site.radius_m or DEFAULT_RADIUS_M)

    def _other_town(self, site_id: str, place: EventPlace) -> bool:
        site = self._registry.site(site_id)
        if site is None or site.lat is None or site.lon is None or place.lat is None or place.lon is None:
            return False
        degrees = max(abs(site.lat - place.lat), abs(site.lon - place.lon) * 0.7)
        return degrees * 111_000 > _OTHER_TOWN_M


def _rank(hit: Hit) -> int:
    return list(Grade).index(hit.grade) + (3 if hit.explained else 0)


def _same_town(door: _Door, told: Place) -> bool:
    return not door.city or not told.city or door.city == told.city


def _number(text: str | None) -> int | None:
    match = re.match(r"\s*(\d{1,6})", text or "")
    return int(match[1]) if match else None


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return int(lat // _CELL), int(lon // _CELL)


def _cells(site: Site, fence: Fence | None) -> Iterator[tuple[int, int]]:
    """Every cell from which the site may be in reach."""
    if fence is not None:
        lats, lons = [lat for _, lat in fence.outer], [lon for lon, _ in fence.outer]
        low, high = (min(lats), min(lons)), (max(lats), max(lons))
        pad = 0.005
    elif site.lat is not None and site.lon is not None:
        low = high = (site.lat, site.lon)
        pad = max(site.radius_m or DEFAULT_RADIUS_M, 100.0) / 80_000 + 0.005
    else:
        return
    first, last = _cell(low[0] - pad, low[1] - pad), _cell(high[0] + pad, high[1] + pad)
    for row in range(first[0], min(last[0], first[0] + 50) + 1):
        for column in range(first[1], min(last[1], first[1] + 50) + 1):
            yield row, column
