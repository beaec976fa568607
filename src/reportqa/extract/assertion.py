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

from reportqa.extract.cues import Hit, Lexicon, Token, table, tokens
from reportqa.model.mention import PRESENT, Assertion, Status
from reportqa.model.span import Span

_DATA = "assertion.toml"
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

    def __init__(self, text: str, sentences: Sequence[Span]) -> None:
        self._text = text
        self._sentences = sentences
        self._starts = [sentence.start for sentence in sentences]
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
            known = _scopes(tokens(self._text, sentence.start, max(sentence.end, span.end)))
            self._scopes[number] = known
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
    r"((?:\b(?:the|a|an|his|her|our)\s)?[^\W_]+(?:\s[A-Z][^\W_]*){0,2})\s{1,3}(?:also\s|then\s|further\s)?$"
)


def _scopes(words: list[Token]) -> tuple[Scope, ...]:
    hits = _lexicon().find(words)
    if not any(hit.kind[-1] in "<>" for hit in hits):
        return ()
    ends = sorted(
        [(hit.first, hit.stop) for hit in hits if hit.kind == "end"] + _breaks(words, hits),
        key=lambda end: end[0],
    )
    return tuple(_scope(hit, words, ends) for hit in hits if hit.kind[-1] in "<>")


def _scope(hit: Hit, words: list[Token], ends: list[tuple[int, int]]) -> Scope:
    cue = Span(words[hit.first].start, words[hit.stop - 1].end)
    kind = hit.kind[:-1]
    if hit.kind[-1] == "<":
        stop = next((first for first, _ in ends if first >= hit.stop), len(words))
        if kind == "negated":
            stop = _short(hit, words, stop)
        return Scope(kind, cue, cue.end, words[stop - 1].end)
    begin = next((stop for _, stop in reversed(ends) if stop <= hit.first), 0)
    if kind == "negated":
        begin = _late(hit, words, begin)
    return Scope(kind, cue, words[begin].start, cue.start)


def _short(hit: Hit, words: list[Token], stop: int) -> int:
    """Where a denial ends earlier: at the bracket that it stands in, at the label of the next form line.

    Who declines something "for" a thing does not deny the thing.
    """
    declined = words[hit.first].low.startswith(("refus", "declin"))
    depth = 0
    for place in range(hit.stop, stop):
        low = words[place].low
        if low in ("(", "[", "{"):
            depth += 1
        elif low in (")", "]", "}"):
            if depth == 0:
                return place
            depth -= 1
        elif (low == ":" and place > hit.stop) or (declined and low == "for"):
            return place
    return stop


def _late(hit: Hit, words: list[Token], begin: int) -> int:
    """Where a denial that stands behind begins: after a comma that closes a statement with its own verb."""
    finite = _finite()
    for place in range(hit.first - 1, begin, -1):
        if words[place].low == "," and any(words[near].low in finite for near in range(begin, place)):
            return place + 1
    return begin


@cache
def _finite() -> frozenset[str]:
    return frozenset(table(_DATA)["finite"]["all"])


def _breaks(words: list[Token], hits: list[Hit]) -> list[tuple[int, int]]:
    """Places where a new statement begins without a word that says so.

    A free-standing slash or dash, the time before a log entry ("1519-"), and an "and" or comma behind
    which a new subject gets its own verb: "no smoke, the engine crew left".
    """
    found: list[tuple[int, int]] = []
    finite = _finite()
    cues = {place for hit in hits if hit.kind[-1] in "<>" for place in range(hit.first, hit.stop)}
    count = len(words)
    for place, word in enumerate(words):
        low = word.low
        if low in ("/", "-", "–", "|") and 0 < place < count - 1:
            before, after = words[place - 1].end < word.start, word.end < words[place + 1].start
            if (before and after) or (low == "/" and (before or after)):
                found.append((place, place + 1))
            elif low == "-" and len(words[place - 1].low) == 4 and words[place - 1].low.isdigit():
                if word.end < words[place + 1].start:
                    found.append((place - 1, place + 1))
        elif low in ("and", ","):
            for near in range(place + 2, min(place + 5, count)):
                other = words[near].low
                if other in ("and", ",", "or", "nor", "/") or near in cues:
                    break
                if other in finite:
                    found.append((place, place + 1))
                    break
    return found
