"""The ledger loses nothing and doubles nothing; workers that crash or hang cost one file."""

from __future__ import annotations

import gc
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportqa.checker import Checker
from reportqa.errors import ReadError, ReportqaError
from reportqa.model.document import Document
from reportqa.model.quality import QualityReport
from reportqa.night.ledger import Ledger, StoredReports, stored
from reportqa.night.workers import in_process, in_workers
from reportqa.score import failed


def quality(name: str) -> QualityReport:
    return failed(ReadError("made for a test", code="failed"), name)


class ScriptedJudge:
    """Judges by file name: `crash` ends the process, `hang` sleeps, `raise` raises, else one report."""

    def first_pass(self, path: Path) -> Iterator[QualityReport]:
        if path.name == "crash":
            os._exit(3)
        if path.name == "hang":
            time.sleep(60)
        if path.name == "raise":
            raise ValueError("the text of the report")
        yield quality(str(path))


def named(ledger: Ledger) -> list[str]:
    return [item.document.name for item in StoredReports(ledger)]


def test_a_report_comes_back_equal() -> None:
    assert stored(quality("a")).quality() == quality("a")
    judged = Checker().check(Document.from_text("At 0214 FD came to the dumpster, false alarm."))
    assert stored(judged).quality() == judged
    assert (stored(judged).unreadable, stored(quality("a")).unreadable) == (False, True)
    assert (stored(judged).peer is None, stored(quality("a")).peer is None) == (False, True)


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    files = [("b", "1"), ("a", "1"), ("c", "1")]
    ledger = Ledger(tmp_path / "night.sqlite")
    assert ledger.begin(files, "same", resume=False) == ["b", "a", "c"]
    ledger.finish("a", [stored(quality("a"))])
    ledger.start("b")
    ledger.close()

    again = Ledger(tmp_path / "night.sqlite")
    assert again.begin(files, "same", resume=True) == ["b", "c"]
    again.finish("c", [stored(quality("c0")), stored(quality("c1"))])
    again.finish("b", [stored(quality("b"))])
    assert named(again) == ["b", "a", "c0", "c1"]


def test_finishing_twice_doubles_nothing(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "night.sqlite")
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
    tmp_path: Path, files: list[tuple[str, str]], fingerprint: str, resume: bool, todo: list[str]
) -> None:
    ledger = Ledger(tmp_path / "night.sqlite")
    ledger.begin([("a", "1")], "same", resume=False)
    ledger.finish("a", [stored(quality("a"))])
    assert ledger.begin(files, fingerprint, resume=resume) == todo


def test_a_ledger_of_another_version_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "night.sqlite"
    with sqlite3.connect(path) as old:
        old.execute("create table file (path text)")
        old.execute("create table report (path text)")
    ledger = Ledger(path)
    assert ledger.begin([("a", "1")], "same", resume=True) == ["a"]
    ledger.finish("a", [stored(quality("a"))])
    assert named(ledger) == ["a"]


def test_a_ledger_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "night.sqlite"
    path.write_text("this is no database, though it has the name of one" * 40, encoding="utf-8")
    with pytest.raises(ReportqaError, match=r"night\.sqlite: the night's ledger can't be used"):
        Ledger(path)


def test_a_fault_in_the_check_costs_one_file_and_quotes_nothing() -> None:
    outcome = {
        path: [body.quality() for body in bodies]
        for path, bodies in in_process(["raise", "ok"], ScriptedJudge())
    }
    assert [item.failure.code for item in outcome["raise"] if item.failure] == ["Broken"]
    assert "the text" not in str(outcome["raise"])
    assert outcome["ok"] == [quality("ok")]


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


@pytest.mark.slow
def test_crashed_and_hung_workers_cost_one_file_each() -> None:
    paths = ["a", "crash", "b", "hang", "c", "d"]
    outcome = dict(in_workers(paths, ScriptedJudge, 2, deadline_s=5.0))
    assert sorted(outcome) == sorted(paths)
    codes = {path: bodies[0].quality().failure for path, bodies in outcome.items()}
    assert {path: item.code for path, item in codes.items() if item} == {
        "a": "failed",
        "b": "failed",
        "c": "failed",
        "d": "failed",
        "crash": "quarantined",
        "hang": "quarantined",
    }
