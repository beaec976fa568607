"""Mentions against spans labelled by hand: labels/spans_*.jsonl, guidelines in labels/SPANS.md.

Relaxed: one-to-one matching of spans of one label that share at least one character; exact borders are
counted beside it. A range of times counts as its two ends. Where a file has no UNIT, UNIT counts as SPOT.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench import _common
from bench._common import Counts

LABELS = (
    "PERSON", "PERSON_DESC", "ORG", "ADDRESS", "PLACE", "UNIT", "SPOT", "DATE", "TIME", "VEHICLE", "PLATE",
    "PHONE", "ID",
)  # fmt: skip

# Relaxed F1 on data kept aside, for labels with 15 or more spans.
AIMS = {
    "TIME": 0.93, "DATE": 0.93,
    "PLATE": 0.93, "PHONE": 0.93, "PERSON": 0.85, "ADDRESS": 0.85, "VEHICLE": 0.85,
    "PLACE": 0.75, "ORG": 0.75, "UNIT+SPOT": 0.75,
}  # fmt: skip

_RANGE = re.compile(
    r"\s*(?:-+|–|—|\bto\b|\band\b|\buntil\b|\btill\b|\bthrough\b|\bthru\b|/)\s*", re.IGNORECASE
)

Spans = dict[str, list[tuple[int, int]]]


def matched(gold: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]]) -> int:
    """The size of a largest one-to-one matching of spans that share a character."""
    partner: dict[int, int] = {}

    def place(g: int, seen: set[int]) -> bool:
        for f, span in enumerate(found):
            if f in seen or span[0] >= gold[g][1] or gold[g][0] >= span[1]:
                continue
            seen.add(f)
            if f not in partner or place(partner[f], seen):
                partner[f] = g
                return True
        return False

    return sum(place(g, set()) for g in range(len(gold)))


def ends(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A range mention as its two ends; anything else as it is."""
    mark = next(
        (m for m in _RANGE.finditer(text, start + 1, end) if m.end() < end and m.start() > start), None
    )
    if mark is None or (mark.group().strip() == "/" and "/" in text[mark.end() : end]):
        return [(start, end)]
    return [(start, mark.start()), (mark.end(), end)]


def predicted(text: str, mentions: Iterable[Any]) -> Spans:
    """The mentions by label, ranges split."""
    out: Spans = defaultdict(list)
    for mention in mentions:
        start, end = mention.span.start, mention.span.end
        value = mention.value or ""
        ranged = mention.label in ("TIME", "DATE") and "/" in value
        out[str(mention.label)].extend(ends(text, start, end) if ranged else [(start, end)])
    return out


def labelled(row: dict[str, Any]) -> Spans:
    """The gold spans by label."""
    out: Spans = defaultdict(list)
    for span in row["spans"]:
        out[span.get("type") or span["label"]].append((span["start"], span["end"]))
    return out


def compare(gold: Spans, found: Spans, *, merged: bool) -> Iterator[tuple[str, Counts, Counts]]:
    """For each label the relaxed and the exact counts of one text."""
    if merged:
        gold, found = (_merged(side) for side in (gold, found))
    for label in LABELS:
        g, f = gold.get(label, []), found.get(label, [])
        hits, exact = matched(g, f), len(set(g) & set(f))
        yield label, Counts(hits, len(f) - hits, len(g) - hits), Counts(exact, len(f) - exact, len(g) - exact)


def _merged(side: Spans) -> Spans:
    return {**side, "SPOT": [*side.get("SPOT", []), *side.get("UNIT", [])], "UNIT": []}


