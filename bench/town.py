"""A real year as one night: real narratives as report files against a town's real site registry.

Each narrative of the town's log becomes a file with the log's own time, street, reason and action as header
lines. The registry is the town's site list, one client, one site for all of it, each row an address or
landmark.
Another town's dispatch log stands in as a feed that can never match. What must hold: no error, no failed
report, nothing raised from the foreign feed; findings are counted by rule.

The log was printed, scanned and read by machine. Where the scan ran the next entry's printed head into a
narrative, the narrative is cut off there; a row that lost its call time has its neighbor's call reason, and
is written without an incident type.

`REPORTQA_TOWN_OUT` keeps the files and the ledger for reading by eye (`--show`-like tools read it).
"""

from __future__ import annotations

import csv
import os
import re
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from bench import _common

ZONE = "America/New_York"
SITE = "TOWN"
AGENCY = "Williamstown Police Department (WPD)"
# "19-11405 0924 Initiated - PARKING CHECK SERVICES RENDERED Call Taker: …", often misread: the way a call
# came in and its reason in capitals, with the call's number and time before them; or the taker alone.
_NEXT_ENTRY = re.compile(
    r"(?:\s\S*\d\S*){0,2}\s(?:\S?n[il]tiated|[PF]hone|Other|911|Radio|Walk-?In)"
    r"\s*[-~/]?\s*[A-Z]{4,}[A-Z /,.-]{4,}.*$"
    r"|\sC\w{2,3}l\s(?:\S+\s){0,4}Taker.*$|\s(?:[A-Z/]{6,}\s)?SERVICES RENDERED\s*$",
    re.DOTALL,
)
_SHIFTS = ((0, 8), (8, 16), (16, 24))


def run(data: Path, limit: int | None = None) -> dict[str, Any]:
    """The counts of outcomes and findings over the whole log."""
    from reportqa import Checker

    logs = _common.find(data, "narratives/williamstown_ma_police_log/*.jsonl")
    sites = _common.find(data, "addresses/williamstown_ma_site_registry/*.csv")
    feeds = _common.find(data, "dispatch/schererville_in_cfs/*.txt")
    with ExitStack() as stack:
        kept = os.environ.get("REPORTQA_TOWN_OUT")
        root = Path(kept or stack.enter_context(tempfile.TemporaryDirectory()))
        reports = write_reports(logs, root / "inbox", limit)
        write_registry(sites, root / "registry")
        write_evidence(feeds[0], root / "evidence")
        config = root / "reportqa.toml"
        config.write_text(f'registry = "registry"\ntimezone = "{ZONE}"\n', encoding="utf-8")
        checker = Checker.from_config(config)
        start = time.perf_counter()
        night = checker.night(root / "inbox", evidence=root / "evidence", out=root / "out", workers=2)
        took = time.perf_counter() - start
        return {
            **counts(night),
            "files": [*logs, *sites, *feeds[:1]],
            "reports_written": reports,
            "registry_problems": len(checker.registry.problems),
            "seconds": round(took, 1),
        }


def counts(night: Any) -> dict[str, Any]:
    """What the night came to, as figures and as lines for a person."""
    outcomes: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    bands: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    for quality in night.reports:
        bands[quality.band.value] += 1
        if quality.failure:
            failures[quality.failure.code] += 1
        for result in quality.results:
            outcomes[f"{result.rule} {result.outcome.value}"] += 1
            if result.error:
                errors[f"{result.rule}: {result.error}"] += 1
            for finding in result.findings:
                findings[f"{result.rule} {finding.severity.value}"] += 1
    lines = [f"{count:6d}  {name}" for name, count in findings.most_common()]
    return {
        "lines": [*lines, f"errors {sum(errors.values())}, failed reports {sum(failures.values())}"],
        "reports": len(night.reports),
        "errored": dict(errors),
        "failed": dict(failures),
        "bands": dict(bands),
        "findings": dict(findings),
        "outcomes": dict(outcomes),
        "unreported": len(night.unreported),
        "explained": len(night.explained),
    }


