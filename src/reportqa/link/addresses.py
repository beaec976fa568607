"""Finds the street addresses of a registry in a text, exact and near, and tells what differs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from reportqa.link import reasons as why
from reportqa.link.costs import MAX_COST
from reportqa.link.index import AddressRow, SiteIndex
from reportqa.link.streets import Street, street, street_words
from reportqa.link.text import NUMBER_STARTERS, Token, gap, looks_numeric, number_in_words, unglyph
from reportqa.link.wide import WideIndex
from reportqa.link.words import words as words_of_kind

# Costs are in edits. Below STYLE_COST nothing is wrong, only left out; two candidates closer than TIE
# are equal.
STYLE_COST = 0.3
TIE = 0.5
LONGEST_STREET = 5  # words of a street name with direction and suffix
# A word of letters and digits that is no ordinal: no part of a street's name.
_MIXED = re.compile(r"[A-Za-z]\d|\d(?!\d*(?:st|nd|rd|th)\b)\d*[A-Za-z]", re.IGNORECASE)
# A letter alone that a scan shows for a house number of one digit.
_LONE_GLYPHS = frozenset("lIOZSBG")
_STOP = re.compile(r"[;:!?()\[\]{}@*=\n\r\t/]|\.\s+[a-z]|,")


@dataclass(frozen=True, slots=True)
class Written:
    """An address as it stands in a text: its number, and the ways to read the street after it."""

    start: int
    number_end: int
    number: str
    worded: bool
    block: bool
    # Each reading: the street, where it ends, and the cost of a misspelled suffix.
    windows: tuple[tuple[Street, int, str], ...]
    number_to: str | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """A registered address with what it costs to mean it by the words."""

    row: AddressRow
    cost: float
    reasons: tuple[str, ...]
    end: int


def written_addresses(
    text: str, words: Sequence[Token], firsts: frozenset[str] = frozenset()
) -> Iterable[Written]:
    """Every place where a number is followed by words that may be a street.

    `firsts` are the first words of registered streets, which may be such words as "the" or "white".
    """
    at = 0
    while at < len(words):
        found = _written_at(text, words, at, firsts)
        if found is not None:
            yield found
        at += 1


def _written_at(text: str, words: Sequence[Token], at: int, firsts: frozenset[str]) -> Written | None:
    token = words[at]
    after = at + 1
    number, worded, number_to = "", False, None
    if token.raw[0].isdigit() or (looks_numeric(token.raw) and len(token.raw) > 1):
        number = token.low
        if len(number) > 7 or (len(number) == 4 and number[0] == "0"):
            # "0214" is a time.
            return None
        if at and not gap(text, words[at - 1], token).strip(" .#"):
            # "Apt 12 Main" is no address, "Alder Apartments, 12 Main St" is one.
            before = words[at - 1].low
            if before in words_of_kind().unit or before in ("no", "ref", "case"):
                return None
        if (
            after + 1 < len(words)
            and gap(text, token, words[after]) in ("-", " - ", "–")
            and words[after].raw.isdigit()
            and len(words[after].raw) == len(number)
        ):
            number_to = words[after].low
            after += 1
    elif token.raw in _LONE_GLYPHS and after < len(words) and words[after].raw[0].isupper():
        number = token.low
    elif token.low in NUMBER_STARTERS:
        told = number_in_words([word.low for word in words[at : at + 5]])
        if told is None:
            return None
        number, used = told
        worded = True
        after = at + used
    else:
        return None
    number_end = words[after - 1].end
    block = False
    if after < len(words) and words[after].low in ("block", "blk", "blks", "hundred"):
        block = True
        after += 1
        if after < len(words) and words[after].low == "of":
            after += 1
    windows = tuple(_windows(text, words, after, words[after - 1].end, firsts))
    return Written(token.start, number_end, number, worded, block, windows, number_to) if windows else None


def _windows(
    text: str, words: Sequence[Token], after: int, number_end: int, firsts: frozenset[str]
) -> Iterable[tuple[Street, int, str]]:
    lists = street_words()
    taken: list[str] = []
    end = number_end
    for index in range(after, min(after + LONGEST_STREET, len(words))):
        token = words[index]
        between = text[end : token.start]
        if not taken and "." in between:
            break  # "plate 3702. Left": a sentence ends
        if (
            _STOP.search(between)
            or len(between) > 3
            or (not taken and token.low in words_of_kind().not_street and token.low not in firsts)
        ):
            break
        if token.raw in "#&" or (token.raw.isdigit() and not _numbered_road(taken)):
            break
        taken.append(token.low)
        end = token.end
        if _goes_on(text, words, index):
            # "Maple" of "Maple Ct" is no street without a suffix.
            continue
        parsed = street(taken)
        yield parsed, end, ""
        if parsed.suffix and parsed.suffix not in words_of_kind().strong_suffixes:
            # "Mission Park" may be Mission Park Dr with the suffix left out.
            whole = street([*taken, "st"])
            yield Street(whole.pre, whole.name, "", ""), end, ""
        if len(taken) > 1 and taken[-1] not in lists.suffixes and len(taken[-1]) > 1:
            # The last word may be a misspelled suffix: "Sreet", "Avnue".
            base = street(taken[:-1])
            if not base.suffix:
                yield base, end, taken[-1]


def _numbered_road(taken: Sequence[str]) -> bool:
    """Whether a plain number may follow as the name of a road: "US 41", "County Road 12"."""
    return bool(taken) and taken[-1] in words_of_kind().numbered_roads


def _goes_on(text: str, words: Sequence[Token], index: int) -> bool:
    """Whether the street's name or suffix, or the direction behind it, is still to come."""
    lists = street_words()
    token = words[index]
    upper = token.raw[0].isupper() or token.raw[0].isdigit()
    last = token
    for follower in words[index + 1 : index + 4]:
        if gap(text, last, follower).strip(" .") or len(gap(text, last, follower)) > 2:
            return False
        if upper and not (follower.raw[0].isupper() or follower.raw[0].isdigit()):
            return False
        if lists.suffixes.get(token.low) in words_of_kind().strong_suffixes:
            short = len(follower.raw) <= 2 and follower.raw.isupper()
            if follower is words[index + 1] and short and follower.low in lists.directions:
                return True
        elif lists.suffixes.get(follower.low) in words_of_kind().strong_suffixes:
            return True
        if follower.low in words_of_kind().unit or follower.raw.isdigit():
            return False
        last = follower
    return False


