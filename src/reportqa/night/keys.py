"""Finds what a key of the pages names in a stored night, without taking every report apart."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from reportqa.errors import NoInputError
from reportqa.model.subject import Subject, event_subject, find
from reportqa.night.events import EVENTS, events_from
from reportqa.night.ledgers import Ledgers
from reportqa.night.stored import decode


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """What one key names; `what` says it to people."""

    subject: Subject
    site: str | None
    client: str | None
    what: str


def named(ledgers: Ledgers, out: Path, keys: Iterable[str]) -> list[Named]:
    """What the keys name in the night that was written to `out`, in their order.

    Raises NoInputError where there is no night, or nothing of such a name in it.
    """
    wanted = list(dict.fromkeys(keys))
    found: dict[str, Named] = {}
    with closing(ledgers.to_read(out)) as ledger:
        for item in events_from(ledger.kept(EVENTS)):
            subject = event_subject(item)
            found[subject.key] = Named(
                subject=subject, site=item.site_id, client=item.client_id, what=item.message
            )
        for _, body in ledger.rows() if not set(wanted) <= set(found) else ():
            text = zlib.decompress(body)
            for key in wanted:
                # As it stands in the stored JSON; only a report that holds it is taken apart.
                if f'"key":"{key}"'.encode() not in text:
                    continue
                quality = decode(body)
                if hit := find(quality, key):
                    finding, subject = hit
                    what = f"{quality.document.id}: {finding.message}"
                    links = quality.links
                    found[key] = Named(subject=subject, site=links.site_id, client=links.client_id, what=what)
    if missing := [key for key in wanted if key not in found]:
        raise NoInputError(
            f"no finding or event of this night has the key {missing[0]!r}",
            where=str(out),
            remedy="Take it from the pages, or from --format json",
        )
    return [found[key] for key in wanted]
