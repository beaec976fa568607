"""Made reports: scenes told part by part in several voices, on a made site, as cases that rules can judge.

Everything is drawn from one `random.Random`, so a seed gives the same reports everywhere.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent
ZONE = ZoneInfo("America/New_York")
SITE, OTHER = "FEN", "MAR"
CENTER = (39.2000, -84.5000)

VOICES = ("plain", "terse", "foreign", "capitals")
_SAID = {"plain": 0, "terse": 1, "foreign": 2, "capitals": 1}

OFFICERS = (("Ingrid Solano", "F-3301"), ("Tobias Keane", "F-3302"), ("Amara Pillay", "F-3303"))
# plate, unit of its permit, what it looks like
PERMITS = (
    ("JLK4401", "106", "white Subaru Outback"),
    ("HRV7718", "203", "green Ford Escape"),
    ("GPT2093", "207", "black Nissan Altima"),
    ("KDM5526", "302", "silver Hyundai Elantra"),
    ("FZB8174", "309", "blue Chevrolet Malibu"),
)
UNITS = tuple(f"{floor}{door:02d}" for floor in (1, 2, 3) for door in range(1, 13))
BUILDINGS = ("Building 1", "Building 2", "Building 3")
_LANDMARKS = (
    ("Boiler Room", "boiler room"), ("Bike Shelter", "bike shelter"), ("East Lot", "lot"),
    ("Gate 4", "gate"), ("Leasing Office", "office"), ("Dog Park", "dog park"),
    ("Tennis Court", "court"), ("Compactor", "dumpster"),
    ("North Laundry", "laundry"), ("South Laundry", "laundry"),
)  # fmt: skip
_NAMES = (
    "Helga Brandt", "Omar Castellan", "Yuki Tanabe", "Rosa Delacroix", "Piotr Zielinski", "Fatima Noor",
    "Gareth Lloyd", "Chidi Okonkwo", "Marta Silveira", "Lars Lindqvist", "Nina Petrova", "Desmond Achebe",
)  # fmt: skip
_MEN = (
    "a man of about 35, tall, with a red beard, in a brown coat",
    "a white male, around 50, heavy build, gray sweater and blue jeans",
    "a man in his 20s, thin, black hoodie, white sneakers",
    "a Black male, about 40, 6 ft, bald, green jacket",
    "a man about 60, short, gray hair, yellow raincoat",
)
_CARS = ("red Toyota Corolla OH {0}", "gray Honda Accord, OH plate {0}", "white Ford Transit van, OH {0}")


@dataclass(kw_only=True)
class Made:
    """A report being made: its header, the parts of its telling, and what the app recorded beside it."""

    scene: str
    voice: str
    at: datetime
    head: dict[str, str]
    parts: list[tuple[frozenset[str], str]]
    meta: dict[str, Any]
    slots: dict[str, str]
    policy: dict[str, Any] = field(default_factory=dict)
    evidence: dict[str, Any] = field(default_factory=dict)
    registry: bool = True
    now: datetime | None = None
    ocr: dict[str, Any] | None = None

    @property
    def text(self) -> str:
        """The report as the officer hands it in."""
        lines = [f"{label}: {value}" for label, value in self.head.items()]
        told = ("\n" if self.voice in ("terse", "capitals") else " ").join(said for _, said in self.parts)
        return "\n".join(lines) + ("\n\n" if lines else "") + told + "\n"

    def told(self, narrative: str) -> None:
        """Replace the telling."""
        self.parts = [(frozenset(), narrative)]

    def drop(self, *labels: str) -> None:
        """Take header lines away, by what they mean."""
        for key, names in _LABELS.items():
            if key in labels:
                for name in names:
                    self.head.pop(name, None)


_LABELS = {
    "site": ("Site", "Property", "Job site"),
    "location": ("Location", "Location of incident", "Address"),
    "date": ("Date", "Date of incident", "Incident date"),
    "time": ("Time", "Time of incident", "Incident time"),
    "shift": ("Shift", "Shift hours", "Duty hours"),
    "author": ("Officer", "Reporting officer", "Guard name"),
    "badge": ("Badge", "Guard card #", "Badge number"),
    "type": ("Incident type", "Nature of incident", "Type of incident"),
}


@cache
def scenes() -> Mapping[str, Mapping[str, Any]]:
    """The scenes by incident type."""
    data = tomllib.loads((HERE / "rules_scenes.toml").read_text(encoding="utf-8"))
    return {scene["type"]: scene for scene in data["scene"]}


@cache
def faults() -> Mapping[str, Mapping[str, Any]]:
    """Narratives and sentences of planted faults."""
    return tomllib.loads((HERE / "rules_faults.toml").read_text(encoding="utf-8"))


def slots(rng: random.Random, voice: str) -> dict[str, str]:
    """Values for the braces: times of one shift in order, names, places, numbers."""
    start = datetime(2026, 11, 20, 22, 20, tzinfo=ZONE) + timedelta(minutes=rng.randrange(300))
    steps = [0]
    for _ in range(5):
        steps.append(steps[-1] + rng.randrange(3, 14))
    clock = "%H:%M" if voice == "foreign" else "%H%M"
    first, second, manager = rng.sample(_NAMES, 3)
    plate, unit, looks = rng.choice(PERMITS)
    found = {f"t{n}": f"{start + timedelta(minutes=step):{clock}}" for n, step in enumerate(steps, start=1)}
    one, two = rng.sample(_MEN, 2)
    cars = rng.sample(_CARS, 2)
    other = rng.choice([p for p, _, _ in PERMITS if p != plate])
    found |= {
        "t0": f"{start - timedelta(minutes=rng.randrange(20, 50)):{clock}}",
        "start": start.isoformat(),
        "name": first, "name2": second, "pm": manager, "sup": "Sgt. " + rng.choice(("Harlow", "Medina")),
        "man": one, "man2": two, "plate": plate, "carunit": unit, "vehicle": looks,
        "car1": cars[0].format(plate), "car2": cars[1].format(other),
        "unit": rng.choice(UNITS), "bldg": rng.choice(BUILDINGS), "engine": str(rng.randrange(2, 30)),
        "zone": str(rng.randrange(2, 20)), "case": str(rng.randrange(10000, 99999)),
        "two": f"{rng.randrange(10, 99)}", "five": str(rng.randrange(10000, 99999)),
        "ssn": str(rng.randrange(1000, 9999)), "money": str(rng.randrange(150, 900)),
        "serial": f"XK{rng.randrange(100000, 999999)}",
        "color": rng.choice(("red", "black", "silver", "green")),
    }  # fmt: skip
    return found


def fill(sentence: str, values: Mapping[str, str]) -> str:
    """A sentence with its braces filled; a slot in capitals is filled in capitals."""
    return re.sub(
        r"\{(\w+)\}",
        lambda m: values[m[1]] if m[1] in values else values[m[1].lower()].upper(),
        sentence,
    )


def make(rng: random.Random, scene: str, voice: str) -> Made:
    """One good report of a scene."""
    values = slots(rng, voice)
    parts = []
    for part in scenes()[scene]["part"]:
        said = fill(part["say"][_SAID[voice]], values)
        if voice == "capitals":
            said = said.upper()
        parts.append((frozenset(part["element"]), said))
    at = datetime.fromisoformat(values["start"])
    style = rng.randrange(3)
    name, badge = rng.choice(OFFICERS)
    form = rng.choice(scenes()[scene]["forms"])
    label = {key: names[style] for key, names in _LABELS.items()}
    head = {
        label["site"]: "Fenwick Terrace",
        label["location"]: "2750 Larkspur Way",
        label["date"]: f"{at:%m/%d/%Y}",
        label["time"]: f"{at:%H%M}",
        label["shift"]: "2200-0600",
        label["author"]: name,
        label["badge"]: badge,
        label["type"]: form,
    }
    filed = at + timedelta(minutes=rng.randrange(80, 140))
    meta: dict[str, Any] = {
        "lat": CENTER[0] + rng.uniform(-5e-4, 5e-4),
        "lon": CENTER[1] + rng.uniform(-5e-4, 5e-4),
        "accuracy_m": float(rng.randrange(5, 15)),
        "device": "phone",
        "device_at": filed,
        "submitted_at": filed,
        "received_at": filed + timedelta(seconds=40),
        "attachments": tuple(f"IMG_{rng.randrange(1000, 9999)}.jpg" for _ in range(3)),
    }
    made = Made(
        scene=scene, voice=voice, at=at, head=head, parts=parts, meta=meta, slots=values,
        now=filed + timedelta(hours=2),
    )  # fmt: skip
    made.evidence["presence"] = [{"at": at + timedelta(minutes=4), "officer_id": badge}]
    return made


def write_registry(folder: Path) -> None:
    """The made site as the CSV files of a registry."""
    tables: dict[str, Sequence[Sequence[str]]] = {
        "clients": [("id", "name"), ("CAL", "Calder Residential"), ("VAN", "Vantage Holdings")],
        "sites": [
            ("id", "client_id", "name", "kind", "timezone", "lat", "lon", "radius_m"),
            (SITE, "CAL", "Fenwick Terrace", "residential", str(ZONE), str(CENTER[0]), str(CENTER[1]), "200"),
            (OTHER, "VAN", "Marlow Square", "residential", str(ZONE), "39.3", "-84.6", "200"),
        ],
        "addresses": [
            ("site_id", "number", "street", "city", "state"),
            (SITE, "2750", "Larkspur Way", "Norwood", "OH"),
            (OTHER, "14", "Quarry Road", "Norwood", "OH"),
        ],
        "buildings": [
            ("id", "site_id", "name", "floors"),
            *((f"B{n}", SITE, name, "3") for n, name in enumerate(BUILDINGS, start=1)),
        ],
        "units": [
            ("id", "site_id", "number", "floor"), *((f"FEN-{unit}", SITE, unit, unit[0]) for unit in UNITS)
        ],
        "landmarks": [
            ("id", "site_id", "name", "kind"),
            *((f"L{n}", SITE, name, kind) for n, (name, kind) in enumerate(_LANDMARKS)),
        ],
        "permits": [
            ("id", "site_id", "plate", "state", "unit_id", "color", "make", "model"),
            *(
                (f"V{n}", SITE, plate, "OH", f"FEN-{unit}", *looks.split(" ", 2))
                for n, (plate, unit, looks) in enumerate(PERMITS)
            ),
        ],
        "persons": [
            ("id", "name", "role", "badge"),
            *((badge, name, "officer", badge) for name, badge in OFFICERS),
        ],
        "posts": [("id", "name", "site_ids"), ("P1", "Fenwick night", SITE)],
        "shifts": [
            ("id", "post_id", "officer_id", "start", "end"),
            *(
                (f"S-{badge}", "P1", badge, "2026-11-20T22:00", "2026-11-21T06:00") for _, badge in OFFICERS
            ),
        ],
    }  # fmt: skip
    for name, rows in tables.items():
        lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


NIGHT = date(2026, 11, 20)
