"""`reportqa notes`: what people said of findings: acknowledge one, take that back, list all."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import _shared as shared

if TYPE_CHECKING:
    from reportqa.model.note import Note

NightOption = Annotated[Path, typer.Option("--night", help="Where the night was written (its --out).")]
ByOption = Annotated[str, typer.Option("--by", help="Your name.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, in a sentence.")]
SCOPES = ("finding", "place", "site")


def add(app: typer.Typer) -> None:
    """Register the verbs."""
    verbs = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="What people said of findings.")
    verbs.command("acknowledge")(acknowledge)
    verbs.command("withdraw")(withdraw)
    verbs.command("list")(listed)
    app.add_typer(verbs, name="notes")


def acknowledge(
    keys: Annotated[list[str], typer.Argument(metavar="KEY...", help="As the pages show it.")],
    by: ByOption,
    reason: ReasonOption,
    until: Annotated[
        str | None, typer.Option("--until", help="The last day, as 2026-12-31; else the policy's days.")
    ] = None,
    scope: Annotated[
        str, typer.Option("--for", help="finding; place: the same thing; site: all such of this site.")
    ] = "finding",
    night: NightOption = Path("out"),
    config: shared.ConfigOption = None,
    ledger: shared.LedgerOption = None,
) -> int:
    """Say that a finding needs no mending, why, and until when. It stays on the pages, folded away."""
    from reportqa.errors import ConfigError
    from reportqa.model.note import Scope
    from reportqa.night.acknowledged import Wish, acknowledgement
    from reportqa.night.keys import Named, named
    from reportqa.night.ledgers import Ledgers
    from reportqa.night.notes import Notes, notes_path, now

    shared.one_of("for", scope, SCOPES)
    try:
        last = date.fromisoformat(until) if until else None
    except ValueError:
        raise ConfigError(f"--until {until!r} is no date", remedy="Write it as 2026-12-31") from None
    checker = shared.load_checker(config, ledger)
    today = checker.config.today()
    policy_of = checker.policy_of(today)
    wish = Wish(by=by, words=reason, at=now(), until=last, scope=Scope(scope))
    found: list[Named] = named(Ledgers(checker.config.night.ledger), night, keys)
    made = [acknowledgement(item.subject, wish, policy_of(item.site, item.client), today) for item in found]
    store = Notes(checker.config.notes or notes_path(night))
    store.add(made)
    for item, note in zip(found, made, strict=True):
        print(f"acknowledged until {note.until} for {note.scope.value}: {item.what}")
    return 0


def withdraw(
    number: Annotated[int, typer.Argument(help="As `notes list` shows it.")],
    by: ByOption,
    reason: ReasonOption,
    night: NightOption = Path("out"),
    config: shared.ConfigOption = None,
) -> int:
    """Take an acknowledgement back: what it was for is shown again. The note itself stays."""
    from dataclasses import replace

    from reportqa.errors import NoInputError
    from reportqa.model.note import Kind, Note
    from reportqa.night.notes import Notes, notes_path, now

    store = Notes(shared.load_config(config).notes or notes_path(night))
    known = {note.number: note for note in store.all(Kind.ACKNOWLEDGED)}
    if number not in known:
        raise NoInputError(f"there is no acknowledgement {number}", remedy="See reportqa notes list")
    old = known[number]
    blank = Note(at=now(), by=" ".join(by.split()), kind=Kind.WITHDRAWN, words=" ".join(reason.split()))
    store.add([replace(blank, about=str(number), rule=old.rule, site=old.site, report=old.report)])
    print(f"withdrawn: {number}")
    return 0


def listed(
    night: NightOption = Path("out"),
    config: shared.ConfigOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Answers, reasons and corrections too, and what is over.")
    ] = False,
    format: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
) -> int:
    """List the acknowledgements that hold today, the oldest first; with --all everything that was said."""
    from pydantic import TypeAdapter

    from reportqa.model.note import Kind, Note
    from reportqa.night.notes import Notes, notes_path

    shared.one_of("format", format, ("text", "json"))
    settings = shared.load_config(config)
    store = Notes(settings.notes or notes_path(night))
    notes = store.all()
    gone = {note.about for note in notes if note.kind is Kind.WITHDRAWN}
    today = settings.today()

    def holds(note: Note) -> bool:
        over = note.until is not None and note.until < today
        return note.kind is Kind.ACKNOWLEDGED and not over and str(note.number) not in gone

    chosen = [note for note in notes if everything or holds(note)]
    if format == "json":
        shared.emit(TypeAdapter(list[Note]).dump_json(chosen, indent=2).decode() + "\n", None)
        return 0
    shared.emit("".join(_line(note, holds(note)) for note in chosen) or "nothing\n", None)
    return 0


def _line(note: Note, holds: bool) -> str:
    from reportqa.model.note import Kind
    from reportqa.render.text import visible
    from reportqa.render.words import said

    about = " ".join(part for part in (note.rule, note.site) if part)
    what = (
        f"{note.kind.value} by {note.by}: {note.words}"
        if note.kind in (Kind.ANSWERED, Kind.CORRECTED)
        else said(note, holds=holds)
    )
    return visible(f"{note.number}  {about}  {what}") + "\n"
