"""Old results go, by policy; what reportqa did not write stays."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from reportqa.checker import Checker
from reportqa.night.ledgers import ledger_path
from reportqa.render import write_pages

DAY = 86_400.0


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


def night(checker: Checker, root: Path, name: str, days: float) -> Path:
    """A finished night with pages, as it would lie there after so many days."""
    inbox, out = root / "inbox" / name, root / "out" / name
    inbox.mkdir(parents=True)
    (inbox / "one.txt").write_text("At 0214 I saw smoke at the dumpster.")
    (inbox / "page.html").write_text('<meta name="generator" content="somebody else">')
    result = checker.night(inbox, out=out)
    write_pages(result, out)
    if days:
        with closing(sqlite3.connect(ledger_path(out))) as db, db:
            db.execute(
                "update reportqa_kept set value = ? where name = 'ended'", [b"2020-01-01T00:00:00+00:00"]
            )
    (out / "reports" / "mine-page1.png").write_bytes(b"no picture of ours")
    (out / "notes.html").write_text("<p>mine</p>")
    aged = time.time() - days * DAY
    for path in [*root.rglob("*")]:
        if name in path.parts and path.is_file():
            os.utime(path, (aged, aged))
    return out


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reportqa", "purge", *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_only_what_is_ours_and_old_goes(checker: Checker, tmp_path: Path) -> None:
    old, new = night(checker, tmp_path, "old", 100), night(checker, tmp_path, "new", 0)
    everything = files(tmp_path)

    listed = run(tmp_path, "--older-than", 90)
    assert listed.returncode == 0
    assert "pass --yes" in listed.stdout
    assert files(tmp_path) == everything

    done = run(tmp_path, "--older-than", 90, "--yes")
    gone = everything - files(tmp_path)
    assert done.returncode == 0
    assert {Path(path).name for path in gone if path.startswith("out/old/reports/")}
    assert all(path.startswith("out/old/") for path in gone)
    assert files(old) == {"notes.html", "reports/mine-page1.png"}
    assert {"index.html", ".reportqa/night.sqlite"} <= files(new)
    assert run(tmp_path, "--older-than", 90, "--yes").stdout.startswith("0 files older than 90 days")


def test_the_policy_says_how_old_is_old(checker: Checker, tmp_path: Path) -> None:
    night(checker, tmp_path, "old", 100)
    config = tmp_path / "reportqa.toml"
    config.write_text("[night]\nkeep_days = 400\n")
    assert "older than 400 days" in run(tmp_path, "--config", config).stdout
    config.write_text("")
    unsaid = run(tmp_path, "--config", config)
    assert (unsaid.returncode, "nothing says how old is old" in unsaid.stderr) == (2, True)
    assert run(tmp_path / "nowhere", "--older-than", 1).returncode == 3


def test_a_link_leads_nowhere(checker: Checker, tmp_path: Path) -> None:
    elsewhere = night(checker, tmp_path / "elsewhere", "old", 100)
    kept = files(elsewhere)
    here = tmp_path / "here"
    here.mkdir()
    (here / "out").symlink_to(elsewhere)
    run(here, "--older-than", 1, "--yes")
    assert files(elsewhere) == kept
