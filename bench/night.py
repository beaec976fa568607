"""A night's reconciliation: missed events found, and false alarms per report-shift.

Nights are built from real dispatch rows. The sites are the most frequent real street doors of each log,
written in the registry in full words; each has three shifts a day (a fifth of the sites: nights only).
Every shift files a daily log; every event at a site's door, of a kind that a guard is asked about, is
told by a drawn choice: by nobody, in full, by halves, denied, in full with the crew's times half an hour
to an hour off, in the daily log only, or only by an officer of another post. The sentences that tell are
invented (night_words.toml); real narratives without service words are filed as other incidents of the
shift, and real narratives whose labels say that a service took part tell some events on their own (`real`;
for want of details they may count as told by halves). Decoys, about one in ten shifts: made rows next door,
in the block, at the corner, at the same door of another town, traffic, drills and routine work at the door,
alarms while the panel is on test, events in hours without a guard, shifts that the feed lost while the
reports tell of them.

Which kinds count, and what is one event, is asked of the product; what is measured is everything between
the row and the page: parsing, places, shifts, reading the reports, and judging them. The site of a report
is given by its header, so finding the site from words is not measured here. `--seed N` changes every draw:
which event is told how, in which words, beside which decoys.
"""

from __future__ import annotations

import random
import re
import shutil
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench import _common
from bench._night import World, decoys, file_reports, lose, make_world, site_at
from reportqa.evidence import EvidenceStore
from reportqa.evidence.peers import digest
from reportqa.extract import Extractor
from reportqa.link.events import EventMatcher
from reportqa.model.evidence import EmergencyEvent
from reportqa.model.site import AlarmAccount, Person, Post
from reportqa.night.reconcile import reconcile
from reportqa.site.registry import RegistryRows, SiteRegistry

SHIFTS = 20_000
SEED = 20261120
# (files, map, zone): the door-level logs make sites; the others are only parsed.
LOGS = (
    ("dispatch/norman*/*.csv", "norman", "America/Chicago"),
    ("dispatch/schererville*/*.txt", "schererville", "America/Chicago"),
    ("dispatch/montgomery*/*.csv", "montgomery", "America/New_York"),
)
STATES = {
    # Another event of the shift may have been denied for the whole shift.
    "omit": {"nobody", "denied"},
    "half": {"partly"},
    "deny": {"denied", "contradicted"},
    "wrong_time": {"contradicted"},
    "log": {"daily_log_only"},
    "peer": {"peer_only"},
}
_SERVICE_WORDS = re.compile(
    r"fire|f\.?d\b|ems\b|ambul|medic|911|police|pd\b|officer|alarm|transport|hospital|engine|rescue|trooper|"
    r"deput|sheriff|dispatch|unit|squad|injur|smoke",
    re.IGNORECASE,
)


