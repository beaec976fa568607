"""A street address that the site's registry does not hold sends the reader to the wrong door.

The address can be read, but no registered address of the site is meant by it: another number on a known
street, or a street that the site has nothing to do with. Homes, destinations and neighbors that the
report tells of are not looked at. Source: complaint "the violation went to the wrong resident".
"""

from __future__ import annotations

import re

from reportqa.link import reasons as why
from reportqa.model.case import Case
from reportqa.model.finding import Audience, Question, RuleResult, Severity
from reportqa.model.links import Link, LinkState
from reportqa.model.site import RegistryKind
from reportqa.rules._base import Meta, Say
from reportqa.rules._text import in_header
from reportqa.rules.address._common import exact_row, misread, other_town, placed, row_of

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.SUBMIT,
    needs="TR",
    source="Complaint: the violation went to the wrong resident",
)

# "Rt.2 Taconic Trail", "pole #100/8 Main St", "mile marker 4 Elm Rd": the number is no house number.
_NO_DOOR = re.compile(
    r"(?:\b(?:rte?|route|hwy|highway|us|sr|i|mm|mile\s+marker|exit|pole)[ .#-]{0,2}|[#/]\s?\d*/?)$",
    re.IGNORECASE,
)


def check(case: Case, say: Say) -> RuleResult:
    site = case.facts.site
    if not case.facts.given or site is None:
        return say.not_applicable("no registry, or the site is not known")
    if not site.addresses and not any(building.address for building in case.facts.buildings):
        return say.not_applicable("the registry holds no street address of this site")
    links = case.links.of_kind(RegistryKind.ADDRESS)
    if not links:
        return say.not_applicable("no street address is told")
    own_told = any(exact_row(link) for link in links)
    wrong = [link for link in links if _wrong(case, link, own_told)]
    if not wrong:
        return say.satisfied()
    return say.violated(
        *(
            say.finding(
                f"{link.text} is no registered address of {site.name}.",
                "Check the number and the street, and put the registered address.",
                at=link.span,
                evidence=tuple(row_of(candidate) for candidate in link.candidates[:3]),
                question=Question(
                    text=f"Which address is meant by {link.text}?",
                    answer="choice" if link.candidates else "text",
                    choices=tuple(candidate.text for candidate in link.candidates[:3]),
                ),
                confidence=0.9 if link.candidates else 0.8,
            )
            for link in wrong
        )
    )


def _wrong(case: Case, link: Link, own_told: bool) -> bool:
    if exact_row(link) or misread(case, link) or other_town(case, link.span):
        return False
    if not placed(case, link.span):
        return False
    if _NO_DOOR.search(case.document.text[max(link.span.start - 12, 0) : link.span.start]):
        return False
    if link.state is LinkState.UNKNOWN:
        # Beside a right address, a foreign one is mostly somebody's home or a neighbor. Another number on
        # the site's own street is not.
        return not own_told or bool(link.candidates) or in_header(case, link.span)
    if link.state in (LinkState.NEAR, LinkState.AMBIGUOUS):
        return bool(link.best and why.wrong_door(link.best.reasons))
    return False
