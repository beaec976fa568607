"""`reportqa check`: judge files and folders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import _shared as shared

if TYPE_CHECKING:
    from reportqa.checker import Checker
    from reportqa.messages import Voice
    from reportqa.model.finding import Audience
    from reportqa.model.quality import QualityReport
    from reportqa.render.html import PageImage


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command("check")(check)


def check(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders (searched to the bottom).")],
    config: shared.ConfigOption = None,
    site: shared.SiteOption = None,
    format: Annotated[
        str, typer.Option("--format", "-f", help="text, json, jsonl, sarif, junit, csv, xlsx or html.")
    ] = "text",
    audience: Annotated[
        str | None,
        typer.Option("--audience", "-a", help="submit (the officer), review (the manager) or audit (all)."),
    ] = None,
    fail_on: shared.FailOption = None,
    copy: shared.CopyOption = "internal",
    language: shared.LanguageOption = None,
    out: shared.OutOption = None,
) -> int:
    """Check reports: what is missing, wrong or contradicted, with the words and rows that show it."""
    from reportqa.model.finding import Audience
    from reportqa.render import COPIES, FORMATS, render

    shared.one_of("format", format, FORMATS)
    shared.one_of("copy", copy, COPIES)
    if audience is not None:
        shared.one_of("audience", audience, Audience)
    if fail_on is not None:
        shared.one_of("fail-on", fail_on, shared.FAIL_ON)
    files = shared.files_in(paths)
    checker = shared.load_checker(config)
    tell = shared.voice_of(checker.config, language)
    settings = checker.config.score
    who = Audience(audience or settings.audience)
    mark = fail_on or settings.fail_on
    with shared.progress("checking", wanted=len(files) > 8) as step:
        found = _all(checker, files, site, who, step)
        if format == "jsonl":
            return _stream(found, copy, out, mark, tell)
        reports = list(found)
    alone = len(reports) == 1 and len(paths) == 1 and not paths[0].is_dir()
    picture = page_images(checker) if format == "html" and copy == "internal" else None
    colour = shared.colour_wanted() and out is None
    value = reports[0] if alone else reports
    shared.emit(render(value, format, copy=copy, colour=colour, page_image=picture, tell=tell), out)
    return shared.exit_code(reports, mark)


def _all(
    checker: Checker, files: list[Path], site: str | None, who: Audience, step: Callable[[int, int], None]
) -> Iterator[QualityReport]:
    for done, path in enumerate(files, 1):
        yield from judged(checker, path, site, who)
        step(done, len(files))


def _stream(found: Iterator[QualityReport], copy: str, out: Path | None, mark: str, tell: Voice) -> int:
    """Write each report as soon as it is judged, so that memory stays flat; the exit code."""
    from reportqa.render import render

    code = 0
    with shared.opened(out) as sink:
        for report in found:
            code = max(code, shared.exit_code((report,), mark))
            sink.write(str(render((report,), "jsonl", copy=copy, tell=tell)).encode("utf-8", "replace"))
            sink.flush()
    return code


def judged(checker: Checker, path: Path, site: str | None, audience: Audience) -> Iterator[QualityReport]:
    """The judgements of all reports in one file; what can't be read becomes a failed one."""
    from reportqa.errors import ReadError, ReportqaError
    from reportqa.score import failed

    try:
        for document in checker.documents(path, site=site):
            if isinstance(document, ReadError):
                yield failed(document, str(path))
            else:
                yield checker.judge(document, audience)
    except ReportqaError as error:
        yield failed(error, str(path))


def page_images(checker: Checker) -> PageImage:
    """How the pages of scans are drawn."""
    from functools import partial

    from reportqa.read.picture import page_image

    return partial(page_image, settings=checker.config.read)
