"""Finds the ledger of a night by its output folder: a file there, or a database under the folder's number.

A night is its folder. Where a database keeps the night, the folder holds its number, drawn by chance, so
that nights of many folders and machines share the tables and never mix.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reportqa.errors import ConfigError, NoInputError, ReportqaError
from reportqa.night.database import Database, SqliteFile
from reportqa.night.ledger import Ledger
from reportqa.night.old_ledger import as_today, drop_old
from reportqa.resources import as_text, shown

# The only night of a file.
_OF_FILE = 1
# Numbers of nights fit every database's integers.
_BITS = 62


def ledger_path(out: Path) -> Path:
    """The file that is the ledger of a night, unless a database keeps it."""
    return out / ".reportqa" / "night.sqlite"


def number_path(out: Path) -> Path:
    """Where a folder holds the number under which a database keeps its night."""
    return out / ".reportqa" / "night.json"


def lies_in(out: Path) -> bool:
    """Whether a night was begun with this output folder."""
    return number_path(out).is_file() or ledger_path(out).is_file()


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptNight:
    """One night of a database: `home` is the machine and the folder of its pages, `at` when it was done, or
    else begun."""

    number: int
    home: str
    at: datetime


class Ledgers:
    """The ledgers of nights by their output folders; `url` is the database of those that have no file."""

    def __init__(self, url: str | None = None) -> None:
        """Nothing is opened yet. A `sqlite:///` URL is a file that many nights share."""
        self._url = url
        self._server: Database | None = None

    @property
    def place(self) -> str:
        """The database's URL without its password; empty where none was named."""
        return shown(self._url or "")

    def to_write(self, out: Path) -> Ledger:
        """The ledger of the night in `out`, made where there is none: in the database, if one was named.

        Raises ReportqaError where it can't be used, or where the folder's night lies elsewhere.
        """
        if self._url is None:
            if number_path(out).is_file():
                raise self._unnamed(out)
            file = SqliteFile(ledger_path(out))
            drop_old(file)
            return Ledger(file, _OF_FILE, home=home_of(out))
        if ledger_path(out).is_file():
            raise ReportqaError(
                "the night of this folder lies in a file of its own, not in the database",
                where=str(out),
                remedy=f"Choose another --out, or remove {ledger_path(out).name} there",
            )
        known = number_path(out).is_file()
        number = _number(out)[0] if known else secrets.randbits(_BITS)
        ledger = Ledger(self._database(), number, home=home_of(out))
        # Noted once the database has answered, so that a wrong URL binds the folder to nothing.
        if not known:
            _note(out, number, self.place)
        return ledger

    def to_read(self, out: Path) -> Ledger:
        """The ledger of the night in `out`; raises NoInputError where there is none."""
        if number_path(out).is_file():
            number = self.number_of(out)
            return Ledger(self._database(reading=True), number, reading=True)
        path = ledger_path(out)
        if not path.is_file():
            raise NoInputError(
                "no night was run here", where=str(out), remedy="Name the --out of `reportqa night`"
            )
        file = SqliteFile(path, reading=True)
        as_today(file, _OF_FILE)
        return Ledger(file, _OF_FILE, reading=True)

    def number_of(self, out: Path) -> int:
        """The number under which the database keeps a folder's night; ConfigError where it was not named."""
        if self._url is None:
            raise self._unnamed(out)
        return _number(out)[0]

    def kept_nights(self) -> list[KeptNight]:
        """Every night of the database; none where no database was named, or where it keeps none."""
        path = _file_of(self._url or "")
        if self._url is None or (path is not None and not path.is_file()):
            return []
        with closing(self._database(reading=True)) as database:
            if not database.has("reportqa_schema"):
                return []
            rows = database.rows(
                "select reportqa_night.night, home, begun, value from reportqa_night left join reportqa_kept "
                "on reportqa_kept.night = reportqa_night.night and name = 'ended' order by begun",
                {},
            )
        return [
            KeptNight(
                number=number,
                home=home,
                at=datetime.fromisoformat(bytes(ended).decode() if ended else begun),
            )
            for number, home, begun, ended in rows
        ]

    def forget(self, night: KeptNight) -> None:
        """Delete all that the database keeps of a night."""
        with closing(Ledger(self._database(), night.number)) as ledger:
            ledger.forget()

    def _database(self, *, reading: bool = False) -> Database:
        """A file is opened for each ledger; a server's connections are shared."""
        path = _file_of(self._url or "")
        if path is not None:
            return SqliteFile(path, reading=reading)
        if self._server is None:
            from reportqa.night.database_sql import SqlDatabase

            self._server = SqlDatabase(self._url or "")
        return self._server

    def _unnamed(self, out: Path) -> ReportqaError:
        return ConfigError(
            f"a database keeps the night of this folder ({_number(out)[1]})",
            where=str(out),
            remedy="Name it with --ledger, or as ledger under [night]",
        )


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Keep other runs of the same night away; the system ends that with the process, however it dies.

    Raises ReportqaError where another run is at work.
    """
    path = out / ".reportqa" / "night.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # SQLite locks files in the same way on every system.
        lock = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        lock.execute("begin exclusive")
    except (OSError, sqlite3.Error) as error:
        busy = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
        raise ReportqaError(
            "another run of this night is at work" if busy else f"the night can't be locked ({error})",
            where=str(out),
            remedy="Wait until it has ended, or choose another --out"
            if busy
            else "Choose another --out folder",
        ) from None
    with closing(lock):
        yield


def home_of(out: Path) -> str:
    """The folder on this machine, as a database keeps it for people and for clearing away."""
    return as_text(f"{socket.gethostname()}:{out.resolve()}")


def _file_of(url: str) -> Path | None:
    """The file that a `sqlite:///` URL names: it needs no library beyond the standard one."""
    scheme, _, path = url.partition(":///")
    return Path(path) if scheme == "sqlite" and path else None


def _note(out: Path, number: int, place: str) -> None:
    """Let the folder hold the number of its night, at once and as a whole."""
    path = number_path(out)
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps({"night": number, "ledger": place}) + "\n", encoding="utf-8")
        os.replace(part, path)
    except OSError as error:
        raise ReportqaError(
            f"the night's number can't be written ({error.strerror})",
            where=str(path),
            remedy="Choose another --out folder",
        ) from None


def _number(out: Path) -> tuple[int, str]:
    """(number, database without password) that the folder holds."""
    path = number_path(out)
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return int(told["night"]), str(told["ledger"])
    except (OSError, ValueError, LookupError, TypeError):
        raise ReportqaError(
            "the night's number can't be read", where=str(path), remedy="Choose another --out folder"
        ) from None
