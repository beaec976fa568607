"""A report must say at which site or street address it happened.

A site that header, roster or position name counts, and so does a named place. Source: complaint "where
did it happen?".
"""

from __future__ import annotations

import re

from reportqa.model.case import Case
from reportqa.model.finding import (
    Audience,
    ElementCount,
    EvidenceItem,
    EvidenceKind,
    Question,
    RuleResult,
    Severity,
)
from reportqa.model.mention import Label
from reportqa.rules import _elements
from reportqa.rules._base import Meta, Say
from reportqa.rules.completeness._common import GRID, afar

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.SUBMIT,
    needs="TR",
    source="Complaint: where did it happen",
)


def check(case: Case, say: Say) -> RuleResult:
    view = _elements.look(case)
    metadata = case.document.metadata
    if case.links.site_id or metadata.site or metadata.location:
        return say.satisfied(_counts("given"))
    named = case.labelled(Label.ADDRESS, Label.PLACE)
    if any(not _elements.unreadable(view, mention.span) for mention in named):
        return say.satisfied(_counts("given"))
    if named:
        return say.undetermined("the place was read with little confidence", _counts("undetermined"))
    if GRID.search(view.flat) or _at_house(case):
        return say.satisfied(_counts("given"))
    if afar(case):
        return say.not_applicable("it was told by post or telephone, and has no place")
    evidence = [say.searched("a site name or street address in the header and the text")]
    spots = case.labelled(Label.SPOT, Label.UNIT)
    if spots:
        evidence.append(
            EvidenceItem(
                kind=EvidenceKind.REJECTED,
                text="A spot is given, but not at which site",
                span=spots[0].span,
            )
        )
    finding = say.finding(
        "The report does not tell at which site or address it happened.",
        "Add the site's name or its street address.",
        evidence=evidence,
        question=Question(text="At which site or address did it happen?", element="site"),
        confidence=0.9 if not spots else 0.8,
        element="site",
    )
    return say.missing(finding, elements=_counts("missing"))


# "at the Cache Humane Society": a house that somebody was at is a place, whoever runs it.
_AT = re.compile(r"\b(?:at|in|inside|outside|near|behind|from|in front of) (?:the )?$", re.IGNORECASE)


def _at_house(case: Case) -> bool:
    text = case.document.text
    return any(
        _AT.search(text[max(mention.span.start - 16, 0) : mention.span.start])
        for mention in case.labelled(Label.ORG)
    )


def _counts(state: str) -> tuple[ElementCount, ...]:
    return (ElementCount(element="site", state=state, weight=3.0),)
