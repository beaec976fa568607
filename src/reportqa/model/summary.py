"""A night in figures and names of rows: what may leave the house without the words of a report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from reportqa.model.finding import Severity
from reportqa.model.quality import SCHEMA_VERSION, Band, NightReport


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportLine:
    """One report: which it is, and how it stands; blockers and majors that nobody has acknowledged."""

    report_id: str
    site_id: str | None
    client_id: str | None
    band: Band
    blockers: int
    majors: int
    acknowledged: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class EventLine:
    """One event that the night's reports miss."""

    event_id: str
    site_id: str
    client_id: str | None
    start: datetime
    kind: str
    state: str
    severity: Severity
    acknowledged: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class NightSummary:
    """A night without words: counts by band, a line for each report that needs something, and each event."""

    bands: dict[str, int]
    unreported: tuple[EventLine, ...]
    reports: tuple[ReportLine, ...]
    unreadable: int
    started_at: datetime | None
    finished_at: datetime | None
    schema_version: str = SCHEMA_VERSION

    @classmethod
    def of(cls, night: NightReport) -> NightSummary:
        """The summary of a night; walks the reports once."""
        bands: Counter[str] = Counter()
        lines = []
        for report in night.reports:
            bands[report.band.value] += 1
            if report.band is Band.READY:
                continue
            counts = Counter(finding.severity for finding in report.open)
            lines.append(
                ReportLine(
                    report_id=report.document.id,
                    site_id=report.links.site_id,
                    client_id=report.links.client_id,
                    band=report.band,
                    blockers=counts[Severity.BLOCKER],
                    majors=counts[Severity.MAJOR],
                    acknowledged=len(report.findings) - len(report.open),
                )
            )
        return cls(
            bands={band.value: bands[band.value] for band in Band},
            unreported=tuple(
                EventLine(
                    event_id=item.event.id,
                    site_id=item.site_id,
                    client_id=item.client_id,
                    start=item.event.start,
                    kind=item.event.kind.value,
                    state=item.state,
                    severity=item.severity,
                    acknowledged=item.acknowledged is not None,
                )
                for item in night.unreported
            ),
            reports=tuple(lines),
            unreadable=len(night.unreadable),
            started_at=night.started_at,
            finished_at=night.finished_at,
        )
