"""Signs that an officer was somewhere: tour scans, positions, clock-in and clock-out."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportqa.evidence.clock import YEARS, FeedClock
from reportqa.evidence.gpx import track_points
from reportqa.evidence.rows import MAX_SHOWN, Problems, rows
from reportqa.model.evidence import Presence, SourceRow
from reportqa.model.site import Person

_Sign = tuple[int, Mapping[str, str], str]  # line, cells by name, the row as a person would read it

# Column heads that exports of guard-tour systems use for the same thing.
_HEADS = {
    "time": ("time", "timestamp", "datetime", "date/time", "scanned at", "scan time", "at"),
    "officer_id": ("officer_id", "officer", "guard", "guard id", "employee id", "badge", "user id", "user"),
    "site_id": ("site_id", "site", "site id", "location id"),
    "checkpoint": ("checkpoint", "tag", "point", "checkpoint name", "tag name"),
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "lng", "long", "longitude", "x"),
    "accuracy_m": ("accuracy_m", "accuracy", "hdop_m", "radius"),
    "kind": ("kind", "type", "event", "in/out", "action"),
}
_NEEDED = {
    "scans": ("time", "officer_id"),
    "gps": ("time", "officer_id", "lat", "lon"),
    "clock": ("time", "officer_id", "kind"),
}
_IN = frozenset({"in", "clock in", "clock_in", "clockin", "start", "on"})
_OUT = frozenset({"out", "clock out", "clock_out", "clockout", "end", "off"})


# What a device puts before the officer in the name of a track's file: `gps-G7.gpx`.
_FILE_HEAD = re.compile(r"^(?:gps|track|tour)?[\s_.-]*", re.IGNORECASE)


@dataclass(slots=True)
class PresenceReader:
    """Reads one feed of scans, positions or clock stamps.

    `site_of` turns what the feed calls a site into an id of the registry, or None; `officer_of` what it
    calls an officer (id, badge or name) into a person of the registry, or None.
    """

    feed: str
    kind: str
    clock: FeedClock
    problems: Problems
    site_of: Callable[[str], str | None]
    officer_of: Callable[[str], Person | None]
    times: array[float] = field(default_factory=lambda: array("d"))

    def read(self, paths: Sequence[Path]) -> Iterator[Presence]:
        """The signs of the files, in file order."""
        seen: set[int] = set()
        for path in paths:
            track = self.kind == "gps" and path.suffix.lower() == ".gpx"
            for line, cell, shown in self._points(path) if track else self._rows(path):
                mark = hash(tuple(cell.items()))
                if mark in seen:
                    self.problems.add(path.name, line, "the same row was read before")
                    continue
                found = self._presence(path.name, line, cell, shown)
                if found is not None:
                    seen.add(mark)
                    self.times.append(found.at.timestamp())
                    yield found

    def _rows(self, path: Path) -> Iterator[_Sign]:
        header: dict[str, int] | None = None
        for row in rows(path, self.problems):
            if header is None:
                header = _header(row.cells)
                lacking = [name for name in _NEEDED[self.kind] if name not in header]
                if lacking:
                    self.problems.add(path.name, row.line, f"the header lacks {', '.join(lacking)}")
                    return
                continue
            cell = {name: row.cells[at] if at < len(row.cells) else "" for name, at in header.items()}
            yield row.line, cell, row.shown()

    def _points(self, path: Path) -> Iterator[_Sign]:
        """A track is an officer's by its name, else by the name of its file."""
        for point in track_points(path, self.problems):
            cell = {
                "time": point.time,
                "officer_id": point.track or _FILE_HEAD.sub("", path.stem),
                "lat": point.lat,
                "lon": point.lon,
                "accuracy_m": "" if point.accuracy_m is None else str(point.accuracy_m),
            }
            yield point.line, cell, " | ".join(filter(None, cell.values()))[:MAX_SHOWN]

    def _presence(self, file: str, line: int, cell: Mapping[str, str], shown: str) -> Presence | None:
        told = cell.get("time", "")
        at = self.clock.parse(told)
        if at is None:
            self.problems.add(file, line, "the time is not understood" if told else "no time")
            return None
        if at.year not in YEARS:
            self.problems.add(file, line, "the time is out of range")
            return None
        officer = cell.get("officer_id", "")
        if not officer:
            self.problems.add(file, line, "no officer")
            return None
        kind = {"scans": "scan", "gps": "gps"}.get(self.kind, "")
        if not kind:
            word = cell.get("kind", "").lower()
            if word not in _IN and word not in _OUT:
                self.problems.add(file, line, "neither in nor out")
                return None
            kind = "clock_in" if word in _IN else "clock_out"
        lat, lon = _degrees(cell.get("lat", ""), 90), _degrees(cell.get("lon", ""), 180)
        if self.kind == "gps" and (lat is None or lon is None or (lat == 0 and lon == 0)):
            self.problems.add(file, line, "no usable position")
            return None
        site = cell.get("site_id", "")
        site_id = self.site_of(site) if site else None
        if site and site_id is None:
            self.problems.add(file, line, "a site that the registry does not know (row kept)")
        accuracy = _degrees(cell.get("accuracy_m", ""), 1e7)
        person = self.officer_of(officer)
        return Presence(
            kind=kind,
            at=at,
            officer_id=person.id if person else officer,
            officer=person.name if person else None,
            site_id=site_id,
            checkpoint=cell.get("checkpoint") or None,
            lat=lat,
            lon=lon,
            accuracy_m=accuracy if accuracy is None or accuracy >= 0 else None,
            row=SourceRow(feed=self.feed, file=file, line=line, text=shown),
        )


def _degrees(text: str, limit: float) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) <= limit else None  # not a number is no position either


def _header(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        for name, heads in _HEADS.items():
            if cell.strip().lower() in heads:
                found.setdefault(name, at)
    return found
