"""What another officer's report or a client's complaint tells of the shift, this report should tell too.

Asked of the officer of the same post and shift whose report covers that time (a daily log, or an incident
report of that hour) and says nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from reportqa.link.peers import author_key, peer_time
from reportqa.link.telling import concerns, times_of, told_times, topics
from reportqa.model.case import Case
from reportqa.model.evidence import Complaint, Peer
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, Finding, RuleResult, Severity
from reportqa.model.service import Service
from reportqa.rules._base import Meta, Say
from reportqa.rules.emergency._evidence import SERVICE_NAMES, own_peer, site_peers
from reportqa.rules.provenance._filed import shift_of

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.REVIEW,
    needs="XT",
    source="Complaint: a tenant or another officer saw them, this report does not say so",
    options=(("near_min", 45), ("complaint_hours", 36)),
)

# A client's memory of the time may be off by this much.
_MEMORY = timedelta(hours=2)


def check(case: Case, say: Say) -> RuleResult:
    if not case.evidence.given and not case.evidence.peers:
        return say.not_applicable("no outside evidence")
    own = own_peer(case)
    findings: list[Finding] = []
    said = set(own.services)
    for peer in site_peers(case):
        if (
            _same_writer(own, peer)
            or not _same_post(case, peer)
            or not _on_duty(case, peer)
            or not _covers(own, peer, say.number("near_min"))
        ):
            continue
        lacking = [item for item in peer.services if item not in said and item.value != "other"]
        if not lacking:
            continue
        names = " and ".join(SERVICE_NAMES[item.value] for item in lacking)
        writer = peer.author or "another officer"
        findings.append(
            say.finding(
                f"The report of {writer} for the same post and time mentions {names}; this one does not.",
                "Add what was seen of it, or note why it is not in this report.",
                evidence=[
                    say.searched(names),
                    EvidenceItem(
                        kind=EvidenceKind.PEER, text=f"{peer.name} mentions {names}", ref=peer.report_id
                    ),
                ],
                confidence=0.75,
            )
        )
        said.update(lacking)
    for complaint in case.evidence.complaints:
        lacking = [item for item in complaint.services if item not in said and item.value != "other"]
        lacking = [item for item in lacking if not _spoken_of(complaint, item, site_peers(case))]
        if not lacking or not (own.kind == "daily_log" or not site_peers(case)):
            continue
        names = " and ".join(SERVICE_NAMES[item.value] for item in lacking)
        findings.append(
            say.finding(
                f"A client's complaint speaks of {names} here; the report does not.",
                "Ask the officer, and add what happened or note why it is not in this report.",
                evidence=[
                    say.searched(names),
                    EvidenceItem(
                        kind=EvidenceKind.COMPLAINT,
                        text=f"Message of {complaint.received:%Y-%m-%d %H:%M}",
                        ref=complaint.row.ref if complaint.row else complaint.id,
                    ),
                ],
                confidence=0.8,
            )
        )
        said.update(lacking)
    return say.violated(*findings) if findings else say.satisfied()


def _spoken_of(complaint: Complaint, service: Service, peers: Sequence[Peer]) -> bool:
    """Whether another report tells of the service at that time, or denies it (another rule's business)."""
    times = [at for value in complaint.speaks_of if "T" in value and (at := _time(value)) is not None]
    for peer in peers:
        if service not in peer.services and not (service in peer.denied and concerns(peer, service)):
            continue
        told = times_of(peer, [service.value])
        if not times or any(abs(at - other) <= _MEMORY for at in times for other in told):
            return True
    return False


def _time(value: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(value.partition("/")[0])
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def _same_writer(own: Peer, peer: Peer) -> bool:
    names = {author_key(own.author), author_key(own.author_id)} - {""}
    return bool(names & {author_key(peer.author), author_key(peer.author_id)})


def _same_post(case: Case, peer: Peer) -> bool:
    """One post of one site; where the roster does not say, one site."""
    if case.links.site_id is None or case.links.site_id != peer.site_id:
        return False
    post = case.facts.post
    return post is None or peer.post_id is None or post.id == peer.post_id


def _on_duty(case: Case, peer: Peer) -> bool:
    """Whether the other's matter falls into this officer's shift."""
    start, end = shift_of(case)
    at = peer_time(peer)
    return at is None or ((start is None or start <= at) and (end is None or at <= end))


def _covers(own: Peer, peer: Peer, near_min: float) -> bool:
    """A daily log covers its whole shift; an incident report its own matter at its own time."""
    if own.kind == "daily_log":
        return True
    if not topics(own) & topics(peer):
        return False
    return any(
        abs((at - other).total_seconds()) <= near_min * 60
        for at in told_times(own)
        for other in told_times(peer)
    )
