"""A night through Ray workers ends like one through processes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportqa.checker import Checker
from reportqa.model.quality import NightReport, QualityReport

pytest.importorskip("ray")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


class Odd:
    """A judge that hangs or crashes where the file says so."""

    def __init__(self) -> None:
        self._real = Checker()

    def first_pass(self, path: Path) -> Iterator[QualityReport]:
        text = path.read_text(encoding="utf-8")
        if text == "hang":
            time.sleep(600)
        if text == "crash":
            os._exit(7)
        yield from self._real.first_pass(path)


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
    from reportqa.night.on_ray import on_ray

    for number, text in enumerate(("The gate was open.", "hang", "crash", "The gate was shut.")):
        (tmp_path / f"{number}.txt").write_text(text)
    paths = sorted(map(str, tmp_path.iterdir()))
    results = {path: bodies[0].quality() for path, bodies in on_ray(paths, Odd, 2, 20.0)}
    failures = [results[path].failure for path in paths]
    assert [failure and failure.message for failure in failures] == [
        None,
        "not finished within 20 s",
        "the reader stopped while it had this file in hand",
        None,
    ]
