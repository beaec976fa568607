"""`reportqa night`: a night of reports against what others recorded, as pages and a summary."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import _shared as shared

if TYPE_CHECKING:
    from reportqa.checker import Checker
    from reportqa.messages import Voice
    from reportqa.model.quality import NightReport
    from reportqa.model.trends import Trends
    from reportqa.webhook import Webhook

ENGINES = ("processes", "ray")


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command("night")(night)


def night(
    folder: Annotated[Path, typer.Argument(help="The night's reports; searched to the bottom.")],
    evidence: Annotated[
        Path | None,
        typer.Option("--evidence", "-e", help="What others recorded: a folder with evidence.toml."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Where pages and ledger go.")] = Path("out"),
    config: shared.ConfigOption = None,
    ledger: shared.LedgerOption = None,
    workers: Annotated[
        int | None, typer.Option("--workers", "-w", min=1, help="Processes; else workers under [night].")
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", help="processes, or ray: a cluster, else local Ray workers.")
    ] = "processes",
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on, and look again whenever the folder has changed.")
    ] = False,
    quiet: Annotated[
        bool,
        typer.Option("--quiet", "-q", help="Print nothing when all is well, so that cron mails nothing."),
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where a killed run stopped.")] = False,
    history: Annotated[
        Path | None,
        typer.Option("--history", help="Where earlier nights lie, for the trends; else beside --out."),
    ] = None,
    copy: shared.CopyOption = "internal",
    format: Annotated[
        str, typer.Option("--format", "-f", help="Of the summary: text, json, jsonl, csv …")
    ] = "text",
    fail_on: shared.FailOption = None,
    language: shared.LanguageOption = None,
    client: Annotated[
        str | None, typer.Option("--client", help="Whose copy the summary is, by id: for --copy client.")
    ] = None,
) -> int:
    """Check a whole night and write the morning page: what was missed, what to fix, what can't be read."""
    from reportqa.errors import ConfigError, NoInputError
    from reportqa.render import COPIES, FORMATS, render

    shared.one_of("copy", copy, COPIES)
    shared.one_of("format", format, FORMATS)
    if fail_on is not None:
        shared.one_of("fail-on", fail_on, shared.FAIL_ON)
    if not folder.exists():
        raise NoInputError("there is no such folder", where=str(folder), remedy="Check the path")
    if history is not None and not history.is_dir():
        raise ConfigError("there is no such folder", where=str(history), remedy="Check --history")
    if evidence is not None and not evidence.is_dir():
        raise ConfigError("there is no such folder", where=str(evidence), remedy="Check --evidence")
    shared.one_of("engine", engine, ENGINES)
    checker = shared.load_checker(config, ledger)
    workers = workers or checker.config.night.workers
    webhook = _webhook(checker)
    tell = shared.voice_of(checker.config, language)

    def once(resuming: bool) -> int:
        with shared.progress("checking the night") as step:
            result = checker.night(
                folder,
                evidence=evidence,
                out=out,
                workers=workers,
                engine=engine,
                resume=resuming,
                progress=step,
            )
        pages = _pages(checker, result, out, copy, history, tell)
        if webhook:
            webhook.post(result, out)
            if waiting := webhook.deliver(out):
                print(f"warning: webhook: {waiting} messages wait for the next run", file=sys.stderr)
        if not result.reports and not result.unreported and not result.unreadable:
            print(f"no report under {folder}", file=sys.stderr)
            return 3
        code = _code(result, fail_on or checker.config.score.fail_on)
        if not quiet or code:
            summary = "internal" if format == "text" and client is None else copy
            colour = shared.colour_wanted()
            told = render(
                result, format, copy=summary, colour=colour, client=client, names=names_of(checker), tell=tell
            )
            shared.emit(told, None)
            if format == "text":
                shared.emit(f"\n{tell('Pages')}: {pages}\n", None)
        return code

    if not watch:
        return once(resume)
    from reportqa.night.watch import looks

    for _ in looks(folder, every_s=checker.config.night.watch_s):
        once(True)
    return 0


def _webhook(checker: Checker) -> Webhook | None:
    settings = checker.config.webhook
    if settings.url is None:
        return None
    from reportqa.webhook import Webhook

    return Webhook(settings, checker.config.path)


def _pages(
    checker: Checker, result: NightReport, out: Path, copy: str, history: Path | None, tell: Voice
) -> Path:
    from reportqa.cli.check import page_images
    from reportqa.errors import ReportqaError
    from reportqa.render import write_pages

    inside = copy == "internal"
    picture = page_images(checker) if inside else None
    trends = _trends(checker, out, history) if inside and checker.config.night.trend_nights else None
    try:
        return write_pages(
            result, out, copy, names=names_of(checker), page_image=picture, trends=trends, tell=tell
        )
    except OSError as error:
        raise ReportqaError(
            f"the pages can't be written ({error.strerror})",
            where=str(out),
            remedy="Make room, or choose another --out, and run the night again with --resume",
        ) from None


def _trends(checker: Checker, out: Path, history: Path | None) -> Trends:
    from reportqa.cli.trends import trends_over
    from reportqa.night.history import nights_beside, nights_in
    from reportqa.night.ledgers import Ledgers

    most = checker.config.night.trend_nights
    ledgers = Ledgers(checker.config.night.ledger)
    nights = nights_in([out, history], most, ledgers) if history else nights_beside(out, most, ledgers)
    return trends_over(checker, nights)


def _code(result: NightReport, fail_on: str) -> int:
    from reportqa.model.finding import Severity

    mark = Severity(fail_on).rank
    missed = int(any(u.severity.rank <= mark for u in result.unreported if not u.acknowledged))
    read = shared.exit_code(result.reports, fail_on)
    return max(read, shared.exit_code(result.unreadable, fail_on), missed)


def names_of(checker: Checker) -> dict[str, str]:
    """Sites, clients and posts by id, as people call them."""
    registry = checker.registry
    return {row.id: row.name for rows in (registry.posts, registry.sites, registry.clients) for row in rows}
