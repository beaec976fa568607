"""A unit, building, floor or parking space that the site does not have sends the reader nowhere.

Every unit, building and space told in the text is looked up among those of the site; a floor is compared
with the storeys of the site. Source: complaint "the violation went to the wrong resident".
"""

from __future__ import annotations

import re

from reportqa.link import reasons as why
from reportqa.model.case import Case
from reportqa.model.finding import (
    Audience,
    EvidenceItem,
    EvidenceKind,
    Finding,
    Question,
    RuleResult,
    Severity,
)
from reportqa.model.links import Link, LinkState
from reportqa.model.site import RegistryKind
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say
from reportqa.rules.address._common import asserted, exact_row, misread, row_of

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.SUBMIT,
    needs="TR",
    source="Complaint: the violation went to the wrong resident",
)

_KINDS = (RegistryKind.UNIT, RegistryKind.BUILDING, RegistryKind.SPACE)
_WORDS = {RegistryKind.UNIT: "unit", RegistryKind.BUILDING: "building", RegistryKind.SPACE: "parking space"}
_FLOOR = re.compile(
    r"\b(?P<digits>\d{1,3})(?:st|nd|rd|th)[\s-]+(?:floor|fl|flr)\b"
    r"|\b(?:floor|flr)\s+(?:no\.?\s*|#\s*)?(?P<after>\d{1,3})\b(?!\s*(?:tiles?|drains?|mats?))"
    r"|\b(?P<word>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)[\s-]+floor\b",
    re.IGNORECASE,
)
# "Unit 31 on scene", "found by unit 34": a patrol's call sign, in all of a text that uses it so once.
_SIGN = re.compile(
    r"\bunits?\s+(?P<acts>\d{1,3})\b(?=,?\s+(?:(?:is|was|are|were|will|has|have|also|then|now)\s+)?(?:on\s?scene|"
    r"off|out\s+with|en\s?route|clear\w*|at\s+(?:the\s+)?(?:station|scene)|one\s+in\s+custody|back\s+in|in\s+service|"
    r"request\w*|transport\w*|respond\w*|arriv\w*|assist\w*|assigned|dispatched|advis\w*|check(?:ed|ing)|locat\w+|"
    r"spoke|stand\w*\s*by|stag\w+|confirm\w*))"
    r"|\b(?:located|found|checked|handled|transported|advised|cleared|relieved|stopped|assisted)\s+by\s+units?\s+"
    r"(?P<acted>\d{1,3})\b"
    r"|\b(?:per|dispatched|sent|assigned|advised|radioed|approached|flagged\s+down)\s+(?:to\s+)?unit\s+(?P<told>\d{1,3})\b",
    re.IGNORECASE,
)
_NOT_HERE = re.compile(r"-\s[A-Z0-9]|[^;\n]{0,50}\b[Aa](?:ge|GE)\s*:")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
             "eleventh", "twelfth")  # fmt: skip


def check(case: Case, say: Say) -> RuleResult:
    if not case.facts.given or case.facts.site is None:
        return say.not_applicable("no registry, or the site is not known")
    signs = {match[match.lastgroup or 0] for match in _SIGN.finditer(case.document.text)}
    links = [
        link
        for link in case.links.of_kind(*_KINDS)
        if not _foreign(case, link) and not _parted(case, link) and not _sign(link, signs)
    ]
    floors = list(_floors(case))
    if not links and not floors:
        return say.not_applicable("no unit, building, floor or space is told")
    wrong: dict[tuple[RegistryKind, str], list[Link]] = {}
    for link in links:
        if _wrong(case, link):
            wrong.setdefault((link.kind, link.text.lower().split()[-1]), []).append(link)
    findings = [_finding(case, say, link, again) for link, *again in wrong.values()]
    top = _top_floor(case)
    findings += [
        _floor_finding(case, say, span, floor, top)
        for span, floor in floors
        if top is not None and floor > top and asserted(case, span)
    ]
    return say.violated(*findings) if findings else say.satisfied()


