"""A night that is killed at any moment goes on, loses nothing and doubles nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from reportqa.night.ledger import StoredReports
from reportqa.night.ledgers import Ledgers

pytestmark = pytest.mark.slow

REPORTS = 60
PROGRAM = """
import sys
from pathlib import Path
from reportqa.checker import Checker
from reportqa.config import Config, NightSettings
if __name__ == "__main__":
    checker = Checker(Config(night=NightSettings(ledger=sys.argv[4] or None)))
    checker.night(sys.argv[1], out=sys.argv[2], workers=int(sys.argv[3]), resume=True)
    Path(sys.argv[2], "done").touch()
"""


def inbox(folder: Path) -> Path:
    folder.mkdir()
    for number in range(REPORTS):
        text = (
            f"On 11/20/2026 at 2{number % 4}1{number % 10} hours I found door {number} open and locked it.\n"
        )
        (folder / f"{number:03d}.txt").write_text(text, encoding="utf-8")
    return folder


def judged(out: Path, url: str) -> list[tuple[str, list[str]]]:
    with closing(Ledgers(url or None).to_read(out)) as ledger:
        return [
            (Path(item.document.name).name, sorted(finding.rule for finding in item.findings))
            for item in StoredReports(ledger)
        ]


@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    ("workers", "database", "kills"),
    [(1, "a file", 50), (2, "a file", 50), (2, "PostgreSQL", 12), (1, "SQLAlchemy", 6)],
)
def test_killed_nights_end_like_whole_ones(
    tmp_path: Path, workers: int, database: str, kills: int, request: pytest.FixtureRequest
) -> None:
    url = ""
    if database == "PostgreSQL":
        url = request.getfixturevalue("postgres_server").url
    elif database == "SQLAlchemy":
        pytest.importorskip("sqlalchemy")
        url = f"sqlite+pysqlite:///{tmp_path}/nights.sqlite"
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    folder = inbox(tmp_path / "inbox")

    def start(out: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, str(program), str(folder), str(out), str(workers), url], start_new_session=True
        )

    whole = tmp_path / "whole"
    assert start(whole).wait(timeout=200) == 0
    assert all(found for _, found in judged(whole, url))

    chance = random.Random(workers)
    killed = rounds = 0
    while killed < kills:
        # Each round is one night, killed again and again until it is through.
        cut = tmp_path / f"cut{rounds}"
        rounds += 1
        while not (cut / "done").exists():
            run = start(cut)
            with suppress(subprocess.TimeoutExpired):
                run.wait(timeout=chance.uniform(0.3, 4.0) if killed < kills else 200)
            if run.poll() is None:
                os.killpg(run.pid, signal.SIGKILL)
                run.wait()
                killed += 1
            else:
                assert run.returncode == 0
        assert judged(cut, url) == judged(whole, url)
        assert len(judged(cut, url)) == REPORTS
