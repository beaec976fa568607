"""Workers: processes that read and judge files; one that crashes or hangs is replaced.

The file that a lost worker had in hand becomes one failed report; the others go on.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Protocol

from reportqa.errors import ReadError, ReportqaError
from reportqa.model.quality import QualityReport
from reportqa.night.stored import Stored, stored
from reportqa.resources import one_thread
from reportqa.score import failed


class Judge(Protocol):
    """What a worker needs of a checker: the judgements of one file, without the rules that need others."""

    def first_pass(self, path: Path) -> Iterator[QualityReport]:
        """All reports of the file, in order; a part that can't be read is a failed report."""


# So many workers in a row may stop before they take a file; then none ever will.
_STARTS = 3
# A file that is being written is judged this often before it is set aside.
_CHANGES = 3

MakeJudge = Callable[[], Judge]


def judge_file(judge: Judge, path: str) -> list[Stored]:
    """The file's reports, encoded; never raises but for exits and interrupts.

    A file that changes meanwhile is judged anew; one that goes on changing is set aside.
    """
    try:
        for _ in range(_CHANGES):
            before = _state(path)
            reports = [stored(quality) for quality in judge.first_pass(Path(path))]
            if _state(path) == before:
                return reports
        return lost(path, "it changed each time that it was read", "Run the night again when it is whole")
    except Exception as error:  # a fault of ours must not stop the night, and is shown as ours
        fault = ReadError(
            f"the check broke ({type(error).__name__})",
            code="Broken",
            where=path,
            remedy="Keep the file and report the fault",
        )
        return [stored(failed(fault, path, _sha256(path)))]


def lost(path: str, why: str, remedy: str = "Open the file by hand; it is set aside") -> list[Stored]:
    """The one failed report of a file that could not be finished."""
    error = ReadError(why, code="quarantined", where=path, remedy=remedy)
    return [stored(failed(error, path, _sha256(path)))]


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


def in_process(paths: Iterable[str], judge: Judge) -> Iterator[tuple[str, list[Stored]]]:
    """One after another, in this process."""
    for path in paths:
        yield path, judge_file(judge, path)


@dataclass(slots=True)
class _Worker:
    process: Any
    pipe: Connection
    path: str | None = None
    since: float | None = None  # when the file was handed over; None while the worker still starts


def in_workers(
    paths: Iterable[str], make: MakeJudge, workers: int, deadline_s: float
) -> Iterator[tuple[str, list[Stored]]]:
    """Spread over processes, in the order in which they finish. `make` must be picklable.

    Processes are spawned, not forked, so that they start the same way on every system. Raises
    ReportqaError when they stop before they take a file, again and again.
    """
    context = multiprocessing.get_context("spawn")
    queue = iter(paths)
    stillborn = 0
    crew = [_hire(context, make) for _ in range(workers)]
    try:
        for worker in crew:
            worker.path = next(queue, None)
        while busy := [worker for worker in crew if worker.path is not None]:
            wait(
                [worker.pipe for worker in busy] + [worker.process.sentinel for worker in busy],
                timeout=_patience(busy, deadline_s),
            )
            for position, worker in enumerate(crew):
                path = worker.path
                try:
                    reports = _answer(worker, deadline_s) if path is not None else None
                except _NotStarted:
                    stillborn += 1
                    if stillborn == _STARTS:
                        raise ReportqaError(
                            "the workers of the night stop while they start",
                            remedy="In a script of your own, call night() below "
                            'if __name__ == "__main__"; the first lines above say why they stopped',
                        ) from None
                    _dismiss(worker)
                    worker = crew[position] = _hire(context, make)
                    worker.path = path
                    continue
                if path is None or reports is None:
                    continue
                stillborn = 0
                if worker.path is None:
                    _dismiss(worker)
                    worker = crew[position] = _hire(context, make)
                    worker.path = next(queue, None)
                else:
                    _hand(worker, next(queue, None))
                yield path, reports
    finally:
        for worker in crew:
            _dismiss(worker)


class _NotStarted(Exception):
    """A worker that stopped before it could take a file."""


def _patience(busy: Iterable[_Worker], deadline_s: float) -> float:
    left = [worker.since + deadline_s - time.monotonic() for worker in busy if worker.since is not None]
    return max(0.05, min(left, default=deadline_s))


def _hire(context: Any, make: MakeJudge) -> _Worker:
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, make), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process=process, pipe=ours)


def _hand(worker: _Worker, path: str | None) -> None:
    worker.path, worker.since = path, time.monotonic()
    if path is not None:
        worker.pipe.send(path)


def _answer(worker: _Worker, deadline_s: float) -> list[Stored] | None:
    """The worker's answer, a failed report if it is lost, None while it is still at work.

    A worker's first message says that it has started; only then its file is handed over. Of a lost
    worker `path` is None afterwards; one that never started raises _NotStarted.
    """
    path = worker.path or ""
    try:
        if worker.pipe.poll():
            reports: list[Stored] | None = worker.pipe.recv()
            if reports is not None:
                return reports
            _hand(worker, path)
    except (EOFError, OSError):
        return _gone(worker, path)
    if not worker.process.is_alive() and not worker.pipe.poll():
        return _gone(worker, path)
    if worker.since is not None and time.monotonic() - worker.since > deadline_s:
        worker.path = None
        return lost(path, f"not finished within {deadline_s:.0f} s")
    return None


def _gone(worker: _Worker, path: str) -> list[Stored]:
    if worker.since is None:
        raise _NotStarted
    worker.path = None
    return lost(path, "the reader stopped while it had this file in hand")


def _dismiss(worker: _Worker) -> None:
    if worker.process.is_alive():
        worker.process.kill()
    worker.process.join(5)
    worker.pipe.close()


def _work(pipe: Connection, make: MakeJudge) -> None:
    # There is a worker for each core: arithmetic that spreads over all cores would only wait for itself.
    one_thread()
    judge = make()
    pipe.send(None)
    while True:
        try:
            path = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        pipe.send(judge_file(judge, path))
