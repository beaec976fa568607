"""Who is hurt: a person, or an animal that no ambulance comes for."""

from __future__ import annotations

import re

from reportqa.model.case import Case
from reportqa.model.span import Span
from reportqa.rules._text import sentence_of

_ANIMAL = re.compile(
    r"\b(?:animal|wildlife|dog(?!\s+(?:park|run|walk\w*|owner|house))|puppy|cat|kitten|deer|fawn|doe|buck|fox|racc?oon|skunk|squirrel|bird|goose|"
    r"geese|duck|hawk|owl|turkey|rabbit|bunny|o?possum|coyote|bear|cub|snake|turtle|horse|cow|goat|bat|"
    r"groundhog|woodchuck|moose|pigeon|swan|porcupine|chicken|rooster|sheep|pig)s?\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:he|she|him|they|them|(?:his|her|their)\s+(?:\w+\s+)?(?:hand|arm|leg|head|face|foot|ankle|knee|nose|lip|"
    r"finger|thumb|wrist|hip|back|neck|shoulder|eye|mouth)|m[ae]n|wom[ae]n|male|female|boy|girl|child|children|"
    r"kid|person|people|resident|tenant|guest|driver|operator|visitor|customer|employee|officer|owner|"
    r"victim|patient|subject|worker|student|party|parties)s?\b",
    re.IGNORECASE,
)


def of_animal(case: Case, span: Span, *, told: bool = False) -> bool:
    """Whether the words next to the injury name an animal rather than a person.

    In a report that is of an animal (`told`), one need not be named again in the sentence.
    """
    sentence = sentence_of(case, span)
    animal, person = (_apart(case, pattern, sentence, span) for pattern in (_ANIMAL, _PERSON))
    if animal is None:
        return told and person is None
    return person is None or animal < person


# Of whom it is told in passing: "a relative who overdosed", "his late father's stroke".
_ABSENT = re.compile(
    r"\b(?:family|relatives?|members?|friends?|brother|sister|mother|father|mom|dad|son|daughter|uncle|aunt|cousin|"
    r"grand\w+|husband|wife|ex|neighbor)\b[^.;\n]{0,12}\b(?:who|that|had|has|once|previously|recently|just)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)


def of_another(case: Case, span: Span) -> bool:
    """Whether the words tell of somebody who is not part of this event."""
    return _ABSENT.search(case.document.text, max(span.start - 60, 0), span.start) is not None


_SLEEPS = re.compile(
    r"\b(?:woke\w*|awake\w*|asleep|sleep\w*|intoxicat\w*|drunk\w*|jail|arrest\w*|(?:could|able to) walk)\b",
    re.IGNORECASE,
)


def none_hurt(case: Case, span: Span) -> bool:
    """Whether it is a trace of blood with nobody beside it, or somebody who slept it off ("passed out")."""
    text = case.document.text
    words = span.of(text).lower()
    if words.startswith("passed"):
        return _SLEEPS.search(text, span.end) is not None
    if "blood" in words and "bleed" not in words:
        sentence = sentence_of(case, span)
        return _PERSON.search(text, sentence.start, sentence.end) is None
    return False


def _apart(case: Case, pattern: re.Pattern[str], sentence: Span, span: Span) -> int | None:
    """Characters between the injury and the nearest of these words; None where there is none."""
    found = pattern.finditer(case.document.text, sentence.start, sentence.end)
    return min((max(match.start() - span.end, span.start - match.end(), 0) for match in found), default=None)
