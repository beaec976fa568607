"""The ledger loses nothing and doubles nothing; workers that crash or hang cost one file."""

from __future__ import annotations

import gc
import sqlite3
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportqa.checker import Checker
from reportqa.errors import NoInputError, ReadError, ReportqaError
from reportqa.evidence.peers import digest
from reportqa.model.document import Document
from reportqa.model.quality import QualityReport
from reportqa.night.ledger import VERSION, Ledger, StoredReports
from reportqa.night.ledgers import Ledgers, ledger_path
from reportqa.night.stored import Stored, decode, stored
from reportqa.score import failed


def quality(name: str) -> QualityReport:
    return failed(ReadError("made for a test", code="failed"), name)


def named(ledger: Ledger) -> list[str]:
    return [item.document.name for item in StoredReports(ledger)]


def test_a_report_comes_back_equal() -> None:
    assert stored(quality("a")).quality() == quality("a")
    judged = Checker().check(Document.from_text("At 0214 FD came to the dumpster, false alarm."))
    assert stored(judged).quality() == judged
    assert (stored(judged).unreadable, stored(quality("a")).unreadable) == (False, True)
    assert (stored(judged).peer is None, stored(quality("a")).peer is None) == (False, True)


# ------------------------------------------------------------------ what holds for every database

KINDS = ("a file", "a shared file", "SQLAlchemy", "PostgreSQL")


@pytest.fixture(params=KINDS)
def ledgers(request: pytest.FixtureRequest, tmp_path: Path) -> Ledgers:
    """The same ledger in a file of its own, in a file of many nights, and by SQLAlchemy in two databases."""
    if request.param == "a file":
        return Ledgers()
    if request.param == "a shared file":
        return Ledgers(f"sqlite:///{tmp_path}/nights.sqlite")
    if request.param == "SQLAlchemy":
        pytest.importorskip("sqlalchemy")
        return Ledgers(f"sqlite+pysqlite:///{tmp_path}/nights.sqlite")
    return Ledgers(request.getfixturevalue("postgres_server").url)


def test_a_killed_run_goes_on_where_it_stopped(ledgers: Ledgers, tmp_path: Path) -> None:
    files = [("b", "1"), ("a", "1"), ("c", "1")]
    ledger = ledgers.to_write(tmp_path)
    assert ledger.begin(files, "same", resume=False) == ["b", "a", "c"]
    ledger.finish("a", [stored(quality("a"))])
    assert (ledger.start("b"), ledger.start("b")) == (1, 2)
    ledger.close()

    again = ledgers.to_write(tmp_path)
    assert again.begin(files, "same", resume=True) == ["b", "c"]
    assert again.start("b") == 3
    again.finish("c", [stored(quality("c0")), stored(quality("c1"))])
    again.finish("b", [stored(quality("b"))])
    assert named(again) == ["b", "a", "c0", "c1"]
    assert named(ledgers.to_read(tmp_path)) == ["b", "a", "c0", "c1"]


def test_finishing_twice_doubles_nothing(ledgers: Ledgers, tmp_path: Path) -> None:
    ledger = ledgers.to_write(tmp_path)
    ledger.begin([("a", "1")], "same", resume=False)
    ledger.finish("a", [stored(quality("a"))])
    ledger.finish("a", [stored(quality("a"))])
    assert named(ledger) == ["a"]


@pytest.mark.parametrize(
    ("files", "fingerprint", "resume", "todo"),
    [
        ([("a", "1")], "same", True, []),
        ([("a", "2")], "same", True, ["a"]),
        ([("a", "1")], "other", True, ["a"]),
        ([("a", "1")], "same", False, ["a"]),
        ([("b", "1")], "same", True, ["b"]),
    ],
)
def test_what_changed_is_done_again(
    ledgers: Ledgers,
    tmp_path: Path,
    files: list[tuple[str, str]],
    fingerprint: str,
    resume: bool,
    todo: list[str],
) -> None:
    ledger = ledgers.to_write(tmp_path)
    ledger.begin([("a", "1")], "same", resume=False)
    ledger.finish("a", [stored(quality("a"))])
    ledger.keep("told", "before")
    assert ledger.begin(files, fingerprint, resume=resume) == todo
    assert ledger.kept("told") is None
    assert named(ledger) == ([] if todo else ["a"])


