"""Finds the case that somebody asks about, by an event's id or by a client's message, and how it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from reportqa.errors import NoInputError
from reportqa.evidence import EvidenceStore
from reportqa.evidence.peers import digest
from reportqa.link.event_complaints import complaint_match
from reportqa.link.events import EventMatcher
from reportqa.model.answer import AnswerPack, Topic
from reportqa.model.evidence import Complaint, EmergencyEvent, Match, Presence
from reportqa.model.finding import Severity
from reportqa.model.quality import QualityReport, Unreported
from reportqa.night.answer import pack
from reportqa.night.cases import CaseOfEvent, clusters
from reportqa.night.reconcile import Told, cases_of, raised, rivals_of, standing
from reportqa.site.registry import SiteRegistry

ReportsOf = Callable[[str], Sequence[QualityReport]]
TopicsOf = Callable[[str], Sequence[Topic]]

# Reports that do not speak of the event are shown when their own time lies this near to it.
_NEAR = timedelta(hours=1)
_MOST_REPORTS = 6


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Everything an answer draws on. `reports_of` and `topics_of` take a site id."""

    registry: SiteRegistry
    store: EvidenceStore
    reports_of: ReportsOf
    topics_of: TopicsOf
    nights: int = 1

    def event(self, wanted: str) -> AnswerPack:
        """The pack of the event with this id, row (`dispatch.csv:4`) or case number.

        Raises NoInputError where no site's evidence holds it.
        """
        matcher = EventMatcher(self.registry, self.store)
        for site_id, matches in matcher.all_matches():
            complaints = matcher.complaints_of(site_id)
            if any(_is(match.event, wanted) for match in (*matches, *complaints)):
                return self._of_site(site_id, matches, complaints, lambda case: _holds(case, wanted), None)
        raise NoInputError(
            f"no event {wanted!r} was matched to a site",
            remedy="Name it as the morning page does: a row (dispatch.csv:4) or a case number",
        )

    def complaint(self, complaint: Complaint) -> AnswerPack:
        """The pack of what a client writes about; raises NoInputError where the site is not known."""
        site = self.registry.site(complaint.site_id)
        if site is None:
            raise NoInputError("the message names no known site", remedy="Add --site with the site's id")
        others = tuple(item for item in self.store.complaints if item.id != complaint.id)
        store = replace(self.store, complaints=(*others, complaint))
        matcher = EventMatcher(self.registry, store)
        own = complaint_match(complaint, self.registry, self.registry.shifts_of(site.id))
        if own is None:
            return self._without_event(complaint, site.id)
        wanted = own.event.id
        return self._of_site(
            site.id,
            matcher.matches(site.id),
            matcher.complaints_of(site.id),
            lambda case: _holds(case, wanted),
            complaint,
        )

    # ------------------------------------------------------------------ one site

    def _of_site(
        self,
        site_id: str,
        matches: Sequence[Match],
        complaints: Sequence[Match],
        asked: Callable[[CaseOfEvent], bool],
        complaint: Complaint | None,
    ) -> AnswerPack:
        reports = list(self.reports_of(site_id))
        live = [match for match in matches if match.explained is None]
        cases = cases_of(site_id, live, complaints)
        number = next((at for at, case in enumerate(cases) if asked(case)), None)
        if number is None:
            left = [match for match in matches if match.explained is not None]
            case = next(case for case in clusters(site_id, left) if asked(case))
            item, about = self._explained(case), frozenset[str]()
        else:
            case = cases[number]
            peers = [digest(report.document, report.extraction, report.links) for report in reports]
            found = standing(case, Told(peers).about(case), rivals_of(cases, number))
            item = raised(self.registry, case, found)
            about = frozenset(found.speaking)
        return self._pack(item, case.events, reports, complaint, about)

    def _explained(self, case: CaseOfEvent) -> Unreported:
        """An event that was looked at and not raised, with its reason in place of a state."""
        made = raised(self.registry, case, standing(case, (), ()))
        why = f"It was not raised: {case.matches[0].explained or 'no reason is kept'}."
        return replace(
            made,
            state="explained",
            severity=Severity.INFO,
            report_ids=(),
            message=made.message.removesuffix("No report of the shift mentions it.") + why,
            remedy="Say so to the client, if it is so.",
        )

    def _pack(
        self,
        item: Unreported,
        events: Sequence[EmergencyEvent],
        reports: Sequence[QualityReport],
        complaint: Complaint | None,
        about: frozenset[str],
    ) -> AnswerPack:
        return pack(
            self.registry,
            item,
            _chosen(reports, item, about),
            events=events,
            about=about,
            presence=self._presence(item),
            coverage=self.store.coverage,
            complaint=complaint or _complaint_of(events, self.store),
            topics=self.topics_of(item.site_id),
            nights=self.nights,
        )

    def _presence(self, item: Unreported) -> list[Presence]:
        shift = self.registry.shift(item.shift_id)
        return [
            sign
            for sign in self.store.presence
            if (sign.officer_id == shift.officer_id if shift else sign.site_id == item.site_id)
        ]

    def _without_event(self, complaint: Complaint, site_id: str) -> AnswerPack:
        reports = [
            report
            for report in self.reports_of(site_id)
            if (at := _when(report)) is None or complaint.received - timedelta(hours=36) <= at
        ]
        reports.sort(key=lambda report: _off(report, complaint.received))
        return pack(
            self.registry,
            None,
            reports[:_MOST_REPORTS],
            coverage=self.store.coverage,
            complaint=complaint,
            site_id=site_id,
            topics=self.topics_of(site_id),
            nights=self.nights,
        )


def _is(event: EmergencyEvent, wanted: str) -> bool:
    """Whether it is the event's id, its case number or one of its rows; capitals and blanks are no matter."""
    wanted = wanted.strip().casefold()
    names = (event.id, event.case_number or "", *(row.ref for row in event.rows))
    return wanted in {name.casefold() for name in names if name}


def _holds(case: CaseOfEvent, wanted: str) -> bool:
    return any(_is(event, wanted) for event in case.events)


def _complaint_of(events: Sequence[EmergencyEvent], store: EvidenceStore) -> Complaint | None:
    ids = {event.id.removeprefix("complaint:") for event in events if event.source == "complaint"}
    return next((item for item in store.complaints if item.id in ids), None)


def _chosen(reports: Sequence[QualityReport], item: Unreported, about: frozenset[str]) -> list[QualityReport]:
    """The reports that speak of the event, then those of its shift, then others of that hour."""

    def rank(report: QualityReport) -> int | None:
        at = _when(report)
        if report.document.id in about:
            return 0
        if item.shift_id is not None and report.links.shift_id == item.shift_id:
            return 1
        return 2 if at is not None and abs(at - item.event.start) <= _NEAR else None

    ranked = [(at, report) for report in reports if (at := rank(report)) is not None]
    ranked.sort(key=lambda pair: (pair[0], _off(pair[1], item.event.start)))
    return [report for _, report in ranked[:_MOST_REPORTS]]


def _when(report: QualityReport) -> datetime | None:
    meta = report.document.metadata
    at = meta.occurred_at or meta.written_at or meta.submitted_at
    return at if at is not None and at.tzinfo is not None else None


def _off(report: QualityReport, at: datetime) -> tuple[bool, float, str]:
    own = _when(report)
    # A daily log speaks of the whole shift, so it comes first.
    log = report.document.metadata.kind == "daily_log"
    return not log, abs((own - at).total_seconds()) if own else 1e12, report.document.id
