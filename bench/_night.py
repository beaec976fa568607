"""How the nights of `bench night` are made: sites, shifts, truth, reports and decoys."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from reportqa.evidence import EvidenceStore
from reportqa.evidence.places import street
from reportqa.model.document import Document
from reportqa.model.evidence import EmergencyEvent, EventKind, Precision
from reportqa.model.links import Links
from reportqa.model.site import Address, Shift, Site

# The busiest doors of each log: fewer doors over more days give more events in as many report-shifts.
SITES = 30
ASKED = frozenset(
    {
        EventKind.FIRE,
        EventKind.FIRE_ALARM,
        EventKind.MEDICAL,
        EventKind.POLICE,
        EventKind.INTRUSION,
        EventKind.PANIC,
        EventKind.UTILITY,
    }
)
# How often an event is told in each way, out of 100.
CHOICES = {"omit": 22, "full": 24, "half": 18, "deny": 14, "wrong_time": 6, "log": 6, "peer": 5, "real": 5}
# The words of the registry for those of the logs; also what makes two spellings one door.
_FULL = {
    "st": "Street", "ave": "Avenue", "av": "Avenue", "dr": "Drive", "rd": "Road", "ln": "Lane",
    "ct": "Court", "blvd": "Boulevard", "pl": "Place", "cir": "Circle", "pkwy": "Parkway", "ter": "Terrace",
}  # fmt: skip


@dataclass(slots=True)
class Happening:
    """One case of the truth: the rows at one door, the shift, and how it is told."""

    site_id: str
    rows: set[str]
    events: list[EmergencyEvent]
    shift: Shift
    choice: str = ""


@dataclass(slots=True)
class World:
    """One log turned into a guard company."""

    zone: ZoneInfo
    doors: dict[str, Site] = field(default_factory=dict)
    by_number: dict[str, list[Site]] = field(default_factory=dict)
    shifts: list[Shift] = field(default_factory=list)
    cases: list[Happening] = field(default_factory=list)
    documents: list[tuple[Document, Links]] = field(default_factory=list)


# ------------------------------------------------------------------ sites, shifts, truth


def door_of(event: EmergencyEvent) -> str | None:
    """The number and street of a door row, as the log writes it; None for anything else."""
    if event.place.precision is not Precision.DOOR:
        return None
    text = re.sub(r"^-1\s+", "", event.place.text).split(";")[0].split(",")[0].strip().upper()
    match = re.fullmatch(r"(\d+) ([A-Z0-9 ]+?)", text)
    return f"{match[1]} {_street(match[2])}" if match else None


def site_at(world: World, event: EmergencyEvent) -> Site | None:
    """The site at the event's door, however the row spells the street: `25 East Joliet` is `25 E JOLIET`."""
    number, _, name = str(door_of(event) or "").partition(" ")
    wanted = street(name)
    for site in world.by_number.get(number, ()):
        if street(site.addresses[0].street).fits(wanted):
            return site
    return None


def _street(name: str) -> str:
    return " ".join(_FULL.get(word.lower(), word.title()) for word in name.split())


def make_world(store: EvidenceStore, zone: ZoneInfo, share: int, chance: random.Random) -> World:
    events = [event for event in store.events if event.kind in ASKED and door_of(event)]
    doors = Counter(door_of(event) for event in events)
    world = World(zone=zone)
    for door, _ in doors.most_common(SITES):
        number, _, named = str(door).partition(" ")
        if any(
            street(site.addresses[0].street).fits(street(named)) for site in world.by_number.get(number, ())
        ):
            continue  # another spelling of a door that is there
        site_id = f"S{len(world.doors):03d}"
        point = next((e.place for e in events if door_of(e) == door and e.place.lat is not None), None)
        world.doors[str(door)] = Site(
            id=site_id,
            client_id="C",
            name=f"Guarded site {site_id}",
            timezone=zone.key,
            addresses=(Address(number=number, street=named),),
            lat=point.lat if point else None,
            lon=point.lon if point else None,
            radius_m=60.0,
        )
        world.by_number.setdefault(number, []).append(world.doors[str(door)])
    days = sorted({event.received.date() for event in events})
    days = days[: max(round(share / (2.6 * max(len(world.doors), 1))), 1)]
    for place, site in enumerate(world.doors.values()):
        for day in days:
            for hour in (22,) if place % 5 == 4 else (6, 14, 22):
                start = datetime(day.year, day.month, day.day, hour, tzinfo=zone)
                # Elapsed hours, not clock hours: eight hours are eight hours on the night of the change.
                end = datetime.fromtimestamp(start.timestamp() + 8 * 3600, zone)
                key = f"{site.id}-{day:%Y%m%d}-{hour:02d}"
                officer = f"G{place:03d}{hour:02d}"
                world.shifts.append(
                    Shift(
                        id=key, post_id=f"P{site.id}", site_ids=(site.id,), officer_id=officer,
                        officer=f"Officer {officer}", start=start, end=end,
                    )
                )  # fmt: skip
    on_duty: dict[str, list[Shift]] = defaultdict(list)
    for shift in world.shifts:
        on_duty[shift.site_ids[0]].append(shift)
    groups: dict[str, list[Happening]] = defaultdict(list)
    for event in events:
        known = site_at(world, event)
        if known is None or event.test:
            continue
        shift_ = next((s for s in on_duty[known.id] if s.start <= event.start < s.end), None)
        if shift_ is None:
            continue
        refs = {row.ref for row in event.rows}
        last = groups[known.id][-1] if groups[known.id] else None
        if last is not None and event.start - last.events[0].start <= timedelta(minutes=60):
            last.rows |= refs  # may be told as one or as two; the generator tells both in one report
            last.events.append(event)
        else:
            groups[known.id].append(Happening(site_id=known.id, rows=refs, events=[event], shift=shift_))
    world.cases = [case for cases in groups.values() for case in cases]
    return world


