"""An address that is nearly a registered one is probably a slip: the right one is suggested.

Swapped digits, a digit that differs, another kind of street or direction, a misspelled name. Nothing is
corrected: the officer chooses. Source: complaint "the violation went to the wrong resident".
"""

from __future__ import annotations

from reportqa.link import reasons as why
from reportqa.model.case import Case
from reportqa.model.finding import Audience, Finding, Question, RuleResult, Severity
from reportqa.model.links import Link, LinkState
from reportqa.model.site import RegistryKind
from reportqa.rules._base import Meta, Say
from reportqa.rules.address._common import exact_row, misread, other_town, placed, row_of

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="TR",
    source="Complaint: the violation went to the wrong resident",
)


def check(case: Case, say: Say) -> RuleResult:
    if not case.facts.given or case.facts.site is None:
        return say.not_applicable("no registry, or the site is not known")
    links = case.links.of_kind(RegistryKind.ADDRESS)
    if not links:
        return say.not_applicable("no street address is told")
    near = [link for link in links if _near(case, link)]
    if not near:
        return say.satisfied()
    return say.violated(*(_finding(say, link) for link in near))


def _near(case: Case, link: Link) -> bool:
    if link.state not in (LinkState.NEAR, LinkState.AMBIGUOUS) or exact_row(link):
        return False
    best = link.best
    if best is None or why.wrong_door(best.reasons) or misread(case, link):
        return False
    here = best.site_id == case.links.site_id and not other_town(case, link.span)
    return here and placed(case, link.span)


def _finding(say: Say, link: Link) -> Finding:
    shown = link.candidates[:3] if link.state is LinkState.AMBIGUOUS else link.candidates[:1]
    names = tuple(candidate.text for candidate in shown)
    differs = "; ".join(shown[0].reasons)
    return say.finding(
        f"{link.text} is not registered; the registry has {' or '.join(names)}: {differs}.",
        "Put the registered address, or confirm that this one is meant.",
        at=link.span,
        evidence=tuple(row_of(candidate) for candidate in shown),
        question=Question(
            text=f"You wrote {link.text}. Is {' or '.join(names)} meant?",
            answer="choice",
            choices=(*names, link.text),
        ),
        confidence=round(0.95 * shown[0].score, 2),
    )
