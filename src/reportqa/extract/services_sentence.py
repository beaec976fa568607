"""Sentences that name a service, cut into statements, with the deeds and the asides in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from reportqa.extract.cues import Hit, Lexicon, Words, abbreviated, listed, table
from reportqa.extract.services_terms import DATA, Term
from reportqa.model.service import Involvement, ServiceStatus
from reportqa.model.span import Span

_ACTS = ("arrived", "called", "en_route", "staged", "transported", "cancelled")


_ASIDES = ("passing", "drill", "policy", "person", "lookout", "other_meaning", "impostor")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one naming comes to; `act` are the words that say so. `strength` 0…1 is how sure that is."""

    term: Term
    involvement: Involvement
    status: ServiceStatus | None
    span: Span
    strength: float
    act: Span | None = None


@cache
def acts() -> Lexicon:
    """The words that say what a service did or was asked to do."""
    data = table(DATA)["acts"]
    return Lexicon([(kind, data[kind]) for kind in _ACTS])


@cache
def asides() -> Lexicon:
    """The words that take a naming out of the incident."""
    data = table(DATA)["asides"]
    return Lexicon([(kind, data[kind]) for kind in _ASIDES])


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with a naming in it: its words by number, its acts and asides, its clause bounds."""

    first: int
    stop: int
    acts: tuple[Hit, ...]
    asides: tuple[Hit, ...]
    bounds: tuple[int, ...]


_BOUNDS = listed(DATA, "bounds")


def sentence_of(words: Words, first: int, stop: int) -> Sentence:
    """The sentence made of these words."""
    said = tuple(acts().find(words, first, stop))
    away = tuple(asides().find(words, first, stop))
    bounds = [first]
    for place in range(first, stop):
        low = words.lows[place]
        if low == "but" and place + 1 < stop and words.lows[place + 1] == "also":
            continue
        parts = low in _BOUNDS or (low in ("/", "-", "–") and _open_mark(words, place))
        if parts and not (low == "." and abbreviated(words, place)):
            bounds.append(place + 1)
    bounds.append(stop)
    return Sentence(first, stop, said, away, tuple(bounds))


def _open_mark(words: Words, place: int) -> bool:
    """Whether a slash or dash stands free and so parts two statements."""
    before = words.ends[place - 1] < words.starts[place] if place else True
    after = words.starts[place + 1] > words.ends[place] if place + 1 < len(words) else True
    return before and after if words.lows[place] != "/" else before or after


def clause(sentence: Sentence, term: Term) -> tuple[int, int]:
    """The words around a naming up to the next bounds."""
    start = max(bound for bound in sentence.bounds if bound <= term.first)
    stop = min((bound for bound in sentence.bounds if bound > term.stop), default=sentence.stop)
    return start, max(stop, term.stop)


_CONJOINED = listed(DATA, "conjoined")


_BARE_AFTER = listed(DATA, "bare_after")


_BARE_BEFORE = listed(DATA, "bare_before")


_STOPS = listed(DATA, "stops")


def stands(words: Words, term: Term, services: frozenset[int], sentence: Sentence) -> bool:
    """Whether bare "fire", "medical" or "rescue" is meant as a service here."""
    low = words.lows[term.first]
    before = words.lows[term.first - 1] if term.first > sentence.first else ""
    after = words.lows[term.stop] if term.stop < sentence.stop else ""
    beyond = words.lows[term.stop + 1] if term.stop + 1 < sentence.stop else ""
    if low == "rescue" and before in ("the", "a", "to"):
        return False
    if after in _BARE_AFTER and before not in ("a", "the", "small", "of", "on", "trash", "brush"):
        if after == "en":
            return beyond == "route"
        return not (after == "advised" and low != "fire") and before not in ("seek", "seeking", "further")
    if after in ("was", "were", "is", "are", "had", "has") and beyond in (
        _BARE_AFTER | {"called", "on", "been", "en", "already"}
    ):
        rest = [words.lows[p] for p in range(term.stop + 1, min(term.stop + 6, sentence.stop))]
        if beyond in ("on", "been"):
            return (
                "scene" in rest
                or "site" in rest
                or bool({"called", "notified", "dispatched", "requested"} & set(rest))
            )
        return before not in ("the", "a", "small") or beyond in (
            "called",
            "dispatched",
            "notified",
            "requested",
        )
    if (
        after == "on"
        and beyond in ("scene", "site", "location", "standby")
        and before not in ("the", "a", "small")
    ):
        return True
    if before in _BARE_BEFORE:
        return not after or after in _STOPS
    return _company(words, term, services, sentence)


def _company(words: Words, term: Term, services: frozenset[int], sentence: Sentence) -> bool:
    """Whether another service stands beside it, joined by and, or, a slash or a comma."""
    for step, edge in ((-1, term.first), (1, term.stop - 1)):
        place = edge + step
        joined = False
        while sentence.first <= place < sentence.stop and words.lows[place] in _CONJOINED:
            joined |= words.lows[place] != "," and not (words.lows[place] == "/" and _open_mark(words, place))
            place += step
        if place in services and abs(place - edge) > 1 and (joined or words.lows[edge + step] == ","):
            return True
    return False
