"""Rows for spreadsheets, CSV and XLSX: one a finding or missed event, and one a report without findings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain

from reportqa.errors import MissingPartError
from reportqa.model.finding import Audience, EvidenceItem, Finding
from reportqa.model.quality import NightReport, QualityReport, Unreported
from reportqa.render.words import (
    KINDS,
    STATES,
    UNREPORTED,
    all_said,
    excerpt,
    percent,
    service_list,
    when,
    with_quantity,
)

COLUMNS = (
    "report_id", "file", "site", "client", "author", "occurred", "band", "completeness",
    "rule", "severity", "audience", "confidence", "message", "remedy", "question",
    "start", "end", "page", "words", "evidence", "key", "acknowledged", "said",
)  # fmt: skip
EVENT_COLUMNS = (
    "event_id", "site", "client", "start", "end", "kind", "services", "state", "severity", "grade",
    "officer", "message", "remedy", "missing", "report_ids", "rows", "key", "acknowledged", "said",
)  # fmt: skip
Cell = str | int | float | None

# Spreadsheet programs run a cell that begins with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_XLSX_CELL = 32_000  # the format's limit is 32,767 characters a cell


def report_rows(reports: Iterable[QualityReport]) -> Iterator[tuple[Cell, ...]]:
    """One row a finding, in input order."""
    for report in reports:
        document, meta = report.document, report.document.metadata
        moment = when(document)
        complete = report.score("completeness")
        head: tuple[Cell, ...] = (
            document.id,
            document.name,
            report.links.site_id or meta.site,
            report.links.client_id or meta.client,
            meta.author,
            moment.isoformat() if moment else None,
            report.band.value,
            percent(complete) if complete and complete.low is not None else None,
        )
        if report.failure:
            failure = report.failure
            blank: tuple[Cell, ...] = (None,) * 9
            yield (*head, None, None, None, None, failure.message, failure.remedy, *blank)
        elif not report.findings:
            yield (*head, *((None,) * 15))
        for finding in report.findings:
            span, boxes = finding.anchor.span, finding.anchor.boxes
            yield (
                *head,
                finding.rule,
                finding.severity.value,
                finding.audience.value,
                finding.confidence,
                finding.message,
                finding.remedy,
                finding.question.text if finding.question else None,
                span.start if span else None,
                span.end if span else None,
                boxes[0].page if boxes else None,
                excerpt(document.text, span) if span else None,
                " | ".join(map(_told, finding.evidence)) or None,
                *_standing(finding),
            )


def _told(item: EvidenceItem) -> str:
    return f"{with_quantity(item)} [{item.ref}]" if item.ref else with_quantity(item)


def event_rows(events: Iterable[Unreported]) -> Iterator[tuple[Cell, ...]]:
    """One row for each event that the reports miss."""
    for item in events:
        event = item.event
        yield (
            event.id,
            item.site_id,
            item.client_id,
            event.start.isoformat(),
            event.end.isoformat(),
            KINDS[event.kind],
            service_list(event.services),
            STATES.get(item.state, item.state),
            item.severity.value,
            item.grade.value,
            item.officer,
            item.message,
            item.remedy,
            "; ".join(item.missing) or None,
            "; ".join(item.report_ids) or None,
            _rows_of(item),
            *_standing(item),
        )


def missed_rows(events: Iterable[Unreported]) -> Iterator[tuple[Cell, ...]]:
    """One row of `COLUMNS` for each event that the reports miss, its rule being `UNREPORTED`."""
    for item in events:
        yield (
            *("; ".join(item.report_ids) or None, None, item.site_id, item.client_id, item.officer),
            *(item.event.start.isoformat(), None, None),
            *(UNREPORTED, item.severity.value, Audience.REVIEW.value, None, item.message, item.remedy),
            *((None,) * 5),
            _rows_of(item),
            *_standing(item),
        )


def _rows_of(item: Unreported) -> str | None:
    return " | ".join(f"{row.text} [{row.ref}]" for row in item.event.rows) or None


def _standing(item: Finding | Unreported) -> tuple[Cell, Cell, Cell]:
    """The key, until when it is acknowledged, and everything that was said of it."""
    known = item.acknowledged
    until = (known.until.isoformat() if known.until else "yes") if known else None
    return item.key or None, until, " | ".join(all_said(item.notes, known)) or None


def to_csv(reports: Iterable[QualityReport], missed: Iterable[Unreported] = ()) -> str:
    """CSV with a header, CRLF line ends; cells that look like formulas begin with an apostrophe.

    What a night's reports miss comes first.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in chain(missed_rows(missed), report_rows(reports)):
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def to_xlsx(reports: Iterable[QualityReport], night: NightReport | None = None) -> bytes:
    """A workbook: findings, and for a night the events that were missed. Needs the `spreadsheets` extra."""
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Font
    except ImportError:
        raise MissingPartError(
            "openpyxl is not installed", remedy="Install reportqa[spreadsheets], or choose --format csv"
        ) from None
    book = Workbook()
    book.remove(book.active)
    sheets: list[tuple[str, tuple[str, ...], Iterator[tuple[Cell, ...]]]] = [
        ("Findings", COLUMNS, report_rows(reports))
    ]
    if night is not None:
        sheets.insert(0, ("Missed", EVENT_COLUMNS, event_rows(night.unreported)))
    for title, columns, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.append(columns)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for row in rows:
            sheet.append([_storable(cell) for cell in row])
            for cell in sheet[sheet.max_row]:
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # text, whatever it begins with
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _harmless(cell: Cell) -> Cell:
    if isinstance(cell, str):
        cell = cell.encode("utf-8", "replace").decode("utf-8")
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return cell


def _storable(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    kept = "".join(c for c in cell if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff"))
    return kept.replace("\ufffe", "").replace("\uffff", "")[:_XLSX_CELL]
