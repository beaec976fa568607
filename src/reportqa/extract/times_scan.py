"""Numbers in a text that may be dates or clock times, told apart by their shape and their neighbours.

Letters that OCR takes for digits (O/0, l/I/1, S/5, Z/2, B/8) are read through where the shape says that a
number stands there; a character that could be several digits makes the time not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from reportqa.extract.cues import Words, table
from reportqa.extract.times_frame import Clock
from reportqa.model.mention import Problem

DATA = "times.toml"
_D = "[0-9OoQlI|SsZzB]"
_READ = str.maketrans("OoQlI|SsZzB", "00011155228")

# The shapes, the most telling first. Every repeat is bounded, so the scan is linear.
_CORE = re.compile(
    rf"""(?<![^\W_])(?<![$£€\d][.,:])(?<!_)(?=\S{{0,4}}\d|[\d?#_*]\d?\s\d)(?:
      (?P<ymd>\d{{4}}[-/.](?:\d{{1,2}}|[A-Za-z]{{3}})[-/.]\d{{1,2}})(?![\w/-]|\.\d)
    | (?P<stamp>\d{{4}}-\d\d-\d\dT)(?=\d\d:?\d\d)
    | (?P<dmy>(?:\d\s)?{_D}{{1,2}}(?P<sep>[/.-]){_D}{{1,2}}(?:(?P=sep)|,){_D}{{2,4}})(?![\w/-]|\.\d|:\d)
    | (?P<colon>T?{_D}{{1,2}}[:;]{_D}{{2}}(?::\d\d)?|{_D}{{1,2}}(?:\s:|:\s){_D}{{2}}(?=\s?[AaPp]\.?[Mm]|\s?[Hh]r))
    | (?P<french>\d{{1,2}}[hH]\d\d)(?![^\W_])
    | (?P<dot>{_D}{{1,2}}\.{_D}{{2}}(?::\d\d)?)(?![.\d])
    | (?P<split>\d\s\d{{3}}|\d\d\s\d\d)(?![^\W_]|[/:.-]\d)
    | (?P<pair>\d{{1,2}}[/-]\d{{1,2}})(?![\w/-]|\.\d)
    | (?P<four>{_D}{{4}})(?=\D|$)
    | (?P<blot>[\d?#_*]{{1,2}}[:;][\d?#_*]{{2}}|[\d?#_*]{{4}})(?![\d?#_*])
    | (?P<three>\d{{3}})(?=\D|$)
    | (?P<two>\d{{1,2}})(?=\D|$)
    )""",
    re.VERBOSE,
)
_SUFFIX = re.compile(
    r"""(?P<ish>\s?-?ish\b)?
    (?:\s{0,2}\.?(?P<mer>[ap]\.\s?m\b\.?|[ap]\s?m\b|[ap]\sm\b|[ap]rn\b|(?<=\d)[ap]\b)
     |(?P<ham>\s{0,2}-?(?P<h24>(?:hours?|hrs?|hr[5$]|hrS|Hrs?|HRS?|Hours?|HOURS?|[hH])\b)))?
    (?:\s(?P<zone>[ECMPA][SD]T|N[SD]T|AE[SD]T|AC[SD]T|AWST|GMT|BST|UTC|IST)\b)?
    (?P<part>\s+in\s+the\s+(?:early\s+|late\s+)?(?:morning|afternoon|evening|night)\b|\s+at\s+night\b)?""",
    re.VERBOSE | re.IGNORECASE,
)
_OCLOCK = re.compile(r"\s?o\s?['’]?\s?clock\b", re.IGNORECASE)
_PART = re.compile(r"(?:in\s+the|at)\s+(?:early\s+|late\s+)?(\w+)$", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+(?:[-/'’.][^\W_]+)*|[^\s\w]")
_LIST_START = re.compile(r"(?:^|[\n;/(|•*\[\"“]|\s[-–—])\s{0,4}[-(\[]?$")
_FRACTIONS = frozenset(
    {"1/2", "1/3", "2/3", "1/4", "3/4", "1/8", "3/8", "5/8", "7/8", "24/7", "50/50", "9/11"}
)


@dataclass(frozen=True, slots=True)
class Atom:
    """Something found, before it has a value: its place, its kind and what was read.

    Kinds: clock, date (day, month, year as read), numeric (a numeric date whose order is open), duration,
    relative, dayword.
    """

    kind: str
    start: int
    end: int
    clock: Clock | None = None
    problem: Problem | None = None
    numbers: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    seconds: float = 0.0
    months: int = 0
    approximate: bool = False
    sure: bool = True


@cache
def word_set(name: str) -> frozenset[str]:
    """One of the word lists, in lower case."""
    return frozenset(table(DATA)[name])


def scan(text: str, words: Words, window: tuple[int, int] | None) -> Iterator[Atom]:
    """Dates and clocks in figures; `window` is the shift in minutes of the day (start, length)."""
    past = 0
    lows, starts = words.lows, words.starts
    for place, low in enumerate(lows):
        if low[0] not in _LEADS or starts[place] < past:
            continue
        if not low[0].isdigit() and not _DIGITS.search(low) and not _marked(lows, place):
            continue
        match = _CORE.match(text, starts[place])
        if match is None:
            continue
        if match.lastgroup == "stamp":
            yield from _stamp(text, match)
            past = match.end() + 5
            continue
        atom = _read(text, match, window)
        if atom is not None:
            yield atom
            past = atom.end


_LEADS = frozenset("0123456789oqli|szbt?#_*")
_DIGITS = re.compile(r"\d")


def _marked(lows: list[str], place: int) -> bool:
    """Whether letters that may be misread figures stand before a colon: "ll:05"."""
    return len(lows[place]) <= 2 and place + 1 < len(lows) and lows[place + 1] in ":;?#_"


def _read(text: str, match: re.Match[str], window: tuple[int, int] | None) -> Atom | None:
    shape = match.lastgroup if match.lastgroup != "sep" else "dmy"
    if match.group("dmy"):
        shape = "dmy"
    start, end = match.span()
    core = match.group()
    if shape == "ymd":
        return _ymd(core, start, end)
    if shape == "dmy":
        return _dmy(text, core, start, end)
    if shape == "pair":
        return _pair(text, core, start, end)
    return _clock(text, shape or "", core, start, window)


_CLOCK_NEXT = re.compile(r",?\s{1,2}(?:at\s|@\s?)?(?:[0-2]\d[0-5]\d\b|\d{1,2}:\d\d|\d{1,2}\s?[ap]m\b)")
_STAMP = re.compile(r"(\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?(?!\w)")


def _stamp(text: str, match: re.Match[str]) -> Iterator[Atom]:
    """An ISO time stamp is a date and a clock side by side."""
    year, month, day = (int(part) for part in match.group("stamp")[:-1].split("-"))
    clock = _STAMP.match(text, match.end())
    if clock is None or not 1900 <= year <= 2100:
        return
    yield Atom("date", match.start(), match.end() - 1, numbers=(day, month, year))
    second = int(clock.group(3)) if clock.group(3) else None
    read, problem = reading(int(clock.group(1)), int(clock.group(2)), second, None, None, True)
    yield Atom("clock", clock.start(), clock.end(), clock=read, problem=problem)


def _ymd(core: str, start: int, end: int) -> Atom | None:
    year, middle, day = re.split(r"[-/.]", core)
    month = table(DATA)["months"].get(middle.lower()) if middle.isalpha() else int(middle)
    if month is None or not 1900 <= int(year) <= 2100:
        return None
    return Atom("date", start, end, numbers=(int(day), month, int(year)))


def _dmy(text: str, core: str, start: int, end: int) -> Atom | None:
    parts = re.split(r"[/.,-]", "".join(core.split()).translate(_READ))
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return None
    first, second, year = parts
    if len(first) > 2:
        if core[1:2].isspace():  # "3 11/20/26": the figure before belongs to something else
            return _dmy(text, core[2:], start + 2, end)
        return None
    if len(year) == 3 or (len(year) == 4 and not 1900 <= int(year) <= 2100):
        return None
    numbers = (int(first), int(second), int(year) + (2000 if len(year) == 2 else 0))
    slashes = "/" in core
    if not slashes and max(numbers[:2]) > 31:
        return None
    if (
        not slashes
        and len(year) == 2
        and "." in core
        and not (_dated(text, start) or _CLOCK_NEXT.match(text, end))
    ):
        return None  # 1.2.26 is more often a version or a section than a date
    return Atom("numeric", start, end, numbers=numbers)


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
_DATED = re.compile(
    r"(?:\b(?:on|dated?|since|from|until|by|of|for|or about)|date:|day,?)\s{0,6}$", re.IGNORECASE
)


def _dated(text: str, start: int) -> bool:
    return _DATED.search(text, max(0, start - 18), start) is not None


def _pair(text: str, core: str, start: int, end: int) -> Atom | None:
    first, second = (int(part) for part in re.split(r"[/-]", core))
    if core in _FRACTIONS or max(first, second) > 31 or min(first, second) == 0 or min(first, second) > 12:
        return None
    before = _before(text, start)
    if before and before[-1] in word_set("designators"):
        return None
    after = _after(text, end)
    if after and after[0] in word_set("units"):
        return None
    told = _dated(text, start) or bool(_WEEKDAY_BEFORE.search(text, max(0, start - 14), start))
    clock_next = _CLOCK_NEXT.match(text, end)
    if "-" in core:
        if not (told and (not after or after[0] not in word_set("units"))) and not clock_next:
            return None
        if before and before[-1] in ("for", "of", "from", "by"):
            return None
    elif not (told or clock_next or _LIST_START.search(text, max(0, start - 8), start)):
        closes = not after or after[0] in ".,;!?)" or after[0] in word_set("follows_hour")
        if max(first, second) <= 12 or max(first, second) in (16, 24, 32) or not closes:
            return None
    return Atom("numeric", start, end, numbers=(first, second))


_WEEKDAY_BEFORE = re.compile(
    r"\b(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)[a-z]{0,6}[.,]?\s?$", re.IGNORECASE
)


def _clock(text: str, shape: str, core: str, start: int, window: tuple[int, int] | None) -> Atom | None:
    end = start + len(core)
    suffix = _SUFFIX.match(text, end)
    meridiem = zone = part = None
    clockish = hours_word = False
    if suffix is not None:
        meridiem, zone, part = suffix.group("mer"), suffix.group("zone"), suffix.group("part")
        hours_word = suffix.group("h24") is not None
        if suffix.group("ish"):
            clockish = True
        stop = suffix.end("ish") if suffix.group("ish") else end
        if meridiem or hours_word or zone or part:
            stop = max(suffix.end(group) for group in ("mer", "h24", "zone", "part"))
    else:
        stop = end
    if shape in ("two", "three") or shape == "colon":
        oclock = _OCLOCK.match(text, end)
        if oclock is not None:
            stop, clockish = oclock.end(), True
            tail = _SUFFIX.match(text, stop)
            if tail is not None and tail.group("part"):
                part, stop = tail.group("part"), tail.end("part")
    if stop < len(text) and text[stop].isalnum():
        return None
    ish = bool(suffix and suffix.group("ish"))
    digits = core.translate(_READ)
    if shape == "blot" or "?" in core or "#" in core or "_" in core or "*" in core:
        return _blot(text, core, start, stop, bool(meridiem or hours_word))
    fixed = bool(meridiem or hours_word or zone or clockish or part)
    read = _figures(shape, digits)
    if read is None:
        return None
    hour, minute, second = read
    if not fixed and not _stands(text, shape, core, start, end, (hour, minute), window):
        return None
    if shape == "two" and hours_word and not meridiem:
        before = _before(text, start)
        if not (before and before[-1] in ("at", "@", "around", "about")) or hour > 24:
            return None  # "2 hrs" is how long
    if shape in ("dot", "split", "three", "two") and fixed and _after_money(text, start):
        return None
    if shape == "three" and not (meridiem or hours_word):
        return None
    leading = digits.lstrip("T")[0] == "0" or shape in ("four", "split", "french")
    end = stop - len(_tail(text, stop)) if ish else stop
    clock, problem = reading(
        hour, minute, second, meridiem, part, hours_word or leading or bool(zone and hour > 12), zone
    )
    if ish:
        end = start + len(core)
    return Atom("clock", start, end, clock=clock, problem=problem, approximate=ish, sure=fixed)


def _tail(text: str, stop: int) -> str:
    return ""


def _after_money(text: str, start: int) -> bool:
    return text[max(0, start - 1) : start] in ("$", "£", "€", "#")


def _figures(shape: str, digits: str) -> tuple[int, int, int | None] | None:
    bare = digits.lstrip("T")
    if shape == "colon":
        parts = re.split(r"[:;]", "".join(bare.split()))
        numbers = [int(part) for part in parts if part.isdigit()]
        if len(numbers) != len(parts):
            return None
        return numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else None
    if shape == "french":
        hour, minute = re.split("[hH]", bare)
        return int(hour), int(minute), None
    if shape == "dot":
        parts = re.split(r"[.:]", bare)
        return int(parts[0]), int(parts[1]), int(parts[2]) if len(parts) > 2 else None
    whole = "".join(bare.split())
    if not whole.isdigit():
        return None
    if shape == "two":
        return int(whole), 0, None
    return int(whole[:-2]), int(whole[-2:]), None


def reading(
    hour: int,
    minute: int,
    second: int | None,
    meridiem: str | None,
    part: str | None,
    whole_day: bool,
    zone: str | None = None,
) -> tuple[Clock | None, Problem | None]:
    """What a reading may mean: its hours (two where am and pm are open), or that it is impossible."""
    if minute > 59 or (second or 0) > 59 or hour > 24 or (hour == 24 and minute > 0):
        return None, Problem.IMPOSSIBLE
    name = zone.upper() if zone else None
    if meridiem:
        if hour > 12:
            return None, Problem.IMPOSSIBLE
        base = hour % 12
        return Clock((base + (12 if meridiem.strip()[0].lower() == "p" else 0),), minute, second, name), None
    if hour == 24:
        return Clock((0,), minute, second, name, later=True), None
    if part and hour <= 12:
        return Clock((hour_in(part.split()[-1].lower(), hour),), minute, second, name), None
    if whole_day or hour > 12 or hour == 0:
        return Clock((hour,), minute, second, name), None
    return Clock((hour % 12, hour % 12 + 12), minute, second, name), None


def hour_in(part: str, hour: int) -> int:
    """A twelve-hour figure in a part of the day as an hour of 24."""
    base = hour % 12
    if part == "morning":
        return base
    if part == "night":
        return base if base < 5 else base + 12
    return base + 12


def _blot(text: str, core: str, start: int, end: int, marked: bool) -> Atom | None:
    unread = sum(sign in "?#_*" for sign in core)
    digits = sum(sign.isdigit() for sign in core)
    if not 1 <= unread <= 2 or digits < 2 or core[0] in "#*" or (core[-1] in "?*_" and not marked):
        return None
    before = _before(text, start)
    led = bool(before and before[-1] in word_set("time_leads")) or text[max(0, start - 1) : start] == "("
    if not (marked or led or ":" in core or _LIST_START.search(text, max(0, start - 8), start)):
        return None
    return Atom("clock", start, end, problem=Problem.NOT_UNDERSTOOD)


# ------------------------------------------------------------------ whether a bare number is a time


def _before(text: str, start: int) -> list[str]:
    return [word.lower() for word in _WORDS.findall(text[max(0, start - 36) : start])][-4:]


def _after(text: str, end: int) -> list[str]:
    return [word.lower() for word in _WORDS.findall(text[end : end + 40])][:4]


def _stands(
    text: str,
    shape: str,
    core: str,
    start: int,
    end: int,
    read: tuple[int, int],
    window: tuple[int, int] | None,
) -> bool:
    """Whether a number without am, pm or hrs is a clock time, by what stands around it."""
    before, after = _before(text, start), _after(text, end)
    previous = before[-1] if before else ""
    following = after[0] if after else ""
    led = previous in word_set("time_leads") or _dated_before(text, start, previous)
    opens = _LIST_START.search(text, max(0, start - 8), start) is not None
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
    if match is not None and {*_before(text, start - len(head) + match.start())[-1:]} & word_set(
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
    if sign and sign in "/-:'’" or (sign == "." and text[end + 1 : end + 2].isdigit()):
        return False
    if previous in ("at", "@", "around", "about", "until", "till", "til", "by", "since"):
        if (
            previous == "by"
            and sign not in (".", ",", "")
            or (previous == "since" and sign not in (".", ",", ""))
        ):
            return False
        if sign in (",", ".", ";", "!", "?", ")") or not following:
            return not (
                previous == "at" and len(before) > 1 and before[-2] in ("look", "looked", "fired", "arrived1")
            )
        return following in word_set("follows_hour")
    return False


_HOUR_PAIR = re.compile(
    r"\s?(?:and|to|until|till|-|–|&)\s?\d{1,2}(?::\d\d)?\s?(?:[ap]\.?\s?m\b|[ap]\b|o'clock|in the (?:morning|evening|afternoon))",
    re.IGNORECASE,
)
_HOUR_PAIR_OPEN = re.compile(r"[-–]\d{1,2}(?::\d\d)?\s?[ap]\.?m\b", re.IGNORECASE)
# A bare number behind one of these is a place or a thing: "in 410", "knocked on 2214", "keys for 2214".
_PLACES = frozenset(
    {"of", "in", "on", "for", "into", "with", "near", "inside", "outside", "behind", "from", "onto", "beside"}
)
_PHRASAL = frozenset(
    {
        "as",
        "area",
        "clocked",
        "signed",
        "logged",
        "checked",
        "punched",
        "booked",
        "badged",
        "came",
        "went",
        "turned",
        "called",
        "phoned",
        "lights",
        "power",
    }
)
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
    before = _before(text, place)
    if before and before[-1] == "#":
        return True
    return bool(before) and before[-1].rstrip(".") in word_set("designators") | _PLURALS


_PLURALS = frozenset(
    {
        "badges",
        "floors",
        "suites",
        "buildings",
        "lockers",
        "lots",
        "doors",
        "gates",
        "bays",
        "stalls",
        "spaces",
        "cameras",
        "officers",
        "houses",
    }
)
_YEARISH = frozenset(
    {
        "in",
        "of",
        "since",
        "during",
        "year",
        "model",
        "copyright",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "spring",
        "summer",
        "fall",
        "winter",
        "late",
        "early",
        "mid",
        "class",
        "season",
    }
)
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
_NOT_PLATES = frozenset(
    {
        "PD",
        "FD",
        "SO",
        "EMS",
        "RP",
        "CP",
        "AT",
        "HRS",
        "ON",
        "OFF",
        "IN",
        "OUT",
        "OK",
        "ETA",
        "PM",
        "AM",
        "BY",
        "TO",
        "GOA",
        "UTL",
        "CLR",
        "ARR",
        "DEP",
        "ENR",
        "SITE",
        "POST",
        "TIME",
        "DOOR",
        "LOBBY",
        "BACK",
        "LEFT",
        "UNTIL",
        "LOC",
        "NOTE",
        "AND",
        "FROM",
        "SEEN",
        "GONE",
        "EST",
        "EDT",
        "NEG",
        "ROS",
        "OIC",
        "RPT",
        "MEAL",
        "RO",
        "SUP",
        "MGR",
        "CLEAR",
        "ALL",
        "DONE",
        "END",
        "OOS",
        "BIS",
        "HOME",
        "CALL",
        "DUTY",
        "TOW",
        "LE",
        "SEC",
        "TOUR",
        "CK",
        "CHK",
        "WAS",
        "THE",
    }
)


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
    if damaged:
        return opens or _shift_has(core.translate(_READ), window)
    if opens:
        return not (year and not _shift_has(core, window))
    if core[0] == "0":
        return True
    if year and window is None:
        return False
    return _shift_has(core, window) if window is not None else not year


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
