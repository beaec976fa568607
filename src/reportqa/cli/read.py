"""`reportqa read`: what the reader sees: text, words, boxes, confidences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reportqa.cli import _shared as shared


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command("read")(read)


def read(
    path: Annotated[Path, typer.Argument(help="One file; it may hold several reports.")],
    config: shared.ConfigOption = None,
    format: Annotated[
        str, typer.Option("--format", "-f", help="text or json (a line for each report).")
    ] = "text",
    out: shared.OutOption = None,
) -> int:
    """Show the text of a report and how well it could be read."""
    from reportqa.errors import ReadError
    from reportqa.link import Linker
    from reportqa.read import read as read_file
    from reportqa.read import with_headers
    from reportqa.render import to_json
    from reportqa.render.text import visible
    from reportqa.site.registry import SiteRegistry

    shared.one_of("format", format, ("text", "json"))
    shared.files_in([path])
    configured = shared.load_config(config)
    linker = Linker(SiteRegistry.configured(configured.registry, configured.registry_map))
    parts: list[str] = []
    errors: list[ReadError] = []
    for found in read_file(path, settings=configured.read, words=linker.words):
        if isinstance(found, ReadError):
            errors.append(found)
            continue
        document = with_headers(found)
        if format == "json":
            parts.append(to_json(document) + "\n")
            continue
        parts.append(visible(document.text).rstrip() + "\n")
        for page in document.pages:
            if page.readable is not None or page.reason:
                share = f", {page.readable:.0%} of the words readable" if page.readable is not None else ""
                reason = f", {page.reason}" if page.reason else ""
                parts.append(f"-- page {page.number}: {page.source.value}{share}{reason}\n")
    shared.emit("".join(parts), out)
    if errors:
        raise errors[0]
    return 0