def write_reports(logs: list[Path], inbox: Path, limit: int | None) -> int:
    """One text file a narrative, by month; returns how many."""
    written = 0
    for log in logs:
        for row in _common.rows(log, limit):
            at = datetime.fromisoformat(row["call_datetime"]) if row.get("call_datetime") else None
            folder = inbox / (f"{at:%Y-%m}" if at else "undated")
            folder.mkdir(parents=True, exist_ok=True)
            street = re.sub(r"\s+", " ", row.get("street") or "").strip()
            head = [
                "Site: Williamstown",
                f"Location: {street}" if street else "",
                *(_when(at) if at else ()),
                f"Agency: {AGENCY}",
                f"Incident type: {row['call_reason']}" if row.get("call_reason") and at else "",
                f"Disposition: {row['call_action']}" if row.get("call_action") and at else "",
            ]
            text = "\n".join(line for line in head if line) + "\n\n" + own_entry(row["narrative"]) + "\n"
            name = re.sub(r"[^\w-]+", "_", row["log_num"])
            (folder / f"{name}-{written:05d}.txt").write_text(text, encoding="utf-8")
            written += 1
    return written


def own_entry(narrative: str) -> str:
    """The narrative up to where the printed head of the next entry begins."""
    found = _NEXT_ENTRY.search(narrative)
    return narrative[: found.start()].rstrip() if found and found.start() > 0 else narrative


def _when(at: datetime) -> tuple[str, ...]:
    low, high = next(pair for pair in _SHIFTS if pair[0] <= at.hour < pair[1])
    return f"Date: {at:%m/%d/%Y}", f"Time: {at:%H%M}", f"Shift: {low:02d}00-{high % 24:02d}00"


def write_registry(sites: list[Path], folder: Path) -> None:
    """The town's list as a registry folder: addresses, named places as landmarks, units."""
    folder.mkdir(parents=True, exist_ok=True)
    addresses: dict[tuple[str, str], None] = {}
    landmarks: dict[str, None] = {}
    units: dict[str, None] = {}
    for path in sites:
        for row in _common.rows(path):
            match = re.match(r"(\d+[A-Z]?)\s+(\S.*)", row["address"].strip())
            if match:
                addresses[(match[1], match[2])] = None
            name = row["name"].strip()
            if name and name != "PRIVATE RESIDENCE":
                landmarks[name] = None
            if row["unit"].strip():
                units[row["unit"].strip()] = None
    _table(folder / "clients.csv", ["id", "name"], [["WM", "Town of Williamstown"]])
    _table(
        folder / "sites.csv",
        ["id", "client_id", "name", "timezone"],
        [[SITE, "WM", "Williamstown", ZONE]],
    )
    _table(
        folder / "addresses.csv",
        ["site_id", "number", "street", "city", "state"],
        [[SITE, number, street, "Williamstown", "MA"] for number, street in addresses],
    )
    _table(
        folder / "landmarks.csv",
        ["id", "site_id", "name"],
        [[f"L{n}", SITE, name] for n, name in enumerate(landmarks)],
    )
    _table(
        folder / "units.csv",
        ["id", "site_id", "number"],
        [[f"U{n}", SITE, number] for n, number in enumerate(units)],
    )


def write_evidence(feed: Path, folder: Path) -> None:
    """The foreign log with the ready map of its columns."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "dispatch.txt"
    if not target.exists():
        target.symlink_to(feed.resolve())
    (folder / "evidence.toml").write_text(
        '[[feed]]\nname = "Another town"\nkind = "dispatch"\nfile = "dispatch.txt"\n'
        'map = "schererville"\ntimezone = "America/Chicago"\nservices = ["police", "fire"]\n',
        encoding="utf-8",
    )


def _table(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(header)
        writer.writerows(rows)
