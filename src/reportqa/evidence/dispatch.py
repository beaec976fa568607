"""Dispatch and CAD logs in CSV, read by a map; rows of one incident become one event."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from reportqa.evidence import places
from reportqa.evidence.clock import YEARS, FeedClock
from reportqa.evidence.maps import Classifier, DispatchMap
from reportqa.evidence.pdf_rows import pdf_rows
from reportqa.evidence.rows import Problems, Row, rows
from reportqa.model.evidence import EmergencyEvent, EventKind, EventPlace, Precision, SourceRow
from reportqa.model.service import Service

# Of one incident's rows, the kind that says most.
_WEIGHT = {
    EventKind.FIRE: 0,
    EventKind.FIRE_ALARM: 1,
    EventKind.MEDICAL: 2,
    EventKind.PANIC: 3,
    EventKind.UTILITY: 4,
    EventKind.INTRUSION: 5,
    EventKind.POLICE: 6,
    EventKind.TRAFFIC: 7,
    EventKind.OTHER: 8,
}
# One incident number is used again in another year or by another county: rows this far apart are two.
_SAME_INCIDENT_S = 24 * 3600
# A single incident with more rows than this is a looping export; the rest is counted, not kept.
_MAX_ROWS = 200

Getter = tuple[int, ...]


@dataclass(slots=True)
class Draft:
    """One incident while its rows come in."""

    received: datetime
    kind: EventKind
    place: EventPlace
    nature: str
    incident: str | None
    services: list[Service] = field(default_factory=list)
    times: dict[str, datetime] = field(default_factory=dict)
    units: list[str] = field(default_factory=list)
    dispositions: list[str] = field(default_factory=list)
    rows: list[SourceRow] = field(default_factory=list)
    cancelled: bool = True  # until a row says otherwise
    test: bool = False

    def event(self, source: str) -> EmergencyEvent:
        """The value; its id is the first row's place, so that it stays when files are re-read."""
        first = self.rows[0]
        return EmergencyEvent(
            id=f"{first.file}:{first.line}",
            source=source,
            kind=self.kind,
            services=_in_order(frozenset(self.services)),
            place=self.place,
            received=self.received,
            dispatched=self.times.get("dispatched"),
            en_route=self.times.get("enroute"),
            on_scene=self.times.get("onscene"),
            cleared=self.times.get("cleared"),
            units=tuple(self.units),
            case_number=self.incident,
            nature=self.nature,
            disposition="; ".join(self.dispositions) or None,
            cancelled=self.cancelled,
            test=self.test,
            rows=tuple(self.rows),
        )


@cache
def _in_order(services: frozenset[Service]) -> tuple[Service, ...]:
    return tuple(service for service in Service if service in services)


