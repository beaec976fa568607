"""`reportqa purge`: old results are deleted, by policy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from reportqa.cli import _shared as shared


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command("purge")(purge)


def purge(
    folder: Annotated[Path, typer.Argument(help="The output folder of one night, or a folder of them.")],
    config: shared.ConfigOption = None,
    ledger: shared.LedgerOption = None,
    older_than: Annotated[
        int | None, typer.Option("--older-than", min=0, help="Days; else keep_days under [night].")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Delete; else only list what would go.")] = False,
) -> int:
    """Delete old pages and ledgers that reportqa wrote; reports and evidence are never touched."""
    from reportqa.errors import ConfigError, NoInputError
    from reportqa.night.ledgers import Ledgers
    from reportqa.night.purge import OldRows, old_files

    if not folder.is_dir():
        raise NoInputError("there is no such folder", where=str(folder), remedy="Check the path")
    settings = shared.load_config(config, ledger).night
    days = older_than if older_than is not None else settings.keep_days
    if days is None:
        raise ConfigError("nothing says how old is old", remedy="Pass --older-than, or set [night] keep_days")
    before = datetime.now(UTC) - timedelta(days=days)
    found = list(old_files(folder, before, Ledgers(settings.ledger)))
    for old in found:
        if yes:
            old.remove()
        print(f"{'deleted' if yes else 'would delete'}  {old.at:%Y-%m-%d}  {old}")
    nights = sum(isinstance(old, OldRows) for old in found)
    what = f"{len(found) - nights:,} files" + (
        f" and the rows of {nights:,} of their nights" if nights else ""
    )
    done = "deleted" if yes else "would be deleted; pass --yes to delete them"
    print(f"{what} older than {days} days, {sum(old.size for old in found) / 1e6:.1f} MB, {done}")
    return 0
