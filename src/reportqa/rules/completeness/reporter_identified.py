"""A report must say who wrote it: a name, with a badge, guard card or unit.

An author that the app recorded counts, and so does a badge that the roster knows. Name or number alone
is a small matter, both missing a large one. Source: report-writing part of guard-licensing syllabuses;
state rules on the identification of guards.
"""

from __future__ import annotations

import re

from reportqa.model.case import Case
from reportqa.model.finding import Audience, ElementCount, Question, RuleResult, Severity
from reportqa.model.mention import Label
from reportqa.model.span import Span
from reportqa.rules import _elements
from reportqa.rules._base import Meta, Say
from reportqa.rules.completeness._common import pattern, word_set

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="TM",
    source="Guard-licensing syllabuses: who wrote the report",
)

_NAME = re.compile(r"\s*(?:[A-Z][\w'’-]*\.?\s+){0,3}?[A-Z][A-Za-z'’-]+")

# A number that tells the officer stands so near the name.
_REACH = 80


def check(case: Case, say: Say) -> RuleResult:
    metadata = case.document.metadata
    view = _elements.look(case)
    recorded = metadata.author is not None and not _nobody(metadata.author)
    name = Span(0, 1) if recorded else _author(case, view)
    number = bool(metadata.author_id) or _known_badge(case) or _number(case, view, name)
    given = sum((name is not None, number))
    if given == 2:
        return say.satisfied([ElementCount(element="reporter", state="given")])
    if name and not recorded and _elements.unreadable(view, name):
        return say.undetermined(
            "the author's name was read with little confidence",
            [ElementCount(element="reporter", state="undetermined")],
        )
    lacking = "your name" if number else "your badge, guard card or unit" if name else "who wrote it"
    finding = say.finding(
        f"The report does not tell {lacking}.",
        "Sign with your name and your badge, guard card or unit.",
        evidence=[say.searched("the author's name and number in the header and the signature")],
        question=Question(text="Your name and badge or guard card number?", element="reporter"),
        severity=Severity.MINOR if given and say.severity.rank < Severity.MINOR.rank else None,
        element="reporter",
    )
    return say.missing(finding, elements=[ElementCount(element="reporter", state="missing")])


def _author(case: Case, view: _elements.Look) -> Span | None:
    text = case.document.text
    people = case.labelled(Label.PERSON)
    for lead in pattern("author").finditer(view.flat):
        after = next((m for m in people if lead.end() <= m.span.start <= lead.end() + 12), None)
        if after:
            return after.span
        found = _NAME.match(text, lead.end())
        if found and not _nobody(found[0]):
            return Span(found.start() + len(found[0]) - len(found[0].lstrip()), found.end())
    # A signature is a name alone on one of the last lines.
    tail = max(0, len(text.rstrip()) - 160)
    return next((m.span for m in people if m.span.start >= tail and _alone(text, m.span)), None)


def _nobody(name: str) -> bool:
    """Whether the words name a role, not a person."""
    nobody = word_set("author", "nobody")
    return all(word.lower().strip(".,") in nobody for word in name.split())


def _alone(text: str, span: Span) -> bool:
    line = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    return len(line.split()) <= 2 and "\n" in text[: span.start]


def _known_badge(case: Case) -> bool:
    author = (case.document.metadata.author or "").casefold()
    return any(officer.badge and officer.name.casefold() == author for officer in case.facts.officers)


def _number(case: Case, view: _elements.Look, name: Span | None) -> bool:
    ids = case.labelled(Label.ID)
    if any(m.part("kind") in ("badge", "guard_card", "officer") for m in ids):
        return True
    if name is None or name == Span(0, 1):
        return pattern("author", "id").search(view.flat) is not None and any(
            pattern("author").search(line) and pattern("author", "id").search(line)
            for line in view.flat.splitlines()
        )
    around = view.flat[max(0, name.start - _REACH // 2) : name.end + _REACH]
    return pattern("author", "id").search(around) is not None
