"""Plain text for people: a terminal, a mail from cron."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from reportqa.messages import ENGLISH, Voice
from reportqa.model.finding import EvidenceKind, Finding, Outcome, Severity
from reportqa.model.quality import Band, NightReport, QualityReport, Unreported
from reportqa.render.rows import ReportRow, ended
from reportqa.render.words import (
    BANDS,
    GRADES,
    NOT_COMPARED,
    NOT_PROOF,
    SEVERITIES,
    STATES,
    all_said,
    clock,
    count,
    day_clock,
    excerpt,
    happened,
    headline,
    percent,
    place_of,
    quantity,
    said,
    sentence,
    without_common_folder,
    worst_first,
)

WIDTH = 100
# A dispatch row is long; its beginning and its place in the file are enough in a mail.
_ROW = 110

_COLOURS = {"red": "31;1", "yellow": "33;1", "green": "32;1", "blue": "36", "dim": "2", "bold": "1"}
_BAND_COLOUR = {
    Band.CANNOT_BE_JUDGED: "yellow",
    Band.NEEDS_FIXING: "red",
    Band.NEEDS_ANSWERS: "yellow",
    Band.READY: "green",
}
_BANDS_TOLD = (Band.NEEDS_FIXING, Band.NEEDS_ANSWERS)
_SEVERITY_COLOUR = {
    Severity.BLOCKER: "red",
    Severity.MAJOR: "yellow",
    Severity.MINOR: "blue",
    Severity.INFO: "dim",
}


class Ink:
    """Colours, or none, and the language of what is written."""

    def __init__(self, colour: bool, tell: Voice) -> None:
        self.colour = colour
        self.tell = tell

    def __call__(self, text: str, name: str) -> str:
        return f"\x1b[{_COLOURS[name]}m{text}\x1b[0m" if self.colour else text


def visible(text: str) -> str:
    """The text without control characters: a hostile report must not steer a terminal."""
    return "".join(
        char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text
    )


def report_text(report: QualityReport, *, colour: bool = False, tell: Voice = ENGLISH) -> str:
    """One report: band, scores, findings with their words and evidence, questions."""
    return "\n".join(_report_lines(report, Ink(colour, tell))) + "\n"


def reports_text(reports: Iterable[QualityReport], *, colour: bool = False, tell: Voice = ENGLISH) -> str:
    """Several reports, and how many of them stand in each band."""
    ink = Ink(colour, tell)
    bands: Counter[Band] = Counter()
    blocks = []
    for report in reports:
        bands[report.band] += 1
        blocks.append("\n".join(_report_lines(report, ink)))
    if sum(bands.values()) > 1:
        summary = ", ".join(
            f"{tell(title).lower()} {bands[band]:,}" for band, title in BANDS.items() if bands[band]
        )
        blocks.append(ink(f"{tell(count(sum(bands.values()), 'report'))}: {summary}", "bold"))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def night_text(
    night: NightReport,
    *,
    colour: bool = False,
    most: int = 20,
    names: Mapping[str, str] | None = None,
    tell: Voice = ENGLISH,
) -> str:
    """A night as a mail carries it: what was missed, what to fix, what could not be read, the rest.

    In the order of the morning page, and by its names of sites and posts where `names` has them by id.
    """
    ink = Ink(colour, tell)
    missed = worst_first(item for item in night.unreported if not item.acknowledged)
    first = f"{count(len(missed), 'event')} that the reports miss" if night.compared else NOT_COMPARED
    lines = [ink(tell(first), "bold")]
    for item in missed:
        lines += _event_lines(item, names or {}, ink)
    bands: Counter[Band] = Counter()
    known, back = 0, 0
    rows = []
    # One walk: the reports of a large night are read from disk as they are walked.
    for report in night.reports:
        known += len(report.findings) - len(report.open)
        back += sum(map(ended, report.open))
        if report.settled:
            continue
        bands[report.band] += 1
        if report.band in _BANDS_TOLD:
            rows.append(
                (ReportRow.of(report, None, tell).order(), report.band, report.document.name, _why(report))
            )
    rows.sort(key=lambda row: row[0])
    short = without_common_folder(
        [name for _, _, name, _ in rows] + [r.document.name for r in night.unreadable]
    )
    fixing, answers = bands[Band.NEEDS_FIXING], bands[Band.NEEDS_ANSWERS]
    lines += ["", ink(tell(f"{count(fixing, 'report')} to fix, {answers:,} with questions"), "bold")]
    lines += [_row(band, short(name), why, ink) for _, band, name, why in rows[:most]]
    if len(rows) > most:
        lines.append("  " + tell(f"and {len(rows) - most:,} more"))
    lines += ["", ink(tell(f"{len(night.unreadable):,} could not be read"), "bold")]
    lines += [_row(r.band, short(r.document.name), _why(r), ink) for r in night.unreadable[:most]]
    ready = f"{count(bands[Band.READY], 'report')} ready, {len(night.reports):,} in all"
    lines += ["", ink(tell(ready), "bold")]
    settled = len(night.unreported) - len(missed)
    for what in [count(n, name) for n, name in ((settled, "event"), (known, "finding")) if n]:
        lines.append(tell(f"{what} acknowledged: listed on the pages, not counted here"))
    again = sum(map(ended, missed))
    for what in [count(n, name) for n, name in ((again, "event"), (back, "finding")) if n]:
        lines.append(tell(f"{what} shown again: the acknowledgement holds no more"))
    if night.posts:
        asked = count(len(night.posts), "question about posts", "questions about posts")
        lines += ["", ink(tell(asked), "bold")]
        lines += [f"  {visible(item.message)}" for item in night.posts[:most]]
    gaps = [item for item in night.coverage if not item.complete]
    if night.coverage:
        feeds = count(len({c.feed for c in night.coverage}), "feed")
        lines.append(f"{tell(feeds)}, {tell(count(len(gaps), 'gap'))}")
    for gap in gaps:
        note = f": {visible(gap.note)}" if gap.note else ""
        lines.append("  " + tell(f"{gap.feed} gap {day_clock(gap.start)} to {clock(gap.end)}{note}"))
    for problem in night.problems:
        rows_text = count(problem.count, "row")
        said_of = f"{problem.file}:{problem.line} {rows_text} not used: {visible(problem.reason)}"
        lines.append("  " + tell(said_of))
    return "\n".join(lines) + "\n"


def _row(band: Band, name: str, why: str, ink: Ink) -> str:
    return f"  {ink(ink.tell(BANDS[band]), _BAND_COLOUR[band])}  {visible(name)}: {visible(why)}"


def _why(report: QualityReport) -> str:
    return headline(report) or "; ".join(page.reason for page in report.document.pages if page.reason)


def _event_lines(item: Unreported, names: Mapping[str, str], ink: Ink) -> Iterator[str]:
    event = item.event
    who = ink.tell(happened(event))
    state = ink(ink.tell(STATES.get(item.state, item.state)), _SEVERITY_COLOUR[item.severity])
    site = visible(names.get(item.site_id, item.site_id))
    yield f"  {state}: {who}, {site}, {ink.tell(day_clock(event.start))}"
    yield from _wrapped(visible(item.message), "    ")
    post = ", ".join(part for part in (names.get(item.post_id or "", item.post_id), item.officer) if part)
    if post:
        yield "    " + ink.tell(f"on post: {visible(post)}")
    for row in event.rows[:3]:
        text = " ".join(row.text.split())
        yield f"    {ink(row.ref, 'dim')} {visible(text[:_ROW])}{'…' if len(text) > _ROW else ''}"
    yield from _wrapped(f"{visible(item.remedy)} ({ink.tell(GRADES[item.grade])})", "    ")


def _report_lines(report: QualityReport, ink: Ink) -> Iterator[str]:
    document = report.document
    title = ink(ink.tell(BANDS[report.band]).upper(), _BAND_COLOUR[report.band])
    part = f" #{document.part + 1}" if document.part else ""
    yield f"{ink(visible(document.name) + part, 'bold')}  {title}"
    if report.failure:
        yield from _wrapped(visible(sentence(report.failure.message)), "  ")
        if report.failure.remedy:
            yield from _wrapped(visible(report.failure.remedy), "  ")
        return
    told = [
        f"{ink.tell(score.dimension.replace('_', ' '))} {ink.tell(percent(score))}" for score in report.scores
    ]
    if told:
        yield "  " + ink(", ".join(told), "dim")
    for page in document.pages:
        if page.reason:
            yield "  " + ink.tell(f"page {page.number}: {visible(page.reason)}")
    for finding in report.open:
        yield from _finding_lines(report, finding, ink)
    for finding in report.findings:
        if finding.acknowledged:
            yield f"  {ink(ink.tell('acknowledged'), 'dim')}  {finding.rule}"
            yield from _wrapped(
                visible(f"{finding.message} {said(finding.acknowledged, tell=ink.tell)}"), "    "
            )
    if report.questions:
        yield "  " + ink(ink.tell("Questions for the officer"), "bold")
        for number, question in enumerate(report.questions, 1):
            choices = f" ({' / '.join(question.choices)})" if question.choices else ""
            yield from _wrapped(f"{number}. {visible(question.text)}{choices}", "    ")
    broken = [result for result in report.results if result.outcome is Outcome.ERRORED]
    for result in broken:
        broke = ink.tell(f"{result.rule} broke ({result.error})")
        yield f"  {ink(ink.tell('not checked'), 'yellow')}: {broke}"
    if not report.findings:
        yield "  " + ink.tell(f"Nothing to mend was found. {NOT_PROOF}")


def _finding_lines(report: QualityReport, finding: Finding, ink: Ink) -> Iterator[str]:
    severity = ink.tell(SEVERITIES[finding.severity]).lower()
    sure = ink.tell(f"{finding.confidence:.0%} sure")
    yield f"  {ink(severity, _SEVERITY_COLOUR[finding.severity])}  {finding.rule}  {ink(sure, 'dim')}"
    yield from _wrapped(visible(finding.message), "    ")
    span = finding.anchor.span
    where = ink.tell(place_of(report.document, span))
    if span:
        yield f"    {ink(where + ':', 'dim')} “{visible(excerpt(report.document.text, span))}”"
    for item in finding.evidence:
        if item.kind is EvidenceKind.WORDS and item.span == span:
            continue
        ref = f" [{item.ref}]" if item.ref else ""
        figure = f": {quantity(item)}" if quantity(item) else ""
        yield from _wrapped(ink.tell(f"because: {visible(item.text)}") + figure + ref, "    ")
    yield from _wrapped(ink.tell(f"to mend it: {visible(finding.remedy)}"), "    ")
    for line in all_said(finding.notes, None, tell=ink.tell):
        yield from _wrapped(visible(line), "    ")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
    ) or [indent.rstrip()]
