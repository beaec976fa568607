"""The first pass spread over a Ray cluster, or over local Ray workers where there is none.

The same judge on the same files as `in_workers`, so the results are equal. Every machine must see the files,
the registry and the policies under the same paths.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from typing import Any

from reportqa.errors import MissingPartError
from reportqa.night.ledger import Stored
from reportqa.night.workers import MakeJudge, judge_file, lost

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


def _spread(
    ray: Any, queue: Iterator[str], make: MakeJudge, workers: int, deadline_s: float
) -> Iterator[tuple[str, list[Stored]]]:
    hire = ray.remote(num_cpus=1)(Desk).remote
    crew = [hire(make) for _ in range(workers)]
    ray.get([desk.ready.remote() for desk in crew])
    # What is under way → the worker, the file, and since when.
    busy: dict[Any, tuple[Any, str, float]] = {}

    def hand(desk: Any) -> None:
        path = next(queue, None)
        if path is not None:
            busy[desk.judge.remote(path)] = (desk, path, time.monotonic())

    def replacement() -> Any:
        # Waited for, so that the time in which it starts is not its first file's.
        desk = hire(make)
        ray.get(desk.ready.remote())
        return desk

    for desk in crew:
        hand(desk)
    while busy:
        oldest = min(since for _, _, since in busy.values())
        patience = max(0.05, oldest + deadline_s - time.monotonic())
        done, _ = ray.wait(list(busy), timeout=patience)
        for ticket in done:
            desk, path, _ = busy.pop(ticket)
            try:
                reports = ray.get(ticket)
            except ray.exceptions.RayError:
                desk = replacement()
                reports = lost(path, "the reader stopped while it had this file in hand")
            hand(desk)
            yield path, reports
        for ticket, (desk, path, since) in list(busy.items()):
            late = time.monotonic() - since > deadline_s
            if late and not ray.wait([ticket], timeout=0)[0]:
                del busy[ticket]
                ray.kill(desk)
                hand(replacement())
                yield path, lost(path, f"not finished within {deadline_s:.0f} s")