class DispatchReader:
    """Reads one feed's files by one map. `near` is a point among the sites, to notice swapped columns."""

    def __init__(
        self,
        feed: str,
        map_: DispatchMap,
        clock: FeedClock,
        problems: Problems,
        near: tuple[float, float] | None = None,
    ) -> None:
        self._feed = feed
        self._map = map_
        self._clock = clock
        self._problems = problems
        self._near = near
        self._classifier = Classifier(map_)
        self._seen: set[int] = set()
        address = map_.address
        self._style = places.PlaceStyle(
            strip=tuple(re.compile(item) for item in address.strip),
            withheld=frozenset(address.withheld),
            crossing=address.intersection,
            name=address.name,
            city_after=address.city_after,
            precision=address.precision,
        )
        self._missing = frozenset(map_.time.missing)
        self.times = array("d")

    @property
    def style(self) -> places.PlaceStyle:
        """How this feed writes places."""
        return self._style

    def read(self, paths: Sequence[Path]) -> Iterator[EmergencyEvent]:
        """The events of the files, in the order in which their incidents begin."""
        open_: dict[str, Draft] = {}
        for path in paths:
            for draft in self._drafts(path):
                if not self._map.group or not draft.incident:
                    yield draft.event("dispatch")
                    continue
                known = open_.get(draft.incident)
                if known is None:
                    open_[draft.incident] = draft
                elif abs((draft.received - known.received).total_seconds()) > _SAME_INCIDENT_S:
                    yield known.event("dispatch")
                    open_[draft.incident] = draft
                elif len(known.rows) < _MAX_ROWS:
                    _merge(known, draft)
                else:
                    self._problems.add(path.name, draft.rows[0].line, "too many rows of one incident")
        for draft in open_.values():
            yield draft.event("dispatch")

    def _drafts(self, path: Path) -> Iterator[Draft]:
        getters: dict[str, Getter] | None = None
        for row in self._rows(path):
            if getters is None:
                header = row.cells if self._map.header else None
                found = self._getters(path.name, row.line, header)
                if isinstance(found, str):
                    self._problems.add(path.name, row.line, found)
                    return
                getters = found
                if header is not None:
                    continue
            draft = self._draft(path.name, row, getters)
            if draft is not None:
                yield draft

    def _rows(self, path: Path) -> Iterator[Row]:
        if path.suffix.lower() != ".pdf":
            return rows(path, self._problems, delimiter=self._map.delimiter)
        if self._map.page is None:
            self._problems.add(path.name, 0, f"the map {self._map.name} does not say how a PDF is laid out")
            return iter(())
        return pdf_rows(path, self._map.page, self._problems)

    def _getters(self, file: str, line: int, header: Sequence[str] | None) -> dict[str, Getter] | str:
        wanted = {name: _as_tuple(column) for name, column in self._map.columns.items()}
        if self._map.split:
            wanted["split"] = (self._map.split.column,)
        getters: dict[str, Getter] = {}
        for name, columns in wanted.items():
            places_: list[int] = []
            for column in columns:
                at = _position(column, header)
                if at is None:
                    if name in _NEEDED:
                        return f"the header has no column {column!r}, which the map {self._map.name} needs"
                    if not self._map.spare:
                        self._problems.add(
                            file,
                            line,
                            f"the header lacks {column!r} of the map {self._map.name} (every row kept)",
                        )
                    continue
                places_.append(at)
            if places_:
                getters[name] = tuple(places_)
        return getters

    def _draft(self, file: str, row: Row, getters: dict[str, Getter]) -> Draft | None:
        cells = row.cells

        def cell(name: str) -> str:
            at = getters.get(name)
            if not at:
                return ""
            if len(at) == 1:
                return cells[at[0]] if at[0] < len(cells) else ""
            return " ".join(cells[i] for i in at if i < len(cells)).strip()

        shown = row.shown()
        mark = hash((shown, cell("incident")))
        if mark in self._seen:
            self._problems.add(file, row.line, "the same row was read before")
            return None
        received_text = cell("received")
        received = self._clock.parse(received_text) if received_text else None
        if received is None:
            reason = "no time" if received_text in self._missing else "the time is not understood"
            self._problems.add(file, row.line, reason)
            return None
        if received.year not in YEARS:
            self._problems.add(file, row.line, "the time is out of range")
            return None
        self._seen.add(mark)
        self.times.append(received.timestamp())
        service, nature = cell("service"), cell("nature")
        if self._map.split:
            parts = cell("split").partition(self._map.split.separator)
            halves = dict(zip(self._map.split.into, (parts[0].strip(), parts[2].strip(" -")), strict=True))
            service, nature = halves.get("service", service), halves.get("nature", nature)
        disposition = cell("disposition")
        read = self._classifier.classify(service, nature, disposition)
        times = {}
        for name in ("dispatched", "enroute", "onscene", "cleared"):
            text = cell(name)
            if text and text not in self._missing:
                at = self._clock.parse(text)
                if at is None:
                    self._problems.add(file, row.line, f"the {name} time is not understood (row kept)")
                elif abs((at - received).total_seconds()) <= 7 * _SAME_INCIDENT_S:
                    times[name] = at
        unit = cell("units")
        return Draft(
            received=received,
            kind=read.kind,
            place=self._place(file, row.line, cell("address"), cell("city"), cell("lat"), cell("lon")),
            nature=sys.intern(nature),
            incident=cell("incident") or None,
            services=list(read.services),
            times=times,
            units=[sys.intern(part) for part in re.split(r"[;,|]\s*|\s{2,}", unit) if part] if unit else [],
            dispositions=[disposition] if disposition else [],
            rows=[SourceRow(feed=self._feed, file=file, line=row.line, text=shown)],
            cancelled=read.cancelled,
            test=read.test,
        )

    def _place(self, file: str, line: int, address: str, city: str, lat: str, lon: str) -> EventPlace:
        place = places.parse(address, self._style)
        point = _point(lat, lon, self._map.scale)
        if point is None and place.lat is not None and place.lon is not None:
            point = (place.lat, place.lon)
        if point is not None:
            turned = _turned(point, self._near)
            if turned != point:
                self._problems.add(file, line, "latitude and longitude are swapped (row kept, turned round)")
                point = turned
        precision = place.precision
        if precision is Precision.WITHHELD and point is not None and not place.name:
            precision = Precision.POINT
        text = address if not city or city.lower() in address.lower() else f"{address}, {city}"
        return EventPlace(
            precision=precision,
            text=text,
            lat=point[0] if point else None,
            lon=point[1] if point else None,
            accuracy_m=self._map.accuracy_m if point else None,
        )


