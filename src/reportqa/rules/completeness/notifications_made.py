"""Whom post orders want told was told: who, when and how stand in the report, and their wording too.

"Management was notified" answers none of the three. Where post orders prescribe words, those are looked
for as well. Without post orders there is nothing to judge.
Source: post orders; complaint "nobody told me".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

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
from reportqa.model.mention import Label
from reportqa.model.policy import PostOrder
from reportqa.model.span import Span
from reportqa.rules import _elements
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import orders
from reportqa.rules._text import words
from reportqa.rules.completeness._common import is_log, pattern

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="TR",
    source="Post orders; complaint: nobody told me",
)


# A notification that seems later than this belongs to another day: the time was not understood.
MOST_MINUTES = 12 * 60


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    """The statement that tells of one notification, and which of who, when, how it lacks."""

    span: Span
    lacking: tuple[str, ...]
    at: datetime | None


def check(case: Case, say: Say) -> RuleResult:
    if is_log(case):
        return say.not_applicable("a daily log")
    wanted = [(order, role) for order in orders(case) for role in order.notify]
    worded = [order for order in orders(case) if order.wording]
    if not wanted and not worded:
        return say.not_applicable("no post order asks for a notification")
    view = _elements.look(case)
    findings: list[Finding] = []
    counts: list[ElementCount] = []
    for order, role in wanted:
        element = f"notified-{role}"
        told = _told(case, view, order, role)
        finding = _judged(case, say, order, role, element, told)
        counts.append(ElementCount(element=element, state="missing" if finding else "given"))
        if finding:
            findings.append(finding)
    for order in worded:
        given = view.phrase(order.wording or "") is not None
        element = f"wording-{order.id}"
        counts.append(ElementCount(element=element, state="given" if given else "missing"))
        if not given:
            findings.append(_unworded(say, order, element))
    if not findings:
        return say.satisfied(counts)
    first = say.missing(findings[0], elements=counts)
    return say.violated(*findings, elements=counts) if first.findings else first


def _judged(
    case: Case, say: Say, order: PostOrder, role: str, element: str, told: _Told | None
) -> Finding | None:
    source = EvidenceItem(
        kind=EvidenceKind.POLICY, text=order.text or f"Post order {order.id}", ref=order.origin
    )
    if told is None:
        return say.finding(
            f"Post orders want the {role} told, and the report does not say so.",
            f"Add when and how you told the {role}, or say that you did not.",
            evidence=[say.searched(f"a notification of the {role}"), source],
            question=Question(text=f"When and how did you tell the {role}?", element=element),
            element=element,
        )
    if told.lacking:
        lacking = " and ".join(told.lacking)
        few = len(told.lacking) < 2 and say.severity.rank < Severity.MINOR.rank
        return say.finding(
            f"The report says that the {role} was told, but not {lacking}.",
            f"Add {lacking} the {role} was told.",
            at=told.span,
            evidence=[source],
            question=Question(text=f"Who told the {role}, when and how?", element=element),
            severity=Severity.MINOR if few else None,
            element=element,
        )
    late = _late(case, order, told)
    if late is not None and order.within_min is not None:
        return say.finding(
            f"The {role} was told {late:.0f} minutes after the event; post orders say {order.within_min}.",
            "Check the times, or say why it took longer.",
            at=told.span,
            evidence=[
                source,
                EvidenceItem(kind=EvidenceKind.DURATION, text="Told after", value=late, unit="min"),
            ],
            question=Question(text=f"Why was the {role} told later than post orders say?", element=element),
            confidence=0.7,
            element=element,
        )
    return None


def _unworded(say: Say, order: PostOrder, element: str) -> Finding:
    text = order.text or f"Post order {order.id}"
    return say.finding(
        "Post orders prescribe words that the report does not hold.",
        f"Follow the post order: {text.rstrip('.')}.",
        evidence=[
            say.searched(f"the wording of post order {order.id}"),
            EvidenceItem(kind=EvidenceKind.POLICY, text=text, ref=order.origin),
        ],
        element=element,
    )


def _told(case: Case, view: _elements.Look, order: PostOrder, role: str) -> _Told | None:
    own = dict(order.notify_words).get(role)
    usual = words("completeness")["notifications"]["roles"].get(role)
    names = _elements.compiled_phrase(own or usual or rf"\b{re.escape(role.lower())}\b")[0]
    verbs, how = pattern("notifications", "verbs"), pattern("notifications", "how")
    best: _Told | None = None
    for line in re.finditer(r"[^\n;]+", view.flat):
        named = names.search(line[0])
        verb = verbs.search(line[0])
        if not named or not verb:
            continue
        span = Span(line.start() + verb.start(), line.start() + verb.end())
        whole = Span(line.start(), line.end())
        inside = [m for m in case.mentions if whole.contains(m.span)]
        times = [m for m in inside if m.label is Label.TIME and not m.problem]
        lacking = []
        if role in ("client", "supervisor") and not any(m.label is Label.PERSON for m in inside):
            lacking.append("who")
        if not times:
            lacking.append("when")
        if role in ("client", "supervisor") and not how.search(line[0]):
            lacking.append("how")
        told = _Told(span=span, lacking=tuple(lacking), at=_moment(times[0].value) if times else None)
        if best is None or len(told.lacking) < len(best.lacking):
            best = told
    return best


def _late(case: Case, order: PostOrder, told: _Told) -> float | None:
    """Minutes from the event to the notification where they are more than the order allows."""
    happened = case.document.metadata.occurred_at
    if happened is None or told.at is None or order.within_min is None or told.at.tzinfo is None:
        return None
    minutes = (told.at - happened).total_seconds() / 60
    return minutes if order.within_min < minutes < MOST_MINUTES else None


def _moment(value: str | None) -> datetime | None:
    if value is None or "/" in value:
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
