"""Everything that is found by its shape or by a short list of words: vehicles, plates, numbers, things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from reportqa.extract.descriptions import find_descriptions
from reportqa.extract.ids import find_ids, find_phones
from reportqa.extract.lexicon import alternation, folded, table
from reportqa.extract.vehicles import find_plates, find_vehicles
from reportqa.model.mention import Label, Mention
from reportqa.model.span import Span


def find_things(text: str) -> tuple[Mention, ...]:
    """VEHICLE, PLATE, PHONE, ID, PERSON_DESC, INJURY, WEAPON and PROPERTY mentions in text order.

    Mentions of different labels may overlap; within one label they do not.
    """
    finders = (
        find_phones,
        find_ids,
        find_plates,
        find_vehicles,
        find_descriptions,
        find_injuries,
        find_weapons,
        find_property,
    )
    found = [mention for finder in finders for mention in finder(text)]
    return tuple(sorted(found, key=lambda mention: (mention.span, mention.label)))


@cache
def _injury_pattern() -> re.Pattern[str]:
    words = table("things.toml")["injury"]
    injury, body = alternation(words["words"]), alternation(words["bodies"])
    side = r"(?:left|right|upper|lower|back of (?:his|her|the|their)|front of (?:his|her|the|their))"
    place = rf"(?:(?:his|her|their|the|my|a)\s+)?(?:{side}\s+)*(?:{body})\b"
    return re.compile(
        rf"(?<![\w-])(?:(?P<body>{place})\s+(?:was\s+|is\s+)?)?(?P<word>{injury})(?![\w-])"
        rf"(?:(?:\s+(?:on|to|in|of|from|above|below|near|over))?\s+(?P<after>{place}))?"
    )


def find_injuries(text: str) -> Iterator[Mention]:
    """INJURY mentions; everyday words such as "cut" only beside a part of the body."""
    weak = frozenset(table("things.toml")["injury"]["weak"])
    for match in _injury_pattern().finditer(folded(text)):
        word = match.group("word")
        place = match.group("body") or match.group("after")
        if word in weak and not place:
            continue
        span = Span(*match.span())
        body = () if place is None else (("body", place.split()[-1].lower()),)
        yield Mention(
            span=span,
            label=Label.INJURY,
            text=span.of(text),
            confidence=0.85,
            parts=(("kind", word), *body),
        )


@cache
def _list_pattern(section: str) -> re.Pattern[str]:
    color = alternation(table("things.toml")["vehicle"]["colors"])
    words = alternation(table("things.toml")[section]["words"])
    return re.compile(rf"(?<![\w-])(?:(?:{color})\s+)?(?P<word>{words})(?![\w-])")


def find_weapons(text: str) -> Iterator[Mention]:
    """WEAPON mentions by a word list; words with an everyday sense have low confidence."""
    weak = frozenset(table("things.toml")["weapon"]["weak"])
    for match in _list_pattern("weapon").finditer(folded(text)):
        word = match.group("word")
        span = Span(*match.span())
        yield Mention(
            span=span,
            label=Label.WEAPON,
            text=span.of(text),
            confidence=0.4 if word in weak else 0.85,
            parts=(("kind", word),),
        )


def find_property(text: str) -> Iterator[Mention]:
    """PROPERTY mentions: movable and fixed things that are lost, taken or damaged, by a word list."""
    for match in _list_pattern("property").finditer(folded(text)):
        span = Span(*match.span())
        yield Mention(
            span=span,
            label=Label.PROPERTY,
            text=span.of(text),
            confidence=0.6,
            parts=(("kind", match.group("word")),),
        )
