"""What managers did with a night's findings: an append-only table beside the night's ledger.

Nothing of the report is changed by it, and nothing in it is ever changed: a later note stands beside an
earlier one.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from reportqa.errors import ReportqaError
from reportqa.model.document import Document
from reportqa.model.finding import Finding

_SCHEMA = """
create table if not exists note (
    id integer primary key, at text not null, by text not null, report text not null, kind text not null,
    about text not null, words text not null);
create index if not exists note_report on note (report);
"""


class Kind(StrEnum):
    """What a person did."""

    ACKNOWLEDGED = "acknowledged"  # `about` is a finding's key, `words` the reason given
    ANSWERED = "answered"  # `about` is the question, `words` the answer
    CORRECTED = "corrected"  # `about` is start:end in the text as read, `words` what stands on the page


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """One thing that a person did, and when."""

    at: datetime
    by: str
    kind: Kind
    about: str
    words: str


def report_key(document: Document) -> str:
    """The report as it was read: other bytes are another report, and take no notes over."""
    return f"{document.sha256}-{document.part}"


def finding_key(text: str, finding: Finding) -> str:
    """The same finding on the same words has the same key, wherever they stand."""
    span = finding.anchor.span
    key = f"{finding.rule}\0{finding.element}\0{span.of(text) if span else finding.message}"
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:20]


class Notes:
    """The table. Safe between threads: one connection, one writer at a time."""

    def __init__(self, out: Path) -> None:
        """Raises ReportqaError where it can't be used."""
        path = out / ".reportqa" / "review.sqlite"
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("pragma journal_mode = wal")
            self._db.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise ReportqaError(f"the notes can't be used ({error})", where=str(path)) from None
        self._lock = threading.Lock()

    def add(self, report: str, notes: Sequence[Note]) -> None:
        """Keep them, all or none."""
        rows = [(n.at.isoformat(), n.by, report, n.kind.value, n.about, n.words) for n in notes]
        with self._held() as db:
            db.execute("begin immediate")
            db.executemany(
                "insert into note (at, by, report, kind, about, words) values (?, ?, ?, ?, ?, ?)", rows
            )
            db.execute("commit")

    def of(self, report: str) -> tuple[Note, ...]:
        """All notes of one report, in the order in which they were made."""
        with self._held() as db:
            rows = db.execute(
                "select at, by, kind, about, words from note where report = ? order by id", (report,)
            ).fetchall()
        return tuple(
            Note(at=datetime.fromisoformat(at), by=by, kind=Kind(kind), about=about, words=words)
            for at, by, kind, about, words in rows
        )

    def counts(self) -> dict[str, int]:
        """How many notes each report has."""
        with self._held() as db:
            return dict(db.execute("select report, count(*) from note group by report"))

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    @contextmanager
    def _held(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            yield self._db


def now() -> datetime:
    """The moment, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
