"""All evidence of a night, read once from a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from reportqa.evidence.clock import FeedClock, zone
from reportqa.evidence.complaints import ComplaintReader
from reportqa.evidence.coverage import coverage_of, rows_after, utc_key
from reportqa.evidence.dispatch import DispatchReader
from reportqa.evidence.manifest import FeedSpec, files_of, load_manifest
from reportqa.evidence.maps import load_map
from reportqa.evidence.panel import PanelReader, TestWindow
from reportqa.evidence.places import plain
from reportqa.evidence.presence import PresenceReader
from reportqa.evidence.rows import Problems
from reportqa.model.evidence import Complaint, Coverage, EmergencyEvent, FeedProblem, Presence
from reportqa.model.service import Service
from reportqa.model.site import Person
from reportqa.site.registry import SiteRegistry

T = TypeVar("T")

# What a panel's central station would tell of, unless the feed says otherwise.
_PANEL = (Service.FIRE, Service.EMS, Service.POLICE)


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceStore:
    """Events, presence and complaints in time order, with what is known of each feed's silence.

    `problems` counts every row that could not be used, by file and reason.
    """

    events: tuple[EmergencyEvent, ...] = ()
    presence: tuple[Presence, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    problems: tuple[FeedProblem, ...] = ()

    @classmethod
    def load(
        cls, folder: str | Path, *, registry: SiteRegistry, timezone: str | None = None
    ) -> EvidenceStore:
        """Everything in the folder. `timezone` serves feeds that name none.

        Raises EvidenceError for a folder, manifest or map that cannot be used at all; a bad row or a
        missing file never raises and becomes a problem.
        """
        folder = Path(folder)
        manifest = load_manifest(folder)
        loader = _Loader(folder, registry, manifest.timezone or timezone or _site_zone(registry))
        for feed in manifest.feed:
            loader.load(feed)
        return cls(
            events=_ordered(loader.events, lambda event: event.received),
            presence=_ordered(loader.presence, lambda sign: sign.at),
            complaints=_ordered(loader.complaints, lambda item: item.received),
            coverage=tuple(loader.coverage),
            problems=tuple(loader.problems),
        )


class _Loader:
    def __init__(self, folder: Path, registry: SiteRegistry, timezone: str) -> None:
        self._folder = folder
        self._registry = registry
        self._timezone = timezone
        self._sites = _names(registry)
        self._officers = _people(registry)
        self._roster_end = max((shift.end for shift in registry.shifts), key=utc_key, default=None)
        self.events: list[EmergencyEvent] = []
        self.presence: list[Presence] = []
        self.complaints: list[Complaint] = []
        self.coverage: list[Coverage] = []
        self.problems: list[FeedProblem] = []

    def load(self, feed: FeedSpec) -> None:
        """One feed, whatever its kind."""
        problems = Problems(feed.name)
        where = str(self._folder / "evidence.toml")
        local = zone(feed.timezone or self._timezone, where=where)
        paths = files_of(self._folder, feed)
        if not paths:
            problems.add(feed.file, 0, "no such file")
        services: tuple[Service, ...] = feed.services or ()
        times = None
        if feed.kind == "dispatch":
            map_ = load_map(feed.map, self._folder)
            services = services or map_.services or map_.service_default
            clock = FeedClock(local, map_.time.formats)
            dispatch = DispatchReader(feed.name, map_, clock, problems, centre(self._registry))
            self.events.extend(dispatch.read(paths))
            times = dispatch.times
        elif feed.kind == "panel":
            services = services or _PANEL
            panel = PanelReader(
                feed.name,
                FeedClock(local, _FORMATS),
                problems,
                feed.format,
                {
                    (account.account.upper(), number.lstrip("0")): text
                    for account in self._registry.accounts
                    for number, text in account.zones
                },
                [
                    TestWindow(item.account, _aware(item.start, local), _aware(item.end, local), item.why)
                    for item in feed.test
                ],
            )
            self.events.extend(panel.read(paths))
            times = panel.times
        elif feed.kind == "complaints":
            reader = ComplaintReader(feed.name, self._registry, local, problems)
            self.complaints.extend(reader.read(paths))
        else:
            signs = PresenceReader(
                feed.name, feed.kind, FeedClock(local, _FORMATS), problems, self._site_of, self._officer
            )
            self.presence.extend(signs.read(paths))
            times = signs.times
        if times is not None:
            self.coverage.extend(coverage_of(feed, services, times, local))
            reason, late = rows_after(feed, times, local, self._roster_end)
            if late:
                problems.add(feed.file, 0, reason, late)
        self.problems.extend(problems.values())

    def _site_of(self, told: str) -> str | None:
        return self._sites.get(told) or self._sites.get(plain(told))

    def _officer(self, told: str) -> Person | None:
        return self._officers.get(told) or self._officers.get(plain(told))


_FORMATS = ("iso", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p")


def _ordered(items: Iterable[T], time: Callable[[T], datetime]) -> tuple[T, ...]:
    return tuple(sorted(items, key=lambda item: utc_key(time(item))))


def _names(registry: SiteRegistry) -> dict[str, str]:
    """What a feed may call a site: its id, name or alias; a name of two sites is nobody's."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for site in registry.sites:
        for name in {site.id, plain(site.name), *(plain(alias) for alias in site.aliases)}:
            if found.setdefault(name, site.id) != site.id:
                twice.add(name)
    return {name: site_id for name, site_id in found.items() if name not in twice or name == site_id}


def _people(registry: SiteRegistry) -> dict[str, Person]:
    """What a feed may call an officer: id, badge or name; what fits two is nobody's but the id's."""
    found: dict[str, Person] = {}
    twice: set[str] = set()
    for person in registry.officers:
        for told in {plain(name) for name in (person.id, person.badge, person.name) if name}:
            if found.setdefault(told, person) is not person:
                twice.add(told)
    found = {told: person for told, person in found.items() if told not in twice}
    return found | {person.id: person for person in registry.officers}


def _site_zone(registry: SiteRegistry) -> str:
    zones = {site.timezone for site in registry.sites}
    return zones.pop() if len(zones) == 1 else "UTC"


def centre(registry: SiteRegistry) -> tuple[float, float] | None:
    """The middle of the sites, if they lie close together: far-flung sites tell nothing of a feed."""
    points = [
        (site.lat, site.lon) for site in registry.sites if site.lat is not None and site.lon is not None
    ]
    if not points:
        return None
    lats, lons = sorted(lat for lat, _ in points), sorted(lon for _, lon in points)
    if lats[-1] - lats[0] > 3 or lons[-1] - lons[0] > 3:
        return None
    return lats[len(lats) // 2], lons[len(lons) // 2]


def _aware(at: datetime, local: ZoneInfo) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=local)
