"""What every measurement shares: finding data, counting, intervals, and the stamp on the answer.

A task's `run(data, limit)` returns a dict: `lines` (what a person reads), `files` (the data files used,
as paths), and whatever figures it has; `stamped` adds versions, hashes and the commit.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.metadata
import json
import math
import platform
import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"

# Repetitions of the bootstrap and its seed: the same data always gives the same interval.
RESAMPLES = 1000
SEED = 20261120

PACKAGES = ("reportqa", "spacy", "numpy", "scikit-learn", "usaddress", "rapidfuzz", "rapidocr")


class DataMissingError(Exception):
    """The data that a task measures on is not there."""


def find(data: Path, pattern: str) -> list[Path]:
    """The files under `data` that match, sorted; raises DataMissingError when there are none."""
    found = sorted(path for path in data.glob(pattern) if path.is_file())
    if not found:
        raise DataMissingError(f"no file {pattern} under {data}; give another folder with --data")
    return found


def rows(path: Path, limit: int | None = None) -> list[dict[str, Any]]:
    """The rows of a .jsonl, .json (list) or .csv file, the first `limit` of them."""
    return list(_limited(_rows(path), limit))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.suffix == ".jsonl":
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                if line.strip():
                    yield json.loads(line)
    elif path.suffix == ".json":
        yield from json.loads(path.read_text(encoding="utf-8-sig"))
    else:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            yield from csv.DictReader(handle)


def _limited(items: Iterable[dict[str, Any]], limit: int | None) -> Iterator[dict[str, Any]]:
    for number, item in enumerate(items):
        if limit is not None and number >= limit:
            return
        yield item


@dataclass
class Counts:
    """True positives, false positives, false negatives; sums of two are their union."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    def add(self, gold: bool, predicted: bool) -> None:
        """Count one case."""
        self.tp += gold and predicted
        self.fp += predicted and not gold
        self.fn += gold and not predicted

    @property
    def precision(self) -> float | None:
        """None where nothing was predicted."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else None

    @property
    def recall(self) -> float | None:
        """None where there is nothing to find."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else None

    @property
    def f1(self) -> float | None:
        """None where there is neither gold nor prediction."""
        whole = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / whole if whole else None

    def figures(self) -> dict[str, Any]:
        """The counts and what follows from them."""
        return {
            "tp": self.tp,
            "fp": self.fp,
            "fn": self.fn,
            "precision": _rounded(self.precision),
            "recall": _rounded(self.recall),
            "f1": _rounded(self.f1),
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def total(counts: Iterable[Counts]) -> Counts:
    """The sum."""
    return sum(counts, Counts())


def f1_figures(cases: Sequence[Counts]) -> dict[str, Any]:
    """F1 over cases (one Counts per document), with its bootstrap interval over documents."""
    answer = total(cases).figures()
    answer["f1_95"] = bootstrap(cases, lambda sample: total(sample).f1)
    answer["cases"] = len(cases)
    return answer


def bootstrap(
    cases: Sequence[Counts], figure: Callable[[Sequence[Counts]], float | None], resamples: int = RESAMPLES
) -> tuple[float, float] | None:
    """The 95 % interval of a figure when documents are drawn again with replacement."""
    if not cases:
        return None
    chance = random.Random(SEED)
    values = []
    for _ in range(resamples):
        value = figure(chance.choices(cases, k=len(cases)))
        if value is not None:
            values.append(value)
    if not values:
        return None
    values.sort()
    return (
        round(values[int(0.025 * (len(values) - 1))], 4),
        round(values[math.ceil(0.975 * (len(values) - 1))], 4),
    )


def wilson(hits: int, n: int) -> tuple[float, float] | None:
    """The 95 % Wilson interval of a share; None where n is 0."""
    if not n:
        return None
    z = 1.959964
    p = hits / n
    middle = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    return (round(max(0.0, (middle - half) / whole), 4), round(min(1.0, (middle + half) / whole), 4))


def share(hits: int, n: int) -> dict[str, Any]:
    """A share with its counts and interval."""
    return {"hits": hits, "n": n, "share": round(hits / n, 4) if n else None, "share_95": wilson(hits, n)}


def show(value: float | None) -> str:
    """A figure for people."""
    return "  –  " if value is None else f"{value:.3f}"


def sha256(path: Path) -> str:
    """The hash of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        for block in iter(lambda: handle.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def commit() -> str | None:
    """The git commit, with `+` when tracked files differ from it; None outside a checkout."""
    try:
        head = subprocess.run(
            ["git", "rev-parse", "--short=12", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
        dirty = subprocess.run(
            ["git", "status", "--porcelain", "--untracked-files=no"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None
    return head + ("+" if dirty else "")


def versions() -> dict[str, str]:
    """The interpreter and the packages that a figure may depend on."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def stamped(task: str, data: Path, limit: int | None, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with task, versions, data hashes and commit."""
    files = [Path(path) for path in answer.pop("files", [])]
    answer.update(
        task=task,
        limit=limit,
        versions=versions(),
        machine=platform.machine(),
        commit=commit(),
        data={_within(path, data): sha256(path) for path in files},
        argv=sys.argv[1:],
    )
    return answer


def _within(path: Path, data: Path) -> str:
    try:
        return path.relative_to(data).as_posix()
    except ValueError:
        return path.name
