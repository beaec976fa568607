"""Campus and hospital clients need the log elements: nature, times reported and occurred, place, disposition.

The daily crime log of a campus must show them for every entry. Judged for clients whose policy names the
kind (`client_kind`) or whose registry does. Source: Clery Act, 34 CFR 668.46(f).
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import TypeSign, check_elements, routine

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.REVIEW,
    needs="TR",
    source="Clery Act daily crime log, 34 CFR 668.46(f)",
    options=(("kinds", ("campus", "hospital")),),
)

TYPE = "category-log"


def check(case: Case, say: Say) -> RuleResult:
    kinds = say.option("kinds")
    kind = case.policy.client_kind or (case.facts.site.kind if case.facts.site else None)
    if not isinstance(kinds, tuple) or kind not in kinds:
        return say.not_applicable("no campus or hospital client")
    if routine(case) or case.document.metadata.kind == "daily_log":
        return say.not_applicable("no incident")
    requirement = case.policy.requirement(TYPE)
    if requirement is None:
        return say.not_applicable("the policy does not ask for it")
    return check_elements(
        case, say, requirement, TypeSign(type=TYPE, source="form", certainty=1.0), "a log entry"
    )
