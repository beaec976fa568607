"""What the rules of this family share: when a report was filed, and by whom."""

from __future__ import annotations

from datetime import datetime

from reportqa.link.peers import author_key
from reportqa.model.case import Case
from reportqa.model.document import Metadata
from reportqa.model.evidence import Peer
from reportqa.rules._incident import sign_of


def filed_at(meta: Metadata) -> datetime | None:
    """When the report left the officer: submitted, else received; None without a zone."""
    at = meta.submitted_at or meta.received_at
    return at if at is not None and at.tzinfo is not None else None


def peer_filed_at(peer: Peer) -> datetime | None:
    """The same of another report."""
    at = peer.submitted_at or peer.written_at
    return at if at is not None and at.tzinfo is not None else None


def same_author(case: Case, peer: Peer) -> bool:
    """Whether the other report is by the same officer."""
    meta = case.document.metadata
    own = {author_key(meta.author), author_key(meta.author_id)} - {""}
    return bool(own & {author_key(peer.author), author_key(peer.author_id)})


def shift_of(case: Case) -> tuple[datetime | None, datetime | None]:
    """Start and end of the shift: the report's own, else the roster's."""
    meta, shift = case.document.metadata, case.facts.shift
    start = meta.shift_start or (shift.start if shift else None)
    end = meta.shift_end or (shift.end if shift else None)
    return (
        start if start is not None and start.tzinfo is not None else None,
        end if end is not None and end.tzinfo is not None else None,
    )


def of_force(case: Case) -> bool:
    """Whether the report is of an officer's use of force or detention: by form, words or guessed type."""
    form = (case.document.metadata.incident_type or "").lower()
    return "force" in form or "detention" in form or sign_of(case, "force-detention") is not None


def hours(minutes: float) -> str:
    """A length of time for people."""
    if minutes < 120:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.0f} h" if minutes < 48 * 60 else f"{minutes / 1440:.0f} days"


def metres(distance: float) -> str:
    """A distance for people."""
    return f"{distance:.0f} m" if distance < 1000 else f"{distance / 1000:.1f} km"
