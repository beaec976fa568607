"""What many nights tell of a site, a post or an officer: shares with how sure they are, and what recurs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reportqa.model.answer import Topic
from reportqa.model.quality import SCHEMA_VERSION


class Change(StrEnum):
    """The later half of the nights against the earlier one."""

    MORE = "more"
    LESS = "less"
    NONE = "none"  # no change that chance alone would not make
    TOO_FEW = "too_few"  # reports to say


@dataclass(frozen=True, kw_only=True, slots=True)
class NightCount:
    """One night: its reports, those with a blocker or major finding, and the events that they miss."""

    night: date
    reports: int
    weighty: int
    missed: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Trend:
    """One site, post or officer over the nights; `kind` says which.

    `weighty` of `reports` have a blocker or major finding, language left out; `low` and `high` bound the
    share that stands behind it (95 %), None where there are too few reports to say. `missed` counts events
    that the reports miss (sites only).
    """

    kind: str
    id: str
    name: str
    site_id: str | None
    reports: int
    weighty: int
    low: float | None
    high: float | None
    change: Change
    nights: tuple[NightCount, ...]
    topics: tuple[Topic, ...] = ()
    missed: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Trends:
    """All of them. `least` is how many reports a share needs; `placeless` reports name no known site.

    `officers` is empty where no policy allows to look at persons; they stand in order of name, never of rank.
    """

    nights: tuple[date, ...]
    reports: int
    weighty: int
    unreadable: int
    placeless: int
    least: int
    by_officer: bool
    sites: tuple[Trend, ...]
    posts: tuple[Trend, ...]
    officers: tuple[Trend, ...]
    topics: tuple[Topic, ...]
    schema_version: str = SCHEMA_VERSION
