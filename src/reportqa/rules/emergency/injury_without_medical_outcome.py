"""An injury has a medical outcome: care called, given, offered, declined or refused.

"He was bleeding from the head" and no more is what a claim begins with. Any ambulance, first aid, offer,
refusal, hospital or own doctor counts; "no injuries" is an answer. A bare refusal ("he refused medical") is
an outcome that nobody can vouch for: who offered the care, when and before whom is asked, less urgently.
"""

from __future__ import annotations

import re

from reportqa.evidence.told import cites
from reportqa.model.case import Case
from reportqa.model.finding import Audience, Finding, Question, RuleResult, Severity
from reportqa.model.mention import Label, Status
from reportqa.model.service import HazardKind, Involvement, Service
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import types
from reportqa.rules._text import in_header
from reportqa.rules.emergency._hurt import none_hurt, of_animal, of_another

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.SUBMIT,
    needs="T",
    source="Guard-licensing syllabuses; claims practice: offered, declined, transported",
)

_ANSWERS = ("called", "offered and declined", "first aid given", "unknown")
_HURT = (HazardKind.BLEEDING, HazardKind.UNCONSCIOUS)
_OUTCOME = re.compile(
    r"\b(?:EMS|ambulance|paramedic\w*|medics?|EMT|hospital|emergency\s+room|(?-i:ER)|clinic|urgent\s+care|doctor|nurse|9-?1-?1|"
    r"first\s+aid|band-?aid|bandag\w*|ice\s+pack|medical(?:ly)?|treat(?:ed|ment)|evaluat\w*|transport\w*|"
    r"declin\w*|refus\w*|deceased|coroner|pronounced)\b|\b(?:did\s+not|didn'?t)\s+(?:want|need)\b|"
    r"(?-i:\b[A-Z]{2,5}MED\b|\bED\b)|"
    r"\bsaid\s+(?:that\s+)?(?:he|she|they)\s+(?:was|were|is|are)\s+(?:fine|ok(?:ay)?|all\s+right)\b",
    re.IGNORECASE,
)
# A refusal of care that names nothing that was offered; "declined EMS" names it.
_REFUSED = re.compile(
    r"\b(?:declin|refus)\w*\s+(?:(?:any|all|further|to\s+(?:get|accept|receive|have|seek|be)|his|her|their)\s+){0,3}"
    r"(?:(?:medical(?:ly)?|treat(?:ed|ment)|care|help|aid|assistance|attention|evaluat\w*|transport\w*)"
    r"(?:\s+(?:care|help|aid|assistance|attention|treatment|evaluation|services?))?)\b",
    re.IGNORECASE,
)
_OFFERED = re.compile(
    r"\boffer\w*|\bask(?:ed|ing)\b|\b(?:witness\w*|in\s+front\s+of|in\s+the\s+presence\s+of|signed)\b|"
    r"\b(?:declin|refus)\w*\s+(?:\w+\s+){1,3}?(?:from|by)\b",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(r"\b(?:unk\w*|possible|any|if)\s+(?:\w+\s+)?$", re.IGNORECASE)
_NONE_AFTER = re.compile(r"\W{1,3}(?:no|none|negative)\b(?!\W+(?:one|more)\b)", re.IGNORECASE)


def check(case: Case, say: Say) -> RuleResult:
    if case.document.metadata.kind == "daily_log" and cites(case.document.text):
        return say.not_applicable("a daily log that names the report")
    told = (Status.PRESENT, Status.REPORTED)
    spans = sorted(  # the fuller words of two that begin together
        [mention.span for mention in case.labelled(Label.INJURY) if mention.assertion.status in told]
        + [
            hazard.span
            for hazard in case.extraction.hazards
            if hazard.kind in (HazardKind.BLEEDING, HazardKind.UNCONSCIOUS)
            and hazard.assertion.status in told
        ],
        key=lambda span: (span.start, -span.end),
    )
    animals = "animal" in {sign.type for sign in types(case)}
    spans = [
        span
        for span in spans
        if not (
            of_animal(case, span, told=animals)
            or of_another(case, span)
            or _open(case, span)
            or none_hurt(case, span)
        )
    ]
    if not spans:
        return say.not_applicable("no injury of a person is told")
    text = case.document.text
    ems = case.extraction.service(Service.EMS)
    fire = case.extraction.service(Service.FIRE)
    if (
        case.extraction.generic_911
        or ems.involvement is Involvement.INVOLVED
        or fire.involvement is Involvement.INVOLVED
    ):
        return say.satisfied()
    refused = _REFUSED.search(text)
    bare = refused is not None and not _OFFERED.search(text)
    if (
        refused
        and bare
        and all(refused.start() <= at.start() < refused.end() for at in _OUTCOME.finditer(text))
    ):
        return say.missing(_bare_refusal(say, Span(*refused.span())))
    if ems.involvement is not Involvement.NONE or _OUTCOME.search(text):
        return say.satisfied()
    question = "Was an ambulance called or offered, and what was the answer?"
    return say.missing(
        say.finding(
            "The report tells of an injury, and not what care was called, given, offered or declined.",
            "Add the medical outcome: called, offered, declined, first aid, or unknown.",
            at=next((span for span in spans if not in_header(case, span)), spans[0]),
            evidence=[say.searched("an ambulance, first aid, an offer or a refusal of care")],
            question=Question(
                text=question,
                answer="choice",
                choices=_ANSWERS,
            ),
            confidence=0.85,
        )
    )


def _bare_refusal(say: Say, place: Span) -> Finding:
    """Care was refused, and nobody is said to have offered it."""
    return say.finding(
        "The report says that care was refused, and not who offered it, when, or who heard the refusal.",
        "Add who offered care, at what time, and who heard the refusal, or say that it is unknown.",
        at=place,
        evidence=[say.searched("an offer of care, a service, first aid or a witness of the refusal")],
        question=Question(text="Who offered care, at what time, and who heard the refusal?"),
        confidence=0.75,
        severity=Severity.MAJOR,
    )


def _open(case: Case, span: Span) -> bool:
    """Whether the words say that it is not known ("unknown injuries"), or a scan's order hid the "no"."""
    text = case.document.text
    return (
        _UNKNOWN.search(text[max(span.start - 25, 0) : span.start]) is not None
        or _NONE_AFTER.match(text, span.end) is not None
    )
