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

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="TM",
    source="Complaint: the emergency was filed under a harmless type",
)

_DRILL = re.compile(r"\bdrill|\bexercise|\btest\b", re.IGNORECASE)
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
        if case.extraction.involved(service) and told.spans:
            return told.spans[0], "the fire department" if service is Service.FIRE else "an ambulance"
    for hazard in case.extraction.hazards:
        if hazard.kind in _GRAVE and hazard.assertion.status is Status.PRESENT:
            return hazard.span, hazard.kind.value
    for mention in case.labelled(Label.INJURY):
        if mention.assertion.status is Status.PRESENT and (mention.confidence or 0) >= 0.8:
            return mention.span, "an injury"
    return None