def run(data: Path, limit: int | None) -> dict[str, Any]:
    """Score the whole extraction, and usaddress and plain patterns beside it."""
    from reportqa.extract import Extractor
    from reportqa.model.document import Document

    extractor = Extractor()
    files = _common.find(data, "labels/spans_*.jsonl")
    relaxed: dict[str, list[Counts]] = defaultdict(list)
    exact: dict[str, list[Counts]] = defaultdict(list)
    base: dict[str, dict[str, list[Counts]]] = {"usaddress": defaultdict(list), "patterns": defaultdict(list)}
    for path in files:
        sample = _common.rows(path, limit)
        merged = not any("UNIT" in labelled(row) for row in sample)
        for row in sample:
            text, gold = row["text"], labelled(row)
            document = Document.from_text(text, author_org=AUTHORS.get(row.get("source", "")))
            found = predicted(text, extractor.extract(document).mentions)
            for label, loose, strict in compare(gold, found, merged=merged):
                relaxed[label].append(loose)
                exact[label].append(strict)
            for name, spans in (("usaddress", by_usaddress(text)), ("patterns", by_patterns(text))):
                for label, loose, _ in compare(gold, spans, merged=merged):
                    base[name][label].append(loose)
    for side in (relaxed, exact, *base.values()):
        side["UNIT+SPOT"] = [a + b for a, b in zip(side["UNIT"], side["SPOT"], strict=True)]
    answer: dict[str, Any] = {"files": files, "relaxed": {}, "exact": {}, "baselines": {}}
    lines = ["label        gold  found  P     R     F1    95 %            exact  aim"]
    for label in (*LABELS, "UNIT+SPOT"):
        near, whole = _common.f1_figures(relaxed[label]), _common.f1_figures(exact[label])
        answer["relaxed"][label], answer["exact"][label] = near, whole
        aim = AIMS.get(label)
        if aim is not None:
            near["aim"] = aim
        gold_n, found_n = near["tp"] + near["fn"], near["tp"] + near["fp"]
        low, high = near["f1_95"] or (None, None)
        lines.append(
            f"{label:12} {gold_n:4} {found_n:6}  {_common.show(near['precision'])} "
            f"{_common.show(near['recall'])} {_common.show(near['f1'])} "
            f"{_common.show(low)}–{_common.show(high)}  {_common.show(whole['f1'])}  {aim or ''}"
        )
    for name, labels in (
        ("usaddress", ("ADDRESS",)),
        ("patterns", ("PERSON", "ORG", "PLACE", "TIME", "DATE")),
    ):
        figures = {label: _common.f1_figures(base[name][label]) for label in labels}
        answer["baselines"][name] = figures
        lines.append(
            f"baseline {name}: " + ", ".join(f"{k} {_common.show(v['f1'])}" for k, v in figures.items())
        )
    return {**answer, "lines": lines}


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


def by_usaddress(text: str) -> Spans:
    """Runs of usaddress tokens that begin with a house number and hold a street name."""
    import usaddress

    out: Spans = defaultdict(list)
    at = 0
    run: list[tuple[int, int]] = []
    kinds: list[str] = []

    def close() -> None:
        if "StreetName" in kinds:
            out["ADDRESS"].append((run[0][0], run[-1][1]))
        run.clear()
        kinds.clear()

    for token, kind in usaddress.parse(text):
        start = text.find(token, at)
        if start < 0:
            continue
        at = start + len(token)
        if kind == "AddressNumber":
            close()
        if kind == "AddressNumber" or (run and kind in _STREETS):
            run.append((start, at))
            kinds.append(kind)
        else:
            close()
    close()
    return out


_STREETS = frozenset(
    {
        "StreetName", "StreetNamePostType", "StreetNamePreDirectional", "StreetNamePostDirectional",
        "StreetNamePreType", "OccupancyType", "OccupancyIdentifier", "PlaceName", "StateName", "ZipCode",
    }
)  # fmt: skip

_PATTERNS = {
    "PERSON": re.compile(r"\b(?:Mr|Mrs|Ms|Officer|Ofc|Sgt|Lt)\.? ([A-Z]\w+)|\b[A-Z][a-z]+ [A-Z][a-z]+\b"),
    "ORG": re.compile(r"\b[A-Z]{2,5}\b"),
    "PLACE": re.compile(r"\b(?:[A-Z]\w+ ){1,2}(?:St|Rd|Ave|Dr|Street|Road|Avenue|School|Park)\b"),
    "TIME": re.compile(r"\b\d{1,2}:\d{2}\b|\b\d{4}\b"),
    "DATE": re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"),
}


def by_patterns(text: str) -> Spans:
    """What anyone would try first: a capital, a number, a suffix."""
    return {label: [m.span() for m in pattern.finditer(text)] for label, pattern in _PATTERNS.items()}
