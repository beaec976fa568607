"""How a thing is told: as present, denied, possible only, past, or by somebody else.

Cues are phrases with a direction; a cue speaks for what stands on its side, up to a word that ends its
scope or the end of the sentence. One sentence is looked at once, when something in it is first asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from reportqa.extract.cues import Hit, Lexicon, Words, table
from reportqa.model.mention import PRESENT, Assertion, Status
from reportqa.model.span import Span

_DATA = "assertion.toml"
# Where a cue's scope lies: behind it, before it, or on both sides.
_WAYS = "<>="
_KINDS = ("negated", "historical", "hypothetical", "reported")
# Which of several wins: what did not happen matters before when, and when before who told it.
_ORDER = (
    ("negated", Status.NEGATED),
    ("hypothetical", Status.HYPOTHETICAL),
    ("historical", Status.HISTORICAL),
    ("reported", Status.REPORTED),
)


@cache
def _lexicon() -> Lexicon:
    data = table(_DATA)
    kinds = [(f"{kind}<", data[kind]["before"]) for kind in _KINDS]
    kinds += [(f"{kind}>", data[kind]["after"]) for kind in _KINDS]
    kinds += [(f"{kind}=", data[kind].get("both", [])) for kind in _KINDS]
    kinds += [("end", data["end"]["all"]), ("none", data["not_a_cue"]["all"])]
    return Lexicon(kinds)


@dataclass(frozen=True, slots=True)
class Scope:
    """One cue of a sentence: kind, the cue's place, and the stretch of text that it speaks for."""

    kind: str
    cue: Span
    start: int
    end: int


class Assertions:
    """The cues of one text; build it once per text and ask `of` for each span."""

    def __init__(self, text: str, sentences: Sequence[Span], words: Words | None = None) -> None:
        self._text = text
        self._sentences = sentences
        self._starts = [sentence.start for sentence in sentences]
        self.words = Words(text) if words is None else words
        self._scopes: dict[int, tuple[Scope, ...]] = {}

    def of(self, span: Span) -> Assertion:
        """How the words at `span` are told; present when no cue speaks for them."""
        marks = self.marks(span)
        for kind, status in _ORDER:
            cue = marks.get(kind)
            if cue is not None:
                return Assertion(
                    status=status, cue=cue, source=self._source(cue) if kind == "reported" else None
                )
        return PRESENT

    def marks(self, span: Span) -> dict[str, Span]:
        """Every kind of cue that speaks for the span (negated, historical, hypothetical, reported)."""
        found: dict[str, Span] = {}
        for scope in self.scopes(span):
            if scope.start <= span.start < scope.end:
                found.setdefault(scope.kind, scope.cue)
        return found

    def scopes(self, span: Span) -> tuple[Scope, ...]:
        """The scopes of the sentence in which the span begins."""
        number = bisect_right(self._starts, span.start) - 1
        if number < 0:
            return ()
        known = self._scopes.get(number)
        if known is None:
            sentence = self._sentences[number]
            first, stop = self.words.within(sentence.start, sentence.end)
            known = self._scopes[number] = _scopes(self.words, first, stop)
        return known

    def _source(self, cue: Span) -> str | None:
        """Who told it: the words before "stated that", or behind "per" and "according to"."""
        said = cue.of(self._text).lower()
        if said.startswith(("per", "according")):
            behind = _NAMED.match(self._text, cue.end)
            return behind.group(1) if behind else None
        before = _TELLER.search(self._text, max(0, cue.start - 40), cue.start)
        return before.group(1) if before else None


_NAMED = re.compile(r"\s{1,3}((?:the\s)?[^\W_]+(?:\s[A-Z][^\W_]+){0,2})")
_TELLER = re.compile(
    r"((?:\b(?i:the|a|an|his|her|our)\s)?[^\W_]+(?:\s[A-Z][^\W_]*){0,2})\s{1,3}(?:also\s|then\s|further\s)?$"
)


