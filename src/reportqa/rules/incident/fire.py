"""A report of fire or smoke must tell when, where, what was seen, and who was called.

Clients and insurers ask for the timeline of a fire before anything else, and a small fire that was put
out counts. The cause is the fire department's to state. Source: guard-licensing syllabuses; fire-service
incident reporting (NERIS/NFIRS basic module).
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import check_type

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.SUBMIT,
    needs="T",
    source="guard-licensing syllabuses",
)


def check(case: Case, say: Say) -> RuleResult:
    return check_type(case, say, "fire", "a fire")
