"""A place of another client, or of a site to which the officer was not posted, does not belong here.

It shows one client another's business, and it sends the reader to the wrong property. A patrol route may
name all of its sites; homes, destinations and relief from other posts are not looked at. Source:
complaint "the violation went to the wrong resident"; confidentiality clauses of guard contracts.
"""

from __future__ import annotations

import re

from reportqa.model.case import Case
from reportqa.model.finding import Audience, Question, RuleResult, Severity
from reportqa.model.links import Link, LinkState
from reportqa.model.site import RegistryKind
from reportqa.rules._base import Meta, Say
from reportqa.rules._text import in_header
from reportqa.rules.address._common import placed, row_of

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.SUBMIT,
    needs="MTR",
    source="Complaint: the violation went to the wrong resident",
)

# A bare name of another site is told for many reasons; these words make it the place of the report.
_AT = re.compile(
    r"\b(?:at|in|inside|around|throughout|of|patrol(?:l)?ed|checked|toured|secured)\s+(?:the\s+)?$", re.I
)


def check(case: Case, say: Say) -> RuleResult:
    if not case.facts.given or case.facts.site is None:
        return say.not_applicable("no registry, or the site is not known")
    route = set(case.facts.post.site_ids) if case.facts.post else set()
    links = case.links.of_kind(RegistryKind.ADDRESS, RegistryKind.SITE)
    if not links:
        return say.not_applicable("no address or site is told")
    wrong = [link for link in links if _foreign(case, link, route)]
    if not wrong:
        return say.satisfied()
    return say.violated(
        *(
            say.finding(
                f"{link.text} is registered to "
                + (
                    "another client"
                    if link.state is LinkState.OTHER_CLIENT
                    else "another site of this client"
                )
                + f", but the report belongs to {case.facts.site.name}.",
                "Put the address of the site that you were posted to, or file the report for the other site.",
                at=link.span,
                evidence=tuple(row_of(candidate) for candidate in link.candidates[:1]),
                question=Question(text=f"Did this happen at {case.facts.site.name}?", answer="yes_no"),
                confidence=0.9 if link.kind is RegistryKind.ADDRESS else 0.75,
            )
            for link in _once(wrong)
        )
    )


def _whose(link: Link) -> str:
    return "another client" if link.state is LinkState.OTHER_CLIENT else "another site of this client"


def _foreign(case: Case, link: Link, route: set[str]) -> bool:
    best = link.best
    if best is None or link.state not in (LinkState.ELSEWHERE, LinkState.OTHER_CLIENT):
        return False
    if best.site_id in route or not placed(case, link.span):
        return False
    if link.kind is RegistryKind.ADDRESS or in_header(case, link.span):
        return True
    return bool(_AT.search(case.document.text[max(0, link.span.start - 20) : link.span.start]))


def _once(links: list[Link]) -> list[Link]:
    """One finding for each foreign site: the address before its name."""
    chosen: dict[str | None, Link] = {}
    for link in links:
        key = link.best.site_id if link.best else None
        known = chosen.get(key)
        better = known is not None and known.kind is RegistryKind.SITE and link.kind is RegistryKind.ADDRESS
        if known is None or better:
            chosen[key] = link
    return sorted(chosen.values(), key=lambda link: link.span)