_NEEDED = frozenset({"received", "address", "split"})


def _as_tuple(column: str | int | tuple[str | int, ...]) -> tuple[str | int, ...]:
    return column if isinstance(column, tuple) else (column,)


def _position(column: str | int, header: Sequence[str] | None) -> int | None:
    """The place of a column: a number counts from 1, `Name#2` is the second column of that name.

    A head that is written so itself (`Incident #`) goes before the second meaning.
    """
    if isinstance(column, int) or header is None:
        return int(column) - 1 if str(column).isdigit() else None
    heads = [cell.strip().lower() for cell in header]
    if (whole := column.strip().lower()) in heads:
        return heads.index(whole)
    name, _, nth = column.rpartition("#")
    found = [i for i, head in enumerate(heads) if name and head == name.strip().lower()]
    return found[int(nth) - 1] if nth.isdigit() and 0 < int(nth) <= len(found) else None


def _point(lat: str, lon: str, scale: float) -> tuple[float, float] | None:
    try:
        point = float(lat) * scale, float(lon) * scale
    except ValueError:
        return None
    if abs(point[0]) < 0.01 or abs(point[1]) < 0.01 or not (abs(point[0]) <= 180 and abs(point[1]) <= 180):
        return None
    return point


def _turned(point: tuple[float, float], near: tuple[float, float] | None) -> tuple[float, float]:
    lat, lon = point
    if abs(lat) > 90 >= abs(lon):
        return lon, lat
    if near is not None:
        straight = max(abs(lat - near[0]), abs(lon - near[1]))
        crossed = max(abs(lon - near[0]), abs(lat - near[1]))
        if crossed < 3 < straight:
            return lon, lat
    return point


def _merge(known: Draft, more: Draft) -> None:
    known.received = min(known.received, more.received)
    if _WEIGHT[more.kind] < _WEIGHT[known.kind]:
        known.kind, known.nature = more.kind, more.nature or known.nature
    for service in more.services:
        if service not in known.services:
            known.services.append(service)
    for name, at in more.times.items():
        old = known.times.get(name)
        pick: Iterable[datetime] = (at,) if old is None else (old, at)
        known.times[name] = max(pick) if name == "cleared" else min(pick)
    known.units.extend(unit for unit in more.units if unit not in known.units)
    known.dispositions.extend(item for item in more.dispositions if item not in known.dispositions)
    known.rows.extend(more.rows)
    known.cancelled = known.cancelled and more.cancelled
    known.test = known.test or more.test
