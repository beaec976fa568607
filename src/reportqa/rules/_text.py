"""Places in a report that several families of text rules look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from reportqa.model.case import Case
from reportqa.model.mention import Label, Mention, Status
from reportqa.model.span import Span

# A fall of the clock by more than this within one report is midnight, not an error.
MIDNIGHT = timedelta(hours=10)

_QUOTED = re.compile(r"\"[^\"\n]{1,400}\"|“[^”\n]{1,400}”|(?<![\w])'[^'\n]{1,300}'(?!\w)|‘[^’\n]{1,300}’")
_CLOCK = re.compile(r"(?P<hour>\d{1,2}):?(?P<minute>\d{2})\s*(?P<half>[ap])?", re.IGNORECASE)


@cache
def words(family: str) -> dict[str, Any]:
    """The word lists of a family: `rules/<family>/words.toml`."""
    return tomli.loads((Path(__file__).parent / family / "words.toml").read_text(encoding="utf-8"))


@cache
def any_of(family: str, name: str) -> re.Pattern[str]:
    """One pattern for a list of expressions of a family's word lists; whole words, any case."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words(family)[name])})(?![\w-])", re.IGNORECASE)


def narrative(case: Case) -> Span | None:
    """The officer's telling; the whole text where no header was told apart."""
    text = case.document.text
    return case.document.narrative or (Span(0, len(text)) if text else None)


def in_header(case: Case, span: Span) -> bool:
    """Whether the words stand in a line of the form."""
    return any(span.overlaps(line) for line in case.document.header)


def quoted(case: Case) -> Sequence[Span]:
    """What somebody is quoted to have said, with the marks."""
    kept = case.memo.get("quoted")
    if not isinstance(kept, tuple):
        kept = tuple(Span(*match.span()) for match in _QUOTED.finditer(case.document.text))
        case.memo["quoted"] = kept
    return kept


def sentence_of(case: Case, place: Span) -> Span:
    """The sentence around a place, the place itself where sentences are not known."""
    return next((item for item in case.extraction.sentences if item.overlaps(place)), place)


@cache
def _small(pattern: re.Pattern[str]) -> re.Pattern[str] | None:
    """The pattern for small letters, twice as quick as one that ignores case; None where case counts."""
    if not pattern.flags & re.IGNORECASE or "(?-i" in pattern.pattern or "(?P" in pattern.pattern:
        return None
    return re.compile(re.sub(r"(?<!\\)[A-Z]", lambda found: found[0].lower(), pattern.pattern))


def small_letters(case: Case) -> str | None:
    """The text in small letters with every offset kept; None where a letter changes its length."""
    if "small" not in case.memo:
        small = case.document.text.lower()
        case.memo["small"] = small if len(small) == len(case.document.text) else None
    kept = case.memo["small"]
    return kept if isinstance(kept, str) else None


def told(case: Case, pattern: re.Pattern[str]) -> Iterator[Span]:
    """Where the officer himself says it: in the narrative, outside quotation marks."""
    whole = narrative(case)
    if whole is None:
        return
    spoken = quoted(case)
    quick, small = _small(pattern), small_letters(case)
    text = case.document.text
    if quick is not None and small is not None:
        pattern, text = quick, small
    for match in pattern.finditer(text, whole.start, whole.end):
        place = Span(*match.span())
        if not any(place.overlaps(quote) for quote in spoken):
            yield place


def clock_times(case: Case) -> tuple[tuple[Mention, datetime], ...]:
    """The clock times of the narrative that are told as facts, in text order, on one time line.

    A time whose date is not known takes the day of the one before it; where that would be a fall by
    more than `MIDNIGHT`, the next day.
    """
    kept = case.memo.get("clock_times")
    if isinstance(kept, tuple):
        return kept
    whole = narrative(case)
    found: list[tuple[Mention, datetime]] = []
    for mention in case.labelled(Label.TIME) if whole else ():
        usual = mention.assertion.status in (Status.PRESENT, Status.REPORTED)
        if (
            not usual
            or mention.problem
            or mention.approximate
            or _year(case, mention)
            or not (whole and whole.contains(mention.span))
        ):
            continue
        at = _moment(mention)
        if at is None:
            continue
        at = at.replace(tzinfo=None)
        if found and mention.value is None:
            before = found[-1][1]
            at = datetime.combine(before.date(), at.time())
            if before - at > MIDNIGHT:
                at += timedelta(days=1)
        found.append((mention, at))
    made = tuple(found)
    case.memo["clock_times"] = made
    return made


_YEAR = re.compile(r"(?:19|20)\d\d")
_OWNED = re.compile(r"(?:['\u2019]s|\b(?:his|her|their|my|an?))\s+$", re.IGNORECASE)
_THING = re.compile(
    r" (?:[a-z]+ )?(?:list|permit|report|season|tax|sticker|registration|budget|model|calendar|log)\b|"
    r" (?:(?:dark|light) )?(?:white|black|silver|gr[ae]y|red|blue|green|tan|gold|brown|maroon|beige)\b",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?:at|by|until|since|about)\s+$", re.IGNORECASE)


def _year(case: Case, mention: Mention) -> bool:
    """Whether it is a vehicle's year ("his 2017 red sedan") or the year that it is ("2026 permit list")."""
    if not _YEAR.fullmatch(mention.text):
        return False
    text = case.document.text
    if _OWNED.search(text, max(mention.span.start - 12, 0), mention.span.start):
        return True
    today = case.document.metadata.occurred_at
    if today and int(mention.text) <= today.year + 1 and _THING.match(text, mention.span.end):
        return _AT.search(text, max(mention.span.start - 12, 0), mention.span.start) is None
    return any(
        vehicle.span.overlaps(mention.span) or 0 <= vehicle.span.start - mention.span.end <= 1
        for vehicle in case.labelled(Label.VEHICLE)
    )


def _moment(mention: Mention) -> datetime | None:
    if mention.value:
        if "/" in mention.value:
            return None
        try:
            return datetime.fromisoformat(mention.value)
        except ValueError:
            return None
    match = _CLOCK.match(mention.text)
    if not match:
        return None
    hour, minute, half = int(match["hour"]), int(match["minute"]), (match["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        return None
    return datetime(2000, 1, 1, hour, minute)