def candidates(index: SiteIndex, written: Written) -> list[Scored]:
    """The site's addresses that the words may mean, cheapest first."""
    best: dict[str, Scored] = {}
    for parsed, end, odd_suffix in written.windows:
        for name, name_cost in _near_names(index, parsed.name):
            for row in index.by_street[name]:
                scored = _score(written, parsed, odd_suffix, row, name_cost, end)
                if scored is None:
                    continue
                known = best.get(row.id)
                if known is None or (scored.cost, -scored.end) < (known.cost, -known.end):
                    best[row.id] = scored
    return sorted(best.values(), key=lambda s: (round(s.cost, 3), s.row.id))


def _near_names(index: SiteIndex, given: str) -> Iterable[tuple[str, float]]:
    """The street names that the given one may mean, with the edits between; "Oakhill" is "Oak Hill"."""
    if given in index.by_street:
        yield given, 0.0
    for name in index.squeezed_streets.get(given.replace(" ", ""), ()):
        yield name, 0.2
    allowed = 0 if len(given) < 2 else 1 if len(given) < 4 else 2
    if allowed:
        near = process.extract(
            given, index.street_forms, scorer=OSA.distance, score_cutoff=allowed, limit=None
        )
        for _, away, at in near:
            yield index.street_names[at][1], float(away)


def _score(
    written: Written, parsed: Street, odd_suffix: str, row: AddressRow, name_cost: float, end: int
) -> Scored | None:
    told: list[str] = []
    cost = name_cost
    if name_cost:
        told.append(why.SPELLING)
    number = number_difference(written, row)
    if number is None:
        return None
    number_cost, reason = number
    cost += number_cost
    if reason:
        told.append(reason)
    suffix_cost, reason = _suffix_difference(parsed, odd_suffix, row.street)
    cost += suffix_cost
    if reason:
        told.append(reason)
    direction_cost, reason = _direction_difference(parsed, row.street)
    cost += direction_cost
    if reason:
        told.append(reason)
    # A name of three letters says little: only the name may be wrong then.
    short = name_cost > 0 and len(row.street.name) < 4 and cost > name_cost + STYLE_COST
    if cost > MAX_COST or short:
        return None
    if written.worded:
        told.append(why.WORDED)
    return Scored(row, cost, tuple(dict.fromkeys(told)), end)


def number_difference(written: Written, row: AddressRow) -> tuple[float, str] | None:
    """The cost and reason of taking the written number for the registered one; None is out of reach."""
    own, given = row.address.number.lower(), written.number
    if written.block:
        return _block(given, row)
    if row.address.number_to:
        return _ranged(given, row)
    if given == own or (written.number_to and _between(own, given, written.number_to)):
        return 0.0, "" if given == own else why.IN_RANGE
    if given.lstrip("0") == own:
        return 0.0, ""
    plain = unglyph(given)
    if plain != given and plain == unglyph(own):
        return 0.3, why.GLYPH
    if OSA.distance(given, own) <= OSA.distance(plain, own):
        # The letter of "212B" is its own.
        plain = given
    away = OSA.distance(plain, own)
    if away > 2:
        return None
    # A number replaced whole, "7" for "9" or "67" for "75", is rather another door than a slip of the pen.
    if away >= max(len(own), len(plain)) or (away == 2 and min(len(own), len(plain)) < 3):
        return float(away), why.OTHER_NUMBER
    glyph = 0.3 if plain != given else 0.0
    if away == 2:
        return 2.0 + glyph, why.DIGITS
    if len(plain) > len(own):
        return 1.0 + glyph, why.EXTRA_DIGIT
    if len(plain) < len(own):
        return 1.0 + glyph, why.LOST_DIGIT
    swapped = sorted(plain) == sorted(own)
    return 1.0 + glyph, why.TRANSPOSED if swapped else why.DIGIT


