"""A report as one line of a list: light enough to keep a hundred thousand of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reportqa.messages import ENGLISH, Voice
from reportqa.model.finding import Finding, Severity
from reportqa.model.note import Kind, Scope
from reportqa.model.quality import Band, QualityReport, Unreported
from reportqa.model.subject import report_name
from reportqa.render import words

_KIND = {
    Band.NEEDS_FIXING: "fixing",
    Band.NEEDS_ANSWERS: "answers",
    Band.CANNOT_BE_JUDGED: "unread",
    Band.READY: "ready",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportRow:
    """One report's line: light enough to keep a hundred thousand of them."""

    id: str
    name: str
    is_path: bool
    href: str | None
    site_id: str | None
    client_id: str | None
    officer: str
    at: datetime | None
    zone: str | None
    band: Band
    kind: str
    type: str
    failed: bool
    why: str
    ask: str
    remedy: str
    severity: str
    blockers: int
    majors: int
    reasons: tuple[str, ...] = ()
    settled: bool = False
    known: tuple[tuple[str, str, bool], ...] = ()  # acknowledged: message, who and why, of another report
    back: int = 0  # findings whose acknowledgement holds no more

    @classmethod
    def of(cls, report: QualityReport, href: str | None, tell: Voice = ENGLISH) -> ReportRow:
        """The line of one report."""
        left = report.open
        counts = Counter(finding.severity for finding in left)
        worst = min(left, key=words.by_weight, default=None)
        meta, document = report.document.metadata, report.document
        failure = report.failure
        return cls(
            id=document.id,
            name=meta.report_id or document.name,
            is_path=not meta.report_id,
            href=href,
            site_id=report.links.site_id or meta.site,
            client_id=report.links.client_id,
            officer=meta.author or "",
            at=words.when(document),
            zone=meta.timezone,
            band=report.band,
            kind=_KIND[report.band],
            type=meta.incident_type or _kind(report, tell),
            failed=failure is not None,
            why=words.headline(report),
            # What is asked or advised goes with what stands above it.
            ask=worst.question.text if worst and worst.question else "",
            remedy=(failure.remedy or "") if failure else (worst.remedy if worst else ""),
            severity=worst.severity.value if worst else "",
            blockers=counts[Severity.BLOCKER],
            majors=counts[Severity.MAJOR],
            reasons=tuple(f"page {p.number}: {p.reason}" for p in document.pages if p.reason),
            settled=report.settled,
            known=tuple(
                (
                    f.message,
                    words.said(f.acknowledged, tell=tell),
                    f.acknowledged.scope is not Scope.FINDING
                    and f.acknowledged.report != report_name(document),
                )
                for f in report.findings
                if f.acknowledged
            ),
            back=sum(ended(finding) for finding in left),
        )

    @property
    def more_known(self) -> int:
        """How many acknowledged findings were found in a report that nobody has looked at."""
        return sum(new for _, _, new in self.known)

    def order(self) -> tuple[int, int, int, str]:
        """A sort key: the worst first."""
        bands = (Band.NEEDS_FIXING, Band.NEEDS_ANSWERS, Band.CANNOT_BE_JUDGED, Band.READY)
        return bands.index(self.band), -self.blockers, -self.majors, self.name

    @property
    def when(self) -> str:
        """The moment on the site's clock."""
        return words.day_clock(self.at, words.zone_named(self.zone))

    @property
    def more(self) -> int:
        """How many further blockers and majors there are."""
        return max(self.blockers + self.majors - 1, 0)


def _kind(report: QualityReport, tell: Voice) -> str:
    """What it is where no incident type is given."""
    if report.failure is not None:
        return report.document.media_type
    return tell("Daily log") if report.document.metadata.kind == "daily_log" else ""


def ended(item: Finding | Unreported) -> bool:
    """Whether it was acknowledged once, and is not now."""
    return not item.acknowledged and any(note.kind is Kind.ACKNOWLEDGED for note in item.notes)


def shortened(rows: Sequence[ReportRow]) -> list[ReportRow]:
    """The rows with file names without the folder that all of them share."""
    short = words.without_common_folder(row.name for row in rows if row.is_path)
    return [replace(row, name=short(row.name)) if row.is_path else row for row in rows]
