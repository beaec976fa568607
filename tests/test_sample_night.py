"""The sample night, held to EXPECTED.toml both ways: nothing missing, nothing of weight that isn't listed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.samples.night import (
    INBOX,
    SAMPLES,
    Expected,
    Remembering,
    below,
    compare,
    counts,
    differences,
    same_event,
    typed_files,
    weighty,
)

from reportqa.config import Config
from reportqa.model.quality import NightReport

EXPECTED = Expected.load()


@pytest.fixture(scope="session")
def checker() -> Remembering:
    """One memory for all tests of the night."""
    return Remembering(Config.load(SAMPLES / "reportqa.toml"))


@pytest.fixture(scope="session")
def night(checker: Remembering, tmp_path_factory: pytest.TempPathFactory) -> NightReport:
    """The whole night; the scans make it slow."""
    pytest.importorskip("rapidocr", reason="the scans of the sample night need the ocr extra")
    return checker.night(INBOX, SAMPLES / "evidence", out=tmp_path_factory.mktemp("night"))


def test_typed_reports_alone(checker: Remembering) -> None:
    """The fast half: typed reports, and the rules that need no evidence of others."""
    qualities = [quality for path in typed_files() for quality in checker.first_pass(path)]
    texts = {below(quality.document.name): quality.document.text for quality in qualities}
    found = weighty(qualities, outside=False)
    assert compare(found, EXPECTED, texts, outside=False) == []
    codes = {below(q.document.name): q.failure.code for q in qualities if q.failure is not None}
    assert codes == {name: item["code"] for name, item in EXPECTED.failed.items()}


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_night_is_as_expected(night: NightReport) -> None:
    assert differences(night, EXPECTED) == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_dull_true_reports_are_the_majority(night: NightReport) -> None:
    by_band = counts(night)
    assert by_band["ready"] > by_band.total() / 2
    assert len(night.problems) == 0


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Path]:
    """A copy of the inbox that a test may take files from; same names, so that the memory serves."""
    folder = tmp_path / INBOX.name
    shutil.copytree(INBOX, folder)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("night")
@pytest.mark.parametrize("name", EXPECTED.planted)
def test_a_planted_file_taken_away_is_noticed(
    name: str, checker: Remembering, inbox: Path, tmp_path: Path
) -> None:
    (inbox / name).unlink()
    changed = checker.night(inbox, SAMPLES / "evidence", out=tmp_path / "out")
    assert any(name in line for line in differences(changed, EXPECTED))
    if name in EXPECTED.told:
        # Not only the file is missed: the event that it told is raised now.
        assert any(same_event(raised.event, EXPECTED.told[name]) for raised in changed.unreported)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("night")
@pytest.mark.parametrize("rule", EXPECTED.rules)
def test_a_rule_switched_off_is_noticed(rule: str, checker: Remembering, tmp_path: Path) -> None:
    changed = checker.without(rule, tmp_path).night(INBOX, SAMPLES / "evidence", out=tmp_path / "out")
    assert any(rule in line for line in differences(changed, EXPECTED))
