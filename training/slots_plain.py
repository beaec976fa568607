# ruff: noqa: E501
# fmt: off
"""Slots without a label: clocks, dates, roles, clauses, and letters that look like names and are none."""

from __future__ import annotations

import random
import string

from training.grammar import Piece, Slot
from training.sources import lists

_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]  # fmt: skip


def _time(rng: random.Random) -> str:
    h, m = rng.randint(0, 23), rng.randint(0, 59)
    kind = rng.random()
    if kind < 0.5:
        return f"{h:02d}{m:02d}" + rng.choice(["", "", "", " hrs", " hours", "hrs"])
    if kind < 0.7:
        return f"{h:02d}:{m:02d}"
    return f"{h % 12 or 12}:{m:02d}" + rng.choice([" am", " pm", "pm", "am", " PM", " a.m.", " p.m.", " AM"])


def _date(rng: random.Random) -> str:
    m, d, y = rng.randint(1, 12), rng.randint(1, 28), rng.randint(2012, 2027)
    return rng.choice([f"{m:02d}/{d:02d}/{y}", f"{m}/{d}/{y % 100:02d}", f"{m:02d}-{d:02d}-{y % 100}", f"{_MONTHS[m - 1]} {d}, {y}", f"{_MONTHS[m - 1][:3]} {d}", f"{y}-{m:02d}-{d:02d}", f"{m}/{d}", "last night", "yesterday", "this morning", rng.choice(_DAYS), rng.choice(_DAYS)[:3]])  # fmt: skip


def _phone(rng: random.Random) -> str:
    a, b, c = rng.randint(201, 989), rng.randint(200, 999), rng.randint(0, 9999)
    return rng.choice(
        [f"{a}-{b}-{c:04d}", f"({a}) {b}-{c:04d}", f"{a}.{b}.{c:04d}", f"{b}-{c:04d}", f"{a}{b}{c:04d}"]
    )


def _ident(rng: random.Random) -> str:
    y, n = rng.randint(14, 27), rng.randint(1, 99999)
    return rng.choice([f"{y}-{n}", f"{y}-{n % 999}-{rng.choice(['OF', 'AR', 'AC', 'PR'])}", f"20{y}-{n:05d}", f"{rng.choice(string.ascii_uppercase)}{rng.choice(string.ascii_uppercase)}{n:06d}", f"#{n}", f"{y}L{n}", f"{n:08d}"])  # fmt: skip


def plain_slots() -> dict[str, Slot]:
    """The slots whose words are no mention that the model is taught."""

    def pick(text: str) -> Slot:
        items = text.split("|")
        return lambda rng: [Piece(rng.choice(items))]

    def made(make: object) -> Slot:
        return lambda rng: [Piece(make(rng))]  # type: ignore[operator]

    return {
        "time": made(_time),
        "date": made(_date),
        "PH": made(_phone),
        "ID": made(_ident),
        "weekday": made(lambda r: r.choice(_DAYS)),
        "n": made(lambda r: str(r.randint(1, 89))),
        "n4": made(lambda r: str(r.randint(100, 9999))),
        "n00": made(lambda r: str(r.randint(1, 99) * 100)),
        "num": made(lambda r: r.choice([str(r.randint(30, 39)), f"{r.randint(30, 39)}K", f"Unit {r.randint(1, 40)}", f"Car {r.randint(1, 40)}", "Officers", "Officer", f"Adam {r.randint(1, 9)}", f"C{r.randint(1, 9)}", f"S-{r.randint(1, 9)}", "Patrol", f"P{r.randint(1, 30)}"])),
        "dur": made(lambda r: r.choice([f"{r.randint(2, 50)} min", f"{r.randint(2, 50)} minutes", "1 hour", "an hour", "half an hour", f"{r.randint(2, 5)} hours", "30-40 minutes"])),
        "role": made(lambda r: r.choice(lists()["roles"])),
        "pron": pick("his|her|their|her|his"),
        "him": pick("him|her|them"),
        "rel": pick("mother|father|son|daughter|husband|wife|neighbor|brother|sister|friend|roommate|grandmother|ex-husband|girlfriend|co-worker"),
        "dir": pick("north|south|east|west|northbound|southbound|eastbound|westbound|NB|SB|N/B|E/B|North|South|East|West|towards town"),
        "dirto": pick("heading toward|going north on|traveling west on|headed for|coming from|near|on|by|in|on the side of|parked at|southbound on|at|all over the road on|into|from|heading into"),
        "driving": pick("all over the road|driving erratically|speeding|swerving|parked|stopped|tailgating|broken down|with no lights|almost hit him|passing on the double yellow|on fire|stuck|idling|disabled"),
        "traveling": pick("traveling|heading|headed|driving|going"),
        "with": pick("with plates|with|plate|bearing|with MA plates|no plate,|reg"),
        "cancelled": pick("cancelled|canceled|canceling|cancels|issued|sent|updated"),
        "cond": lambda rng: [Piece(rng.choice(lists()["conditions"]))],
        "matter": lambda rng: [Piece(rng.choice(lists()["matters"]))],
        "clause": lambda rng: [Piece(rng.choice(lists()["clauses"]))],
        "charges": pick("OUI LIQUOR|LARCENY UNDER $1200|A&B|TRESPASS|SHOPLIFTING|UNLICENSED OPERATION|WARRANT|DISORDERLY CONDUCT|VANDALIZE PROPERTY|SPEEDING|burglary|possession|criminal damage to property|domestic battery|NEGLIGENT OPERATION OF MOTOR VEHICLE|LEAVE SCENE OF PROPERTY DAMAGE|RESIST ARREST|POSSESS CLASS B DRUG"),
        "todo": pick("check the doors|watch the camera|write it up|call a tow|lock the gate|do an extra patrol|speak with the driver|be called first|escort him out|keep an eye on it"),
        "rank": pick("Officer|Trooper|Sgt|Detective|Specialist|Deputy|Lt.|Intake|Supervisor|dispatcher|Nurse"),
        "title": pick("Property Manager|property manager|Manager|manager|Director|General Manager|Facilities Manager|Chief Engineer|engineer|Supervisor|site supervisor|resident|tenant|owner|Concierge|Assistant Manager|HR|Building Manager|superintendent|store manager|Loss Prevention|nurse|employee|contractor"),
        "noise": lambda rng: [Piece(rng.choice(lists()["blacked_out"]))],
    }  # fmt: skip
