"""A map proposed from a log's own header and rows, for a person to look over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import tomli

from reportqa.errors import EvidenceError
from reportqa.evidence import columns as cols
from reportqa.evidence import places
from reportqa.evidence.clock import FeedClock, pattern
from reportqa.evidence.columns import Column
from reportqa.evidence.dispatch import DispatchReader
from reportqa.evidence.maps import COLUMNS, DispatchMap, general_natures, plain_services
from reportqa.evidence.rows import Problems, Row, rows
from reportqa.evidence.toml_text import basic, key, listed, value
from reportqa.model.evidence import EmergencyEvent, Precision
from reportqa.model.service import Service

_SAMPLE = 3000
_DELIMITERS = (",", "\t", ";", "|")
_TIMES = ("received", "dispatched", "enroute", "onscene", "cleared")
# A law-enforcement agency's originating identifier: two letters for the state, seven digits.
_ORI = re.compile(r"[A-Z]{2}\d{7}")
# Where a column of codes is read by the natures beside it, this share of the votes decides.
_MAJORITY = 0.6
_MOST_CODES = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A map as TOML, what a person should look at, and what the map makes of the whole file."""

    name: str
    toml: str
    notes: tuple[str, ...]
    rows: int
    events: int
    skipped: tuple[tuple[str, int], ...]
    services: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    first: tuple[EmergencyEvent, ...]


def propose(
    path: Path, *, name: str, zone: str | None = None, near: tuple[float, float] | None = None
) -> Proposal:
    """Look at a delimited log and propose its map; raises EvidenceError where no column holds times.

    `zone` is where the log's clocks are; without it they are read as UTC, and a note asks for it. `near` is
    a point among the sites: it settles which of two columns is the latitude.
    """
    if path.suffix.lower() == ".pdf":
        raise EvidenceError(
            "a map for a PDF is not proposed", where=path.name, remedy="Copy [page] from the map norman"
        )
    made = _Maker(name, path, near, zone is not None)
    toml = made.toml()
    problems = Problems(path.name)
    map_ = DispatchMap.model_validate(tomli.loads(toml))
    reader = DispatchReader(
        path.name, map_, FeedClock(ZoneInfo(zone or "UTC"), map_.time.formats), problems, near
    )
    events = list(reader.read([path]))
    skipped = Counter[str]()
    for problem in problems.values():
        skipped[problem.reason] += problem.count
    return Proposal(
        name=name,
        toml=toml,
        notes=tuple(made.notes),
        rows=len(reader.times) + sum(n for reason, n in skipped.items() if "row kept" not in reason),
        events=len(events),
        skipped=tuple(skipped.most_common()),
        services=tuple(
            Counter("+".join(s.value for s in e.services) or "none" for e in events).most_common()
        ),
        kinds=tuple(Counter(event.kind.value for event in events).most_common()),
        first=tuple(events[:3]),
    )


