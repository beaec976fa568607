"""A night through Ray workers ends like one through processes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.night.odd import Odd, answered, odd_answers, odd_files

from reportqa.checker import Checker
from reportqa.model.quality import NightReport

pytest.importorskip("ray")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def told(night: NightReport) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        (
            Path(report.document.name).name,
            report.band.value,
            [(finding.rule, finding.message) for finding in report.findings],
        )
        for report in night.reports
    ]


def test_the_results_are_equal(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number in range(40):
        (inbox / f"{number:02d}.txt").write_text(f"At 0{number % 6}14 FD came to door {number}, false alarm.")
    (inbox / "empty.txt").write_text("")
    checker = Checker()
    plain = checker.night(inbox, out=tmp_path / "plain")
    on_ray = checker.night(inbox, out=tmp_path / "ray", engine="ray", workers=2)
    assert told(on_ray) == told(plain)
    assert len(on_ray.reports) == 41


def test_hanging_and_crashing_files_cost_themselves_only(tmp_path: Path) -> None:
    from reportqa.night.on_ray import RayWorkers

    with RayWorkers(Odd, 2, 8.0) as crew:
        for most in (1, 4):
            assert answered(crew, odd_files(tmp_path), most) == odd_answers(8)
        assert answered(crew, odd_files(tmp_path, hang=False), 4) == odd_answers(8, hang=False)
