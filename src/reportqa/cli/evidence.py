"""`reportqa evidence`: look at a folder of evidence, and propose a map for a log that is new."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from reportqa.cli import _shared as shared


def add(app: typer.Typer) -> None:
    """Register the verb and what it offers."""
    offered = typer.Typer(no_args_is_help=True, help="Look at what others recorded; map a new dispatch log.")
    offered.command("map")(propose_map)
    offered.command("check")(check_folder)
    app.add_typer(offered, name="evidence")


def propose_map(
    file: Annotated[Path, typer.Argument(help="A dispatch log as CSV, as the centre exports it.")],
    name: Annotated[str | None, typer.Option("--name", help="The map's name; else the file's.")] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", help="Where its clocks are; else they are read as UTC.")
    ] = None,
    out: shared.OutOption = None,
    config: shared.ConfigOption = None,
) -> int:
    """Propose a map from the log's header and rows, and say what it reads of the whole file.

    The map goes to the screen or --out; what to look over goes to stderr. Put it beside the log and name it
    in evidence.toml.
    """
    from reportqa.errors import NoInputError
    from reportqa.evidence.clock import zone
    from reportqa.evidence.propose import propose
    from reportqa.render.text import visible

    if not file.is_file():
        raise NoInputError("there is no such file", where=str(file), remedy="Check the path")
    if timezone is not None:
        zone(timezone)
    found = propose(file, name=name or file.stem, zone=timezone, near=_near(config))
    notes = "".join(f"# Look over: {visible(note)}\n" for note in found.notes)
    shared.emit(
        f"# Proposed by `reportqa evidence map` from {visible(file.name)}.\n{notes}\n{found.toml}", out
    )
    used = found.rows - sum(n for reason, n in found.skipped if "row kept" not in reason)
    lines = [f"{used:,} of {found.rows:,} rows read, {found.events:,} events"]
    lines += [f"  {count:,} rows: {reason}" for reason, count in found.skipped]
    lines += [f"services: {_counts(found.services)}", f"kinds: {_counts(found.kinds)}"]
    for event in found.first:
        place = event.place.text or "place withheld"
        when = f"{event.received:%Y-%m-%d %H:%M}"
        lines.append(f"  {when}  {event.kind.value}  {visible(place)}  {visible(event.nature)}")
    lines += [f"look over: {visible(note)}" for note in found.notes]
    lines += ["for evidence.toml, beside the log:", *_feed(file, out, found.name, timezone)]
    print("\n".join(lines), file=sys.stderr)
    return 0 if used else 4


def _feed(file: Path, out: Path | None, name: str, timezone: str | None) -> list[str]:
    """The table that tells the evidence folder of the log and its map."""
    from reportqa.evidence.toml_text import basic

    lines = ["[[feed]]", f"name = {basic(name)}", 'kind = "dispatch"', f"file = {basic(file.name)}"]
    lines.append(f"map = {basic(out.name if out else f'{file.stem}.toml')}")
    return [*lines, *([f"timezone = {basic(timezone)}"] if timezone else [])]


def check_folder(
    folder: Annotated[Path, typer.Argument(help="The evidence folder.")],
    config: shared.ConfigOption = None,
) -> int:
    """Read a folder of evidence and say what came of each feed: events, signs, gaps, rows not used."""
    from reportqa.evidence import EvidenceStore
    from reportqa.render.text import visible

    checker = shared.load_checker(config)
    store = EvidenceStore.load(folder, registry=checker.registry)
    counts: dict[str, Counter[str]] = {}
    for event in store.events:
        counts.setdefault(event.rows[0].feed, Counter())["events"] += 1
    for sign in store.presence:
        if sign.row:
            name = "positions" if sign.kind == "gps" else f"{sign.kind.replace('_', '-')}s"
            counts.setdefault(sign.row.feed, Counter())[name] += 1
    for complaint in store.complaints:
        if complaint.row:
            counts.setdefault(complaint.row.feed, Counter())["complaints"] += 1
    feeds = dict.fromkeys([*counts, *(c.feed for c in store.coverage), *(p.feed for p in store.problems)])
    lines = []
    for feed in feeds:
        lines.append(f"{visible(feed)}: {_counts(counts.get(feed, Counter()).most_common()) or 'nothing'}")
        for row in store.coverage:
            if row.feed == feed:
                state = "complete" if row.complete else f"gap: {row.note or 'silent'}"
                lines.append(f"  {row.start:%Y-%m-%d %H:%M} to {row.end:%Y-%m-%d %H:%M}  {state}")
        for problem in store.problems:
            if problem.feed == feed:
                where = f"{visible(problem.file)}:{problem.line}"
                kept = "to look at" if "row kept" in problem.reason else "not used"
                lines.append(f"  {problem.count:,} {kept}, first {where}: {problem.reason}")
    shared.emit("\n".join(lines or ["no feed in this folder"]) + "\n", None)
    return 0 if counts else 3


def _counts(items: list[tuple[str, int]] | tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in items)


def _near(config: Path | None) -> tuple[float, float] | None:
    """A point among the registry's sites, where a registry is configured."""
    from dataclasses import replace

    from reportqa.checker import Checker
    from reportqa.evidence.store import centre

    settings = shared.load_config(config)
    if not settings.registry:
        return None
    # The evidence that is configured may name the very map that is still to be made.
    return centre(Checker(replace(settings, evidence=None)).registry)
