"""Dispatch maps: how one centre's columns, formats and words become events. Data, no code per feed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import tomli
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rapidfuzz.process import extractOne

from reportqa.errors import EvidenceError
from reportqa.model.evidence import EventKind, Precision
from reportqa.model.service import Service
from reportqa.resources import evidence_maps_dir

# The parts of an event that a column (or several, joined by a space) may hold.
COLUMNS = (
    "incident", "received", "dispatched", "enroute", "onscene", "cleared", "service", "nature", "address",
    "city", "lat", "lon", "units", "disposition",
)  # fmt: skip


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TimeSpec(_Strict):
    """How times are written; `missing` cells mean unknown."""

    formats: tuple[str, ...] = ("iso",)
    missing: tuple[str, ...] = ("", "-", "N/A", "NULL")


class SplitSpec(_Strict):
    """One column that holds two parts: `EMS: FALL VICTIM` is a service and a nature."""

    column: str
    separator: str
    into: tuple[str, str]


class AddressSpec(_Strict):
    """How places are written. `strip` are expressions removed, `name` separates a business or unit."""

    strip: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    intersection: tuple[str, ...] = (" & ", " / ", " AND ")
    name: str | None = None
    city_after: str | None = None
    precision: Precision | None = None  # what the centre makes of every address, if it blurs them


class NatureSpec(_Strict):
    """Words of the nature that decide the kind; the first that fits wins."""

    words: str
    kind: EventKind
    services: tuple[Service, ...] = ()


class PageSpec(_Strict):
    """A log published as PDF: each column's left edge in points, and how the first cell of a row begins."""

    left: Mapping[str, float] = Field(min_length=1)
    starts: str
    ignore: str = ""  # lines that are titles, headings or stamps


class DispatchMap(_Strict):
    """One centre's log. Columns are named by header (`Location#2`: the second so named) or number."""

    name: str
    about: str = ""
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    header: bool = True
    columns: Mapping[str, str | int | tuple[str | int, ...]]
    spare: bool = False  # true: a log need not have all of the columns
    time: TimeSpec = TimeSpec()
    split: SplitSpec | None = None
    address: AddressSpec = AddressSpec()
    scale: float = 1.0  # multiplies coordinates: micro-degrees are 0.000001
    accuracy_m: float | None = None
    group: bool = True  # rows with one incident number are one incident
    service: Mapping[str, tuple[Service, ...]] = Field(default_factory=dict)
    service_default: tuple[Service, ...] = ()
    nature: tuple[NatureSpec, ...] = ()
    cancelled: str | None = None  # an expression over disposition and nature
    test: str | None = None
    services: tuple[Service, ...] = ()  # what the centre's log tells of, for coverage
    page: PageSpec | None = None  # where the log comes as PDF


@dataclass(frozen=True, slots=True)
class Classified:
    """What a nature, with the service column, means."""

    kind: EventKind
    services: tuple[Service, ...]
    test: bool
    cancelled: bool


def load_map(name: str, folder: Path | None = None) -> DispatchMap:
    """A shipped map by name, or a `.toml` beside the evidence; raises EvidenceError."""
    path = (folder / name) if folder and name.endswith(".toml") else evidence_maps_dir() / f"{name}.toml"
    if not path.is_file():
        shipped = sorted(item.stem for item in evidence_maps_dir().glob("*.toml"))
        near = extractOne(name, shipped, score_cutoff=60)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise EvidenceError(
            f"no dispatch map {name!r}", where=str(path), remedy=f"{hint}Shipped maps: {', '.join(shipped)}"
        )
    try:
        with path.open("rb") as stream:
            table = tomli.load(stream)
        made = DispatchMap.model_validate(table)
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EvidenceError("the map is no TOML", where=str(path), remedy=str(error)) from error
    except ValidationError as error:
        raise EvidenceError(
            "the map cannot be used",
            where=str(path),
            remedy=describe(error, DispatchMap, TimeSpec, AddressSpec, PageSpec),
        ) from error
    for column in made.columns:
        if column not in COLUMNS:
            near = extractOne(column, COLUMNS)
            raise EvidenceError(
                f"unknown column {column!r}",
                where=str(path),
                remedy=f"Did you mean {near[0]!r}?" if near else f"Columns: {', '.join(COLUMNS)}",
            )
    if "received" not in made.columns:
        raise EvidenceError(
            "the map names no column for `received`",
            where=str(path),
            remedy="Every event needs the time at which the call came in",
        )
    return made


