"""Who does a night's tasks: this process, or processes of their own, replaced when they crash or hang.

The task that a lost worker had in hand is answered as lost; the others go on.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol, Self, TypeVar

from reportqa.errors import ReportqaError
from reportqa.night.tasks import Judge, MakeJudge, Queue, Task
from reportqa.resources import one_thread

Answer = TypeVar("Answer")

# So many workers in a row may stop before they take a task; then none ever will.
_STARTS = 3


class Crew(Protocol):
    """Who does the tasks."""

    def work(self, tasks: Iterable[Task[Answer]], most: int = 1) -> Iterator[Answer]:
        """The answers, as they are finished; of small ones a worker may have `most` in hand."""


class Alone:
    """This process, one task after another; none can be given up."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def work(self, tasks: Iterable[Task[Answer]], most: int = 1) -> Iterator[Answer]:
        """The answers, in order."""
        for task in tasks:
            yield task.done(self._judge)


class Processes:
    """Processes, each with a judge that stays warm from one lot of tasks to the next; used with `with`.

    They are spawned, not forked, so that they start the same way on every system. `make` must be picklable.
    """

    def __init__(self, make: MakeJudge, workers: int, deadline_s: float) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._make, self._deadline_s = make, deadline_s
        self._workers, self._crew = workers, list[_Worker]()
        self._stillborn = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._crew:
            worker.dismiss()
        self._crew.clear()

    def work(self, tasks: Iterable[Task[Answer]], most: int = 1) -> Iterator[Answer]:
        """The answers, in the order in which they are finished.

        Of small tasks that a lost worker had in hand, each is done once more by itself: only the one at
        fault is lost. Raises ReportqaError when workers stop before they take a task, again and again.
        """
        queue = Queue(tasks, most)
        while True:
            self._fill(queue)
            busy = [worker for worker in self._crew if worker.bundle]
            if not busy:
                return
            wait(
                [worker.pipe for worker in busy] + [worker.process.sentinel for worker in busy],
                timeout=self._patience(busy),
            )
            for worker in busy:
                yield from self._results(worker, queue)

    def _fill(self, queue: Queue[Any]) -> None:
        """A bundle for each worker without one; no more workers than there are bundles."""
        for worker in self._crew:
            if not worker.bundle:
                worker.hand(queue.next())
        while len(self._crew) < self._workers and (bundle := queue.next()):
            self._crew.append(self._hire(bundle))

    def _results(self, worker: _Worker, queue: Queue[Answer]) -> Iterator[Answer]:
        """What the worker has finished by now; one that is lost is replaced."""
        bundle = worker.bundle
        try:
            answers = worker.answers(self._deadline_s)
        except _Lost as lost:
            if worker.since is None:
                self._stillborn += 1
                if self._stillborn == _STARTS:
                    raise ReportqaError(
                        "the workers of the night stop while they start",
                        remedy="In a script of your own, call night() below "
                        'if __name__ == "__main__"; the first lines above say why they stopped',
                    ) from None
                left = bundle
            else:
                self._stillborn = 0
                yield from queue.lost(bundle, lost.why)
                left = queue.next()
            worker.dismiss()
            self._crew[self._crew.index(worker)] = self._hire(left)
            return
        if answers is not None:
            self._stillborn = 0
            worker.hand(queue.next())
            yield from answers

    def _hire(self, bundle: list[Task[Any]]) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(theirs, self._make), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process=process, pipe=ours, bundle=bundle)

    def _patience(self, busy: Iterable[_Worker]) -> float:
        now, most = time.monotonic(), self._deadline_s
        left = [worker.since + most - now for worker in busy if worker.since is not None]
        return max(0.05, min(left, default=most))


class _Lost(Exception):
    """A worker that stopped or hangs, and why its bundle is given up."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True, eq=False)
class _Worker:
    """One process and what it has in hand. Its first message says that it has started; only then is anything
    handed over."""

    process: Any
    pipe: Connection
    bundle: list[Task[Any]] = field(default_factory=list)
    since: float | None = None  # when the bundle was handed over; None while the worker still starts

    def hand(self, bundle: list[Task[Any]]) -> None:
        """Give it the bundle, once it has started."""
        self.bundle = bundle
        if bundle and self.since is not None:
            self._send()

    def answers(self, deadline_s: float) -> list[Any] | None:
        """The answers to its bundle, None while it is still at work; raises _Lost."""
        try:
            if self.pipe.poll():
                answers: list[Any] | None = self.pipe.recv()
                if answers is None:
                    self._send()
                return answers
        except (EOFError, OSError):
            raise _Lost("the reader stopped while it had this file in hand") from None
        if not self.process.is_alive() and not self.pipe.poll():
            raise _Lost("the reader stopped while it had this file in hand")
        if self.since is not None and time.monotonic() - self.since > deadline_s:
            raise _Lost(f"not finished within {deadline_s:.0f} s")
        return None

    def _send(self) -> None:
        self.since = time.monotonic()
        with suppress(OSError):  # one that is gone is seen by whoever asks for its answers
            self.pipe.send(self.bundle)

    def dismiss(self) -> None:
        """End it, whatever it does."""
        if self.process.is_alive():
            self.process.kill()
        self.process.join(5)
        self.pipe.close()


def _work(pipe: Connection, make: MakeJudge) -> None:
    # There is a worker for each core: arithmetic that spreads over all cores would only wait for itself.
    one_thread()
    judge = make()
    pipe.send(None)
    while True:
        try:
            bundle: list[Task[Any]] = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        pipe.send([task.done(judge) for task in bundle])
