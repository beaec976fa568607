"""What others recorded: one model for every source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reportqa.model.service import Service


class EventKind(StrEnum):
    """What an event was."""

    FIRE = "fire"
    FIRE_ALARM = "fire_alarm"
    MEDICAL = "medical"
    POLICE = "police"
    INTRUSION = "intrusion"
    PANIC = "panic"
    TRAFFIC = "traffic"
    UTILITY = "utility"
    OTHER = "other"


class Precision(StrEnum):
    """How exactly a source says where."""

    DOOR = "door"
    BLOCK = "block"
    INTERSECTION = "intersection"
    ACCOUNT = "account"
    POINT = "point"
    WITHHELD = "withheld"


class Grade(StrEnum):
    """How sure a match is."""

    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    POSSIBLE = "possible"


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceRow:
    """The row that says so: feed name, file, line (from 1), and the row as a person would read it."""

    feed: str
    file: str
    line: int
    text: str

    @property
    def ref(self) -> str:
        """`file:line`."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, kw_only=True, slots=True)
class EventPlace:
    """Where the source says it was."""

    precision: Precision
    text: str = ""
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    account: str | None = None
    zone: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EmergencyEvent:
    """One incident as a dispatch centre, an alarm panel, a complaint or a peer recorded it.

    Times are timezone-aware. `services` are those that the source says took part. `test` marks panel
    tests and drills; `cancelled` a response called off. Rows of one incident are grouped in `rows`.
    """

    id: str
    source: str  # dispatch, panel, complaint, peer
    kind: EventKind
    services: tuple[Service, ...]
    place: EventPlace
    received: datetime
    dispatched: datetime | None = None
    en_route: datetime | None = None
    on_scene: datetime | None = None
    cleared: datetime | None = None
    units: tuple[str, ...] = ()
    case_number: str | None = None
    nature: str = ""
    disposition: str | None = None
    cancelled: bool = False
    test: bool = False
    restore: bool = False
    rows: tuple[SourceRow, ...] = ()

    @property
    def start(self) -> datetime:
        """The earliest known time."""
        return min(t for t in (self.received, self.dispatched, self.en_route, self.on_scene) if t)

    @property
    def end(self) -> datetime:
        """The latest known time."""
        known = (self.received, self.dispatched, self.en_route, self.on_scene, self.cleared)
        return max(t for t in known if t)


@dataclass(frozen=True, kw_only=True, slots=True)
class Presence:
    """A sign that an officer was somewhere: kind scan, gps, clock_in, clock_out."""

    kind: str
    at: datetime
    officer_id: str | None = None
    officer: str | None = None
    site_id: str | None = None
    checkpoint: str | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    row: SourceRow | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Complaint:
    """A client's message: when it came, which site and night it speaks of, which services it names."""

    id: str
    received: datetime
    sender: str
    subject: str
    site_id: str | None = None
    speaks_of: tuple[str, ...] = ()  # TIME and DATE values found in it
    services: tuple[Service, ...] = ()
    row: SourceRow | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """From when to when a feed spoke as it should; `complete` False names a gap.

    `services` are what the feed would have told of; `site_ids` empty means all sites.
    """

    feed: str
    source: str
    start: datetime
    end: datetime
    complete: bool
    services: tuple[Service, ...] = ()
    site_ids: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedProblem:
    """Rows of a feed that could not be used, counted by reason; `line` is the first such row."""

    feed: str
    file: str
    line: int
    reason: str
    count: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """Why an event belongs to a site and shift: the grade, with distance and minutes as facts."""

    event: EmergencyEvent
    site_id: str
    shift_id: str | None
    grade: Grade
    reasons: tuple[str, ...] = ()
    distance_m: float | None = None
    minutes: float | None = None
    explained: str | None = None  # test, drill, neighbour, street traffic, relieved: not raised


@dataclass(frozen=True, kw_only=True, slots=True)
class Peer:
    """Another report of the night, as much of it as a rule may need; never its text."""

    report_id: str
    name: str
    kind: str | None
    author: str | None
    author_id: str | None
    site_id: str | None
    shift_id: str | None
    occurred_at: datetime | None
    written_at: datetime | None
    submitted_at: datetime | None
    # The shift as the report itself tells it, and when its matter happened as far as anything says so: its
    # surroundings are looked up by them. All have a zone.
    shift_told: tuple[datetime, datetime] | None = None
    moment: datetime | None = None
    event_times: tuple[datetime, ...] = ()
    services: tuple[Service, ...] = ()  # involved
    denied: tuple[Service, ...] = ()  # negated
    incident_type: str | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    shingles: tuple[int, ...] = ()  # a small sketch of the narrative, for near-duplicates
    cites: tuple[str, ...] = ()  # report ids named in it
    post_id: str | None = None  # of its shift, filled in where the roster is known
    # What it says of each service and of an alarm: `fire.arrived`, `ems.unit`, `fire.cancelled`, `alarm`,
    # `cause` (evidence/told.py lists them all).
    told: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceSlice:
    """The evidence that concerns one report: its site and shift.

    `given` is False when no evidence was passed at all; rules that need it are then not applicable.
    """

    given: bool = False
    matches: tuple[Match, ...] = ()
    presence: tuple[Presence, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    peers: tuple[Peer, ...] = ()
