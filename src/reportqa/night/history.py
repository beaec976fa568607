"""The ledgers of past nights: where they lie, what they counted, and the reports of one site."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reportqa.errors import NoInputError
from reportqa.model.quality import QualityReport, Unreported
from reportqa.night.events import EVENTS, events_from
from reportqa.night.ledger import Ledger
from reportqa.night.ledgers import Ledgers, lies_in
from reportqa.night.stored import decode
from reportqa.night.tally import TALLY, Tally, tally_from


@dataclass(frozen=True, kw_only=True, slots=True)
class PastNight:
    """One night by its output folder; read only, and only what is asked for."""

    out: Path
    ledgers: Ledgers

    def reports_of(self, site_id: str) -> Iterator[QualityReport]:
        """The night's reports of one site that could be read, in input order."""
        # The id as it stands in the JSON finds the few reports worth taking apart among many.
        mark = f'"site_id":{json.dumps(site_id, ensure_ascii=False)}'.encode()
        with self._open() as ledger:
            for _, body in ledger.rows():
                if mark not in zlib.decompress(body):
                    continue
                quality = decode(body)
                if quality.failure is None and quality.links.site_id == site_id:
                    yield quality

    def tally(self) -> Tally:
        """The night's counts."""
        return tally_from(self._kept(TALLY)) or Tally()

    def missed(self) -> tuple[Unreported, ...]:
        """The events that the night's reports missed."""
        return events_from(self._kept(EVENTS))

    def ended(self) -> datetime | None:
        """When the night was done; None for one that never was."""
        with self._open() as ledger:
            return ledger.when_ended()

    def same_as(self) -> str:
        """What two ledgers of the same files have in common."""
        with self._open() as ledger:
            return hashlib.sha256("".join(ledger.stamps()).encode()).hexdigest()

    def _kept(self, name: str) -> str | None:
        with self._open() as ledger:
            return ledger.kept(name)

    def _open(self) -> closing[Ledger]:
        return closing(self.ledgers.to_read(self.out))


def nights_beside(out: Path, most: int, ledgers: Ledgers) -> tuple[PastNight, ...]:
    """The night in `out` first, then the last others in the folders beside it, newest first.

    Raises NoInputError where there is no night in `out`.
    """
    here = PastNight(out=out.resolve(), ledgers=ledgers)
    here.ended()
    others = [night for night in _under(out.resolve().parent, ledgers) if night.out != here.out]
    return (here, *_last(others, max(most - 1, 0)))


def nights_in(folders: Iterable[Path], most: int, ledgers: Ledgers) -> tuple[PastNight, ...]:
    """The last nights that lie in the folders or directly under them, newest first, each night once.

    Raises NoInputError where there is none at all.
    """
    found = {night.out: night for folder in folders for night in _under(folder, ledgers)}
    if not found:
        raise NoInputError(
            "no night lies here",
            where=", ".join(map(str, folders)),
            remedy="Name folders that `reportqa night --out` wrote, or a folder of them",
        )
    last = _last(found.values(), most)
    if not last:
        # Says why, where it can't be told.
        next(iter(found.values())).ended()
    return last


def _under(folder: Path, ledgers: Ledgers) -> list[PastNight]:
    inner = [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    return [PastNight(out=path.resolve(), ledgers=ledgers) for path in (folder, *inner) if lies_in(path)]


def _last(nights: Iterable[PastNight], most: int) -> tuple[PastNight, ...]:
    """The last ones that were finished; of those that were run twice, the later run."""
    ended = [(at, night.out.parts, night) for night in nights if (at := _ended(night)) is not None]
    seen: set[str] = set()
    kept: list[PastNight] = []
    for _, _, night in sorted(ended, key=lambda item: item[:2], reverse=True):
        if len(kept) == most:
            break
        if (same := night.same_as()) not in seen:
            seen.add(same)
            kept.append(night)
    return tuple(kept)


def _ended(night: PastNight) -> datetime | None:
    """When it was done; None also for a run that was killed before it had noted anything."""
    try:
        return night.ended()
    except NoInputError:
        return None