FOLDERS = st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), min_size=2, max_size=4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(looks=FOLDERS, kept=st.sets(st.sampled_from("abcdefgh")))
def test_files_that_come_and_go_leave_the_others_in_order(
    ledgers: Ledgers, tmp_path: Path, looks: list[list[str]], kept: set[str]
) -> None:
    ledger = ledgers.to_write(Path(tempfile.mkdtemp(dir=tmp_path)))
    done: list[str] = []
    for paths in looks:
        todo = ledger.begin([(path, path.upper()) for path in paths], "same", resume=True)
        assert todo == [path for path in paths if path not in done]
        for path in reversed(todo):
            if path in kept:
                ledger.finish(path, [stored(quality(path))])
        done = [path for path in paths if path in kept]
        assert named(ledger) == done
    ledger.close()


def test_what_is_kept_comes_back(ledgers: Ledgers, tmp_path: Path) -> None:
    ledger = ledgers.to_write(tmp_path)
    judged = Checker().check(Document.from_text("At 0214 FD came to the dumpster, false alarm. \x00 ü 火"))
    ledger.begin([("b", "1"), ("a\udcff", "1"), ("c", "1")], "same", resume=False)
    ledger.finish("c", [stored(quality("c"))])
    ledger.finish("a\udcff", [stored(judged), stored(quality("a1"))])
    ledger.keep("told", "ü 火 \x00" * 40_000)
    at = datetime(2026, 11, 21, 6, tzinfo=UTC)
    ledger.ended(at)
    numbers = ledger.numbers()
    assert [decode(ledger.body(number)) for number in numbers] == [judged, quality("a1"), quality("c")]
    ledger.replace([(numbers[1], stored(judged, again=True))])

    read = ledgers.to_read(tmp_path)
    assert list(StoredReports(read)) == [judged, judged, quality("c")]
    assert [number for number, _ in read.rows()] == read.numbers() == numbers
    assert read.numbers(unreadable=True) == [numbers[2]]
    assert list(read.peers()) == [digest(judged.document, judged.extraction, judged.links)]
    assert read.kept("told") == "ü 火 \x00" * 40_000
    assert (read.kept("other"), read.when_ended(), read.stamps()) == (None, at, ["1", "1", "1"])
    with pytest.raises(KeyError):
        read.body((7, 0))
    assert ledger.begin([("a\udcff", "1")], "same", resume=True) == []
    assert list(StoredReports(ledger)) == [judged, judged]


def test_reading_some_at_a_time_loses_none(
    ledgers: Ledgers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportqa.night.ledger._STEP", 3)
    names = ["a", "b", "c", "d", "e", "f", "g"]
    ledger = ledgers.to_write(tmp_path)
    ledger.begin([(name, "1") for name in names], "same", resume=False)
    for name in names:
        ledger.finish(name, [stored(quality(name))])
    assert [decode(body).document.name for _, body in ledger.rows()] == names


def test_an_earlier_run_is_refused_what_it_still_wants_to_write(ledgers: Ledgers, tmp_path: Path) -> None:
    files = [("a", "1"), ("b", "1")]
    earlier, later = ledgers.to_write(tmp_path), ledgers.to_write(tmp_path)
    earlier.begin(files, "same", resume=False)
    earlier.finish("a", [stored(quality("a"))])
    assert later.begin(files, "same", resume=True) == ["b"]
    for write in (
        lambda: earlier.start("b"),
        lambda: earlier.finish("b", [stored(quality("wrong"))]),
        lambda: earlier.replace([((0, 0), stored(quality("wrong")))]),
        lambda: earlier.keep("told", "wrong"),
    ):
        with pytest.raises(ReportqaError, match="another run of this night has begun"):
            write()
    later.finish("b", [stored(quality("b"))])
    assert (named(later), later.kept("told")) == (["a", "b"], None)


def test_nights_never_mix_and_one_is_forgotten_alone(ledgers: Ledgers, tmp_path: Path) -> None:
    folders = [tmp_path / "north", tmp_path / "south"]
    made = [ledgers.to_write(folder) for folder in folders]
    for folder, ledger in zip(folders, made, strict=True):
        ledger.begin([("a", folder.name)], "same", resume=False)
    for folder, ledger in zip(folders, made, strict=True):
        ledger.finish("a", [stored(quality(folder.name))])
        ledger.keep("told", folder.name)
    made[0].begin([("a", "north")], "same", resume=True)
    made[0].forget()
    assert (named(made[0]), named(made[1]), made[1].kept("told")) == ([], ["south"], "south")
    with pytest.raises(NoInputError):
        ledgers.to_read(folders[0])
    assert named(ledgers.to_read(folders[1])) == ["south"]


def test_nothing_of_a_file_is_stored_when_one_of_its_reports_cannot_be(
    ledgers: Ledgers, tmp_path: Path
) -> None:
    ledger = ledgers.to_write(tmp_path)
    ledger.begin([("a", "1")], "same", resume=False)
    with pytest.raises(ReportqaError, match="the night's ledger can't be written"):
        ledger.finish("a", [stored(quality("a")), Stored(None, None, False)])  # type: ignore[arg-type]
    assert named(ledger) == []
    assert ledger.begin([("a", "1")], "same", resume=True) == ["a"]
    ledger.finish("a", [stored(quality("a"))])
    assert named(ledger) == ["a"]


def test_many_threads_read_at_once(ledgers: Ledgers, tmp_path: Path) -> None:
    ledger = ledgers.to_write(tmp_path)
    names = [str(number) for number in range(20)]
    ledger.begin([(name, "1") for name in names], "same", resume=False)
    for name in names:
        ledger.finish(name, [stored(quality(name))])
    reports = StoredReports(ledgers.to_read(tmp_path))
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda number: reports[number % 20].document.name, range(400))
        assert list(found) == names * 20


