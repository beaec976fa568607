"""Whether a bare number is a clock time, by what stands around it."""

from __future__ import annotations

import re

from reportqa.extract.cues import listed, table
from reportqa.extract.times_atoms import DATA, MISREAD, word_set

_WORDS = re.compile(r"[^\W_]+(?:[-/'’.][^\W_]+)*|[^\s\w]")


LIST_START = re.compile(r"(?:^|[\n;/(|•*\[\"“]|\s[-–—])\s{0,4}[-(\[]?$")


_DATE_ENDS = re.compile(
    r"(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d\d-\d\d|\d(?:st|nd|rd|th)|\b[A-Z][a-z]{2,8}\.?\s\d{1,2})[,:;]?\s{1,2}$"
)


def _dated_before(text: str, start: int, previous: str) -> bool:
    """Whether a date or a day word ends right before the number."""
    if previous in _DAY_WORDS or previous in table(DATA)["weekdays"]:
        return True
    return _DATE_ENDS.search(text, max(0, start - 16), start) is not None


_DAY_WORDS = frozenset(
    {"yesterday", "today", "tonight", "tomorrow", "morning", "evening", "afternoon", "night"}
)


_SPOKEN = frozenset({"phone", "telephone", "radio", "cell"})


def words_before(text: str, start: int) -> list[str]:
    return [word.lower() for word in _WORDS.findall(text[max(0, start - 36) : start])][-4:]


def words_after(text: str, end: int) -> list[str]:
    return [word.lower() for word in _WORDS.findall(text[end : end + 40])][:4]


def stands(
    text: str,
    shape: str,
    core: str,
    start: int,
    end: int,
    read: tuple[int, int],
    window: tuple[int, int] | None,
) -> bool:
    """Whether a number without am, pm or hrs is a clock time, by what stands around it."""
    before, after = words_before(text, start), words_after(text, end)
    previous = before[-1] if before else ""
    following = after[0] if after else ""
    led = previous in word_set("time_leads") or _dated_before(text, start, previous)
    opens = LIST_START.search(text, max(0, start - 8), start) is not None
    hour, minute = read
    valid = hour <= 24 and minute < 60 and (hour < 24 or minute == 0)
    glued = text[start - 1 : start] if start else ""
    if shape == "two" and glued not in ("-", "/", "#", "$"):
        return _stands_hour(text, hour, end, before, following, core)
    if glued in ("-", "/", "#", "$", "+", "&", "=", "*", "_") and not _joins(text, start, glued):
        return False
    if (following in word_set("units") and (shape != "four" or core[0] != "0")) or text[end : end + 1] in (
        "%",
        "°",
        '"',
        "$",
    ):
        return False
    if shape == "colon":
        if core[0] == "T" or len(core) >= 7:
            return valid
        return previous not in ("ratio", "verse", "score", "psalm", "mixer") and (
            valid or led or opens or hour < 30
        )
    if shape == "french":
        return valid
    if shape == "dot":
        return valid and led
    if shape == "split":
        return valid and (previous in ("time", ":") or led) and not text[end : end + 1].isalnum()
    if shape == "two":
        return _stands_hour(text, hour, end, before, following, core)
    if shape != "four":
        return False
    return _stands_four(text, core, start, end, before, after, valid, led, opens, window)


_JOINED = re.compile(r"(?<![\d-])[0-2]\d[0-5]\d\s?(?:hrs?|h)?[-/]$")


def _joins(text: str, start: int, mark: str) -> bool:
    """Whether a hyphen before a number makes a range or a list line, not a number of a case."""
    if mark not in "-/*":
        return False
    head = text[max(0, start - 9) : start]
    if start == 1 or head[-2:-1].isspace():
        return True
    match = _JOINED.search(head)
    if match is not None and {*words_before(text, start - len(head) + match.start())[-1:]} & word_set(
        "designators"
    ):
        return False
    return mark == "-" and match is not None and not re.search(r"\w{5,}-$", head)