# ------------------------------------------------------------------ the reports


def file_reports(
    world: World, words: dict[str, Any], fillers: list[str], real: dict[str, list[str]], chance: random.Random
) -> None:
    names, weights = list(CHOICES), list(CHOICES.values())
    logs: dict[str, list[str]] = defaultdict(list)
    taken: set[str] = set()
    for case in world.cases:
        services = {service.value for event in case.events for service in event.services}
        choice = chance.choices(names, weights)[0]
        if choice == "real" and not (len(services) == 1 and real.get(next(iter(services)))):
            choice = "full"
        if choice == "wrong_time" and (case.events[0].on_scene is None or case.events[0].cancelled):
            choice = "full"
        # One shift's denial must not speak of another event that the same shift tells of.
        if case.shift.id in taken and choice in ("deny", "half", "wrong_time", "log", "peer", "real"):
            choice = "omit"
        taken.add(case.shift.id)
        case.choice = choice
        _tell_one(world, case, words, real, logs, chance)
    for shift in world.shifts:
        text = " ".join([_sentence(words["quiet"], shift.start, words, chance), *logs[shift.id]])
        world.documents.append(_document(text, shift, shift.site_ids[0], "daily_log", shift.end, None))
        if fillers and chance.random() < 0.5:
            at = shift.start + timedelta(minutes=chance.randrange(10, 470))
            text = f"At {at:%H%M}: {chance.choice(fillers)}"
            world.documents.append(_document(text, shift, shift.site_ids[0], "incident", at, at))


def _tell_one(
    world: World,
    case: Happening,
    words: dict[str, Any],
    real: dict[str, list[str]],
    logs: dict[str, list[str]],
    chance: random.Random,
) -> None:
    event, shift = case.events[0], case.shift
    at = event.start + timedelta(minutes=2)

    def told(kind: str, shifted: timedelta | None = None) -> str:
        parts = []
        for item in case.events:
            for service in item.services:
                parts.append(_event_sentence(words[kind], item, service.value, words, chance, shifted))
        return " ".join(dict.fromkeys(parts))

    if case.choice in ("full", "half"):
        world.documents.append(_document(told(case.choice), shift, case.site_id, "incident", at, at))
    elif case.choice == "wrong_time":
        # Half an hour to an hour late, or the times of an hour before the crew came.
        minutes = chance.choice([1, 1, -1]) * chance.randrange(31, 59)
        text = told("full", timedelta(minutes=minutes))
        world.documents.append(_document(text, shift, case.site_id, "incident", at, at))
    elif case.choice == "deny":
        if chance.random() < 0.5:
            logs[shift.id].append(chance.choice(words["deny"][:2]))
        else:
            parts = [
                _event_sentence(words["deny"][2:], event, service.value, words, chance)
                for service in event.services
            ]
            world.documents.append(_document(" ".join(parts), shift, case.site_id, "incident", at, at))
    elif case.choice == "log":
        logs[shift.id].append(told("full"))
    elif case.choice == "real":
        text = f"At {at:%H%M}: {chance.choice(real[event.services[0].value])}"
        world.documents.append(_document(text, shift, case.site_id, "incident", at, at))
    elif case.choice == "peer":
        other = next(
            (s for s in world.shifts if s.site_ids != shift.site_ids and s.start == shift.start), None
        )
        if other is None:
            case.choice = "omit"
            return
        world.documents.append(_document(told("full"), other, case.site_id, "incident", at, at))


_NAMES = {
    "fire": "the fire department",
    "ems": "the ambulance",
    "police": "the police",
    "other": "the gas company",
}
_UNITS = {"fire": "Engine 12", "ems": "Medic 4", "police": "2B31", "other": "truck 8"}


