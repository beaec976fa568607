"""By what a finding or an event is known again: no offsets, no wording of messages, no place in a file.

The same bytes are the same report, and the same words (or the same row of the registry) the same thing; any
other report, value or time is a new occurrence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from hashlib import sha256

from reportqa.model.document import Document
from reportqa.model.finding import Finding, RuleResult
from reportqa.model.links import Links
from reportqa.model.quality import QualityReport, Unreported
from reportqa.model.severity import Severity
from reportqa.model.span import Span

# The rules of events that the reports miss are named by how they miss them.
EVENT = "unreported."


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What a finding is about. `common`: another report may be about the same thing, too."""

    rule: str
    site: str | None
    report: str
    about: str
    severity: Severity
    common: bool = False

    @property
    def key(self) -> str:
        """Its name among a night's findings."""
        return _digest(self.rule, self.site or "", self.report, self.about, length=12)


def report_name(document: Document) -> str:
    """The report as it was read: other bytes are another report."""
    return f"{document.sha256}-{document.part}"


def words_name(document: Document) -> str:
    """The report by its words: an app's copy of it, or an export, has other bytes."""
    return f"words-{document.text_sha256}"


def subject_of(document: Document, links: Links, finding: Finding) -> Subject:
    """What one finding of a report is about."""
    span = finding.anchor.span
    words = " ".join(span.of(document.text).casefold().split()) if span else ""
    thing = (_row_at(links, span) if span else None) or words
    return Subject(
        rule=finding.rule,
        site=links.site_id,
        report=report_name(document),
        # Without a place or an element only the message tells one finding of a rule from another.
        about=_digest(finding.element or "", thing or ("" if finding.element else finding.message)),
        severity=finding.severity,
        common=bool(links.site_id and thing),
    )


def event_subject(item: Unreported) -> Subject:
    """What an event is: where, when, by whom recorded and which services; and how the reports miss it."""
    event = item.event
    services = ",".join(sorted(service.value for service in event.services))
    about = _digest(
        event.source, event.received.astimezone(UTC).isoformat(), event.case_number or "", services
    )
    return Subject(
        rule=f"{EVENT}{item.state}",
        site=item.site_id,
        report=f"event-{about}",
        about=about,
        severity=item.severity,
    )


def keyed(document: Document, links: Links, result: RuleResult) -> RuleResult:
    """The result with the keys of its findings."""
    if not result.findings:
        return result
    findings = tuple(replace(f, key=subject_of(document, links, f).key) for f in result.findings)
    return replace(result, findings=findings)


def find(quality: QualityReport, key: str) -> tuple[Finding, Subject] | None:
    """The finding of this name in the report."""
    for result in quality.results:
        for finding in result.findings:
            subject = subject_of(quality.document, quality.links, finding)
            if subject.key == key:
                return finding, subject
    return None


def _row_at(links: Links, span: Span) -> str | None:
    """The registry's row that the words surely name, if it is one only."""
    rows = {
        f"{link.kind.value}:{link.candidates[0].id}"
        for link in links.links
        if link.sure and link.candidates and link.span.contains(span)
    }
    return rows.pop() if len(rows) == 1 else None


def _digest(*parts: str, length: int = 20) -> str:
    return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:length]
