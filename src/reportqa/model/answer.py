"""The answer pack: what is known of one event or complaint, for the person who answers the client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reportqa.model.evidence import Complaint, Coverage
from reportqa.model.quality import Unreported


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """One line of the story: `side` is evidence, report, presence or complaint; `ref` says which row."""

    at: datetime
    side: str
    source: str
    text: str
    ref: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """One report of that time: what it says of the event, in its own words, and what it leaves out."""

    report_id: str
    name: str
    kind: str | None
    author: str | None
    submitted_at: datetime | None
    quotes: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One fact for the addendum: what the rows say, and what the report says of it, if anything.

    `compared` False: nobody looked whether the report tells it, since it tells such things in its own words.
    """

    name: str
    value: str
    told: str = ""
    compared: bool = True
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """A rule that reports of this post broke again and again; `nights` of the nights looked at."""

    rule: str
    title: str
    reports: int
    nights: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerPack:
    """Facts and their evidence; reason, apology and remedy are for a person to write and are not here.

    `item` holds the event with its state (`told` where the reports do tell it); None for a complaint
    that no event answers to. `nights` counts the nights behind `topics`, this one included.
    """

    site_id: str | None
    site: str
    timezone: str | None
    client: str = ""
    post: str = ""
    officer: str = ""
    complaint: Complaint | None = None
    item: Unreported | None = None
    timeline: tuple[Moment, ...] = ()
    tellings: tuple[Telling, ...] = ()
    facts: tuple[Fact, ...] = ()
    gaps: tuple[Coverage, ...] = ()
    topics: tuple[Topic, ...] = ()
    nights: int = 0
