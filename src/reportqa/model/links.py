"""How the words of a report meet the site registry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reportqa.model.mention import Mention
from reportqa.model.site import RegistryKind, RowRef
from reportqa.model.span import Span


class LinkState(StrEnum):
    """How sure a link is, and where it leads.

    exact: the row itself or an alias. near: one uniquely nearest row with stated differences; a
    suggestion, not a sure link. ambiguous: two or more equal candidates. unknown: nothing fits.
    elsewhere: it is a row of another site of this client; other_client: of another client.
    """

    EXACT = "exact"
    NEAR = "near"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    ELSEWHERE = "elsewhere"
    OTHER_CLIENT = "other_client"


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A registry row that the words may mean; `score` 0…1, `reasons` what differs, in plain words."""

    kind: RegistryKind
    id: str
    site_id: str | None
    client_id: str | None
    text: str  # the row as people would write it
    score: float
    reasons: tuple[str, ...] = ()
    unit_ids: tuple[str, ...] = ()  # the units that this row belongs to (of a plate, person, space)
    row: RowRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """One naming of a registry thing; candidates best first, the chosen one is candidates[0].

    Only `exact`, `elsewhere` and `other_client` are sure.
    """

    span: Span
    text: str
    kind: RegistryKind
    state: LinkState
    candidates: tuple[Candidate, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether the first candidate is meant beyond reasonable doubt."""
        return self.state in (LinkState.EXACT, LinkState.ELSEWHERE, LinkState.OTHER_CLIENT)

    @property
    def best(self) -> Candidate | None:
        """The first candidate; None where there is none."""
        return self.candidates[0] if self.candidates else None


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteVote:
    """One sign of where the report belongs; `source` is metadata, roster, gps, address or name."""

    source: str
    site_id: str
    span: Span | None = None
    detail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """Where the report was written, against the site's fence.

    `distance_m` is from the fence, 0 inside it; `certain_m` is distance less accuracy, at least 0.
    """

    site_id: str
    lat: float
    lon: float
    accuracy_m: float | None
    distance_m: float
    certain_m: float
    by_radius: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Links:
    """All links of one report. `mentions` are the merged ones: registry first, general ones second.

    `site_id` is the resolved site or None; `conflict` is set when the votes disagree. `shift_id` is
    the roster's shift that the report falls in.
    """

    site_id: str | None = None
    client_id: str | None = None
    votes: tuple[SiteVote, ...] = ()
    conflict: bool = False
    links: tuple[Link, ...] = ()
    mentions: tuple[Mention, ...] = ()
    position: Position | None = None
    shift_id: str | None = None

    def of_kind(self, *kinds: RegistryKind) -> tuple[Link, ...]:
        """The links of some kinds, in text order."""
        return tuple(link for link in self.links if link.kind in kinds)
