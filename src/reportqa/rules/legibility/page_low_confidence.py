"""A page of which too little can be read goes to a person.

Below the mark nothing can be judged, and silence about it would pass for a good report. Source:
complaint "I can't read it"; transcription practice.
"""

from __future__ import annotations

from reportqa.geometry import Box
from reportqa.model.case import Case
from reportqa.model.document import Page, PageSource
from reportqa.model.finding import (
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


def check(case: Case, say: Say) -> RuleResult:
    pages = [page for page in case.document.pages if page.source is PageSource.OCR]
    if not pages:
        return say.not_applicable("typed text")
    mark = readable_mark(case)
    found = [_finding(say, page) for page in pages if page.readable is None or page.readable < mark]
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