def _scopes(words: Words, first: int, stop: int) -> tuple[Scope, ...]:
    hits = _lexicon().find(words, first, stop)
    if not any(hit.kind[-1] in _WAYS for hit in hits):
        return ()
    ends = sorted(
        [(hit.first, hit.stop) for hit in hits if hit.kind == "end"] + _breaks(words, hits, first, stop),
        key=lambda end: end[0],
    )
    return tuple(_scope(hit, words, ends, first, stop) for hit in hits if hit.kind[-1] in _WAYS)


def _scope(hit: Hit, words: Words, ends: list[tuple[int, int]], first: int, last: int) -> Scope:
    cue = Span(words.starts[hit.first], words.ends[hit.stop - 1])
    kind = hit.kind[:-1]
    if hit.kind[-1] == "=":
        stop = next((end for end, _ in ends if end >= hit.stop), last)
        begin = next((end for _, end in reversed(ends) if end <= hit.first), first)
        return Scope(kind, cue, words.starts[begin], words.ends[stop - 1])
    if hit.kind[-1] == "<":
        stop = next((end for end, _ in ends if end >= hit.stop), last)
        if kind == "negated":
            stop = _short(hit, words, stop)
        return Scope(kind, cue, cue.end, words.ends[stop - 1])
    begin = next((end for _, end in reversed(ends) if end <= hit.first), first)
    if kind == "negated":
        begin = _late(hit, words, begin)
    return Scope(kind, cue, words.starts[begin], cue.start)


def _short(hit: Hit, words: Words, stop: int) -> int:
    """Where a denial ends earlier: at the bracket that it stands in, at the label of the next form line.

    Who declines something "for" a thing does not deny the thing.
    """
    declined = words.lows[hit.first].startswith(("refus", "declin"))
    depth = 0
    for place in range(hit.stop, stop):
        low = words.lows[place]
        if low in ("(", "[", "{"):
            depth += 1
        elif low in (")", "]", "}"):
            if depth == 0:
                return place
            depth -= 1
        elif (low == ":" and place > hit.stop) or (declined and low in _DECLINED_ENDS):
            return place
    return stop


def _late(hit: Hit, words: Words, begin: int) -> int:
    """Where a denial that stands behind begins: after a comma that closes a statement with its own verb."""
    finite = _finite()
    for place in range(hit.first - 1, begin, -1):
        if words.lows[place] == "," and any(words.lows[near] in finite for near in range(begin, place)):
            return place + 1
    return begin


_DECLINED_ENDS = frozenset({"for", "after", "when", "once", "while", "as"})


@cache
def _finite() -> frozenset[str]:
    return frozenset(table(_DATA)["finite"]["all"])


def _breaks(words: Words, hits: list[Hit], first: int, stop: int) -> list[tuple[int, int]]:
    """Places where a new statement begins without a word that says so.

    A free-standing slash or dash, the time before a log entry ("1519-"), and an "and" or comma behind
    which a new subject gets its own verb: "no smoke, the engine crew left".
    """
    found: list[tuple[int, int]] = []
    finite = _finite()
    lows, starts, ends = words.lows, words.starts, words.ends
    cues = {place for hit in hits if hit.kind[-1] in _WAYS for place in range(hit.first, hit.stop)}
    for place in range(first, stop):
        low = lows[place]
        if low not in _MARKS:
            continue
        if low in ("and", ","):
            for near in range(place + 2, min(place + 5, stop)):
                other = lows[near]
                if other in ("and", ",", "or", "nor", "/") or near in cues:
                    break
                if other in finite:
                    found.append((place, place + 1))
                    break
        elif first < place < stop - 1:
            before, after = ends[place - 1] < starts[place], ends[place] < starts[place + 1]
            if (before and after) or (low == "/" and (before or after)):
                found.append((place, place + 1))
            elif low == "-" and len(lows[place - 1]) == 4 and lows[place - 1].isdigit() and after:
                found.append((place - 1, place + 1))
    return found


_MARKS = frozenset({"/", "-", "–", "|", "and", ","})
