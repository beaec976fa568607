"""The site registry of two fictional clients, as CSV and GeoJSON. Same seed, same bytes."""

from __future__ import annotations

import csv
import json
import math
import random
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

SEED = 20261120
HERE = Path(__file__).parent

Row = dict[str, str]


@dataclass
class Tables:
    """The rows of every table, in file order."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, **values: object) -> None:
        """One row; None is an empty cell."""
        row = {key: "" if value is None else str(value) for key, value in values.items()}
        self.rows.setdefault(table, []).append(row)


def build() -> Tables:
    """All tables, from the hand-written world and the generated residents."""
    world = tomllib.loads((HERE / "world.toml").read_text(encoding="utf-8"))
    people = tomllib.loads((HERE / "people.toml").read_text(encoding="utf-8"))
    tables = Tables()
    rng = random.Random(SEED)
    for client in world["client"]:
        tables.add("clients", **client)
    for site in world["site"]:
        _site(tables, site)
    for kind in ("staff", "contact", "officer", "banned"):
        for person in people[kind]:
            tables.add(
                "persons",
                id=person["id"],
                site_id=person.get("site_id"),
                unit_id=None,
                name=person["name"],
                role=kind,
                badge=person.get("badge"),
                phone=person.get("phone"),
                valid_from=person.get("valid_from"),
                valid_to=person.get("valid_to"),
            )
    _residents(tables, people, rng)
    _cars(tables, people, rng)
    for post in world["post"]:
        tables.add("posts", **post)
    for shift in world["shift"]:
        tables.add("shifts", **{**dict.fromkeys(SHIFT_COLUMNS, ""), **shift})
    for account in world["alarm_account"]:
        tables.add("alarm_accounts", **account)
    return tables


SHIFT_COLUMNS = ("id", "post_id", "officer_id", "start", "end", "clock_in", "clock_out")


def _site(tables: Tables, site: dict) -> None:
    tables.add(
        "sites",
        **{key: site.get(key) for key in ("id", "client_id", "name", "aliases", "kind")},
        timezone="America/New_York",
        lat=site["lat"],
        lon=site["lon"],
        radius_m=site["radius_m"],
        valid_from=site.get("valid_from"),
        valid_to=None,
    )
    for address in site["address"]:
        tables.add(
            "addresses",
            site_id=site["id"],
            number=address["number"],
            number_to=address.get("number_to"),
            parity=address.get("parity"),
            street=address["street"],
            city="Harlan Falls",
            state="OH",
            zip="43098",
        )
    for building in site.get("building", ()):
        _building(tables, site, building)
    for number in site.get("house_numbers", ()):
        tables.add(
            "units",
            id=f"{site['id']}-{number}",
            site_id=site["id"],
            building_id=None,
            number=number,
            floor=None,
        )
    for visitor in range(1, site.get("visitor_spaces", 0) + 1):
        tables.add(
            "spaces",
            id=f"{site['id']}-V{visitor:02d}",
            site_id=site["id"],
            number=f"V{visitor:02d}",
            area="Visitor",
            unit_id=None,
        )
    for index, mark in enumerate(site.get("landmark", ()), 1):
        lat, lon = offset(site["lat"], site["lon"], mark["east"], mark["north"])
        tables.add(
            "landmarks",
            id=f"{site['id']}-LM{index:02d}",
            site_id=site["id"],
            building_id=mark.get("building_id"),
            name=mark["name"],
            kind=mark["kind"],
            aliases=mark.get("aliases"),
            lat=lat,
            lon=lon,
        )


def _building(tables: Tables, site: dict, building: dict) -> None:
    identity = f"{site['id']}-{building['code']}"
    tables.add(
        "buildings",
        id=identity,
        site_id=site["id"],
        name=building["name"],
        aliases=building.get("aliases"),
        number=building.get("number"),
        street=building.get("street"),
        floors=building["floors"],
    )
    per_floor = building["per_floor"]
    for floor in range(1, building["floors"] + 1):
        for place in range(1, per_floor + 1):
            pattern = building["pattern"]
            number = pattern.format(floor=floor, place=place, running=(floor - 1) * per_floor + place)
            unit = f"{site['id']}-{number}"
            tables.add("units", id=unit, site_id=site["id"], building_id=identity, number=number, floor=floor)
            if site.get("spaces_per_unit"):
                count = sum(
                    row["site_id"] == site["id"] and row["area"] != "Visitor"
                    for row in tables.rows.get("spaces", ())
                )
                tables.add(
                    "spaces",
                    id=f"{site['id']}-S{count + 1:03d}",
                    site_id=site["id"],
                    number=f"{count + 1:03d}",
                    area=site["spaces_area"],
                    unit_id=unit,
                )


def _residents(tables: Tables, people: dict, rng: random.Random) -> None:
    fixed = {item["unit"]: item for item in people["resident"]}
    names = [f"{first} {last}" for first in people["first_names"] for last in people["last_names"]]
    rng.shuffle(names)
    taken = {row["name"] for row in tables.rows["persons"]} | {item["name"] for item in people["resident"]}
    free = iter(name for name in names if name not in taken)
    residential = {"LF1", "LF2", "LF3"}
    for index, unit in enumerate([u for u in tables.rows["units"] if u["site_id"] in residential], 1):
        story = fixed.pop(unit["id"], None)
        if story is None and rng.random() < 0.04:
            continue  # a vacant unit
        tables.add(
            "persons",
            id=f"R{index:04d}",
            site_id=unit["site_id"],
            unit_id=unit["id"],
            name=story["name"] if story else next(free),
            role="resident",
            badge=None,
            phone=f"(740) 555-01{rng.randrange(100):02d}",
            valid_from="2025-01-01",
            valid_to=story.get("valid_to") if story else None,
        )
    if fixed:
        raise SystemExit(f"people.toml: no such units: {sorted(fixed)}")


def _cars(tables: Tables, people: dict, rng: random.Random) -> None:
    fixed: dict[str, list[dict]] = {}
    for car in people["car"]:
        fixed.setdefault(car["unit"], []).append(car)
    known = {car["plate"] for car in people["car"]}
    space_of = {row["unit_id"]: row["id"] for row in tables.rows["spaces"] if row["unit_id"]}
    count = 0
    for person in [row for row in tables.rows["persons"] if row["unit_id"]]:
        cars = fixed.pop(person["unit_id"], None)
        if cars is None:
            cars = [] if rng.random() < 0.12 else [_car(people, rng, known)]
        for car in cars:
            count += 1
            tables.add(
                "permits",
                id=f"PM{count:04d}",
                site_id=person["site_id"],
                plate=car["plate"],
                state=car.get("state", "OH"),
                unit_id=person["unit_id"],
                person_id=person["id"],
                space_id=space_of.get(person["unit_id"]),
                color=car["color"],
                make=car["make"],
                model=car["model"],
                valid_from=car.get("valid_from", "2026-01-01"),
                valid_to=car.get("valid_to", "2026-12-31"),
            )
    for unit, cars in fixed.items():
        for car in cars:
            count += 1
            tables.add(
                "permits",
                id=f"PM{count:04d}",
                site_id=unit,
                plate=car["plate"],
                state=car.get("state", "OH"),
                unit_id=None,
                person_id=car.get("person_id"),
                space_id=None,
                color=car["color"],
                make=car["make"],
                model=car["model"],
                valid_from="2026-01-01",
                valid_to="2026-12-31",
            )


def _car(people: dict, rng: random.Random, known: set[str]) -> dict:
    """A car whose plate differs in three or more characters from every other."""
    while True:
        letters = "".join(rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(3))
        plate = f"{letters}{rng.randrange(1000, 10000)}"
        if all(
            sum(a != b for a, b in zip(plate, other, strict=True)) >= 3
            for other in known
            if len(other) == len(plate)
        ):
            break
    known.add(plate)
    make, model = rng.choice(people["cars"])
    return {"plate": plate, "color": rng.choice(people["colors"]), "make": make, "model": model}


def offset(lat: float, lon: float, east_m: float, north_m: float) -> tuple[float, float]:
    """A position so many metres away, on a sphere; good to a metre within a few kilometres."""
    return (
        round(lat + north_m / 111_132, 6),
        round(lon + east_m / (111_320 * math.cos(math.radians(lat))), 6),
    )


def fences() -> dict:
    """Rectangles with a cut corner, and one hole, as GeoJSON."""
    world = tomllib.loads((HERE / "world.toml").read_text(encoding="utf-8"))
    features = []
    for site in world["site"]:
        rings = []
        for ring in site["fence"]:
            points = [offset(site["lat"], site["lon"], east, north) for east, north in ring]
            rings.append([[lon, lat] for lat, lon in [*points, points[0]]])
        features.append(
            {
                "type": "Feature",
                "properties": {"site_id": site["id"]},
                "geometry": {"type": "Polygon", "coordinates": rings},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def write(folder: Path) -> None:
    """All files of the registry."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in build().rows.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    text = json.dumps(fences(), indent=1)
    (folder / "fences.geojson").write_text(text + "\n", encoding="utf-8")
