"""The client copy: a value of the same shape from which what may not leave the house is gone.

Masked words become full blocks of the same length, so that every offset still holds. What is masked:
words that a `privacy.*` finding points at, with the same words wherever else they stand; words that name
another client's place; and, where the copy goes to a resident, what the registry says of other units and
every name and plate that is not the resident's own.
Findings about position, times and the writer's language stay inside, as do the facts behind them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import PurePath
from typing import Any, TypeVar

from reportqa.model.document import Document, Metadata
from reportqa.model.evidence import Coverage
from reportqa.model.finding import Audience, EvidenceKind, Finding
from reportqa.model.links import Link, Links, LinkState
from reportqa.model.mention import Label
from reportqa.model.note import Scope
from reportqa.model.quality import NightReport, QualityReport, Unreported
from reportqa.model.site import RegistryKind
from reportqa.model.span import Span

BLOCK = "█"

# Facts about the officer's whereabouts, device and colleagues: for the manager alone.
_INSIDE = frozenset({EvidenceKind.PRESENCE, EvidenceKind.METADATA, EvidenceKind.DISTANCE, EvidenceKind.PEER})
# Families that never reach a client, whatever their audience, and those that do only for `submit`.
_NEVER = ("privacy.", "language.", "provenance.")
_SUBMIT_ONLY = ("chronology.", "legibility.")
_PERSONAL = frozenset({RegistryKind.PERSON, RegistryKind.PERMIT, RegistryKind.UNIT, RegistryKind.SPACE})
_WORD = re.compile(r"[^\W\d_]{3,}")

T = TypeVar("T")
Said = TypeVar("Said", Finding, Unreported)


def client_copy(report: QualityReport) -> QualityReport:
    """The report as its own client may see it; offsets and order are kept."""
    text = report.document.text
    spans = _masked_spans(report)
    names = _names(report)
    mask_text = _masker(text, spans, names)
    masked = mask_text(text, full=True)
    foreign = [link.span for link in report.links.links if _foreign(link, _recipients(report))]

    def keep(found: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(_plain(finding, foreign) for finding in found if _shown(finding))

    results = tuple(
        replace(result, findings=keep(result.findings), error=None, note=None)
        for result in report.results
        if not result.rule.startswith(_NEVER)
    )
    kept = keep(report.findings)
    asked = {f.question for f in kept} | {f.question for result in results for f in result.findings}
    copied = replace(
        report,
        results=results,
        findings=kept,
        questions=tuple(question for question in report.questions if question in asked),
        scores=tuple(s for s in report.scores if s.dimension not in ("provenance", "language", "privacy")),
        links=_links(report),
        document=replace(report.document, name=PurePath(report.document.name).name, metadata=_meta(report)),
    )
    scrubbed = _walk(copied, lambda value: mask_text(value))
    words = tuple(
        replace(word, alternatives=()) if BLOCK in word.span.of(masked) else word
        for word in scrubbed.document.words
    )
    document: Document = replace(scrubbed.document, text=masked, words=words)
    mentions = tuple(replace(m, text=m.span.of(masked)) for m in scrubbed.extraction.mentions)
    linked = tuple(replace(m, text=m.span.of(masked)) for m in scrubbed.links.mentions)
    return replace(
        scrubbed,
        document=document,
        extraction=replace(scrubbed.extraction, mentions=tuple(_valueless(m) for m in mentions)),
        links=replace(scrubbed.links, mentions=tuple(_valueless(m) for m in linked)),
    )


def client_night(night: NightReport, client_id: str | None) -> NightReport:
    """One client's part of a night as that client may see it; None keeps what has no client."""
    mine = tuple(r for r in night.reports if r.links.client_id == client_id)
    sites = {r.links.site_id for r in mine} | {
        u.site_id for u in night.unreported if u.client_id == client_id
    }
    return replace(
        night,
        reports=tuple(client_copy(report) for report in mine),
        unreported=tuple(_event(u) for u in night.unreported if u.client_id == client_id),
        unreadable=tuple(client_copy(r) for r in night.unreadable if r.links.client_id == client_id),
        explained=(),
        posts=(),
        coverage=tuple(c for c in (_coverage(c, sites) for c in night.coverage) if c),
        problems=(),
    )


def clients_of(night: NightReport) -> tuple[str | None, ...]:
    """The clients that the night tells of, in name order; None last, for what has no client."""
    found = {report.links.client_id for report in night.reports}
    found |= {item.client_id for item in night.unreported}
    return tuple(sorted(found, key=lambda client: (client is None, client or "")))


def _masked_spans(report: QualityReport) -> list[Span]:
    told = [finding for result in report.results for finding in result.findings] + list(report.findings)
    private = [
        anchor.span
        for finding in told
        if finding.rule.startswith("privacy.")
        for anchor in finding.anchors
        if anchor.span
    ]
    private += [item.span for f in told if f.rule.startswith("privacy.") for item in f.evidence if item.span]
    recipients = _recipients(report)
    private += [link.span for link in report.links.links if _foreign(link, recipients)]
    private += _strangers(report, recipients)
    return sorted(set(private))


