"""A false, cancelled or unfounded emergency is reported like any other: time, unit and cause.

"False alarm, so no report" is how the client comes to hear it from a tenant. A report that calls the event
false and still gives a time with a unit or a cause is complete. A drill is none.
"""

from __future__ import annotations

import re

from reportqa.evidence.told import told
from reportqa.model.case import Case
from reportqa.model.finding import Audience, Question, RuleResult, Severity
from reportqa.model.mention import Label
from reportqa.model.service import Involvement, ServiceStatus
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="TX",
    source="Complaint: it was a false alarm, so the officer left it out",
)

# "False alarm, no report needed", "cancelled, nothing to report".
_OFF = re.compile(
    r"\b(?:false\s+(?:alarm|call)|nuisance\s+alarm|cancel(?:l?ed|lation)?|unfounded|called\s+off|"
    r"turned\s+around|disregard(?:ed)?)\b",
    re.IGNORECASE,
)
_DISMISSED = re.compile(
    r"\b(?:no|not?\s+(?:a\s+)?need(?:ed)?\s+(?:for\s+)?(?:an?\s+)?)\s*(?:incident\s+)?report\b|"
    r"\bnothing\s+(?:further\s+|more\s+)?to\s+(?:report|write|add|note)\b|\bno\s+(?:further\s+)?(?:action|report)\s+(?:is\s+|was\s+)?"
    r"(?:needed|required|necessary|taken)\b|\bnot\s+report(?:ed|able)\b",
    re.IGNORECASE,
)

# Called by nobody's need: the cause is told with it.
_BY_CHANCE = re.compile(
    r"\b(?:accident\w*|by\s+mistake|in\s+error|pocket\s+dial\w*|butt\s+dial\w*|misdial\w*|wrong\s+number|user\s+error|"
    r"child(?:ren)?\s+playing|workers?|contractors?|employees?|cleaners?|cleaning\s+crew)\b",
    re.IGNORECASE,
)


def check(case: Case, say: Say) -> RuleResult:
    text = case.document.text
    off = [Span(*match.span()) for match in _OFF.finditer(text)]
    came = [item for item in case.extraction.services if item.involvement is Involvement.INVOLVED]
    alarm = re.search(r"\balarm\b", text, re.IGNORECASE)
    if not off or not (came or alarm):
        return say.not_applicable("nothing is called false or cancelled")
    if any(item.status is ServiceStatus.DRILL for item in case.extraction.services):
        return say.not_applicable("a drill")
    said = told(case.document, case.extraction)
    whole = case.document.narrative or Span(0, len(text))
    labels = {mention.label for mention in case.mentions if whole.contains(mention.span)}
    when = Label.TIME in labels
    unit = any(name.endswith((".unit", ".agency")) for name in said)
    known = unit or "cause" in said or bool(labels & {Label.SPOT, Label.UNIT, Label.ID})
    dismissed = _DISMISSED.search(text, whole.start, whole.end)
    on_form = case.document.metadata.stated("occurred_at") is not None
    if (when and known) or ((when or on_form) and _BY_CHANCE.search(text)):
        return say.satisfied()
    if not dismissed and (when or known or on_form):
        # Half told without being waved away: the incident type's own elements ask for the rest.
        return say.satisfied()
    lacking = [
        *([] if when else ["the time"]),
        *([] if known else ["which unit came or what set it off"]),
    ]
    asked = " and ".join(lacking)
    return say.missing(
        say.finding(
            f"The report sets the event aside as false or cancelled, without {asked}.",
            f"Add {asked}: false and cancelled calls are reported like any other.",
            at=off[0],
            also=[(Span(*dismissed.span()), "set aside here")] if dismissed else (),
            evidence=[say.searched(asked)],
            question=Question(text=f"About the false or cancelled call: {asked}?"),
            confidence=0.85,
        )
    )
