"""A page of which too little can be read goes to a person; lines that can't be read are asked for.

Below the mark nothing can be judged, and silence about it would pass for a good report. On a page that is
read well a line may still be lost; its writer can say in a moment what it says. Source: complaint "I can't
read it"; transcription practice.
"""

from __future__ import annotations

from dataclasses import replace

from reportqa.geometry import Box
from reportqa.model.case import Case
from reportqa.model.document import Page, PageSource, Region
from reportqa.model.finding import (
    Anchor,
    Audience,
    EvidenceItem,
    EvidenceKind,
    Finding,
    Question,
    RuleResult,
    Severity,
)
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say, readable_mark

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="I",
    source="Complaint: the client cannot read the report",
)


_MOST_RUNS = 3  # places a page; who must write more than that again does better with a new photo


def check(case: Case, say: Say) -> RuleResult:
    pages = [page for page in case.document.pages if page.source is PageSource.OCR]
    if not pages:
        return say.not_applicable("typed text")
    mark = readable_mark(case)
    found = []
    for page in pages:
        if page.readable is None or page.readable < mark:
            found.append(_finding(say, page))
        else:
            found += [_lines(case, say, page, run) for run in _runs(page)[:_MOST_RUNS]]
            found += [_lost(say, page, region) for region in page.poor if region.span is None][:_MOST_RUNS]
    return say.violated(*found) if found else say.satisfied()


def _finding(say: Say, page: Page) -> Finding:
    share = page.readable or 0.0
    reason = f" ({page.reason})" if page.reason else ""
    whole = Box(page=page.number, left=0, top=0, right=page.width, bottom=page.height)
    place = Span(page.start, page.end) if page.end > page.start else None
    return say.finding(
        f"Page {page.number} can't be read well enough to judge it{reason}: "
        f"{share:.0%} of its words are clear.",
        "Photograph or scan the page again in good light, or have a person type it.",
        at=place,
        evidence=(
            EvidenceItem(
                kind=EvidenceKind.SEARCHED,
                text=f"Readable words of page {page.number}, box {whole.right:.0f} by {whole.bottom:.0f}",
                value=share,
                unit="share",
            ),
        ),
        question=Question(text=f"Can you take a clearer photo of page {page.number}?", answer="yes_no"),
        confidence=0.95,
    )


_Run = tuple[Span, int, str]  # where it stands, how many lines, the reason


def _runs(page: Page) -> list[_Run]:
    """Lines that can't be read, those that follow one another together."""
    runs: list[_Run] = []
    for region in page.poor:
        if region.span is None:
            continue
        span, reason = region.span, region.reason
        if runs and span.start <= runs[-1][0].end + 1 and reason == runs[-1][2]:
            runs[-1] = (Span(runs[-1][0].start, span.end), runs[-1][1] + 1, reason)
        else:
            runs.append((span, 1, reason))
    return runs


def _lines(case: Case, say: Say, page: Page, run: _Run) -> Finding:
    span, count, reason = run
    first = case.document.text.count("\n", page.start, span.start) + 1
    last = first + count - 1
    if first == last:
        message = f"Line {first} of page {page.number} can't be read: {reason}."
        ask = f"What does line {first} of page {page.number} say?"
    else:
        message = f"Lines {first} to {last} of page {page.number} can't be read: {reason}."
        ask = f"What do lines {first} to {last} of page {page.number} say?"
    return say.finding(
        message,
        "Write it again in block letters, or photograph that part again, closer and in good light.",
        at=span,
        question=Question(text=ask),
        confidence=0.8,
        severity=Severity.MINOR,
    )


def _lost(say: Say, page: Page, region: Region) -> Finding:
    wide, high = region.box.right - region.box.left, region.box.bottom - region.box.top
    finding = say.finding(
        f"A line of page {page.number} could not be read at all: {region.reason}.",
        "Write it again in block letters, or photograph that part again, closer and in good light.",
        evidence=(
            EvidenceItem(
                kind=EvidenceKind.SEARCHED,
                text=f"Readable words of page {page.number}, box {wide:.0f} by {high:.0f}",
                value=0.0,
                unit="share",
            ),
        ),
        question=Question(text=f"What does the line of page {page.number} say that could not be read?"),
        confidence=0.7,
        severity=Severity.MINOR,
    )
    return replace(finding, anchors=(Anchor(span=None, boxes=(region.box,), primary=True),))
