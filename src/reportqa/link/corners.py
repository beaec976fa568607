"""Finds corners of two streets in a text: a site that lies at both is told by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reportqa.link import reasons as why
from reportqa.link.index import SiteIndex
from reportqa.link.streets import Street, street
from reportqa.link.text import Token, gap
from reportqa.link.wide import WideIndex
from reportqa.link.words import words as words_of_kind
from reportqa.model.links import Candidate, Link, LinkState
from reportqa.model.site import RegistryKind, Site
from reportqa.model.span import Span

LONGEST = 4  # words of a street on either side
_BETWEEN = frozenset({"&", "and", "at"})
_CUES = frozenset({"corner", "intersection", "junction", "crossing", "cross"})


def find_corners(
    text: str, words: Sequence[Token], index: SiteIndex | None, wide: WideIndex
) -> Iterator[Link]:
    """Every corner at which a site lies: this one first, else any in the lookup."""
    marked = "/" in text or "@" in text
    for at in range(1, len(words)):
        middle = words[at]
        if middle.low in _BETWEEN:
            first, last = at - 1, at + 1
        elif marked and gap(text, words[at - 1], middle).strip() in ("/", "@"):
            first, last = at - 1, at
        else:
            continue
        if last < len(words):
            found = _corner(text, words, first, last, index, wide)
            if found is not None:
                yield found


def _corner(
    text: str, words: Sequence[Token], first: int, last: int, index: SiteIndex | None, wide: WideIndex
) -> Link | None:
    rights = list(_streets(text, words, range(last, min(last + LONGEST, len(words)))))
    lefts = list(_streets(text, words, range(first, max(first - LONGEST, -1), -1))) if rights else []
    for right, end in rights:
        for left, start in lefts:
            if left.name == right.name or not _meant(words, start, first, last, left, right):
                continue
            sites = _sites(left.name, right.name, index, wide)
            if sites:
                span = Span(words[start].start, words[end].end)
                return _link(text, span, sites, index)
    return None


def _streets(text: str, words: Sequence[Token], run: range) -> Iterable[tuple[Street, int]]:
    """The streets that the words of a run may be, longest first, with the word where each ends."""
    found: list[tuple[Street, int]] = []
    taken: list[str] = []
    for at in run:
        token = words[at]
        if not (token.raw[0].isupper() or token.raw[0].isdigit()):
            break
        if taken:
            left, right = sorted((at, at - run.step))
            if gap(text, words[left], words[right]).strip(" ."):
                break
        taken = [*taken, token.low] if run.step > 0 else [token.low, *taken]
        found.append((street(taken), at))
    return reversed(found)


def _meant(words: Sequence[Token], start: int, first: int, last: int, left: Street, right: Street) -> bool:
    """Whether two streets are told as a corner, and not one after the other."""
    middle = words[first + 1].low if last > first + 1 else "/"
    cued = any(word.low in _CUES for word in words[max(0, start - 3) : start])
    strong = words_of_kind().strong_suffixes
    if middle == "and":
        return cued
    if middle == "at":
        return left.suffix in strong and right.suffix in strong
    return cued or left.suffix in strong or right.suffix in strong or start == 0 or middle == "&"


def _sites(one: str, two: str, index: SiteIndex | None, wide: WideIndex) -> tuple[Site, ...]:
    if index is None:
        return wide.sites_at_corner(one, two)
    # Another site's corner is hardly told in a report of this one: each town has its Main and Oak.
    return (index.site,) if one in index.by_street and two in index.by_street else ()


def _link(text: str, span: Span, sites: Sequence[Site], index: SiteIndex | None) -> Link:
    return Link(
        span=span,
        text=span.of(text),
        kind=RegistryKind.SITE,
        state=LinkState.EXACT if len(sites) == 1 else LinkState.AMBIGUOUS,
        candidates=tuple(
            Candidate(
                kind=RegistryKind.SITE,
                id=site.id,
                site_id=site.id,
                client_id=site.client_id,
                text=site.name,
                score=0.95,
                reasons=(why.INTERSECTION,),
                row=site.row,
            )
            for site in sites
        ),
    )
