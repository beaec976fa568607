"""Dates told loosely, "last week", "in early February", "the other day": when, but not which day."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from reportqa.extract.cues import Lexicon, Words, table
from reportqa.extract.times_atoms import DATA, Atom

# Years that a report may tell of; beyond them four figures are a house number or a clock time.
_YEARS = range(1950, 2050)
# Words that lead a year and are no part of the mention.
_BARE_LEADS = frozenset({"in", "during"})
_CLOCK_WORDS = frozenset({"hrs", "hr", "hours", "h", "am", "pm", ":", "-", "/"})


def find_loose(text: str, words: Words) -> Iterator[Atom]:
    """DATE candidates without a value."""
    lows, months = words.lows, table(DATA)["months"]
    years = dict(_years(text, words))
    for hit in _lexicon().find(words):
        first, last = hit.first, hit.stop - 1
        if hit.kind == "led":
            first += 1
            first += lows[first] in ("the", "in")
        if lows[last] in months:
            if not _is_month(text, words, last):
                continue
            last = next((place for place in (last + 1, last + 2) if years.get(place) == hit.stop - 1), last)
            years.pop(last, None)
        elif lows[last] == "overnight" and not _kinds().isdisjoint(lows[hit.stop : hit.stop + 1]):
            continue
        yield _atom(words, first, last)
    for place, lead in years.items():
        if lows[lead] not in months or _is_month(text, words, lead, with_year=True):
            yield _atom(words, place if lows[lead] in _BARE_LEADS else lead, place)


def _atom(words: Words, first: int, last: int) -> Atom:
    return Atom("loose", words.starts[first], words.ends[last], approximate=True)


def _years(text: str, words: Words) -> Iterator[tuple[int, int]]:
    """The places of years, each with the place of the word that leads it: a month, "in", "early"."""
    leads = _leads()
    lows = words.lows
    for place, low in enumerate(lows):
        if len(low) != 4 or not place or low[:2] not in ("19", "20") or not low.isdecimal():
            continue
        lead = place - 1
        if lows[lead] == "of" and lead:
            lead -= 1
        if lows[lead] not in leads or int(low) not in _YEARS:
            continue
        following = lows[place + 1] if place + 1 < len(lows) else ""
        after = words.ends[place]
        # A time of day, or the year of a make: "in 2018 hrs", "in 2018 Honda".
        if following in _CLOCK_WORDS or (following.isalpha() and text[after + 1 : after + 2].isupper()):
            continue
        yield place, lead


def _is_month(text: str, words: Words, place: int, *, with_year: bool = False) -> bool:
    """Whether a month's name stands for the month, and no day follows it (such a date is found whole)."""
    low = words.lows[place]
    if not text[words.starts[place]].isupper() and (
        len(low) == 3 or low in table(DATA)["loose"]["other_words"]
    ):
        return False
    following = words.lows[place + 1] if place + 1 < len(words) else ""
    return with_year or not (following[:1].isdigit() and len(following) != 4)


@cache
def _kinds() -> frozenset[str]:
    return frozenset(table(DATA)["loose"]["kinds"])


@cache
def _leads() -> frozenset[str]:
    return frozenset([*table(DATA)["months"], *table(DATA)["loose"]["year_leads"]])


@cache
def _lexicon() -> Lexicon:
    data = table(DATA)
    return Lexicon((kind, [*_spelled(data, data["loose"][kind])]) for kind in ("whole", "led"))


def _spelled(data: dict[str, Any], phrases: list[str]) -> Iterator[str]:
    """The phrases with the names of months and days written out."""
    months = "{" + ",".join(data["months"]) + "}"
    days = "{" + ",".join(name for name in data["weekdays"] if name.endswith("day")) + "}"
    for phrase in phrases:
        yield phrase.replace("MONTH", months).replace("DAY", days)
