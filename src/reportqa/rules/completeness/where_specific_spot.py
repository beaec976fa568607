"""A report must say where inside the property it happened.

"At 555 Main St" sends maintenance through three buildings. Judged where a site or an address is known;
without one, `completeness.where-site-address` speaks. Source: complaint "where did it happen?".
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.model.mention import Label
from reportqa.rules._base import Meta, Say
from reportqa.rules.completeness._common import check_general

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="TR",
    source="Complaint: where did it happen",
)


def check(case: Case, say: Say) -> RuleResult:
    metadata = case.document.metadata
    known = case.links.site_id or metadata.site or metadata.location
    if not known and not case.labelled(Label.ADDRESS, Label.PLACE):
        return say.not_applicable("no site or address is given")
    return check_general(
        case,
        say,
        "spot",
        "The report does not tell where inside the property it happened.",
        "Add building, floor, unit, gate, space or another exact spot.",
    )
