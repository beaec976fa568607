"""Finds the known persons and permit plates of a site in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from rapidfuzz.distance import OSA

from reportqa.link import reasons as why
from reportqa.link.index import SiteIndex
from reportqa.link.streets import street_words
from reportqa.link.tables import name_words
from reportqa.link.text import Token, gap, stem, unglyph
from reportqa.link.words import words as words_of_kind
from reportqa.model.links import LinkState
from reportqa.model.site import Permit, Person
from reportqa.model.span import Span

_PLATE = re.compile(r"^[A-Z0-9]{5,8}$")


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Who a name may mean."""

    span: Span
    state: LinkState
    persons: tuple[tuple[Person, float, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class FoundPlate:
    """Whose a plate may be."""

    span: Span
    state: LinkState
    permits: tuple[tuple[Permit, float, tuple[str, ...]], ...]


class KnownPlates:
    """The permits that a plate may be looked up in: those of this site, then those of all."""

    def __init__(self, index: SiteIndex | None, every: Callable[[str], Sequence[Permit]]) -> None:
        self._index = index
        self._every = every

    def of(self, bare: str) -> Sequence[Permit]:
        """The permits of a bare plate: this site's, else any site's."""
        found = self._every(bare)
        here = self._index.site.id if self._index else None
        return [permit for permit in found if permit.site_id == here] or found

    @property
    def own(self) -> Mapping[str, Sequence[Permit]]:
        """All permits of this site by bare plate."""
        return self._index.permits if self._index else {}


def persons(
    text: str,
    words: Sequence[Token],
    by_last: Mapping[str, Sequence[Person]],
    named: Sequence[Span],
    streets: frozenset[str],
) -> Iterable[FoundPerson]:
    """Every naming of a known person. `named` are the spans that reading took for persons.

    A first name alone is never enough; a last name alone only after a title, and then as a suggestion.
    Words that stand as a street (before "St", after a house number, after "on") are no person.
    """
    long_names = tuple(name for name in by_last if len(name) >= 5)
    for at, token in enumerate(words):
        low = stem(token.low)
        if low in by_last:
            last_reasons: tuple[str, ...] = ()
            pool: Sequence[Person] = by_last[low]
        elif len(low) >= 5 and token.raw[0].isupper() and any(s.start <= token.start < s.end for s in named):
            near = [name for name in long_names if OSA.distance(low, name, score_cutoff=1) <= 1]
            if not near:
                continue
            pool = [person for name in near for person in by_last[name]]
            last_reasons = (why.NAME_SPELLING,)
        else:
            continue
        if _stands_as_street(text, words, at, streets, named):
            continue
        found = _with_first(text, words, at, pool, last_reasons)
        if found is not None:
            yield found


def _with_first(
    text: str, words: Sequence[Token], at: int, pool: Sequence[Person], last_reasons: tuple[str, ...]
) -> FoundPerson | None:
    token = words[at]
    before = words[at - 1] if at else None
    if before is not None and gap(text, before, token).strip(" .") == "":
        found = _first_names(before.low, pool, last_reasons)
        if not found and at >= 2 and len(before.raw) == 1:
            # a middle initial
            found = _first_names(words[at - 2].low, pool, last_reasons)
            before = words[at - 2] if found else before
        if found:
            return _decided(Span(before.start, _name_end(token)), found)
    if at + 1 < len(words) and gap(text, token, words[at + 1]).strip() == ",":
        found = _first_names(words[at + 1].low, pool, last_reasons)
        if found and words[at + 1].raw[0].isupper() and len(words[at + 1].raw) > 1:
            return _decided(Span(token.start, _name_end(words[at + 1])), found)
    if before is not None and before.low in words_of_kind().titles and "\n" not in gap(text, before, token):
        told = (*last_reasons, why.LAST_NAME)
        state = LinkState.NEAR if len(pool) == 1 else LinkState.AMBIGUOUS
        return FoundPerson(
            Span(token.start, _name_end(token)), state, tuple((person, 0.7, told) for person in pool)
        )
    return None


def _name_end(token: Token) -> int:
    return token.end - 2 if token.low.endswith("'s") else token.end


def _first_names(
    low: str, pool: Sequence[Person], last_reasons: tuple[str, ...]
) -> list[tuple[Person, float, tuple[str, ...]]]:
    exact, initial, near = [], [], []
    for person in pool:
        first = name_words(person.name)[0]
        if low == first:
            exact.append((person, 1.0 if not last_reasons else 0.85, last_reasons))
        elif len(low) == 1 and first.startswith(low):
            initial.append((person, 0.9, (*last_reasons, why.INITIAL)))
        elif len(low) >= 4 and OSA.distance(low, first, score_cutoff=1) <= 1:
            near.append((person, 0.8, tuple(dict.fromkeys((*last_reasons, why.NAME_SPELLING)))))
    return exact or initial or near


def _decided(span: Span, found: list[tuple[Person, float, tuple[str, ...]]]) -> FoundPerson:
    sure = [item for item in found if why.NAME_SPELLING not in item[2]]
    alone = LinkState.EXACT if sure else LinkState.NEAR
    return FoundPerson(span, LinkState.AMBIGUOUS if len(found) > 1 else alone, tuple(found))


def _stands_as_street(
    text: str, words: Sequence[Token], at: int, streets: frozenset[str], named: Sequence[Span]
) -> bool:
    lists = street_words()
    token = words[at]
    if token.low in lists.suffixes and not any(s.start <= token.start < s.end for s in named):
        # "Penny Lane" is a person only where reading says so, a title stands before or a unit behind it.
        behind = [word.low for word in words[at + 1 : at + 3]]
        if len(behind) == 2 and behind[0] in ("of", "from", "in") and behind[1] in words_of_kind().unit:
            return False
        return not any(word.low in words_of_kind().titles for word in words[max(0, at - 2) : at])
    if at + 1 < len(words) and gap(text, token, words[at + 1]) == " ":
        follower = words[at + 1]
        if follower.low in lists.suffixes and follower.raw[0].isupper():
            return True
    first = at
    while first > 0 and gap(text, words[first - 1], words[first]).strip(" .") == "" and at - first < 2:
        ended = "." in gap(text, words[first - 1], words[first])
        first -= 1
        if ended and words[first].low not in words_of_kind().titles:
            break  # "unit 241. Maria Alvarez said": another sentence
        if words[first].raw[0].isdigit():
            return True
        if words[first].low in words_of_kind().titles:
            return False
        if words[first].low in words_of_kind().before_street:
            own = " ".join(word.low for word in words[first + 1 : at + 1])
            name = " ".join(word.low for word in words[first + 1 : at])
            return own in streets or (bool(name) and token.low in lists.suffixes)
    return False


def plates(
    text: str,
    words: Sequence[Token],
    known: KnownPlates,
    named: Sequence[Span],
    on: date | None,
) -> Iterable[FoundPlate]:
    """Every plate that has a permit here, one elsewhere, or nearly one here.

    `named` are the spans that reading took for plates. A near plate is looked for only where the words say
    that it is a plate.
    """
    digits = [not word.raw.isalpha() and any(char.isdigit() for char in word.raw) for word in words]
    at = 0
    while at < len(words):
        close = any(digits[at : at + 3])
        if not close and not named:
            at += 1
            continue
        found = None
        # Most words are small letters without a digit anywhere near: no plate begins there.
        if len(words[at].raw) <= 8 and (digits[at] or not words[at].raw.islower()):
            for length in (1, 2, 3) if close else ():
                if found is None and any(digits[at : at + length]):
                    found = _plate_at(text, words, at, length, known, on)
        if found is None and (digits[at] or named):
            found = _near_plate(text, words, at, known, named, on)
        if found is not None:
            yield found
            while at < len(words) and words[at].start < found.span.end:
                at += 1
        else:
            at += 1


def _plate_at(
    text: str,
    words: Sequence[Token],
    at: int,
    length: int,
    known: KnownPlates,
    on: date | None,
) -> FoundPlate | None:
    part = words[at : at + length]
    if len(part) < length or any(
        gap(text, left, right) not in (" ", "-", ".") for left, right in pairwise(part)
    ):
        return None
    bare = "".join(word.raw for word in part).upper()
    if not _PLATE.match(bare) or not any(c.isdigit() for c in bare) or not known.of(bare):
        return None
    if bare.isdigit() and not _cued(words, at):
        return None
    return _judged(Span(part[0].start, part[-1].end), known.of(bare), on, 1.0, ())


def _judged(
    span: Span, permits: Sequence[Permit], on: date | None, score: float, told: tuple[str, ...]
) -> FoundPlate:
    valid = [permit for permit in permits if not outdated(permit, on)]
    chosen = valid or list(permits)
    items = tuple((p, score, (*told, *outdated(p, on))) for p in chosen)
    owners = {permit.unit_id for permit in chosen}
    state = LinkState.NEAR if told else LinkState.EXACT
    return FoundPlate(span, state if len(owners) == 1 else LinkState.AMBIGUOUS, items)


def _near_plate(
    text: str,
    words: Sequence[Token],
    at: int,
    known: KnownPlates,
    named: Sequence[Span],
    on: date | None,
) -> FoundPlate | None:
    token = words[at]
    spanned = next((span for span in named if span.start <= token.start < span.end), None)
    end = at + 1
    if spanned is not None:
        while end < len(words) and words[end].end <= spanned.end:
            end += 1
    elif not (_cued(words, at) and any(c.isdigit() for c in token.raw)):
        return None
    runs = [("".join(word.raw for word in words[first:end]).upper(), first) for first in range(at, end)]
    if any(known.of(bare) for bare, _ in runs):
        return None  # a state before a plate that is known as it stands
    for bare, first in runs:
        if not _PLATE.match(bare):
            continue
        plain = unglyph(bare)
        own = known.own
        glyphs = [key for key in own if unglyph(key.upper()) == plain]
        near = glyphs or [
            key for key in own if len(key) >= 5 and OSA.distance(bare, key, score_cutoff=1) <= 1
        ]
        span = Span(words[first].start, words[end - 1].end)
        if not near:
            continue
        if len(near) > 1:
            items = tuple((p, 0.8, (why.CHAR,)) for key in near for p in own[key])
            return FoundPlate(span, LinkState.AMBIGUOUS, items)
        swapped = sorted(near[0]) == sorted(bare)
        told = why.GLYPH if glyphs else why.TRANSPOSED if swapped else why.CHAR
        return _judged(span, own[near[0]], on, 0.85, (told,))
    return None


def _cued(words: Sequence[Token], at: int) -> bool:
    return any(word.low in words_of_kind().plate_cues for word in words[max(0, at - 3) : at])


def outdated(row: Permit | Person, on: date | None) -> tuple[str, ...]:
    """Why a row does not hold on the day; empty where it does or the day is unknown."""
    if on is None:
        return ()
    if row.valid_to is not None and on > row.valid_to:
        return (why.EXPIRED,)
    if row.valid_from is not None and on < row.valid_from:
        return (why.NOT_YET,)
    return ()