def _stands_hour(text: str, hour: int, end: int, before: list[str], following: str, core: str) -> bool:
    previous = before[-1] if before else ""
    if not 1 <= hour <= 12 or core[0] == "0":
        return False
    sign = text[end : end + 1]
    if sign in ("-", "–") and _HOUR_PAIR_OPEN.match(text, end):
        return previous not in word_set("designators")
    if previous not in word_set("designators") and _HOUR_PAIR.match(text, end):
        return True
    if previous in ("between", "btwn", "from", "hours"):
        return False
    if (sign and sign in "/-:'’") or (sign == "." and text[end + 1 : end + 2].isdigit()):
        return False
    if previous in ("at", "@", "around", "about", "until", "till", "til", "by", "since"):
        if (previous == "by" and sign not in (".", ",", "")) or (
            previous == "since" and sign not in (".", ",", "")
        ):
            return False
        if sign in (",", ".", ";", "!", "?", ")") or not following:
            return not (
                previous == "at" and len(before) > 1 and before[-2] in ("look", "looked", "fired", "arrived1")
            )
        return following in word_set("follows_hour")
    return False


_HOUR_PAIR = re.compile(
    r"\s?(?:and|to|until|till|-|–|&)\s?\d{1,2}(?::\d\d)?\s?"
    r"(?:[ap]\.?\s?m\b|[ap]\b|o'clock|in the (?:morning|evening|afternoon))",
    re.IGNORECASE,
)


_HOUR_PAIR_OPEN = re.compile(r"[-–]\d{1,2}(?::\d\d)?\s?[ap]\.?m\b", re.IGNORECASE)


# A bare number behind one of these is a place or a thing: "in 410", "knocked on 2214", "keys for 2214".
_PLACES = listed(DATA, "places")


_PHRASAL = listed(DATA, "phrasal")


_PLANNED = frozenset(
    {"scheduled", "set", "due", "planned", "arranged", "booked", "appointment", "slated", "expected", "shift"}
)


_RANGE_FOLLOWS = re.compile(
    r"\s?(?:hrs?\s|hours?\s|h\s)?(?:to|until|till|thru|through|-|–)\s?[0-2]\d[0-5]\d\b", re.IGNORECASE
)


_PHONE_BEFORE = re.compile(r"(?<!\d)\d{3}[\s.]$")


_LIST_BEFORE = re.compile(
    r"(?<![\w-])[\w-]{0,4}\d{2,6}[A-Z]?\s{0,2}(?:,\s|,?\s?(?:and|&|to|thru|through|or|-)\s?)$", re.IGNORECASE
)


def _listed(text: str, start: int) -> bool:
    """Whether the number goes on a list that a designator opened: "rooms 2214, 2215 and 2310"."""
    place = start
    for _ in range(8):
        match = _LIST_BEFORE.search(text, max(0, place - 20), place)
        if match is None:
            break
        place = match.start()
    if place == start:
        return False
    before = words_before(text, place)
    if before and before[-1] == "#":
        return True
    return bool(before) and before[-1].rstrip(".") in word_set("designators") | _PLURALS


_PLURALS = listed(DATA, "plurals")


_YEARISH = listed(DATA, "yearish")


_CODE = frozenset(
    {
        "code",
        "pin",
        "password",
        "combination",
        "combo",
        "passcode",
        "invoice",
        "mileage",
        "odometer",
        "serial",
    }
)


_PLATELIKE = re.compile(r"(?<![^\W_])[A-Z]{2,4}\s$")


_NOT_PLATES = listed(DATA, "not_plates")


