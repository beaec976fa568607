"""Incident types: macro F1 over types with 30 or more cases, and calibration.

The test side is one fifth by a hash of source and case number; it is never trained on. A guess that
equals the mapped type or its `also` is right. Only the narrative is passed, never the type string.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LEAST_WORDS = 4
LEAST_CASES = 30

_KEYWORDS = {
    "theft": ("stole", "stolen", "theft", "took"),
    "medical": ("medical", "ambulance", "transported", "injur"),
    "lost-found-property": ("lost", "found"),
    "traffic": ("driver", "traffic", "speed"),
    "fire-alarm": ("fire alarm", "smoke detector"),
    "fire": ("fire", "smoke"),
    "animal": ("dog", "animal", "deer", "cat "),
    "vehicle-accident": ("accident", "collision", "struck"),
    "assault-fight": ("punch", "fight", "struck", "battery"),
    "intrusion-alarm": ("alarm",),
    "noise-disturbance": ("noise", "loud", "music"),
    "suspicious-person-vehicle": ("suspicious",),
    "property-damage": ("damage", "graffiti", "broken"),
    "robbery": ("robbed", "gun", "demanded"),
    "trespass": ("trespass", "refus"),
    "drugs-alcohol": ("marijuana", "intoxicated", "alcohol", "drug"),
    "burglary": ("forced", "broke in", "burglar"),
    "welfare-missing-person": ("welfare", "missing", "check on"),
    "dispute-disorderly": ("argument", "dispute", "verbal"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedText:
    """One narrative of a log with the mapped type."""

    source: str
    case: str
    text: str
    incident_type: str
    also: str


def is_test(item: TypedText) -> bool:
    """Whether the item is on the scored side."""
    digest = hashlib.sha256(f"{item.source}:{item.case}".encode()).digest()
    return digest[0] % 5 == 0


def read_typed(data: Path) -> list[TypedText]:
    """All narratives whose type string says something about the type."""
    mapped: dict[tuple[str, str], tuple[str, str]] = {}
    for path in sorted((data / "labels").glob("types_map*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                mapped[(row["source"], row["type_string"])] = (row["incident_type"], row["also"])
    found = []
    for source, case, kind, text in _rows(data / "narratives"):
        incident_type, also = mapped.get((source, kind), ("", ""))
        if incident_type and len(text.split()) >= LEAST_WORDS:
            found.append(
                TypedText(source=source, case=case, text=text, incident_type=incident_type, also=also)
            )
    return found


def _rows(folder: Path) -> list[tuple[str, str, str, str]]:
    rows: list[tuple[str, str, str, str]] = []
    tables = (
        ("logan", "logan_ut_blotter/*.csv", "incident_num", "nature", "narrative"),
        ("ucsd", "ucsd_police_log/*.csv", "Incident/Case#", "Incident type", "Summary"),
        ("ucpd", "uchicago_ucpd/*.csv", "case_number", "type", "narrative"),
    )
    for source, pattern, case, kind, text in tables:
        for path in sorted(folder.glob(pattern)):
            with path.open(encoding="utf-8", newline="") as lines:
                rows += [(source, r[case], r[kind] or "", r[text] or "") for r in csv.DictReader(lines)]
    for path in sorted(folder.glob("williamstown_ma_police_log/*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                rows.append(
                    ("williamstown", row["log_num"], row.get("call_reason") or "", row.get("narrative") or "")
                )
    return rows


def run(data: Path, limit: int | None = None) -> dict[str, Any]:
    """The figures of the `types` task."""
    from reportqa.extract.types import guess_types

    items = [item for item in read_typed(data) if is_test(item)][:limit]
    guesses = [guess_types(item.text) for item in items]
    named = [(g[0].type, g[0].probability) if g else ("", 0.0) for g in guesses]
    keywords = [_keyword(item.text) for item in items]
    right = [guess in (i.incident_type, i.also) for (guess, _), i in zip(named, items, strict=True)]
    per_type = _f1(items, [guess for guess, _ in named])
    return {
        "cases": len(items),
        "accuracy": _share(right),
        "right_by_type": _share([g == i.incident_type for (g, _), i in zip(named, items, strict=True)]),
        "right_by_also": _share([g == i.also != "" for (g, _), i in zip(named, items, strict=True)]),
        "macro_f1": _macro(per_type),
        "macro_f1_interval": _interval(items, [guess for guess, _ in named]),
        "macro_f1_keywords": _macro(_f1(items, keywords)),
        "ece": _ece([p for _, p in named], right),
        "cannot_tell": sum(not guess for guess, _ in named),
        "per_type": per_type,
        "per_source": {
            source: _share([ok for ok, i in zip(right, items, strict=True) if i.source == source])
            for source in sorted({item.source for item in items})
        },
    }


def _keyword(text: str) -> str:
    small = text.lower()
    return next((name for name, words in _KEYWORDS.items() if any(w in small for w in words)), "")


def _share(flags: list[bool]) -> float | None:
    return round(sum(flags) / len(flags), 4) if flags else None


def _f1(items: list[TypedText], guesses: list[str]) -> dict[str, dict[str, float]]:
    """F1 a type; a guess that equals `also` counts as right for the type guessed."""
    gold: Counter[str] = Counter()
    said: Counter[str] = Counter(guesses)
    hit: Counter[str] = Counter()
    cases: Counter[str] = Counter(item.incident_type for item in items)
    for item, guess in zip(items, guesses, strict=True):
        true = guess if guess and guess in (item.incident_type, item.also) else item.incident_type
        gold[true] += 1
        hit[true] += true == guess
    return {
        name: {"cases": n, "f1": round(2 * hit[name] / max(gold[name] + said[name], 1), 4)}
        for name, n in sorted(cases.items())
    }


def _macro(per_type: dict[str, dict[str, float]]) -> float | None:
    big = [row["f1"] for row in per_type.values() if row["cases"] >= LEAST_CASES]
    return round(sum(big) / len(big), 4) if big else None


def _interval(items: list[TypedText], guesses: list[str], rounds: int = 200) -> list[float] | None:
    """95 % bootstrap interval of the macro F1 over the types that are big in the whole set."""
    rng = random.Random(1)
    pairs = list(zip(items, guesses, strict=True))
    big = {name for name, row in _f1(items, guesses).items() if row["cases"] >= LEAST_CASES}
    if not big:
        return None
    values = []
    for _ in range(rounds):
        drawn = rng.choices(pairs, k=len(pairs))
        table = _f1([item for item, _ in drawn], [guess for _, guess in drawn])
        values.append(sum(table[name]["f1"] for name in big if name in table) / len(big))
    values.sort()
    return [round(values[int(rounds * 0.025)], 4), round(values[int(rounds * 0.975)], 4)]


def _ece(confidences: list[float], right: list[bool], bins: int = 10) -> float | None:
    """Expected calibration error over equal-width bins."""
    if not right:
        return None
    total = 0.0
    for index in range(bins):
        inside = [
            (p, ok)
            for p, ok in zip(confidences, right, strict=True)
            if index / bins < p <= (index + 1) / bins or (index == 0 and p == 0)
        ]
        if inside:
            gap = sum(ok for _, ok in inside) / len(inside) - sum(p for p, _ in inside) / len(inside)
            total += abs(gap) * len(inside) / len(right)
    return round(total, 4)
