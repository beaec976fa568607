"""Nights in one PostgreSQL server: the verbs find them, a lost server is told, a password never."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.postgres import Server

from reportqa.checker import Checker
from reportqa.cli import run
from reportqa.config import Config, NightSettings
from reportqa.errors import ConfigError, ReadError, ReportqaError
from reportqa.night import database_sql
from reportqa.night.ledger import StoredReports
from reportqa.night.ledgers import Ledgers, alone, ledger_path, number_path
from reportqa.night.stored import stored
from reportqa.resources import shown
from reportqa.score import failed

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
INBOX = SAMPLES / "inbox" / "2026-11-20" / "ferry-street"


@pytest.fixture
def server(postgres_server: Server) -> Server:
    """The server with an empty database of the test's own; its URL has a password, which nobody may see."""
    import sqlalchemy

    name = f"night_{time.time_ns()}"
    admin = sqlalchemy.create_engine(postgres_server.url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sqlalchemy.text(f"create database {name}"))
    admin.dispose()
    url = sqlalchemy.make_url(postgres_server.url).set(database=name, password="topsecret")
    return replace(postgres_server, url=url.render_as_string(hide_password=False))


def counted(server: Server) -> dict[str, int]:
    """How many rows each table has."""
    import sqlalchemy

    engine = sqlalchemy.create_engine(server.url)
    with engine.connect() as connection:
        tables = ("reportqa_night", "reportqa_kept", "reportqa_file", "reportqa_report")
        found = {
            table: connection.execute(sqlalchemy.text(f"select count(*) from {table}")).scalar_one()
            for table in tables
        }
    engine.dispose()
    return found


def reports(name: str, number: int, folder: Path) -> Path:
    made = folder / f"inbox-{name}"
    made.mkdir()
    for n in range(number):
        (made / f"{n:02}.txt").write_text(f"On 11/20/2026 at 2{n % 4}1{n % 10} I locked door {n} of {name}.")
    return made


