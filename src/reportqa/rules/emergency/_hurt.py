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


def _apart(case: Case, pattern: re.Pattern[str], sentence: Span, span: Span) -> int | None:
    """Characters between the injury and the nearest of these words; None where there is none."""
    found = pattern.finditer(case.document.text, sentence.start, sentence.end)
    return min((max(match.start() - span.end, span.start - match.end(), 0) for match in found), default=None)
