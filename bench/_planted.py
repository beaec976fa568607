"""Faults that no sentence plants: in times, metadata, evidence, the registry, the page.

`PLANT[rule]` changes a good report so that it has that one fault.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bench import _made
from bench._made import Made

Plant = Callable[[random.Random, Made], None]


def _swap_times(first: str, second: str) -> Plant:
    def plant(rng: random.Random, made: Made) -> None:
        one, two = made.slots[first], made.slots[second]
        made.parts = [
            (names, re.sub(f"{one}|{two}", lambda m: two if m[0] == one else one, said))
            for names, said in made.parts
        ]

    return plant


def _replace(made: Made, old: str, new: str) -> None:
    made.parts = [(names, said.replace(old, new)) for names, said in made.parts]


def _late_times(rng: random.Random, made: Made) -> None:
    """The last time told falls before the first."""
    told = [name for name in ("t5", "t4", "t3", "t2") if any(made.slots[name] in s for _, s in made.parts)]
    early = made.at - timedelta(minutes=rng.randrange(20, 50))
    _replace(made, made.slots[told[0]], f"{early:%H:%M}" if made.voice == "foreign" else f"{early:%H%M}")


def _header_time(rng: random.Random, made: Made) -> None:
    made.drop("time")
    made.head["Time"] = f"{made.at + timedelta(minutes=rng.randrange(100, 170)):%H%M}"


def _odd_time(rng: random.Random, made: Made) -> None:
    name = next(name for name in ("t3", "t2", "t1") if any(made.slots[name] in s for _, s in made.parts))
    _replace(made, made.slots[name], rng.choice(("2570", "26:10", "25:65", "2490", "27:05")))


def _weekday(rng: random.Random, made: Made) -> None:
    made.drop("date")
    wrong = (made.at + timedelta(days=rng.randrange(1, 6))).strftime("%A")
    made.head["Date"] = f"{wrong}, {made.at:%m/%d/%Y}"


def _off_shift(rng: random.Random, made: Made) -> None:
    made.drop("shift", "time", "author", "badge")
    made.head["Officer"], made.head["Badge"] = "Viktor Ames", "F-3377"
    made.meta["shift_start"] = made.at - timedelta(hours=11)
    made.meta["shift_end"] = made.at - timedelta(hours=3)
    made.meta["occurred_at"] = made.at


def _harmless(rng: random.Random, made: Made) -> None:
    made.drop("type")
    made.head["Incident type"] = rng.choice(("Lost and found", "Noise complaint", "Assist resident"))


def _no_author(rng: random.Random, made: Made) -> None:
    made.drop("author", "badge")


def _untimed(rng: random.Random, made: Made) -> None:
    made.drop("date", "time", "shift")
    for name in ("device_at", "submitted_at", "received_at"):
        made.meta.pop(name)


def _nowhere(rng: random.Random, made: Made) -> None:
    made.drop("site", "location")
    made.registry = False
    for name in ("lat", "lon", "accuracy_m"):
        made.meta.pop(name)


def _unlocated(rng: random.Random, made: Made) -> None:
    made.meta["attachments"] = ()


def _no_attachments(rng: random.Random, made: Made) -> None:
    made.meta["attachments"] = ()


def _order(rng: random.Random, made: Made) -> None:
    made.policy = {"post_order": [{"id": "CAL-9", "notify": ["client"], "within_min": 60}]}
    made.parts = [(n, s) for n, s in made.parts if made.slots["pm"].lower() not in s.lower()]


def _campus(rng: random.Random, made: Made) -> None:
    made.policy = {"client_kind": "campus"}
    made.drop("type")
    made.told(
        rng.choice(
            (
                f"Someone took the laptop of {made.slots['name']} from the reading room.",
                f"{made.slots['name2']} says that a coat is missing from the hall.",
                f"A WALLET WAS TAKEN FROM {made.slots['name'].upper()}.",
                f"The bicycle of {made.slots['name']} is away.",
            )
        )
    )
    made.parts = made.parts[:1]


def _wrong_unit(rng: random.Random, made: Made) -> None:
    unit = made.slots["carunit"]
    other = rng.choice([item for item in _made.UNITS if item != unit])
    _replace(made, f"unit {unit}", f"unit {other}")
    _replace(made, f"UNIT {unit}", f"UNIT {other}")


def _no_address(rng: random.Random, made: Made) -> None:
    made.drop("location")


def _two_places(rng: random.Random, made: Made) -> None:
    places = (
        "All this was at Marlow Square, 14 Quarry Road.",
        "I was posted at 14 Quarry Road.",
        "PLACE: 14 QUARRY ROAD.",
        "I found it so at 14 Quarry Road.",
    )
    made.parts.append((frozenset(), rng.choice(places)))


def _daily_log(made: Made, text: str) -> None:
    made.meta["kind"] = "daily_log"
    made.drop("type")
    made.told(text)


_QUIET = (
    "2205 on post. 2310 gates shut. 0045 stairs walked. 0220 lot walked. 0410 doors tried. 0555 relieved.",
    "2200 took the post over. 2340 walked the buildings, no change. 0130 same. 0330 same. 0550 handed over.",
    "2200 ON POST 2300 GATE SHUT 0100 STAIRS OK 0300 LOT OK 0500 DOORS OK 0600 OFF",
    "2210 I begin. 2350 all doors are closed. 0215 walk in the lot. 0425 all doors closed. 0600 I finish.",
)


def _event(made: Made, kind: str, service: str | None, source: str = "dispatch", **more: Any) -> None:
    at = made.at + timedelta(minutes=20)
    made.evidence["events"] = [
        {"kind": kind, "services": [service] if service else [], "source": source, "received": at,
         "on_scene": at + timedelta(minutes=6), "cleared": at + timedelta(minutes=25), **more}
    ]  # fmt: skip


def _unreported(rng: random.Random, made: Made) -> None:
    _daily_log(made, rng.choice(_QUIET))
    kind, service = rng.choice((("fire", "fire"), ("medical", "ems"), ("police", "police")))
    _event(made, kind, service, units=("U7",))


def _panel(rng: random.Random, made: Made) -> None:
    _daily_log(made, rng.choice(_QUIET))
    kind, service = rng.choice((("fire_alarm", "fire"), ("intrusion", "police"), ("panic", "police")))
    _event(made, kind, service, "panel", nature="zone 6", on_scene=None, cleared=None)


def _denied(rng: random.Random, made: Made) -> None:
    made.scene = "medical"
    at = made.slots["t1"]
    made.drop("type")
    made.head["Incident type"] = "Medical"
    name = made.slots["name"]
    said = rng.choice(
        (
            f"At {at} {name} felt faint by the Leasing Office and sat down. No ambulance came.",
            f"{at} {name} dizzy at Leasing Office. EMS was not called.",
            f"AT {at} {name.upper()} FELT ILL AT LEASING OFFICE. NO EMERGENCY SERVICES WERE CALLED.",
            f"At {at} {name} was dizzy in the Leasing Office. The ambulance was not called.",
        )
    )
    made.told(said)
    start = made.at + timedelta(minutes=1)
    made.evidence["events"] = [
        {"kind": "medical", "services": ["ems"], "source": "dispatch", "received": start, "units": ("M3",),
         "on_scene": start + timedelta(minutes=8), "cleared": start + timedelta(minutes=30)}
    ]  # fmt: skip


def _log_only(rng: random.Random, made: Made) -> None:
    who = rng.choice(("ambulance at the Dog Park", "fire department at Building 2", "police at Gate 4",
                      "medics at the Tennis Court", "Norwood Fire at the Compactor"))  # fmt: skip
    clock = made.slots["t1"].replace(":", "")
    _daily_log(made, f"{clock} {who}." if made.voice != "capitals" else f"{clock} {who}.".upper())
    made.evidence["given"] = True


def _peer_tells(rng: random.Random, made: Made) -> None:
    _daily_log(made, rng.choice(_QUIET))
    made.evidence["peers"] = [
        {"author": "Grete Holm", "author_id": "F-3390", "kind": "incident", "site_id": _made.SITE,
         "services": [rng.choice(("fire", "ems", "police"))],
         "event_times": (made.at + timedelta(minutes=30),), "occurred_at": made.at + timedelta(minutes=30)}
    ]  # fmt: skip


def _no_row(rng: random.Random, made: Made) -> None:
    made.evidence["coverage"] = [
        {"start": made.at - timedelta(hours=8), "end": made.at + timedelta(hours=9), "complete": True,
         "services": ("fire", "ems", "police")}
    ]  # fmt: skip


def _far(rng: random.Random, made: Made) -> None:
    made.meta["lat"] += rng.choice((-1, 1)) * rng.uniform(0.02, 0.4)


def _poor(rng: random.Random, made: Made) -> None:
    made.meta["accuracy_m"] = float(rng.randrange(900, 4000))


def _home(rng: random.Random, made: Made) -> None:
    made.meta["off_post_location"] = True


def _late(rng: random.Random, made: Made) -> None:
    filed = made.at + timedelta(hours=rng.randrange(40, 90))
    made.meta |= {"device_at": filed, "submitted_at": filed, "received_at": filed}
    made.now = filed


def _drift(rng: random.Random, made: Made) -> None:
    made.meta["received_at"] += timedelta(hours=rng.randrange(4, 9))


def _edited(rng: random.Random, made: Made) -> None:
    made.meta["original_sha256"] = f"{rng.getrandbits(256):064x}"


def _no_scan(rng: random.Random, made: Made) -> None:
    badge = made.evidence["presence"][0]["officer_id"]
    made.evidence["presence"] = [
        {"at": datetime(2026, 11, 20, 22, 1, tzinfo=_made.ZONE) - timedelta(hours=3), "officer_id": badge}
    ]
    for name in ("lat", "lon", "accuracy_m"):
        made.meta.pop(name)


def _batch(rng: random.Random, made: Made) -> None:
    author = next(
        made.head[name] for name in ("Officer", "Reporting officer", "Guard name") if name in made.head
    )
    made.evidence["peers"] = [
        {"author": author, "kind": "incident", "occurred_at": made.at + timedelta(minutes=50 * n),
         "site_id": _made.SITE,
         "submitted_at": made.meta["submitted_at"] + timedelta(minutes=n)}
        for n in range(1, rng.randrange(6, 9))
    ]  # fmt: skip


def _deadline(rng: random.Random, made: Made) -> None:
    made.policy = {"rules": {"provenance.regulatory-deadline": {"options": {"states": []}}}}
    made.now = made.at + timedelta(days=rng.randrange(14, 30))


def _page(rng: random.Random, made: Made) -> None:
    made.ocr = {"readable": rng.uniform(0.35, 0.55), "confidence": 0.42}


def _unsure(rng: random.Random, made: Made) -> None:
    strange = f"QL{rng.randrange(10000, 99999)}"  # no plate of the registry, which would confirm it
    _replace(made, made.slots["plate"], strange)
    made.ocr = {"confidence": 0.95, "unsure": {strange: 0.15}}


def _glyphs(rng: random.Random, made: Made) -> None:
    door = f"{rng.choice('23')}{rng.choice('01')}A"
    notes = (f"I left a note at unit {door}.", f"Note to unit {door}.", f"Also unit {door} has it.")
    made.parts.append((frozenset(), rng.choice(notes)))
    made.ocr = {"confidence": 0.6}


def _tense(rng: random.Random, made: Made) -> None:
    made.policy = {"rules": {"language.tense": {"enabled": True}}}
    at, name = made.slots["t1"], made.slots["name"]
    made.told(
        rng.choice(
            (
                f"It is {at} and I stand at Gate 4. {name} walks up and asks for help. I open the gate.",
                f"At {at} I am walking the stairs of Building 2 and see {name}, who is looking for his keys.",
                f"AT {at} I AM CHECKING THE BIKE SHELTER. {name.upper()} COMES IN AND SAYS THAT IT IS OPEN.",
                f"I see {name} at {at} in the Dog Park. He says hello and goes on. I lock the gate.",
            )
        )
    )


def _voice(rng: random.Random, made: Made) -> None:
    made.policy = {"voice": "first", "rules": {"language.person-voice-policy": {"enabled": True}}}


PLANT: dict[str, Plant] = {
    "completeness.reporter-identified": _no_author,
    "completeness.occurred-datetime": _untimed,
    "completeness.where-site-address": _nowhere,
    "completeness.where-specific-spot": _unlocated,
    "completeness.evidence-referenced": _no_attachments,
    "completeness.notifications-made": _order,
    "chronology.time-order": _late_times,
    "chronology.called-arrived-cleared-order": _swap_times("t2", "t3"),
    "chronology.header-vs-narrative-time": _header_time,
    "chronology.impossible-or-ambiguous-time": _odd_time,
    "chronology.date-weekday-rollover": _weekday,
    "chronology.outside-shift": _off_shift,
    "chronology.type-vs-narrative": _harmless,
    "address.violator-unit-plate-mismatch": _wrong_unit,
    "address.address-not-in-registry": _no_address,
    "address.conflicting-addresses": _two_places,
    "emergency.external-emergency-not-reported": _unreported,
    "emergency.panel-alarm-not-reported": _panel,
    "emergency.contradicts-evidence": _denied,
    "emergency.dar-only-no-incident-report": _log_only,
    "emergency.peer-or-client-evidence": _peer_tells,
    "emergency.report-without-evidence": _no_row,
    "incident.category-log": _campus,
    "provenance.gps-outside-geofence": _far,
    "provenance.gps-near-author-home": _home,
    "provenance.gps-missing-or-poor": _poor,
    "provenance.late-filing": _late,
    "provenance.batch-filing": _batch,
    "provenance.clock-drift-or-manual-clock": _drift,
    "provenance.no-presence-corroboration": _no_scan,
    "provenance.edited-after-submission": _edited,
    "provenance.regulatory-deadline": _deadline,
    "legibility.page-low-confidence": _page,
    "legibility.critical-token-low-confidence": _unsure,
    "legibility.ambiguous-glyph-multi-match": _glyphs,
    "language.tense": _tense,
    "language.person-voice-policy": _voice,
}

# The scenes that a fault fits into; every scene where it is not named.
FITS: dict[str, tuple[str, ...]] = {
    "chronology.called-arrived-cleared-order": ("fire", "medical"),
    "chronology.header-vs-narrative-time": (
        "fire", "fire-alarm", "medical", "intrusion-alarm", "vehicle-accident", "force-detention",
        "assault-fight", "slip-and-fall",
    ),
    "chronology.time-order": (
        "fire", "fire-alarm", "medical", "intrusion-alarm", "vehicle-accident", "force-detention",
        "assault-fight", "slip-and-fall",
    ),
    "chronology.type-vs-narrative": ("fire", "medical"),
    "address.violator-unit-plate-mismatch": ("parking-violation",),
    "emergency.report-without-evidence": ("fire", "medical"),
    "completeness.notifications-made": ("property-damage", "slip-and-fall", "fire", "fire-alarm"),
    "legibility.critical-token-low-confidence": ("parking-violation",),
    "provenance.regulatory-deadline": ("force-detention",),
    "privacy.cross-client-or-third-party-exposure": ("parking-violation", "property-damage"),
}  # fmt: skip
