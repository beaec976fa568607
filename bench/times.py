"""Report times: spans, values and problems; things that are no times; and another project's cases.

A time counts as right when a mention has its span and its value, or its problem. Values are compared as
local times: gold has no offset. Durations are compared as lengths and counted apart.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from bench import _common
from reportqa.extract.times import find_times
from reportqa.model.document import Metadata
from reportqa.model.mention import Label, Mention

RECOGNIZERS = ("DateExtractor", "TimeExtractor", "DateTimeExtractor")
_OFFSET = re.compile(r"(?<=[T:]\d\d)(?:[+-]\d\d:\d\d|Z)$|(?<=\d\d:\d\d)(?:[+-]\d\d:\d\d|Z)$")
_LENGTH = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)


def run(data: Path, limit: int | None) -> dict[str, Any]:
    """Shares right by kind, not-times taken for one, and span recall on the Recognizers cases."""
    files = _common.find(data, "labels/times_*.jsonl")
    hits: dict[str, list[int]] = {}
    approximate = [0, 0]
    overlapping = [0, 0]
    false_times = [0, 0]
    spurious = predicted = 0
    for path in files:
        for row in _common.rows(path, limit):
            mentions = read(row)
            gold = row["times"]
            for item in gold:
                kind = "problem" if item["problem"] else item["kind"]
                match = next(
                    (m for m in mentions if (m.span.start, m.span.end) == (item["start"], item["end"])), None
                )
                loose = next(
                    (m for m in mentions if m.span.start < item["end"] and item["start"] < m.span.end), None
                )
                groups = [kind, "durations"] if item["kind"] == "duration" else [kind, "times"]
                for group in dict.fromkeys(groups):
                    tally = hits.setdefault(group, [0, 0])
                    tally[0] += right(match, item)
                    tally[1] += 1
                if item["kind"] != "duration":
                    overlapping[0] += right(loose, item)
                    overlapping[1] += 1
                if match is not None:
                    approximate[0] += match.approximate == item["approximate"]
                    approximate[1] += 1
            for words in row["not_times"]:
                start = row["text"].find(words)
                end = start + len(words)
                false_times[1] += 1
                false_times[0] += any(m.span.start < end and start < m.span.end for m in mentions)
            predicted += len(mentions)
            spurious += sum(
                not any(m.span.start < g["end"] and g["start"] < m.span.end for g in gold) for m in mentions
            )
    outside = recognizers(data, limit)
    figures: dict[str, Any] = {name: _common.share(*tally) for name, tally in sorted(hits.items())}
    figures["times_overlapping_span"] = _common.share(*overlapping)
    figures["approximate_flag"] = _common.share(*approximate)
    figures["not_times_taken"] = _common.share(*false_times)
    figures["mentions_without_gold"] = _common.share(spurious, predicted)
    figures.update(outside["figures"])
    lines = [
        f"{name:32} {figure['hits']:4} of {figure['n']:4}"
        f"  {_common.show(figure['share'])} {figure['share_95']}"
        for name, figure in figures.items()
    ]
    return {"lines": lines, "files": [*files, *outside["files"]], "metrics": figures}


def read(row: dict[str, Any]) -> tuple[Mention, ...]:
    """The times of one row, with its shift and zone."""
    metadata = Metadata(
        shift_start=datetime.fromisoformat(row["reference"]),
        shift_end=datetime.fromisoformat(row["shift_end"]),
        timezone=row["timezone"],
    )
    return find_times(row["text"], metadata=metadata)


def right(mention: Mention | None, gold: dict[str, Any]) -> bool:
    """Whether the mention has the gold's value, or its problem, and its kind of label."""
    if mention is None:
        return False
    if gold["problem"]:
        return mention.problem is not None and mention.problem.value == gold["problem"]
    if mention.value is None or mention.problem is not None:
        return False
    if gold["kind"] == "duration":
        return mention.label is Label.DURATION and length(mention.value) == length(gold["value"])
    value = gold["value"]
    wanted = f"{value['from']}/{value['to']}" if isinstance(value, dict) else value
    return "/".join(local(part) for part in mention.value.split("/")) == wanted


def local(value: str) -> str:
    """An ISO date or time without its offset."""
    return _OFFSET.sub("", value)


def length(value: str) -> tuple[int, float] | None:
    """An ISO duration as months and seconds."""
    match = _LENGTH.fullmatch(value)
    if match is None:
        return None
    years, months, weeks, days, hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return (int(years * 12 + months), ((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds)


def recognizers(data: Path, limit: int | None) -> dict[str, Any]:
    """Span recall on the extractor cases with a digit in the expected span.

    A case is found when mentions that share a character with the expected span cover all its digits: a
    date and a clock side by side are one span there and two mentions here.
    """
    figures: dict[str, Any] = {}
    files = []
    pooled = [0, 0]
    for name in RECOGNIZERS:
        for path in sorted(data.glob(f"times/**/{name}.json")):
            files.append(path)
            tally = [0, 0]
            for case in _common.rows(path, limit):
                mentions = find_times(case["Input"], metadata=Metadata())
                for expected in case["Results"]:
                    if not re.search(r"\d", expected["Text"]):
                        continue
                    start = expected["Start"]
                    digits = [start + m.start() for m in re.finditer(r"\d", expected["Text"])]
                    tally[1] += 1
                    tally[0] += all(any(m.span.start <= d < m.span.end for m in mentions) for d in digits)
            figures[f"recognizers_{name}"] = _common.share(*tally)
            pooled = [pooled[0] + tally[0], pooled[1] + tally[1]]
    figures["recognizers"] = _common.share(*pooled)
    return {"figures": figures, "files": files}
