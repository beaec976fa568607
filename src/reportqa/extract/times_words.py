"""Dates, clock times and lengths told in words, found where a word calls for a pattern."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from reportqa.extract.cues import Words, listed, table
from reportqa.extract.times_atoms import DATA, Atom
from reportqa.extract.times_frame import Clock
from reportqa.extract.times_patterns import PARTS, patterns
from reportqa.extract.times_spoken import length_of, past_of, spoken_of

_UNIT_WORDS = listed(DATA, "unit_words")


_AMOUNTS = listed(DATA, "amounts")


_GLUED = re.compile(r"\d{1,3}(?:secs?|mins?|minutes?|hrs?|hours?|days?)")


_ORDINAL = re.compile(r"[123]?\d(?:st|nd|rd|th)")


_REL_WORDS = frozenset({"last", "this", "next", "past", "coming", "following"})


_THE = frozenset({"same", "next", "following", "previous", "prior", *PARTS.split("|"), "day"})


_DAY_TRIGGERS = (
    "today", "tonight", "tonite", "yesterday", "yest", "tomorrow", "tmrw", "day", "last", "this", "that",
    "same", "the", "today's", "tonight's", "yesterday's", "tomorrow's",
)  # fmt: skip


@cache
def _triggers() -> dict[str, str]:
    """Which kind of pattern a word calls for."""
    data = table(DATA)
    found = dict.fromkeys(data["numbers"], "spoken")
    found.update(dict.fromkeys(data["months"], "month"))
    found.update(dict.fromkeys(data["weekdays"], "weekday"))
    found.update(dict.fromkeys(_DAY_TRIGGERS, "dayword"))
    found.update(dict.fromkeys(("noon", "midday", "noontime", "midnight"), "named"))
    found.update(dict.fromkeys(("past", "to", "till", "til", "of", "after", "before"), "past"))
    found.update({name: "length" for name in _UNIT_WORDS if name != "day"})
    found.update({"half": "half", "o": "spoken", "oh": "spoken", "on": "on"})
    return found


def find_words(text: str, words: Words) -> Iterator[Atom]:
    """All candidates in words; they may overlap, and the caller chooses."""
    triggers = _triggers()
    for place, low in enumerate(words.lows):
        kind = triggers.get(low)
        if kind is not None:
            yield from _FINDERS[kind](text, words, place)
            if low == "day":
                yield from _at_length(text, words, place)
        elif low[0].isdigit():
            if not low.isdigit():
                yield from _at_mixed(text, words, place)
        elif low[-1].isdigit() and low[:3] in _stems():
            yield from _at_month(text, words, place)


@cache
def _stems() -> frozenset[str]:
    return frozenset(name[:3] for name in table(DATA)["months"])


def _at_mixed(text: str, words: Words, place: int) -> Iterator[Atom]:
    """A token of figures and letters: "20nov26", "15min", "22nd"."""
    low = words.lows[place]
    if _GLUED.fullmatch(low):
        yield from _lengths(text, [words.starts[place]], words.starts[place])
    elif _ORDINAL.fullmatch(low):
        for start in range(max(0, place - 2), place + 1):
            match = patterns()["ordinal"].match(text, words.starts[start])
            if match is not None:
                yield _ordinal(match)
                return
    elif low.lstrip("0123456789")[:3] in _stems():
        match = patterns()["day_month"].match(text, words.starts[place])
        if match is not None:
            yield from _month_date(match, table(DATA))


def _at_month(text: str, words: Words, place: int) -> Iterator[Atom]:
    match = patterns()["month_day"].match(text, words.starts[place])
    if match is not None:
        yield from _days_of_month(text, match)
    for start in range(max(0, place - 4), place):
        if words.lows[start][0].isdigit() and len(words.lows[start]) <= 4:
            match = patterns()["day_month"].match(text, words.starts[start])
            if match is not None and match.start("mon") == words.starts[place]:
                yield from _month_date(match, table(DATA))


def _days_of_month(text: str, match: re.Match[str]) -> Iterator[Atom]:
    """A month with its day, and with the second day of "Nov 3 - 5, 2026" or "August 30th and 31st"."""
    found = [*_month_date(match, table(DATA))]
    more = patterns()["more_days"].match(text, match.end()) if found else None
    if more is not None and int(more.group("d")) > found[0].numbers[0]:
        day, month, year = found[0].numbers
        year = year or int(more.group("y") or 0)
        found = [replace(found[0], numbers=(day, month, year))]
        found.append(Atom("date", *more.span("span"), numbers=(int(more.group("d")), month, year)))
    yield from found


def _at_weekday(text: str, words: Words, place: int) -> Iterator[Atom]:
    begin = place
    while begin > 0 and place - begin < 2 and words.lows[begin - 1] in _REL_WORDS | {"the"}:
        begin -= 1
    match = None
    for start in range(begin, place + 1):
        match = patterns()["weekday"].match(text, words.starts[start])
        if match is not None and match.start("wd") == words.starts[place]:
            break
    if match is None or not _weekday_stands(text, match):
        return
    rel = " ".join((match.group("rel") or "").lower().split())
    yield Atom(
        "weekday",
        *match.span(),
        words=(rel, match.group("wd").lower(), (match.group("part") or "").lower()),
        numbers=(int(match.group("d")),) if match.group("d") else (),
    )


def _at_dayword(text: str, words: Words, place: int) -> Iterator[Atom]:
    if words.lows[place] == "the":
        following = words.lows[place + 1] if place + 1 < len(words) else ""
        if following.isdigit() and place:
            match = patterns()["ordinal"].match(text, words.starts[place - 1])
            if match is not None:
                yield _ordinal(match)
        if following not in _THE:
            return
    match = patterns()["dayword"].match(text, words.starts[place])
    if match is None:
        return
    if match.group("w"):
        word = " ".join(match.group("w").lower().split())
        word = {"yest": "yesterday", "tmrw": "tomorrow"}.get(word, word)
        told = (word, (match.group("p1") or "").lower())
    elif match.group("rel2"):
        told = ("before", match.group("p3").lower())
    else:
        told = (" ".join(match.group("rel").lower().split()), match.group("p2").lower())
    if told[0] != "last" or told[1] not in ("day", "date"):
        yield Atom("dayword", *match.span(), words=told)


def _at_named(text: str, words: Words, place: int) -> Iterator[Atom]:
    begin = place - 1 if place and words.lows[place - 1] == "12" else place
    match = patterns()["named"].match(text, words.starts[begin])
    if match is not None:
        noon = match.group("n").lower() in ("noon", "midday", "noontime")
        yield Atom("clock", *match.span(), clock=Clock((12 if noon else 0,)))


def _at_past(text: str, words: Words, place: int) -> Iterator[Atom]:
    if place + 1 >= len(words):
        return
    following = words.lows[place + 1]
    if not (following[0].isdigit() or following in table(DATA)["numbers"] or following in _NAMED_HOURS):
        return
    for start in range(max(0, place - 4), place):
        match = patterns()["past"].match(text, words.starts[start])
        if match is not None and match.start("rel") == words.starts[place]:
            found = [*past_of(match, table(DATA))]
            if found:
                yield from found
                return


_NAMED_HOURS = frozenset({"midnight", "noon", "midday"})


def _at_half(text: str, words: Words, place: int) -> Iterator[Atom]:
    match = patterns()["half"].match(text, words.starts[place])
    if match is not None:
        hour = table(DATA)["numbers"][match.group("h").lower()]
        yield Atom("clock", *match.span(), clock=Clock((hour % 12, hour % 12 + 12), 30))


def _at_spoken(text: str, words: Words, place: int) -> Iterator[Atom]:
    match = patterns()["spoken"].match(text, words.starts[place])
    if match is not None:
        yield from spoken_of(text, match, table(DATA))


def _at_length(text: str, words: Words, place: int) -> Iterator[Atom]:
    begin = place
    numbers = table(DATA)["numbers"]
    while begin > 0 and place - begin < 6:
        low = words.lows[begin - 1]
        if not (low.isdigit() or low in _AMOUNTS or low in numbers):
            break
        begin -= 1
    yield from _lengths(text, words.starts[begin:place], words.starts[place])


def _lengths(text: str, starts: list[int], unit: int) -> Iterator[Atom]:
    """The longest amount that ends in the unit at this offset."""
    for start in starts:
        match = patterns()["length"].match(text, start)
        if match is not None and match.end("u") > unit:
            found = [*length_of(text, match, table(DATA))]
            if found:
                yield from found
                return


def _at_on(text: str, words: Words, place: int) -> Iterator[Atom]:
    if place + 1 < len(words) and words.lows[place + 1].isdigit():
        match = patterns()["ordinal"].match(text, words.starts[place])
        if match is not None:
            yield _ordinal(match)


def _ordinal(match: re.Match[str]) -> Atom:
    told = match.groupdict()
    which = next(name for name in ("", "2", "3", "4", "5") if told["span" + name])
    rel = (told["rel"] or "").lower()
    return Atom("ordinal", *match.span("span" + which), numbers=(int(told["d" + which]),), words=(rel,))


_FINDERS: dict[str, Callable[[str, Words, int], Iterator[Atom]]] = {
    "month": _at_month,
    "weekday": _at_weekday,
    "dayword": _at_dayword,
    "named": _at_named,
    "past": _at_past,
    "half": _at_half,
    "spoken": _at_spoken,
    "length": _at_length,
    "on": _at_on,
}


def _month_date(match: re.Match[str], data: dict[str, Any]) -> Iterator[Atom]:
    month = data["months"][match.group("mon").lower()]
    day = int(match.group("d"))
    told = match.groupdict()
    year = told.get("y") or told.get("y2")
    number = 0
    if year:
        number = int(year.lstrip("'’"))
        number += 2000 if number < 100 else 0
    if match.group("mon") == "may":
        joined = match.group()[match.start("mon") - match.start() :]
        if not number and " " in joined and match.start("mon") < match.start("d") and day > 12:
            return  # "may 20 people enter"
    yield Atom(
        "date",
        *match.span(),
        numbers=(day, month, number),
    )


_LOOSE_DAYS = frozenset({"sat", "sun", "mon", "wed", "fri", "thu", "tue"})


def _weekday_stands(text: str, match: re.Match[str]) -> bool:
    word = match.group("wd")
    if word.lower() not in _LOOSE_DAYS:
        return True
    if word.lower() in ("sat", "sun", "wed", "mon") and (word.islower() or not match.group("part")):
        before = text[max(0, match.start() - 5) : match.start()].lower()
        after = text[match.end() : match.end() + 1]
        if word[0].isupper() and re.match(
            r"[.,]?\s{0,2}(?:\d|[A-Z][a-z]{2,8}\.?\s\d)", text[match.end() : match.end() + 16]
        ):
            return True
        return before.endswith(("on ", "next ", "last ", "this ")) and (word[0].isupper() or after in ",.;")
    return word[0].isupper() or match.group("part") is not None
