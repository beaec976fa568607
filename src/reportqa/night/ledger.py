"""What a night has done so far, in a database: one transaction a file.

A run that was killed at any moment finds every finished file whole and every other one absent, so
nothing is lost and nothing is counted twice.

Many nights may share the tables; each has a number, and its files are counted in input order.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, overload

from reportqa.errors import NoInputError, ReportqaError
from reportqa.model.evidence import Peer
from reportqa.model.quality import QualityReport
from reportqa.night.database import Database
from reportqa.night.stored import Stored, decode, decode_peer

# A file that was begun this often in the program's own process and never finished is not tried again: it
# takes the whole program with it.
MAX_TRIES = 3

# Of the tables below. `run` counts the runs of a night: what an earlier one still wants to write is refused.
# A path and its hash are asked for as a whole only, so no index holds them.
VERSION = 3
_TABLES = (
    "create table reportqa_schema (version {number} not null)",
    "create table reportqa_night (night {number} not null, run {number} not null, home {text} not null, "
    "begun {word} not null, primary key (night))",
    "create table reportqa_kept (night {number} not null, name {word} not null, value {bytes} not null, "
    "primary key (night, name))",
    "create table reportqa_file (night {number} not null, position {number} not null, path {bytes} not null, "
    "stamp {word} not null, tries {number} not null, done {number} not null, primary key (night, position))",
    "create table reportqa_report (night {number} not null, position {number} not null, "
    "part {number} not null, body {bytes} not null, peer {bytes}, unreadable {number} not null, "
    "primary key (night, position, part))",
)
_OF_FILES = ("reportqa_file", "reportqa_report")
_OF_A_NIGHT = ("reportqa_night", "reportqa_kept", *_OF_FILES)

_FINISH = (
    "update reportqa_file set done = 1 where night = :night and position = :position and done = 0 "
    "and exists (select run from reportqa_night where night = :night and run = :run)"
)
_STORE = (
    "insert into reportqa_report (night, position, part, body, peer, unreadable) "
    "values (:night, :position, :part, :body, :peer, :unreadable)"
)
_BODY = "select body from reportqa_report where night = :night and position = :position and part = :part"
# Whether a run is still the night's last one.
_SEEN = "select run from reportqa_night where night = :night and run = :run"
_HELD = "update reportqa_night set run = :run where night = :night and run = :run"

# Bodies are read the reports of so many files at a time.
_STEP = 200

# A report of a night: the position of its file and its part in it, both from 0.
Number = tuple[int, int]


class Ledger:
    """The files of one night in input order, with their reports. One process at a time writes."""

    def __init__(self, database: Database, night: int, *, home: str = "", reading: bool = False) -> None:
        """The night of this number in the database; `home` tells people where its pages lie.

        `reading` opens one that is there, and raises NoInputError where it is not; else the tables are made
        where they lack. Raises ReportqaError for tables of another version.
        """
        self._db, self._night, self._home = database, night, home
        self._run = 0
        self._positions: dict[str, int] = {}
        made = database.has("reportqa_schema")
        if not made and not reading:
            self._make()
        if (made or not reading) and self._rows("select version from reportqa_schema") != [(VERSION,)]:
            raise ReportqaError(
                "the night's ledger is of another version of reportqa",
                where=database.place,
                remedy="Run the night again with another --out, or another database",
            )
        if reading and not (made and self._run_now()):
            raise NoInputError(
                "no such night is kept here", where=database.place, remedy="Run the night again"
            )

    def _make(self) -> None:
        try:
            with self._db.transaction():
                for table in _TABLES:
                    self._db.run(table.format(**self._db.types), {})
                self._db.run("insert into reportqa_schema (version) values (:version)", {"version": VERSION})
        except ReportqaError:
            # Two nights may begin at once in an empty database; one of them makes the tables.
            if not self._db.has("reportqa_schema"):
                raise

    # ------------------------------------------------------------------ a run

    def begin(self, files: Sequence[tuple[str, str]], fingerprint: str, *, resume: bool) -> list[str]:
        """Register the night's (path, stamp) pairs in order; returns the paths that are still to do.

        Finished files are kept only when resuming with the same fingerprint (configuration, registry,
        program) and the same stamp (content). What an earlier run that is still at work wants to write is
        refused from now on.
        """
        night, paths = self._night, dict(files)
        self._positions = {path: position for position, path in enumerate(paths)}
        # A name need be no text: it is kept as the system has it.
        named = {os.fsencode(path): path for path in paths}
        with self._db.transaction():
            self._count_run()
            if not resume or self.kept("fingerprint") != fingerprint:
                for table in _OF_FILES:
                    self._write(f"delete from {table} where night = :night")
            self._write("delete from reportqa_kept where night = :night")
            self._put("fingerprint", fingerprint)
            there, gone = {}, []
            for position, name, stamp in self._rows(
                "select position, path, stamp from reportqa_file where night = :night"
            ):
                path = named.get(bytes(name))
                if path is not None and paths[path] == stamp:
                    there[path] = position
                else:
                    gone.append(self._at(position))
            for table in _OF_FILES:
                self._db.run_each(f"delete from {table} where night = :night and position = :position", gone)
                self._move({old: self._positions[path] for path, old in there.items()}, table)
            self._db.run_each(
                "insert into reportqa_file (night, position, path, stamp, tries, done) "
                "values (:night, :position, :path, :stamp, 0, 0)",
                [
                    {"night": night, "position": position, "path": name, "stamp": paths[path]}
                    for position, (name, path) in enumerate(named.items())
                    if path not in there
                ],
            )
            undone = self._rows("select position from reportqa_file where night = :night and done = 0")
        order = list(paths)
        return [order[position] for (position,) in sorted(undone)]

    def _count_run(self) -> None:
        """This is the night's next run."""
        before = self._run_now()
        self._run = before + 1
        now = {"run": self._run, "home": self._home, "begun": datetime.now(UTC).isoformat()}
        if not before:
            self._write("insert into reportqa_night values (:night, :run, :home, :begun)", **now)
        elif not self._write(
            "update reportqa_night set run = :run, home = :home, begun = :begun "
            "where night = :night and run = :before",
            **now,
            before=before,
        ):
            raise self._overtaken()

    def _move(self, places: dict[int, int], table: str) -> None:
        """Rows to the new positions of their files; by way of negative ones, so that none is taken twice."""
        moved = [
            {"night": self._night, "old": old, "new": -1 - new} for old, new in places.items() if old != new
        ]
        if moved:
            self._db.run_each(
                f"update {table} set position = :new where night = :night and position = :old", moved
            )
            self._write(f"update {table} set position = -1 - position where night = :night and position < 0")

    def start(self, path: str) -> int:
        """Note that the file is begun; returns how often it has been begun by now."""
        at = self._at(self._positions[path])
        with self._writing():
            self._db.run(
                "update reportqa_file set tries = tries + 1 where night = :night and position = :position", at
            )
            rows = self._db.rows(
                "select tries from reportqa_file where night = :night and position = :position", at
            )
        return int(rows[0][0])

    def finish(self, path: str, reports: Iterable[Stored]) -> None:
        """Store all reports of one file, in one transaction; those of a file that was finished stay."""
        night, position = self._night, self._positions[path]
        with self._db.transaction():
            if not self._db.alone:
                self._hold()
            if not self._db.run(_FINISH, {"night": night, "position": position, "run": self._run}):
                self._hold()
                return
            for part, report in enumerate(reports):
                row = {
                    "night": night,
                    "position": position,
                    "part": part,
                    "body": report.body,
                    "peer": report.peer,
                    "unreadable": int(report.unreadable),
                }
                self._db.run(_STORE, row)

    def replace(self, changes: Iterable[tuple[Number, Stored]]) -> None:
        """Store judgements of the second pass under their numbers, in one transaction."""
        with self._writing():
            self._db.run_each(
                "update reportqa_report set body = :body, unreadable = :unreadable "
                "where night = :night and position = :position and part = :part",
                [
                    {
                        **self._at(position),
                        "part": part,
                        "body": report.body,
                        "unreadable": int(report.unreadable),
                    }
                    for (position, part), report in changes
                ],
            )

    def keep(self, name: str, text: str) -> None:
        """Store something about the night as a whole; `ended` is the name of its own moment."""
        with self._writing():
            self._put(name, text)

    def ended(self, at: datetime) -> None:
        """Note when the night was done, for those who clear away old ones."""
        self.keep("ended", at.isoformat())

    def forget(self) -> None:
        """Delete all that is kept of the night, in one transaction."""
        with self._db.transaction():
            for table in _OF_A_NIGHT:
                self._write(f"delete from {table} where night = :night")

    # ------------------------------------------------------------------ what was stored

    def unjudged(self) -> Iterator[tuple[Number, bytes, bool]]:
        """(number, body, whether it told others anything) of all reports in input order."""
        for position, part, body, silent in self._in_order("position, part, body, peer is null"):
            yield (position, part), bytes(body), not silent

    def rows(self) -> Iterator[tuple[Number, bytes]]:
        """(number, body) of all reports in input order."""
        for position, part, body in self._in_order("position, part, body"):
            yield (position, part), bytes(body)

    def numbers(self, *, unreadable: bool = False) -> list[Number]:
        """The numbers in input order; of all reports, or of those that could not be read or judged."""
        return self._rows(
            "select position, part from reportqa_report where night = :night and unreadable >= :least "
            "order by position, part",
            least=int(unreadable),
        )

    def peers(self) -> Iterator[Peer]:
        """What each report of the night tells, in input order."""
        for (peer,) in self._in_order("peer"):
            if peer is not None:
                yield decode_peer(bytes(peer))

    def body(self, number: Number) -> bytes:
        """One stored report."""
        position, part = number
        rows = self._db.rows(_BODY, {"night": self._night, "position": position, "part": part})
        if not rows:
            raise KeyError(number)
        return bytes(rows[0][0])

    def stamps(self) -> list[str]:
        """The hashes of the night's files, sorted: two nights of the same files have the same."""
        rows = self._rows("select stamp from reportqa_file where night = :night")
        return sorted(stamp for (stamp,) in rows)

    def kept(self, name: str) -> str | None:
        """What `keep` stored; None where nothing was."""
        rows = self._rows("select value from reportqa_kept where night = :night and name = :name", name=name)
        return bytes(rows[0][0]).decode() if rows else None

    def when_ended(self) -> datetime | None:
        """When the night was done; None while it is not."""
        ended = self.kept("ended")
        return datetime.fromisoformat(ended) if ended else None

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    def _in_order(self, columns: str) -> Iterator[tuple[Any, ...]]:
        """The reports in input order, some at a time: memory does not grow with them."""
        (last,) = self._rows("select max(position) from reportqa_report where night = :night")[0]
        for first in range(0, (last or 0) + 1, _STEP):
            yield from self._rows(
                f"select {columns} from reportqa_report "
                "where night = :night and position >= :first and position < :next order by position, part",
                first=first,
                next=first + _STEP,
            )

    # ------------------------------------------------------------------ statements

    def _rows(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        return self._db.rows(statement, {"night": self._night, **values})

    def _write(self, statement: str, **values: Any) -> int:
        return self._db.run(statement, {"night": self._night, **values})

    def _at(self, position: int) -> dict[str, Any]:
        return {"night": self._night, "position": position}

    def _put(self, name: str, text: str) -> None:
        self._write("delete from reportqa_kept where night = :night and name = :name", name=name)
        self._write(
            "insert into reportqa_kept values (:night, :name, :value)", name=name, value=text.encode()
        )

    def _run_now(self) -> int:
        """Which run of the night is at work, or was the last; 0 before the first."""
        rows = self._rows("select run from reportqa_night where night = :night")
        return int(rows[0][0]) if rows else 0

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A transaction of this run."""
        with self._db.transaction():
            self._hold()
            yield

    def _hold(self) -> None:
        """Refuse to go on once another run of the night has begun; keep it from beginning meanwhile."""
        at = {"night": self._night, "run": self._run}
        # Where others write at the same time, a change that changes nothing holds the row.
        if not (self._db.rows(_SEEN, at) if self._db.alone else self._db.run(_HELD, at)):
            raise self._overtaken()

    def _overtaken(self) -> ReportqaError:
        return ReportqaError(
            "another run of this night has begun meanwhile, so this one ends",
            where=self._db.place,
            remedy="Let that run end; it has what was done until then",
        )


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
