"""`reportqa schema`: the JSON Schema of everything that is written as JSON."""

from __future__ import annotations

import typer

from reportqa.cli import _shared as shared


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command("schema")(schema)


def schema(out: shared.OutOption = None) -> int:
    """Print the JSON Schema (2020-12) of the JSON output."""
    import json

    from reportqa.render import schema as made

    shared.emit(json.dumps(made(), indent=2) + "\n", out)
    return 0
