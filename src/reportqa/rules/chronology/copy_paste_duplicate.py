"""A report must tell of its own night, not repeat another one.

The same sixty words nine nights in a row, or rounds at exactly the same minute of every hour, show that
nobody looked. Source: complaint "he wasn't even on site".
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from reportqa.evidence.peers import likeness, sketch
from reportqa.model.case import Case
from reportqa.model.evidence import Peer
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules._text import clock_times, narrative

META = Meta(
    severity=Severity.MINOR,
    audience=Audience.REVIEW,
    needs="TMX",
    source="Complaint: the reports of a week are copies",
    options=(("min_words", 30), ("alike", 0.8), ("rounds", 5)),
)

_OTHER_NIGHT = timedelta(hours=8)


def check(case: Case, say: Say) -> RuleResult:
    whole = narrative(case)
    text = whole.of(case.document.text) if whole else ""
    even = _even_rounds(case, int(say.number("rounds")))
    if even:
        count, minutes = even
        return say.violated(
            say.finding(
                f"{count} times in the text are exactly {minutes} minutes apart.",
                "Compare the times with the tour scans.",
                evidence=(
                    EvidenceItem(
                        kind=EvidenceKind.DURATION,
                        text="Between one time and the next",
                        value=minutes,
                        unit="min",
                    ),
                ),
                confidence=0.6,
            )
        )
    if len(text.split()) < say.number("min_words"):
        return say.not_applicable("too short to tell a copy from a coincidence")
    others = [peer for peer in case.evidence.peers if _other_night(case, peer)]
    own = sketch(text) if others else ()
    for peer in others:
        share = likeness(own, peer.shingles)
        if share >= say.number("alike"):
            return say.violated(
                say.finding(
                    f"The text is nearly the same as that of another report ({peer.name}).",
                    "Ask the officer what was seen on this night.",
                    evidence=(
                        EvidenceItem(
                            kind=EvidenceKind.PEER,
                            text="Share of equal runs of words",
                            ref=peer.report_id,
                            value=share,
                            unit="share",
                        ),
                    ),
                    confidence=0.8,
                )
            )
    return say.satisfied()


def _even_rounds(case: Case, least: int) -> tuple[int, int] | None:
    times = [at for _, at in clock_times(case)]
    gaps = {late - early for early, late in pairwise(times)}
    if len(times) <= least or len(gaps) != 1:
        return None
    minutes = int(gaps.pop().total_seconds() // 60)
    return (len(times), minutes) if minutes > 0 else None


def _other_night(case: Case, peer: Peer) -> bool:
    meta = case.document.metadata
    own = meta.occurred_at or meta.written_at or meta.submitted_at
    other = peer.occurred_at or peer.written_at or peer.submitted_at
    if own is None or other is None or (own.tzinfo is None) != (other.tzinfo is None):
        return False
    return abs(own - other) >= _OTHER_NIGHT
