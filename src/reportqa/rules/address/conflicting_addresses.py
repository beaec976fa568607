"""Header, narrative and position must lead to one site.

The header's site is compared with the addresses that the narrative tells as the place of the incident,
and with the site in which the position lies. Where only the position differs, the manager is asked, not
the officer: phones err. Source: complaint "he wasn't even on site".
"""

from __future__ import annotations

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
from reportqa.model.links import SiteVote
from reportqa.rules._base import Meta, Say
from reportqa.rules._text import in_header
from reportqa.rules.address._common import placed

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="MTR",
    source="Complaint: the officer was not on site",
)


def check(case: Case, say: Say) -> RuleResult:
    if not case.facts.given:
        return say.not_applicable("no registry")
    head = [v for v in case.links.votes if v.source == "metadata" or (v.span and in_header(case, v.span))]
    told = [
        v
        for v in case.links.votes
        if v.source == "address" and v.span and not in_header(case, v.span) and placed(case, v.span)
    ]
    fix = [v for v in case.links.votes if v.source == "gps"]
    if len([group for group in (head, told, fix) if group]) < 2 and len({v.site_id for v in head}) < 2:
        return say.not_applicable("fewer than two signs of the site")
    route = set(case.facts.post.site_ids) if case.facts.post else set()
    findings = [*_within_header(say, head), *_narrative(say, head, told, route)]
    if not findings:
        findings += _position(case, say, head or told, fix, route)
    return say.violated(*findings) if findings else say.satisfied()


def _within_header(say: Say, head: list[SiteVote]) -> list[Finding]:
    other = next((v for v in head if v.site_id != head[0].site_id and v.span), None)
    return [_finding(say, "Two places of the header belong to different sites.", other)] if other else []


def _narrative(say: Say, head: list[SiteVote], told: list[SiteVote], route: set[str]) -> list[Finding]:
    if not head or not told:
        return []
    homes = {v.site_id for v in head}
    # A narrative that also tells the header's own address may name others on the way.
    if any(v.site_id in homes for v in told):
        return []
    away = next((v for v in told if v.site_id not in homes | route), None)
    text = "The header and the narrative name addresses of different sites."
    return [_finding(say, text, away)] if away else []


def _position(
    case: Case, say: Say, named: list[SiteVote], fix: list[SiteVote], route: set[str]
) -> list[Finding]:
    if not named or not fix or fix[0].site_id in {v.site_id for v in named} | route:
        return []
    accuracy = case.document.metadata.accuracy_m
    return [
        say.finding(
            "The position lies inside another site than the one that the report names.",
            "Ask at which site the report was written; positions can be wrong.",
            evidence=(
                EvidenceItem(
                    kind=EvidenceKind.METADATA, text="position of the report", value=accuracy, unit="m"
                ),
            ),
            confidence=0.6,
            audience=Audience.REVIEW,
        )
    ]


def _finding(say: Say, text: str, vote: SiteVote | None) -> Finding:
    return say.finding(
        text,
        "Say which address is the place of the incident.",
        at=vote.span if vote else None,
        evidence=(EvidenceItem(kind=EvidenceKind.REGISTRY, text=vote.detail if vote else ""),),
        question=Question(text="At which address did it happen?"),
        confidence=0.85,
    )
