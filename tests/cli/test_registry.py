"""`reportqa registry`: what it prints and how it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from reportqa.cli import run

FIXTURE = Path(__file__).resolve().parent.parent / "fixtures" / "registries" / "two-clients"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(FIXTURE, tmp_path / "registry")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "registry"


def test_a_registry_in_order_ends_with_0(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["registry", "check", "registry"]) == 0
    assert capfd.readouterr() == ("3 sites, 184 units: in order\n", "")


def test_odd_rows_end_with_1_and_bad_ones_with_4(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with (folder / "units.csv").open("a", encoding="utf-8") as file:
        file.write("OAK-TWIN,OAK,OAK-A,101,1\n")
    assert run(["registry", "check", "registry"]) == 1
    out = capfd.readouterr().out.splitlines()
    assert out == [
        "units.csv:186, column number: the building has two units of this number (first in line 2)",
        "3 sites, 185 units: 0 passed over, 1 to look at",
    ]
    with (folder / "units.csv").open("a", encoding="utf-8") as file:
        file.write("U,NOWHERE,,9,1\n")
    assert run(["registry", "check", "registry", "--format", "json"]) == 4
    assert json.loads(capfd.readouterr().out)[0] == {
        "file": "units.csv",
        "line": 187,
        "column": "site_id",
        "message": "names no site of sites; this row was not read",
        "passed_over": True,
    }


def test_stats_count_and_build_compiles(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["registry", "stats", "registry", "--format", "json"]) == 0
    counts = json.loads(capfd.readouterr().out)
    assert (counts["clients"], counts["sites"], counts["units"], counts["addresses"]) == (2, 3, 184, 6)
    assert run(["registry", "build", "registry", "--out", "r.rqi"]) == 0
    assert capfd.readouterr().out.startswith("r.rqi: 3 sites, 184 units, ")
    assert run(["registry", "stats", "r.rqi", "--format", "json"]) == 0
    assert json.loads(capfd.readouterr().out) == counts
    assert run(["registry", "check", "r.rqi"]) == 0


def test_the_configured_registry_is_the_default(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("reportqa.toml").write_text('registry = "registry"\n', encoding="utf-8")
    assert run(["registry", "build", "--out", "r.rqi"]) == 0
    Path("reportqa.toml").write_text('registry = "r.rqi"\n', encoding="utf-8")
    assert run(["registry", "check"]) == 0
    capfd.readouterr()
    assert run(["match", "1234 N Oak Ave", "--site", "OAK", "--format", "json"]) == 0
    assert json.loads(capfd.readouterr().out)[0]["text"] == "1234 N Oak Ave"
    (folder / "units.csv").write_text("id,site_id,number\n", encoding="utf-8")
    assert run(["registry", "check"]) == 4
    assert "older than units.csv" in capfd.readouterr().out
    assert run(["registry", "build", "--out", "again.rqi"]) == 2
    assert "is compiled already" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check"], "no site registry is named"),
        (["check", "nowhere"], "no such registry folder"),
        (["check", "registry", "--format", "xml"], "'xml' is not known"),
        (["build", "registry"], "--out is missing"),
        (["build", "registry", "--out", "nowhere/r.rqi"], "cannot be written"),
        (["check", "sqlite:///none.db"], "no such database"),
    ],
)
def test_mistakes_end_with_2(
    folder: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(["registry", *arguments]) == 2
    assert message in capfd.readouterr().err


def test_a_damaged_index_is_told(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["registry", "build", "registry", "--out", "r.rqi"]) == 0
    raw = bytearray(Path("r.rqi").read_bytes())
    raw[80] ^= 1
    Path("r.rqi").write_bytes(raw)
    assert run(["registry", "check", "r.rqi"]) == 2
    assert "is damaged" in capfd.readouterr().err


def test_build_names_bad_rows_and_strict_stops(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with (folder / "units.csv").open("a", encoding="utf-8") as file:
        file.write("U,NOWHERE,,9,1\n")
    assert run(["registry", "build", "registry", "--out", "r.rqi"]) == 4
    assert "units.csv:186, column site_id" in capfd.readouterr().err
    Path("r.rqi").unlink()
    assert run(["registry", "build", "registry", "--out", "r.rqi", "--strict"]) == 2
    assert not Path("r.rqi").exists()
