"""`reportqa trends`: many nights by site and post, and what recurs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import _shared as shared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportqa.checker import Checker
    from reportqa.model.trends import Trends
    from reportqa.night.history import PastNight

FORMATS = ("text", "json", "html")


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command("trends")(trends)


def trends(
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER...", help="What `night --out` wrote, or a folder of it.")
    ],
    nights: Annotated[int, typer.Option("--nights", min=1, help="The last so many.")] = 14,
    language: shared.LanguageOption = None,
    out: shared.OutOption = None,
    config: shared.ConfigOption = None,
    ledger: shared.LedgerOption = None,
    format: Annotated[str, typer.Option("--format", "-f", help="text, json or html.")] = "text",
) -> int:
    """Blocker and major findings of the last nights by site and post, and the topics that recur."""
    from reportqa.messages import translated
    from reportqa.night.history import nights_in
    from reportqa.night.ledgers import Ledgers
    from reportqa.render import to_json
    from reportqa.render.trends_page import trends_html, trends_text

    shared.one_of("format", format, FORMATS)
    if out is not None and format == "text" and out.suffix in (".html", ".json"):
        format = out.suffix[1:]
    checker = shared.load_checker(config, ledger)
    tell = shared.voice_of(checker.config, language)
    past = nights_in(folders, nights, Ledgers(checker.config.night.ledger))
    found = trends_over(checker, past)
    if format == "json":
        shared.emit(to_json(translated(found, tell), indent=2) + "\n", out)
    else:
        made = trends_html(found, tell=tell) if format == "html" else trends_text(found, tell=tell)
        shared.emit(made, out)
    return 0


def trends_over(checker: Checker, nights: Sequence[PastNight]) -> Trends:
    """The trends of nights given newest first, by the checker's registry and today's policy."""
    from reportqa.cli.night import names_of
    from reportqa.night.trends import trends_of
    from reportqa.rules import catalogue

    policy_of = checker.policy_of(checker.config.today())
    registry = checker.registry

    def post_of(shift_id: str | None) -> str | None:
        shift = registry.shift(shift_id)
        return shift.post_id if shift else None

    return trends_of(
        nights,
        {name: rule.title for name, rule in catalogue().items()},
        names_of(checker),
        post_of=post_of,
        by_officer=lambda site, client: bool(policy_of(site, client).value("trends_by_officer")),
    )