def _wrong(case: Case, link: Link) -> bool:
    if exact_row(link) or misread(case, link) or not asserted(case, link.span):
        return False
    if link.best and why.only_glyphs(link.best.reasons) and link.state is not LinkState.UNKNOWN:
        return False
    return link.state in (LinkState.UNKNOWN, LinkState.NEAR, LinkState.AMBIGUOUS)


def _sign(link: Link, signs: set[str]) -> bool:
    """Whether the number is a patrol's call sign in this text."""
    designator, _, number = link.text.lower().rpartition(" ")
    return designator in ("unit", "units") and number in signs


def _parted(case: Case, link: Link) -> bool:
    """Whether the number is none of the designator's: a sentence ends between them ("… in the room. 2021
    called"), an entry begins with it ("… family room 0749- cancelled"), or it is a person's own address."""
    after = case.document.text[link.span.end : link.span.end + 60]
    return _NOT_HERE.match(after) is not None or (
        re.search(
            r"(?:apartment|room|unit|suite|building|space|stall|lot|flat)\.\s", link.text, re.IGNORECASE
        )
        is not None
    )


def _foreign(case: Case, link: Link) -> bool:
    """Whether the unit is told right behind an address that is not the site's."""
    for address in case.links.of_kind(RegistryKind.ADDRESS):
        between = case.document.text[address.span.end : link.span.start]
        beside = address.span.end <= link.span.start and len(between) <= 4 and not between.strip(" ,.#-")
        if beside and address.state in (LinkState.UNKNOWN, LinkState.ELSEWHERE, LinkState.OTHER_CLIENT):
            return True
    return False


def _finding(case: Case, say: Say, link: Link, again: list[Link]) -> Finding:
    site = case.facts.site
    name = site.name if site else "the site"
    shown = link.candidates[:3]
    elsewhere = bool(link.best and why.OTHER_BUILDING in link.best.reasons)
    what = _WORDS[link.kind]
    message = f"{name} has no {what} as in “{link.text}”."
    if elsewhere and link.best:
        message = (
            f"\u201c{link.text}\u201d is registered as {link.best.text}, not in the building named beside it."
        )
    return say.finding(
        message,
        f"Check the {what}, and put the registered one.",
        at=link.span,
        also=[(other.span, "told again") for other in again],
        evidence=tuple(row_of(candidate) for candidate in shown),
        question=Question(
            text=f"Which {what} is meant by \u201c{link.text}\u201d?",
            answer="choice" if shown else "text",
            choices=tuple(candidate.text for candidate in shown),
        ),
        confidence=0.9,
    )


def _floors(case: Case) -> list[tuple[Span, int]]:
    found = []
    for match in _FLOOR.finditer(case.document.text):
        word = match["word"]
        number = _ORDINALS.index(word.lower()) + 1 if word else int(match["digits"] or match["after"])
        found.append((Span(*match.span()), number))
    return found


def _top_floor(case: Case) -> int | None:
    """The highest storey of the site; None where one of its buildings does not say."""
    buildings = case.facts.buildings
    if buildings and any(building.floors is None for building in buildings):
        return None
    stories = [building.floors for building in buildings if building.floors is not None]
    stories += [unit.floor for unit in case.facts.units if unit.floor is not None]
    return max(stories) if stories and buildings else None


def _floor_finding(case: Case, say: Say, span: Span, floor: int, top: int | None) -> Finding:
    site = case.facts.site
    return say.finding(
        f"{site.name if site else 'The site'} has no floor {floor}: its highest is {top}.",
        "Check the floor, and put the right one.",
        at=span,
        evidence=(EvidenceItem(kind=EvidenceKind.REGISTRY, text=f"highest floor {top}", ref="buildings"),),
        question=Question(text="On which floor was it?", answer="number"),
        confidence=0.85,
    )