@dataclass(slots=True)
class _Maker:
    """Works one file's map out, part by part, and notes what it is unsure of."""

    name: str
    path: Path
    near: tuple[float, float] | None
    zoned: bool
    notes: list[str] = field(default_factory=list)

    def toml(self) -> str:
        delimiter, table = _table(self.path)
        header = None if _is_data(table[0]) else table[0].cells
        body = [row.cells for row in table[0 if header is None else 1 :]]
        chosen = cols.choose(cols.columns_of(header, body))
        if "received" not in chosen or not body:
            raise EvidenceError(
                "no column of times was found",
                where=self.path.name,
                remedy="Each row needs the time at which the call came in; see docs/evidence.md for a map",
            )
        parts: dict[str, Column | tuple[Column, ...]] = {k: v for k, v in chosen.items() if k in COLUMNS}
        if "date" in chosen and not chosen["received"].share(cols.is_time):
            parts["received"] = (chosen["date"], chosen["received"])
        split = self._split(chosen, body, header)
        out = [f"name = {basic(self.name)}", f"about = {basic('; '.join(_heads(header)) or 'no header')}"]
        out += [f"delimiter = {basic(delimiter)}"] if delimiter != "," else []
        out += ["header = false"] if header is None else []
        out += self._points(parts)
        out += [f"group = {'true' if self._groups(chosen, body) else 'false'}"]
        services = self._services(chosen, body, split)
        held = sorted({s for value in services.values() for s in value}, key=list(Service).index)
        out += [f"services = {listed(s.value for s in held)}"] if held else []
        out += ["", "[columns]"]
        used = {split[0].at} if split else set()
        for part in COLUMNS:
            if part in parts and (split is None or part not in ("service", "nature")):
                found = parts[part]
                names = [c.name for c in found] if isinstance(found, tuple) else found.name
                out.append(f"{part} = {value(names)}")
                used.update(column.at for column in (found if isinstance(found, tuple) else (found,)))
        self._unmapped([column for column in cols.columns_of(header, body) if column.at not in used])
        out += ["", "[time]", *self._times(parts, body)]
        if split is not None:
            column, mark = split
            out += ["", "[split]", f"column = {basic(str(column.name))}", f"separator = {basic(mark)}"]
            out += ['into = ["service", "nature"]']
        if (address := chosen.get("address")) is not None:
            out += ["", "[address]", *self._address(address)]
        if services:
            out += ["", "[service]"]
            out += [f"{key(code)} = {listed(s.value for s in found)}" for code, found in services.items()]
        self._natures(chosen.get("nature"))
        if not self.zoned:
            self.notes.append("times are taken as local: name the feed's timezone in evidence.toml")
        return "\n".join(out) + "\n"

    # ------------------------------------------------------------------ the parts

    def _times(self, parts: Mapping[str, object], body: Sequence[Sequence[str]]) -> list[str]:
        """The formats that read the most, and the cells that stand for no time."""
        cells = Counter(text for part in _TIMES if part in parts for text in _joined(parts[part], body))
        formats: list[str] = []
        left = dict(cells)
        while left and len(formats) < 4:
            best, read = max(
                (
                    (item, [text for text in left if fits(text)])
                    for item, fits in ((f, _reader(f)) for f in ("iso", *cols.DATE_TIMES, *cols.CLOCK_FIRST))
                ),
                key=lambda pair: sum(left[text] for text in pair[1]),
            )
            if not read:
                break
            formats.append(best)
            if best.startswith("%m/%d") and not any(int(text[3:5].strip("/") or 0) > 12 for text in read):
                self.notes.append("whether the month or the day comes first cannot be told: month assumed")
            for text in read:
                del left[text]
        if any(re.search(r"(?:Z|[+-]\d{2}:?\d{2})$", text) for text in cells if "T" in text):
            self.notes.append("times carry their offset: no timezone is needed for them")
        frequent = [text for text, count in left.items() if count > 1 or not re.search(r"\d", text)][:8]
        odd = len(left) - len(frequent)
        if odd:
            self.notes.append(f"{odd} kinds of time cells are not understood")
        missing = ["", *(text for text in frequent if text)]
        return [f"formats = {listed(formats)}", f"missing = {listed(missing)}"]

    def _points(self, parts: dict[str, Column | tuple[Column, ...]]) -> list[str]:
        """The scale of the coordinates; two columns whose heads are swapped are turned round."""
        lat, lon = parts.get("lat"), parts.get("lon")
        if not isinstance(lat, Column) or not isinstance(lon, Column):
            parts.pop("lat", None)
            parts.pop("lon", None)
            return []
        first, second = _middle(lat), _middle(lon)
        if first is None or second is None:
            return []
        scale = 1.0
        while scale > 1e-9 and max(abs(first), abs(second)) * scale > 180:
            scale /= 10
        first, second = first * scale, second * scale
        crossed = abs(first) > 90 >= abs(second)
        if self.near is not None:
            straight = max(abs(first - self.near[0]), abs(second - self.near[1]))
            crossed |= max(abs(second - self.near[0]), abs(first - self.near[1])) < min(straight, 3)
        elif not crossed and first < 0 < second:
            # North American longitudes are below nought, latitudes above.
            crossed = -170 < first < -50 and 15 < second < 75
        if crossed:
            parts["lat"], parts["lon"] = lon, lat
            self.notes.append("latitude and longitude are swapped in the header: the map turns them round")
        return [f"scale = {scale:.10f}".rstrip("0")] if scale != 1 else []

    def _groups(self, chosen: Mapping[str, Column], body: Sequence[Sequence[str]]) -> bool:
        """Whether rows with one incident number are one incident: they then have one address."""
        incident, address = chosen.get("incident"), chosen.get("address")
        if incident is None or address is None:
            return incident is not None
        told: dict[str, set[str]] = {}
        for row in body:
            number, place = _cell(row, incident), _cell(row, address)
            if number and place:
                told.setdefault(number, set()).add(place)
        repeated = Counter(_cell(row, incident) for row in body)
        twice = [number for number, count in repeated.items() if count > 1 and number in told]
        if twice and sum(len(told[number]) > 1 for number in twice) > len(twice) / 2:
            self.notes.append("incident numbers repeat at other addresses: rows are not joined by them")
            return False
        return True

    def _split(
        self, chosen: dict[str, Column], body: Sequence[Sequence[str]], header: Sequence[str] | None
    ) -> tuple[Column, str] | None:
        """A column such as `EMS: FALL VICTIM`: few words before the mark, each a service."""
        if "service" in chosen:
            return None
        for column in cols.columns_of(header, body):
            for mark in (":", " - "):
                heads = Counter(cell.partition(mark)[0].strip() for cell in column.cells if mark in cell)
                if not 1 < len(heads) <= 8 or sum(heads.values()) < cols.MOST * len(column.cells):
                    continue
                if any(plain_services(head) for head in heads) and not column.share(cols.is_time):
                    chosen.pop("nature", None)
                    return column, mark
        return None

    def _services(
        self, chosen: Mapping[str, Column], body: Sequence[Sequence[str]], split: tuple[Column, str] | None
    ) -> dict[str, tuple[Service, ...]]:
        """What each value of the service column stands for: by its words, else by its natures."""
        if split is not None:
            heads = Counter(cell.partition(split[1])[0].strip() for cell in split[0].cells)
            found = {head: plain_services(head) for head, _ in heads.most_common(_MOST_CODES)}
            self._unknown([head for head, services in found.items() if not services])
            return {head: services for head, services in found.items() if services}
        column, nature = chosen.get("service"), chosen.get("nature")
        if column is None or len(column.distinct()) > _MOST_CODES:
            return {}
        votes: dict[str, Counter[tuple[Service, ...]]] = {}
        for row in body:
            code = _cell(row, column)
            if code and nature is not None and (told := _told(_cell(row, nature))):
                votes.setdefault(code, Counter())[told] += 1
        made: dict[str, tuple[Service, ...]] = {}
        unknown: list[str] = []
        for code in column.distinct():
            services = plain_services(code) or ((Service.POLICE,) if _ORI.fullmatch(code) else ())
            if not services and (count := votes.get(code)):
                best, most = count.most_common(1)[0]
                services = best if most >= _MAJORITY * count.total() else ()
                if services:
                    words = " and ".join(item.value for item in services)
                    self.notes.append(f"service {code!r} is read as {words} by its natures: look it over")
            if len(code) <= 2 and plain_services(code):
                self.notes.append(f"service {code!r} is read by its letters: look it over")
            if services:
                made[code] = services
            else:
                unknown.append(code)
        self._unknown(unknown)
        return made

    def _unknown(self, codes: Sequence[str]) -> None:
        if codes:
            self.notes.append(f"what these services mean is not known: {', '.join(codes[:8])}")

    def _unmapped(self, left: Sequence[Column]) -> None:
        """Every column that the map leaves out, by name only: what stands in it may be private."""
        shown = [_named(column) if column.cells else f"{_named(column)} (empty)" for column in left]
        if shown:
            self.notes.append(f"columns that are not mapped: {'; '.join(shown)}")

    def _address(self, column: Column) -> list[str]:
        """How places are written: crossings, names after a mark, the town, what stands for withheld."""
        out: list[str] = []
        head = re.compile(r"^-?\d+\s+(?=\d+\s)")
        if (
            column.share(head.match) > 0.02
            and not column.share(lambda cell: re.match(r"\d+ \d+ ", cell)) > 0.1
        ):
            out.append(r"strip = ['^-\d+\s+']")
        crossings = [
            mark for mark in (" / ", " & ", " AND ", " @ ", "/") if column.share(_holds(mark)) > 0.01
        ]
        if " / " in crossings:
            crossings = [mark for mark in crossings if mark != "/"]
        if crossings:
            out.append(f"intersection = {listed(crossings)}")
        if column.share(_holds(";")) > 0.02:
            out.append('name = ";"')
        if column.share(_holds(",")) > 0.2:
            towns = {cell.rpartition(",")[2].strip() for cell in column.cells if "," in cell}
            if len(towns) <= max(len(column.cells) // 10, 5):
                out.append('city_after = ","')
        blank = [
            cell for cell, n in column.distinct().items() if n > 1 and re.fullmatch(r"\W*[A-Za-z]*\W*", cell)
        ]
        blank = [
            cell for cell in blank if re.match(r"\W|(?:unk|none|n/?a|withheld|confidential)", cell, re.I)
        ]
        if blank:
            out.append(f"withheld = {listed(['', *blank[:8]])}")
        style = places.PlaceStyle(crossing=(*crossings,))
        kinds = Counter(places.parse(cell, style).precision for cell in column.cells)
        doors = kinds[Precision.DOOR] + kinds[Precision.BLOCK]
        round_ = column.share(lambda cell: re.match(r"\d*00 ", cell))
        if doors and kinds[Precision.DOOR] and round_ > cols.MOST * doors / max(len(column.cells), 1):
            out.append('precision = "block"')
            self.notes.append("nearly all house numbers are whole hundreds: read as blocks")
        return out

    def _natures(self, column: Column | None) -> None:
        if column is None:
            return
        unknown = [cell for cell in column.distinct() if not cols.is_nature(cell)]
        rows_ = sum(column.distinct()[cell] for cell in unknown)
        if rows_ > 0.1 * len(column.cells):
            shown = ", ".join(repr(cell) for cell in unknown[:6])
            self.notes.append(f"natures of {rows_} rows are in no general list (add [[nature]]): {shown}")


# ------------------------------------------------------------------ small things


def _table(path: Path) -> tuple[str, list[Row]]:
    """The delimiter that gives the most equal rows, and the first rows."""
    best: tuple[int, str, list[Row]] = (-1, ",", [])
    for delimiter in _DELIMITERS:
        table = list(islice(rows(path, Problems(path.name), delimiter=delimiter), _SAMPLE))
        widths = Counter(len(row.cells) for row in table)
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        if width > 1 and count * min(width, 8) > best[0]:
            best = count * min(width, 8), delimiter, table
    if not best[2]:
        raise EvidenceError(
            "this is no table", where=path.name, remedy="A log is CSV: one row an event, cells between commas"
        )
    return best[1], best[2]


def _is_data(row: Row) -> bool:
    """A first row that holds a time or degrees is no header."""
    return any(
        cols.is_time(cell) or cols.is_date(cell) or ("." in cell and cols.number(cell)) for cell in row.cells
    )


def _heads(header: Sequence[str] | None) -> list[str]:
    return [cell[:40] for cell in header or () if cell][:30]


def _cell(row: Sequence[str], column: Column) -> str:
    return row[column.at - 1] if column.at <= len(row) else ""


def _joined(found: object, body: Sequence[Sequence[str]]) -> Iterable[str]:
    both = found if isinstance(found, tuple) else (found,)
    for row in body:
        yield " ".join(_cell(row, column) for column in both).strip()


def _reader(format_: str) -> Callable[[str], object]:
    clock = FeedClock(ZoneInfo("UTC"), (format_,))
    fits = pattern(format_) if format_ != "iso" else cols.is_iso
    return lambda text: fits(text) and clock.parse(text) is not None


def _middle(column: Column) -> float | None:
    values = [value for cell in column.cells if (value := cols.number(cell))]
    return median(values) if values else None


def _told(nature: str) -> tuple[Service, ...]:
    spec = next((s for s in general_natures() if re.search(s.words, nature, re.IGNORECASE)), None)
    return spec.services if spec else ()


def _holds(mark: str) -> Callable[[str], bool]:
    return lambda cell: mark in cell.upper()


def _named(column: Column) -> str:
    return " ".join(str(column.name).split())[:40] if column.head else f"column {column.at}"
