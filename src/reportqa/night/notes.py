"""What people said, kept: one SQLite file that a client owns, beside no night and older than each.

Append only, and the file itself sees to that: what was said stays, and what follows stands beside it. One
small transaction a note, so that the review page, the command line and a hook may write at once.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from reportqa.errors import ReportqaError
from reportqa.model.note import Kind, Note, Scope
from reportqa.model.severity import Severity

_VERSION = 1
_SCHEMA = f"""
begin;
create table if not exists note (
    number integer primary key, at text not null, by text not null, kind text not null, words text not null,
    report text not null, about text not null, rule text not null, site text, scope text not null,
    severity text, until text);
create index if not exists note_report on note (report);
create trigger if not exists note_stays before update on note
    begin select raise(abort, 'a note is never changed'); end;
create trigger if not exists note_kept before delete on note
    begin select raise(abort, 'a note is never deleted'); end;
pragma user_version = {_VERSION};
commit;
"""
_COLUMNS = "number, at, by, kind, words, report, about, rule, site, scope, severity, until"


def notes_path(out: Path) -> Path:
    """Where the notes of a night lie whose configuration names no file."""
    return out / ".reportqa" / "notes.sqlite"


def now() -> datetime:
    """The moment, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


class Notes:
    """The file. Safe between threads and processes; it is made with the first note."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db: sqlite3.Connection | None = None
        self._lock = threading.Lock()

    def add(self, notes: Iterable[Note]) -> None:
        """Keep them, all or none; raises ReportqaError where that can't be done."""
        rows = [_row(note) for note in notes]
        marks = ", ".join("?" * 11)
        with self._held(make=True) as db:
            if db is None:
                return
            db.execute("begin immediate")
            try:
                db.executemany(f"insert into note ({_COLUMNS[8:]}) values ({marks})", rows)
            except BaseException:
                db.execute("rollback")
                raise
            db.execute("commit")

    def of(self, *reports: str) -> tuple[Note, ...]:
        """All notes on the reports or events of these names, in the order in which they were made."""
        marks = ", ".join("?" * len(reports))
        return self._read(f"where report in ({marks})", reports)

    def all(self, *kinds: Kind) -> tuple[Note, ...]:
        """All notes of some kinds (none named: of every kind), in the order in which they were made."""
        marks = ", ".join("?" * len(kinds))
        return self._read(f"where kind in ({marks})" if kinds else "", [kind.value for kind in kinds])

    def counts(self) -> dict[str, int]:
        """How many notes each report has."""
        with self._held() as db:
            found = db.execute("select report, count(*) from note group by report") if db else ()
            return dict(found)

    def close(self) -> None:
        """Release the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _read(self, where: str, values: Sequence[str]) -> tuple[Note, ...]:
        with self._held() as db:
            found = db.execute(f"select {_COLUMNS} from note {where} order by number", values) if db else ()
            return tuple(_note(*row) for row in found)

    @contextmanager
    def _held(self, *, make: bool = False) -> Iterator[sqlite3.Connection | None]:
        with self._lock:
            try:
                if self._db is None and (make or self.path.exists()):
                    self.path.parent.mkdir(parents=True, exist_ok=True)
                    self._db = _opened(self.path)
                yield self._db
            except (OSError, sqlite3.Error, ValueError) as error:
                raise ReportqaError(
                    f"the notes can't be used ({error})",
                    where=str(self.path),
                    remedy="Check the file's permissions and the disk, or name another under [night] notes",
                ) from None


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    version = db.execute("pragma user_version").fetchone()[0]
    if version not in (0, _VERSION) or (
        version == 0 and db.execute("select 1 from sqlite_master").fetchone()
    ):
        db.close()
        raise sqlite3.DatabaseError("it is no file of notes, or of a newer program")
    if version == 0:
        db.executescript(_SCHEMA)
    return db


def _row(note: Note) -> tuple[str | None, ...]:
    return (
        note.at.isoformat(),
        note.by,
        note.kind.value,
        note.words,
        note.report,
        note.about,
        note.rule,
        note.site,
        note.scope.value,
        note.severity.value if note.severity else None,
        note.until.isoformat() if note.until else None,
    )


def _note(
    number: int, at: str, by: str, kind: str, words: str, report: str, about: str, rule: str,
    site: str | None, scope: str, severity: str | None, until: str | None,
) -> Note:  # fmt: skip
    return Note(
        at=datetime.fromisoformat(at),
        by=by,
        kind=Kind(kind),
        words=words,
        report=report,
        about=about,
        rule=rule,
        site=site,
        scope=Scope(scope),
        severity=Severity(severity) if severity else None,
        until=date.fromisoformat(until) if until else None,
        number=number,
    )