def _strangers(report: QualityReport, residents: frozenset[str]) -> list[Span]:
    """Names and plates that are not surely the recipient's own, where the copy goes to a resident."""
    if not residents:
        return []
    own = [k.span for k in report.links.links if k.kind in _PERSONAL and not _foreign(k, residents)]
    officer = {word.lower() for word in _WORD.findall(report.document.metadata.author or "")}
    return [
        mention.span
        for mention in (*report.extraction.mentions, *report.links.mentions)
        if mention.label in (Label.PERSON, Label.PLATE)
        and not any(mention.span.overlaps(span) for span in own)
        and not officer & {word.lower() for word in _WORD.findall(mention.text)}
    ]


def _names(report: QualityReport) -> frozenset[str]:
    """Single words of a child's name: they are masked wherever they stand."""
    text = report.document.text
    told = [finding for result in report.results for finding in result.findings] + list(report.findings)
    return frozenset(
        word
        for finding in told
        if finding.rule == "privacy.minor-named"
        for anchor in finding.anchors
        if anchor.span
        for word in _WORD.findall(anchor.span.of(text))
        if word[0].isupper()
    )


def _recipients(report: QualityReport) -> frozenset[str]:
    return frozenset(
        name.partition(":")[2] for name in report.document.metadata.recipients if name.startswith("resident:")
    )


def _foreign(link: Link, residents: frozenset[str]) -> bool:
    if link.state is LinkState.OTHER_CLIENT:
        return True
    if not residents or link.kind not in _PERSONAL or not link.candidates:
        return False
    best = link.candidates[0]
    return not residents & {*best.unit_ids, best.id, best.text}


def _masker(text: str, spans: list[Span], names: frozenset[str]) -> Callable[..., str]:
    words = {span.of(text) for span in spans if len(span.of(text).strip()) >= 3}
    parts = [re.escape(word) for word in sorted(words, key=len, reverse=True)]
    parts += [rf"\b{re.escape(name)}\b" for name in sorted(names)]
    pattern = re.compile("|".join(parts)) if parts else None

    def mask(value: str, *, full: bool = False) -> str:
        if full:
            letters = list(value)
            for span in spans:
                for place in range(span.start, span.end):
                    if not letters[place].isspace():
                        letters[place] = BLOCK
            value = "".join(letters)
        changed = pattern.sub(_blocks, value) if pattern else value
        return value if changed == value else changed

    return mask


def _blocks(match: re.Match[str]) -> str:
    return re.sub(r"\S", BLOCK, match.group())


def _shown(finding: Finding) -> bool:
    if finding.rule.startswith(_NEVER):
        return False
    return not finding.rule.startswith(_SUBMIT_ONLY) or finding.audience is Audience.SUBMIT


def _plain(finding: Finding, foreign: list[Span]) -> Finding:
    touches = any(a.span and span.overlaps(a.span) for a in finding.anchors for span in foreign)
    finding = _unsigned(finding)
    if touches or finding.rule == "address.other-clients-address":
        return replace(
            finding,
            message="A place named in this report does not belong to this site.",
            remedy="The manager will mend it.",
            question=None,
            evidence=(),
        )
    return replace(finding, evidence=tuple(item for item in finding.evidence if item.kind not in _INSIDE))


def _unsigned(item: Said) -> Said:
    """Without what staff said among themselves: that it was looked at stays, and until when."""
    known = item.acknowledged
    if not item.notes:
        return item
    left = replace(known, by="", words="", scope=Scope.FINDING, number=None) if known else None
    return replace(item, notes=(), acknowledged=left)


def _links(report: QualityReport) -> Links:
    residents = _recipients(report)
    kept = tuple(
        replace(link, candidates=link.candidates[:1] if link.sure else ())
        for link in report.links.links
        if not _foreign(link, residents)
    )
    votes = tuple(v for v in report.links.votes if v.site_id == report.links.site_id)
    return replace(report.links, links=kept, votes=votes, position=None, conflict=False)


def _meta(report: QualityReport) -> Metadata:
    gone = ["author_id", "lat", "lon", "accuracy_m", "fix_age_s", "mock_location", "offline"]
    gone += ["off_post_location", "device", "device_at"]
    nothing: dict[str, Any] = dict.fromkeys(gone)
    meta = report.document.metadata
    return replace(
        meta,
        recipients=(),
        origins=tuple(item for item in meta.origins if item.name not in gone),
        **nothing,
    )


def _valueless(mention: Any) -> Any:
    return replace(mention, value=None, parts=()) if BLOCK in mention.text else mention


def _event(item: Unreported) -> Unreported:
    return replace(_unsigned(item), evidence=tuple(e for e in item.evidence if e.kind not in _INSIDE))


def _coverage(coverage: Coverage, sites: set[str | None]) -> Coverage | None:
    if not coverage.site_ids:
        return coverage
    kept = tuple(site for site in coverage.site_ids if site in sites)
    return replace(coverage, site_ids=kept) if kept else None


def _walk(value: T, change: Callable[[str], str]) -> T:
    """The same value with every string in it changed; the document's text is left to the caller."""
    result: Any = value
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        result = change(value)
    elif isinstance(value, tuple):
        items = tuple(_walk(item, change) for item in value)
        same = all(new is old for new, old in zip(items, value, strict=True))
        result = value if same else items
    elif is_dataclass(value) and not isinstance(value, type):
        skip = {"text"} if isinstance(value, Document) else set()
        new = {
            field.name: _walk(getattr(value, field.name), change)
            for field in fields(value)
            if field.name not in skip
        }
        old = {name: getattr(value, name) for name in new}
        changed = {name: item for name, item in new.items() if item is not old[name]}
        result = replace(value, **changed) if changed else value
    return result  # type: ignore[no-any-return]
