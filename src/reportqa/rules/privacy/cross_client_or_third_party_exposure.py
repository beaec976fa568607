"""A copy for one reader shows no other client, no complainant's unit, no other resident.

"Unit 310 complained about 318" on 318's notice starts a feud. Source: complaints of residents.
"""

from __future__ import annotations

import re

from reportqa.model.case import Case
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, Finding, RuleResult, Severity
from reportqa.model.links import LinkState
from reportqa.model.site import RegistryKind
from reportqa.rules._base import Meta, Say
from reportqa.rules._text import sentence_of

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.REVIEW,
    needs="TR",
    source="Complaints of residents: the neighbour learned who complained",
)

_COMPLAINED = re.compile(
    r"\b(?:complain(?:ed|s|ant|t)?|reported|called (?:about|on)|caller)\b", re.IGNORECASE
)
_RESIDENT = "resident"


def check(case: Case, say: Say) -> RuleResult:
    links = case.links.links
    if not links:
        return say.not_applicable("nothing of the registry in the text")
    found: list[Finding] = []
    for link in links:
        if link.state is LinkState.OTHER_CLIENT and link.kind is not RegistryKind.PERMIT and link.best:
            found.append(
                say.finding(
                    "The text names a place or person of another client.",
                    "Take it out of this client's copy.",
                    at=link.span,
                    evidence=(
                        EvidenceItem(
                            kind=EvidenceKind.REGISTRY,
                            text="A row of another client",
                            ref=f"{link.best.row.file}:{link.best.row.line}" if link.best.row else None,
                        ),
                    ),
                    confidence=0.8,
                )
            )
    if any(item.startswith(_RESIDENT) for item in case.document.metadata.recipients):
        found.extend(_complainants(case, say))
    return say.violated(*found) if found else say.satisfied()


def _complainants(case: Case, say: Say) -> list[Finding]:
    addressee = {item.partition(":")[2] for item in case.document.metadata.recipients}
    found = []
    for link in case.links.of_kind(RegistryKind.UNIT, RegistryKind.PERSON):
        own = link.best and (link.best.id in addressee or set(link.best.unit_ids) & addressee)
        around = sentence_of(case, link.span).of(case.document.text)
        if not own and _COMPLAINED.search(around):
            found.append(
                say.finding(
                    "The copy for a resident shows who complained.",
                    "Write that a complaint was received.",
                    at=link.span,
                    confidence=0.75,
                )
            )
    return found
