"""A night's tasks spread over a Ray cluster, or over local Ray workers where there is none.

The same tasks as for processes, so the results are equal. Every machine must see the files, the registry and
the policies under the same paths.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Self, TypeVar

from reportqa.errors import MissingPartError
from reportqa.night.tasks import MakeJudge, Queue, Task

Answer = TypeVar("Answer")

# Nothing is told to anybody, and no web page is served, unless whoever runs the cluster says so.
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DISABLE_IMPORT_WARNING": "1"}


class Desk:
    """What runs in each worker: one judge, kept warm."""

    def __init__(self, make: MakeJudge) -> None:
        self._judge = make()

    def ready(self) -> bool:
        """Whether the judge was made."""
        return True

    def answers(self, bundle: list[Task[Any]]) -> list[Any]:
        """The answers to the tasks, in their order."""
        return [task.done(self._judge) for task in bundle]


class RayWorkers:
    """Ray workers, each with a judge that stays warm from one lot of tasks to the next; used with `with`.

    Joins the cluster that `RAY_ADDRESS` names, else starts one on this machine and ends it afterwards.
    """

    def __init__(self, make: MakeJudge, workers: int, deadline_s: float) -> None:
        for name, value in _QUIET.items():
            os.environ.setdefault(name, value)
        try:
            import ray
        except ImportError:
            raise MissingPartError("ray is not installed", remedy='pip install "reportqa[ray]"') from None
        self._ray: Any = ray
        self._make, self._workers, self._deadline_s = make, workers, deadline_s
        self._ours = False
        self._crew: list[_Seat] = []

    def __enter__(self) -> Self:
        self._ours = not self._ray.is_initialized()
        if self._ours:
            local = {"num_cpus": self._workers, "include_dashboard": False}
            here = {} if os.environ.get("RAY_ADDRESS") else local
            self._ray.init(log_to_driver=False, logging_level="error", **here)
        return self

    def __exit__(self, *_: object) -> None:
        for seat in self._crew:
            seat.leave()
        self._crew.clear()
        if self._ours:
            self._ray.shutdown()

    def work(self, tasks: Iterable[Task[Answer]], most: int = 1) -> Iterator[Answer]:
        """The answers, in the order in which they are finished; a worker that is lost is replaced."""
        queue = Queue(tasks, most)
        self._seat_all()
        while True:
            for seat in self._crew:
                seat.hand(queue)
            busy = {seat.ticket: seat for seat in self._crew if seat.ticket is not None}
            if not busy:
                return
            patience = max(0.05, min(seat.left(self._deadline_s) for seat in busy.values()))
            done, _ = self._ray.wait(list(busy), timeout=patience)
            for ticket in done:
                yield from busy[ticket].done(queue)
            for ticket, seat in busy.items():
                late = ticket not in done and seat.left(self._deadline_s) < 0
                if late and not self._ray.wait([ticket], timeout=0)[0]:
                    yield from seat.give_up(queue, self._deadline_s)

    def _seat_all(self) -> None:
        new = [_Seat(self._ray, self._make) for _ in range(self._workers - len(self._crew))]
        for seat in new:
            seat.ready()
        self._crew.extend(new)


class _Seat:
    """One worker and the bundle that it has in hand.

    Never a second one behind it: a worker that stops takes the answers along that it has just given.
    """

    def __init__(self, ray: Any, make: MakeJudge) -> None:
        self._ray = ray
        self._hire = partial(ray.remote(num_cpus=1)(Desk).remote, make)
        self._desk = self._hire()
        self._bundle: list[Task[Any]] = []
        self._since = time.monotonic()
        self.ticket: Any = None  # what is under way; None for a worker without a bundle

    def ready(self) -> None:
        """Wait until the worker has started, so that this is not its first task's time."""
        self._ray.get(self._desk.ready.remote())

    def leave(self) -> None:
        """End the worker."""
        self._ray.kill(self._desk)

    def left(self, deadline_s: float) -> float:
        """The seconds that the bundle in hand still has."""
        return self._since + deadline_s - time.monotonic()

    def hand(self, queue: Queue[Any]) -> None:
        """Give a worker without a bundle the next one."""
        if self.ticket is None and (bundle := queue.next()):
            self._bundle, self._since = bundle, time.monotonic()
            self.ticket = self._desk.answers.remote(bundle)

    def done(self, queue: Queue[Answer]) -> Iterator[Answer]:
        """The finished bundle's answers; a worker that stopped is replaced, and only its task is lost."""
        ticket, bundle = self.ticket, self._bundle
        self.ticket = None
        try:
            answers = self._ray.get(ticket)
        except self._ray.exceptions.RayError:
            self._replace()
            yield from queue.lost(bundle, "the reader stopped while it had this file in hand")
            return
        self.hand(queue)
        yield from answers

    def give_up(self, queue: Queue[Answer], deadline_s: float) -> Iterator[Answer]:
        """The bundle in hand was not finished in time; the worker is ended and replaced."""
        self.ticket = None
        self.leave()
        self._replace()
        yield from queue.lost(self._bundle, f"not finished within {deadline_s:.0f} s")

    def _replace(self) -> None:
        self._desk = self._hire()
        self.ready()