def describe(error: ValidationError, *models: type[BaseModel]) -> str:
    """What is wrong with a table, with the nearest key for an unknown one."""
    parts = []
    for item in error.errors():
        where = ".".join(str(step) for step in item["loc"])
        if item["type"] == "extra_forbidden":
            near = extractOne(str(item["loc"][-1]), _keys(models), score_cutoff=50)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            parts.append(f"unknown key {where!r}{hint}")
        else:
            parts.append(f"{where}: {item['msg']}")
    return "; ".join(parts[:5])


def _keys(models: Sequence[type[BaseModel]]) -> list[str]:
    return sorted({info.alias or name for model in models for name, info in model.model_fields.items()})


@lru_cache(maxsize=1)
def general_natures() -> tuple[NatureSpec, ...]:
    """The nature words that all centres share."""
    with (evidence_maps_dir().parent / "natures.toml").open("rb") as stream:
        table = tomli.load(stream)
    return tuple(NatureSpec.model_validate(item) for item in table["nature"])


@dataclass(slots=True)
class Classifier:
    """Reads nature, service and disposition by one map; remembers what it read, since logs repeat."""

    map: DispatchMap
    _seen: dict[tuple[str, str, str], Classified] = field(default_factory=dict)
    _natures: tuple[tuple[re.Pattern[str], NatureSpec], ...] = field(init=False)
    _cancelled: re.Pattern[str] | None = field(init=False)
    _test: re.Pattern[str] | None = field(init=False)

    def __post_init__(self) -> None:
        specs = (*self.map.nature, *general_natures())
        self._natures = tuple((re.compile(spec.words, re.IGNORECASE), spec) for spec in specs)
        self._cancelled = _compiled(self.map.cancelled) or _compiled(_CANCELLED)
        self._test = _compiled(self.map.test) or _compiled(_TEST)

    def classify(self, service: str, nature: str, disposition: str) -> Classified:
        """The kind, the services that took part, and whether it was a test or called off."""
        key = (service, nature, disposition)
        known = self._seen.get(key)
        if known is None:
            known = self._classify(service, nature, disposition)
            if len(self._seen) < _REMEMBERED:
                self._seen[key] = known
        return known

    def _classify(self, service: str, nature: str, disposition: str) -> Classified:
        named = self.map.service.get(service)
        spec = next((spec for found, spec in self._natures if found.search(nature)), None)
        services = list(named if named is not None else plain_services(service))
        if not services:
            services = list(self.map.service_default)
        if spec and (not services or spec in self.map.nature):
            services += [item for item in spec.services if item not in services]
        kind = spec.kind if spec else _kind_of(services)
        said = f"{nature} {disposition}"
        return Classified(
            kind=kind,
            services=tuple(services),
            test=bool(self._test and self._test.search(said)),
            cancelled=bool(self._cancelled and self._cancelled.search(said)),
        )


_REMEMBERED = 100_000
# What centres write when a response was called off or a call proved void. Origin: the disposition and
# nature lists of public calls-for-service logs.
_CANCELLED = r"\bcancel|\bcncl\b|\bcx(?:l?d)?\b|\bdisregard|\bcalled off\b|\bvoid(?:ed)?\b"
_TEST = r"^!?test\b|\btest (?:call|incident|alarm)\b|\bdrill\b|\btraining (?:exerc|burn)"


def _compiled(words: str | None) -> re.Pattern[str] | None:
    return re.compile(words, re.IGNORECASE) if words else None


def plain_services(cell: str) -> tuple[Service, ...]:
    """The services that a cell names in plain words or the usual letters."""
    words = re.split(r"[^a-z]+", cell.lower())
    found = []
    for service, names in _PLAIN.items():
        if any(word in names for word in words):
            found.append(service)
    return tuple(found)


_PLAIN = {
    Service.FIRE: ("fire", "fd", "lf", "f"),
    Service.EMS: ("ems", "medical", "ambulance", "med", "als", "bls"),
    Service.POLICE: ("police", "pd", "law", "sheriff", "l", "lf"),
}


def _kind_of(services: Sequence[Service]) -> EventKind:
    if Service.FIRE in services:
        return EventKind.FIRE
    if Service.EMS in services:
        return EventKind.MEDICAL
    # A police row whose nature nobody knows is routine until a map says otherwise.
    return EventKind.OTHER
