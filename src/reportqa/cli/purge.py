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
    older_than: Annotated[
        int | None, typer.Option("--older-than", min=0, help="Days; else keep_days under [night].")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Delete; else only list what would go.")] = False,
) -> int:
    """Delete old pages and ledgers that reportqa wrote; reports and evidence are never touched."""
    from reportqa.errors import ConfigError, NoInputError
    from reportqa.night.purge import old_files, remove

    if not folder.is_dir():
        raise NoInputError("there is no such folder", where=str(folder), remedy="Check the path")
    days = older_than if older_than is not None else shared.load_config(config).night.keep_days
    if days is None:
        raise ConfigError("nothing says how old is old", remedy="Pass --older-than, or set [night] keep_days")
    before = datetime.now(UTC) - timedelta(days=days)
    size = count = 0
    for old in list(old_files(folder, before)):
        if yes:
            remove(old)
        print(f"{'deleted' if yes else 'would delete'}  {old.at:%Y-%m-%d}  {old.path}")
        size, count = size + old.size, count + 1
    done = "deleted" if yes else "would be deleted; pass --yes to delete them"
    print(f"{count:,} files older than {days} days, {size / 1e6:.1f} MB, {done}")
    return 0
