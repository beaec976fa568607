"""`reportqa answer`: the pack for one event or one client's message."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import _shared as shared

if TYPE_CHECKING:
    from reportqa.checker import Checker
    from reportqa.model.evidence import Complaint

FORMATS = ("html", "text", "json")


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command("answer")(answer)


def answer(
    event: Annotated[
        str | None, typer.Option("--event", help="An event: its row (dispatch.csv:4) or case number.")
    ] = None,
    complaint: Annotated[Path | None, typer.Option("--complaint", help="A client's message, .eml.")] = None,
    night: Annotated[Path, typer.Option("--night", help="Where the night was written (its --out).")] = Path(
        "out"
    ),
    evidence: Annotated[Path | None, typer.Option("--evidence", "-e", help="What others recorded.")] = None,
    nights: Annotated[int, typer.Option("--nights", min=1, help="How many nights to look back.")] = 14,
    site: shared.SiteOption = None,
    out: shared.OutOption = None,
    language: shared.LanguageOption = None,
    config: shared.ConfigOption = None,
    ledger: shared.LedgerOption = None,
    format: Annotated[str, typer.Option("--format", "-f", help="html, text or json.")] = "text",
) -> int:
    """Everything known of one event or complaint on one page; reason, apology and remedy stay blank.

    Earlier nights are looked for in the folders beside --night. Nothing is sent.
    """
    from reportqa.errors import ConfigError
    from reportqa.evidence import EvidenceStore
    from reportqa.night.asked import Asking
    from reportqa.night.history import nights_beside
    from reportqa.night.ledgers import Ledgers
    from reportqa.night.trends import topics_of
    from reportqa.render.answer_page import answer_html, answer_json, answer_text
    from reportqa.rules import catalogue

    shared.one_of("format", format, FORMATS)
    if (event is None) == (complaint is None):
        raise ConfigError("one of --event and --complaint is needed", remedy="Name what is asked about")
    if out is not None and format == "text" and out.suffix in (".html", ".json"):
        format = out.suffix[1:]
    checker = shared.load_checker(config, ledger)
    past = nights_beside(night, nights, Ledgers(checker.config.night.ledger))
    tell = shared.voice_of(checker.config, language)
    where = evidence or checker.config.evidence
    if where is None:
        raise ConfigError("no evidence is configured", remedy="Add --evidence FOLDER")
    titles = {name: rule.title for name, rule in catalogue().items()}
    asking = Asking(
        registry=checker.registry,
        store=EvidenceStore.load(where, registry=checker.registry),
        reports_of=lambda site_id: list(past[0].reports_of(site_id)),
        topics_of=lambda site_id: topics_of(past, site_id, titles),
        nights=len(past),
    )
    if complaint is not None:
        found = asking.complaint(_message(checker, complaint, site))
    else:
        found = asking.event(event or "")
    made = {"html": answer_html, "json": answer_json, "text": answer_text}[format](found, tell=tell)
    shared.emit(made, out)
    return 0


def _message(checker: Checker, path: Path, site: str | None) -> Complaint:
    from zoneinfo import ZoneInfo

    from reportqa.errors import NoInputError
    from reportqa.evidence.complaints import ComplaintReader
    from reportqa.evidence.rows import Problems

    if not path.is_file():
        raise NoInputError("there is no such file", where=str(path), remedy="Check the path")
    problems = Problems(path.name)
    zone = ZoneInfo(checker.config.timezone or "UTC")
    found = ComplaintReader(path.name, checker.registry, zone, problems).read([path])
    if not found:
        reasons = ", ".join(problem.reason for problem in problems.values())
        raise NoInputError(f"the message can't be used: {reasons}", where=path.name)
    return replace(found[0], site_id=site) if site else found[0]
