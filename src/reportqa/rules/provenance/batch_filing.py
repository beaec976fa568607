"""Reports are filed as things happen, not all in one go at the end of the shift.

Many reports of one officer about different times, filed within minutes, are memory at best. Raised once,
on the first of the batch. Reports queued without network are no batch.
"""

from __future__ import annotations

from datetime import datetime

from reportqa.link.telling import told_times
from reportqa.model.case import Case
from reportqa.model.evidence import Peer
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules.emergency._evidence import own_peer
from reportqa.rules.provenance._filed import filed_at, peer_filed_at, same_author

META = Meta(
    severity=Severity.MINOR,
    audience=Audience.REVIEW,
    needs="MX",
    source="Patrol entries of a whole night created within minutes",
    options=(
        ("at_least", 5),
        ("within_min", 10),
        ("apart_min", 30),  # two entries count as two when their events lie this far apart
    ),
)


def check(case: Case, say: Say) -> RuleResult:
    meta = case.document.metadata
    filed = filed_at(meta)
    if filed is None or not (meta.author or meta.author_id):
        return say.not_applicable("author or time of filing is not recorded")
    if meta.offline:
        return say.not_applicable("queued without network")
    own = own_peer(case)
    within = say.number("within_min") * 60
    batch: list[tuple[datetime, Peer]] = [(filed, own)]
    for peer in case.evidence.peers:
        at = peer_filed_at(peer)
        if at is not None and same_author(case, peer) and abs((at - filed).total_seconds()) <= within:
            batch.append((at, peer))
    batch.sort(key=lambda item: (item[0], item[1].report_id, item[1].name))
    run = [item for item in batch if (item[0] - batch[0][0]).total_seconds() <= within]
    events = _events([peer for _, peer in run], say.number("apart_min") * 60)
    if events < say.number("at_least"):
        return say.satisfied()
    if run[0][1] != own:
        return say.satisfied()
    minutes = (run[-1][0] - run[0][0]).total_seconds() / 60
    return say.violated(
        say.finding(
            f"{len(run)} reports of this officer about {events} different times were filed within "
            f"{max(minutes, 1):.0f} min.",
            "Ask for entries to be filed as things happen.",
            evidence=[
                EvidenceItem(
                    kind=EvidenceKind.PEER, text=f"{peer.name}, filed {at:%H:%M}", ref=peer.report_id
                )
                for at, peer in run[1:20]
            ],
            confidence=0.8,
        )
    )


def _events(peers: list[Peer], apart: float) -> int:
    """How many different times the reports are about."""
    times = sorted(min(found) for peer in peers if (found := told_times(peer)))
    count, last = 0, None
    for at in times:
        if last is None or (at - last).total_seconds() >= apart:
            count, last = count + 1, at
    return count
