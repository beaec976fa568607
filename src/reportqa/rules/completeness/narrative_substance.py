"""An incident report needs a telling, not "all quiet, issue resolved".

What is left when set phrases are taken away is counted in words with content. Daily logs and routine
rounds are not judged. Source: complaint of clients about reports that say nothing.
"""

from __future__ import annotations

import re

from reportqa.model.case import Case
from reportqa.model.finding import Audience, ElementCount, Question, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules.completeness._common import narrative, not_an_incident, pattern, word_set

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.SUBMIT,
    needs="T",
    source="Complaint: the report says nothing",
    options=(("min_content_words", 4),),
)

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def check(case: Case, say: Say) -> RuleResult:
    if why := not_an_incident(case):
        return say.not_applicable(why)
    least = int(say.number("min_content_words"))
    left = pattern("set_phrases").sub(" ", narrative(case).lower())
    empty = word_set("empty")
    words = [word for word in _WORD.findall(left) if word not in empty]
    if len(words) >= least:
        return say.satisfied([ElementCount(element="narrative", state="given", weight=2.0)])
    finding = say.finding(
        "The report does not tell what happened.",
        "Tell what you saw, heard and did, in your own words.",
        evidence=[say.searched(f"at least {least} words that tell something, found {len(words)}")],
        question=Question(text="What happened? Tell what you saw, heard and did.", element="narrative"),
        confidence=0.95,
        element="narrative",
    )
    return say.missing(finding, elements=[ElementCount(element="narrative", state="missing", weight=2.0)])
