"""A made registry of two million units: opening its compiled index, matching one report, and memory.

A company with 50,000 sites is made from a seed: site sizes long-tailed, streets, town names and residents
from short lists, so that many sites share street names, house numbers and last names as real ones do. It
is compiled once into a folder beside the system's temporary files and kept there under a hash of its
making. Then are measured, each in fresh processes:

* `open`: `SiteRegistry.load` and `Linker`, the file's pages dropped from the cache where the system lets us;
* `match`: `Linker.locate` and `Linker.link` of made reports, each of another site as its site's units have
  it (a large site is met more often), one core, sites met for the first time;
* `memory`: four workers that each match a quarter of the reports: the sum of proportional set sizes, with
  what Python and the libraries of matching take.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import _common
from reportqa.link import Linker
from reportqa.link.compiled import build
from reportqa.model.document import Document
from reportqa.model.extraction import Extraction
from reportqa.model.site import (
    Address,
    Building,
    Client,
    Fence,
    Landmark,
    Permit,
    Person,
    Post,
    RowRef,
    Site,
    Space,
    Unit,
)
from reportqa.site.registry import RegistryRows, SiteRegistry

SEED = 20261120
SITES, UNITS = 50_000, 2_000_000
REPORTS = 2_000
WORKERS = 4
OPENED = 5  # times
WARM = 8  # reports before the clock runs, so that libraries are loaded

STREETS = (
    "Oak", "Maple", "Cedar", "Pine", "Elm", "Washington", "Lake", "Hill", "Walnut", "Spring", "North",
    "Ridge", "Church", "Willow", "Mill", "Sunset", "Railroad", "Jackson", "Cherry", "Park", "West",
    "Highland", "Johnson", "River", "Birch", "Franklin", "Jefferson", "Dogwood", "Hickory", "Center",
    "Lincoln", "Chestnut", "Madison", "Meadow", "Poplar", "Laurel", "Adams", "Spruce", "Locust", "Valley",
    "Forest", "Magnolia", "Central", "Prospect", "College", "Union", "Taylor", "Liberty", "Hillcrest",
    "Sycamore", "Harrison", "Summit", "Cottonwood", "Fairview", "Lakeview", "Holly", "Juniper",
)  # fmt: skip
SUFFIXES = ("St", "Ave", "Dr", "Rd", "Ln", "Ct", "Blvd", "Way")
FIRST = (
    "Dana", "Maria", "James", "Robert", "Linda", "Michael", "Patricia", "David", "Barbara", "Richard",
    "Susan", "Joseph", "Karen", "Thomas", "Nancy", "Ana", "Luis", "Carmen", "Wei", "Priya", "Ahmed",
    "Fatima", "Olga", "Ivan", "Keisha", "Jamal", "Aisha", "Tyrone", "Mei", "Hiro", "Sofia", "Mateo",
    "Chloe", "Ethan",
)  # fmt: skip
LAST = (
    "Ruiz", "Bell", "Carter", "Nguyen", "Patel", "Kim", "Garcia", "Smith", "Johnson", "Brown", "Davis",
    "Miller", "Wilson", "Moore", "Taylor", "Thomas", "Jackson", "White", "Harris", "Martin", "Thompson",
    "Robinson", "Clark", "Lewis", "Lee", "Walker", "Hall", "Allen", "Young", "King", "Wright", "Scott",
    "Green", "Baker", "Adams", "Nelson", "Hill", "Ramirez", "Campbell", "Mitchell", "Roberts", "Phillips",
    "Evans", "Turner", "Torres", "Parker", "Collins", "Edwards",
)  # fmt: skip
NAMES = (
    "Apartments",
    "Commons",
    "Court",
    "Heights",
    "Terrace",
    "Village",
    "Place",
    "Gardens",
    "Towers",
    "Plaza",
)
KINDS = ("pool", "clubhouse", "dumpster", "mailroom", "laundry", "gate", "playground", "garage")


def run(data: Path, limit: int | None) -> dict[str, Any]:
    """The times, their quantiles, and the memory; `limit` is the number of sites, for a trial."""
    sites = limit or SITES
    units = UNITS * sites // SITES
    index, built_s = _index(sites, units)
    reports = _reports(sites, units)
    opened = [_child("open", index, 0, 1, sites, units)["open_s"] for _ in range(OPENED)]
    matched = _child("match", index, 0, 1, sites, units)
    memory = _memory(index, sites, units)
    answer: dict[str, Any] = {
        "sites": sites,
        "units": units,
        "index_mib": round(index.stat().st_size / 2**20, 1),
        "built_s": built_s,
        "open_s": {"median": sorted(opened)[len(opened) // 2], "worst": max(opened), "n": len(opened)},
        "match_ms": _quantiles(matched["match_ms"]),
        "match_cpu_ms": _quantiles(matched["cpu_ms"]),
        "loop_s": matched["loop_s"],
        "found": _common.share(matched["found"], len(reports)),
        "memory_mib": memory,
        "files": [],
    }
    opening, wall, cpu = answer["open_s"], answer["match_ms"], answer["match_cpu_ms"]
    answer["lines"] = [
        f"{sites:,} sites, {units:,} units, index {answer['index_mib']:,} MiB, built in {built_s} s",
        f"open      median {opening['median']:.3f} s, worst {opening['worst']:.3f} s (aim 0.5)",
        f"matching  median {wall['median']:.2f} ms (aim 5), p99 {wall['p99']:.2f} ms (aim 25)",
        f"          of processor time: median {cpu['median']:.2f} ms, p99 {cpu['p99']:.2f} ms",
        f"          five million additions took {matched['loop_s']:.2f} s beside it",
        f"memory    {memory['pss_sum']:,.0f} MiB in {WORKERS} workers (aim 1,536), index and libraries",
        f"found     the report's own unit in {answer['found']['share']:.3f} of {len(reports)} reports",
    ]
    return answer


def _quantiles(times: list[float]) -> dict[str, Any]:
    ordered = sorted(times)
    return {
        "n": len(ordered),
        "median": round(ordered[len(ordered) // 2], 3),
        "p99": round(ordered[int(0.99 * (len(ordered) - 1))], 3),
        "worst": round(ordered[-1], 3),
    }


# ------------------------------------------------------------------ the made registry


def _sizes(sites: int, units: int) -> list[int]:
    """Units of each site: long-tailed, at most 2,500, in all as many as asked."""
    chance = random.Random(SEED)
    raw = [min(2_500.0, chance.lognormvariate(2.9, 1.25)) for _ in range(sites)]
    scale = units / sum(raw)
    sizes = [max(1, round(size * scale)) for size in raw]
    sizes[0] = max(1, sizes[0] + units - sum(sizes))
    return sizes


class _Made:
    """One made site, the same whenever it is made."""

    def __init__(self, number: int, size: int) -> None:
        chance = random.Random(f"{SEED} {number}")
        self.id = f"S{number}"
        self.client = f"C{number // 10}"
        street = f"{chance.choice(STREETS)} {chance.choice(SUFFIXES)}"
        pre = chance.choice(("", "", "N ", "S ", "E ", "W "))
        self.town = f"Town {chance.randrange(2_000)}"
        self.lat, self.lon = chance.uniform(30, 45), chance.uniform(-120, -75)
        house = chance.randrange(100, 9_900)
        name = f"{chance.choice(STREETS)} {chance.choice(STREETS)} {chance.choice(NAMES)}"
        doors = max(1, size // 24)
        self.doors = [
            Address(number=str(house + 4 * at), street=f"{pre}{street}", city=self.town)
            for at in range(doors)
        ]
        self.site = Site(
            id=self.id,
            client_id=self.client,
            name=name,
            timezone="America/Chicago",
            addresses=(self.doors[0],),
            aliases=(name.rpartition(" ")[0],),
            kind="residential",
            lat=self.lat,
            lon=self.lon,
            radius_m=200.0,
            row=RowRef(file="sites.csv", line=number + 2),
        )
        self.buildings = [
            Building(
                id=f"{self.id}-B{at}",
                site_id=self.id,
                name=f"Building {_letters(at)}",
                address=door,
                floors=3,
                row=RowRef(file="buildings.csv", line=1),
            )
            for at, door in enumerate(self.doors)
        ]
        self.units = [
            Unit(
                id=f"{self.id}-U{at}",
                site_id=self.id,
                number=f"{at % 24 // 8 + 1}{at % 8 + 1:02d}",
                building_id=self.buildings[min(at // 24, doors - 1)].id,
                floor=at % 24 // 8 + 1,
                row=RowRef(file="units.csv", line=at + 2),
            )
            for at in range(size)
        ]
        self.persons = [
            Person(
                id=f"{unit.id}-P",
                name=f"{chance.choice(FIRST)} {chance.choice(LAST)}",
                role="resident",
                site_id=self.id,
                unit_id=unit.id,
                row=RowRef(file="persons.csv", line=2),
            )
            for unit in self.units
        ]
        self.permits = [
            Permit(
                id=f"{unit.id}-V",
                site_id=self.id,
                plate=_plate(chance),
                state="OH",
                unit_id=unit.id,
                row=RowRef(file="permits.csv", line=2),
            )
            for unit in self.units
            if chance.random() < 0.7
        ]
        self.spaces = [
            Space(id=f"{unit.id}-S", site_id=self.id, number=str(at + 1), unit_id=unit.id)
            for at, unit in enumerate(self.units)
            if at % 2
        ]
        self.landmarks = [
            Landmark(id=f"{self.id}-L{at}", site_id=self.id, name=f"{kind.title()} {at + 1}", kind=kind)
            for at, kind in enumerate(chance.sample(KINDS, 4))
        ]
        east, north = 0.002, 0.0015
        ring = ((-east, -north), (east, -north), (east, north), (-east, north))
        self.fence = Fence(site_id=self.id, outer=tuple((self.lon + dx, self.lat + dy) for dx, dy in ring))

    def report(self, number: int) -> tuple[str, str]:
        """A report of this site, and the unit that it names; every third has a slip in the house number."""
        chance = random.Random(f"report {SEED} {number}")
        unit = chance.choice(self.units)
        at = next(at for at, building in enumerate(self.buildings) if building.id == unit.building_id)
        door = self.doors[at]
        digits = door.number
        if number % 3 == 0 and len(set(digits[-2:])) == 2:
            digits = digits[:-2] + digits[-1] + digits[-2]
        person = next(p for p in self.persons if p.unit_id == unit.id)
        permit = next((p for p in self.permits if p.unit_id == unit.id), None)
        car = (
            f" The car, a grey sedan with plate {permit.plate}, was parked in the fire lane."
            if permit
            else ""
        )
        other = chance.choice(STREETS)
        text = (
            f"On 11/20/2026 at 2314 hours I was dispatched to {digits} {door.street} Apt {unit.number} for "
            f"a noise complaint. On arrival I spoke with {person.name}, who opened the door and said that "
            f"the music came from the {self.landmarks[0].kind}.{car} I walked the property from the "
            f"{self.landmarks[1].kind} to {other} St and found two males near building B, who left toward "
            f"12 {other} Avenue when asked. I told the resident to keep the volume down. The tenant was "
            "cooperative. I checked all doors on floors 1 to 3 and found nothing else. I cleared at 2342 "
            "hours and notified the supervisor by radio. No injuries, no damage, no police."
        )
        return text, unit.id


def _letters(at: int) -> str:
    return chr(65 + at) if at < 26 else f"{chr(64 + at // 26)}{chr(65 + at % 26)}"


def _plate(chance: random.Random) -> str:
    return "".join(chance.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=3)) + f"{chance.randrange(10_000):04d}"


def _registry(sites: int, units: int) -> SiteRegistry:
    made: list[_Made] = [_Made(number, size) for number, size in enumerate(_sizes(sites, units))]
    clients = sorted({one.client for one in made})
    return SiteRegistry(
        RegistryRows(
            clients=tuple(Client(id=key, name=f"Client {key}") for key in clients),
            sites=tuple(one.site for one in made),
            buildings=tuple(row for one in made for row in one.buildings),
            units=tuple(row for one in made for row in one.units),
            spaces=tuple(row for one in made for row in one.spaces),
            landmarks=tuple(row for one in made for row in one.landmarks),
            persons=(
                *(row for one in made for row in one.persons),
                *(
                    Person(
                        id=f"G{at}", name=f"{FIRST[at % 34]} {LAST[at % 47]}", role="officer", badge=f"G-{at}"
                    )
                    for at in range(max(1, sites // 100))
                ),
            ),
            permits=tuple(row for one in made for row in one.permits),
            fences=tuple(one.fence for one in made[::2]),
            posts=tuple(Post(id=f"P{one.id}", name=f"Post {one.id}", site_ids=(one.id,)) for one in made),
        )
    )


def _index(sites: int, units: int) -> tuple[Path, float | None]:
    """The compiled index, built where it is not there yet, and how long that took."""
    making = hashlib.sha256(f"{sites} {units} {_source()}".encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / "reportqa-bench"
    folder.mkdir(exist_ok=True)
    path = folder / f"registry-{making}.rqi"
    if path.is_file():
        return path, None
    begun = time.perf_counter()
    # In a process of its own: what building takes must not count against matching.
    _child("build", path, 0, 1, sites, units)
    return path, round(time.perf_counter() - begun, 1)


def _source() -> str:
    """What the index depends on: this file, and the modules that make its rows and keys."""
    package = _common.ROOT / "src" / "reportqa"
    makers = ("site/flat.py", "site/flat_store.py", "site/store.py", "model/site.py")
    keys = ("link/wide.py", "link/tables.py", "link/compiled.py", "link/streets.py", "link/streets.toml")
    return " ".join(_common.sha256(path) for path in (Path(__file__), *(package / n for n in makers + keys)))


# ------------------------------------------------------------------ what is measured


def _reports(sites: int, units: int) -> list[int]:
    """The site of each report, a large one more often."""
    sizes = _sizes(sites, units)
    return random.Random(SEED + 1).choices(range(sites), weights=sizes, k=REPORTS)


def _documents(sites: int, units: int, first: int, step: int) -> Iterator[tuple[Document, str]]:
    sizes = _sizes(sites, units)
    for number, at in enumerate(_reports(sites, units)):
        if number % step != first:
            continue
        made = _Made(at, sizes[at])
        text, unit = made.report(number)
        yield Document.from_text(text, site=made.id, lat=made.lat, lon=made.lon, accuracy_m=15.0), unit


def _child(what: str, index: Path, first: int, step: int, sites: int, units: int) -> dict[str, Any]:
    arguments = [what, str(index), str(first), str(step), str(sites), str(units)]
    done = subprocess.run(
        [sys.executable, "-m", "bench.registry_size", *arguments],
        cwd=_common.ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _memory(index: Path, sites: int, units: int) -> dict[str, Any]:
    arguments = [str(index)]
    workers = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "bench.registry_size", "hold", *arguments),
                *(str(first), str(WORKERS), str(sites), str(units)),
            ],
            cwd=_common.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for first in range(WORKERS)
    ]
    told = [json.loads(worker.stdout.readline()) for worker in workers if worker.stdout]
    # All four stand now, with what they have met in memory.
    sizes = [_pss(worker.pid) for worker in workers]
    for worker in workers:
        worker.communicate("done\n")
    return {
        "pss_sum": round(sum(sizes), 1),
        "workers": len(workers),
        "before": round(sum(item["before"] for item in told) / len(told), 1),
    }


def _pss(pid: int) -> float:
    """The proportional set size of a process in MiB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the system tells no proportional set size")


