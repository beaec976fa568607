"""Judgements in every form that people and programs read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportqa.errors import ConfigError
from reportqa.messages import ENGLISH, Voice, translated
from reportqa.model.quality import NightReport, QualityReport

if TYPE_CHECKING:
    from reportqa.model.trends import Trends
    from reportqa.render.html import PageImage
    from reportqa.render.jsonio import Value

__all__ = ["COPIES", "FORMATS", "from_json", "render", "schema", "to_json", "write_pages"]

FORMATS = ("text", "json", "jsonl", "csv", "html", "sarif", "junit", "xlsx")
COPIES = ("internal", "client")


def render(
    value: QualityReport | NightReport | Sequence[QualityReport],
    format: str = "text",
    copy: str = "internal",
    colour: bool = False,
    *,
    client: str | None = None,
    page_image: PageImage | None = None,
    names: Mapping[str, str] | None = None,
    tell: Voice = ENGLISH,
) -> str | bytes:
    """One or more judgements in one of `FORMATS`; bytes for xlsx, else text.

    The client copy of a night needs one client: the only one, or the one named. `page_image` gives
    the picture of a scanned page for HTML; `names` gives sites and posts by id the names that people use
    in a night's text; `tell` is the voice of another language. Raises ConfigError for a
    format or copy that is not known.
    """
    if format not in FORMATS:
        raise ConfigError(f"unknown format {format!r}", remedy=f"Choose one of {', '.join(FORMATS)}")
    if copy not in COPIES:
        raise ConfigError(f"unknown copy {copy!r}", remedy="Choose internal or client")
    if isinstance(value, NightReport):
        night = _one_client(value, client) if copy == "client" else value
        night = translated(night, tell)
        if format == "text":
            from reportqa.render.text import night_text

            return night_text(night, colour=colour, names=names, tell=tell)
        return _render_night(night, format, copy, tell)
    reports: Sequence[QualityReport] = (value,) if isinstance(value, QualityReport) else value
    if copy == "client":
        from reportqa.render.copies import client_copy

        reports = tuple(client_copy(report) for report in reports)
        page_image = None
    reports = translated(tuple(reports), tell)
    if format == "json":
        if isinstance(value, QualityReport):
            return to_json(reports[0], indent=2) + "\n"
        return "[" + ",\n".join(to_json(report, indent=2) for report in reports) + "]\n"
    if format == "html":
        from reportqa.render.html import report_html, reports_html

        if len(reports) == 1:
            return report_html(reports[0], copy=copy, page_image=page_image, tell=tell)
        return reports_html(reports, copy=copy, tell=tell)
    if format == "text":
        from reportqa.render.text import report_text, reports_text

        single = isinstance(value, QualityReport)
        if single:
            return report_text(reports[0], colour=colour, tell=tell)
        return reports_text(reports, colour=colour, tell=tell)
    return _shared(reports, format, None)


def to_json(value: Value, *, indent: int | None = None) -> str:
    """The value as JSON text by the documented schema; see `from_json`."""
    from reportqa.render import jsonio

    return jsonio.to_json(value, indent=indent)


def from_json(text: str | bytes) -> Value | tuple[Value, ...]:
    """The value that `to_json` wrote, equal to the first one (an array: a tuple).

    Raises ReportqaError on anything else.
    """
    from reportqa.render import jsonio

    return jsonio.from_json(text)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of all that `to_json` writes; the version is in `$id`."""
    from reportqa.render import jsonio

    return jsonio.schema()


def write_pages(
    night: NightReport,
    out: str | Path,
    copy: str = "internal",
    *,
    names: dict[str, str] | None = None,
    page_image: PageImage | None = None,
    trends: Trends | None = None,
    tell: Voice = ENGLISH,
) -> Path:
    """Write the morning pages and a page for each report under `out`; the path of the first page.

    `names` gives sites and clients by id the names that people use. The client copy goes into one
    folder for each client, which can be sent whole. `trends` go on a page of their own, inside only.
    """
    from reportqa.render.pages import write_pages as write

    return write(night, Path(out), copy, names=names or {}, page_image=page_image, trends=trends, tell=tell)


def _render_night(night: NightReport, format: str, copy: str, tell: Voice) -> str | bytes:
    if format == "json":
        return to_json(night, indent=2) + "\n"
    if format == "jsonl":
        from reportqa.render.jsonio import night_lines

        return "".join(line + "\n" for line in night_lines(night))
    if format == "html":
        from reportqa.render.pages import night_html

        return night_html(night, copy=copy, tell=tell)
    return _shared(night.reports, format, night)


def _shared(reports: Sequence[QualityReport], format: str, night: NightReport | None) -> str | bytes:
    if format == "jsonl":
        return "".join(to_json(report) + "\n" for report in reports)
    missed = night.unreported if night else ()
    if format in ("csv", "xlsx"):
        from reportqa.render import tables

        return tables.to_csv(reports, missed) if format == "csv" else tables.to_xlsx(reports, night)
    from reportqa.render import machines

    if format == "sarif":
        return machines.to_sarif(reports, missed)
    return machines.to_junit(reports, missed)


def _one_client(night: NightReport, client: str | None) -> NightReport:
    from reportqa.render.copies import client_night, clients_of

    known = [name for name in clients_of(night) if name is not None]
    if client is None and len(known) > 1:
        raise ConfigError(
            f"this night has {len(known)} clients, and a client copy is for one",
            remedy="Name the client, or write the pages: each client gets a folder",
        )
    return client_night(night, client if client is not None else (known[0] if known else None))
