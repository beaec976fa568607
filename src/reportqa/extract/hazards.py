"""Dangers that call for help: fire, smoke, gas, weapon, unconscious person, bleeding, flood."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from reportqa.extract.assertion import Assertions
from reportqa.extract.cues import Lexicon, Words, table
from reportqa.model.service import Hazard, HazardKind
from reportqa.model.span import Span

_DATA = "hazards.toml"


@cache
def _lexicon() -> Lexicon:
    data = table(_DATA)
    kinds = [(kind.value, data[kind.value]["words"]) for kind in HazardKind]
    return Lexicon([*kinds, ("none", data["not_a_danger"]["words"])])


def find_hazards(
    text: str, sentences: Sequence[Span], assertions: Assertions, words: Words | None = None
) -> tuple[Hazard, ...]:
    """The dangers in text order, one for each phrase; `words` are the text's tokens where known."""
    known = assertions.words if words is None else words
    starts = [sentence.start for sentence in sentences]
    found = []
    for hit in _lexicon().find(known):
        if hit.kind == "none":
            continue
        span = Span(known.starts[hit.first], known.ends[hit.stop - 1])
        number = bisect_right(starts, span.start) - 1
        if number >= 0 and span.end > sentences[number].end:
            continue  # the phrase runs over a sentence's end: two things, not one
        found.append(Hazard(kind=HazardKind(hit.kind), span=span, assertion=assertions.of(span)))
    return tuple(found)
