"""Where an emergency service took part, the report says which, who called, when, and when it left.

Several of these missing, and not said to be unknown, are asked for: agency, who called, time called,
time arrived, unit or badge, time left, case number. A cancelled response needs no arrival, a declined
ambulance no unit, a drill nothing. Of a call that was cancelled or that nobody answered there is less to
tell, so two missing are enough: agency, who called, when, and the number that proves the call.
Source: complaint "who came and when?"; NEMSIS and NIBRS ask the same.
"""

from __future__ import annotations

import re

from reportqa.evidence.told import TITLES, applicable, details
from reportqa.model.case import Case
from reportqa.model.finding import Audience, Finding, Question, RuleResult, Severity
from reportqa.model.service import Involvement, Service, ServiceInvolvement, ServiceStatus
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say
from reportqa.rules._text import sentence_of
from reportqa.rules.emergency._evidence import SERVICE_NAMES, absent

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="T",
    source="Complaint: who came, and when? NEMSIS times, NIBRS agency and case number",
    options=(("at_least", 4), ("at_least_without_arrival", 2)),
)

_NOBODY_CAME = (ServiceStatus.CANCELLED, ServiceStatus.NO_RESPONSE)
# What a client asks first stands first; an officer answers three things at once, not seven.
_FIRST = ("called", "arrived", "unit", "cleared", "case_number", "who_called", "agency", "cause")
# Of a call of which no more is said, nobody knows yet whether anyone came: when, who, and what proves it.
_FIRST_OF_A_CALL = ("called", "unit", "case_number", "arrived", "who_called", "agency")
_AT_ONCE = 3

_PAPER = re.compile(
    r"\b(?:filed|made|submitted)\s+(?:a|an|the|his|her|their)?\s*(?:report|complaint)\s+(?:with|to|at)\b|\bserved\s+by\b|"
    r"\b(?:no|nor)\s+(?:police|officers?|ambulance|ems|fire\s+dep\w*|medics?)\b[^.;\n]{0,15}\b(?:wanted|needed|required)\b|"
    r"\b(?:police|ambulance|ems|fire\s+dep\w*|medics?)\b[^.;\n]{0,15}\b(?:not|n't)\s+(?:be\s+)?(?:want\w*|needed|required)\b|"
    r"\b(?:not|n't)\s+want\b[^.;\n]{0,15}\b(?:police|ambulance|ems|medics?)\b|"
    r"\b(?:related|relates|relating|refer\w*|reference|connected)\s+to\b[^.;\n]{0,30}\b(?:case|report)\b|"
    r"\breferred\s+to\b|\blooking\s+for\b[^.;\n]{0,20}\bfor\s+a\b|\bcharges?\s*:|\bwarrants?\b[^.;\n]{0,40}(?-i:\b(?:ATF|FBI|DEA)\b)|"
    r"\bcalls?\s+(?:was\s+|were\s+)?transferred\b|\btransferred\s+(?:\w+\.?\s+){0,2}to\b|"
    r"\brestraining\s+order\b|\btrespass\s+(?:letter|order|notice)\b",
    re.IGNORECASE,
)


def check(case: Case, say: Say) -> RuleResult:
    if case.document.metadata.kind == "daily_log":
        # A log line is short by nature; emergency.dar-only-no-incident-report asks for the report.
        return say.not_applicable("a daily log")
    involved = [
        item
        for item in case.extraction.services
        if item.involvement is Involvement.INVOLVED
        and item.service.value != "other"
        and any(not _aside(case, span) for span in item.spans)
    ]
    if not involved:
        return say.not_applicable("no emergency service took part")
    findings: list[Finding] = []
    for item in involved:
        if any(other is not item and _same_crew(case, item, other) for other in involved):
            continue
        wanted = applicable(item.status)
        given = details(case.document, case.extraction, item)
        lacking = [name for name in wanted if name not in given]
        least = "at_least_without_arrival" if item.status in _NOBODY_CAME else "at_least"
        if len(lacking) < say.number(least):
            continue
        name = SERVICE_NAMES[item.service.value]
        missing = ", ".join(TITLES[detail] for detail in lacking)
        order = _FIRST_OF_A_CALL if item.status is ServiceStatus.CALLED else _FIRST
        asked = sorted(lacking, key=order.index)[:_AT_ONCE]
        findings.append(
            say.finding(
                f"The report names {name}, and leaves out {missing}.",
                f"Add {missing}, or say that it is unknown.",
                at=item.spans[0],
                evidence=[say.searched(missing)],
                question=Question(
                    text=f"About {name}: {', '.join(TITLES[detail] for detail in asked)}?", element=asked[0]
                ),
                confidence=0.85,
            )
        )
    return absent(say, findings) if findings else say.satisfied()


def _same_crew(case: Case, item: ServiceInvolvement, other: ServiceInvolvement) -> bool:
    """Whether a fire department is only named as the ambulance's own: "CFD EMS", "FD ambulance"."""
    if item.service is not Service.FIRE or other.service is not Service.EMS:
        return False
    text = case.document.text
    return all(
        any(span.overlaps(near) or not text[span.end : near.start].strip() for near in other.spans
            if near.end >= span.start)
        for span in item.spans
    )  # fmt: skip


def _aside(case: Case, span: Span) -> bool:
    """Whether the words tell of no visit: the type on the form, or a paper that was filed or served."""
    origin = case.document.metadata.origin("incident_type")
    on_form = bool(origin and origin.span and origin.span.overlaps(span))
    return on_form or _PAPER.search(sentence_of(case, span).of(case.document.text)) is not None
