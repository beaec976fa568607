"""The ledgers of past nights: where they lie, what they counted, and the reports of one site."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reportqa.errors import NoInputError
from reportqa.model.quality import QualityReport, Unreported
from reportqa.night.events import EVENTS, events_from
from reportqa.night.ledger import decode, ledger_path
from reportqa.night.tally import TALLY, Tally, tally_from


@dataclass(frozen=True, kw_only=True, slots=True)
class PastNight:
    """One night's ledger; read only, and only what is asked for."""

    path: Path

    def reports_of(self, site_id: str) -> Iterator[QualityReport]:
        """The night's reports of one site that could be read, in input order."""
        # The id as it stands in the JSON finds the few reports worth taking apart among many.
        mark = f'"site_id":{json.dumps(site_id, ensure_ascii=False)}'.encode()
        for (body,) in self._rows("select body from report join file using (path) order by position, part"):
            if mark not in zlib.decompress(body):
                continue
            quality = decode(body)
            if quality.failure is None and quality.links.site_id == site_id:
                yield quality

    def tally(self) -> Tally:
        """The night's counts."""
        return tally_from(self._run(TALLY)) or Tally()

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
