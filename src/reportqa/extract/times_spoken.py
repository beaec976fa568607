"""Clock times in spoken words ("quarter past two", "oh three thirty") and lengths of time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from reportqa.extract.times_atoms import Atom, reading
from reportqa.extract.times_frame import Clock

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}


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


def past_of(match: re.Match[str], data: dict[str, Any]) -> Iterator[Atom]:
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
        if _COUNTED.match(match.string, match.end()):
            return
        led = _LED.search(match.string, max(0, match.start() - 8), match.start()) is not None
        if (
            rel in ("to", "of")
            and figures
            and not match.group("mer")
            and not (led and minutes in (5, 10, 20, 25))
        ):
            return  # "5 to 6", "3 of 5" are counts
        if hour_word.isdigit() and figures and not (marked or led) and rel not in ("past",):
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


def spoken_of(text: str, match: re.Match[str], data: dict[str, Any]) -> Iterator[Atom]:
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
    whole = marked or (led and (told["m"] or told["z"])) or (told["z"] and words)
    if not whole and not (led and 1 <= hour <= 12 and _closes(text, match.end(), before[-1])):
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


def length_of(text: str, match: re.Match[str], data: dict[str, Any]) -> Iterator[Atom]:
    told = match.groupdict()
    unit = told["u"].lower()
    word = told["n"].lower()
    count = _value(word, data)
    if count is None:
        return
    article = word in ("a", "an")
    if article and (unit.startswith("sec") or (unit.startswith("min") and word == "an")):
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


_LED = re.compile(r"\b(?:at|about|around|by)\s$", re.IGNORECASE)
# A unit behind the figures makes them an amount: "5 to 10 mph".
_COUNTED = re.compile(
    r"\s?(?:mph|kph|km|miles?|feet|ft|people|persons|cars|units|percent|%|lbs?|inches|degrees)(?![^\W_])"
)
