"""`reportqa night`: a night of reports against what others recorded, as pages and a summary."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import _shared as shared

if TYPE_CHECKING:
    from reportqa.checker import Checker


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command("night")(night)


def night(
    folder: Annotated[Path, typer.Argument(help="The night's reports; searched to the bottom.")],
    evidence: Annotated[
        Path | None,
        typer.Option("--evidence", "-e", help="What others recorded: a folder with evidence.toml."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Where the pages and the ledger go.")] = Path(
        "out"
    ),
    config: shared.ConfigOption = None,
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, help="Processes.")] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where a killed run stopped.")] = False,
    copy: shared.CopyOption = "internal",
    format: Annotated[
        str, typer.Option("--format", "-f", help="Of the summary: text, json, jsonl, csv …")
    ] = "text",
    fail_on: shared.FailOption = None,
    client: Annotated[
        str | None, typer.Option("--client", help="Whose copy the summary is, by id: for --copy client.")
    ] = None,
) -> int:
    """Check a whole night and write the morning page: what was missed, what to fix, what can't be read."""
    from reportqa.errors import ConfigError, NoInputError
    from reportqa.render import COPIES, FORMATS, render, write_pages

    shared.one_of("copy", copy, COPIES)
    shared.one_of("format", format, FORMATS)
    if fail_on is not None:
        shared.one_of("fail-on", fail_on, shared.FAIL_ON)
    if not folder.exists():
        raise NoInputError("there is no such folder", where=str(folder), remedy="Check the path")
    if evidence is not None and not evidence.is_dir():
        raise ConfigError("there is no such folder", where=str(evidence), remedy="Check --evidence")
    checker = shared.load_checker(config)
    with shared.progress("checking the night") as step:
        result = checker.night(
            folder, evidence=evidence, out=out, workers=workers, resume=resume, progress=step
        )
    from reportqa.cli.check import page_images

    picture = page_images(checker) if copy == "internal" else None
    index = write_pages(result, out, copy, names=names_of(checker), page_image=picture)
    if not result.reports and not result.unreported and not result.unreadable:
        print(f"no report under {folder}", file=sys.stderr)
        return 3
    colour = shared.colour_wanted()
    summary = "internal" if format == "text" and client is None else copy
    shared.emit(render(result, format, copy=summary, colour=colour, client=client), None)
    if format == "text":
        shared.emit(f"\nPages: {index}\n", None)
    from reportqa.model.finding import Severity

    mark = fail_on or checker.config.score.fail_on
    missed = int(any(u.severity.rank <= Severity(mark).rank for u in result.unreported))
    return max(shared.exit_code(result.reports, mark), shared.exit_code(result.unreadable, mark), missed)


def names_of(checker: Checker) -> dict[str, str]:
    """Sites, clients and posts by id, as people call them."""
    registry = checker.registry
    return {row.id: row.name for rows in (registry.posts, registry.sites, registry.clients) for row in rows}
