"""A report must tell how the incident ended, or to whom it was handed unresolved.

Source: police reporting standards (disposition of the call); report-writing syllabuses.
"""

from __future__ import annotations

import re
from dataclasses import replace

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.rules import _elements
from reportqa.rules._base import Meta, Say
from reportqa.rules.completeness._common import check_general

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="T",
    source="Police reporting standards: disposition of the call",
)


# A last sentence that leaves the end open for sure: what somebody reports, a call, a sight, a talk.
_OPEN = re.compile(
    r"\b(?:cp|rp|r/p|caller|calling|called|reports?|reported|reporting|report of|states?|stated|"
    r"complain\w*|concern\w*|request\w*|resp|responded|dispatched|went|walked|saw|see|heard|notic\w*|observed|found|"
    r"there (?:is|was|are|were)|spoke|speak|talk\w*|ask\w*|told|met|lost|last seen|shout\w*|yell\w*)\b"
)


def check(case: Case, say: Say) -> RuleResult:
    result = check_general(
        case,
        say,
        "outcome",
        "The report does not tell how it ended.",
        "Add the end: left, cited, transported, secured, handed over, or unresolved and to whom it went.",
    )
    if result.findings and say.severity is Severity.MAJOR and not _left_open(case):
        softer = [replace(item, severity=Severity.MINOR, confidence=0.5) for item in result.findings]
        return replace(result, findings=tuple(softer))
    return result


def _left_open(case: Case) -> bool:
    """Whether the last sentence is none that could tell an end in words which the policy does not know."""
    view = _elements.look(case)
    told = case.document.narrative
    lines = (view.flat[told.start : told.end] if told else view.flat).split("\n")
    last = next((line for line in reversed(lines) if len(line.split()) > 1), "")
    return _OPEN.search(last) is not None
