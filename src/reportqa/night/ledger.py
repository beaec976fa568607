"""What a night has done so far, on disk: one SQLite file, one transaction a file.

A run that was killed at any moment finds every finished file whole and every other one absent, so
nothing is lost and nothing is counted twice. Reports are kept as compressed JSON of the one schema.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, overload

from pydantic import TypeAdapter

from reportqa.errors import ReportqaError
from reportqa.evidence.peers import digest
from reportqa.model.evidence import Peer
from reportqa.model.quality import Band, QualityReport

# A file that was begun this often in the program's own process and never finished is not tried again: it
# takes the whole program with it.
MAX_TRIES = 3

# Of the tables below; a ledger of another version is begun anew.
_VERSION = 2
_DROP = "drop table if exists report; drop table if exists file; drop table if exists run;"
_SCHEMA = """
create table if not exists run (name text primary key, value text not null);
create table if not exists file (
    path text primary key, position integer not null, stamp text not null,
    tries integer not null default 0, done integer not null default 0);
create table if not exists report (
    path text not null references file(path) on delete cascade, part integer not null,
    stage integer not null, body blob not null, peer blob, unreadable integer not null,
    primary key (path, part));
"""


@cache
def _adapter() -> TypeAdapter[QualityReport]:
    return TypeAdapter(QualityReport)


@cache
def _peers() -> TypeAdapter[Peer]:
    return TypeAdapter(Peer)


def ledger_path(out: Path) -> Path:
    """Where the ledger of a night lies under its output folder."""
    return out / ".reportqa" / "night.sqlite"


class Stored(NamedTuple):
    """One report as it travels between workers and lies in the ledger.

    `body` is the whole as compressed JSON, `peer` what it tells the night's other reports (None where
    nothing could be read, or where that is kept already), `unreadable` whether it failed or can't be
    judged: a night of a hundred thousand is walked without taking each apart.
    """

    body: bytes
    peer: bytes | None
    unreadable: bool

    def quality(self) -> QualityReport:
        """The report back, equal to the one stored."""
        return decode(self.body)


def stored(quality: QualityReport, *, again: bool = False) -> Stored:
    """The report as it is kept. What has its default value is left out, and comes back by itself.

    `again`: its words are those that were kept before, and so is what they tell others.
    """
    return Stored(
        body=zlib.compress(_adapter().dump_json(quality, exclude_defaults=True), 1),
        peer=None
        if quality.failure or again
        else _peers().dump_json(
            digest(quality.document, quality.extraction, quality.links), exclude_defaults=True
        ),
        unreadable=quality.failure is not None or quality.band is Band.CANNOT_BE_JUDGED,
    )


def decode(body: bytes) -> QualityReport:
    """The report of a body, equal to the one stored."""
    return _adapter().validate_json(zlib.decompress(body))


class Ledger:
    """The files of a night in input order, with their reports. Used by one process at a time."""

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        """`shared` opens a night that is there, to be read from any thread; else it is made where absent."""
        try:
            if shared and not path.is_file():
                raise FileNotFoundError("there is no night in this folder")
            path.parent.mkdir(parents=True, exist_ok=True)
            # SQLite itself serializes its calls; reading alone needs no more.
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=not shared)
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = normal")
            self._db.execute("pragma foreign_keys = on")
            if self._db.execute("pragma user_version").fetchone() != (_VERSION,):
                if shared:
                    raise sqlite3.DatabaseError("it is of another version: run the night again")
                self._db.executescript(f"begin; {_DROP} pragma user_version = {_VERSION}; commit;")
            self._db.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise ReportqaError(
                f"the night's ledger can't be used ({error})",
                where=str(path),
                remedy="Choose another --out folder, or remove the file",
            ) from None
        self._where = str(path)

    def begin(self, files: Sequence[tuple[str, str]], fingerprint: str, *, resume: bool) -> list[str]:
        """Register the night's (path, stamp) pairs in order; returns the paths that are still to do.

        Finished files are kept only when resuming with the same fingerprint (configuration, registry,
        program) and the same stamp (content).
        """
        with self._transaction():
            row = self._db.execute("select value from run where name = 'fingerprint'").fetchone()
            if not resume or row is None or row[0] != fingerprint:
                self._db.execute("delete from file")
            self._db.execute("insert or replace into run values ('fingerprint', ?)", (fingerprint,))
            self._db.execute("delete from run where name <> 'fingerprint'")
            known: dict[str, str] = dict(self._db.execute("select path, stamp from file"))
            wanted = dict(files)
            gone = [path for path, stamp in known.items() if wanted.get(path) != stamp]
            self._db.executemany("delete from file where path = ?", ((path,) for path in gone))
            self._db.executemany(
                "insert into file (path, position, stamp) values (?, ?, ?) "
                "on conflict (path) do update set position = excluded.position",
                ((path, position, stamp) for position, (path, stamp) in enumerate(files)),
            )
            # A second pass that was cut short is done again as a whole: it is cheap and looks at all.
            self._db.execute("update report set stage = 1")
        rows = self._db.execute("select path from file where done = 0 order by position")
        return [path for (path,) in rows]

    def start(self, path: str) -> int:
        """Note that the file is begun; returns how often it has been begun by now."""
        with self._transaction():
            self._db.execute("update file set tries = tries + 1 where path = ?", (path,))
        row = self._db.execute("select tries from file where path = ?", (path,)).fetchone()
        return int(row[0]) if row else 0

    def finish(self, path: str, reports: Iterable[Stored]) -> None:
        """Store all reports of one file, in one transaction."""
        with self._transaction():
            self._db.execute("delete from report where path = ?", (path,))
            self._db.executemany(
                "insert into report (path, part, stage, body, peer, unreadable) values (?, ?, 1, ?, ?, ?)",
                ((path, part, *report) for part, report in enumerate(reports)),
            )
            self._db.execute("update file set done = 1 where path = ?", (path,))

    def replace(self, changes: Iterable[tuple[int, Stored]]) -> None:
        """Store judgements of the second pass under their row numbers, in one transaction."""
        with self._transaction():
            self._db.executemany(
                "update report set stage = 2, body = ?, unreadable = ? where rowid = ?",
                ((report.body, report.unreadable, number) for number, report in changes),
            )

    def rows(self) -> Iterator[tuple[int, bytes]]:
        """(row number, body) of all reports in input order."""
        yield from self._ordered("report.rowid, body")

    def _ordered(self, columns: str) -> Iterator[tuple[int, Any]]:
        yield from self._db.execute(
            f"select {columns} from report join file using (path) order by position, part"
        )

    def numbers(self, *, unreadable: bool = False) -> list[int]:
        """The row numbers in input order; of all reports, or of those that could not be read or judged."""
        rows = self._db.execute(
            "select report.rowid from report join file using (path) where unreadable >= ? "
            "order by position, part",
            (int(unreadable),),
        )
        return [number for (number,) in rows]

    def peers(self) -> Iterator[Peer]:
        """What each report of the night tells, in input order."""
        for _, peer in self._ordered("report.rowid, peer"):
            if peer is not None:
                yield _peers().validate_json(peer)

    def body(self, number: int) -> bytes:
        """One stored report."""
        row = self._db.execute("select body from report where rowid = ?", (number,)).fetchone()
        if row is None:
            raise KeyError(number)
        return bytes(row[0])

    def keep(self, name: str, text: str) -> None:
        """Store something about the night as a whole; `ended` is the name of its own moment."""
        with self._transaction():
            self._db.execute("insert or replace into run values (?, ?)", (name, text))

    def kept(self, name: str) -> str | None:
        """What `keep` stored; None where nothing was."""
        row = self._db.execute("select value from run where name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def ended(self, at: datetime) -> None:
        """Note when the night was done, for those who clear away old ones."""
        self.keep("ended", at.isoformat())

    def when_ended(self) -> datetime | None:
        """When the night was done; None while it is not."""
        ended = self.kept("ended")
        return datetime.fromisoformat(ended) if ended else None

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing; a disk that is full or broken is one error that says what to do."""
        try:
            self._db.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")
        except sqlite3.OperationalError as error:
            if self._db.in_transaction:
                with suppress(sqlite3.Error):
                    self._db.execute("rollback")
            raise ReportqaError(
                f"the night's ledger can't be written ({error})",
                where=self._where,
                remedy="Make room on the disk and run the night again with --resume: nothing done is lost",
            ) from None


class StoredReports(Sequence[QualityReport]):
    """The night's reports, read from the ledger as they are walked: memory does not grow with them.

    `seen` turns each stored report into the one that is shown.
    """

    def __init__(self, ledger: Ledger, seen: Callable[[QualityReport], QualityReport] | None = None) -> None:
        self._ledger = ledger
        self._numbers = ledger.numbers()
        self._seen = seen or (lambda report: report)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> QualityReport: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[QualityReport]: ...

    def __getitem__(self, index: Any) -> QualityReport | Sequence[QualityReport]:
        if isinstance(index, slice):
            return tuple(self._seen(decode(self._ledger.body(number))) for number in self._numbers[index])
        return self._seen(decode(self._ledger.body(self._numbers[index])))

    def __iter__(self) -> Iterator[QualityReport]:
        for number in self._numbers:
            yield self._seen(decode(self._ledger.body(number)))
