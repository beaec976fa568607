"""What a worker is asked: to judge a file alone, or a stored report once more with the night's evidence.

A task is small where many can be handed over at once, so that a night of short texts doesn't spend its time
on handing over.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, NamedTuple, Protocol, TypeVar

from reportqa.errors import ReadError
from reportqa.model.evidence import EvidenceSlice
from reportqa.model.quality import QualityReport
from reportqa.night.ledger import Number
from reportqa.night.stored import Stored, decode, stored
from reportqa.night.tally import Counted, counted
from reportqa.read.sniff import EXTENSIONS, Kind
from reportqa.rules import errored
from reportqa.score import failed, merge

# Texts of so many bytes are judged in some hundredths of a second.
_SMALL = 16_384
_TEXTS = (Kind.TEXT, Kind.JSON, Kind.MAIL)
# A file that is being written is judged this often before it is set aside.
_CHANGES = 3

Answer = TypeVar("Answer")
Answer_co = TypeVar("Answer_co", covariant=True)


class Judge(Protocol):
    """What a worker needs of a checker."""

    def first_pass(self, path: Path) -> Iterator[QualityReport]:
        """All reports of the file, in order, without the rules that need outside evidence; a part that can't
        be read is a failed report."""

    def second_pass(self, quality: QualityReport, evidence: EvidenceSlice) -> QualityReport:
        """The judgement with the rules that need outside evidence."""


MakeJudge = Callable[[], Judge]


class Task(Protocol[Answer_co]):
    """Something to ask of a judge, wherever it sits; picklable."""

    @property
    def small(self) -> bool:
        """Whether it is done in some hundredths of a second."""

    def done(self, judge: Judge) -> Answer_co:
        """The answer; raises for exits and interrupts only."""

    def lost(self, why: str) -> Answer_co:
        """The answer where the judge stopped over it."""


class Queue(Generic[Answer]):
    """Tasks on their way to workers: small ones up to `most` at once, those of a lost bundle again alone."""

    def __init__(self, tasks: Iterable[Task[Answer]], most: int) -> None:
        self._again: deque[Task[Answer]] = deque()
        self._coming = _bundles(tasks, most)

    def next(self) -> list[Task[Answer]]:
        """What a free worker is handed; nothing where none is left for now."""
        return [self._again.popleft()] if self._again else next(self._coming, [])

    def lost(self, bundle: list[Task[Answer]], why: str) -> list[Answer]:
        """What is known where a worker stopped: of a single task that it is lost, of many nothing yet."""
        if len(bundle) > 1:
            self._again.extend(bundle)
            return []
        return [task.lost(why) for task in bundle]


def _bundles(tasks: Iterable[Task[Answer]], most: int) -> Iterator[list[Task[Answer]]]:
    small: list[Task[Answer]] = []
    for task in tasks:
        if most < 2 or not task.small:
            yield [task]
            continue
        small.append(task)
        if len(small) == most:
            yield small
            small = []
    if small:
        yield small


# ------------------------------------------------------------------ the first pass


class Judged(NamedTuple):
    """A file and all that is in it, as it is kept."""

    path: str
    reports: list[Stored]


@dataclass(frozen=True, slots=True)
class OneFile:
    """Judge a file's reports alone."""

    path: str

    @property
    def small(self) -> bool:
        """A short text; a scan takes its time."""
        if EXTENSIONS.get(os.path.splitext(self.path)[1].lower()) not in _TEXTS:
            return False
        try:
            return os.stat(self.path).st_size <= _SMALL
        except (OSError, ValueError):
            return False

    def done(self, judge: Judge) -> Judged:
        """The file's reports.

        A file that changes meanwhile is judged anew; one that goes on changing is set aside.
        """
        try:
            for _ in range(_CHANGES):
                before = _state(self.path)
                reports = [stored(quality) for quality in judge.first_pass(Path(self.path))]
                if _state(self.path) == before:
                    return Judged(self.path, reports)
            return self._aside(
                "it changed each time that it was read", "Run the night again when it is whole"
            )
        except Exception as error:  # a fault of ours must not stop the night, and is shown as ours
            return self._failed(
                f"the check broke ({type(error).__name__})", "Broken", "Keep the file and report the fault"
            )

    def lost(self, why: str) -> Judged:
        """The one failed report of a file that could not be finished."""
        return self._aside(why, "Open the file by hand; it is set aside")

    def _aside(self, why: str, remedy: str) -> Judged:
        return self._failed(why, "quarantined", remedy)

    def _failed(self, why: str, code: str, remedy: str) -> Judged:
        error = ReadError(why, code=code, where=self.path, remedy=remedy)
        return Judged(self.path, [stored(failed(error, self.path, _sha256(self.path)))])


def _sha256(path: str) -> str:
    """The hash of an ordinary file's bytes, "" where they can't be read."""
    try:
        if not Path(path).is_file():
            return ""
        with open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""


def _state(path: str) -> tuple[int, int] | None:
    try:
        about = os.stat(path)
    except OSError:
        return None
    return about.st_size, about.st_mtime_ns


# ------------------------------------------------------------------ the second pass


class Compared(NamedTuple):
    """A report with the night's evidence: as it is kept, and as it counts."""

    number: Number
    report: Stored
    counted: Counted


@dataclass(frozen=True, slots=True)
class OnceMore:
    """Judge a stored report with what others recorded."""

    number: Number
    body: bytes
    evidence: EvidenceSlice

    @property
    def small(self) -> bool:
        """It is read already."""
        return True

    def done(self, judge: Judge) -> Compared:
        """The report with the rules that need outside evidence."""
        try:
            return self._compared(judge.second_pass(decode(self.body), self.evidence))
        except Exception as error:  # as a rule that breaks: its first judgement stays
            return self.lost(type(error).__name__)

    def lost(self, why: str) -> Compared:
        """The first judgement, which says that the rules for outside evidence broke."""
        return self._compared(merge(decode(self.body), errored("X", why)))

    def _compared(self, quality: QualityReport) -> Compared:
        return Compared(self.number, stored(quality, again=True), counted(quality))
