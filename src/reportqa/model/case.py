"""All that a rule may look at. A rule receives one `Case` and can change nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from reportqa.model.document import Document
from reportqa.model.evidence import EvidenceSlice
from reportqa.model.extraction import Extraction
from reportqa.model.links import Links
from reportqa.model.mention import Label, Mention
from reportqa.model.policy import Policy
from reportqa.model.site import Building, Landmark, Permit, Person, Post, Shift, Site, Unit


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteFacts:
    """The registry rows of the resolved site that rules look at; `given` is False without a registry."""

    given: bool = False
    site: Site | None = None
    buildings: tuple[Building, ...] = ()
    units: tuple[Unit, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    contacts: tuple[Person, ...] = ()
    officers: tuple[Person, ...] = ()
    permits: tuple[Permit, ...] = ()
    post: Post | None = None
    shift: Shift | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One report with everything known about it. `now` is the moment of judging, passed in.

    `memo` keeps what several rules derive from the same case, so that it is derived once; it is no part
    of the value, and a changed copy starts with an empty one.
    """

    document: Document
    extraction: Extraction
    links: Links = field(default_factory=Links)
    policy: Policy = field(default_factory=Policy)
    facts: SiteFacts = field(default_factory=SiteFacts)
    evidence: EvidenceSlice = field(default_factory=EvidenceSlice)
    now: datetime | None = None
    memo: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The merged mentions: those linked to the registry stand before general ones."""
        return self.links.mentions or self.extraction.mentions

    def labelled(self, *labels: Label) -> tuple[Mention, ...]:
        """The merged mentions with one of the labels, in text order."""
        return tuple(mention for mention in self.mentions if mention.label in labels)
