"""`reportqa rules`: the catalogue, or one rule explained."""

from __future__ import annotations

import difflib
from typing import Annotated

import typer

from reportqa.cli import _shared as shared


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command("rules")(rules)


def rules(
    name: Annotated[str | None, typer.Argument(help="A rule, or a family.")] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
) -> int:
    """List the rules, or explain one."""
    import json

    from reportqa.errors import ConfigError
    from reportqa.render.rulepage import examples_of, rule_page, rule_row
    from reportqa.rules import catalogue

    shared.one_of("format", format, ("text", "json"))
    known = catalogue()
    chosen = [rule for rule in known.values() if name in (None, rule.name, rule.family)]
    if name and not chosen:
        near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.4)
        hint = f"Did you mean {', '.join(near)}?" if near else "See reportqa rules"
        raise ConfigError(f"no rule {name!r}", remedy=hint)
    if format == "json":
        shared.emit(json.dumps([rule_row(rule) for rule in chosen], indent=2) + "\n", None)
    elif name is not None and name in known:
        shared.emit(rule_page(known[name], level=1, examples=examples_of(known[name])), None)
    else:
        wide = max(len(rule.name) for rule in chosen)
        shared.emit(
            "".join(
                f"{rule.name:<{wide}}  {rule.meta.severity.value:<8}{rule.meta.audience.value:<7}"
                f"{'off  ' if rule.meta.off else ''}{rule.title}\n"
                for rule in chosen
            ),
            None,
        )
    return 0
