"""What the rules of this family share: whether a place is told as the place of this report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli

from reportqa.link import reasons as why
from reportqa.model.case import Case
from reportqa.model.document import PageSource
from reportqa.model.finding import EvidenceItem, EvidenceKind
from reportqa.model.links import Candidate, Link, LinkState
from reportqa.model.mention import Status
from reportqa.model.span import Span
from reportqa.rules._text import in_header


@dataclass(frozen=True, slots=True)
class Away:
    """The patterns of away.toml."""

    reach: int
    before: re.Pattern[str]
    after: re.Pattern[str]
    labels: re.Pattern[str]


@cache
def away() -> Away:
    """Words which say that a place is not where the incident was."""
    data = tomli.loads(files("reportqa.rules.address").joinpath("away.toml").read_text(encoding="utf-8"))
    flags = re.IGNORECASE | re.VERBOSE
    patterns = (re.compile(data[name], flags) for name in ("before", "after", "labels"))
    return Away(data["reach"], *patterns)


def placed(case: Case, span: Span) -> bool:
    """Whether the place is told as one of this report: not as a home, a destination or a neighbor's.

    What stands in a header line is, but for the address of a person; what is negated, hypothetical or
    historical is not.
    """
    if in_header(case, span):
        line = case.document.text.rfind("\n", 0, span.start) + 1
        return not away().labels.search(case.document.text[line : span.start])
    if not asserted(case, span):
        return False
    cues = away()
    sentence = sentence_of(case, span)
    start = max(sentence.start, span.start - cues.reach)
    before = case.document.text[start : span.start]
    after = case.document.text[span.end : sentence.end]
    return not cues.before.search(before) and not cues.after.search(after)


def asserted(case: Case, span: Span) -> bool:
    """Whether no mention on the words is negated, hypothetical or historical."""
    doubtful = (Status.NEGATED, Status.HYPOTHETICAL, Status.HISTORICAL)
    return not any(m.span.overlaps(span) and m.assertion.status in doubtful for m in case.mentions)


def sentence_of(case: Case, span: Span) -> Span:
    """The sentence, or the line, in which the words stand."""
    for sentence in case.extraction.sentences:
        if sentence.start <= span.start < sentence.end:
            return sentence
    text = case.document.text
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return Span(start, end if end > span.end else max(len(text), span.end))


_TOWN = re.compile(r"^,?\s+(?P<town>[A-Z][A-Za-z.' ]{2,30}?)\s*,?\s+(?P<state>[A-Z]{2})\b(?:\s+\d{5})?")


def other_town(case: Case, span: Span) -> bool:
    """Whether a town and state behind the address are not those of the site."""
    site = case.facts.site
    match = _TOWN.match(case.document.text[span.end : span.end + 50])
    towns = {address.city.lower() for address in site.addresses if address.city} if site else set()
    return bool(match and towns) and (match["town"].strip().lower() if match else "") not in towns


def misread(case: Case, link: Link) -> bool:
    """Whether nothing differs but look-alike characters on a scanned page: the reader's slip."""
    best = link.best
    scanned = any(
        page.source is PageSource.OCR and page.start <= link.span.start < max(page.end, page.start + 1)
        for page in case.document.pages
    )
    return bool(scanned and best and best.score < 1 and why.only_glyphs(best.reasons))


def exact_row(link: Link) -> bool:
    """Whether the words name a row as it is, or two rows equally well."""
    if link.state is LinkState.AMBIGUOUS:
        return all(why.is_style(reason) for c in link.candidates[:1] for reason in c.reasons)
    return link.state is LinkState.EXACT


def row_of(candidate: Candidate, *, told: bool = True) -> EvidenceItem:
    """The registry row as evidence; `told` False keeps what it says to itself."""
    ref = f"{candidate.row.file}:{candidate.row.line}" if candidate.row else None
    text = candidate.text if told else f"a row of kind {candidate.kind.value}"
    if candidate.reasons and told:
        text += f" ({'; '.join(candidate.reasons)})"
    return EvidenceItem(kind=EvidenceKind.REGISTRY, text=text, ref=ref)
