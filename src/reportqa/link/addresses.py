"""Finds the street addresses of a registry in a text, exact and near, and tells what differs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from reportqa.link import reasons as why
from reportqa.link.address_words import Written
from reportqa.link.costs import MAX_COST
from reportqa.link.index import AddressRow, SiteIndex
from reportqa.link.streets import Street, spoken, street_words
from reportqa.link.text import Token, unglyph
from reportqa.link.wide import WideIndex
from reportqa.link.words import words as words_of_kind

# Costs are in edits. Below STYLE_COST nothing is wrong, only left out; two candidates closer than TIE
# are equal.
STYLE_COST = 0.3
TIE = 0.5
# What it costs to leave a word of a longer registered name unread.
UNREAD_COST = 1.0
# A word of letters and digits that is no ordinal: no part of a street's name.
_MIXED = re.compile(r"[A-Za-z]\d|\d(?!\d*(?:st|nd|rd|th)\b)\d*[A-Za-z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scored:
    """A registered address with what it costs to mean it by the words."""

    row: AddressRow
    cost: float
    reasons: tuple[str, ...]
    end: int


def candidates(index: SiteIndex, written: Written) -> list[Scored]:
    """The site's addresses that the words may mean, cheapest first."""
    best: dict[str, Scored] = {}
    for parsed, end, odd_suffix in (*written.windows, *_suffix_in_name(index, written)):
        for name, name_cost in _near_names(index, parsed.name):
            for row in index.by_street[name]:
                scored = _score(written, parsed, odd_suffix, row, name_cost, end)
                if scored is None:
                    continue
                known = best.get(row.id)
                if known is None or (scored.cost, -scored.end) < (known.cost, -known.end):
                    best[row.id] = scored
    return sorted(_read_whole(best.values()), key=lambda s: (round(s.cost, 3), s.row.id))


def _suffix_in_name(index: SiteIndex, written: Written) -> Iterable[tuple[Street, int, str]]:
    """The readings by which "Alder Court" is the site's Alder Court Drive, its own suffix left out."""
    for parsed, end, odd in written.windows:
        if odd or not parsed.suffix:
            continue
        for form in street_words().variants[parsed.suffix]:
            if f"{parsed.name} {form}" in index.by_street:
                yield Street(parsed.pre, f"{parsed.name} {form}", "", parsed.post), end, ""


def _read_whole(found: Iterable[Scored]) -> Iterable[Scored]:
    """The candidates, those dearer that leave a word unread which another takes for the street's name.

    "39 Chapin Hsll" is rather Chapin Hall Dr than Chapin Ct with the suffix left out.
    """
    found = tuple(found)
    firsts = {(_first_word(s.row), s.end) for s in found}
    for s in found:
        first = _first_word(s.row)
        unread = why.NO_SUFFIX in s.reasons and any(f == first and end > s.end for f, end in firsts)
        if not unread:
            yield s
        elif s.cost + UNREAD_COST <= MAX_COST:
            yield replace(s, cost=s.cost + UNREAD_COST)


def _first_word(row: AddressRow) -> str:
    words = spoken(row.address.street) or [""]
    return street_words().directions.get(words[0], words[0])


def _near_names(index: SiteIndex, given: str) -> Iterable[tuple[str, float]]:
    """The street names that the given one may mean, with the edits between; "Oakhill" is "Oak Hill"."""
    if given in index.by_street:
        yield given, 0.0
    for name in index.squeezed_streets.get(given.replace(" ", ""), ()):
        yield name, 0.2
    allowed = 0 if len(given) < 2 else 1 if len(given) < 3 else 2
    if allowed:
        near = process.extract(
            given, index.street_forms, scorer=OSA.distance, score_cutoff=allowed, limit=None
        )
        for form, away, at in near:
            # Of three letters two may be wrong only where the first stands and one is lost: "Mam" is Main.
            if away < 2 or len(given) > 3 or (len(form) > 3 and form[0] == given[0]):
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
    # A name of three letters says little: no two of them may be wrong.
    short = name_cost > 1 and len(row.street.name) < 4
    if cost > MAX_COST or short or (written.timelike and name_cost > 0):
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
    if written.timelike and len(own) < len(given):
        return None
    if given.lstrip("0") == own:
        # Nobody puts a zero before a house number: as likely as not "07" is 70 turned round.
        return 0.6, why.EXTRA_DIGIT
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
    if (
        written.worded
        or written.block
        or written.timelike
        or not any(char.isdigit() for char in written.number)
    ):
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
