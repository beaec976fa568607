"""Of two pools, "the pool" says nothing: the report must tell which.

A landmark told by its kind alone, of which the site has more than one, with nothing beside it that says
which is meant. Source: complaint "where did it happen?".
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, Question, RuleResult, Severity
from reportqa.model.links import Link, LinkState
from reportqa.model.site import RegistryKind
from reportqa.rules._base import Meta, Say
from reportqa.rules.address._common import asserted, row_of, sentence_of

META = Meta(
    severity=Severity.MINOR,
    audience=Audience.SUBMIT,
    needs="TR",
    source="Complaint: where did it happen?",
)

_EXACT_PLACES = (RegistryKind.UNIT, RegistryKind.SPACE, RegistryKind.BUILDING, RegistryKind.LANDMARK)


def check(case: Case, say: Say) -> RuleResult:
    if not case.facts.given or case.facts.site is None:
        return say.not_applicable("no registry, or the site is not known")
    links = case.links.of_kind(RegistryKind.LANDMARK)
    if not links:
        return say.not_applicable("no landmark is told")
    vague: dict[frozenset[str], Link] = {}
    for link in links:
        if link.state is LinkState.AMBIGUOUS and _alone(case, link):
            vague.setdefault(frozenset(candidate.id for candidate in link.candidates), link)
    if not vague:
        return say.satisfied()
    return say.violated(
        *(
            say.finding(
                f"The site has {len(link.candidates)} of these: which is meant by \u201c{link.text}\u201d?",
                "Say which one, or name the building or unit beside it.",
                at=link.span,
                evidence=tuple(row_of(candidate) for candidate in link.candidates),
                question=Question(
                    text=f"Which one is meant by \u201c{link.text}\u201d?",
                    answer="choice",
                    choices=tuple(candidate.text for candidate in link.candidates),
                ),
                confidence=0.85,
            )
            for link in vague.values()
        )
    )


def _alone(case: Case, link: Link) -> bool:
    """Whether nothing says which is meant: neither its name anywhere, nor an exact place in the sentence."""
    if not asserted(case, link.span):
        return False
    ids = {candidate.id for candidate in link.candidates}
    sentence = sentence_of(case, link.span)
    for other in case.links.of_kind(*_EXACT_PLACES):
        if other.state is not LinkState.EXACT:
            continue
        if other.best and other.best.id in ids:
            return False
        if sentence.start <= other.span.start < sentence.end:
            return False
    return True
