"""Pages that open from disk: one file, no outside resource, everything escaped by the template engine."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from reportqa.geometry import Box
from reportqa.messages import ENGLISH, Voice
from reportqa.model.document import Document, Page, PageSource
from reportqa.model.finding import EvidenceKind, Finding, Outcome
from reportqa.model.mention import Role
from reportqa.model.quality import QualityReport
from reportqa.model.service import Involvement
from reportqa.read.picture import around
from reportqa.render import words
from reportqa.render.copies import BLOCK
from reportqa.render.marks import PageMark, Seen, page_marks, seen_words, stretches

if TYPE_CHECKING:
    from jinja2 import Environment

PageImage = Callable[[Document, int], bytes | None]

# A page with more text than this is slow in a browser; the file itself is the place to read it.
TEXT_LIMIT = 200_000

# What the HTML Standard allows nowhere: controls, halves of surrogate pairs, noncharacters.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
_MASKED = re.compile(f"{BLOCK}(?:{BLOCK}| (?={BLOCK}))*")
_WITHHELD = r'<span class="withheld" role="img" aria-label="withheld">\g<0></span>'


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A page's image as the template needs it: where it is, its own unit, the marks and words on it."""

    page: Page
    href: str
    marks: tuple[PageMark, ...]
    words: tuple[tuple[Seen, Box], ...] = ()
    struck: tuple[Box, ...] = ()


@cache
def environment(tell: Voice = ENGLISH) -> Environment:
    """The template engine of one language: escaping always on, an unknown name is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from reportqa.render.retold import telling

    made = Environment(
        loader=PackageLoader("reportqa.render", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[telling(tell)] if tell is not ENGLISH else [],
    )
    made.filters["veil"] = _veil
    made.filters["t"] = tell
    made.globals.update(
        lang=tell.language,
        BANDS={band: tell(title) for band, title in words.BANDS.items()},
        SEVERITIES={severity: tell(title) for severity, title in words.SEVERITIES.items()},
        STATES={state: tell(title) for state, title in words.STATES.items()},
        EVIDENCE={kind: tell(title) for kind, title in words.EVIDENCE.items()},
        NOT_PROOF=tell(words.NOT_PROOF),
        sentence=words.sentence,
        with_quantity=words.with_quantity,
        count=lambda *counted: tell(words.count(*counted)),
        percent=lambda score: tell(words.percent(score)),
    )
    return made


def _veil(text: str) -> str:
    """The text escaped, with each run of masking blocks as one thing that a screen reader names."""
    from markupsafe import Markup, escape

    return Markup(_MASKED.sub(_WITHHELD, str(escape(text))))


def page(template: str, tell: Voice = ENGLISH, **values: Any) -> str:
    """One template filled in; characters that no HTML may hold are shown as such."""
    made = environment(tell).get_template(template).render(**values)
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", made)


def data_uri(image: bytes) -> str:
    """The picture inside the page."""
    kind = "jpeg" if image.startswith(b"\xff\xd8") else "png"
    return f"data:image/{kind};base64,{base64.b64encode(image).decode('ascii')}"


def report_html(
    report: QualityReport,
    *,
    copy: str = "internal",
    page_image: PageImage | None = None,
    save_image: Callable[[int, bytes], str] | None = None,
    home: str | None = None,
    site_name: str | None = None,
    tell: Voice = ENGLISH,
) -> str:
    """The page of one report, whose messages are told already.

    `save_image` puts a picture beside the page and gives its address; without it pictures go inside.
    `home` is the address of the morning page.
    """

    def address(number: int) -> str | None:
        image = page_image(report.document, number) if page_image else None
        if not image:
            return None
        return save_image(number, image) if save_image else data_uri(image)

    values = report_values(report, copy=copy, address=address, home=home, site_name=site_name, tell=tell)
    return page("report.html.j2", tell, **values)


def report_values(
    report: QualityReport,
    *,
    copy: str,
    address: Callable[[int], str | None],
    home: str | None,
    site_name: str | None = None,
    tell: Voice = ENGLISH,
) -> dict[str, Any]:
    """What the template of one report lays out; `address` gives the place of a page's picture, if any."""
    document = report.document
    zone = words.zone_named(document.metadata.timezone)
    pictures = []
    # A client's copy shows neither the scan nor how well it was read.
    seen = seen_words(document, _mark()) if copy == "internal" and document.words else []
    for each in document.pages:
        href = address(each.number) if each.source is PageSource.OCR else None
        if href:
            marks = tuple(page_marks(document, report.findings, each.number))
            lying = tuple((word, box) for word in seen for box in word.boxes if box.page == each.number)
            struck = tuple(box for box in document.struck if box.page == each.number)
            pictures.append(Picture(page=each, href=href, marks=marks, words=lying, struck=struck))
    return {
        "title": f"{tell(words.BANDS[report.band])}: {_title(report)}",
        "heading": _title(report),
        "report": report,
        "copy": copy,
        "home": home,
        "facts": _facts(report, site_name, zone),
        "findings": [_finding(report, number, f, tell) for number, f in enumerate(report.findings, 1)],
        "pieces": stretches(document.text, report.findings, TEXT_LIMIT, seen),
        "doubted": sum(bool(word.doubt) for word in seen),
        "ink": _inks(pictures),
        "cut": max(len(document.text) - TEXT_LIMIT, 0),
        "pictures": pictures,
        "scanned": any(p.source is PageSource.OCR for p in document.pages),
        "bad_pages": [p for p in document.pages if p.reason],
        "told": _told(report),
        "services": _services(report, tell),
        "unsure": [r for r in report.results if r.outcome is Outcome.UNDETERMINED],
        "broken": [r for r in report.results if r.outcome is Outcome.ERRORED],
    }


