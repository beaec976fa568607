"""Which emergency services had a part in the incident, as the text tells it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reportqa.model.mention import Assertion
from reportqa.model.span import Span


class Service(StrEnum):
    """Kinds of outside help; `other` is coroner, gas company, utility, animal control …"""

    FIRE = "fire"
    EMS = "ems"
    POLICE = "police"
    OTHER = "other"


class Involvement(StrEnum):
    """Involved: asked to act, on the way, there, or cancelled. Mentioned: named, but none of these."""

    INVOLVED = "involved"
    MENTIONED = "mentioned"
    NONE = "none"


class ServiceStatus(StrEnum):
    """How far the involvement went, or why there was none."""

    ON_SCENE = "on_scene"
    STAGED = "staged"
    EN_ROUTE = "en_route"
    CALLED = "called"
    TRANSPORTED = "transported"
    CANCELLED = "cancelled"
    NO_RESPONSE = "no_response"
    INFORMED = "informed"
    DECLINED = "declined"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"
    HISTORICAL = "historical"
    DRILL = "drill"
    POLICY = "policy"
    HOMONYM = "homonym"


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceTime:
    """When a service was `called`, `dispatched`, `en_route`, `arrived`, `transported` or `cleared`."""

    kind: str
    value: str | None  # as a TIME mention's value
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceInvolvement:
    """One service's part; `spans` are the words that tell it, strongest first."""

    service: Service
    involvement: Involvement = Involvement.NONE
    status: ServiceStatus | None = None
    spans: tuple[Span, ...] = ()
    times: tuple[ServiceTime, ...] = ()
    agency: str | None = None  # named or acronym, as told
    called_by: str | None = None
    unit_ids: tuple[str, ...] = ()
    case_number: str | None = None
    confidence: float | None = None


class HazardKind(StrEnum):
    """Dangers that call for help."""

    FIRE = "fire"
    SMOKE = "smoke"
    GAS = "gas"
    WEAPON = "weapon"
    UNCONSCIOUS = "unconscious"
    BLEEDING = "bleeding"
    FLOOD = "flood"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hazard:
    """A danger that the text tells of, and how it is told."""

    kind: HazardKind
    span: Span
    assertion: Assertion
