"""The files of the sample night: all listed, all as made, and enough of each kind."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from tests.samples.night import INBOX, SAMPLES, Expected, sources
from tools.sample_night import evidence, inbox, registry

from reportqa.site.registry import SiteRegistry

MANIFEST = tomllib.loads((SAMPLES / "MANIFEST.toml").read_text(encoding="utf-8"))["file"]
REPORTS = sources()


def test_manifest_lists_every_file_with_its_hash() -> None:
    found = {
        path.relative_to(SAMPLES).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(SAMPLES.rglob("*"))
        if path.is_file() and path.name != "MANIFEST.toml"
    }
    assert {item["path"]: item["sha256"] for item in MANIFEST} == found
    assert {(item["origin"], item["licence"]) for item in MANIFEST} == {("made", "Apache-2.0")}


def test_samples_are_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < 8_000_000


def test_there_is_enough_of_everything() -> None:
    suffixes = Counter(Path(name).suffix for name in REPORTS)
    assert set(suffixes) == {
        *(".txt", ".md", ".json", ".jsonl", ".eml", ".docx", ".pdf", ".png", ".jpg", ".tif"),
    }
    assert len(REPORTS) >= 60
    hands = [report["hand"] for report in REPORTS.values() if "hand" in report]
    assert len(hands) >= 8
    assert len(set(hands)) >= 5
    assert any(report["scan"].get("form") for report in REPORTS.values() if "scan" in report)
    assert any("attach" in report for report in REPORTS.values())
    with (SAMPLES / "registry" / "persons.csv").open(encoding="utf-8", newline="") as file:
        officers = [row for row in csv.DictReader(file) if row["role"] == "officer"]
    assert len(officers) >= 12


def test_registry_is_clean_and_large() -> None:
    loaded = SiteRegistry.load(SAMPLES / "registry")
    assert loaded.problems == ()
    with (SAMPLES / "registry" / "units.csv").open(encoding="utf-8", newline="") as file:
        assert sum(1 for _ in csv.DictReader(file)) >= 400


def test_every_call_is_planted_twice() -> None:
    raw = tomllib.loads((SAMPLES / "EXPECTED.toml").read_text(encoding="utf-8"))
    planted = [item for table in ("report", "unreadable", "unreported") for item in raw[table]]
    calls = Counter(call for item in planted for call in item["calls"])
    assert {call: calls[call] >= 2 for call in range(1, 9)} == dict.fromkeys(range(1, 9), True)


def test_expected_names_files_that_exist() -> None:
    assert [name for name in Expected.load().planted if not (INBOX / name).is_file()] == []


@pytest.mark.parametrize("part", ["registry", "evidence"])
def test_made_anew_gives_the_same_bytes(part: str, tmp_path: Path) -> None:
    module = {"registry": registry, "evidence": evidence}[part]
    module.write(tmp_path)
    assert _bytes(tmp_path) == _bytes(SAMPLES / part)


def test_typed_reports_made_anew_give_the_same_bytes(tmp_path: Path) -> None:
    # Word files and packed bombs depend on the version of the compressor.
    inbox.write(tmp_path)
    plain = (".txt", ".md", ".json", ".jsonl")
    made = {name: data for name, data in _bytes(tmp_path).items() if name.endswith(plain)}
    kept = {name: data for name, data in _bytes(INBOX).items() if name.endswith(plain)}
    assert made == kept


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
