"""Signs that an officer was somewhere: tour scans, positions, clock-in and clock-out."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportqa.evidence.clock import FeedClock
from reportqa.evidence.rows import Problems, Row, rows
from reportqa.model.evidence import Presence, SourceRow

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


@dataclass(slots=True)
class PresenceReader:
    """Reads one feed of scans, positions or clock stamps.

    `site_of` turns what the feed calls a site into an id of the registry, or None; `name_of` an
    officer's id into a name.
    """

    feed: str
    kind: str
    clock: FeedClock
    problems: Problems
    site_of: Callable[[str], str | None]
    name_of: Callable[[str], str | None]
    times: array[float] = field(default_factory=lambda: array("d"))

    def read(self, paths: Sequence[Path]) -> Iterator[Presence]:
        """The signs of the files, in file order."""
        seen: set[int] = set()
        for path in paths:
            header: dict[str, int] | None = None
            for row in rows(path, self.problems):
                if header is None:
                    header = _header(row.cells)
                    lacking = [name for name in _NEEDED[self.kind] if name not in header]
                    if lacking:
                        self.problems.add(path.name, row.line, f"the header lacks {', '.join(lacking)}")
                        break
                    continue
                mark = hash(row.cells)
                if mark in seen:
                    self.problems.add(path.name, row.line, "the same row was read before")
                    continue
                found = self._presence(path.name, row, header)
                if found is not None:
                    seen.add(mark)
                    self.times.append(found.at.timestamp())
                    yield found

    def _presence(self, file: str, row: Row, header: dict[str, int]) -> Presence | None:
        def cell(name: str) -> str:
            at = header.get(name)
            return row.cells[at] if at is not None and at < len(row.cells) else ""

        at = self.clock.parse(cell("time"))
        if at is None:
            self.problems.add(file, row.line, "the time is not understood" if cell("time") else "no time")
            return None
        officer = cell("officer_id")
        if not officer:
            self.problems.add(file, row.line, "no officer")
            return None
        kind = {"scans": "scan", "gps": "gps"}.get(self.kind, "")
        if not kind:
            word = cell("kind").lower()
            if word not in _IN and word not in _OUT:
                self.problems.add(file, row.line, "neither in nor out")
                return None
            kind = "clock_in" if word in _IN else "clock_out"
        lat, lon = _degrees(cell("lat"), 90), _degrees(cell("lon"), 180)
        if self.kind == "gps" and (lat is None or lon is None or (lat == 0 and lon == 0)):
            self.problems.add(file, row.line, "no usable position")
            return None
        site = cell("site_id")
        site_id = self.site_of(site) if site else None
        if site and site_id is None:
            self.problems.add(file, row.line, "a site that the registry does not know (row kept)")
        accuracy = _degrees(cell("accuracy_m"), 1e7)
        return Presence(
            kind=kind,
            at=at,
            officer_id=officer,
            officer=self.name_of(officer),
            site_id=site_id,
            checkpoint=cell("checkpoint") or None,
            lat=lat,
            lon=lon,
            accuracy_m=accuracy if accuracy is None or accuracy >= 0 else None,
            row=SourceRow(feed=self.feed, file=file, line=row.line, text=row.shown()),
        )


def _degrees(text: str, limit: float) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) <= limit else None


def _header(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        for name, heads in _HEADS.items():
            if cell.strip().lower() in heads:
                found.setdefault(name, at)
    return found
