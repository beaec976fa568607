"""A report must say where inside the property it happened.

"At 555 Main St" sends maintenance through three buildings. Judged where a site or an address is known;
without one, `completeness.where-site-address` speaks. A named place other than the site counts as a spot,
and what happened by telephone has none. Source: complaint "where did it happen?".
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, ElementCount, RuleResult, Severity
from reportqa.model.mention import Label
from reportqa.model.site import RegistryKind
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import types
from reportqa.rules.completeness._common import check_general, not_an_incident

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="TR",
    source="Complaint: where did it happen",
    options=(
        ("not_for", ("fraud", "harassment-threat", "assist-service", "welfare-missing-person", "other")),
    ),
)


def check(case: Case, say: Say) -> RuleResult:
    if why := not_an_incident(case):
        return say.not_applicable(why)
    metadata = case.document.metadata
    known = case.links.site_id or metadata.site or metadata.location
    if not known and not case.labelled(Label.ADDRESS, Label.PLACE):
        return say.not_applicable("no site or address is given")
    own = {sign.type for sign in types(case)}
    exempt = say.option("not_for")
    if own and isinstance(exempt, tuple) and own <= set(exempt):
        return say.not_applicable("an incident of this type needs no spot")
    if known and _named_place(case):
        return say.satisfied([ElementCount(element="spot", state="given")])
    return check_general(
        case,
        say,
        "spot",
        "The report does not tell where inside the property it happened.",
        "Add building, floor, unit, gate, space or another exact spot.",
    )


def _named_place(case: Case) -> bool:
    """Whether a named place is told that is not the site itself."""
    whole = [link.span for link in case.links.of_kind(RegistryKind.SITE, RegistryKind.ADDRESS)]
    site = (case.document.metadata.site or "").casefold()
    return any(
        mention.text.casefold() not in site and not any(span.overlaps(mention.span) for span in whole)
        for mention in case.labelled(Label.PLACE)
    )
