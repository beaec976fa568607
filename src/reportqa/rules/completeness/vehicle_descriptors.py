"""A vehicle that matters is told by three of plate, make, model, color and a distinguishing mark.

"Plate not visible" is an answer. The officer's own vehicle, police and fire trucks don't count. Source:
vehicle-description part of guard-licensing syllabuses; complaint "the violation went to the wrong resident".
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, ElementCount, Question, RuleResult, Severity
from reportqa.model.mention import Label
from reportqa.model.span import Span
from reportqa.rules import _elements
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import types
from reportqa.rules._text import in_header
from reportqa.rules.completeness._common import not_an_incident, pattern, word_set

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="T",
    source="Guard-licensing syllabuses: describing a vehicle",
    options=(("min_descriptors", 3),),
)


def check(case: Case, say: Say) -> RuleResult:
    if why := not_an_incident(case):
        return say.not_applicable(why)
    view = _elements.look(case)
    place, firm = _vehicle(case, view)
    if place is None:
        return say.not_applicable("no vehicle matters")
    kinds = _descriptors(case, view)
    if len(kinds) >= say.number("min_descriptors"):
        return say.satisfied([_count("given")])
    if pattern("vehicles", "waived").search(view.flat):
        return say.satisfied([_count("waived")])
    if any(_elements.unreadable(view, m.span) for m in case.labelled(Label.VEHICLE, Label.PLATE)):
        return say.undetermined(
            "the words about the vehicle were read with little confidence", [_count("undetermined")]
        )
    told = ", ".join(sorted(kinds)) or "nothing"
    finding = say.finding(
        "A vehicle is told of, but its description is thin.",
        "Add plate with state, make, model and color, or say what could not be seen.",
        at=place,
        evidence=[say.searched(f"plate, make, model, color, marks; found: {told}")],
        question=Question(text="What was the vehicle: plate, color, make, model?", element="vehicle"),
        confidence=0.75,
        # A plate finds the vehicle; one that is only told of beside a guessed type matters less.
        severity=Severity.MINOR
        if (len(kinds) > 1 or "plate" in kinds or not firm) and say.severity is Severity.MAJOR
        else None,
        element="vehicle",
    )
    return say.missing(finding, elements=[_count("missing")])


def _count(state: str) -> ElementCount:
    return ElementCount(element="vehicle", state=state)


def _vehicle(case: Case, view: _elements.Look) -> tuple[Span | None, bool]:
    """Where the vehicle that matters is told of first, and whether more than a guessed type says so."""
    others = [match.span() for match in pattern("vehicles", "others").finditer(view.flat)]

    def other(start: int, end: int) -> bool:
        return any(a < end and start < b for a, b in others)

    for match in pattern("vehicles", "material").finditer(view.flat):
        inner = pattern("vehicles", "words").search(view.flat, match.start(), match.end())
        if inner and not other(inner.start(), inner.end()):
            told = (m.span for m in case.labelled(Label.VEHICLE) if m.span.overlaps(Span(*inner.span())))
            animal = {sign.type for sign in types(case)} == {"animal"}  # whose car matters less there
            aboard = match[0].startswith(("in a", "inside"))  # somebody only sat in it
            return next(told, Span(*inner.span())), not (animal or aboard)
    signs = [sign for sign in types(case) if sign.type in word_set("vehicles", "types")]
    if not signs:
        return None, False
    firm = any(sign.source != "guess" for sign in signs)
    for mention in case.labelled(Label.VEHICLE, Label.PLATE):
        if not other(mention.span.start, mention.span.end) and not in_header(case, mention.span):
            return mention.span, firm
    form = (case.document.metadata.incident_type or "").lower()
    if {sign.type for sign in signs} == {"suspicious-person-vehicle"} and not pattern(
        "vehicles", "words"
    ).search(form):
        # A suspicious person's report may name a car in passing.
        return None, False
    for match in pattern("vehicles", "words").finditer(view.flat):
        if not other(match.start(), match.end()) and not in_header(case, Span(*match.span())):
            return Span(*match.span()), firm
    return None, False


def _descriptors(case: Case, view: _elements.Look) -> set[str]:
    kinds = {
        name
        for mention in case.labelled(Label.VEHICLE)
        for name, value in mention.parts
        if value and name in ("color", "make", "model")
    }
    if any(not _elements.unreadable(view, mention.span) for mention in case.labelled(Label.PLATE)):
        kinds.add("plate")
    if pattern("vehicles", "color").search(view.flat):
        kinds.add("color")
    if pattern("vehicles", "mark").search(view.flat):
        kinds.add("mark")
    return kinds
