"""A rule explained: from its docstring, its row of the catalogue, its options and its first examples."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from reportqa.rules import Rule

NEEDS = {
    "T": "the text",
    "M": "what the app recorded (times, position, author)",
    "R": "the site registry or post orders",
    "X": "outside evidence or other reports of the night",
    "I": "the page image",
}


@cache
def _shipped() -> dict[str, list[dict[str, str]]]:
    """Examples by rule: the first fixture cases, since fixtures are not installed. See tools/gen_docs.py."""
    text = files("reportqa.render").joinpath("examples.json").read_text(encoding="utf-8")
    loaded: dict[str, list[dict[str, str]]] = json.loads(text)
    return loaded


def examples_of(rule: Rule) -> list[dict[str, str]]:
    """One violating and one satisfying text where the rule's fixture has them: `title` and `text`."""
    return _shipped().get(rule.name, [])


def rule_row(rule: Rule) -> dict[str, Any]:
    """The rule as plain values."""
    return {
        "name": rule.name,
        "title": rule.title,
        "description": rule.description,
        "severity": rule.meta.severity.value,
        "audience": rule.meta.audience.value,
        "needs": rule.meta.needs,
        "source": rule.meta.source,
        "off": rule.meta.off,
        "requires": list(rule.meta.requires),
        "options": dict(rule.meta.options),
    }


def rule_page(rule: Rule, *, level: int, examples: Sequence[Mapping[str, str]] = ()) -> str:
    """The rule as Markdown; `level` is the depth of its heading."""
    needs = ", ".join(NEEDS[letter] for letter in rule.meta.needs)
    lines = [f"{'#' * level} {rule.name}", "", rule.title, ""]
    lines += [rule.description, ""] if rule.description else []
    lines += [
        f"- severity: {rule.meta.severity.value}; shown to: {rule.meta.audience.value}"
        + ("; off until a policy turns it on" if rule.meta.off else ""),
        f"- looks at: {needs}",
        f"- source: {rule.meta.source}",
    ]
    if rule.meta.requires:
        lines.append(f"- skipped unless these pass: {', '.join(rule.meta.requires)}")
    for name, value in rule.meta.options:
        shown = list(value) if isinstance(value, tuple) else value
        lines.append(f"- option `{name}`: {shown} by default")
    for example in examples:
        lines += ["", f"{example['title']}:", "", "```text", example["text"].rstrip("\n"), "```"]
    return "\n".join(lines).rstrip() + "\n"
