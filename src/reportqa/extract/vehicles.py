"""Vehicles and number plates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from reportqa.extract.lexicon import alternation, folded, table
from reportqa.model.mention import Label, Mention
from reportqa.model.span import Span

_ORDER = ("year", "color", "make", "model", "type")


@cache
def _vehicle_pattern() -> re.Pattern[str]:
    words = table("things.toml")["vehicle"]
    kinds = {name: alternation(words[f"{name}s"]) for name in ("color", "make", "model", "type")}
    groups = "|".join(f"(?P<{name}>{pattern})" for name, pattern in kinds.items())
    shades = alternation(words["shades"])
    return re.compile(
        rf"(?<![\w-])(?:(?P<year>(?:19[5-9]|20[0-3])\d|'\d\d)|{groups}|(?P<shade>{shades}))(?![\w-])"
    )


# What may stand between two words of one vehicle: blanks, a slash, a comma, "and" between colours.
_JOIN = re.compile(r"\s*(?:[/,]|&|\band\b|\bin color\b)?\s*", re.IGNORECASE)


def find_vehicles(text: str) -> Iterator[Mention]:
    """VEHICLE mentions: two or more of colour, make, model and type in one unbroken phrase."""
    run: list[tuple[str, Span]] = []
    for match in _vehicle_pattern().finditer(folded(text)):
        kind = match.lastgroup or ""
        span = Span(*match.span())
        if run and not _joined(text, run[-1], (kind, span)):
            yield from _vehicle(text, run)
            run = []
        run.append((kind, span))
    if run:
        yield from _vehicle(text, run)


def _joined(text: str, left: tuple[str, Span], right: tuple[str, Span]) -> bool:
    gap = text[left[1].end : right[1].start]
    if len(gap) > 12 or not _JOIN.fullmatch(gap):
        return False
    if gap.strip():  # "red, blue" and "blue and white" join colours; "car, van" are two vehicles
        return {left[0], right[0]} <= {"color", "shade"} or (gap.strip() in ",/" and left[0] == "color")
    return "\n\n" not in gap


def _vehicle(text: str, run: list[tuple[str, Span]]) -> Iterator[Mention]:
    while run and run[-1][0] in ("shade", "year"):
        run = run[:-1]
    while run and run[0][0] == "shade" and text[run[0][1].start : run[0][1].end].lower() in ("model", "late"):
        run = run[1:]
    if not run:
        return
    found: dict[str, list[str]] = {}
    for kind, span in run:
        found.setdefault(kind, []).append(span.of(text))
    kinds = {kind for kind in found if kind in ("color", "make", "model", "type")}
    if len(kinds) < 2 or not kinds - {"color"}:
        return
    weak = set(table("things.toml")["vehicle"]["weak"])
    strong = any(
        word.lower() not in weak for kind in ("make", "model", "type") for word in found.get(kind, ())
    )
    everyday = {word.lower() for word in found.get("type", ())} <= {"car", "vehicle"}
    if not strong and not ("color" in kinds and (("type" in kinds and everyday) or "make" in kinds)):
        return
    span = Span(run[0][1].start, run[-1][1].end)
    parts = tuple((kind, "/".join(found[kind]).lower()) for kind in _ORDER if kind in found)
    yield Mention(
        span=span,
        label=Label.VEHICLE,
        text=span.of(text),
        value=" ".join(value for _, value in parts),
        confidence=0.95 if len(kinds) > 2 or "make" in kinds else 0.85,
        parts=parts,
    )


@cache
def _state_names() -> dict[str, str]:
    names = {name: code for code, names in table("things.toml")["states"].items() for name in names}
    return names | {code.lower(): code for code in table("things.toml")["states"]}


_CODE = r"(?=[A-Z¥é]*\d)[A-Z0-9¥é]{4,8}|[A-Z]{1,4}[ -]\d{2,5}[A-Z]{0,2}|\d{1,4}[ -][A-Z]{1,4}\d{0,3}"


@cache
def _plate_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = table("things.toml")["plate"]
    states = table("things.toml")["states"]
    # Two-letter codes which are everyday words count only in capitals.
    name = rf"(?i:{alternation(n for names in states.values() for n in names)})"
    loose = alternation(set(states) - set(words["capitals_only"]))
    code = rf"(?:{'|'.join(states)}|(?i:{loose})|[MP][Aa])"
    state = rf"(?P<state>(?:{name}|{code})(?=[\s:.#-]))"
    kind = rf"(?i:(?:{alternation(words['kinds'])})\b)"
    word = rf"(?i:\b(?:{alternation(words['words'])})(?=[\s:#.]))"
    hint = r"(?:[\s:.]*(?:#|(?i:no\.?|number|num|of|is|was|bearing|reads?|reading|displaying)\b))*[\s:.#]*"
    known = re.compile(
        rf"(?<![\w]){state}[\s:.#-]*(?:{kind}[\s:.#]*)?(?:(?P<word>{word}){hint})?(?P<code>(?i:{_CODE}))(?![\w-])"
    )
    named = re.compile(
        rf"(?<![\w])(?P<word>{word}){hint}(?:(?P<state>(?:{name}|{code}))[\s:.#-]+(?:{kind}[\s:.#]*)?)?"
        rf"(?P<code>(?i:{_CODE}|[A-Z]{{5,7}}(?=\W*\()))(?![\w-])(?:\s*\(?(?P<after>{'|'.join(states)})\b(?P<close>\))?)?"
    )
    bare = re.compile(
        r"(?<![\w#$.:/'-])(?=[A-Za-z0-9]*\d)(?=[A-Za-z0-9]*[A-Za-z])(?P<code>[A-Za-z0-9]{6,7})(?![\w:/'-]|\.\d)"
    )
    return known, named, bare


_DIGIT = re.compile(r"\d")
_NO_PLATE = re.compile(
    r"\d+(?:st|nd|rd|th|hrs?|hours?|am|pm|mph|ft|lbs?|mins?|mg|ml|k|oz|yo|yrs?|years?|x\d+|sec|secs|gal|mi|est|edt|cst|pst|pdt|inch)"
    r"|\d{4}h\w*|img\d+|dsc\d+|[a-z]+\d|[a-z]{2,3}0\d{2,3}|\d+[a-z]{4,}|[a-z]{5,}\d+",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"([A-Za-z/]+)[\s.:#]*$")


def find_plates(text: str) -> Iterator[Mention]:
    """PLATE mentions: a code named as a plate or beside a state; a bare code of plate shape."""
    known, named, bare = _plate_patterns()
    taken: list[Span] = []
    tries = ((known, 0.95), (named, 0.95), (bare, 0.7)) if _DIGIT.search(text) else ((named, 0.95),)
    for pattern, confidence in tries:
        for match in pattern.finditer(text):
            code = match.group("code")
            start, end = match.start("code"), match.end("code")
            if any(span.start < end and start < span.end for span in taken):
                continue
            groups = match.groupdict()
            digits = sum(char.isdigit() for char in code)
            if pattern is not named and not groups.get("word"):
                if pattern is bare and (digits < 2 or not _plausible(text, match.start(), code)):
                    continue
                if pattern is known and (_NO_PLATE.fullmatch(code) or (code.isdigit() and digits < 6)):
                    continue  # a state and five digits is a ZIP code, fewer are anything
            state = groups.get("state") or groups.get("after")
            if groups.get("state"):
                start = min(start, match.start("state"))
            if groups.get("after"):
                end = match.end("close") if groups.get("close") else match.end("after")
            span = Span(start, end)
            taken.append(span)
            value = re.sub(r"[^A-Z0-9]", "", code.upper())
            parts = (("state", _state_names().get(state.lower(), state.upper())),) if state else ()
            yield Mention(
                span=span,
                label=Label.PLATE,
                text=span.of(text),
                value=value,
                confidence=confidence,
                parts=parts,
            )


def _plausible(text: str, start: int, code: str) -> bool:
    if _NO_PLATE.fullmatch(code):
        return False
    before = _WORD_BEFORE.search(text[max(0, start - 24) : start])
    return not before or before.group(1).lower() not in table("things.toml")["plate"]["not_after"]
