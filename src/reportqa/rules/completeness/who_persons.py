"""A person in a report has a name, three marks of description, or is said to be unidentified.

"A guy came in" can't be acted on. Source: person-description part of guard-licensing syllabuses (sex,
age, height, build, hair, clothing).
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, ElementCount, Question, RuleResult, Severity
from reportqa.model.links import LinkState
from reportqa.model.mention import Label
from reportqa.model.site import RegistryKind
from reportqa.model.span import Span
from reportqa.rules import _elements
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import types
from reportqa.rules._text import in_header, words
from reportqa.rules.completeness._common import not_an_incident, pattern

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="T",
    source="Guard-licensing syllabuses: describing a person",
    options=(("min_descriptors", 3),),
)


def check(case: Case, say: Say) -> RuleResult:
    if why := not_an_incident(case):
        return say.not_applicable(why)
    view = _elements.look(case)
    person = _told(view, "generic", {sign.type for sign in types(case)} == {"animal"})
    vague = person is None
    person = person or _told(view, "vague")
    if person is None:
        return say.not_applicable("no unnamed person is told of")
    if _named(case):
        return say.satisfied([_count("given")])
    kinds = _descriptors(case, view)
    if len(kinds) >= say.number("min_descriptors"):
        return say.satisfied([_count("given")])
    if pattern("persons", "identified").search(view.flat):
        return say.satisfied([_count("waived")])
    if _elements.unreadable(view, person):
        return say.undetermined(
            "the words about the person were read with little confidence", [_count("undetermined")]
        )
    told = ", ".join(sorted(kinds)) or "nothing"
    finding = say.finding(
        "A person is told of without a name or a description.",
        "Add the name, or sex, age, build, hair and clothing, or say that nobody could identify them.",
        at=person,
        evidence=[say.searched(f"a name or three marks of description; found: {told}")],
        question=Question(text="Who was the person, or what did they look like?", element="persons"),
        confidence=0.75,
        # One mark beside the sex is a start, and "someone" was hardly seen: a small matter.
        severity=Severity.MINOR if (vague or len(kinds) > 1) and say.severity is Severity.MAJOR else None,
        element="persons",
    )
    return say.missing(finding, elements=[_count("missing")])


def _count(state: str) -> ElementCount:
    return ElementCount(element="persons", state=state)


def _told(view: _elements.Look, words_: str, animal: bool = False) -> Span | None:
    """The first such word that stands for a person; in a report of an animal, no sex alone."""
    found = [
        match
        for match in pattern("persons", words_).finditer(view.flat)
        if not (animal and match[0].endswith(("male", "males")))
        and not in_header(view.case, Span(*match.span()))
    ]
    if not found:
        return None
    hidden = [match.span() for match in pattern("persons", "not_person").finditer(view.flat)]
    for match in found:
        if not any(start < match.end() and match.start() < end for start, end in hidden):
            return Span(*match.span())
    return None


def _named(case: Case) -> bool:
    author = (case.document.metadata.author or "").casefold()
    people = [
        m for m in case.labelled(Label.PERSON) if m.text.casefold() not in author and not _staff(case, m.span)
    ]
    officers = {officer.name.casefold() for officer in case.facts.officers}
    known = any(
        link.state is not LinkState.UNKNOWN
        for link in case.links.of_kind(RegistryKind.PERSON, RegistryKind.UNIT)
    )
    return known or any(m.text.casefold() not in officers and not m.part("rank") for m in people)


def _staff(case: Case, span: Span) -> bool:
    """Whether the name stands in the form's line of the writer or of who handled the report."""
    return any(span.overlaps(value) for value in case.document.staff)


def _descriptors(case: Case, view: _elements.Look) -> set[str]:
    kinds = {name for m in case.labelled(Label.PERSON_DESC) for name, value in m.parts if value}
    for name in words("completeness")["persons"]["descriptors"]:
        if name not in kinds and pattern("persons", f"descriptors.{name}").search(view.flat):
            kinds.add(name)
    return kinds