def _event_sentence(
    templates: list[str],
    event: EmergencyEvent,
    service: str,
    words: dict[str, Any],
    chance: random.Random,
    shifted: timedelta | None = None,
) -> str:
    """One sentence; `shifted` moves coming and going away from what the log has."""
    name, t0, off = _NAMES[service], event.start, shifted or timedelta()
    came = (event.on_scene or t0 + timedelta(minutes=7)) + off
    left = max((event.cleared or t0 + timedelta(minutes=25)) + off, came + timedelta(minutes=2))
    return chance.choice(templates).format(
        service=name, Service=name[:1].upper() + name[1:], SERVICE=name.upper(), unit=_UNITS[service],
        t0=f"{t0:%H%M}", t1=f"{came:%H%M}", t2=f"{left:%H%M}", date=f"{t0:%m/%d/%Y}",
        no=event.case_number or f"26-11{chance.randrange(1000, 9999)}", spot=chance.choice(words["spots"]),
        what=words["what"].get(event.kind.value, "a call"),
    )  # fmt: skip


def _sentence(templates: list[str], start: datetime, words: dict[str, Any], chance: random.Random) -> str:
    q0 = start + timedelta(minutes=chance.randrange(5, 200))
    return chance.choice(templates).format(
        spot=chance.choice(words["spots"]), q0=f"{q0:%H%M}", q1=f"{q0 + timedelta(minutes=120):%H%M}"
    )


def _document(
    text: str, shift: Shift, site_id: str, kind: str, filed: datetime, occurred: datetime | None
) -> tuple[Document, Links]:
    document = Document.from_text(
        text,
        kind=kind,
        author=shift.officer,
        author_id=shift.officer_id,
        author_org="a private security company",
        site=site_id,
        timezone=str(shift.start.tzinfo),
        shift_start=shift.start,
        shift_end=shift.end,
        occurred_at=occurred,
        submitted_at=filed + timedelta(minutes=30),
        report_id=None,
    )
    return document, Links(site_id=site_id, client_id="C", shift_id=shift.id)


def lose(world: World, chance: random.Random) -> set[str]:
    """Rows that the feed lost: every event of one shift in fifty."""
    dead = {shift.id for shift in world.shifts if chance.random() < 0.02}
    return {ref for case in world.cases if case.shift.id in dead for ref in case.rows}


def decoys(folder: Path, world: World, chance: random.Random) -> Counter[str]:
    """Made rows that must raise nothing: about a tenth of the shifts has one of them.

    Next door, in the site's block, at its corner, at the same door of another town, traffic at its door, a
    drill, routine work, and an alarm while the panel is on test.
    """
    made: Counter[str] = Counter()
    own = set(world.doors)
    near, panel = ["incident,received,service,nature,address,city,lat,lon,units"], []
    for number, (door, site) in enumerate(world.doors.items()):
        house, _, named = door.partition(" ")
        block = f"{int(house) // 100 * 100} BLK {named}"
        far = f"{site.lat + 0.2:.5f},{site.lon:.5f}" if site.lat and site.lon else ""
        rows = {
            "next door": ("STRUCTURE FIRE", f"{int(house) + 4} {named},,,"),
            "block": ("STRUCTURE FIRE", f"{block},,,"),
            "corner": ("FIRE ALARM", f"{named} & MADE ST,,,"),
            "traffic": ("VEHICLE ACCIDENT", f"{door},,,"),
            "drill": ("FIRE ALARM DRILL", f"{door},,,"),
            "routine": ("PUBLIC ASSIST", f"{door},,,"),
        }
        if far:
            rows["another town"] = ("STRUCTURE FIRE", f"{door},,{far}")
        if f"{int(house) + 4} {named}" in own:
            del rows["next door"]
        for shift in world.shifts:
            if shift.site_ids[0] != site.id:
                continue
            at = shift.start + timedelta(minutes=chance.randrange(5, 470))
            if chance.random() < 0.07:
                kind = chance.choice(sorted(rows))
                nature, place = rows[kind]
                near.append(f"D{len(near)},{at.replace(tzinfo=None)},FIRE,{nature},{place},E9")
                made[f"decoy {kind}"] += 1
            if chance.random() < 0.03:
                for minute, code in ((0, "1607"), (3, "1110"), (5, "3110"), (20, "3607")):
                    stamp = (at + timedelta(minutes=minute)).replace(tzinfo=None)
                    panel.append(f"{stamp} 7{number:03d} 18 {code} 01 001")
                made["decoy panel on test"] += 1
    (folder / "made_near.csv").write_text("\n".join(near), "utf-8")
    (folder / "made_panel.log").write_text("\n".join(sorted(panel)), "utf-8")
    return made
