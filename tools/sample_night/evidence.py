"""The evidence of the sample night: dispatch, panels, tours, breadcrumbs, clock, complaints."""

from __future__ import annotations

import csv
import random
import shutil
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from tools.sample_night.registry import SEED, offset

HERE = Path(__file__).parent
DISPATCH = (
    "incident",
    "received",
    "dispatched",
    "enroute",
    "onscene",
    "cleared",
    "service",
    "nature",
    "address",
    "city",
    "lat",
    "lon",
    "units",
    "disposition",
)


def write(folder: Path) -> None:
    """All files of the evidence folder."""
    folder.mkdir(parents=True, exist_ok=True)
    world = tomllib.loads((HERE / "world.toml").read_text(encoding="utf-8"))
    events = tomllib.loads((HERE / "events.toml").read_text(encoding="utf-8"))
    sites = {site["id"]: site for site in world["site"]}
    _table(folder / "dispatch.csv", DISPATCH, _dispatch(events, sites))
    lines = []
    for panel in events["panel"]:
        for line in panel["lines"]:
            day, clock, code, group, zone = line.split()
            lines.append(f"{day} {clock} {panel['account']} 18 {code} {group} {zone}")
    (folder / "panel.log").write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")
    _table(folder / "tour_scans.csv", ("time", "officer_id", "site_id", "checkpoint"), _scans(events, sites))
    _table(folder / "gps.csv", ("time", "officer_id", "lat", "lon", "accuracy_m"), _tracks(events, sites))
    _table(folder / "clock.csv", ("time", "officer_id", "site_id", "kind"), _clock(world))
    complaints = folder / "complaints"
    complaints.mkdir(exist_ok=True)
    for mail in sorted((HERE / "complaints").glob("*.eml")):
        shutil.copyfile(mail, complaints / mail.name)
    shutil.copyfile(HERE / "evidence.toml", folder / "evidence.toml")


def _table(path: Path, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _dispatch(events: dict, sites: dict) -> list[tuple[object, ...]]:
    rows = []
    for event in events["dispatch"]:
        near, east, north = event["near"]
        lat, lon = offset(sites[near]["lat"], sites[near]["lon"], east, north)
        rows.append(
            (
                event["incident"],
                *event["times"],
                event["service"],
                event["nature"],
                event["address"],
                "HARLAN FALLS",
                lat,
                lon,
                event["units"],
                event["disposition"],
            )
        )
    return sorted(rows, key=lambda row: row[1])


def _scans(events: dict, sites: dict) -> list[tuple[object, ...]]:
    rng = random.Random(SEED + 1)
    rows = []
    for tour in events["tour"]:
        names = tour.get("checkpoints") or [mark["name"] for mark in sites[tour["site_id"]]["landmark"]]
        at, end, index = _time(tour["start"]), _time(tour["end"]), 0
        while at <= end:
            rows.append((_text(at), tour["officer_id"], tour["site_id"], names[index % len(names)]))
            index += 1
            at += timedelta(minutes=tour["every_min"], seconds=rng.randrange(-150, 150))
    return sorted(rows)


def _tracks(events: dict, sites: dict) -> list[tuple[object, ...]]:
    rng = random.Random(SEED + 2)
    rows = []
    for track in events["track"]:
        for time, near, east, north in track["points"]:
            lat, lon = offset(sites[near]["lat"], sites[near]["lon"], east, north)
            rows.append((time, track["officer_id"], lat, lon, rng.randrange(6, 22)))
    return sorted(rows)


def _clock(world: dict) -> list[tuple[object, ...]]:
    first = {post["id"]: post["site_ids"].split(";")[0] for post in world["post"]}
    rows = []
    for shift in world["shift"]:
        for column, kind in (("clock_in", "in"), ("clock_out", "out")):
            at = datetime.fromisoformat(shift[column]).replace(tzinfo=None)
            rows.append((_text(at), shift["officer_id"], first[shift["post_id"]], kind))
    return sorted(rows)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _text(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="seconds")
