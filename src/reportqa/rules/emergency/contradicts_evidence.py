"""A report must not say that a service was not called or not there while others recorded it there.

The rows are set beside the words, and the manager asks; a report may speak of another matter of the same
night, so the finding is surest where the report's own time is the event's. A time of coming or leaving that
the log does not bear out (02:10, and the log says 02:40) is asked about too.
"""

from __future__ import annotations

from reportqa.evidence.told import denial
from reportqa.link.telling import at_time, denies, disputed, same_happening, tells
from reportqa.model.case import Case
from reportqa.model.evidence import Peer
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, Finding, RuleResult, Severity
from reportqa.model.service import Service, ServiceStatus
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
    findings = _wrong_times(case, say, own)
    negated = {
        item.service: item.spans
        for item in case.extraction.services
        if item.status in (ServiceStatus.NEGATED, ServiceStatus.NO_RESPONSE) and item.spans
    }
    everybody = denial(case.document)
    if everybody is not None:
        for service in own.denied:
            negated.setdefault(service, (everybody,))
    if not negated and not any(item.times for item in case.extraction.services):
        return say.not_applicable("the report denies no service and gives no time of one")
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


_VERBS = {"arrived": "came", "cleared": "left"}


def _wrong_times(case: Case, say: Say, own: Peer) -> list[Finding]:
    """The times of coming and going that the report gives for an event and its rows contradict."""
    matches = live(case, "dispatch")
    events = [match.event for match in matches]
    findings: list[Finding] = []
    seen: set[tuple[str, Service]] = set()
    for match in matches:
        event = match.event
        if not tells(event, shifts_of(case, event), own, events):
            continue
        same = [other for other in events if same_happening(event, other)]
        others = [other for other in events if other not in same]
        for dispute in disputed(same, own, others):
            span = next(
                (
                    time.span
                    for item in case.extraction.services
                    if item.service is dispute.service
                    for time in item.times
                    if time.kind == dispute.name and time.value == dispute.told.isoformat(timespec="minutes")
                ),
                None,
            )
            if span is None or (dispute.name, dispute.service) in seen:
                continue
            seen.add((dispute.name, dispute.service))
            minutes = abs((dispute.told - dispute.logged).total_seconds()) / 60
            findings.append(
                say.finding(
                    f"The report says that {SERVICE_NAMES[dispute.service.value]} {_VERBS[dispute.name]} at "
                    f"{dispute.told:%H:%M}; the evidence says {dispute.logged:%H:%M}.",
                    "Compare the two, and correct the report by an addendum or explain the difference.",
                    at=span,
                    evidence=[
                        *matched(match),
                        EvidenceItem(
                            kind=EvidenceKind.DURATION,
                            text="Between the two",
                            value=round(minutes),
                            unit="min",
                        ),
                    ],
                    severity=Severity.MAJOR,
                    confidence=0.75,
                )
            )
    return findings
