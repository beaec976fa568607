"""Which emergency services had a part in the incident, by what the words say of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.extract.assertion import Assertions
from reportqa.extract.cues import Token
from reportqa.model.document import Metadata
from reportqa.model.mention import Mention, Status
from reportqa.model.service import Involvement, Service, ServiceInvolvement, ServiceStatus
from reportqa.model.span import Span


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceReading:
    """One entry for each `Service` in its order, and whether 911 was called without saying for whom."""

    services: tuple[ServiceInvolvement, ...]
    generic_911: bool = False


_THIN = {
    Service.FIRE: re.compile(r"\bfire (?:dep\w*|dept|crew|truck|engine)\b|\bfiremen\b|\b[A-Z]{0,2}FD\b"),
    Service.EMS: re.compile(r"\bEMS\b|\b[Aa]mbulance|\b[Pp]aramedics?\b"),
    Service.POLICE: re.compile(r"\b[Pp]olice\b|\b[A-Z]{0,3}PD\b|\b[Ss]heriff\b"),
    Service.OTHER: re.compile(r"\b[Cc]oroner\b|\b[Gg]as company\b|\b[Aa]nimal control\b"),
}
_911 = re.compile(r"\b(?:9-?1-?1|nine one one|[Ee]mergency services)\b")


def find_services(
    text: str,
    *,
    sentences: Sequence[Span],
    assertions: Assertions,
    times: Sequence[Mention],
    metadata: Metadata,
    agencies: Sequence[tuple[str, str]] = (),
    own: Sequence[str] = (),
    words: Sequence[Token] | None = None,
) -> ServiceReading:
    """The part of each service in the incident."""
    services = []
    for service in Service:
        spans = [Span(*m.span()) for m in _THIN[service].finditer(text)]
        present = [span for span in spans if assertions.of(span).status in (Status.PRESENT, Status.REPORTED)]
        services.append(
            ServiceInvolvement(
                service=service,
                involvement=Involvement.INVOLVED
                if present
                else Involvement.MENTIONED
                if spans
                else Involvement.NONE,
                status=ServiceStatus.CALLED if present else ServiceStatus.NEGATED if spans else None,
                spans=tuple(present or spans),
            )
        )
    generic = any(assertions.of(Span(*m.span())).status is Status.PRESENT for m in _911.finditer(text))
    return ServiceReading(services=tuple(services), generic_911=generic)