def _block(given: str, row: AddressRow) -> tuple[float, str] | None:
    digits = "".join(c for c in row.address.number if c.isdecimal())
    if not given.isdecimal() or not digits or len(given) < 3:
        return None
    return (0.2, why.BLOCK) if int(digits) // 100 == int(given) // 100 else None


def _ranged(given: str, row: AddressRow) -> tuple[float, str] | None:
    first, last = row.address.number, row.address.number_to or ""
    plain = unglyph(given)
    if not (plain.isdecimal() and first.isdecimal() and last.isdecimal()):
        return None
    glyph = 0.3 if plain != given else 0.0
    inside = int(first) <= int(plain) <= int(last)
    side = row.address.parity in (None, "even" if int(plain) % 2 == 0 else "odd")
    if inside and side:
        # A little dearer than a row of that very number.
        return glyph + 0.05, why.GLYPH if glyph else why.IN_RANGE if plain not in (first, last) else ""
    if inside:
        return 1.0 + glyph, why.DIGIT
    return None


def _between(own: str, first: str, last: str) -> bool:
    return own.isdecimal() and first.isdecimal() and last.isdecimal() and int(first) <= int(own) <= int(last)


def _suffix_difference(parsed: Street, odd: str, own: Street) -> tuple[float, str]:
    if odd:
        if not own.suffix:
            return 9.0, why.SPELLING
        forms = street_words().variants[own.suffix]
        away = min(OSA.distance(odd, form) for form in forms)
        return (float(away), why.SPELLING) if away <= (1 if len(odd) < 5 else 2) else (9.0, why.SPELLING)
    if parsed.suffix == own.suffix:
        return 0.0, ""
    if not parsed.suffix:
        return 0.1, why.NO_SUFFIX
    if not own.suffix:
        return 0.4, why.SUFFIX
    return 1.0, why.SUFFIX


def _direction_difference(parsed: Street, own: Street) -> tuple[float, str]:
    if parsed.direction == own.direction:
        return 0.0, ""
    if not parsed.direction:
        return 0.15, why.NO_DIRECTION
    return (1.0 if own.direction else 0.6), why.DIRECTION


def wide_candidates(wide: WideIndex, written: Written) -> list[Scored]:
    """Addresses of any site that the words name without error, longest reading first."""
    found: dict[str, Scored] = {}
    for parsed, end, odd_suffix in written.windows:
        if odd_suffix or written.block:
            continue
        for row in wide.addresses(written.number, parsed.name):
            scored = _score(written, parsed, "", row, 0.0, end)
            if scored and scored.cost < STYLE_COST:
                known = found.get(row.id)
                if known is None or scored.cost <= known.cost:
                    found[row.id] = scored
    return sorted(found.values(), key=lambda s: (round(s.cost, 3), s.row.id))


def plain_address(text: str, words: Sequence[Token], written: Written) -> int | None:
    """Where an address ends that no registry knows; None where the words are hardly an address.

    A number, one to four words with a capital (or a text without small letters), and a suffix.
    """
    if written.worded or written.block or not any(char.isdigit() for char in written.number):
        return None
    shouting = text.isupper() or text.islower()
    for parsed, end, odd_suffix in written.windows:
        body = text[written.number_end : end].split()
        if any(_MIXED.search(word) for word in body):
            continue
        if odd_suffix or parsed.suffix not in words_of_kind().strong_suffixes or not parsed.name:
            continue
        names = [word for word in body if word[:1].isalnum()]
        capital = all(word[0].isupper() or word[0].isdigit() for word in names)
        if capital or (
            shouting and len(names) <= 3 and not set(parsed.name.split()) & words_of_kind().not_street
        ):
            return end
    return None


def tied(scored: Sequence[Scored]) -> tuple[Scored, ...]:
    """The candidates that are as good as the first; one alone is the winner."""
    if not scored:
        return ()
    best = scored[0].cost
    if best == 0:
        return tuple(s for s in scored if s.cost == 0)
    if best < STYLE_COST:
        return tuple(s for s in scored if s.cost < STYLE_COST)
    return tuple(s for s in scored if s.cost - best < TIE)
