"""Clearing away old nights: what reportqa wrote, never what it read.

Only files that carry reportqa's own mark go: ledgers, pages with its generator line, and the pictures beside
them. Reports, evidence and whatever else lies in the folder stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reportqa.errors import ReportqaError
from reportqa.night.ledger import Ledger, ledger_path

# What every page of ours says near its beginning.
MARK = b'<meta name="generator" content="reportqa">'
_NEAR = 2048
_PICTURE = re.compile(r"-page\d+\.(?:png|jpg)")
_LEDGER_FILES = ("night.sqlite", "night.sqlite-wal", "night.sqlite-shm", "notes.sqlite")


@dataclass(frozen=True, kw_only=True, slots=True)
class Old:
    """One file that may go, and from when it is."""

    path: Path
    size: int
    at: datetime


def old_files(folder: Path, before: datetime) -> Iterator[Old]:
    """Every file of ours under the folder from before the moment, in order.

    A page counts from when it was written, a ledger from when its night was done; the ledger of a night
    that was never finished counts from when it was last written.
    """
    for out in sorted({path.parent.parent for path in folder.rglob(".reportqa/night.sqlite")}):
        if not _inside(out, folder):
            continue
        for path in sorted(out.rglob("*.html")):
            if not _inside(path, out) or not _ours(path):
                continue
            yield from _aged(path, before)
            for picture in sorted(path.parent.glob(f"{_literal(path.stem)}-page*")):
                if _PICTURE.fullmatch(picture.name.removeprefix(path.stem)):
                    yield from _aged(picture, before)
        yield from _ledger(ledger_path(out), before)


def remove(old: Old) -> None:
    """Delete one file; one that is gone already is fine. Raises ReportqaError where it can't be deleted."""
    try:
        old.path.unlink(missing_ok=True)
    except OSError as error:
        raise ReportqaError(
            f"can't be deleted ({error.strerror})", where=str(old.path), remedy="Check its permissions"
        ) from None
    for folder in (old.path.parent, old.path.parent.parent):
        if folder.name in (".reportqa", "reports", "outbox"):
            with suppress(OSError):
                folder.rmdir()  # only when nothing is left in it


def _ledger(path: Path, before: datetime) -> Iterator[Old]:
    try:
        ledger = Ledger(path)
        ended = ledger.when_ended()
        ledger.close()
    except ReportqaError:
        return
    about = path.stat()
    at = ended or datetime.fromtimestamp(about.st_mtime, tz=before.tzinfo)
    if at < before:
        parts = [path.with_name(name) for name in _LEDGER_FILES]
        for part in (*parts, *sorted(path.parent.glob("outbox/*.json"))):
            if part.exists():
                yield Old(path=part, size=part.stat().st_size, at=at)


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
