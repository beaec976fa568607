"""A judge that does what the file says, for the tests of workers."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from reportqa.errors import ReadError
from reportqa.model.evidence import EvidenceSlice
from reportqa.model.quality import QualityReport
from reportqa.night.tasks import OneFile
from reportqa.night.workers import Crew
from reportqa.score import failed

TEXTS = ("one", "hang", "two", "crash", "three", "raise")
STOPPED = "the reader stopped while it had this file in hand"


class Odd:
    """Hangs, crashes or raises where the text says so; else one failed report that says the text."""

    def first_pass(self, path: Path) -> Iterator[QualityReport]:
        text = path.read_text(encoding="utf-8")
        if text == "hang":
            time.sleep(600)
        if text == "crash":
            os._exit(7)
        if text == "raise":
            raise ValueError("the text of the report")
        yield failed(ReadError(text, code="empty"), str(path))

    def second_pass(self, quality: QualityReport, evidence: EvidenceSlice) -> QualityReport:
        raise ValueError("the text of the report")


def odd_files(folder: Path, *, hang: bool = True) -> list[OneFile]:
    """A file for each of the texts."""
    for number, text in enumerate(TEXTS):
        (folder / f"{number}.txt").write_text(text)
    return [OneFile(str(folder / f"{n}.txt")) for n, text in enumerate(TEXTS) if hang or text != "hang"]


def answered(crew: Crew, tasks: list[OneFile], most: int) -> list[str]:
    """What each file came to, in the order of the files."""
    found = {judged.path: judged.reports for judged in crew.work(tasks, most)}
    assert sorted(found) == [task.path for task in tasks]
    return [
        "; ".join(report.quality().failure.message for report in found[task.path])  # type: ignore[union-attr]
        for task in tasks
    ]


def odd_answers(deadline_s: int, *, hang: bool = True) -> list[str]:
    """What the files of `odd_files` should come to."""
    late = [f"not finished within {deadline_s} s"] if hang else []
    return ["one", *late, "two", STOPPED, "three", "the check broke (ValueError)"]
