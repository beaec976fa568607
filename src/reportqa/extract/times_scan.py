"""Numbers in a text that may be dates or clock times, told apart by their shape and their neighbours.

Letters that OCR takes for digits (O/0, l/I/1, S/5, Z/2, B/8) are read through where the shape says that a
number stands there; a character that could be several digits makes the time not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportqa.extract.cues import Words, listed, table
from reportqa.extract.times_atoms import DATA, MISREAD, Atom, reading, word_set
from reportqa.extract.times_context import LIST_START, stands, words_after, words_before
from reportqa.model.mention import Problem

_D = "[0-9OoQlI|SsZzB]"


# The shapes, the most telling first. Every repeat is bounded, so the scan is linear.
_CORE = re.compile(
    rf"""(?<![^\W_])(?<![$£€\d][.,:])(?<!_)(?=\S{{0,4}}\d|[\d?#_*]\d?\s\d)(?:
      (?P<ymd>\d{{4}}[-/.](?:\d{{1,2}}|[A-Za-z]{{3}})[-/.]\d{{1,2}})(?![\w/-]|\.\d)
    | (?P<stamp>\d{{4}}-\d\d-\d\dT)(?=\d\d:?\d\d)
    | (?P<dmy>(?:\d\s)?{_D}{{1,2}}(?P<sep>[/.-]){_D}{{1,2}}(?:(?P=sep)|,){_D}{{2,4}})
        (?![\w/]|-(?!\s|$|\d{{1,2}}[/-]\d)|\.\d|:\d)
    | (?P<colon>T?{_D}{{1,2}}[:;]{_D}{{2}}(?::\d\d)?
               |{_D}{{1,2}}(?:\s:|:\s){_D}{{2}}(?=\s?[AaPp]\.?[Mm]|\s?[Hh]r))
    | (?P<french>\d{{1,2}}[hH]\d\d)(?![^\W_])
    | (?P<dot>{_D}{{1,2}}\.{_D}{{2}}(?::\d\d)?)(?![.\d])
    | (?P<split>\d\s\d{{3}}|\d\d\s\d\d)(?![^\W_]|[/:.-]\d)
    | (?P<pair>\d{{1,2}}[/-]\d{{1,2}})(?![\w/]|-(?!\d{{1,2}}/\d)|\.\d)
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


_FRACTIONS = listed(DATA, "fractions")


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


_LEADS = listed(DATA, "leads")


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
    parts = re.split(r"[/.,-]", "".join(core.split()).translate(MISREAD))
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


_DATED = re.compile(
    r"(?:\b(?:on|dated?|since|from|until|by|of|for|or about|between)|date:|day,?)\s{0,6}$", re.IGNORECASE
)


def _dated(text: str, start: int) -> bool:
    return _DATED.search(text, max(0, start - 18), start) is not None


def _pair(text: str, core: str, start: int, end: int) -> Atom | None:
    first, second = (int(part) for part in re.split(r"[/-]", core))
    if core in _FRACTIONS or max(first, second) > 31 or min(first, second) == 0 or min(first, second) > 12:
        return None
    before = words_before(text, start)
    if before and before[-1] in word_set("designators"):
        return None
    after = words_after(text, end)
    if after and after[0] in word_set("units"):
        return None
    told = (
        _dated(text, start)
        or _WEEKDAY_BEFORE.search(text, max(0, start - 14), start) is not None
        or ("/" in core and _beside_pair(text, start, end))
    )
    clock_next = _CLOCK_NEXT.match(text, end)
    if "-" in core:
        if not (told and (not after or after[0] not in word_set("units"))) and not clock_next:
            return None
        if before and before[-1] in ("for", "of", "from", "by"):
            return None
    elif not (told or clock_next or LIST_START.search(text, max(0, start - 8), start)):
        closes = not after or after[0] in ".,;!?)" or after[0] in word_set("follows_hour")
        if max(first, second) <= 12 or max(first, second) in (16, 24, 32) or not closes:
            return None
    return Atom("numeric", start, end, numbers=(first, second))


_PAIR_BEFORE = re.compile(
    r"(?:\b(?:from|between)\s{1,2}\d{1,2}/\d{1,2}\s{1,2}(?:to|and)\s{1,2}|(?<![\d/])\d{1,2}/\d{1,2}\s?[-–]\s?)$",
    re.IGNORECASE,
)
_PAIR_NEXT = re.compile(r"\s?[-–]\s?\d{1,2}/\d{1,2}(?![\d/]|\s?(?:\"|in\b|inch))")


def _beside_pair(text: str, start: int, end: int) -> bool:
    """Whether another month and day stands beside: "11/20-11/22", "between 11/3 and 11/5"."""
    return bool(_PAIR_NEXT.match(text, end) or _PAIR_BEFORE.search(text, max(0, start - 22), start))


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
    digits = core.translate(MISREAD)
    if shape == "blot" or "?" in core or "#" in core or "_" in core or "*" in core:
        return _blot(text, core, start, stop, bool(meridiem or hours_word))
    fixed = bool(meridiem or hours_word or zone or clockish or part)
    read = _figures(shape, digits)
    if read is None:
        return None
    hour, minute, second = read
    if not fixed and not stands(text, shape, core, start, end, (hour, minute), window):
        return None
    if shape == "two" and hours_word and not meridiem:
        before = words_before(text, start)
        if not (before and before[-1] in ("at", "@", "around", "about")) or hour > 24:
            return None  # "2 hrs" is how long
    if shape in ("dot", "split", "three", "two") and fixed and _after_money(text, start):
        return None
    if shape == "three" and not (meridiem or hours_word):
        return None
    leading = digits.lstrip("T")[0] == "0" or shape in ("four", "split", "french")
    end = stop
    clock, problem = reading(
        hour, minute, second, meridiem, part, hours_word or leading or bool(zone and hour > 12), zone
    )
    if ish:
        end = start + len(core)
    return Atom("clock", start, end, clock=clock, problem=problem, approximate=ish, sure=fixed)


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


def _blot(text: str, core: str, start: int, end: int, marked: bool) -> Atom | None:
    unread = sum(sign in "?#_*" for sign in core)
    digits = sum(sign.isdigit() for sign in core)
    if not 1 <= unread <= 2 or digits < 2 or core[0] in "#*" or (core[-1] in "?*_" and not marked):
        return None
    before = words_before(text, start)
    led = bool(before and before[-1] in word_set("time_leads")) or text[max(0, start - 1) : start] == "("
    if not (marked or led or ":" in core or LIST_START.search(text, max(0, start - 8), start)):
        return None
    return Atom("clock", start, end, problem=Problem.NOT_UNDERSTOOD)
