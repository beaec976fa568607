"""The night's other reports, looked up by site, shift and author."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from reportqa.model.evidence import Peer

# Copied texts and batches are looked for among an author's reports this far back and ahead.
_AUTHOR_DAYS = timedelta(days=10)
# What happened within this long of the shift may be of it.
_SLACK = timedelta(hours=1)


class PeerIndex:
    """All digests of a night; built once, then only read."""

    def __init__(self, peers: Iterable[Peer]) -> None:
        self.all = tuple(peers)
        self._by_site: dict[str, list[Peer]] = defaultdict(list)
        self._by_author: dict[str, list[Peer]] = defaultdict(list)
        # A site's reports by shift and by each day that they tell of: a year of one post stays quick.
        self._by_shift: dict[tuple[str, str], list[Peer]] = defaultdict(list)
        self._by_day: dict[tuple[str, int], list[Peer]] = defaultdict(list)
        self._timeless: dict[str, list[Peer]] = defaultdict(list)
        for peer in self.all:
            if peer.site_id:
                self._by_site[peer.site_id].append(peer)
                if peer.shift_id:
                    self._by_shift[peer.site_id, peer.shift_id].append(peer)
                days = {_day(at) for at in _times(peer)}
                for day in days:
                    self._by_day[peer.site_id, day].append(peer)
                if not days:
                    self._timeless[peer.site_id].append(peer)
            for name in {author_key(peer.author), author_key(peer.author_id)} - {""}:
                self._by_author[name].append(peer)

    def of_site(self, site_id: str) -> tuple[Peer, ...]:
        """The reports of one site."""
        return tuple(self._by_site.get(site_id, ()))

    def around(self, own: Peer, window: tuple[datetime, datetime] | None) -> tuple[Peer, ...]:
        """Other reports of the same site and shift or window, and others by the same author."""
        found: dict[str, Peer] = {}
        for peer in self._of_night(own.site_id or "", own.shift_id, window):
            if peer.report_id != own.report_id and _same_night(peer, own.shift_id, window):
                found[f"{peer.report_id}\0{peer.name}"] = peer
        for name in {author_key(own.author), author_key(own.author_id)} - {""}:
            for peer in self._by_author.get(name, ()):
                if peer.report_id != own.report_id and _near(peer, window, _AUTHOR_DAYS):
                    found[f"{peer.report_id}\0{peer.name}"] = peer
        return tuple(found.values())

    def _of_night(
        self, site_id: str, shift_id: str | None, window: tuple[datetime, datetime] | None
    ) -> Iterable[Peer]:
        """The site's reports that may be of the shift or the window; each may come more than once."""
        if window is None:
            yield from self._by_site.get(site_id, ())
            return
        if shift_id is not None:
            yield from self._by_shift.get((site_id, shift_id), ())
        for day in range(_day(window[0] - _SLACK), _day(window[1] + _SLACK) + 1):
            yield from self._by_day.get((site_id, day), ())
        yield from self._timeless.get(site_id, ())


def author_key(name: str | None) -> str:
    """A name or badge as it is compared."""
    return " ".join((name or "").casefold().split())


def peer_time(peer: Peer) -> datetime | None:
    """When the peer's matter happened, as far as known."""
    return next(iter(_times(peer)), None)


def _same_night(peer: Peer, shift_id: str | None, window: tuple[datetime, datetime] | None) -> bool:
    if shift_id is not None and peer.shift_id == shift_id:
        return True
    return _near(peer, window, _SLACK)


def _day(at: datetime) -> int:
    return at.astimezone(UTC).toordinal()


def _times(peer: Peer) -> list[datetime]:
    told = (peer.occurred_at, *peer.event_times, peer.written_at, peer.submitted_at)
    return [at for at in told if at is not None and at.tzinfo is not None]


def _near(peer: Peer, window: tuple[datetime, datetime] | None, slack: timedelta) -> bool:
    times = _times(peer)
    return window is None or not times or any(window[0] - slack <= at <= window[1] + slack for at in times)