def run(data: Path, limit: int | None, seed: int = SEED) -> dict[str, Any]:
    """Build the nights and reconcile them; `limit` is the number of report-shifts (20,000)."""
    chance = random.Random(seed)
    words = tomllib.loads((Path(__file__).parent / "night_words.toml").read_text("utf-8"))
    fillers, real = _narratives(data)
    parse, files, worlds = [], [], []
    wanted = limit or SHIFTS
    for pattern, map_, zone in LOGS:
        paths = sorted(data.glob(pattern))
        if not paths:
            continue
        files += paths
        store, figures = _parsed(paths, map_, zone)
        parse.append({"map": map_, **figures})
        if map_ != "montgomery":
            worlds.append((store, map_, zone, paths))
    if not worlds:
        raise _common.DataMissingError(f"no door-level dispatch log under {data}")
    score = Counter[str]()
    by_choice: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: list[str] = []
    seconds = 0.0
    for number, (store, map_, zone, paths) in enumerate(worlds):
        share = max((wanted - score["report_shifts"]) // (len(worlds) - number), 1)
        world = make_world(store, ZoneInfo(zone), share, chance)
        file_reports(world, words, fillers, real, chance)
        seconds += _judge(world, map_, zone, paths, chance, score, by_choice, wrong)
    found = {
        name: _common.share(c["right"], c["n"]) for name, c in sorted(by_choice.items()) if name in STATES
    }
    missed = _common.share(by_choice["omit"]["found"], by_choice["omit"]["n"])
    partial = [by_choice[name] for name in ("half", "deny", "wrong_time")]
    told_badly = _common.share(sum(c["right"] for c in partial), sum(c["n"] for c in partial))
    false = _common.share(score["false"], score["report_shifts"])
    per_1000 = [round(1000 * x, 3) for x in false["share_95"]] if false["share_95"] else None
    answer = {
        "files": files,
        "seed": seed,
        "parse": parse,
        "report_shifts": score["report_shifts"],
        "reports": score["reports"],
        "events": score["events"],
        "missed_found": missed,
        "partial_and_contradicted": told_badly,
        "states": found,
        "false_alarms": {
            **false,
            "per_1000": round(1000 * (false["share"] or 0), 3),
            "per_1000_95": per_1000,
        },
        "false_by": {key[6:]: n for key, n in sorted(score.items()) if key.startswith("false ")},
        "real_told": _common.share(by_choice["real"]["right"], by_choice["real"]["n"]),
        "decoys": {key[6:]: n for key, n in sorted(score.items()) if key.startswith("decoy ")},
        "reconcile_s": round(seconds, 2),
        "wrong": wrong[:40],
    }
    answer["lines"] = _lines(answer)
    return answer


def _lines(answer: dict[str, Any]) -> list[str]:
    out = [
        f"{item['map']:14s} rows {item['rows']:6d}  used {item['used']:6d}  skipped with a reason "
        f"{item['skipped']:4d}  unexplained {item['unexplained']}"
        for item in answer["parse"]
    ]
    missed, bad, false = answer["missed_found"], answer["partial_and_contradicted"], answer["false_alarms"]
    out.append(
        f"report-shifts {answer['report_shifts']}, reports {answer['reports']}, events {answer['events']}"
    )
    out.append(
        f"missed events found         {missed['hits']}/{missed['n']} = {missed['share']} {missed['share_95']}"
    )
    out.append(f"half-told, denied, wrong    {bad['hits']}/{bad['n']} = {bad['share']} {bad['share_95']}")
    for name, item in answer["states"].items():
        out.append(
            f"  {name:10s} in its very state {item['hits']}/{item['n']} = {item['share']} {item['share_95']}"
        )
    out.append(f"false alarms per 1,000 report-shifts {false['per_1000']} {false['per_1000_95']}")
    out.append(f"  by how it was told {answer['false_by']}, decoys {answer['decoys']}")
    real = answer["real_told"]
    out.append(f"events told by real narratives, taken as told: {real['hits']}/{real['n']} = {real['share']}")
    return out


# ------------------------------------------------------------------ reading the logs


def _parsed(paths: list[Path], map_: str, zone: str) -> tuple[EvidenceStore, dict[str, int]]:
    with tempfile.TemporaryDirectory() as name:
        store = _load(Path(name), paths, map_, zone, SiteRegistry.empty())
    used = sum(len(event.rows) for event in store.events)
    whole = sum(_count(path) for path in paths) - (0 if map_ == "montgomery" else len(paths))
    skipped = sum(p.count for p in store.problems if "row kept" not in p.reason)
    return store, {"rows": whole, "used": used, "skipped": skipped, "unexplained": whole - used - skipped}


def _count(path: Path) -> int:
    return sum(1 for line in path.open("rb") if line.strip())


def _load(folder: Path, paths: list[Path], map_: str, zone: str, registry: SiteRegistry) -> EvidenceStore:
    feeds = [f'timezone = "{zone}"']
    for path in paths:
        shutil.copy(path, folder / path.name)
        feeds.append(
            f'[[feed]]\nname = "{map_} {path.stem}"\nkind = "dispatch"\nfile = "{path.name}"\nmap = "{map_}"'
        )
    for path in sorted(folder.glob("made_*")):
        kind = "panel" if path.suffix == ".log" else "dispatch"
        feeds.append(f'[[feed]]\nname = "{path.stem}"\nkind = "{kind}"\nfile = "{path.name}"')
    (folder / "evidence.toml").write_text("\n".join(feeds), "utf-8")
    return EvidenceStore.load(folder, registry=registry)


def _narratives(data: Path) -> tuple[list[str], dict[str, list[str]]]:
    """Real narratives that name no service, and those whose labels say which took part."""
    fillers: list[str] = []
    for pattern, column in (("narratives/*/*.jsonl", "narrative"), ("narratives/*/*.csv", "narrative")):
        for path in sorted(data.glob(pattern)):
            for row in _common.rows(path, 5000):
                text = str(row.get(column) or "").replace("Narrative:", "").strip()
                if 60 <= len(text) <= 500 and not _SERVICE_WORDS.search(text) and not re.search(r"\d", text):
                    fillers.append(text)
    real: dict[str, list[str]] = defaultdict(list)
    for path in sorted(data.glob("labels/services_*.jsonl")):
        for row in _common.rows(path):
            text = row["text"].replace("Narrative:", "").strip()
            if (
                row.get("doubt")
                or row.get("open")
                or re.search(r"\d{4}|\d:\d\d", text)
                or row["source"] == "guard"
            ):
                continue
            for service in ("fire", "ems", "police"):
                if row[service] == "involved":
                    real[service].append(text)
    return fillers, real


# ------------------------------------------------------------------ judging


def _judge(
    world: World,
    map_: str,
    zone: str,
    paths: list[Path],
    chance: random.Random,
    score: Counter[str],
    by_choice: dict[str, Counter[str]],
    wrong: list[str],
) -> float:
    sites = tuple(world.doors.values())
    registry = SiteRegistry(
        RegistryRows(
            sites=sites,
            shifts=tuple(world.shifts),
            posts=tuple(Post(id=f"P{site.id}", name="post", site_ids=(site.id,)) for site in sites),
            persons=tuple(
                Person(id=key, name=f"Officer {key}", role="officer")
                for key in sorted({str(shift.officer_id) for shift in world.shifts})
            ),
            accounts=tuple(AlarmAccount(account=f"7{n:03d}", site_id=s.id) for n, s in enumerate(sites)),
        )
    )
    extractor = Extractor()
    # The one guard that the quiet sentences name is on the roster.
    extractions = extractor.extract_many((document for document, _ in world.documents), own=("Ramsey",))
    peers = [
        digest(document, extraction, links)
        for (document, links), extraction in zip(world.documents, extractions, strict=True)
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        score.update(decoys(folder, world, chance))
        store = _load(folder, paths, map_, zone, registry)
    lost = lose(world, chance)
    score["decoy lost by the feed"] += len(lost)
    kept = tuple(e for e in store.events if not lost & {row.ref for row in e.rows})
    store = EvidenceStore(events=kept, coverage=store.coverage)
    begun = time.perf_counter()
    matcher = EventMatcher(registry, store)
    outcome = reconcile(registry, matcher, peers)
    seconds = time.perf_counter() - begun
    raised: dict[str, str] = {ref: item.state for item in outcome.unreported for ref in _refs(item.event)}
    should: set[str] = set()
    for case in world.cases:
        if case.rows & lost:
            continue
        count = by_choice[case.choice]
        states = {raised[ref] for ref in case.rows if ref in raised}
        count["n"] += 1
        score["events"] += 1
        if case.choice in STATES:
            should |= case.rows
            count["found"] += bool(states)
            count["right"] += bool(states & STATES[case.choice])
            if not states & STATES[case.choice]:
                refs = ", ".join(sorted(case.rows))
                wrong.append(f"{case.choice}: {refs}: {sorted(states)} {case.events[0].kind.value}")
        else:
            # A real narrative seldom gives all; told by halves is a fair word for it.
            count["right"] += states <= ({"partly"} if case.choice == "real" else set())
    running = _before(world, store)
    choices = {ref: case.choice for case in world.cases for ref in case.rows}
    for item in outcome.unreported:
        mine = set(_refs(item.event))
        if mine & running or (item.state == "partly" and any(choices.get(ref) == "real" for ref in mine)):
            continue  # begun before the first guarded hour, or told by a real narrative, which lacks much
        if not mine & should:
            why = next((choices[ref] for ref in mine if ref in choices), "decoy or stray")
            score["false"] += 1
            score[f"false {why}"] += 1
            wrong.append(f"false ({why}): {', '.join(sorted(mine))}: {item.state} {item.missing}")
    score["report_shifts"] += len(world.shifts)
    score["reports"] += len(world.documents)
    return seconds


def _refs(event: EmergencyEvent) -> Iterator[str]:
    return (row.ref for row in event.rows)


def _before(world: World, store: EvidenceStore) -> set[str]:
    """Rows at a site's door that began in an hour without a guard: nobody's, or the next shift's."""
    own = {ref for case in world.cases for ref in case.rows}
    return {
        row.ref for event in store.events if site_at(world, event) for row in event.rows if row.ref not in own
    }
