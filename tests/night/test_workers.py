"""Workers that crash or hang cost what they had in hand, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.night.odd import Odd, answered, odd_answers, odd_files

from reportqa.checker import Checker
from reportqa.model.document import Document
from reportqa.model.evidence import EvidenceSlice
from reportqa.model.finding import Outcome
from reportqa.night.stored import stored
from reportqa.night.tasks import OnceMore, OneFile, Queue
from reportqa.night.workers import Alone, Processes
from reportqa.rules import catalogue

TEXT = "At 0214 FD came to the dumpster, false alarm."


def test_a_fault_in_the_check_costs_one_file_and_quotes_nothing(tmp_path: Path) -> None:
    tasks = [task for task in odd_files(tmp_path) if task.path.endswith(("0.txt", "5.txt"))]
    found = [judged.reports[0].quality() for judged in Alone(Odd()).work(tasks)]
    assert [item.failure and item.failure.code for item in found] == ["empty", "Broken"]
    assert "the text" not in str(found[1])


@pytest.mark.slow
@pytest.mark.parametrize("most", [1, 16])
def test_hanging_and_crashing_files_cost_themselves_only(tmp_path: Path, most: int) -> None:
    """With `most` at once the two lie in hand with files that have no fault."""
    with Processes(Odd, 2, 3.0) as crew:
        assert answered(crew, odd_files(tmp_path), most) == odd_answers(3)
        # The crew goes on to other work.
        again = answered(crew, odd_files(tmp_path, hang=False), most)
        assert again == odd_answers(3, hang=False)


def test_a_crew_without_work_starts_nobody(tmp_path: Path) -> None:
    with Processes(Odd, 2, 3.0) as crew:
        assert answered(crew, [], 16) == []
        assert crew._crew == []


# ------------------------------------------------------------------ what is handed over


def test_short_texts_go_together_and_scans_alone(tmp_path: Path) -> None:
    names = ["a.txt", "b.eml", "scan.png", "c.json", "long.txt", "d.md", "gone.txt"]
    for name in names[:-1]:
        (tmp_path / name).write_text("x" * (20_000 if name == "long.txt" else 9))
    queue = Queue((OneFile(str(tmp_path / name)) for name in names), 2)
    assert [[Path(task.path).name for task in bundle] for bundle in _all(queue)] == [
        ["a.txt", "b.eml"],
        ["scan.png"],
        ["long.txt"],
        ["c.json", "d.md"],
        ["gone.txt"],
    ]


def test_those_of_a_lost_bundle_come_again_alone() -> None:
    tasks = [OnceMore((number, 0), b"", EvidenceSlice()) for number in range(4)]
    queue = Queue(tasks, 3)
    first = queue.next()
    assert queue.lost(first, "stopped") == []
    assert [[task.number[0] for task in bundle] for bundle in _all(queue)] == [[0], [1], [2], [3]]  # type: ignore[attr-defined]


def _all(queue: Queue) -> Iterator[list]:  # type: ignore[type-arg]
    while bundle := queue.next():
        yield bundle


# ------------------------------------------------------------------ the second pass


def test_a_second_pass_that_breaks_keeps_the_first_and_says_so() -> None:
    first = stored(next(iter(_first())))
    broken = OnceMore((7, 0), first.body, EvidenceSlice()).done(Odd())
    quality = broken.report.quality()
    needing = {rule.name for rule in catalogue().values() if "X" in rule.meta.needs and not rule.meta.off}
    errored = {item.rule: item.error for item in quality.results if item.outcome is Outcome.ERRORED}
    assert errored == dict.fromkeys(needing, "ValueError")
    assert broken.number == (7, 0)
    weighty = {item.rule for item in first.quality().findings if item.severity.rank < 2}
    assert set(broken.counted.broken) == weighty != set()
    kept = {item.rule: item for item in first.quality().results}
    assert {item.rule: item for item in quality.results if item.rule in kept} == kept


def _first() -> Iterator:  # type: ignore[type-arg]
    yield Checker().judge(Checker().document(Document.from_text(TEXT)), without="X")


@pytest.mark.parametrize("workers", [None, pytest.param(2, marks=pytest.mark.slow)])
def test_a_report_that_cannot_be_read_moves_nobodys_evidence(tmp_path: Path, workers: int | None) -> None:
    """Two nights of one officer in the same words, an empty file between them, and another's report."""
    story = (
        "At 2212 I walked the north lot and spoke to a driver who waited for his wife. At 2347 the boiler "
        "room light was on and I turned it off. At 0103 a cat sat on the dock. At 0331 I picked up a bottle."
    )
    inbox = tmp_path / "in"
    inbox.mkdir()
    (inbox / "b.txt").write_text("")
    for name, day, officer in (("a", 18, "A. Ito"), ("c", 20, "A. Ito"), ("d", 20, "B. Orr")):
        (inbox / f"{name}.txt").write_text(
            f"Officer: {officer}\nDate: 11/{day}/2026\nTime: 22:12\nNarrative:\n{story}\n"
        )
    night = Checker().night(inbox, out=tmp_path / "out", workers=workers)
    copied = {
        Path(report.document.name).name: [finding.message for finding in result.findings]
        for report in night.reports
        for result in report.results
        if result.rule == "chronology.copy-paste-duplicate"
    }
    alike = "The text is nearly the same as that of another report ({}).".format
    assert copied == {
        "a.txt": [alike(inbox / "c.txt")],
        "c.txt": [alike(inbox / "a.txt")],
        "d.txt": [],
    }
