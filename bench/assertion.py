"""Negation and history on the NegEx and ConText test kits, with the code that reports use.

Every row is one text: a sentence and a phrase in it. The phrase's place is where the row shows it in
capitals, else its first occurrence. A phrase that is not in its sentence is left out and counted.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from bench import _common
from bench._common import Counts
from reportqa.extract.assertion import Assertions
from reportqa.model.mention import Status
from reportqa.model.span import Span

PUBLISHED = {"NegEx negated F1": 0.956, "ConText negated F1": 0.981, "ConText historical F1": 0.665}


def run(data: Path, limit: int | None) -> dict[str, Any]:
    """F1 of negated over both kits and of historical over the one that marks it."""
    files = _common.find(data, "negation/*/*nnotations*.txt")
    lines: list[str] = []
    figures: dict[str, Any] = {}
    pooled: dict[str, list[Counts]] = {"negated": [], "historical": []}
    misplaced = 0
    for path in files:
        cases: dict[str, list[Counts]] = {"negated": [], "historical": []}
        for row in read(path)[: limit if limit is not None else None]:
            span = place(row["phrase"], row["sentence"])
            if span is None:
                misplaced += 1
                continue
            negated, historical = predict(row["sentence"], span)
            count = Counts()
            count.add(row["negated"], negated)
            cases["negated"].append(count)
            if row["historical"] is not None:
                count = Counts()
                count.add(row["historical"], historical)
                cases["historical"].append(count)
        figures[path.name] = {kind: _common.f1_figures(counts) for kind, counts in cases.items() if counts}
        for kind, counts in cases.items():
            pooled[kind] += counts
        for kind, figure in figures[path.name].items():
            lines.append(line(path.name, kind, figure))
    whole = {kind: _common.f1_figures(counts) for kind, counts in pooled.items() if counts}
    lines += [line("all", kind, figure) for kind, figure in whole.items()]
    return {
        "lines": lines,
        "files": files,
        "metrics": whole,
        "per_file": figures,
        "phrases_not_in_sentence": misplaced,
        "published": PUBLISHED,
    }


def line(name: str, kind: str, figure: dict[str, Any]) -> str:
    """One line for people."""
    return (
        f"{name:45} {kind:11} P {_common.show(figure['precision'])} R {_common.show(figure['recall'])}"
        f" F1 {_common.show(figure['f1'])} {figure['f1_95']} n={figure['tp'] + figure['fn']}"
    )


def predict(sentence: str, span: Span) -> tuple[bool, bool]:
    """Whether the words at the span are denied, and whether they are past."""
    assertions = Assertions(sentence, sentences(sentence))
    marks = assertions.marks(span)
    return assertions.of(span).status is Status.NEGATED, "historical" in marks


def sentences(text: str) -> tuple[Span, ...]:
    """A row of the kits is one sentence, as its makers cut it."""
    return (Span(0, len(text)),) if text else ()


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a kit: phrase, sentence, negated, historical (None where the kit has no such column)."""
    rows = []
    with path.open(encoding="utf-8", errors="replace") as handle:
        next(handle)
        for text in handle:
            cells = [cell.strip().strip('"') for cell in text.rstrip("\r\n").split("\t")]
            if len(cells) < 4:
                continue
            rows.append(
                {
                    "id": cells[0],
                    "phrase": cells[1],
                    "sentence": cells[2],
                    "negated": cells[3] == "Negated",
                    "historical": cells[4] == "Historical" if len(cells) > 4 else None,
                }
            )
    return rows


def place(phrase: str, sentence: str) -> Span | None:
    """Where the phrase stands: in capitals when the row shows it so, else its first occurrence."""
    words = phrase.split()
    if not words:
        return None
    loose = r"\s+".join(re.escape(word) for word in words)
    capitals = r"\s+".join(re.escape(word.upper()) for word in words)
    found = re.search(capitals, sentence) or re.search(loose, sentence, re.IGNORECASE)
    return Span(found.start(), found.end()) if found else None
