"""`python -m bench._models` measures the extraction and writes its figures into docs/models.md and the card.

Only what stands between the marks is written; the words around it are kept.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from bench import _common, services, spans, speed, types

ROOT = _common.ROOT
PAGE = ROOT / "docs" / "models.md"
CARD = ROOT / "models" / "names" / "CARD.md"
TYPES_CARD = ROOT / "models" / "incident_types" / "CARD.md"


def main() -> None:
    """Measure and write both files."""
    measured = spans.run(_common.DATA, None)
    texts, _ = speed.narratives(_common.DATA, None)
    speeds = speed.extraction(texts)
    stamp = f"Commit {_common.commit()}, " + ", ".join(f"{k} {v}" for k, v in _common.versions().items())
    figures = [*table(measured), "", *baselines(measured), "", pace(speeds), "", stamp + "."]
    replace(PAGE, "figures", figures)
    replace(PAGE, "services", service_table(services.run(_common.DATA, None)))
    replace(CARD, "figures", figures)
    kinds = [*type_table(types.run(_common.DATA)), "", stamp + "."]
    for path in (PAGE, TYPES_CARD):
        replace(path, "types", kinds)
    hashes()


def hashes() -> None:
    """Write sizes and hashes of the shipped files into each model's card."""
    for card in sorted((ROOT / "models").glob("*/CARD.md")):
        replace(card, "files", files(card.parent))


def table(measured: dict[str, Any]) -> list[str]:
    """One row a label: counts, relaxed F1 with its interval, exact F1."""
    lines = [
        "| label | gold | found | precision | recall | F1 | 95 % | exact F1 | aim |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for label, loose in measured["relaxed"].items():
        gold, found = loose["tp"] + loose["fn"], loose["tp"] + loose["fp"]
        low, high = loose["f1_95"] or (None, None)
        cells = [_common.show(v).strip() for v in (loose["precision"], loose["recall"], loose["f1"])]
        exact = _common.show(measured["exact"][label]["f1"]).strip()
        interval = f"{_common.show(low).strip()}–{_common.show(high).strip()}"
        row = [label, str(gold), str(found), *cells, interval, exact, str(loose.get("aim", ""))]
        lines.append("| " + " | ".join(row) + " |")
    return lines


def baselines(measured: dict[str, Any]) -> list[str]:
    """What plain patterns and usaddress reach on the same texts."""
    lines = ["| beside it, relaxed F1 | " + " |", "|---|---|"]
    lines[0] = "| beside it | relaxed F1 |"
    for name, labels in measured["baselines"].items():
        for label, figures in labels.items():
            lines.append(f"| {name}: {label} | {_common.show(figures['f1']).strip()} |")
    return lines


def service_table(measured: dict[str, Any]) -> list[str]:
    """One row a service and kind of text, keywords beside it."""
    lines = [
        "| texts | service | involved | precision | recall | F1 | 95 % | keywords F1 | aim |",
        "|" + "---|" * 9,
    ]
    for group, aim in (("narratives", 0.95), ("phrases", 0.93)):
        for service, figure in measured["metrics"].get(group, {}).items():
            low, high = figure["f1_95"] or (None, None)
            cells = [
                str(figure["tp"] + figure["fn"]),
                *(_common.show(figure[name]).strip() for name in ("precision", "recall", "f1")),
                f"{_common.show(low).strip()}–{_common.show(high).strip()}",
                _common.show(measured["keywords"][group][service]["f1"]).strip(),
            ]
            lines.append(f"| {group} | {service} | " + " | ".join(cells) + f" | {aim} |")
    return lines


def type_table(measured: dict[str, Any]) -> list[str]:
    """The figures of all types together, and one row a type that is scored."""
    low, high = measured["macro_f1_interval"]
    lines = [
        f"Macro F1 {measured['macro_f1']:.3f} ({low:.3f}–{high:.3f}; aim 0.80), keywords "
        f"{measured['macro_f1_keywords']:.3f}; right {measured['accuracy']:.3f} of {measured['cases']:,} "
        f"texts; expected calibration error {measured['ece']:.3f} (aim 0.05).",
        "",
        "| type | cases | F1 |",
        "|---|---|---|",
    ]
    for name, figure in measured["per_type"].items():
        if figure["cases"] >= types.LEAST_CASES:
            lines.append(f"| {name} | {figure['cases']} | {figure['f1']:.3f} |")
    return lines


def pace(speeds: dict[str, Any]) -> str:
    """Words a second on one core."""
    return (
        f"Extraction reads {speeds['words_per_s']:,} words a second on one core, {speeds['words']:,} in all "
        f"(name model alone {speeds['model_words_per_s']:,}; spaCy's own tok2vec and NER of usual size "
        f"{speeds['raw_spacy_words_per_s']:,})."
    )


def files(folder: Path) -> list[str]:
    """Sizes and hashes of the shipped files."""
    lines = ["| file | bytes | sha256 |", "|---|---|---|"]
    for path in sorted(folder.iterdir()):
        if path.suffix != ".md":
            data = path.read_bytes()
            lines.append(f"| {path.name} | {len(data):,} | `{hashlib.sha256(data).hexdigest()}` |")
    return lines


def replace(path: Path, name: str, lines: list[str]) -> None:
    """Put the lines between `<!-- bench:name -->` and `<!-- /bench:name -->`."""
    text = path.read_text("utf-8")
    pattern = re.compile(rf"(<!-- bench:{name} -->\n).*?(<!-- /bench:{name} -->)", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"{path.name} has no mark bench:{name}")
    path.write_text(pattern.sub(lambda m: m.group(1) + "\n".join(lines) + "\n" + m.group(2), text), "utf-8")


if __name__ == "__main__":
    main()
