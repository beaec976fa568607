"""Seconds for a night's first and second pass over typed reports, on two workers, scaled to 100,000.

Reports are made here from invented sentences, one file each, of 40 words (as real narratives have) and of
200; `--limit` says how many of each are measured (default 2,000). What a night costs once, starting the
workers, is measured with the first report and is not scaled. Memory is the peak of the program and of its
largest worker. With Ray installed the same night runs through two Ray workers, and through one:
`ray_efficiency` is the share of twice the one's rate that two reach, `ray_to_processes` that of two
processes' rate.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.speed import made_report

REPORTS = 2000
WORKERS = 2
WHOLE = 100_000
AIMS = {"minutes_of_100000_by_40_words": 10, "minutes_of_100000_by_200_words": 25, "memory_gb": 1.5}

# Run in a process of its own, so that its times and memory are its own.
_PROGRAM = """
import json, resource, sys, time
from reportqa.checker import Checker

if __name__ == "__main__":
    folder, out, workers, engine = sys.argv[1:]
    checker = Checker()
    first, done = [], []

    def progress(number, total):
        (first if not first else done).append(time.perf_counter())

    started = time.perf_counter()
    night = checker.night(folder, out=out, workers=int(workers), engine=engine, progress=progress)
    ended = time.perf_counter()
    one_pass = done[-1] - first[0]
    bands = {}
    for report in night.reports:
        bands[report.band.value] = bands.get(report.band.value, 0) + 1
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    peak = [each.ru_maxrss / 1e6 for each in used]
    cpu = sum(each.ru_utime + each.ru_stime for each in used)
    print(json.dumps({
        "reports": len(night.reports), "start_s": first[0] - started, "first_pass_s": one_pass,
        "second_pass_s": ended - done[-1], "cpu_s": cpu, "program_gb": peak[0], "worker_gb": peak[1],
        "bands": bands,
    }))
"""


def run(data: Path, limit: int | None) -> dict[str, Any]:
    """Both lengths of report, and Ray where it is installed."""
    count = limit or REPORTS
    answer: dict[str, Any] = {"aims": AIMS, "workers": WORKERS}
    for words in (40, 200):
        answer[f"words_{words}"] = _scaled(_night(words, count, WORKERS, "processes"))
    if importlib.util.find_spec("ray"):
        # As many for each worker, and more than above: Ray goes on starting for some seconds.
        two, one = (_scaled(_night(40, number * count, number, "ray")) for number in (2, 1))
        answer["ray"] = two
        answer["ray_efficiency"] = round(two["reports_per_s"] / (2 * one["reports_per_s"]), 3)
        answer["ray_to_processes"] = round(two["reports_per_s"] / answer["words_40"]["reports_per_s"], 3)
    return {**answer, "lines": list(_lines(answer))}


def _night(words: int, count: int, workers: int, engine: str) -> dict[str, Any]:
    rng = random.Random(20261120 + words)
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder, "inbox")
        for number in range(count):
            part = inbox / f"{number // 1000:03d}"
            part.mkdir(parents=True, exist_ok=True)
            (part / f"{number % 1000:03d}.txt").write_text(made_report(rng, words), encoding="utf-8")
        program = Path(folder, "program.py")
        program.write_text(_PROGRAM, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, str(program), str(inbox), str(Path(folder, "out")), str(workers), engine],
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _scaled(measured: dict[str, Any]) -> dict[str, Any]:
    """The figures, and the minutes that 100,000 such reports take at this rate."""
    each = (measured["first_pass_s"] + measured["second_pass_s"]) / (measured["reports"] - 1)
    rounded = {key: round(value, 3) if isinstance(value, float) else value for key, value in measured.items()}
    return {
        **rounded,
        "reports_per_s": round(1 / each, 1),
        "cpu_ms_each": round(1000 * measured["cpu_s"] / measured["reports"], 1),
        "minutes_of_100000": round((measured["start_s"] + each * WHOLE) / 60, 1),
    }


def _lines(answer: dict[str, Any]) -> Iterator[str]:
    for key in ("words_40", "words_200", "ray"):
        if key in answer:
            told = answer[key]
            yield (
                f"{key}: {told['reports']} reports, {told['reports_per_s']} a second, "
                f"{told['cpu_ms_each']} ms of processor each; 100,000 in {told['minutes_of_100000']} min; "
                f"memory {told['program_gb']:.2f} + {told['worker_gb']:.2f} GB"
            )
    if "ray_efficiency" in answer:
        yield (
            f"ray: two workers reach {answer['ray_efficiency']} of twice the rate of one, "
            f"and {answer['ray_to_processes']} of the rate of two processes"
        )
