"""A report must say where inside the property it happened.

"At 555 Main St" sends maintenance through three buildings. Judged where a site or an address is known;
without one, `completeness.where-site-address` speaks. A named place other than the site counts as a spot,
and what happened by telephone has none. Source: complaint "where did it happen?".
"""

from __future__ import annotations

import re
from dataclasses import replace

from reportqa.model.case import Case
from reportqa.model.finding import Audience, ElementCount, RuleResult, Severity
from reportqa.model.mention import Label
from reportqa.model.site import RegistryKind
from reportqa.rules import _elements
from reportqa.rules._base import Meta, Say
from reportqa.rules._incident import types
from reportqa.rules.completeness._common import GRID, afar, check_general, not_an_incident

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
    if afar(case):
        return say.not_applicable("it was told by post or telephone, and has no spot")
    if not (case.links.site_id or metadata.site) and not _numbered(case):
        return say.not_applicable("only a street is told, no property")
    own = {sign.type for sign in types(case)}
    if _LOOKOUT.search(_elements.look(case).flat):
        return say.not_applicable("a lookout for what happened elsewhere")
    if own == {"lost-found-property"} and _SOMEWHERE.search(_elements.look(case).flat):
        return say.not_applicable("it was lost on the way")
    if own and own <= _ON_ROADS and not (case.links.site_id or metadata.site):
        return say.not_applicable("it happened on the road, at no site that is known")
    exempt = say.option("not_for")
    if own and isinstance(exempt, tuple) and own <= set(exempt):
        return say.not_applicable("an incident of this type needs no spot")
    if known and _named_place(case):
        return say.satisfied([ElementCount(element="spot", state="given")])
    result = check_general(
        case,
        say,
        "spot",
        "The report does not tell where inside the property it happened.",
        "Add building, floor, unit, gate, space or another exact spot.",
    )
    unsure = own <= _SELDOM_INSIDE if own else metadata.incident_type
    if result.findings and unsure and not case.links.site_id and say.severity is Severity.MAJOR:
        softer = [replace(item, severity=Severity.MINOR) for item in result.findings]
        return replace(result, findings=tuple(softer))
    return result


# Often of no place inside a property; so are the types of a form that the policy does not know.
_SELDOM_INSIDE = frozenset({"lost-found-property", "animal"})
_LOOKOUT = re.compile(r"\bbolo\b|\bbe on the look ?out\b|\battempt to locate\b")
_SOMEWHERE = re.compile(
    r"\bbetween\b|\bsomewhere\b|\bunknown (?:location|where|place)\b|\bon the way\b|\briding\b"
)
_ON_ROADS = frozenset({"traffic", "vehicle-accident"})
# A whole number of hundreds before a street is its block, not a door: "100 North Main", "1200 S Main".
_BLOCK = re.compile(r"\d{0,3}00\b")
_STREET = re.compile(
    r"(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|highway|hwy|route|rt|parkway|way|"
    r"circle|loop|court|place|pike|terrace|trail|main|center|\d+ ?(?:[nsew]|north|south|east|west))\.?$"
)
_GOAL = re.compile(r"\b(?:to|into|toward)\s+(?:the\s+)?$", re.IGNORECASE)  # where somebody was taken
_ACROSS = re.compile(r"\bbetween\b|\d \w.* to \d|(?<= )&(?= )|\bpublic way\b|\bintersection\b", re.IGNORECASE)


def _numbered(case: Case) -> bool:
    """Whether a place with a door is told: a house number or a name that is no street's."""
    if GRID.search(_elements.look(case).flat) and not case.labelled(Label.ADDRESS):
        return False
    given = case.document.metadata.location or ""
    text = case.document.text
    places = [
        m.text
        for m in case.labelled(Label.ADDRESS, Label.PLACE)
        if not _GOAL.search(text, max(m.span.start - 16, 0), m.span.start)
    ]
    return any(_door(place) for place in ((given,) if given else places))


def _door(place: str) -> bool:
    if _ACROSS.search(place):
        return False
    number = re.match(r"\d+", place.strip())
    if number:
        return _BLOCK.fullmatch(number[0]) is None
    return _STREET.search(place.strip().lower()) is None


def _named_place(case: Case) -> bool:
    """Whether a named place is told that is not the site itself."""
    whole = [link.span for link in case.links.of_kind(RegistryKind.SITE, RegistryKind.ADDRESS)]
    site = (case.document.metadata.site or "").casefold()
    return any(
        mention.text.casefold() not in site and not any(span.overlaps(mention.span) for span in whole)
        for mention in case.labelled(Label.PLACE)
    )
