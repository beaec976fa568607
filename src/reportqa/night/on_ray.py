"""The first pass spread over a Ray cluster, or over local Ray workers where there is none.

The same judge on the same files as `in_workers`, so the results are equal. Every machine must see the files,
the registry and the policies under the same paths.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from reportqa.errors import MissingPartError
from reportqa.night.stored import Stored
from reportqa.night.workers import MakeJudge, judge_file, lost

# Files that one worker has at a time: the one in hand, and one that waits behind it.
_HANDED = 2
# Nothing is told to anybody, and no web page is served, unless whoever runs the cluster says so.
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DISABLE_IMPORT_WARNING": "1"}


class Desk:
    """What runs in each worker: one judge, kept warm."""

    def __init__(self, make: MakeJudge) -> None:
        self._judge = make()

    def ready(self) -> bool:
        """Whether the judge was made."""
        return True

    def judge(self, path: str) -> list[Stored]:
        """The file's reports, as they are kept."""
        return judge_file(self._judge, path)


def on_ray(
    paths: Iterable[str], make: MakeJudge, workers: int, deadline_s: float
) -> Iterator[tuple[str, list[Stored]]]:
    """Spread over Ray workers, in the order in which they finish; one that is lost is replaced.

    Joins the cluster that `RAY_ADDRESS` names, else starts one on this machine and ends it afterwards.
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    try:
        import ray
    except ImportError:
        raise MissingPartError("ray is not installed", remedy='pip install "reportqa[ray]"') from None
    ours = not ray.is_initialized()
    if ours:
        here = {} if os.environ.get("RAY_ADDRESS") else {"num_cpus": workers, "include_dashboard": False}
        ray.init(log_to_driver=False, logging_level="error", **here)
    try:
        yield from _spread(ray, iter(paths), make, workers, deadline_s)
    finally:
        if ours:
            ray.shutdown()


class _Seat:
    """One worker, and the files that were handed to it, in order; the first is in hand, the next one waits.

    A file that waits costs no time between two: at 40 words a report, asking anew for each would.
    """

    def __init__(self, ray: Any, make: MakeJudge) -> None:
        self._ray = ray
        self._hire = partial(ray.remote(num_cpus=1)(Desk).remote, make)
        self._desk = self._hire()
        self._handed: deque[tuple[Any, str]] = deque()
        self._since = time.monotonic()

    def ready(self) -> None:
        """Wait until the worker has started, so that this is not its first file's time."""
        self._ray.get(self._desk.ready.remote())
        self._since = time.monotonic()

    @property
    def ticket(self) -> Any:
        """What is under way; None for a worker without a file."""
        return self._handed[0][0] if self._handed else None

    def left(self, deadline_s: float) -> float:
        """The seconds that the file in hand still has."""
        return self._since + deadline_s - time.monotonic()

    def fill(self, queue: Iterator[str]) -> None:
        """Hand over files until one waits behind the one in hand."""
        while len(self._handed) < _HANDED and (path := next(queue, None)) is not None:
            if not self._handed:
                self._since = time.monotonic()
            self._handed.append((self._desk.judge.remote(path), path))

    def done(self) -> tuple[str, list[Stored]]:
        """The finished file's reports; a worker that stopped is replaced, and only that file is lost."""
        ticket, path = self._handed.popleft()
        self._since = time.monotonic()
        try:
            reports: list[Stored] = self._ray.get(ticket)
        except self._ray.exceptions.RayError:
            self._replace()
            reports = lost(path, "the reader stopped while it had this file in hand")
        return path, reports

    def give_up(self, deadline_s: float) -> tuple[str, list[Stored]]:
        """The file in hand as one that was not finished; the worker is ended and replaced."""
        _, path = self._handed.popleft()
        self._ray.kill(self._desk)
        self._replace()
        return path, lost(path, f"not finished within {deadline_s:.0f} s")

    def _replace(self) -> None:
        waiting = [path for _, path in self._handed]
        self._handed.clear()
        self._desk = self._hire()
        self.ready()
        self._handed.extend((self._desk.judge.remote(path), path) for path in waiting)


def _spread(
    ray: Any, queue: Iterator[str], make: MakeJudge, workers: int, deadline_s: float
) -> Iterator[tuple[str, list[Stored]]]:
    crew = [_Seat(ray, make) for _ in range(workers)]
    for seat in crew:
        seat.ready()
    for seat in crew:
        seat.fill(queue)
    while busy := {seat.ticket: seat for seat in crew if seat.ticket is not None}:
        patience = max(0.05, min(seat.left(deadline_s) for seat in busy.values()))
        done, _ = ray.wait(list(busy), timeout=patience)
        for ticket in done:
            found = busy[ticket].done()
            busy[ticket].fill(queue)
            yield found
        for ticket, seat in busy.items():
            late = seat.ticket is ticket and seat.left(deadline_s) < 0
            if late and not ray.wait([ticket], timeout=0)[0]:
                found = seat.give_up(deadline_s)
                seat.fill(queue)
                yield found
