"""`reportqa match` explains itself, and tells who lives somewhere only where the policy lets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportqa.cli import run

FIXTURE = Path(__file__).resolve().parent.parent / "fixtures" / "registries" / "two-clients"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("reportqa.toml").write_text(f'registry = "{FIXTURE}"\npolicy = "policy.toml"\n', encoding="utf-8")
    Path("policy.toml").write_text("", encoding="utf-8")
    return tmp_path


def matched(capfd: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert run(["match", *arguments]) == 0
    return capfd.readouterr().out.splitlines()


def test_a_slip_is_shown_as_typed_meant_and_differing(capfd: pytest.CaptureFixture[str]) -> None:
    assert matched(capfd, "1243 N Oak Ave")[:4] == [
        "typed: 1243 N Oak Ave",
        "meant: probably 1234 N Oak Ave; a suggestion, not a sure link",
        "1. 0.75  address 1234 N Oak Ave at Oak Hills Apartments (OAK) [sites.csv:2]",
        "      two digits are swapped",
    ]


@pytest.mark.parametrize(
    ("typed", "site", "meant"),
    [
        ("1234 N Oak Ave", None, "1234 N Oak Ave"),
        ("1234 North Oak", "OAK", "1234 N Oak Ave, written otherwise"),
        ("unit 5", "WILLOW", "one of 2 that fit equally well; ask which"),
        ("the pool", "OAK", "one of 2 that fit equally well; ask which"),
        ("Main & Maple", None, "Oak Hills Apartments, written otherwise"),
        ("somewhere else", None, "nothing in the registry comes near"),
    ],
)
def test_how_sure_it_is(capfd: pytest.CaptureFixture[str], typed: str, site: str | None, meant: str) -> None:
    lines = matched(capfd, typed, *(["--site", site] if site else []))
    assert lines[:2] == [f"typed: {typed}", f"meant: {meant}"]


def test_who_lives_there_is_shown_only_where_the_policy_lets_it(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shown = matched(capfd, "apt 214", "--site", "OAK")
    assert shown[-1] == "      who lives there is not shown (match_shows_residents is 0)"
    assert "Alvarez" not in "\n".join(shown)
    assert matched(capfd, "Maria Alvarez", "--site", "OAK")[1] == "meant: nothing in the registry comes near"
    assert run(["match", "Marai Alvarez", "--site", "OAK", "--format", "json"]) == 0
    assert json.loads(capfd.readouterr().out) == []
    (folder / "policy.toml").write_text("[site.OAK.values]\nmatch_shows_residents = 1\n", encoding="utf-8")
    assert matched(capfd, "apt 214", "--site", "OAK")[-1] == "      lives there: Maria Alvarez"
    assert "belongs to unit 214 (OAK-214)" in matched(capfd, "Maria Alvarez", "--site", "OAK")[-1]
    assert matched(capfd, "unit 5", "--site", "WILLOW")[-1].endswith("(match_shows_residents is 0)")


def test_staff_and_plates_are_found_without_it(capfd: pytest.CaptureFixture[str]) -> None:
    assert matched(capfd, "Julia Ortiz", "--site", "OAK")[1] == "meant: Julia Ortiz"
    lines = matched(capfd, "plate 8ABC132", "--site", "OAK")
    assert lines[1] == "meant: probably OH 8ABC123; a suggestion, not a sure link"
    assert lines[-1] == "      belongs to unit 241 (OAK-241)"


def test_a_site_that_is_not_there_is_a_mistake(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["match", "unit 5", "--site", "OKA"]) == 2
    assert "no site 'OKA' in the registry" in capfd.readouterr().err