def _stands_four(
    text: str,
    core: str,
    start: int,
    end: int,
    before: list[str],
    after: list[str],
    valid: bool,
    led: bool,
    opens: bool,
    window: tuple[int, int] | None,
) -> bool:
    damaged = not core.isdigit()
    if damaged and (sum(sign.isdigit() for sign in core) < 2 or not valid):
        return False
    if damaged and core[0].isalpha() and core[0] not in "OolIQ":
        return False
    previous = before[-1] if before else ""
    if previous == "." and len(before) > 1:
        previous = before[-2] if text[start - 2 : start] != ". " or before[-2] in _DOTTED else ""
    if re.match(r"-[A-Z](?![A-Za-z])", text[end : end + 3]) or _PHONE_BEFORE.search(
        text, max(0, start - 6), start
    ):
        return False
    if _listed(text, start):
        return False
    if previous in _PLACES and not (previous == "from" and _RANGE_FOLLOWS.match(text, end)):
        phrasal = len(before) > 1 and before[-2] in _PHRASAL
        if not phrasal and (previous != "for" or not _PLANNED & set(before)):
            return False
    if previous == "than" and len(before) > 1 and before[-2] in ("later", "earlier"):
        return valid
    if previous in _SPOKEN and before[-2:-1] and before[-2] in ("by", "via", "over"):
        return valid  # "told by phone 0214": how it was told, and when
    if previous in word_set("designators") or (previous in ("#", ":") and _named(before)):
        return False
    following = after[0] if after else ""
    if _street_follows(text, end, after) and not led:
        return False
    if _street_follows(text, end, after) and led and previous in ("at", "from", "by", "@", "between", "near"):
        return False
    if (
        text[end : end + 1] == "-"
        and text[end + 1 : end + 2].isdigit()
        and not re.match(r"-\d{4}(?!\d)", text[end : end + 6])
    ):
        return False
    if text[end : end + 1] == "/" and text[end + 1 : end + 2].isdigit():
        return False
    if text[end : end + 1] == "," and text[end + 1 : end + 2].isdigit():
        return False
    if text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit():
        return False
    if any(word in _CODE for word in before) and previous not in ("at", "@"):
        return False
    if (
        led
        and previous not in ("from", "to", "than", "between", "since", "past")
        and not _YEARISH & {previous}
    ):
        return valid or opens or previous in ("at", "@", "hrs")
    year = 1900 <= int(core) <= 2100 if not damaged else False
    if year and (previous in _YEARISH or following in _YEARISH or following in ("model",)):
        return False
    if year and before[-2:-1] and before[-2] in _YEARISH and previous == ",":
        return False
    if not valid:
        return (
            opens
            and not damaged
            and not year
            and int(core) <= 2999
            and bool(following)
            and following not in (".", ",")
        )
    if _PLATELIKE.search(text, max(0, start - 6), start):
        head = text[max(0, start - 6) : start].split()
        if head and head[-1] not in _NOT_PLATES and not head[-1].endswith(("PD", "FD", "SO")):
            return False
    if led:
        return True
    if not damaged and _ENTRY.match(text, end) and _ENTRY_BEFORE.search(text, max(0, start - 4), start):
        return True  # "- 1946 - Second car on scene": an entry of a log that runs on in one line
    if damaged:
        return opens or _shift_has(core.translate(MISREAD), window)
    if opens:
        return not (year and not _shift_has(core, window))
    if core[0] == "0":
        return True
    if year and window is None:
        return False
    return _shift_has(core, window) if window is not None else not year


_ENTRY = re.compile(r"(?:-|\s-{1,2})\s{0,2}[A-Z][A-Za-z]")
_ENTRY_BEFORE = re.compile(r"(?:^|[.;,\n-])\s{0,2}$")


_DOTTED = frozenset({"no", "rm", "apt", "ste", "bldg", "ext", "approx", "st", "lic", "nos"})


def _named(before: list[str]) -> bool:
    """Whether "#" or ":" before a number follows a word that names a number."""
    if before[-1] == "#":
        return True
    return len(before) > 1 and before[-2] in word_set("designators") - {
        "log",
        "post",
        "call",
        "report",
        "incident",
    }


def _street_follows(text: str, end: int, after: list[str]) -> bool:
    """A street within three words, with a capital behind the number."""
    rest = text[end : end + 40]
    if not re.match(r"\s{1,2}(?:[NSEW]\.?\s)?[A-Z0-9]", rest):
        return False
    if re.match(
        r"\s{1,2}(?:[NSEW]|NE|NW|SE|SW|North|South|East|West)\.?\s(?:\d{1,3}(?:st|nd|rd|th)\b|[A-Z][a-z]+)",
        rest,
    ):
        return True
    words = re.findall(r"[A-Za-z0-9]+", rest)[:4]
    return any(word.lower() in word_set("streets") for word in words[1:4]) or (
        len(words) > 0 and words[0].lower() == "broadway"
    )


def _shift_has(core: str, window: tuple[int, int] | None) -> bool:
    """Whether the clock time lies within the shift (half an hour of grace on both sides)."""
    if window is None or not core.isdigit():
        return False
    minutes = int(core[:2]) * 60 + int(core[2:])
    return (minutes - window[0] + 30) % 1440 <= window[1] + 60
