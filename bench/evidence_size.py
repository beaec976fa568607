"""One night of a large company: a million evidence rows against 10,000 sites and 30,000 checked reports.

Everything is made here: sites on numbered streets, three shifts each, a log whose rows mostly belong to
nobody (a twentieth lies at a site's door, a fiftieth near one by its point alone), a panel feed and a track.
The reports are given as what the first pass left of them; reading and matching the evidence and the whole
reconciling is measured, in a process of its own. `limit` is the number of rows; sites and reports shrink
with it.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from reportqa.evidence import EvidenceStore
from reportqa.link.events import EventMatcher
from reportqa.model.evidence import Peer
from reportqa.model.service import Service
from reportqa.model.site import Address, AlarmAccount, Person, Post, Shift, Site
from reportqa.night.reconcile import reconcile
from reportqa.site.registry import RegistryRows, SiteRegistry

ROWS, SITES = 1_000_000, 10_000
SEED = 20261120
ZONE = ZoneInfo("America/New_York")
EVENING = datetime(2026, 11, 20, 18, tzinfo=ZONE)
_STREETS = [
    f"{name} {kind}" for name in ("MADE", "INVENTED", "FICTION", "PAPER") for kind in ("ST", "AVE", "RD")
]
_CALLS = [
    ("FIRE", "STRUCTURE FIRE"), ("EMS", "CHEST PAIN"), ("POLICE", "DISTURBANCE"), ("FIRE", "FIRE ALARM"),
    ("POLICE", "TRAFFIC STOP"), ("EMS", "FALL VICTIM"), ("POLICE", "BURGLAR ALARM"),
]  # fmt: skip


def run(data: Path, limit: int | None, seed: int = SEED) -> dict[str, Any]:
    """Write the feeds, then measure in a fresh process."""
    rows = limit or ROWS
    sites = max(SITES * rows // ROWS, 10)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, rows, sites, random.Random(seed))
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        child = context.Process(target=_measure, args=(theirs, folder, sites, seed))
        child.start()
        theirs.close()
        found: dict[str, Any] = ours.recv()
        child.join()
    answer = {"seed": seed, "rows": rows, "sites": sites, **found}
    answer["lines"] = [
        f"rows {rows:,}, sites {sites:,}, reports {found['reports']:,}: {found['seconds']} s "
        f"(CPU {found['cpu_s']} s), {found['peak_mb']} MB",
        f"  read {found['read_s']} s, match {found['match_s']} s, reconcile {found['reconcile_s']} s",
        f"  events {found['events']:,}, matched to sites {found['matched']:,}, raised {found['raised']:,}, "
        f"rows not used {found['skipped']:,}",
    ]
    return answer


def _door(site: int) -> tuple[int, str]:
    """Every site has a door of its own; 40 house numbers lie between two of one street."""
    return 100 + site // len(_STREETS) * 60, _STREETS[site % len(_STREETS)]


def _point(site: int) -> tuple[float, float]:
    return 40.0 + site % 100 * 0.005, -83.0 + site // 100 * 0.006


def _write(folder: Path, rows: int, sites: int, chance: random.Random) -> None:
    (folder / "evidence.toml").write_text(
        'timezone = "America/New_York"\n'
        '[[feed]]\nname = "dispatch"\nkind = "dispatch"\nfile = "dispatch.csv"\n'
        'coverage = { start = "2026-11-20T18:00", end = "2026-11-21T08:00" }\n'
        '[[feed]]\nname = "panel"\nkind = "panel"\nfile = "panel.log"\n'
        '[[feed]]\nname = "gps"\nkind = "gps"\nfile = "gps.csv"\n',
        "utf-8",
    )
    panel, track = rows // 20, rows // 10
    with (folder / "dispatch.csv").open("w", encoding="utf-8") as out:
        out.write("incident,received,onscene,cleared,service,nature,address,lat,lon,units\n")
        for number in range(rows - panel - track):
            at = EVENING.replace(tzinfo=None) + timedelta(seconds=chance.randrange(14 * 3600))
            service, nature = chance.choice(_CALLS)
            site, lot = chance.randrange(sites), chance.random()
            lat, lon = _point(site)
            house, street = _door(site)
            if lot < 0.05:
                place = f"{house} {street},,"
            elif lot < 0.07:
                place = f"{street} & {chance.choice(_STREETS)},{lat + 0.0004:.6f},{lon:.6f}"
            else:
                place = f"{chance.randrange(10_000, 99_999)} {street},{lat + 0.5:.6f},{lon + 0.5:.6f}"
            there, gone = at + timedelta(minutes=6), at + timedelta(minutes=30)
            out.write(f"{number},{at},{there},{gone},{service},{nature},{place},U{number % 97}\n")
    with (folder / "panel.log").open("w", encoding="utf-8") as out:
        for _ in range(panel):
            at = EVENING.replace(tzinfo=None) + timedelta(seconds=chance.randrange(14 * 3600))
            out.write(
                f"{at} {chance.randrange(sites):05d} 18 {chance.choice((1110, 3110, 1602, 1130))} 01 001\n"
            )
    with (folder / "gps.csv").open("w", encoding="utf-8") as out:
        out.write("time,officer_id,lat,lon,accuracy_m\n")
        for _ in range(track):
            site = chance.randrange(sites)
            at = EVENING.replace(tzinfo=None) + timedelta(seconds=chance.randrange(14 * 3600))
            lat, lon = _point(site)
            out.write(f"{at},G{site}-1,{lat:.5f},{lon:.5f},9\n")


def _registry(sites: int) -> SiteRegistry:
    made, shifts = [], []
    for number in range(sites):
        house, street = _door(number)
        lat, lon = _point(number)
        made.append(
            Site(
                id=f"S{number}", client_id=f"C{number % 300}", name=f"Made site {number}", timezone=ZONE.key,
                addresses=(Address(number=str(house), street=street),), lat=lat, lon=lon, radius_m=60.0,
            )
        )  # fmt: skip
        for part in range(3):
            start = EVENING + timedelta(hours=part * 4)
            officer = f"G{number}-{part}"
            shifts.append(
                Shift(
                    id=f"{number}-{part}", post_id=f"P{number}", site_ids=(f"S{number}",), officer_id=officer,
                    officer=f"Officer {officer}", start=start, end=start + timedelta(hours=4),
                )
            )  # fmt: skip
    return SiteRegistry(
        RegistryRows(
            sites=tuple(made),
            shifts=tuple(shifts),
            posts=tuple(Post(id=f"P{n}", name="post", site_ids=(f"S{n}",)) for n in range(sites)),
            persons=tuple(Person(id=str(s.officer_id), name=str(s.officer), role="officer") for s in shifts),
            accounts=tuple(AlarmAccount(account=f"{n:05d}", site_id=f"S{n}") for n in range(sites)),
        )
    )


def _reports(registry: SiteRegistry, chance: random.Random) -> list[Peer]:
    """A report a shift: half a daily log that is quiet, half an incident with some service in it."""
    found = []
    for number, shift in enumerate(registry.shifts):
        at = shift.start + timedelta(minutes=chance.randrange(230))
        service = chance.choice(list(Service)[:3])
        incident = number % 2 == 0
        heads = ("called", "arrived", "unit", "cleared", "case_number")
        told = tuple(f"{service.value}.{name}" for name in heads)
        found.append(
            Peer(
                report_id=f"R{number}", name=f"r{number}.txt", kind="incident" if incident else "daily_log",
                author=shift.officer, author_id=shift.officer_id, site_id=shift.site_ids[0],
                shift_id=shift.id,
                occurred_at=at if incident else None, written_at=None, submitted_at=shift.end,
                event_times=(at,), services=(service,) if incident else (), told=told if incident else (),
                shingles=tuple(chance.sample(range(1 << 40), 64)),
            )
        )  # fmt: skip
    return found


def _measure(pipe: Any, folder: Path, sites: int, seed: int) -> None:
    registry = _registry(sites)
    peers = _reports(registry, random.Random(seed))
    begun, cpu = time.perf_counter(), time.process_time()
    store = EvidenceStore.load(folder, registry=registry)
    read = time.perf_counter()
    matcher = EventMatcher(registry, store)
    matched = time.perf_counter()
    outcome = reconcile(registry, matcher, peers)
    ended = time.perf_counter()
    pipe.send(
        {
            "seconds": round(ended - begun, 1),
            "cpu_s": round(time.process_time() - cpu, 1),
            "read_s": round(read - begun, 1),
            "match_s": round(matched - read, 1),
            "reconcile_s": round(ended - matched, 1),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "reports": len(peers),
            "events": len(store.events),
            "presence": len(store.presence),
            "matched": sum(len(found) for _, found in matcher.all_matches()),
            "raised": len(outcome.unreported),
            "explained": len(outcome.explained),
            "skipped": sum(item.count for item in store.problems if "row kept" not in item.reason),
        }
    )
    pipe.close()
