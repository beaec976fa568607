"""One report as it is kept: compressed JSON of the one schema."""

from __future__ import annotations

import zlib
from functools import cache
from typing import NamedTuple

from pydantic import TypeAdapter

from reportqa.evidence.peers import digest
from reportqa.model.evidence import Peer
from reportqa.model.quality import Band, QualityReport


@cache
def _adapter() -> TypeAdapter[QualityReport]:
    return TypeAdapter(QualityReport)


@cache
def _peers() -> TypeAdapter[Peer]:
    return TypeAdapter(Peer)


class Stored(NamedTuple):
    """One report as it travels between workers and lies in the ledger.

    `body` is the whole as compressed JSON, `peer` what it tells the night's other reports (None where
    nothing could be read, or where that is kept already), `unreadable` whether it failed or can't be
    judged: a night of a hundred thousand is walked without taking each apart.
    """

    body: bytes
    peer: bytes | None
    unreadable: bool

    def quality(self) -> QualityReport:
        """The report back, equal to the one stored."""
        return decode(self.body)


def stored(quality: QualityReport, *, again: bool = False) -> Stored:
    """The report as it is kept. What has its default value is left out, and comes back by itself.

    `again`: its words are those that were kept before, and so is what they tell others.
    """
    return Stored(
        body=zlib.compress(_adapter().dump_json(quality, exclude_defaults=True), 1),
        peer=None
        if quality.failure or again
        else _peers().dump_json(
            digest(quality.document, quality.extraction, quality.links), exclude_defaults=True
        ),
        unreadable=quality.failure is not None or quality.band is Band.CANNOT_BE_JUDGED,
    )


def decode(body: bytes) -> QualityReport:
    """The report of a body, equal to the one stored."""
    return _adapter().validate_json(zlib.decompress(body))


def decode_peer(peer: bytes) -> Peer:
    """What a report tells the others, equal to what was stored."""
    return _peers().validate_json(peer)