def program(*arguments: object, **more: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "reportqa", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


# ------------------------------------------------------------------ every verb


@pytest.mark.slow
def test_every_verb_finds_the_night_as_it_does_in_a_file(
    server: Server, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = ["--config", str(SAMPLES / "reportqa.toml")]
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for path in INBOX.glob("*.txt"):
        shutil.copy(path, inbox)
    told: dict[str, list[str]] = {}
    for kind in ("file", "server"):
        if kind == "server":
            monkeypatch.setenv("REPORTQA_LEDGER", server.url)
        pages = tmp_path / kind / "pages"
        outputs = told.setdefault(kind, [])

        def tell(*arguments: str, code: int = 0, outputs: list[str] = outputs, pages: Path = pages) -> None:
            assert run([*arguments, *config]) == code, capfd.readouterr().err
            outputs.append(capfd.readouterr().out.replace(str(pages), "PAGES"))

        for night, resume in (("19", ()), ("20", ()), ("20", ("--resume",))):
            tell("night", str(inbox), "--out", str(pages / night), "--format", "csv", *resume, code=1)
        tell("answer", "--event", "26-118377", "--night", str(pages / "20"))
        tell("trends", str(pages))
        key = json.loads((tmp_path / "key.json").read_text()) if kind == "server" else _key(outputs[0])
        (tmp_path / "key.json").write_text(json.dumps(key))
        note = ["--by", "Kim", "--reason", "Told", "--night", str(pages / "20")]
        tell("notes", "acknowledge", key, *note)
        assert not (pages / "20" / ".reportqa" / "night.sqlite").exists() or kind == "file"
    assert told["server"] == told["file"]
    assert counted(server)["reportqa_night"] == 2

    for days, gone in (("1", False), ("0", True)):
        tell("purge", str(tmp_path / "server" / "pages"), "--older-than", days, "--yes")
        assert (counted(server)["reportqa_report"] == 0) is gone
    assert set(counted(server).values()) == {0}
    assert [path for path in (tmp_path / "server").rglob("*") if path.is_file()] == []


def _key(table: str) -> str:
    import csv
    import io

    return next(row["key"] for row in csv.DictReader(io.StringIO(table)) if row["severity"] == "major")


def test_rows_go_whose_folder_is_no_more(server: Server, tmp_path: Path) -> None:
    inbox = reports("north", 2, tmp_path)
    checker = Checker(Config(night=NightSettings(ledger=server.url)))
    for out in ("pages/20", "pages/21", "elsewhere/20"):
        checker.night(inbox, out=tmp_path / out)
    shutil.rmtree(tmp_path / "pages" / "20")
    shutil.rmtree(tmp_path / "elsewhere" / "20")
    arguments = ["purge", str(tmp_path / "pages"), "--ledger", server.url, "--yes", "--older-than"]
    assert run([*arguments, "1"]) == 0
    assert counted(server)["reportqa_night"] == 3
    ledger = Ledgers(server.url)
    (kept,) = [night for night in ledger.kept_nights() if night.home.endswith("pages/21")]
    shutil.move(tmp_path / "pages" / "21", tmp_path / "pages" / "moved")
    assert run([*arguments, "0"]) == 0
    assert [night.home.rpartition("/")[0] for night in ledger.kept_nights()] == [
        kept.home.replace("pages/21", "elsewhere")
    ]


# ------------------------------------------------------------------ at once


@pytest.mark.slow
def test_two_nights_that_begin_at_once_in_an_empty_database_do_not_mix(
    server: Server, tmp_path: Path
) -> None:
    names = ("north", "south")
    running = [
        program(
            "night", reports(name, 25, tmp_path), "--out", tmp_path / name, "--workers", 1,
            env={**os.environ, "REPORTQA_LEDGER": server.url},
        )
        for name in names
    ]  # fmt: skip
    for one in running:
        out, err = one.communicate(timeout=200)
        assert (one.returncode, err) == (1, ""), out
    assert counted(server)["reportqa_report"] == 50
    for name in names:
        found = [item.document.text for item in StoredReports(Ledgers(server.url).to_read(tmp_path / name))]
        assert [f"door {n} of {name}." in text for n, text in enumerate(found)] == [True] * 25


@pytest.mark.parametrize("kind", ["file", "server"])
def test_a_second_run_of_a_night_is_refused(kind: str, server: Server, tmp_path: Path) -> None:
    inbox = reports("north", 1, tmp_path)
    checker = Checker(Config(night=NightSettings(ledger=server.url if kind == "server" else None)))
    out = tmp_path / "out"
    with alone(out), pytest.raises(ReportqaError, match="another run of this night is at work"):
        checker.night(inbox, out=out)
    assert len(checker.night(inbox, out=out).reports) == 1
    # A run that is killed holds nothing.
    code = (
        "import sys, time; from pathlib import Path; from reportqa.night.ledgers import alone\n"
        f"with alone(Path({str(out)!r})): print('held', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with pytest.raises(ReportqaError, match="at work"):
        checker.night(inbox, out=out)
    other.kill()
    other.wait()
    assert len(checker.night(inbox, out=out, resume=True).reports) == 1


# ------------------------------------------------------------------ what goes wrong


def test_a_server_that_is_lost_at_work_ends_the_run_and_resume_goes_on(
    server: Server, tmp_path: Path
) -> None:
    ledger = Ledgers(server.url).to_write(tmp_path)
    ledger.begin([("a", "1"), ("b", "1")], "same", resume=False)
    report = stored(failed(ReadError("made for a test"), "a"))
    ledger.finish("a", [report])
    server.stop("fast")
    try:
        with pytest.raises(ReportqaError) as raised:
            ledger.finish("b", [report])
        told = str(raised.value)
        assert told.startswith(f"{shown(server.url)}: the night's ledger can't be written (")
        assert "--resume" in told
        assert "topsecret" not in told
        with pytest.raises(ReportqaError, match="can't be used"):
            Ledgers(server.url).to_read(tmp_path)
    finally:
        server.start()
    again = Ledgers(server.url).to_write(tmp_path)
    assert again.begin([("a", "1"), ("b", "1")], "same", resume=True) == ["b"]
    assert len(again.numbers()) == 1


def test_a_reader_outlives_its_connection_and_a_writer_does_not(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that crashed may have lost the last commits: only `--resume` finds out which."""
    monkeypatch.setattr(database_sql, "_IDLE_S", -1.0)
    ledger = Ledgers(server.url).to_write(tmp_path)
    ledger.begin([("a", "1")], "same", resume=False)
    assert ledger.numbers() == []
    server.stop("fast")
    server.start()
    assert ledger.numbers() == []
    for _ in range(2):
        with pytest.raises(ReportqaError, match=r"can't be written .*--resume"):
            ledger.finish("a", [stored(failed(ReadError("made for a test"), "a"))])
    assert ledger.numbers() == []


@pytest.mark.slow
def test_a_server_that_dies_under_a_night_is_told_in_one_line(server: Server, tmp_path: Path) -> None:
    inbox = reports("north", 300, tmp_path)
    (tmp_path / "reportqa.toml").write_text(f'[night]\nledger = "{server.url}"\n')
    arguments = (
        "night",
        inbox,
        "--config",
        tmp_path / "reportqa.toml",
        "--out",
        tmp_path / "out",
        "--resume",
    )
    night = program(*arguments)
    until = time.monotonic() + 60
    while not number_path(tmp_path / "out").exists() or counted(server)["reportqa_report"] < 3:
        assert time.monotonic() < until
    server.stop()
    try:
        out, err = night.communicate(timeout=60)
    finally:
        server.start()
    assert (night.returncode, len(err.splitlines())) == (5, 1), err
    assert "topsecret" not in out + err
    assert shown(server.url) in err
    assert "--resume" in err
    again = program(*arguments)
    out, err = again.communicate(timeout=200)
    assert (again.returncode, err) == (1, "")
    assert "300 in all" in out


def test_a_server_that_cannot_be_reached_is_named_without_its_password(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg")
    inbox = str(reports("north", 1, tmp_path))
    url = "postgresql+psycopg://reportqa:topsecret@127.0.0.1:1/guard?password=topsecret"
    out = tmp_path / "out"
    assert run(["night", inbox, "--out", str(out), "--ledger", url]) == 5
    told = capfd.readouterr().err
    assert told.startswith("error: postgresql+psycopg://reportqa@127.0.0.1:1/guard: the night's ledger can't")
    assert "topsecret" not in told
    # The folder is bound to nothing yet.
    assert run(["night", inbox, "--out", str(out)]) == 1
    capfd.readouterr()
    (tmp_path / "reportqa.toml").write_text(
        '[night]\nledger = "postgresql+psycopg://me:topsecret@db/guard"\n'
    )
    for origin in ("reportqa.toml:2", "REPORTQA_LEDGER"):
        assert run(["config", "show", "--config", str(tmp_path / "reportqa.toml")]) == 0
        line = next(x for x in capfd.readouterr().out.splitlines() if x.startswith("night.ledger"))
        assert line.split()[1] == "postgresql+psycopg://me@db/guard"
        assert line.endswith(f"{origin}]")
        monkeypatch.setenv("REPORTQA_LEDGER", "postgresql+psycopg://me:topsecret@db/guard")
    assert "topsecret" not in repr(Config.load(tmp_path / "reportqa.toml"))
    for wrong in ("topsecret", "nosuch://me:topsecret@db/x"):
        assert run(["night", inbox, "--out", str(tmp_path / "new"), "--ledger", wrong]) == 2
        assert "topsecret" not in capfd.readouterr().err


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://me:secret@db/x?password=secret", "postgresql://me@db/x"),
        ("postgresql://me:se?cr/et@db/x", "postgresql://me@…"),
        ("postgresql://me:sec@ret@db:5432/x", "postgresql://me@db:5432/x"),
        ("postgresql://db:5432/x?password=sec@ret", "postgresql://db@…"),
        ("postgresql://db/x?password=secret", "postgresql://db/x"),
        ("sqlite:////srv/guard/nights@home.sqlite", "sqlite:////srv/guard/nights@home.sqlite"),
    ],
)
def test_no_password_is_shown(url: str, told: str) -> None:
    assert shown(url) == told


# ------------------------------------------------------------------ which ledger is a folder's


def test_a_night_stays_where_it_was_begun(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nights.sqlite"
    with closing(Ledgers(url).to_write(tmp_path / "shared")) as ledger:
        ledger.begin([], "same", resume=False)
    Ledgers().to_write(tmp_path / "own").close()
    for opened in (Ledgers().to_write, Ledgers().to_read):
        with pytest.raises(ConfigError, match=r"a database keeps the night .*Name it with --ledger"):
            opened(tmp_path / "shared")
    with pytest.raises(ReportqaError, match="lies in a file of its own"):
        Ledgers(url).to_write(tmp_path / "own")
    assert not ledger_path(tmp_path / "shared").exists()
    number_path(tmp_path / "shared").write_text("[]")
    with pytest.raises(ReportqaError, match="number can't be read"):
        Ledgers(url).to_read(tmp_path / "shared")


def test_a_core_install_goes_without_sqlalchemy(tmp_path: Path) -> None:
    inbox = reports("north", 1, tmp_path)
    code = "import sys; sys.modules['sqlalchemy'] = None\nfrom reportqa.cli import main; main(sys.argv[1:])"

    def night(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code, "night", str(inbox), *arguments],
            capture_output=True, text=True, check=False, cwd=tmp_path, timeout=120,
        )  # fmt: skip

    assert night("--out", "file").returncode == 1
    assert night("--out", "shared", "--ledger", "sqlite:///nights.sqlite").returncode == 1
    lacking = night("--out", "server", "--ledger", "postgresql+psycopg://me@db/x")
    assert (lacking.returncode, lacking.stderr) == (
        2,
        "error: a ledger in a database needs SQLAlchemy. pip install 'reportqa[sql]'.\n",
    )
