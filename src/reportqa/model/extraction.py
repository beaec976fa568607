"""Everything that was found in one text without looking at a registry."""

from __future__ import annotations

from dataclasses import dataclass

from reportqa.model.mention import Label, Mention, Role
from reportqa.model.service import Hazard, Involvement, Service, ServiceInvolvement
from reportqa.model.span import Span


@dataclass(frozen=True, kw_only=True, slots=True)
class TypeGuess:
    """One incident type of the closed list with its calibrated probability, 0…1."""

    type: str
    probability: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Extraction:
    """Mentions in text order; `services` holds one entry for each `Service`; types best first.

    `incident_types` is empty when the text says nothing about type. `sentences` are spans in text
    order; they cover all words.
    """

    mentions: tuple[Mention, ...] = ()
    services: tuple[ServiceInvolvement, ...] = tuple(ServiceInvolvement(service=s) for s in Service)
    generic_911: bool = False
    hazards: tuple[Hazard, ...] = ()
    incident_types: tuple[TypeGuess, ...] = ()
    sentences: tuple[Span, ...] = ()

    def service(self, service: Service) -> ServiceInvolvement:
        """The entry of one service."""
        return next(item for item in self.services if item.service is service)

    def involved(self, service: Service) -> bool:
        """Whether the text says that the service had a part in this incident."""
        return self.service(service).involvement is Involvement.INVOLVED

    def labelled(self, *labels: Label) -> tuple[Mention, ...]:
        """The mentions with one of the labels, in text order."""
        return tuple(mention for mention in self.mentions if mention.label in labels)

    def in_role(self, role: Role) -> tuple[Mention, ...]:
        """The mentions that answer one question, in text order."""
        return tuple(mention for mention in self.mentions if mention.role is role)
