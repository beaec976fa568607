"""Writes docs/rules/ (one page a family) and the examples that `reportqa rules NAME` shows.

Sources are docstrings, catalogue rows, options and fixture cases of the rules.

`--check` writes nothing and ends with 1 when a page is stale, missing or left over.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path

from reportqa.render.rulepage import rule_page
from reportqa.rules import Rule, catalogue

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "rules"
EXAMPLES = ROOT / "src" / "reportqa" / "render" / "examples.json"
FIXTURES = ROOT / "tests" / "fixtures" / "rules"

NOTE = "<!-- Made by tools/gen_docs.py; change the rule, not this page. -->\n"

FAMILIES = {
    "address": "Against the site registry: addresses, units, plates, residents, other clients' places.",
    "chronology": "Times: their order, the shift, midnight, rounds, what cannot be.",
    "completeness": "What any incident report needs. Unknown, refused and not applicable count as given.",
    "emergency": "Emergency services and hazards, in the text and against what others recorded.",
    "incident": "What one incident type demands; the elements are data of the policy.",
    "language": "Facts, not opinions; never the grammar of the writer.",
    "legibility": "Scans and photos: what cannot be read cannot be judged.",
    "privacy": "What must not leave in the client copy.",
    "provenance": "Position, times, device and author, as the app recorded them.",
}


def main() -> int:
    """Write or check all pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the pages are up to date")
    wanted = pages()
    found = [path for path in (*sorted(PAGES.glob("*.md")), EXAMPLES) if path.is_file()]
    present = {path: path.read_text(encoding="utf-8") for path in found}
    if parser.parse_args().check:
        stale = sorted({p.name for p in wanted.keys() ^ present.keys()} | _changed(wanted, present))
        if stale:
            print(f"stale: {', '.join(stale)}; run python tools/gen_docs.py", file=sys.stderr)
        return int(bool(stale))
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in present.keys() - wanted.keys():
        path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    return 0


def pages() -> dict[Path, str]:
    """Every page by its path."""
    families: dict[str, list[Rule]] = {}
    for rule in catalogue().values():
        families.setdefault(rule.family, []).append(rule)
    index = [
        NOTE,
        "# The rules",
        "",
        f"{len(catalogue())} rules. `reportqa rules NAME` prints the same on the screen.",
    ]
    made: dict[Path, str] = {}
    for family, rules in families.items():
        index += [
            "",
            f"## [{family}]({family}.md)",
            "",
            FAMILIES[family],
            "",
            "| rule | severity | shown to | what it says |",
            "|---|---|---|---|",
        ]
        text = [NOTE, f"# {family}", "", FAMILIES[family], ""]
        for rule in rules:
            off = " (off)" if rule.meta.off else ""
            where = f"{family}.md#{rule.name.replace('.', '')}"
            index.append(
                f"| [{rule.name}]({where}){off} | {rule.meta.severity.value} | {rule.meta.audience.value} "
                f"| {rule.title} |"
            )
            text.append(rule_page(rule, level=2, examples=examples(rule)))
        made[PAGES / f"{family}.md"] = "\n".join(text)
    shown = {rule.name: examples(rule) for rule in catalogue().values()}
    made[EXAMPLES] = json.dumps(shown, indent=1, ensure_ascii=False) + "\n"
    made[PAGES / "index.md"] = "\n".join(index) + "\n"
    return made


def examples(rule: Rule) -> list[dict[str, str]]:
    """The first violating and the first satisfying case of the rule's fixture, marks left out."""
    family, _, slug = rule.name.partition(".")
    path = FIXTURES / family / f"{slug}.toml"
    if not path.is_file():
        return []
    cases = tomllib.loads(path.read_text(encoding="utf-8")).get("case", [])
    found = []
    for outcome, title in (("violated", "Violated by"), ("satisfied", "Satisfied by")):
        case = next((c for c in cases if c.get("outcome") == outcome and c.get("text")), None)
        if case:
            text = str(case["text"]).replace("⟦", "").replace("⟧", "")
            found.append({"title": f"{title} ({case['name']})", "text": text.strip("\n")})
    return found


def _changed(wanted: dict[Path, str], present: dict[Path, str]) -> set[str]:
    return {path.name for path in wanted.keys() & present.keys() if wanted[path] != present[path]}


if __name__ == "__main__":
    sys.exit(main())
