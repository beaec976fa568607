"""Dangers that call for help: fire, smoke, gas, weapon, unconscious person, bleeding, flood."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from reportqa.extract.assertion import Assertions
from reportqa.extract.cues import Hit, Lexicon, Words, table
from reportqa.model.service import Hazard, HazardKind
from reportqa.model.span import Span

_DATA = "hazards.toml"
_BARE = "bare_fire"


@cache
def _lexicon() -> Lexicon:
    data = table(_DATA)
    kinds = [(kind.value, data[kind.value]["words"]) for kind in HazardKind]
    bare = (_BARE, data[_BARE]["words"])
    return Lexicon([*kinds, bare, ("none", data["not_a_danger"]["words"])])


@cache
def _sides() -> tuple[frozenset[str], frozenset[str]]:
    data = table(_DATA)[_BARE]
    return frozenset(data["before"]), frozenset(data["after"])


def find_hazards(
    text: str, sentences: Sequence[Span], assertions: Assertions, words: Words | None = None
) -> tuple[Hazard, ...]:
    """The dangers in text order, one for each phrase; `words` are the text's tokens where known."""
    known = assertions.words if words is None else words
    starts = [sentence.start for sentence in sentences]
    found = []
    for hit in _lexicon().find(known):
        if hit.kind == "none" or (hit.kind == _BARE and not _burns(known, hit)):
            continue
        span = Span(known.starts[hit.first], known.ends[hit.stop - 1])
        number = bisect_right(starts, span.start) - 1
        if number >= 0 and span.end > sentences[number].end:
            continue  # the phrase runs over a sentence's end: two things, not one
        found.append(
            Hazard(
                kind=HazardKind.FIRE if hit.kind == _BARE else HazardKind(hit.kind),
                span=span,
                assertion=assertions.of(span),
            )
        )
    return tuple(found)


def _burns(words: Words, hit: Hit) -> bool:
    """Whether "fire" alone is flames and not the service: "saw a fire", but "police and fire arrived"."""
    before, after = _sides()
    previous = words.lows[hit.first - 1] if hit.first else ""
    following = words.lows[hit.stop] if hit.stop < len(words) else ""
    if previous in before:
        return following not in ("department", "dept", "responded", "arrived", "units", "crew")
    return following in after and previous not in ("and", "/", "&", "dispatched", "called", "notified")
