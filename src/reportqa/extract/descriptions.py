"""Descriptions of persons whose name is not known, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from reportqa.extract.lexicon import alternation, folded, table
from reportqa.model.mention import Label, Mention
from reportqa.model.span import Span

_NUMBER = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|several|few|multiple)"
_ABOUT = r"(?:about|approx\.?|approximately|around|roughly|maybe|aged?)"
_AGE = (
    rf"(?:{_ABOUT}\s+)?(?:(?:early|mid|late)[- ](?:to[- ]late[- ])?)?"
    r"(?:teens|[2-9]0'?s|twenties|thirties|forties|fifties|sixties)"
    rf"|(?:{_ABOUT}\s+)?\d{{1,2}}(?:\s*-\s*\d{{1,2}})?[- ]*"
    r"(?:years?[- ]*olds?|yrs?\.?[- ]*olds?|y/?o\b|y\.o\.|yoa\b|years? of age)"
)
# "about 30" is an age in a list of descriptors, unless a measure follows.
_LOOSE_AGE = (
    rf"(?:{_AGE}|(?:{_ABOUT}\s+)\d{{1,2}}(?:\s*(?:to|-)\s*\d{{1,2}})?(?![\d:/])"
    r"(?!\s*(?:feet|ft|min|hour|hrs|people|am|pm|m\b|yard|%)))"
)
_HEIGHT = (
    r"(?:\d'\s?\d{1,2}\"?|\d\s?(?:ft\.?|feet|foot)(?:\s?\d{1,2}\s?(?:in\.?|inches|\"))?(?:\s+tall)?"
    r"|\d'(?=[\s,.]))"
)
_WEIGHT = r"(?:\d{2,3}\s?(?:lbs?\.?|pounds))"


def _colors() -> str:
    return alternation(
        [*table("things.toml")["vehicle"]["colors"], *table("things.toml")["description"]["tones"]]
    )


@cache
def _pattern() -> re.Pattern[str]:
    words = table("things.toml")["description"]
    age, build = alternation(words["ages"]), alternation(words["builds"])
    race, hair = alternation(words["races"]), alternation(words["hair"])
    worn = alternation([*words["clothes"], *words["features"]])
    sex = alternation(words["sexes"])
    neutral, cuts = alternation(words["neutral"]), alternation(words["cuts"])
    adjective = rf"(?:unknown|unidentified|other|same|{_AGE}|{age}|{build}|{race}|{hair})"
    head = (
        rf"(?:(?:[wbha]/[mf]|(?:{sex}))(?:\s*(?:&|and|/)\s*(?:{sex}))?(?:[ ]+(?:{neutral}))?"
        rf"|(?:{neutral})(?:[ ]+(?:{sex}))?)"
    )
    garment = (
        r"(?:(?:a|an|some|his|her|the)\s+)?"
        rf"(?:(?:{_colors()}|{cuts}|and|/)[\s/-]+){{0,4}}(?:[a-z]+[ ](?:style[ ])?)?(?:{worn})(?![\w-])"
    )
    item = rf"(?:{_LOOSE_AGE}|{_HEIGHT}|{_WEIGHT}|{garment}|(?:{build}|{race}|{hair}|{age})(?![\w-]))"
    tail = (
        rf"(?:[ ]+on foot(?=,? (?:wearing|with|in\b)))?(?:,?\s+(?:(?:who (?:was|is) )?"
        rf"(?:wearing|dressed in|in|with|has|having|carrying|w/)\s+{item}"
        rf"(?:(?:,\s*|,?\s+and\s+|\s*&\s*|\s*/\s*|\s+with\s+)(?:(?:wearing|with)\s+)?{item}){{0,12}})){{0,4}}"
    )
    return re.compile(
        rf"(?<![\w'-])(?P<number>{_NUMBER}\s+)?(?P<adjectives>(?:{adjective}[,\s]+){{0,4}})"
        rf"(?P<head>{head})(?![\w-])(?P<listed>(?:[,;:]\s*{item}){{1,12}})?(?P<tail>{tail})"
        rf"(?:(?:,\s*)(?P<age>{_LOOSE_AGE}))?"
    )


def find_descriptions(text: str) -> Iterator[Mention]:
    """PERSON_DESC mentions: sex with age, build, race, hair, clothing or number; the whole noun phrase.

    Bare "male party" or "female driver" describes nobody and is left out.
    """
    sexes = table("things.toml")["description"]["sexes"] | {"m": "male", "f": "female"}
    for match in _pattern().finditer(folded(text)):
        head = match.group("head")
        sex = next((sexes[word] for word in re.findall(r"[a-z]+", head) if word in sexes), None)
        described = (
            match.group("adjectives").strip()
            or match.group("tail").strip()
            or match.group("listed")
            or match.group("age")
        )
        counted = (match.group("number") or "").strip()
        child = re.search(
            r"\b(?:child|children|boy|boys|girl|girls|juvenile|juveniles|teen|kid|toddler|infant)\b", head
        )
        if not (described or (counted and sex) or (sex and child and " " in head)):
            continue
        if sex is None and not (match.group("tail").strip() or match.group("listed")):
            continue
        end = match.end()
        start = match.start("number") if counted else match.start("adjectives")
        span = _trim(text, start, end)
        yield Mention(
            span=span,
            label=Label.PERSON_DESC,
            text=span.of(text),
            confidence=0.9 if sex and described else 0.75,
            parts=_parts(span.of(text), sex),
        )


def _trim(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1] in " ,;:\n\t":
        end -= 1
    return Span(start, end)


@cache
def _attributes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = table("things.toml")["description"]
    clothes = alternation(words["clothes"])
    patterns = {
        "age": rf"{_LOOSE_AGE}|\b(?:{alternation(words['ages'])})\b",
        "height": _HEIGHT,
        "build": rf"\b(?:{alternation(words['builds'])})\b",
        # "white" before a garment is its colour
        "race": rf"\b(?:{alternation(words['races'])})\b(?!\s+(?:{clothes}))",
        "hair": rf"\b(?:{alternation(words['hair'])})\b(?:\s+hair)?|\b(?:{_colors()})\s+hair\b"
        r"|\b(?:beard|mustache|goatee|dreadlocks|dreads|ponytail|braids)\b",
        "clothing": rf"(?:\b(?:{_colors()})[\s/-]+)*(?:\w+\s+)?\b(?:{clothes})\b",
    }
    return tuple((name, re.compile(pattern)) for name, pattern in patterns.items())


def _parts(words: str, sex: str | None) -> tuple[tuple[str, str], ...]:
    parts = [("sex", sex)] if sex else []
    for name, pattern in _attributes():
        found = [match.group().strip() for match in pattern.finditer(words.lower())]
        if found:
            parts.append((name, ", ".join(dict.fromkeys(found))))
    return tuple(parts)
