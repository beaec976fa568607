"""Telephone numbers, and numbers that are named as a case, report, citation or badge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from reportqa.extract.lexicon import alternation, table
from reportqa.model.mention import Label, Mention
from reportqa.model.span import Span

_DIGIT = re.compile(r"\d")
_PHONE = re.compile(
    r"(?<![\w$-])(?:\+?1[-. ]?)?(?:\(\d{3}\)[-. ]?|\d{3}[-. /])\d{3}[-. ]\d{4}(?![\w-])"
    r"(?:\s*(?:x|ext\.?)\s*\d{1,5})?|(?<![\w$-])\(\d{3}\)\s*\d{7}(?!\w)"
)
_SHORT_PHONE = re.compile(
    r"\b(?:phone|ph|tel|telephone|cell|call(?:ed)?(?: (?:her|him|them|back))? at|fax|mobile|number)[\s:#.]*"
    r"(?P<number>\d{3}[-. ]\d{4}|\d{10})(?![\w-])",
    re.IGNORECASE,
)


def find_phones(text: str) -> Iterator[Mention]:
    """PHONE mentions; seven digits alone only where the text calls them a telephone number."""
    if not _DIGIT.search(text):
        return
    last = 0
    for match in _PHONE.finditer(text):
        last = match.end()
        yield _mention(text, Label.PHONE, match.span(), _digits(match.group()), 0.97)
    for match in _SHORT_PHONE.finditer(text):
        if match.start("number") >= last or not _PHONE.match(text, match.start("number")):
            yield _mention(text, Label.PHONE, match.span("number"), _digits(match.group("number")), 0.9)


def _digits(number: str) -> str:
    digits = re.sub(r"\D", "", re.split(r"x|ext", number, flags=re.IGNORECASE)[0])
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


# Numbers of police and court files: year or serial, serial, and a short type ("26-118-PR").
_FILE = re.compile(r"(?<![\w-])\d{2,4}-\d{1,6}-[A-Z0-9]{2,3}(?![\w-])")
_BADGE = re.compile(
    r"(?P<name>\b(?:[A-Z][a-z]+|[A-Z]{3,}))[ ,]+\(?#\s?(?P<code>\d{2,6})\b(?![-/]\d)", re.MULTILINE
)


@cache
def _named() -> re.Pattern[str]:
    kinds = table("things.toml")["id"]
    groups = "|".join(f"(?P<{kind}>{alternation(words)})" for kind, words in kinds.items())
    code = r"(?=[A-Z-]{0,6}\d)[A-Z0-9][A-Z0-9]*(?:[-/][A-Z0-9]+){0,3}"
    return re.compile(
        rf"(?<![\w-])(?:{groups})(?P<named>\s*(?:\#|no\.?|num(?:ber)?|nbr|:|is|was)){{0,3}}[\s#:.]*(?P<code>{code})(?![\w%])",
        re.IGNORECASE,
    )


_DATE_OR_TIME = re.compile(
    r"\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?|\d{4}(?:hrs?|h)|\d{1,2}(?:am|pm)", re.IGNORECASE
)
_UNIT_WORD = re.compile(
    r"\s*(?:hrs?|hours?|am|pm|a\.m|p\.m|times?|minutes?|mins?|people|persons?|of\b|:\d)", re.I
)


def find_ids(text: str) -> Iterator[Mention]:
    """ID mentions: a code behind a word that names it, a police file number, a badge behind a name."""
    if not _DIGIT.search(text):
        return
    taken: list[Span] = []
    for match in _named().finditer(text):
        kind = next(k for k in table("things.toml")["id"] if match.group(k))
        word = match.group(kind).lower()
        code = match.group("code")
        if not match.group("named") and "#" not in text[match.end(kind) : match.start("code")]:
            plain = word.split()[-1] in table("things.toml")["badge"]["plain"]
            if not plain or len(code) < 3 or _UNIT_WORD.match(text, match.end("code")):
                continue
            if kind == "report" and word == "report" and re.fullmatch(r"\d{4}", code):
                continue  # "report 0214": a time
        if _DATE_OR_TIME.fullmatch(code) or text[
            match.end("code") : match.end("code") + 2
        ].lstrip().startswith(":"):
            continue
        span = Span(match.start("code"), match.end("code"))
        taken.append(span)
        yield _mention(text, Label.ID, (span.start, span.end), code.upper(), 0.93, (("kind", kind),))
    for match in _FILE.finditer(text):
        span = Span(*match.span())
        if _free(span, taken) and not _DATE_OR_TIME.fullmatch(match.group()):
            taken.append(span)
            yield _mention(text, Label.ID, match.span(), match.group(), 0.9, (("kind", "case"),))
    for match in _BADGE.finditer(text):
        span = Span(match.start("code"), match.end("code"))
        if match.group("name").lower() not in table("things.toml")["badge"]["not_after"] and _free(
            span, taken
        ):
            yield _mention(
                text, Label.ID, match.span("code"), match.group("code"), 0.85, (("kind", "badge"),)
            )


def _free(span: Span, taken: list[Span]) -> bool:
    return not any(span.overlaps(other) for other in taken)


def _mention(
    text: str,
    label: Label,
    place: tuple[int, int],
    value: str,
    confidence: float,
    parts: tuple[tuple[str, str], ...] = (),
) -> Mention:
    span = Span(*place)
    return Mention(
        span=span, label=label, text=span.of(text), value=value, confidence=confidence, parts=parts
    )
