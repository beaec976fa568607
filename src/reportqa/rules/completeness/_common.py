"""What the rules of this family share: which reports they judge, and elements of the general policy."""

from __future__ import annotations

import re
from functools import cache

from reportqa.model.case import Case
from reportqa.model.finding import RuleResult
from reportqa.model.mention import Label
from reportqa.model.policy import Element
from reportqa.model.span import Span
from reportqa.rules import _elements
from reportqa.rules._base import Say
from reportqa.rules._incident import refers, routine, types
from reportqa.rules._text import words

_ENTRY = re.compile(
    r"(?m)^\s*(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?,?\s+)?\d{1,2}:?\d{2}\s*(?:hrs|hours|[ap]\.?m\.?)?\s*[-–:|]?\s"
)

# "300 W 1000 N", "1200 S Main", "the 400 block of Elm": where streets bear numbers, an address has no name.
GRID = re.compile(
    r"\b\d{1,5} (?:[nsew]|north|south|east|west)\b\.? (?:and )?(?:\d{1,5} (?:[nsew]|north|south|east|west)\b|"
    r"(?:main|center|state|broadway|high)\b)|\bblock of [a-z]|"
    r"\b(?:at|near|of|on)(?: the)? \d{1,5} (?:north|south|east|west|[nsew])\b|"
    r"\b\d{1,5} [nsew]\.? [a-z]{3,} (?:st|ave|rd|dr)\b"
)

# What came by post, telephone or screen has no place; the words stand for the event, not for a message
# that the officer sent.
_AFAR = re.compile(
    r"\b(?:receiv\w+|getting|got|unwanted|harassing|threatening|suspicious|scam|fraudulent|obscene|prank|via)"
    r" (?:\w+ ){0,3}(?:e-?mail|text message|voice ?mail|phone call|telephone call|letter|"
    r"facebook|instagram|snapchat|social media|online|website)s?\b|"
    r"\belectronic communications?\b|\b(?:e-?mail|text) (?:messages?|conversations?|exchange|threads?)\b"
)
_BY_PHONE = re.compile(
    r"\b(?:by|over the|via|on the) (?:(?:tele)?phone|internet|web)\b|\bscam\b|"
    r"\b(?:had|with|answered|asked) (?:[\w']+ ){0,4}questions?\b"
)
_PLACELESS = frozenset({"fraud", "harassment-threat", "assist-service", "lost-found-property", "other"})


def afar(case: Case) -> bool:
    """Whether it came by post, telephone or screen, as far as the words and the type tell."""
    flat = _elements.look(case).flat
    if case.labelled(Label.INJURY, Label.VEHICLE):
        return False
    own = {sign.type for sign in types(case)}
    if own == {"fraud"} or _AFAR.search(flat) is not None:
        return True
    return bool(own) and own <= _PLACELESS and _BY_PHONE.search(flat) is not None


# From so many lines that begin with a clock time on, a text is a log of a shift.
LOG_LINES = 4


@cache
def pattern(table: str, key: str = "patterns") -> re.Pattern[str]:
    """One regular expression of the word lists, for text in small letters; a list is joined."""
    value = words("completeness")[table]
    for part in key.split("."):
        value = value[part]
    if isinstance(value, str):
        return re.compile(value)
    return re.compile(r"\b(?:" + "|".join(value) + r")(?!\w)")


@cache
def word_set(table: str, key: str = "words") -> frozenset[str]:
    """One list of words."""
    value = words("completeness")[table][key]
    return frozenset(value.split() if isinstance(value, str) else value)


def is_log(case: Case) -> bool:
    """Whether the report is a daily log, as its form or its lines say."""
    kind = case.document.metadata.kind
    if kind is not None:
        return kind == "daily_log"
    return len(_ENTRY.findall(case.document.text)) >= LOG_LINES


def not_an_incident(case: Case) -> str | None:
    """Why the report is none of an incident; None when it is one."""
    if is_log(case):
        return "a daily log"
    if routine(case):
        return "a routine round"
    if refers(case):
        return "a short entry that names the report which tells it"
    return None


def narrative(case: Case) -> str:
    """The officer's telling, without the lines of the form."""
    document = case.document
    return document.narrative.of(document.text) if document.narrative else ""


def general(case: Case, name: str) -> Element | None:
    """A general element of the policy; None where a client removed it."""
    return next((element for element in case.policy.general if element.name == name), None)


def check_general(case: Case, say: Say, name: str, message: str, remedy: str) -> RuleResult:
    """One general element: given, waived, or missing on the report as a whole."""
    if why := not_an_incident(case):
        return say.not_applicable(why)
    element = general(case, name)
    if element is None:
        return say.not_applicable("the policy does not ask for it")
    view = _elements.look(case)
    state = _elements.seen(view, element)
    if state.state == _elements.NOT_APPLICABLE:
        return say.not_applicable("nothing in the report calls for it")
    if state.state == _elements.UNDETERMINED:
        return say.undetermined(unread(state.span), [state.count])
    if state.state != _elements.MISSING:
        return say.satisfied([state.count])
    finding = _elements.absence(say, state, message, remedy, severity=say.severity)
    return say.missing(finding, elements=[state.count])


def unread(span: Span | None) -> str:
    """The note of a result that hangs on words which could not be read."""
    return (
        "the words that would tell it were read with little confidence" if span else "the page can't be read"
    )
