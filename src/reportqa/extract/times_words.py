"""Dates, clock times and lengths told in words: month names, weekdays, day words, spoken hours, durations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from reportqa.extract.cues import Words, table
from reportqa.extract.lexicon import alternation
from reportqa.extract.times_frame import Clock
from reportqa.extract.times_scan import DATA, Atom, hour_in, reading

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_PARTS = "morning|afternoon|evening|night"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data = table(DATA)
    months, weekdays = alternation(data["months"]), alternation(data["weekdays"])
    numbers = alternation(data["numbers"])
    number = rf"(?:\d{{1,3}}(?:\.\d{{1,2}})?|(?:twenty|thirty|forty|fifty)[\s-](?:one|two|three|four|five|six|seven|eight|nine)|{numbers})"
    year = r"(?P<y>(?:19|20)\d\d(?!\d|:\d|\s?hrs?\b|\s?hours?\b|h\b|\s?[ap]\.?m\b)|['’]\d\d(?!\d))"
    unit = (
        r"(?P<u>sec(?:ond)?s?|min(?:ute)?s?|hrs?|hours?|days?|nights?|weeks?|wks?|months?|mos|years?|yrs?)\b"
    )
    minute = rf"(?:\d{{1,2}}|twenty[\s-]five|twenty|twenty-?\s?\w{{3,5}}|{numbers})"
    hour = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    tens = r"(?:(?:twenty|thirty|forty|fourty|fifty)(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:oh|o|zero)[\s-](?:one|two|three|four|five|six|seven|eight|nine)|hundred|double\s(?:oh|zero))"
    mer = r"(?:\s?(?P<mer>[ap]\.\s?m\b\.?|[ap]\s?m\b))"
    part = rf"(?:\s+(?P<part>in\s+the\s+(?:early\s+)?(?:{_PARTS})|at\s+night)\b)"
    flags = re.IGNORECASE
    return {
        "day_month": re.compile(
            rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\.(?=\s))?(?:\s+day)?(?:\s+of)?(?:\s{{1,2}}|-|/|)"
            rf"(?P<mon>{months})(?![a-z])\.?(?:(?:,\s?|\s|-|/|\s+of\s+|)(?:{year}|(?P<y2>\d\d)(?![\d:/-]|\s?hrs|\s?[ap]\.?m\b)))?",
            flags,
        ),
        "month_day": re.compile(
            rf"\b(?P<mon>{months})(?:\.?,?\s{{1,2}}|\.?[-/]|)(?:the\s)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:/]|\s?[ap]\.?m\b|\.\d)"
            rf"(?:(?:,\s{{0,2}}|\s|-|\s+of\s+){year})?",
            flags,
        ),
        "weekday": re.compile(
            rf"\b(?:(?P<rel>last|this|next|this\s+past|this\s+coming|the\s+following)\s+)?(?P<wd>{weekdays})\b(?:(?P<dot>\.)(?=\s*[a-z\d,]))?(?:\s+(?P<part>{_PARTS}))?"
            rf"(?:,?\s+the\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)\b)?",
            flags,
        ),
        "dayword": re.compile(
            rf"\b(?:(?P<w>today|tonight|tonite|day\s+before\s+yesterday|yesterday|yest|tomorrow|tmrw)(?:\s+(?P<p1>{_PARTS}))?"
            rf"|(?P<rel>last|this|that|the\s+same|same|the\s+next|the\s+following|the\s+previous|the\s+prior)\s+(?P<p2>{_PARTS}|day|date)"
            rf"|the\s+(?P<p3>{_PARTS}|day)\s+(?P<rel2>before))\b",
            flags,
        ),
        "ordinal": re.compile(
            r"\b(?:(?:on|for|by|since|until|before|after|of|from|at)\s+(?P<span>(?:the\s+)?(?P<d>[12]?\d|3[01])(?:st|nd|rd|th)"
            r"(?=\s*(?:$|[.,;!?)]|at\b|and\b|around\b|to\b|for\b|with\b|when\b|by\b|through\b|@)))"
            r"|(?P<span2>(?:the\s+)?(?P<d2>[12]?\d|3[01])(?:st|nd|rd|th)\s+(?:of\s+)?(?P<rel>this|next|last)\s+month)\b"
            r"|on\s+(?P<span3>(?P<d3>[12]\d|3[01]))(?=(?:,|\s+at)\s+\d{1,2}(?::\d\d|\s?[ap]m\b))"
            r"|(?<=[ap]m\s)on\s+(?P<span4>(?P<d4>[12]\d|3[01]))(?=\s*(?:$|[.,;!?])))",
            flags,
        ),
        "past": re.compile(
            rf"\b(?P<q>(?:a\s+)?half|(?:an?\s+|three\s+)?quarters?|{minute}(?:\s?min(?:ute)?s?)?)\s+(?P<rel>past|to|till|til|of|after|before)\s+"
            rf"(?P<h>{hour}|midnight|noon|midday)\b(?:\s?o\s?['’]?clock\b)?{mer}?{part}?",
            flags,
        ),
        "half": re.compile(
            r"\bhalf\s(?P<h>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?!\s+(?:of|hour|day|way|empty|full|open|dozen|inch|mile))",
            flags,
        ),
        "spoken": re.compile(
            rf"\b(?:(?P<z>zero|oh|o)[\s-](?P<h1>zero|one|two|three|four|five|six|seven|eight|nine)"
            rf"|(?P<h2>(?:twenty[\s-](?:one|two|three|four))|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|one|two|three|four|five|six|seven|eight|nine))"
            rf"(?:[\s-](?P<m>{tens}))?(?P<hrs>\s+(?:hundred\s+)?(?:hours?|hrs?)\b)?(?:\s(?P<oc>o\s?['’]?\s?clock)\b)?{mer}?{part}?",
            flags,
        ),
        "named": re.compile(
            r"\b(?:12\s)?(?P<n>noon|midday|noontime|midnight)\b(?!\s+(?:express|mass|blue|black|snack|shift|tour|crew|run))",
            flags,
        ),
        "length": re.compile(
            rf"(?<![\w.$/-])(?P<n>half\s+an?|(?:a|one)\s+half|an?\s+half|{number}|an|a\s+couple(?:\s+of)?|couple(?:\s+of)?|a)(?:\s{{0,2}}(?:-|–|to)\s{{0,2}}(?P<n2>\d{{1,3}}))?(?:\s+and\s+(?P<more>a\s+half))?(?:\s{{0,2}}|-){unit}\.?"
            rf"(?:(?:\s+and)?\s+(?P<half>a\s+half)|(?:,|\s+and)?\s+(?P<n3>\d{{1,3}})\s?(?P<u3>sec(?:ond)?s?|min(?:ute)?s?|hrs?|hours?|days?|months?|weeks?|years?)\b(?:(?:,|\s+and)?\s+(?P<n4>\d{{1,3}})\s?(?P<u4>sec(?:ond)?s?|min(?:ute)?s?|hrs?|hours?|days?)\b)?)?"
            r"(?P<rel>\s+(?:(?P<later>later|afterwards?|thereafter|(?:after|from)\s+(?:that|this|then|now)|after(?=\s*(?:[.,;]|$|\sthat\b|\she\b|\sshe\b|\sthey\b|\si\b)))|(?P<sooner>earlier|ago|prior|previously|beforehand|before\s+(?:that|this|then)|before(?=\s*(?:[.,;]|$)))|(?P<bound>before|after|prior\s+to)(?=\s+(?:at\s+)?\d{1,2}:?\d\d))\b)?",
            flags,
        ),
    }


_UNIT_WORDS = frozenset(
    "sec secs second seconds min mins minute minutes hr hrs hour hours day days night nights week weeks wk wks "
    "month months mos year years yr yrs".split()
)
_AMOUNTS = frozenset({"a", "an", "half", "couple", "of", "-", "–", ".", "and", "to", "one"})
_GLUED = re.compile(r"\d{1,3}(?:secs?|mins?|minutes?|hrs?|hours?|days?)")
_ORDINAL = re.compile(r"[123]?\d(?:st|nd|rd|th)")
_REL_WORDS = frozenset({"last", "this", "next", "past", "coming", "following"})
_THE = frozenset({"same", "next", "following", "previous", "prior", *_PARTS.split("|"), "day"})
_DAY_TRIGGERS = (
    "today", "tonight", "tonite", "yesterday", "yest", "tomorrow", "tmrw", "day", "last", "this", "that", "same", "the",
)  # fmt: skip


@cache
def _triggers() -> dict[str, str]:
    """Which kind of pattern a word calls for."""
    data = table(DATA)
    found = {name: "spoken" for name in data["numbers"]}
    found.update({name: "month" for name in data["months"]})
    found.update({name: "weekday" for name in data["weekdays"]})
    found.update({name: "dayword" for name in _DAY_TRIGGERS})
    found.update({name: "named" for name in ("noon", "midday", "noontime", "midnight")})
    found.update({name: "past" for name in ("past", "to", "till", "til", "of", "after", "before")})
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
            match = _patterns()["ordinal"].match(text, words.starts[start])
            if match is not None:
                yield _ordinal(match)
                return
    elif low.lstrip("0123456789")[:3] in _stems():
        match = _patterns()["day_month"].match(text, words.starts[place])
        if match is not None:
            yield from _month_date(match, table(DATA))


def _at_month(text: str, words: Words, place: int) -> Iterator[Atom]:
    match = _patterns()["month_day"].match(text, words.starts[place])
    if match is not None:
        yield from _month_date(match, table(DATA))
    for start in range(max(0, place - 4), place):
        if words.lows[start][0].isdigit() and len(words.lows[start]) <= 4:
            match = _patterns()["day_month"].match(text, words.starts[start])
            if match is not None and match.start("mon") == words.starts[place]:
                yield from _month_date(match, table(DATA))


def _at_weekday(text: str, words: Words, place: int) -> Iterator[Atom]:
    begin = place
    while begin > 0 and place - begin < 2 and words.lows[begin - 1] in _REL_WORDS | {"the"}:
        begin -= 1
    match = None
    for start in range(begin, place + 1):
        match = _patterns()["weekday"].match(text, words.starts[start])
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
    if words.lows[place] == "the" and (place + 1 >= len(words) or words.lows[place + 1] not in _THE):
        return
    match = _patterns()["dayword"].match(text, words.starts[place])
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
    match = _patterns()["named"].match(text, words.starts[begin])
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
        match = _patterns()["past"].match(text, words.starts[start])
        if match is not None and match.start("rel") == words.starts[place]:
            found = [*_past(match, table(DATA))]
            if found:
                yield from found
                return


_NAMED_HOURS = frozenset({"midnight", "noon", "midday"})


def _at_half(text: str, words: Words, place: int) -> Iterator[Atom]:
    match = _patterns()["half"].match(text, words.starts[place])
    if match is not None:
        hour = table(DATA)["numbers"][match.group("h").lower()]
        yield Atom("clock", *match.span(), clock=Clock((hour % 12, hour % 12 + 12), 30))


def _at_spoken(text: str, words: Words, place: int) -> Iterator[Atom]:
    match = _patterns()["spoken"].match(text, words.starts[place])
    if match is not None:
        yield from _spoken(text, match, table(DATA))


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
        match = _patterns()["length"].match(text, start)
        if match is not None and match.end("u") > unit:
            found = [*_length(text, match, table(DATA))]
            if found:
                yield from found
                return


def _at_on(text: str, words: Words, place: int) -> Iterator[Atom]:
    if place + 1 < len(words) and words.lows[place + 1].isdigit():
        match = _patterns()["ordinal"].match(text, words.starts[place])
        if match is not None:
            yield _ordinal(match)


def _ordinal(match: re.Match[str]) -> Atom:
    told = match.groupdict()
    which = next(name for name in ("", "2", "3", "4") if told["span" + name])
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


def _value(word: str, data: dict[str, Any]) -> float | None:
    """A number in figures or words; "half an" and "a" as well."""
    low = " ".join(word.lower().replace("-", " ").split())
    if low in ("an", "a"):
        return 1.0
    if low in ("half an", "half a", "a half", "an half", "one half"):
        return 0.5
    if "couple" in low:
        return 2.0
    if low[0].isdigit():
        return float(low)
    total = 0
    for part in low.split():
        number = data["numbers"].get(part)
        if number is None:
            return None
        total += int(number)
    return float(total)


def _past(match: re.Match[str], data: dict[str, Any]) -> Iterator[Atom]:
    told, rel, hour_word = match.group("q").lower(), match.group("rel").lower(), match.group("h").lower()
    named = {"midnight": 0, "noon": 12, "midday": 12}
    if "half" in told:
        minutes = 30.0
    elif "quarter" in told:
        minutes = 45.0 if told.startswith("three") else 15.0
    else:
        bare = re.sub(r"\s?min(?:ute)?s?$", "", told)
        value = _value(bare, data)
        if value is None:
            return
        minutes = value
        marked = bare != told
        figures = told[0].isdigit()
        if rel in ("after", "before") and not marked:
            return
        if rel in ("to", "of") and figures and not match.group("mer"):
            return  # "5 to 6", "3 of 5" are counts
        if hour_word.isdigit() and figures and not marked and rel not in ("past",):
            return
        if rel in ("to", "of", "till", "til") and minutes not in (5, 10, 15, 20, 25) and not marked:
            return
        if rel == "of" and minutes not in (5, 10, 20, 25):
            return
    if "half" in told and rel in ("to", "of", "before"):
        return
    if "quarter" in told and rel == "of" and hour_word not in data["numbers"]:
        return
    if minutes >= 60 or (hour_word.isdigit() and int(hour_word) > 12):
        return
    hour = named.get(hour_word, int(_value(hour_word, data) or 0))
    total = hour * 60 + (minutes if rel in ("past", "after") else -minutes)
    minute = int(total % 60)
    hour = int(total // 60) % 24
    if hour_word in named:
        yield Atom("clock", *match.span(), clock=Clock((hour,), minute))
        return
    hour = hour % 12 or 12
    clock, problem = reading(hour, minute, None, match.group("mer"), match.group("part"), False)
    yield Atom("clock", *match.span(), clock=clock, problem=problem)


def _spoken(text: str, match: re.Match[str], data: dict[str, Any]) -> Iterator[Atom]:
    told = match.groupdict()
    marked = bool(told["hrs"] or told["oc"] or told["mer"] or told["part"])
    hour = int(_value(told["h1"] or told["h2"], data) or 0)
    words = (told["m"] or "").lower().replace("-", " ").split()
    minute = 0
    if words:
        tail = [word for word in words if word not in ("hundred", "o", "double")]
        minute = int(sum(data["numbers"].get(word, 0) for word in tail))
    before = text[max(0, match.start() - 12) : match.start()].lower().split()
    led = bool(before) and before[-1] in (
        "at",
        "@",
        "around",
        "about",
        "by",
        "until",
        "since",
        "till",
        "approx",
        "approximately",
    )
    end = match.end()
    if not marked and not (led and (told["m"] or told["z"])) and not (told["z"] and words):
        if not (led and not told["m"] and 1 <= hour <= 12 and _closes(text, match.end(), before[-1])):
            return
    if told["hrs"] and not words and not told["z"] and "hundred" not in told["hrs"].lower():
        return  # "two hours" is how long
    if hour > 24 or minute > 59:
        return
    whole_day = bool(told["hrs"] or told["z"]) or hour > 12
    clock, problem = reading(hour, minute, None, told["mer"], told["part"], whole_day)
    yield Atom("clock", match.start(), end, clock=clock, problem=problem)


def _closes(text: str, end: int, lead: str) -> bool:
    """Whether a bare hour in words ends its phrase: "off property by six." and not "by six men"."""
    rest = text[end : end + 12].lstrip(" ")
    if not rest or rest[0] in ".,;!?)\n":
        return lead != "by" or True
    word = re.match(r"[a-z]+", rest)
    return word is not None and word.group() in (
        "and",
        "but",
        "when",
        "in",
        "on",
        "that",
        "to",
        "i",
        "he",
        "she",
        "they",
        "today",
        "tonight",
        "yesterday",
        "sharp",
    )


def _length(text: str, match: re.Match[str], data: dict[str, Any]) -> Iterator[Atom]:
    told = match.groupdict()
    unit = told["u"].lower()
    word = told["n"].lower()
    count = _value(word, data)
    if count is None:
        return
    article = word in ("a", "an")
    if article and (unit.startswith("sec") or unit.startswith("min") and word == "an"):
        return
    rel = bool(told["rel"])
    if (
        article
        and not rel
        and (unit[0] in "dwy" or unit.startswith("mo") or (word == "a" and unit[0] == "h"))
    ):
        return
    rest = text[match.end() : match.end() + 12].lower()
    if unit.startswith(("y", "mo")) and re.match(r"[\s-]{0,2}old\b", rest):
        return
    if re.match(
        r"\s?[-/]\s?old|\s+old\b|\s+past\b|\s+(?:to|till)\s+(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|midnight|noon)\b",
        rest,
    ):
        return
    if unit in ("hr", "hrs", "hour", "hours") and re.fullmatch(r"0?\d{1,3}", word) and len(word) >= 3:
        return
    seconds, months = _amount(count, unit)
    if told["half"] or told["more"]:
        extra, _ = _amount(0.5, unit)
        seconds += extra
    for number, name in ((told["n3"], told["u3"]), (told["n4"], told["u4"])):
        if number and name:
            extra, more = _amount(float(number), name.lower())
            seconds, months = seconds + extra, months + more
    upper = 0.0
    if told["n2"]:
        upper, _ = _amount(float(told["n2"]), unit)
    start, end = match.span()
    if not rel:
        end = match.end()
        if text[end - 1] == ".":
            end -= 1
        yield Atom(
            "duration",
            start,
            end,
            seconds=seconds,
            months=months,
            numbers=(int(upper),),
            approximate="couple" in word,
        )
        return
    backwards = bool(told["sooner"]) or (told["bound"] or "").lower() in ("before", "prior to")
    days = unit[0] in "dwyn" or unit.startswith("mo") or months
    kind = "relday" if days and seconds % 86400 == 0 else "relative"
    sign = -1 if backwards else 1
    yield Atom(
        kind,
        start,
        end,
        seconds=sign * seconds,
        months=sign * months,
        words=((told["bound"] and "next") or "",),
        approximate="couple" in word,
    )


def _amount(count: float, unit: str) -> tuple[float, int]:
    unit = "days" if unit.startswith("n") else unit
    if unit.startswith("mo"):
        return 0.0, int(count)
    if unit.startswith("y"):
        return 0.0, int(count * 12)
    return count * _UNITS[unit[0]], 0


def hour_for(part: str, hour: int) -> int:
    """Re-exported for the joining step."""
    return hour_in(part, hour)
