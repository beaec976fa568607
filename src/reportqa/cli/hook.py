"""`reportqa hook`: the officer's app asks before it submits."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from reportqa.cli import _shared as shared


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command("hook")(hook)


def hook(
    config: shared.ConfigOption = None,
    lines: Annotated[
        bool, typer.Option("--lines", help="Every line is one report; answer each at once.")
    ] = False,
) -> int:
    """Answer one report as JSON on stdin, or JSON lines, with one JSON line each. Always ends with 0."""
    from dataclasses import replace

    from reportqa.hook import Hook, serve

    serve(
        Hook(lambda: shared.checker_of(replace(shared.load_config(config), evidence=None))),
        sys.stdin.buffer,
        sys.stdout.buffer,
        lines=lines,
    )
    return 0
