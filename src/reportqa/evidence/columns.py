"""Which column of an unknown table holds what: by its head, if its values agree, else by its values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import tomli

from reportqa.evidence import places
from reportqa.evidence.clock import pattern
from reportqa.evidence.maps import general_natures, plain_services
from reportqa.model.evidence import Precision

# Formats that are tried on a column of times, the usual first. Month first, since that is how American
# centres write; a day above 12 in the first place says otherwise.
DATE_TIMES = tuple(
    f"{date} {clock}"
    for date in (
        "%m/%d/%Y",
        "%m/%d/%y",
        "%Y/%m/%d",
        "%Y-%m-%d",
        "%m-%d-%Y",
        "%d-%b-%Y",
        "%d/%m/%Y",
        "%d.%m.%Y",
    )
    for clock in ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%H:%M:%S.%f", "%H%M")
)
CLOCK_FIRST = tuple(
    f"{clock} {date}" for date in ("%m/%d/%Y", "%m/%d/%y", "%d/%m/%Y") for clock in ("%H:%M:%S", "%H:%M")
)
DATES = ("%m/%d/%Y", "%m/%d/%y", "%Y/%m/%d", "%Y-%m-%d", "%m-%d-%Y", "%d-%b-%Y", "%d/%m/%Y", "%d.%m.%Y")
CLOCKS = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%H%M")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:?\d{2}(?::?\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?")
# A column is what most of its filled cells are.
MOST = 0.8
_SOME = 0.3
_PARTS = ("received", "dispatched", "enroute", "onscene", "cleared")
_UNIT = re.compile(r"^[A-Z]{0,5}-?\d{1,4}[A-Z]?\d{0,2}$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column: its place from 1, its head as written, and its filled cells."""

    at: int
    head: str
    name: str | int  # as a map names it
    cells: tuple[str, ...]

    def share(self, fits: Callable[[str], object]) -> float:
        """How many of the filled cells fit, 0…1; 0 for an empty column."""
        return sum(bool(fits(cell)) for cell in self.cells) / len(self.cells) if self.cells else 0.0

    def distinct(self) -> Counter[str]:
        """The values with their counts, most frequent first."""
        return Counter(self.cells)


@lru_cache(maxsize=1)
def heads() -> Mapping[str, tuple[str, ...]]:
    """The names that exports use for each part of an event."""
    with (Path(__file__).parent / "heads.toml").open("rb") as stream:
        return {part: tuple(names) for part, names in tomli.load(stream).items()}