# ------------------------------------------------------------------ files alone


def test_an_old_file_is_read_as_it_is_and_begun_anew_by_a_run(tmp_path: Path) -> None:
    path = ledger_path(tmp_path)
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as old:
        old.executescript(OLD)
        old.execute("insert into file values ('b', 1, 's2', 0, 1), ('a', 0, 's1', 0, 1)")
        row = "insert into report values (?, ?, 2, ?, ?, ?)"
        old.execute(row, ("b", 1, *stored(quality("b1"))))
        old.execute(row, ("b", 0, *stored(quality("b0"))))
        old.execute(row, ("a", 0, *stored(quality("a"))))
        old.execute("insert into run values ('ended', '2026-11-21T06:00:00+00:00')")
        old.commit()
    before = path.read_bytes()
    ledger = Ledgers().to_read(tmp_path)
    assert named(ledger) == ["a", "b0", "b1"]
    assert [number for number, _ in ledger.rows()] == ledger.numbers() == [(0, 0), (1, 0), (1, 1)]
    assert (ledger.when_ended(), ledger.stamps()) == (datetime(2026, 11, 21, 6, tzinfo=UTC), ["s1", "s2"])
    ledger.close()
    assert path.read_bytes() == before

    again = Ledgers().to_write(tmp_path)
    assert again.begin([("a", "s1")], "same", resume=True) == ["a"]
    again.finish("a", [stored(quality("a"))])
    assert named(again) == ["a"]
    with closing(sqlite3.connect(path)) as new:
        names = {name for (name,) in new.execute("select name from sqlite_master where type = 'table'")}
    assert {name for name in names if not name.startswith("reportqa_")} == set()


OLD = """
pragma user_version = 2;
create table run (name text primary key, value text not null);
create table file (
    path text primary key, position integer not null, stamp text not null,
    tries integer not null default 0, done integer not null default 0);
create table report (
    path text not null references file(path) on delete cascade, part integer not null,
    stage integer not null, body blob not null, peer blob, unreadable integer not null,
    primary key (path, part));
"""


def test_tables_of_another_version_are_named(ledgers: Ledgers, tmp_path: Path) -> None:
    ledger = ledgers.to_write(tmp_path)
    ledger.begin([("a", "1")], "same", resume=False)
    turn = "update reportqa_schema set version = :version"
    with ledger._db.transaction():
        ledger._db.run(turn, {"version": VERSION + 1})
    try:
        for opened in (ledgers.to_write, ledgers.to_read):
            with pytest.raises(ReportqaError, match="of another version of reportqa"):
                opened(tmp_path)
    finally:
        with ledger._db.transaction():
            ledger._db.run(turn, {"version": VERSION})


def test_a_ledger_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = ledger_path(tmp_path)
    path.parent.mkdir()
    path.write_text("this is no database, though it has the name of one" * 40, encoding="utf-8")
    for opened in (Ledgers().to_write, Ledgers().to_read):
        with pytest.raises(ReportqaError, match=r"night\.sqlite: the night's ledger can't be used"):
            opened(tmp_path)


def test_a_night_that_nobody_keeps_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "one.txt").write_text("At 0214 I saw that the gate was open and closed it.")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "passing"))
    (tmp_path / "passing").mkdir()
    night = Checker().night(tmp_path / "inbox")
    assert [item.document.name for item in night.reports] == [str(tmp_path / "inbox" / "one.txt")]
    assert len([*(tmp_path / "passing").iterdir()]) == 1
    del night
    gc.collect()
    assert [*(tmp_path / "passing").iterdir()] == []
