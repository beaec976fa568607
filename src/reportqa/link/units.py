"""Finds units, parking spaces and buildings by their designators, in digits or in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from reportqa.link.streets import street_words
from reportqa.link.tables import unit_key
from reportqa.link.text import Token, gap, number_in_words
from reportqa.link.words import words as words_of_kind

_NOT_AFTER = re.compile(
    r"\s*(?:hours?|hrs?|min|minutes?|am|pm|a\.m|p\.m|feet|ft|people|persons|males?|females?|cars?|%|:|/|days?|units?)",
    re.IGNORECASE,
)
_ID = re.compile(r"^(?:[A-Za-z]{0,2}\d{1,5}[A-Za-z]{0,2}|[A-Za-z]|[A-Z]{2})$")
_GLYPHED = re.compile(r"^[A-Za-z]{0,2}[\doOQlI|zZsSbBgG]{2,5}[A-Za-z]?$")
# Articles and pronouns are no apartment letters: "unit a few", "unit I saw".
_WORDS_NOT_IDS = frozenset({"a", "i"})


@dataclass(frozen=True, slots=True)
class Written:
    """A designator with its number, as it stands."""

    start: int
    end: int
    value: str
    worded: bool = False
    bare: bool = False
    soft: bool = False  # unknown numbers behind this designator say nothing


def written_units(text: str, words: Sequence[Token], known: Callable[[str], bool]) -> Iterable[Written]:
    """Every unit told in the text; lists and ranges give one for each number told."""
    kinds = words_of_kind()
    yield from _written(text, words, kinds.unit, known)
    for written in _written(text, words, kinds.unit_soft, known):
        yield replace(written, soft=True)
    for at, token in enumerate(words[:-1]):
        low = token.low
        bare = low in kinds.unit_bare or low in kinds.unit_people
        bare = bare or (low in ("of", "in") and at > 0 and words[at - 1].low in kinds.unit_people)
        if not bare:
            continue
        follower = words[at + 1]
        if gap(text, token, follower) != " ":
            continue
        shaped = any(c.isdigit() for c in follower.raw) and _ID.match(follower.raw)
        value, end, _ = _joined(text, words, at + 1, known)
        if shaped and known(unit_key(value)) and not _NOT_AFTER.match(text[end : end + 12]):
            yield Written(follower.start, end, value, bare=True)


def lettered_units(text: str, words: Sequence[Token], known: Callable[[str], bool]) -> Iterable[Written]:
    """Units such as B-204 or 204B, told without a designator, when the site has just that unit."""
    for at, token in enumerate(words):
        if token.raw[0].islower():
            continue
        value, end, _ = _joined(text, words, at, known)
        mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value) and len(value) >= 3
        if mixed and _ID.match(value.replace("-", "")) and known(unit_key(value)):
            yield Written(token.start, end, value, bare=True)


def written_spaces(text: str, words: Sequence[Token], known: Callable[[str], bool]) -> Iterable[Written]:
    """Every parking space told with a designator."""
    return _written(text, words, words_of_kind().space, known)


def written_buildings(text: str, words: Sequence[Token]) -> Iterable[Written]:
    """Every building told with a designator and a letter or short number."""
    for at, token in enumerate(words):
        if token.low not in words_of_kind().building or at + 1 >= len(words):
            continue
        follower = words[at + 1]
        if gap(text, token, follower).strip(" .#-") or "\n" in gap(text, token, follower):
            continue
        at_id = at + 2 if follower.low in ("#", "no", "number") and at + 2 < len(words) else at + 1
        follower = words[at_id]
        letter = len(follower.raw) == 1 and follower.raw.isalpha() and follower.raw.isupper()
        digits = follower.raw.isdigit() and len(follower.raw) <= 3
        if letter and follower.raw in "AI" and _sentence_goes_on(text, words, at_id):
            continue
        if letter or digits:
            yield Written(token.start, follower.end, follower.raw)
        elif follower.low in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"):
            told = number_in_words([follower.low])
            if told:
                yield Written(token.start, follower.end, told[0], worded=True)


def _sentence_goes_on(text: str, words: Sequence[Token], at: int) -> bool:
    # "BUILDING A FENCE": a text all in capitals can't tell the article from the letter.
    if at + 1 >= len(words) or not text.isupper():
        return False
    follower = words[at + 1]
    return gap(text, words[at], follower) == " " and follower.low not in (
        "unit",
        "apt",
        "at",
        "and",
        "floor",
        "near",
    )


def _written(
    text: str, words: Sequence[Token], designators: frozenset[str], known: Callable[[str], bool]
) -> Iterable[Written]:
    for at, token in enumerate(words):
        if token.low not in designators:
            continue
        index = at + 1
        while index < len(words) and words[index].low in ("#", "no", "number", "num"):
            index += 1
        if index >= len(words) or gap(text, words[index - 1], words[index]).strip(" .#:-"):
            continue
        if "\n" in gap(text, words[index - 1], words[index]) or (token.low == "#" and index == at + 2):
            continue
        if token.low == "#" and at > 0 and "\n" not in gap(text, words[at - 1], token):
            # "Ref #30889", "Pole #3": a number sign belongs to the noun before it.
            noun = words[at - 1]
            placed = noun.low in words_of_kind().before_hash or noun.low in street_words().suffixes
            if not placed and not noun.raw[-1].isdigit() and gap(text, noun, token).strip(" ") == "":
                continue
        if at > 0 and token.low != "#" and words[at - 1].low in words_of_kind().unit_not_before:
            continue
        yield from _values(text, words, token, index, known)


def _values(
    text: str, words: Sequence[Token], designator: Token, index: int, known: Callable[[str], bool]
) -> Iterable[Written]:
    first = True
    while index < len(words):
        token = words[index]
        value, end, following = _joined(text, words, index, known)
        worded = False
        mixed = len(value) <= 5 and any(c.isdigit() for c in value) and value[-1].isalnum()
        if not (_ID.match(value) or mixed or (_GLYPHED.match(value) and any(c.isdigit() for c in value))):
            told = number_in_words([word.low for word in words[index : index + 5]])
            if told is None:
                return
            value, worded = told[0], True
            following = index + told[1]
            end = words[following - 1].end
        if value.lower() in _WORDS_NOT_IDS and (token.raw.islower() or designator.raw.isupper()):
            # "unit a", "SUITE A": a letter only where the sentence does not run on.
            if following < len(words) and gap(text, token, words[following]) == " ":
                return
        elif len(value) == 1 and value.isalpha() and value.islower():
            return
        if first and following < len(words) and _NOT_AFTER.match(text[end : end + 4]) and worded:
            return
        acts = following < len(words) and (
            words[following].low in words_of_kind().unit_not_after or text[end : end + 2] == ": "
        )
        if first and designator.low in ("unit", "units") and acts:
            return
        # Two capitals may be a word of a text in capitals.
        soft = (
            designator.low == "#"
            or (len(value) == 2 and value.isalpha())
            or (mixed and not _ID.match(value) and not _GLYPHED.match(value))
        )
        yield Written(designator.start if first else token.start, end, value, worded, soft=soft)
        first = False
        if following >= len(words):
            return
        between = gap(text, words[following - 1], words[following])
        plural = designator.low.endswith("s") or designator.low == "#"
        if between.strip() in (",", "/", "-", "&", "+") and plural and _ID.match(words[following].raw):
            index = following
        elif words[following].low in ("and", "or", "to", "through", "thru", "&") and plural:
            index = following + 1
            if index >= len(words) or not _ID.match(words[index].raw) or not words[index].raw[-1].isalnum():
                return
        else:
            return


def _joined(
    text: str, words: Sequence[Token], index: int, known: Callable[[str], bool]
) -> tuple[str, int, int]:
    """A number that may be written in two parts, as B-204 or 12 B: value, end, index after it."""
    token = words[index]
    if index + 1 < len(words):
        follower = words[index + 1]
        between = gap(text, token, follower)
        one_letter = len(token.raw) <= 2 and token.raw.isalpha() and token.raw.isupper()
        if between == "-" and (
            known(unit_key(token.raw + follower.raw))
            or (one_letter and follower.raw[0].isdigit())
            or (token.raw[0].isdigit() and len(follower.raw) == 1 and follower.raw.isalpha())
        ):
            return token.raw + follower.raw, follower.end, index + 2
    return token.raw, token.end, index + 1