def _forget(index: Path) -> None:
    """Drop the file's pages from the cache where the system lets us."""
    if hasattr(os, "posix_fadvise"):
        with index.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _loop() -> float:
    """The processor time of five million additions: what a shared machine makes of a second."""
    begun, total = time.process_time(), 0
    for number in range(5_000_000):
        total += number
    return round(time.process_time() - begun, 3)


def main(arguments: list[str]) -> None:
    """What one of the processes does; its answer is one line of JSON."""
    what, index = arguments[0], Path(arguments[1])
    first, step, sites, units = (int(item) for item in arguments[2:])
    if what == "build":
        build(_registry(sites, units), index)
        print("{}")
        return
    before = _pss(os.getpid()) if what == "hold" else 0.0
    if what == "open":
        _forget(index)
    begun = time.perf_counter()
    linker = Linker(SiteRegistry.load(index))
    opened = time.perf_counter() - begun
    times, cpu, found = [], [], 0
    # Made before the clock runs: what making them leaves behind is no part of matching.
    reports = list(_documents(sites, units, first, step)) if what != "open" else []
    gc.collect()
    for number, (document, unit) in enumerate(reports[:WARM] + reports):
        begun, worked = time.perf_counter(), time.process_time()
        links = linker.link(linker.locate(document), Extraction())
        if number >= WARM:
            times.append((time.perf_counter() - begun) * 1000)
            cpu.append((time.process_time() - worked) * 1000)
            found += any(unit in (c.id for c in link.candidates) for link in links.links)
    answer = {
        "open_s": round(opened, 4),
        "match_ms": times,
        "cpu_ms": cpu,
        "loop_s": _loop() if what == "match" else 0.0,
        "found": found,
        "before": before,
    }
    print(json.dumps(answer), flush=True)
    if what == "hold":
        sys.stdin.readline()


if __name__ == "__main__":
    main(sys.argv[1:])
