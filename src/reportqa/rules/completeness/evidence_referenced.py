"""Photos and video that a report speaks of can be found: attached, numbered, or stored somewhere named.

Photos that post orders ask for must be there. Source: evidence part of report-writing syllabuses; post
orders.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import (
    Audience,
    ElementCount,
    EvidenceItem,
    EvidenceKind,
    Finding,
    Question,
    RuleResult,
    Severity,
)
from reportqa.model.policy import PostOrder
from reportqa.model.span import Span
from reportqa.rules import _elements
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import orders
from reportqa.rules.completeness._common import pattern

META = Meta(
    severity=Severity.MINOR,
    audience=Audience.SUBMIT,
    needs="TMR",
    source="Report-writing syllabuses: evidence; post orders",
)


def check(case: Case, say: Say) -> RuleResult:
    view = _elements.look(case)
    attached = len(case.document.metadata.attachments)
    match = pattern("evidence", "named").search(view.flat)
    wanted = max((order for order in orders(case) if order.photos), key=lambda o: o.photos, default=None)
    denied = pattern("evidence", "denied").search(view.flat) is not None
    if match and (attached or _referenced(view)):
        return say.satisfied([_count("given")])
    if denied:
        return say.satisfied([_count("waived")])
    if match:
        place = Span(*match.span())
        return say.missing(
            say.finding(
                "Photos or video are mentioned, but not where they are.",
                "Attach them, or add file numbers, camera or folder.",
                at=place,
                question=Question(text="How many photos or videos, and where are they?", element="evidence"),
                confidence=0.8,
                element="evidence",
            ),
            elements=[_count("missing")],
        )
    if wanted and attached < wanted.photos:
        return say.missing(_ordered(say, wanted, attached), elements=[_count("missing")])
    if attached:
        return say.satisfied([_count("given")])
    return say.not_applicable("no photo, video or item is told of or asked for")


def _ordered(say: Say, order: PostOrder, attached: int) -> Finding:
    return say.finding(
        f"Post orders ask for {order.photos} photos, and {attached} are there.",
        "Attach the photos, or say why there are none.",
        evidence=[
            say.searched("photos in the attachments and the text"),
            EvidenceItem(
                kind=EvidenceKind.POLICY, text=order.text or f"Post order {order.id}", ref=order.origin
            ),
        ],
        question=Question(text="Were photos taken? Where are they?", element="evidence"),
        element="evidence",
    )


def _count(state: str) -> ElementCount:
    return ElementCount(element="evidence", state=state, weight=0.5)


def _referenced(view: _elements.Look) -> bool:
    return any(pattern("evidence", key).search(view.flat) for key in ("reference", "counted"))