def columns_of(header: Sequence[str] | None, rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """The table's columns; the second of two equal heads is `Head#2`."""
    width = len(header) if header else max(map(len, rows), default=0)
    seen: Counter[str] = Counter()
    again = Counter(cell.strip().lower() for cell in header) if header else Counter[str]()
    found = []
    for at in range(width):
        head = header[at].strip() if header else ""
        seen[head.lower()] += 1
        twice = again[head.lower()] > 1
        name: str | int = f"{head}#{seen[head.lower()]}" if head and twice else head or at + 1
        cells = tuple(row[at] for row in rows if at < len(row) and row[at])
        found.append(Column(at=at + 1, head=head, name=name, cells=cells))
    return tuple(found)


def is_iso(cell: str) -> bool:
    """A date and time as ISO 8601 writes them."""
    return bool(_ISO.fullmatch(cell))


def is_time(cell: str) -> bool:
    """A date with a time of day, in any of the formats."""
    return is_iso(cell) or any(pattern(item)(cell) for item in (*DATE_TIMES, *CLOCK_FIRST))


def is_date(cell: str) -> bool:
    """A date alone."""
    return any(pattern(item)(cell) for item in DATES)


def is_clock(cell: str) -> bool:
    """A time of day alone, or one before its date."""
    return any(pattern(item)(cell) for item in (*CLOCKS, *CLOCK_FIRST))


def is_place(cell: str) -> bool:
    """A door, a block or a crossing."""
    style = places.PlaceStyle(
        strip=(re.compile(r"^-\d+\s+"),), crossing=(" & ", " / ", " AND ", "/"), name=";"
    )
    found = places.parse(cell, style)
    return found.precision in (Precision.DOOR, Precision.BLOCK, Precision.INTERSECTION, Precision.POINT)


def is_nature(cell: str) -> bool:
    """Words that the general list of natures knows."""
    return any(re.search(spec.words, cell, re.IGNORECASE) for spec in general_natures())


def number(cell: str) -> float | None:
    """The cell as a number, else None."""
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if abs(value) < 1e12 else None


def _is_degree(cell: str) -> bool:
    value = number(cell)
    return value is not None and ("." in cell or abs(value) > 10_000 or value == 0)


_FITS: dict[str, Callable[[str], object]] = {
    "address": is_place,
    "nature": is_nature,
    "service": plain_services,
    "lat": _is_degree,
    "lon": _is_degree,
    "units": lambda cell: all(_UNIT.match(part) for part in re.split(r"[;, ]+", cell.upper()) if part),
    **dict.fromkeys(_PARTS, lambda cell: is_time(cell) or is_clock(cell)),
    "date": is_date,
}
# How much of a column with the right head must fit; a code for a service or a nature need not be a word.
_LEAST = {"address": _SOME, "nature": 0.0, "service": 0.0, "units": 0.0, "lat": MOST, "lon": MOST}


def choose(columns: Sequence[Column]) -> dict[str, Column]:
    """The column of each part, and of a separate `date`; parts that no column seems to hold are left out."""
    chosen: dict[str, Column] = {}
    ranked = sorted(
        (
            (rank, part, column)
            for part, names in heads().items()
            for column in columns
            if (rank := _rank(part, names, column)) is not None
        ),
        key=lambda item: (item[0], list(heads()).index(item[1]), item[2].at),
    )
    taken: set[int] = set()
    for _, part, column in ranked:
        if part not in chosen and column.at not in taken:
            chosen[part] = column
            taken.add(column.at)
    free = [column for column in columns if column.at not in taken and column.cells]
    for part, least in (("received", MOST), ("date", MOST), ("address", 0.5), ("nature", 0.5)):
        if part in chosen or (part == "date" and "received" in chosen and _whole(chosen["received"])):
            continue
        best = max(free, key=lambda column: column.share(_FITS[part]), default=None)
        if best is not None and best.share(_FITS[part]) >= least:
            chosen[part] = best
            free.remove(best)
    _points(chosen, free)
    if "received" in chosen and _whole(chosen["received"]):
        chosen.pop("date", None)
    elif "date" in chosen and "received" not in chosen:
        chosen["received"] = chosen.pop("date")
    if "city" not in chosen and "address" in chosen:
        words = [c for c in free if c.share(lambda cell: re.fullmatch(r"[A-Za-z .'-]+", cell)) >= MOST]
        beside = [c for c in words if 1 < len(c.distinct()) <= max(len(c.cells) // 5, 2)]
        if beside and not any(column.head for column in columns):
            chosen["city"] = beside[0]
    return chosen


def _whole(column: Column) -> bool:
    """Whether the column's times have their dates."""
    return column.share(is_time) >= _SOME


def _rank(part: str, names: Sequence[str], column: Column) -> int | None:
    head = _plain(column.head)
    plain = [_plain(name) for name in names]
    if not head or not column.cells:
        return None
    least = _LEAST.get(part, _SOME if part in _FITS else 0.0)
    if least and column.share(_FITS[part]) < least:
        return None
    if head in plain:
        return plain.index(head)
    inside = [
        at for at, name in enumerate(plain) if len(name) > 4 and re.search(rf"\b{re.escape(name)}\b", head)
    ]
    return 50 + inside[0] if inside else None


def _plain(head: str) -> str:
    """A head as it is compared: `Unit(s)` are units, `Incident #` is an incident number."""
    head = re.sub(r"\((e?s)\)", r"\1", head.lower()).replace("#", " number ")
    return re.sub(r"[\s_]+", " ", head).strip(" .:")


def _points(chosen: dict[str, Column], free: list[Column]) -> None:
    """Two neighbouring columns of degrees are a point, the larger numbers the longitude."""
    if "lat" in chosen and "lon" in chosen:
        return
    degrees = [c for c in free if c.share(_is_degree) >= MOST and c.share(lambda x: "." in x) >= MOST]
    for first, second in pairwise(degrees):
        if second.at - first.at == 1:
            chosen["lat"], chosen["lon"] = first, second
            return
