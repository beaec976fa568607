"""Milliseconds for one report in the night's ledger: stored, read back, and judged again in the second pass.

Always for the SQLite file of a night; with `REPORTQA_LEDGER` also for the database at that URL (rows of the
measure are deleted again). Both clocks are told: the processor's of this program alone, and the wall's, in
which a server works and is waited for. `--limit` says how many reports (default 2,000); the report is one
of 40 words, and the median of three nights counts.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.speed import made_report
from reportqa.checker import Checker
from reportqa.cli._shared import LEDGER_VARIABLE
from reportqa.model.document import Document
from reportqa.night.ledger import Ledger
from reportqa.night.ledgers import Ledgers
from reportqa.night.stored import Stored, stored

REPORTS = 2000
NIGHTS = 3
STEPS = ("begin", "store", "read", "replace")
AIMS = {"store_ms": 1.0}


def run(data: Path, limit: int | None) -> dict[str, Any]:
    """Every step of both ledgers."""
    report = stored(Checker().check(Document.from_text(made_report(random.Random(20261120), 40))))
    kinds: dict[str, str | None] = {"file": None}
    if url := os.environ.get(LEDGER_VARIABLE):
        kinds["database"] = url
    answer: dict[str, Any] = {"aims": AIMS, "reports": limit or REPORTS, "bytes": len(report.body)}
    lines = []
    for kind, place in kinds.items():
        nights = [_night(Ledgers(place), report, limit or REPORTS) for _ in range(NIGHTS)]
        answer[kind] = {
            step: {
                clock: round(statistics.median(night[step][clock] for night in nights), 4)
                for clock in ("processor_ms", "wall_ms")
            }
            for step in STEPS
        }
        told = ", ".join(
            f"{step} {each['processor_ms']:.3f} ({each['wall_ms']:.3f})"
            for step, each in answer[kind].items()
        )
        lines.append(f"{kind}: {told} ms of processor (wall) a report")
    return {**answer, "lines": lines}


def _night(ledgers: Ledgers, report: Stored, count: int) -> dict[str, dict[str, float]]:
    files = [(f"/srv/inbox/{number % 40:02}/{number:06}.txt", f"{number:064x}") for number in range(count)]
    with tempfile.TemporaryDirectory() as folder, closing(ledgers.to_write(Path(folder))) as ledger:
        took = {"begin": _timed(count, lambda: ledger.begin(files, "bench", resume=False))}
        took["store"] = _timed(count, lambda: _finished(ledger, files, report))
        numbers = ledger.numbers()
        took["read"] = _timed(count, lambda: [ledger.body(number) for number in numbers])
        took["replace"] = _timed(count, lambda: ledger.replace((number, report) for number in numbers))
        ledger.forget()
    return took


def _finished(ledger: Ledger, files: Sequence[tuple[str, str]], report: Stored) -> None:
    for path, _ in files:
        ledger.finish(path, [report])


def _timed(count: int, work: Callable[[], object]) -> dict[str, float]:
    processor, wall = time.process_time(), time.perf_counter()
    work()
    return {
        "processor_ms": 1000 * (time.process_time() - processor) / count,
        "wall_ms": 1000 * (time.perf_counter() - wall) / count,
    }
