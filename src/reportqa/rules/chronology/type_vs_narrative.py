"""The incident type chosen on the form must not hide what the text tells.

A fire visit filed as "maintenance" is read by nobody. Source: complaint "nobody told me".
"""

from __future__ import annotations

import re

from reportqa.model.case import Case
from reportqa.model.finding import Audience, Question, RuleResult, Severity
from reportqa.model.mention import Label, Status
from reportqa.model.service import HazardKind, Service, ServiceStatus
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import form_types
from reportqa.rules._text import words
from reportqa.rules.emergency._hurt import of_animal

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="TM",
    source="Complaint: the emergency was filed under a harmless type",
)

_DRILL = re.compile(r"\bdrill|\bexercise|\btest\b", re.IGNORECASE)
_FIREWORKS = re.compile(r"\bfire\s?(?:works?|crackers?)\b|\bback\s?fir", re.IGNORECASE)
_HELP = re.compile(
    r"\b(?:agency|agencies|fire|ems|medical|ambulance|police|entrap\w*|trapped|rescue|gas|smoke|carbon|wires?)\b",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"\b(?:warrants?|wanted|charges?|convicted|history|record)\b[^.;\n]{0,20}$", re.IGNORECASE
)
# Called or told, and not said to have come: that alone belies no type.
_AFAR = frozenset({ServiceStatus.CALLED, ServiceStatus.INFORMED, ServiceStatus.DECLINED})
_GRAVE = (HazardKind.FIRE, HazardKind.UNCONSCIOUS, HazardKind.BLEEDING, HazardKind.WEAPON)


def check(case: Case, say: Say) -> RuleResult:
    form = case.document.metadata.incident_type
    if not form:
        return say.not_applicable("no type on the form")
    chosen = form_types(case, form)
    if not chosen:
        return say.not_applicable("the form's type is not one that the policy knows")
    if not set(chosen) <= set(words("chronology")["harmless"]):
        return say.satisfied()
    if _HELP.search(form):
        return say.satisfied()  # "assist other agency": the form says that others were there
    grave = _grave(case)
    if grave is None:
        return say.satisfied()
    place, what = grave
    return say.violated(
        say.finding(
            f"The form says {form!r}, but the text tells of {what}.",
            "Choose the incident type that fits the text.",
            at=place,
            question=Question(text="Which incident type fits best?", answer="choice"),
            confidence=0.8,
        )
    )


def _grave(case: Case) -> tuple[Span, str] | None:
    if any(told.status is ServiceStatus.DRILL for told in case.extraction.services) or _DRILL.search(
        case.document.metadata.incident_type or ""
    ):
        return None
    for service in (Service.FIRE, Service.EMS):
        told = case.extraction.service(service)
        if case.extraction.involved(service) and told.spans and told.status not in _AFAR:
            return told.spans[0], "the fire department" if service is Service.FIRE else "an ambulance"
    animal = "animal" in form_types(case, case.document.metadata.incident_type or "")
    found = "lost-found-property" in form_types(case, case.document.metadata.incident_type or "")
    for hazard in case.extraction.hazards:
        if hazard.span.of(case.document.text).lower() == "deceased":
            continue  # mostly somebody who died long ago
        if animal and hazard.kind is not HazardKind.FIRE:
            continue  # the hurt one is the animal
        if hazard.kind is HazardKind.WEAPON and (found or _FIREWORKS.search(case.document.text)):
            continue
        if _WANTED.search(case.document.text, max(hazard.span.start - 40, 0), hazard.span.start):
            continue  # what somebody is wanted for
        if hazard.kind in _GRAVE and hazard.assertion.status is Status.PRESENT:
            return hazard.span, hazard.kind.value
    for mention in () if animal else case.labelled(Label.INJURY):
        if (
            mention.assertion.status is Status.PRESENT
            and (mention.confidence or 0) >= 0.8
            and not of_animal(case, mention.span)
        ):
            return mention.span, "an injury"
    return None
