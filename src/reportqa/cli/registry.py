"""`reportqa registry`: check a site registry, count it, compile it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import _shared as shared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportqa.site.registry import RowProblem, SiteRegistry

PlaceArgument = Annotated[
    str | None,
    typer.Argument(
        help="A folder, an .xlsx workbook, a database's URL or a compiled index; else the configured one."
    ),
]
MapOption = Annotated[
    Path | None, typer.Option("--map", "-m", help="An import map for another system's export.")
]
FormatOption = Annotated[str, typer.Option("--format", "-f", help="text or json.")]


def add(app: typer.Typer) -> None:
    """Register the verb."""
    verbs = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The site registry.")
    verbs.callback()(_nothing)
    verbs.command("check")(check)
    verbs.command("stats")(stats)
    verbs.command("build")(build)
    app.add_typer(verbs, name="registry")


def _nothing() -> None:
    """The site registry."""


def check(
    place: PlaceArgument = None,
    chart: MapOption = None,
    config: shared.ConfigOption = None,
    format: FormatOption = "text",
) -> int:
    """Name every row that is bad or odd. Ends with 4 where rows were passed over, 1 where some are odd."""
    from reportqa.site.registry_check import problems

    shared.one_of("format", format, ("text", "json"))
    registry = _load(place, chart, config)
    _whole(registry)
    found = problems(registry)
    bad = sum(not problem.notice for problem in found)
    if format == "json":
        _emit_json([_row(problem) for problem in found])
    else:
        lines = [" ".join(str(problem).split()) for problem in found]
        sites, units = registry.count("sites"), registry.count("units")
        lines.append(
            f"{sites:,} sites, {units:,} units: {bad:,} passed over, {len(found) - bad:,} to look at"
            if found
            else f"{sites:,} sites, {units:,} units: in order"
        )
        shared.emit("\n".join(lines) + "\n", None)
    return 4 if bad else int(bool(found))


def stats(
    place: PlaceArgument = None,
    chart: MapOption = None,
    config: shared.ConfigOption = None,
    format: FormatOption = "text",
) -> int:
    """Count the rows of each kind."""
    from reportqa.site.registry_check import stats as counted

    shared.one_of("format", format, ("text", "json"))
    registry = _load(place, chart, config)
    counts = counted(registry)
    if format == "json":
        _emit_json(counts)
        return 0
    _warn(registry.problems)
    wide = max(len(f"{number:,}") for number in counts.values())
    shared.emit("".join(f"{number:>{wide},}  {name}\n" for name, number in counts.items()), None)
    return 0


def build(
    place: PlaceArgument = None,
    out: shared.OutOption = None,
    chart: MapOption = None,
    config: shared.ConfigOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first bad row.")] = False,
) -> int:
    """Compile a registry into one file that opens at once, whatever its size."""
    from reportqa.errors import ConfigError
    from reportqa.link.compiled import build as compiled
    from reportqa.resources import is_url

    if out is None:
        raise ConfigError("--out is missing", remedy="Name the file to write, as --out registry.rqi")
    where, mapped = _named(place, chart, config)
    registry = _load(place, chart, config, strict=strict)
    if registry.flat is not None:
        raise ConfigError("is compiled already", where=str(where), remedy="Build from what it was built from")
    _warn(registry.problems)
    compiled(registry, out, None if is_url(where) else Path(where), mapped)
    counted = f"{registry.count('sites'):,} sites, {registry.count('units'):,} units"
    shared.emit(f"{out}: {counted}, {out.stat().st_size / 2**20:,.1f} MiB\n", None)
    return 4 if any(not problem.notice for problem in registry.problems) else 0


def _named(place: str | None, chart: Path | None, config: Path | None) -> tuple[str | Path, Path | None]:
    from reportqa.errors import ConfigError

    if place is not None:
        return place, chart
    loaded = shared.load_config(config)
    if loaded.registry is None:
        raise ConfigError(
            "no site registry is named",
            remedy='Give a folder, or set registry = "folder" in reportqa.toml',
        )
    return loaded.registry, chart or loaded.registry_map


def _load(
    place: str | None, chart: Path | None, config: Path | None, *, strict: bool = False
) -> SiteRegistry:
    from reportqa.site.registry import SiteRegistry

    where, mapped = _named(place, chart, config)
    return SiteRegistry.load(where, chart=mapped, strict=strict)


def _whole(registry: SiteRegistry) -> None:
    from reportqa.errors import RegistryError

    if registry.flat is not None and not registry.flat.intact():
        raise RegistryError(
            "the compiled registry is damaged",
            where=str(registry.flat.path),
            remedy="Build it again with reportqa registry build",
        )


def _warn(problems: Sequence[RowProblem]) -> None:
    import sys

    bad = [problem for problem in problems if not problem.notice]
    for problem in bad[: shared.MOST_PROBLEMS]:
        print(f"warning: {' '.join(str(problem).split())}", file=sys.stderr)
    if len(bad) > shared.MOST_PROBLEMS:
        more = len(bad) - shared.MOST_PROBLEMS
        print(f"warning: and {more:,} more rows; see reportqa registry check", file=sys.stderr)


def _row(problem: RowProblem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "passed_over": not problem.notice,
    }


def _emit_json(value: object) -> None:
    import json

    shared.emit(json.dumps(value, indent=2) + "\n", None)
