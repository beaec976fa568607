"""A danger to life calls for help: say who was called, or why nobody was.

Fire, smoke, gas, a weapon, an unconscious or heavily bleeding person. Satisfied where any service or 911
took part, where somebody is said to have been told or to be there already, where the report says why no
call was made, or where the danger was out or over when it was found.
"""

from __future__ import annotations

import re

from reportqa.evidence.told import cites
from reportqa.extract.services_names import writer
from reportqa.model.case import Case
from reportqa.model.finding import Audience, Finding, Question, RuleResult, Severity
from reportqa.model.mention import Status
from reportqa.model.service import HazardKind, Involvement, ServiceStatus
from reportqa.rules._base import Meta, Say
from reportqa.rules.emergency._evidence import absent
from reportqa.rules.emergency._hurt import none_hurt, of_animal, of_another

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.SUBMIT,
    needs="T",
    source="Guard-licensing syllabuses: observe, call for help, report",
    options=(("kinds", ("fire", "smoke", "gas", "weapon", "unconscious", "bleeding")),),
)

_NAMES = {
    HazardKind.FIRE: "fire",
    HazardKind.SMOKE: "smoke",
    HazardKind.GAS: "gas",
    HazardKind.WEAPON: "a weapon",
    HazardKind.UNCONSCIOUS: "an unconscious person",
    HazardKind.BLEEDING: "bleeding",
}
# Help asked for or refused in words that name no service, or a reason for not calling.
_ANSWERED = re.compile(
    r"\b9-?1-?1\b|\b(?:did\s+not|didn'?t|no\s+need\s+to|not\s+necessary\s+to)\s+call\b|\bno\s+(?:call|911)\b|"
    r"\b(?:refer\w+|transfer\w+)\s+to\b|(?-i:\b[A-Z]{2,5})\s+(?:was\s+|were\s+)?(?:advised|notified|informed)\b|"
    r"\b(?:declin|refus)\w*\b|\bnot\s+(?:called|notified|needed|required)\b|\bdrill\b|\btest(?:ing|ed)?\b|"
    r"\bno\s+(?:emergency|services?\s+(?:were\s+)?(?:needed|called))\b|\b(?:\w+\s+)?gas\s+(?:company|co)\b|"
    r"\b(?:gas|electric|power|light|utility|grid|dig\s*safe|plumb\w+)\b[^.;\n]{0,25}\b(?:request\w*|notified|advis\w*|called|"
    r"contacted|responding|en\s?route|on\s+(?:the\s+)?(?:scene|site|way))\b|"
    r"\bfirst\s+aid\b|\bhospital\b|\b(?-i:ER)\b|\bemergency\s+room\b|\bbandag|\bnurse\b|\bdoctor\b",
    re.IGNORECASE,
)
# The danger was no danger when it was found.
_OVER = re.compile(
    r"\b(?:burn(?:t|ed)\s+(?:food|toast|popcorn|dinner|out)|cooking|barbecue|bbq|grill(?:ing)?|steam|"
    r"fire\s*pit|fireplace|cigarette|vap(?:e|ing)|incense|candle|smok(?:ing|ed)\s+(?:area|section|a)|"
    r"false\s+alarm|toy|replica|bb\s+gun|airsoft|water\s+gun|already\s+out|put\s+(?:it\s+)?out|extinguish\w*|"
    r"thought\s+(?:that\s+)?it\s+was|(?:shooting|gun|firing)\s+range|from\s+the\s+range|gun\s+club|"
    r"dis+ipat\w*|discipat\w*|nothing\s+(?:\w+\s+){0,3}burning|no\s+longer\s+(?:smok|burn)\w*|"
    r"turned\s+out|realiz\w+|fireworks?|firecrackers?|back\s?fir\w+|hunters?|hunting|target\s+practice|"
    r"no\s+(?:smoke|fire|flames?|gas|odor|smell|weapons?)\b)",
    re.IGNORECASE,
)
_BODY = (HazardKind.UNCONSCIOUS, HazardKind.BLEEDING)
_ASKED = frozenset({ServiceStatus.DECLINED, ServiceStatus.INFORMED, ServiceStatus.DRILL})


def check(case: Case, say: Say) -> RuleResult:
    if case.document.metadata.kind == "daily_log" and cites(case.document.text):
        return say.not_applicable("a daily log that names the report")
    wanted = say.option("kinds")
    police = writer(case.document.metadata.author_org, ()).police  # they are whom one calls
    hazards = [
        hazard
        for hazard in case.extraction.hazards
        if hazard.kind in _NAMES
        and isinstance(wanted, tuple)
        and hazard.kind.value in wanted
        and hazard.assertion.status in (Status.PRESENT, Status.REPORTED)
        and not (
            hazard.kind in _BODY
            and (
                of_animal(case, hazard.span) or of_another(case, hazard.span) or none_hurt(case, hazard.span)
            )
        )
        and not (hazard.kind is HazardKind.WEAPON and police)
    ]
    if not hazards:
        return say.not_applicable("no danger is described")
    text = case.document.text
    helped = case.extraction.generic_911 or any(
        item.involvement is Involvement.INVOLVED or item.status in _ASKED for item in case.extraction.services
    )
    if helped or _ANSWERED.search(text) or _OVER.search(text):
        return say.satisfied()
    findings: list[Finding] = []
    seen: set[HazardKind] = set()
    for hazard in hazards:
        if hazard.kind in seen:
            continue
        seen.add(hazard.kind)
        name = _NAMES[hazard.kind]
        findings.append(
            say.finding(
                f"The report describes {name}, and names nobody who was called.",
                "Say who was called and when, or why nobody was.",
                at=hazard.span,
                evidence=[say.searched("a call to 911, a service or the gas company, or a reason for none")],
                question=Question(
                    text=f"About the {name.removeprefix('a ').removeprefix('an ')}: who was called, and when?"
                ),
                confidence=0.85,
            )
        )
    return absent(say, findings)