def _mark() -> float:
    """The chance below which a word of a scan is unsure."""
    from reportqa.read.ocr.sureness import sureness

    return sureness().mark


def _inks(pictures: Sequence[Picture]) -> Callable[[Sequence[Box]], Box | None]:
    """From boxes to the part of a shown page that holds them."""
    pages = [picture.page for picture in pictures]

    def cut(boxes: Sequence[Box]) -> Box | None:
        return next((found for page in pages if (found := around(boxes, page))), None)

    return cut


def reports_html(reports: Sequence[QualityReport], *, copy: str = "internal", tell: Voice = ENGLISH) -> str:
    """Several reports on one page, worst first, each as in the morning page's list."""
    from reportqa.render.rows import ReportRow

    rows = sorted((ReportRow.of(report, None, tell) for report in reports), key=ReportRow.order)
    return page("list.html.j2", tell, title=tell(words.count(len(rows), "report")), rows=rows, copy=copy)


def _title(report: QualityReport) -> str:
    meta = report.document.metadata
    return meta.report_id or PurePath(report.document.name.replace("\\", "/")).name or report.document.name


def _facts(report: QualityReport, site_name: str | None, zone: Any) -> list[tuple[str, str]]:
    document, meta = report.document, report.document.metadata
    shift = ""
    if meta.shift_start and meta.shift_end:
        shift = f"{words.day_clock(meta.shift_start, zone)} to {words.clock(meta.shift_end, zone)}"
    part = f", report {document.part + 1} in it" if document.part else ""
    rows = [
        ("Site", site_name or report.links.site_id or meta.site or meta.location),
        ("Officer", meta.author),
        ("Type", meta.incident_type),
        ("Happened", words.day_clock(meta.occurred_at, zone)),
        ("Submitted", words.day_clock(meta.submitted_at, zone)),
        ("Shift", shift),
        ("File", document.name + part),
        ("SHA-256", document.sha256 and document.sha256[:16] + "…"),
    ]
    return [(name, value) for name, value in rows if value]


def _finding(report: QualityReport, number: int, finding: Finding, tell: Voice) -> dict[str, Any]:
    text, span = report.document.text, finding.anchor.span
    return {
        "number": number,
        "finding": finding,
        "quote": words.excerpt(text, span, 200) if span else "",
        "linked": bool(span and span.start < TEXT_LIMIT),
        "place": words.place_of(report.document, span),
        "said": words.all_said(
            finding.notes or ([finding.acknowledged] if finding.acknowledged else []),
            finding.acknowledged,
            words.zone_named(report.document.metadata.timezone),
            tell,
        ),
        "evidence": [i for i in finding.evidence if i.kind is not EvidenceKind.WORDS or i.span != span],
        "also": [
            (words.excerpt(text, a.span), a.note or "") for a in finding.anchors if a.span and not a.primary
        ],
    }


def _told(report: QualityReport) -> list[tuple[str, list[str]]]:
    """Who, what, where and when as the text tells them, each thing once."""
    mentions = report.links.mentions or report.extraction.mentions
    rows = []
    for role in Role:
        seen: dict[str, None] = {}
        for mention in mentions:
            if mention.role is role:
                seen.setdefault(" ".join(mention.text.split())[:80])
        rows.append((role.value.capitalize(), list(seen)[:12]))
    return rows


def _services(report: QualityReport, tell: Voice) -> list[str]:
    told = []
    for item in report.extraction.services:
        if item.involvement is Involvement.NONE:
            continue
        status = (item.status.value if item.status else item.involvement.value).replace("_", " ")
        detail = ", ".join([*item.unit_ids, *([item.case_number] if item.case_number else [])])
        told.append(
            f"{tell(words.SERVICES[item.service])}: {tell(status)}" + (f" ({detail})" if detail else "")
        )
    return told
