"""A report must not say that a service was not called or not there while others recorded it there.

The rows are set beside the words, and the manager asks; a report may speak of another matter of the same
night, so the finding is surest where the report's own time is the event's.
"""

from __future__ import annotations

from reportqa.evidence.told import denial
from reportqa.link.telling import at_time, denies, tells
from reportqa.model.case import Case
from reportqa.model.finding import Audience, Finding, RuleResult, Severity
from reportqa.model.service import ServiceStatus
from reportqa.rules._base import Meta, Say
from reportqa.rules.emergency._evidence import SERVICE_NAMES, clock, live, matched, own_peer, shifts_of, who

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.REVIEW,
    needs="XT",
    source="Complaint: the report says nobody came, and the log shows who did",
)


def check(case: Case, say: Say) -> RuleResult:
    if not case.evidence.given:
        return say.not_applicable("no outside evidence")
    own = own_peer(case)
    negated = {
        item.service: item.spans
        for item in case.extraction.services
        if item.status in (ServiceStatus.NEGATED, ServiceStatus.NO_RESPONSE) and item.spans
    }
    everybody = denial(case.document)
    if everybody is not None:
        for service in own.denied:
            negated.setdefault(service, (everybody,))
    if not negated:
        return say.not_applicable("the report denies no service")
    findings: list[Finding] = []
    for match in live(case, "dispatch", "panel", "complaint"):
        event = match.event
        services = [item for item in event.services if item in negated]
        shifts = shifts_of(case, event)
        if event.source == "panel" or not services or tells(event, shifts, own):
            continue
        if not denies(event, shifts, own):
            continue
        service = services[0]
        spans = negated[service]
        findings.append(
            say.finding(
                f"The report says that {SERVICE_NAMES[service.value]} did not come; the evidence shows "
                f"{who(event)} here at {clock(event)}.",
                "Compare the two, and correct the report by an addendum or explain the difference.",
                at=spans[0],
                also=[(span, "said again") for span in spans[1:]],
                evidence=list(matched(match)),
                confidence=0.9 if at_time(event, own) else 0.7,
            )
        )
    return say.violated(*findings) if findings else say.satisfied()
