"""An emergency in the daily log also has an incident report of its own.

A daily log line is no report: it names no persons, units and outcome. Satisfied where the line cites a
report's number, or an incident report of the same site and time is among the night's reports.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from reportqa.evidence.told import cites, involved, line_of, same_number
from reportqa.link.telling import told_times
from reportqa.model.case import Case
from reportqa.model.evidence import Peer
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, RuleResult, Severity
from reportqa.model.mention import Label
from reportqa.model.service import Service
from reportqa.rules._base import Meta, Say
from reportqa.rules.emergency._evidence import SERVICE_NAMES, own_peer, site_peers

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.REVIEW,
    needs="TX",
    source="Post orders: an emergency needs an incident report beside the log",
    options=(("within_hours", 12), ("near_min", 90)),
)


def check(case: Case, say: Say) -> RuleResult:
    if case.document.metadata.kind != "daily_log":
        return say.not_applicable("no daily log")
    services = [
        item
        for item in involved(case.document, case.extraction)
        if item.spans and item.service is not Service.OTHER
    ]
    if not services:
        return say.not_applicable("the log names no emergency service")
    own = own_peer(case)
    reports = [peer for peer in site_peers(case) if peer.kind != "daily_log"]
    near = timedelta(minutes=say.number("near_min"))
    within = timedelta(hours=say.number("within_hours"))
    findings = []
    for item in services:
        numbers = cites(line_of(case.document.text, item.spans[0]))
        known = [peer.report_id for peer in reports]
        if numbers and (not known or any(same_number(a, b) for a in numbers for b in known)):
            continue
        times = _times_near(case, item.spans[0].start) or told_times(own)
        if any(item.service in peer.services and _close(peer, times, near, within) for peer in reports):
            continue
        name = SERVICE_NAMES[item.service.value]
        findings.append(
            say.finding(
                f"The daily log mentions {name}, and no incident report of the night does.",
                "Add an incident report, or cite its number in the log, or note why the log is enough.",
                at=item.spans[0],
                evidence=[
                    EvidenceItem(
                        kind=EvidenceKind.SEARCHED,
                        text=_looked_through(len(reports)),
                    )
                ],
                confidence=0.85 if case.evidence.given or reports else 0.6,
            )
        )
    return say.violated(*findings) if findings else say.satisfied()


def _looked_through(reports: int) -> str:
    if not reports:
        return "There is no other report of the site"
    if reports == 1:
        return "Looked through the one other report of the site"
    return f"Looked through {reports} other reports of the site"


def _times_near(case: Case, at: int) -> tuple[datetime, ...]:
    """The times in the sentence that holds the offset."""
    sentence = next((item for item in case.extraction.sentences if item.start <= at < item.end), None)
    found = []
    for mention in case.extraction.labelled(Label.TIME):
        if mention.value and (sentence is None or sentence.overlaps(mention.span)):
            try:
                time = datetime.fromisoformat(mention.value.partition("/")[0])
            except ValueError:
                continue
            if time.tzinfo is not None:
                found.append(time)
    return tuple(found)


def _close(peer: Peer, times: tuple[datetime, ...], near: timedelta, within: timedelta) -> bool:
    theirs = told_times(peer)
    if not times or not theirs:
        filed = peer.submitted_at or peer.written_at
        return not times or filed is None or any(abs(filed - at) <= within for at in times)
    return any(abs(at - other) <= near for at in times for other in theirs)
