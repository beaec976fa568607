"""What a night leaves for trends: counts by site, shift and author, made while its reports are in hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from pydantic import TypeAdapter

from reportqa.model.finding import Severity
from reportqa.model.quality import QualityReport

# Its name in the ledger.
TALLY = "tally"
# What a trend may count: RULES.md leaves language out, and small findings.
_WEIGHTY = frozenset({Severity.BLOCKER, Severity.MAJOR})
_LEFT_OUT = ("language.",)
# A night is called by the evening on which it began.
_HALF_A_DAY = timedelta(hours=12)


@dataclass(slots=True, kw_only=True)
class Count:
    """The reports of one author in one shift of one site: how many, how many with a blocker or major finding,
    and how many broke each rule so."""

    site_id: str | None
    client_id: str | None
    shift_id: str | None
    author: str | None
    author_id: str | None
    reports: int = 0
    weighty: int = 0
    rules: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Tally:
    """A whole night. `evening` is the day on which it began, by most of its reports."""

    counts: list[Count] = field(default_factory=list)
    evening: date | None = None
    unreadable: int = 0


class Counted(NamedTuple):
    """One report as it counts; `failed` where nothing could be read, and then nothing else is told."""

    group: tuple[str | None, ...] = ()
    evening: date | None = None
    broken: tuple[str, ...] = ()
    failed: bool = False


# A report that could not be read.
UNREAD = Counted(failed=True)


def counted(quality: QualityReport) -> Counted:
    """What counts of a report: whose it is, its evening, and the rules with a blocker or major finding."""
    if quality.failure is not None:
        return UNREAD
    meta, links = quality.document.metadata, quality.links
    at = meta.occurred_at or meta.submitted_at
    broken = (
        result.rule
        for result in quality.results
        if result.findings
        and not result.rule.startswith(_LEFT_OUT)
        and any(finding.severity in _WEIGHTY for finding in result.findings)
    )
    return Counted(
        group=(links.site_id, links.client_id, links.shift_id, meta.author, meta.author_id),
        evening=(at - _HALF_A_DAY).date() if at is not None else None,
        broken=tuple(dict.fromkeys(broken)),
    )


class Teller:
    """Counts reports one by one; memory for the groups alone."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str | None, ...], Count] = {}
        self._evenings: Counter[date] = Counter()
        self._unreadable = 0

    def add(self, report: Counted) -> None:
        """One more report."""
        if report.failed:
            self._unreadable += 1
            return
        if report.evening is not None:
            self._evenings[report.evening] += 1
        count = self._groups.get(report.group)
        if count is None:
            site, client, shift, author, author_id = report.group
            count = self._groups[report.group] = Count(
                site_id=site, client_id=client, shift_id=shift, author=author, author_id=author_id
            )
        count.reports += 1
        count.weighty += bool(report.broken)
        for rule in report.broken:
            count.rules[rule] = count.rules.get(rule, 0) + 1

    def tally(self) -> Tally:
        """What was counted."""
        evenings = self._evenings
        return Tally(
            counts=list(self._groups.values()),
            evening=max(evenings, key=lambda day: (evenings[day], day)) if evenings else None,
            unreadable=self._unreadable,
        )


@cache
def _adapter() -> TypeAdapter[Tally]:
    return TypeAdapter(Tally)


def tally_json(tally: Tally) -> str:
    """The counts as JSON."""
    return _adapter().dump_json(tally, exclude_defaults=True).decode()


def tally_from(kept: str | None) -> Tally | None:
    """The counts back; None for a night that was never finished."""
    return _adapter().validate_json(kept) if kept else None
