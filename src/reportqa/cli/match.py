"""`reportqa match`: which registry rows the words may mean, and why."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from reportqa.cli import _shared as shared


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command("match")(match)


def match(
    text: Annotated[str, typer.Argument(help="An address, unit, plate, name or place as somebody wrote it.")],
    site: shared.SiteOption = None,
    config: shared.ConfigOption = None,
    format: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
) -> int:
    """Explain a match: what was typed, what may be meant, what differs."""
    import json

    from reportqa.errors import ConfigError
    from reportqa.render.text import visible

    shared.one_of("format", format, ("text", "json"))
    checker = shared.load_checker(config)
    if checker.config.registry is None:
        raise ConfigError(
            "no site registry is configured",
            remedy='Name one in reportqa.toml (registry = "folder") and pass --config',
        )
    found = checker.linker.match(text, site=site)
    if format == "json":
        shared.emit(json.dumps([asdict(item) for item in found], indent=2) + "\n", None)
        return 0
    lines = [f"typed: {visible(text)}"]
    for number, item in enumerate(found, 1):
        row = f" [{item.row.file}:{item.row.line}]" if item.row else ""
        where = f" at {item.site_id}" if item.site_id else ""
        kind = "" if item.text.lower().startswith(item.kind.value) else f"{item.kind.value} "
        lines.append(f"{number}. {item.score:.2f}  {kind}{visible(item.text)}{where}{row}")
        if item.unit_ids:
            lines.append(f"      belongs to {', '.join(item.unit_ids)}")
        lines += [f"      {reason}" for reason in item.reasons or ("as registered",)]
    if not found:
        lines.append("nothing in the registry comes near")
    shared.emit("\n".join(lines) + "\n", None)
    return 0
