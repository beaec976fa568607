"""A service that the report affirms and no complete feed recorded is worth a question, no more.

Asked only where the feed that would tell of the service was complete for the whole of that time: a gap,
a feed without a declared window, or an address that the centre withholds prove nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from reportqa.link.telling import told_times
from reportqa.model.case import Case
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, Finding, RuleResult, Severity
from reportqa.model.service import Involvement, Service, ServiceStatus
from reportqa.rules._base import Meta, Say
from reportqa.rules.emergency._evidence import SERVICE_NAMES, own_peer

META = Meta(
    severity=Severity.INFO,
    audience=Audience.REVIEW,
    needs="XT",
    source="Reconciliation works both ways; ask, do not accuse",
    options=(("near_min", 60),),
)

_CAME = (ServiceStatus.ON_SCENE, ServiceStatus.TRANSPORTED, ServiceStatus.STAGED)


def check(case: Case, say: Say) -> RuleResult:
    if not case.evidence.given:
        return say.not_applicable("no outside evidence")
    came = [
        item
        for item in case.extraction.services
        if item.involvement is Involvement.INVOLVED
        and item.status in _CAME
        and item.spans
        and item.service is not Service.OTHER
    ]
    if not came:
        return say.not_applicable("the report says of no service that it came")
    times = told_times(own_peer(case))
    if not times:
        return say.undetermined("the report gives no time to look up")
    near = timedelta(minutes=say.number("near_min"))
    findings: list[Finding] = []
    unsure = False
    for item in came:
        # A possible match, or one explained away, is a trace all the same.
        if any(
            item.service in match.event.services
            and any(match.event.start - near <= at <= match.event.end + near for at in times)
            for match in case.evidence.matches
        ):
            continue
        feeds = _complete(case, item.service, min(times) - near, max(times) + near)
        if not feeds:
            unsure = True
            continue
        name = SERVICE_NAMES[item.service.value]
        findings.append(
            say.finding(
                f"The report says that {name} came, and {' and '.join(feeds)} has no row for it.",
                "Check the time, the place and the agency; a centre may log under another address.",
                at=item.spans[0],
                evidence=[
                    EvidenceItem(kind=EvidenceKind.COVERAGE, text=f"{feed}: complete for this time")
                    for feed in feeds
                ],
                confidence=0.5,
            )
        )
    if findings:
        return say.violated(*findings)
    return say.undetermined("no feed was complete for that time") if unsure else say.satisfied()


def _complete(case: Case, service: Service, start: datetime, end: datetime) -> list[str]:
    """The dispatch feeds that would have told of the service and were complete from start to end."""
    return [
        row.feed
        for row in case.evidence.coverage
        if row.source == "dispatch"
        and row.complete
        and service in row.services
        and row.start <= start
        and row.end >= end
    ]
