"""A plate, permit or resident that the registry keeps under another unit than the one cited.

The notice would go to the wrong resident. The unit cited is the one told in the same sentence, or the
only one of a report on a violation; a unit told as a mere spot ("in front of 214") is not cited. Source:
complaint "the violation went to the wrong resident".
"""

from __future__ import annotations

import re

from reportqa.model.case import Case
from reportqa.model.finding import (
    Audience,
    EvidenceItem,
    EvidenceKind,
    Finding,
    Question,
    RuleResult,
    Severity,
)
from reportqa.model.links import Link, LinkState
from reportqa.model.site import RegistryKind
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say
from reportqa.rules.address._common import asserted, sentence_of

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.SUBMIT,
    needs="TR",
    source="Complaint: the violation went to the wrong resident",
)

# A unit behind these words says where a vehicle stood, not whose it is.
_SPOT = re.compile(
    r"\b(?:in\s+front\s+of|near|by|beside|behind|next\s+to|across\s+from|adjacent\s+to|outside(?:\s+of)?"
    r"|below|under"
    r"|between|facing|opposite|toward|towards|from|above|past)\s+(?:the\s+)?(?:door\s+of\s+)?$",
    re.IGNORECASE,
)
# Words of a report that cites somebody, so that its one unit is the cited one.
_CITES = re.compile(
    r"\b(?:violation|violator|citation|cited|notice|warning|ticket(?:ed)?|tow(?:ed)?|fined?|unauthorized"
    r"|illegally|permit|registered)\b",
    re.IGNORECASE,
)
# "Alvarez of 214", "Alvarez, unit 214", "unit 214 (Alvarez)", "tenant in 214, Alvarez".
_OF = re.compile(
    r"^\s*(?:,|\(|-|/|of|from|in|,?\s*(?:the\s+)?(?:resident|tenant|occupant|leaseholder)\s+(?:of|in|at)"
    r"|,?\s*(?:who\s+)?(?:lives?|living|resides?|residing)\s+(?:in|at))\s*$",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"^\s*(?:,|\(|-|/|:|['’]s|resident|tenant|,?\s*(?:resident|tenant|occupant)s?\s*,?)\s*$", re.I
)


def check(case: Case, say: Say) -> RuleResult:
    if not case.facts.given or case.facts.site is None:
        return say.not_applicable("no registry, or the site is not known")
    units = [link for link in case.links.of_kind(RegistryKind.UNIT) if _cited(case, link)]
    owned = [
        link
        for link in case.links.of_kind(RegistryKind.PERMIT, RegistryKind.PERSON)
        if link.state is LinkState.EXACT and link.best and link.best.unit_ids
    ]
    if not owned or not units:
        return say.not_applicable("no plate or resident is told beside a unit")
    findings: list[Finding] = []
    for link in owned:
        beside = _beside(case, link, units)
        owners = {unit for candidate in link.candidates for unit in candidate.unit_ids}
        cited = {unit for other in beside for candidate in other.candidates for unit in candidate.unit_ids}
        if beside and not owners & cited:
            findings.append(_finding(say, link, beside))
    return say.violated(*findings) if findings else say.satisfied()


def _cited(case: Case, link: Link) -> bool:
    sure = link.state is LinkState.EXACT or (
        link.state is LinkState.AMBIGUOUS and link.best is not None and link.best.score == 1.0
    )
    if not sure or not asserted(case, link.span):
        return False
    return not _SPOT.search(case.document.text[max(0, link.span.start - 30) : link.span.start])


def _beside(case: Case, link: Link, units: list[Link]) -> list[Link]:
    text = case.document.text
    if link.kind is RegistryKind.PERSON:
        return [unit for unit in units if _tied(text, link.span, unit.span)]
    sentence = sentence_of(case, link.span)
    same = [unit for unit in units if sentence.start <= unit.span.start < sentence.end]
    if same:
        return same
    told = {candidate.id for unit in units for candidate in unit.candidates[:1]}
    plates = {other.best.id for other in case.links.of_kind(RegistryKind.PERMIT) if other.best}
    # Apart from its sentence a plate belongs to the unit only where there is one of each.
    return units if len(told) == 1 and len(plates) == 1 and _CITES.search(text) else []


def _tied(text: str, person: Span, unit: Span) -> bool:
    if person.end <= unit.start:
        return bool(_OF.match(text[person.end : unit.start]))
    return unit.end <= person.start and bool(_BACK.match(text[unit.end : person.start]))


def _finding(say: Say, link: Link, beside: list[Link]) -> Finding:
    plate = link.kind is RegistryKind.PERMIT
    best = link.best
    cited = beside[0]
    row = f"{best.row.file}:{best.row.line}" if best and best.row else None
    # Nobody is told who lives where. The unit of a plate is shown, since a notice can't be mended without.
    thing = f"Plate {link.text}" if plate else link.text
    return say.finding(
        f"{thing} is registered to another unit than the one cited, {cited.text}.",
        "Check the plate and the unit before a notice goes out."
        if plate
        else "Check the name and the unit before a notice goes out.",
        at=link.span,
        also=[(unit.span, "the unit cited") for unit in beside],
        evidence=(
            EvidenceItem(
                kind=EvidenceKind.REGISTRY,
                text=_owner(say, link) if plate else "registered to another unit: see the row",
                ref=row,
            ),
        ),
        question=Question(
            text=f"Are both right: {link.text} and {cited.text}?" if plate else f"Is {cited.text} right?",
            answer="yes_no",
        ),
        confidence=0.92 if plate else 0.8,
    )


def _owner(say: Say, link: Link) -> str:
    ids = {unit for candidate in link.candidates for unit in candidate.unit_ids}
    numbers = [unit.number for unit in say.case.facts.units if unit.id in ids]
    return f"{link.text}: unit {' or '.join(numbers)}"
