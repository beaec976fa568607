"""Finds named places in a text: landmarks of the site, and the names of sites and clients."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import OSA

from reportqa.link import reasons as why
from reportqa.link.index import Named, SiteIndex
from reportqa.link.text import Token, gap, stem
from reportqa.link.words import words as words_of_kind
from reportqa.model.links import LinkState
from reportqa.model.site import Landmark, RegistryKind
from reportqa.model.span import Span

# The names that stand at an index of the words.
NamesAt = Callable[[Sequence[str], int], tuple[Named, ...]]


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place that the words may mean, with every row of that name or kind."""

    span: Span
    state: LinkState
    names: tuple[tuple[Named, float, tuple[str, ...]], ...]


def landmarks(text: str, words: Sequence[Token], index: SiteIndex) -> Iterable[FoundPlace]:
    """Every landmark told by name, else by its kind alone; two of a kind are ambiguous."""
    low = [stem(token.low) for token in words]
    firsts, letters = index.landmark_firsts, index.long_landmarks
    at = 0
    while at < len(words):
        # Few words begin a landmark's name or that of a kind.
        if low[at] not in firsts and low[at][:1] not in letters:
            at += 1
            continue
        names = [n for n in index.landmarks.at(low, at) if _unbroken(text, words, at, len(n.words))]
        if names:
            yield _named(words, at, names)
            at += len(names[0].words)
            continue
        near = _near_landmark(text, words, low, at, index)
        if near is not None:
            yield near
            at = next((i for i in range(at, len(words)) if words[i].start >= near.span.end), len(words))
            continue
        kind = _kind_at(text, words, low, at, index)
        if kind is not None:
            span, rows = kind
            yield FoundPlace(
                span,
                LinkState.EXACT if len(rows) == 1 else LinkState.AMBIGUOUS,
                tuple((_as_named(row, index), 0.9, (why.KIND,)) for row in rows),
            )
        at += 1


def _named(words: Sequence[Token], at: int, names: Sequence[Named]) -> FoundPlace:
    span = Span(words[at].start, words[at + len(names[0].words) - 1].end)
    ids = {name.id for name in names}
    told = tuple((name, 1.0, (why.ALIAS,) if name.alias else ()) for name in names)
    return FoundPlace(span, LinkState.EXACT if len(ids) == 1 else LinkState.AMBIGUOUS, told)


def _near_landmark(
    text: str, words: Sequence[Token], low: Sequence[str], at: int, index: SiteIndex
) -> FoundPlace | None:
    for name in index.long_landmarks.get(low[at][:1], ()):
        length = len(name.words)
        whole = " ".join(name.words)
        if at + length > len(words) or abs(len(low[at]) - len(name.words[0])) > 1:
            continue
        # A short word tells one of a kind from the next ("D1", "2", "N2"), so it must stand as it is.
        told = low[at : at + length]
        if any(len(own) < 4 and own != other for own, other in zip(name.words, told, strict=True)):
            continue
        if {"north", "south", "east", "west"} & (set(told) ^ set(name.words)):
            continue
        away = OSA.distance(" ".join(told), whole, score_cutoff=1)
        if away == 1 and _unbroken(text, words, at, length):
            span = Span(words[at].start, words[at + length - 1].end)
            return FoundPlace(span, LinkState.NEAR, ((name, 0.85, (why.NAME_SPELLING,)),))
    return None


def _kind_at(
    text: str, words: Sequence[Token], low: Sequence[str], at: int, index: SiteIndex
) -> tuple[Span, list[Landmark]] | None:
    if low[at] not in index.kind_firsts:
        return None
    for length in (2, 1):
        if at + length > len(words) or not _unbroken(text, words, at, length):
            continue
        rows = index.kinds.get(" ".join(low[at : at + length]))
        if not rows:
            continue
        after = at + length
        if (
            after < len(words)
            and gap(text, words[after - 1], words[after]) == " "
            and low[after] in words_of_kind().landmark_not_after
        ):
            return None
        return Span(words[at].start, words[after - 1].end), rows
    return None


def _as_named(row: Landmark, index: SiteIndex) -> Named:
    return Named(
        RegistryKind.LANDMARK, row.id, row.site_id, index.site.client_id, row.name, (), False, row.row
    )


def site_names(
    text: str, words: Sequence[Token], firsts: Collection[str], at_word: NamesAt
) -> Iterable[FoundPlace]:
    """Every site or client told by a name or alias. A name of one word must stand in capitals.

    `firsts` are the first words of all names.
    """
    low = [stem(token.low) for token in words]
    at = 0
    while at < len(words):
        if low[at] not in firsts:
            at += 1
            continue
        found = [
            name
            for name in at_word(low, at)
            if _unbroken(text, words, at, len(name.words)) and _named_so(words, at, name)
        ]
        if not found:
            at += 1
            continue
        span = Span(words[at].start, words[at + len(found[0].words) - 1].end)
        sites = [name for name in found if name.kind is RegistryKind.SITE] or found
        ids = {name.id for name in sites}
        told = tuple((name, 1.0, (why.ALIAS,) if name.alias else ()) for name in sites)
        yield FoundPlace(span, LinkState.EXACT if len(ids) == 1 else LinkState.AMBIGUOUS, told)
        at += len(found[0].words)


def _named_so(words: Sequence[Token], at: int, name: Named) -> bool:
    part = words[at : at + len(name.words)]
    long_words = [word for word in part if len(word.raw) > 3] or list(part)
    capital = all(word.raw[0].isupper() or word.raw[0].isdigit() for word in long_words)
    if len(name.words) == 1:
        return capital and len(name.words[0]) > 3
    return capital or len(" ".join(name.words)) >= 10


def _unbroken(text: str, words: Sequence[Token], at: int, length: int) -> bool:
    part = words[at : at + length]
    return all(
        len(between) <= 3 and not set(between) & set("\n;:!?()")
        for between in (gap(text, left, right) for left, right in pairwise(part))
    )
