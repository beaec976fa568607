"""The ledgers of past nights: where they lie, and their reports one after another, as little as is needed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from reportqa.errors import NoInputError
from reportqa.model.finding import Severity
from reportqa.model.quality import QualityReport, Unreported
from reportqa.night.events import EVENTS, events_from
from reportqa.night.ledger import decode, ledger_path

# What a trend may count: RULES.md leaves language out, and small findings.
_WEIGHTY = frozenset({Severity.BLOCKER.value, Severity.MAJOR.value})
_LEFT_OUT = ("language.",)
# A night is called by the evening on which it began.
_HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class _Found:
    severity: str


@dataclass(frozen=True, slots=True)
class _Result:
    rule: str
    findings: tuple[_Found, ...] = ()


@dataclass(frozen=True, slots=True)
class _Meta:
    author: str | None = None
    author_id: str | None = None
    occurred_at: datetime | None = None
    submitted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Document:
    metadata: _Meta = field(default_factory=_Meta)


@dataclass(frozen=True, slots=True)
class _Links:
    site_id: str | None = None
    client_id: str | None = None
    shift_id: str | None = None


@dataclass(frozen=True, slots=True)
class Glance:
    """As much of a stored report as a count needs; the rest of its JSON is passed over."""

    document: _Document
    links: _Links
    results: tuple[_Result, ...] = ()
    failure: dict[str, Any] | None = None

    @property
    def broken(self) -> frozenset[str]:
        """The rules with a blocker or major finding, language left out."""
        return frozenset(
            result.rule
            for result in self.results
            if not result.rule.startswith(_LEFT_OUT)
            and any(found.severity in _WEIGHTY for found in result.findings)
        )

    @property
    def evening(self) -> date | None:
        """The day on which the report's night began."""
        meta = self.document.metadata
        at = meta.occurred_at or meta.submitted_at
        return (at - _HALF_A_DAY).date() if at else None


@cache
def _glances() -> TypeAdapter[Glance]:
    return TypeAdapter(Glance)


@dataclass(frozen=True, kw_only=True, slots=True)
class PastNight:
    """One night's ledger; read only, and only what is asked for."""

    path: Path

    def reports_of(self, site_id: str) -> Iterator[QualityReport]:
        """The night's reports of one site that could be read, in input order."""
        for body in self._bodies(site_id):
            quality = decode(body)
            if quality.failure is None and quality.links.site_id == site_id:
                yield quality

    def glances(self, site_id: str | None = None) -> Iterator[Glance]:
        """The night's reports in input order, or those that may be of one site."""
        for body in self._bodies(site_id):
            yield _glances().validate_json(zlib.decompress(body))

    def missed(self) -> tuple[Unreported, ...]:
        """The events that the night's reports missed."""
        return events_from(self._run(EVENTS))

    def ended(self) -> datetime | None:
        """When the night was done; None for one that never was."""
        ended = self._run("ended")
        return datetime.fromisoformat(ended) if ended else None

    def same_as(self) -> str:
        """What two ledgers of the same files have in common."""
        sha = hashlib.sha256()
        for (stamp,) in self._rows("select stamp from file order by stamp"):
            sha.update(stamp.encode())
        return sha.hexdigest()

    def _bodies(self, site_id: str | None) -> Iterator[bytes]:
        # The id as it stands in the JSON finds the few reports worth taking apart among many.
        mark = f'"site_id":{json.dumps(site_id, ensure_ascii=False)}'.encode()
        for (body,) in self._rows("select body from report join file using (path) order by position, part"):
            if site_id is None or mark in zlib.decompress(body):
                yield body

    def _run(self, name: str) -> str | None:
        found = list(self._rows("select value from run where name = ?", (name,)))
        return str(found[0][0]) if found else None

    def _rows(self, query: str, values: tuple[str, ...] = ()) -> Iterator[tuple[Any, ...]]:
        try:
            with closing(sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)) as db:
                yield from db.execute(query, values)
        except sqlite3.Error as error:
            raise NoInputError(
                f"the night's ledger can't be read ({error})",
                where=str(self.path),
                remedy="Run the night again",
            ) from None


def night_at(out: Path) -> PastNight:
    """The night that was written to this folder; raises NoInputError where there is none."""
    path = ledger_path(out)
    if not path.is_file():
        raise NoInputError(
            "no night was run here", where=str(out), remedy="Run `reportqa night FOLDER --out DIR` first"
        )
    return PastNight(path=path)


def nights_beside(out: Path, most: int) -> tuple[PastNight, ...]:
    """The night in `out` first, then the last others in the folders beside it, newest first."""
    here = night_at(out)
    others = [n for n in _under(out.resolve().parent) if n.path.resolve() != here.path.resolve()]
    return (here, *_last(others, max(most - 1, 0)))


def nights_in(folders: Iterable[Path], most: int) -> tuple[PastNight, ...]:
    """The last nights that lie in the folders or directly under them, newest first, each night once.

    Raises NoInputError where there is none at all.
    """
    found = {night.path.resolve(): night for folder in folders for night in _under(folder)}
    if not found:
        raise NoInputError(
            "no night lies here",
            where=", ".join(map(str, folders)),
            remedy="Name folders that `reportqa night --out` wrote, or a folder of them",
        )
    return _last(found.values(), most)


def _under(folder: Path) -> list[PastNight]:
    inner = [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    return [PastNight(path=path) for path in map(ledger_path, [folder, *inner]) if path.is_file()]


def _last(nights: Iterable[PastNight], most: int) -> tuple[PastNight, ...]:
    """The last ones that were finished; of those that were run twice, the later run."""
    ended = [(at, night.path.parts, night) for night in nights if (at := night.ended()) is not None]
    seen: set[str] = set()
    kept: list[PastNight] = []
    for _, _, night in sorted(ended, key=lambda item: item[:2], reverse=True):
        if len(kept) == most:
            break
        if (same := night.same_as()) not in seen:
            seen.add(same)
            kept.append(night)
    return tuple(kept)


def evening_of(days: Counter[date], night: PastNight) -> date:
    """What to call a night: the day on which most of its reports say that it began, else when it was run."""
    if days:
        return max(days, key=lambda day: (days[day], day))
    ended = night.ended()
    return (ended - _HALF_A_DAY).date() if ended else date.min
