"""`reportqa extract`: mentions and services of one report, without judging it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reportqa.cli import _shared as shared


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command("extract")(extract)


def extract(
    path: Annotated[Path, typer.Argument(help="One report.")],
    config: shared.ConfigOption = None,
    format: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
    out: shared.OutOption = None,
) -> int:
    """Show who, what, where and when, and which emergency services the report tells of."""
    from reportqa.model.service import Involvement
    from reportqa.render import to_json
    from reportqa.render.text import visible
    from reportqa.render.words import SERVICES

    shared.one_of("format", format, ("text", "json"))
    shared.files_in([path])
    found = shared.load_checker(config).extract(path)
    if format == "json":
        shared.emit(to_json(found, indent=2) + "\n", out)
        return 0
    lines = []
    for mention in found.mentions:
        value = mention.value or (f"({mention.problem.value})" if mention.problem else "")
        told = "" if mention.assertion.status.value == "present" else f" [{mention.assertion.status.value}]"
        words = visible(" ".join(mention.text.split()))
        place = f"{mention.span.start}-{mention.span.end}"
        lines.append(
            f"{mention.role.value:<6}{mention.label.value:<12}{place:<11}{words}  {value}{told}".rstrip()
        )
    for item in found.services:
        if item.involvement is Involvement.NONE:
            continue
        status = f", {item.status.value}" if item.status else ""
        lines.append(f"service {SERVICES[item.service]}: {item.involvement.value}{status}")
    for guess in found.incident_types[:3]:
        lines.append(f"type {guess.type} {guess.probability:.0%}")
    shared.emit("\n".join(lines) + "\n" if lines else "nothing was found\n", out)
    return 0
