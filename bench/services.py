"""Emergency services: involved against the rest, on the labelled narratives and phrases.

The writer's own department is passed as `author_org` by the row's `source`. Services that a row leaves
open are not scored. A keyword search runs beside it, on the same rows.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from bench import _common
from bench._common import Counts
from reportqa.extract import Extractor
from reportqa.model.document import Document
from reportqa.model.extraction import Extraction
from reportqa.model.service import Involvement, Service

SERVICES = ("fire", "ems", "police")

# Who wrote the texts of each source (EVALUATION: the writer's own department is never police).
AUTHORS = {
    "williamstown": "Williamstown Police Department (WPD)",
    "ucpd": "University of Chicago Police (UCPD)",
    "mit": "MIT Police",
    "logan": "Logan City Police",
    "ucsd": "UC San Diego Police",
    "cornell": "Cornell University Police",
    "rochester": "Rochester Police",
    "guard": "a private security company",
}

KEYWORDS = {
    "fire": re.compile(r"\bfire\b|\bfire(?:fighters?|men)\b|\b[A-Z]{0,3}FD\b", re.IGNORECASE),
    "ems": re.compile(r"\bems\b|\bambulances?\b|\bparamedics?\b|\bmedics?\b|\bemts?\b", re.IGNORECASE),
    "police": re.compile(
        r"\bpolice\b|\bsheriff\w*|\btroopers?\b|\bdeput(?:y|ies)\b|\b[A-Z]{0,3}PD\b", re.IGNORECASE
    ),
}


def run(data: Path, limit: int | None) -> dict[str, Any]:
    """F1 of involved per service, for each file, for the real narratives pooled, and for all."""
    files = _common.find(data, "labels/services_*.jsonl")
    ours: dict[str, dict[str, list[Counts]]] = {}
    plain: dict[str, dict[str, list[Counts]]] = {}
    sure: dict[str, dict[str, list[Counts]]] = {}
    generic = Counts()
    extractor = Extractor()
    for path in files:
        rows = [*_common.rows(path, limit)]
        for row, reading in zip(rows, extractor.extract_many(documents(rows)), strict=True):
            groups = [path.stem, "phrases" if row["source"] == "guard" else "narratives", "all"]
            for service in SERVICES:
                if service in row.get("open", ()):
                    continue
                gold = row[service] == "involved"
                count(ours, groups, service, gold, involved(reading, service))
                count(plain, groups, service, gold, bool(KEYWORDS[service].search(row["text"])))
                if not row.get("doubt"):
                    count(sure, groups, service, gold, involved(reading, service))
            if "generic_911" in row:
                generic.add(row["generic_911"] == "involved", reading.generic_911)
    figures = {group: {s: _common.f1_figures(c) for s, c in by.items()} for group, by in ours.items()}
    keywords = {group: {s: _common.f1_figures(c) for s, c in by.items()} for group, by in plain.items()}
    lines = []
    for group, by in figures.items():
        for service, figure in by.items():
            lines.append(
                f"{group:24} {service:7} P {_common.show(figure['precision'])}"
                f" R {_common.show(figure['recall'])}"
                f" F1 {_common.show(figure['f1'])} {figure['f1_95']} involved={figure['tp'] + figure['fn']}"
                f" of {figure['cases']}; keywords F1 {_common.show(keywords[group][service]['f1'])}"
            )
    lines.append(f"generic 911: F1 {_common.show(generic.f1)} ({generic.tp} right, {generic.fp} too many)")
    return {
        "lines": lines,
        "files": files,
        "metrics": figures,
        "without_doubtful_rows": {
            group: {s: _common.f1_figures(c) for s, c in by.items()} for group, by in sure.items()
        },
        "keywords": keywords,
        "generic_911": generic.figures(),
    }


def count(
    into: dict[str, dict[str, list[Counts]]], groups: list[str], service: str, gold: bool, found: bool
) -> None:
    """Add one row to each group that it belongs to."""
    case = Counts()
    case.add(gold, found)
    for group in groups:
        into.setdefault(group, {}).setdefault(service, []).append(case)


def involved(reading: Extraction, service: str) -> bool:
    """Whether the reading says that the service had a part."""
    entry = next((item for item in reading.services if item.service is Service(service)), None)
    return entry is not None and entry.involvement is Involvement.INVOLVED


def documents(rows: list[dict[str, Any]]) -> list[Document]:
    """The rows as reports by their writers."""
    return [
        Document.from_text(row["text"], author_org=AUTHORS.get(row["source"], row["source"])) for row in rows
    ]
