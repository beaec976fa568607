"""What several verbs need: options, the checker, folders, progress, exit codes, output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from reportqa.errors import ConfigError, NoInputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from reportqa.checker import Checker
    from reportqa.config import Config
    from reportqa.messages import Voice
    from reportqa.model.quality import QualityReport

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="A reportqa.toml; else ./reportqa.toml where there is one."),
]
SiteOption = Annotated[
    str | None, typer.Option("--site", "-s", help="The site, where the report does not name it.")
]
OutOption = Annotated[Path | None, typer.Option("--out", "-o", help="Write here instead of the screen.")]
CopyOption = Annotated[
    str, typer.Option("--copy", help="internal, or client: without what privacy rules name.")
]
FailOption = Annotated[
    str | None, typer.Option("--fail-on", help="blocker, major or minor: end with 1 from this on.")
]

LedgerOption = Annotated[
    str | None,
    typer.Option(
        "--ledger", help="URL of the database that keeps the nights; else as configured, or a file in --out."
    ),
]

LanguageOption = Annotated[
    str | None,
    typer.Option("--language", help="en or es: in which language people are told; else as configured."),
]

DEFAULT_CONFIG = "reportqa.toml"
# The environment variable that holds the ledger's URL; it goes before the file, where no password should lie.
LEDGER_VARIABLE = "REPORTQA_LEDGER"
# More lines than this about one registry tell nobody more.
MOST_PROBLEMS = 10
FAIL_ON = ("blocker", "major", "minor")


def one_of(name: str, value: str, allowed: Iterable[str]) -> str:
    """The value, or a ConfigError that names what is allowed."""
    if value not in (known := tuple(allowed)):
        raise ConfigError(f"--{name} {value!r} is not known", remedy=f"Choose one of {', '.join(known)}")
    return value


def load_config(path: Path | None, ledger: str | None = None) -> Config:
    """The configuration that was named, else the one in this folder, else the built-in one.

    The ledger is that of the command line, else of the environment, else of the configuration.
    """
    from reportqa.config import Config

    found = path or Path(DEFAULT_CONFIG)
    config = Config.load(found) if path or found.is_file() else Config()
    if ledger is not None:
        return config.with_ledger(ledger, "--ledger")
    if said := os.environ.get(LEDGER_VARIABLE, "").strip():
        return config.with_ledger(said, LEDGER_VARIABLE)
    return config


def voice_of(config: Config, language: str | None) -> Voice:
    """Who speaks: in the language named on the command line, else the configured one."""
    from reportqa.messages import voice

    return voice(language, config.messages) if language else config.voice()


def load_checker(path: Path | None, ledger: str | None = None) -> Checker:
    """A checker by `load_config`; registry rows that can't be used are named on stderr."""
    return checker_of(load_config(path, ledger))


def checker_of(config: Config) -> Checker:
    """A checker; registry rows that can't be used are named on stderr."""
    from reportqa.checker import Checker

    checker = Checker(config)
    problems = [problem for problem in checker.registry.problems if not problem.notice]
    for problem in problems[:MOST_PROBLEMS]:
        print(f"warning: registry: {' '.join(str(problem).split())}", file=sys.stderr)
    if len(problems) > MOST_PROBLEMS:
        print(f"warning: and {len(problems) - MOST_PROBLEMS:,} more registry rows", file=sys.stderr)
    return checker


def files_in(paths: list[Path]) -> list[Path]:
    """All files under the paths; raises NoInputError where there is none."""
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise NoInputError("there is no such file or folder", where=str(path), remedy="Check the path")
    from reportqa.read.folder import walk

    found = list(walk(paths))
    if not found:
        raise NoInputError("no file to check", where=", ".join(map(str, paths)))
    return found


def exit_code(reports: Iterable[QualityReport], fail_on: str) -> int:
    """0, 1, 4 or 5 for these reports; the higher wins."""
    from reportqa.model.finding import Severity

    mark = Severity(fail_on).rank
    return max((_code(report, mark) for report in reports), default=0)


def _code(report: QualityReport, mark: int) -> int:
    from reportqa.model.finding import Outcome
    from reportqa.model.quality import Band

    if any(result.outcome is Outcome.ERRORED for result in report.results):
        return 5
    if report.failure:
        # ReadError codes are words in lower case; anything else is the name of an error class.
        return 4 if report.failure.code.islower() else 5
    if report.band is Band.CANNOT_BE_JUDGED:
        return 4
    return int(any(finding.severity.rank <= mark for finding in report.open))


def colour_wanted(stream: object = None) -> bool:
    """Whether colours may be used on stdout: a terminal, and no NO_COLOR."""
    out = stream or sys.stdout
    terminal = bool(getattr(out, "isatty", lambda: False)())
    return terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def emit(content: str | bytes, out: Path | None) -> None:
    """To the file, else to stdout as UTF-8 whatever the terminal's encoding."""
    if isinstance(content, bytes) and out is None and sys.stdout.isatty():
        raise ConfigError("this format is not for a terminal", remedy="Add --out FILE")
    with opened(out) as sink:
        sink.write(content.encode("utf-8", "replace") if isinstance(content, str) else content)


@contextmanager
def opened(out: Path | None) -> Iterator[IO[bytes]]:
    """The file, else stdout, for bytes; ConfigError where the file can't be written."""
    if out is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        sink = out.open("wb")
    except OSError as error:
        raise ConfigError(
            f"cannot be written ({error.strerror})", where=str(out), remedy="Choose another --out"
        ) from None
    with sink:
        yield sink


@contextmanager
def progress(what: str, *, wanted: bool = True) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr with rate and time left, at a terminal; else nothing. Takes (done, total)."""
    if not wanted or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(what, total=None, rate="")

        def step(done: int, total: int) -> None:
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            bar.update(task, completed=done, total=total, rate=f"{speed:.1f}/s" if speed else "")

        yield step
