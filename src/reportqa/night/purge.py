"""Clearing away old nights: what reportqa wrote, never what it read.

Only files that carry reportqa's own mark go: ledgers, pages with its generator line, and the pictures beside
them; and the rows of a night that a database keeps. Reports, evidence and whatever else lies in the folder
stay.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reportqa.errors import NoInputError, ReportqaError
from reportqa.night.ledgers import KeptNight, Ledgers, home_of, ledger_path, lies_in, number_path

# What every page of ours says near its beginning.
MARK = b'<meta name="generator" content="reportqa">'
_NEAR = 2048
_PICTURE = re.compile(r"-page\d+\.(?:png|jpg)")
_LEDGER_FILES = (
    "night.sqlite", "night.sqlite-wal", "night.sqlite-shm", "night.lock", "night.json", "notes.sqlite"
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Old:
    """One file that may go, and from when it is."""

    path: Path
    size: int
    at: datetime

    def __str__(self) -> str:
        return str(self.path)

    def remove(self) -> None:
        """Delete it; one that is gone already is fine. Raises ReportqaError where it can't be deleted."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise ReportqaError(
                f"can't be deleted ({error.strerror})", where=str(self.path), remedy="Check its permissions"
            ) from None
        for folder in (self.path.parent, self.path.parent.parent):
            if folder.name in (".reportqa", "reports", "outbox"):
                with suppress(OSError):
                    folder.rmdir()  # only when nothing is left in it


@dataclass(frozen=True, kw_only=True, slots=True)
class OldRows:
    """The rows of one night in a database; their size is not told."""

    ledgers: Ledgers
    night: KeptNight
    size: int = 0

    @property
    def at(self) -> datetime:
        """From when the night is."""
        return self.night.at

    def __str__(self) -> str:
        return f"the rows of {self.night.home} in {self.ledgers.place}"

    def remove(self) -> None:
        """Delete them, in one transaction."""
        self.ledgers.forget(self.night)


def old_files(folder: Path, before: datetime, ledgers: Ledgers) -> Iterator[Old | OldRows]:
    """Every file of ours under the folder from before the moment, in order, and the rows of its nights.

    A page counts from when it was written, a ledger from when its night was done; the ledger of a night
    that was never finished counts from when it was last written or begun. Rows go as well whose folder is
    there no more. Raises ReportqaError where a database that keeps a night was not named, or can't be read.
    """
    kept = {night.number: night for night in ledgers.kept_nights()}
    for out in sorted({path.parent.parent for path in folder.rglob(".reportqa/night.*")}):
        if not lies_in(out) or not _inside(out, folder):
            continue
        for path in sorted(out.rglob("*.html")):
            if not _inside(path, out) or not _ours(path):
                continue
            yield from _aged(path, before)
            for picture in sorted(path.parent.glob(f"{_literal(path.stem)}-page*")):
                if _PICTURE.fullmatch(picture.name.removeprefix(path.stem)):
                    yield from _aged(picture, before)
        if number_path(out).is_file():
            night = kept.pop(ledgers.number_of(out), None)
            # The rows first, so that none is left whose number nobody knows.
            if night is None:
                yield from _files(out, _written(number_path(out), before), before)
            elif night.at < before:
                yield OldRows(ledgers=ledgers, night=night)
                yield from _files(out, night.at, before)
        else:
            yield from _ledger(out, before)
    here = f"{home_of(folder)}{os.sep}"
    for night in kept.values():
        if night.at < before and f"{night.home}{os.sep}".startswith(here) and not _there(night):
            yield OldRows(ledgers=ledgers, night=night)


def _ledger(out: Path, before: datetime) -> Iterator[Old]:
    try:
        with closing(Ledgers().to_read(out)) as ledger:
            ended = ledger.when_ended()
    except NoInputError:
        ended = None
    except ReportqaError:
        return
    yield from _files(out, ended or _written(ledger_path(out), before), before)


def _files(out: Path, at: datetime, before: datetime) -> Iterator[Old]:
    if at < before:
        inner = out / ".reportqa"
        parts = [inner / name for name in _LEDGER_FILES]
        for part in (*parts, *sorted(inner.glob("outbox/*.json"))):
            if part.exists():
                yield Old(path=part, size=part.stat().st_size, at=at)


def _there(night: KeptNight) -> bool:
    """Whether the folder that the night was written to still holds one."""
    return lies_in(Path(night.home.partition(":")[2]))


def _written(path: Path, before: datetime) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=before.tzinfo)


def _aged(path: Path, before: datetime) -> Iterator[Old]:
    try:
        about = path.lstat()
    except OSError:
        return
    at = datetime.fromtimestamp(about.st_mtime, tz=before.tzinfo)
    if at < before:
        yield Old(path=path, size=about.st_size, at=at)


def _ours(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return MARK in stream.read(_NEAR)
    except OSError:
        return False


def _inside(path: Path, folder: Path) -> bool:
    """Whether the file lies in the folder itself, not where a link leads."""
    return not path.is_symlink() and path.resolve().is_relative_to(folder.resolve())


def _literal(name: str) -> str:
    return re.sub(r"([\[\]*?])", r"[\1]", name)
