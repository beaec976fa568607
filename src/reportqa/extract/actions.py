"""What the officer did: actions, dispositions, notifications (who was told, in what role, how) and questions.

Guards write without a subject ("Chkd door, secure."), so a verb is the officer's own unless somebody else
stands before it in its clause. A disposition is how it ended, whoever did it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

from reportqa.extract.assertion import Assertions
from reportqa.extract.cues import Hit, Lexicon, Words, abbreviated, table
from reportqa.model.mention import Label, Mention
from reportqa.model.span import Span

_DATA = "actions.toml"
_KINDS = ("action", "disposition", "question", "notification")
# How many words around a telling verb may name who was told.
_REACH = 6


@cache
def _verbs() -> tuple[Lexicon, ...]:
    """One lexicon a kind, since one verb may serve two: "cited" is a deed and an ending."""
    data = table(_DATA)
    return tuple(Lexicon(data[kind].items()) for kind in _KINDS)


@cache
def _roles() -> Lexicon:
    return Lexicon(table(_DATA)["role"].items())


@cache
def _how() -> Lexicon:
    return Lexicon(table(_DATA)["how"].items())


@cache
def _subjects() -> tuple[frozenset[str], frozenset[str]]:
    data = table(_DATA)["others"]
    return frozenset(data["subjects"]), frozenset(data["self"])


def find_actions(
    text: str,
    sentences: Sequence[Span],
    assertions: Assertions,
    words: Words | None = None,
    times: Sequence[Mention] = (),
) -> tuple[Mention, ...]:
    """ACTION mentions in text order.

    Parts: `kind` (action, disposition, notification, question); a notification has `who` (as written),
    `role` (client, supervisor, police, fire, ems, emergency for 911, monitoring, maintenance, resident),
    `how` and `time`, each where it is told. `value` is the verb in its plain form.
    """
    known = assertions.words if words is None else words
    starts = [sentence.start for sentence in sentences]
    clocks = [mention for mention in times if mention.label is Label.TIME]
    clock_starts = [mention.span.start for mention in clocks]
    found: list[Mention] = []
    taken: set[int] = set()
    for kind, lexicon in reversed(list(zip(_KINDS, _verbs(), strict=True))):
        for hit in lexicon.find(known):
            if hit.first in taken and kind != "disposition":
                continue
            number = max(bisect_right(starts, known.starts[hit.first]) - 1, 0)
            bounds = _bounds(known, sentences, number, hit)
            parts: tuple[tuple[str, str], ...] = (("kind", kind),)
            span = Span(known.starts[hit.first], known.ends[hit.stop - 1])
            if kind == "notification":
                told = _told(text, known, hit, bounds)
                if told is None:
                    continue
                span, who, role = told
                parts = (*parts, *_notice(known, hit, bounds, who, role))
                clock = _clock(clocks, clock_starts, sentences, number, span)
                parts = (*parts, ("time", clock)) if clock else parts
            elif kind != "disposition" and not _own(known, hit, bounds[0]):
                continue
            taken.update(range(hit.first, hit.stop))
            found.append(
                Mention(
                    span=span,
                    label=Label.ACTION,
                    text=span.of(text),
                    value=hit.kind,
                    assertion=assertions.of(Span(known.starts[hit.first], known.ends[hit.stop - 1])),
                    parts=parts,
                )
            )
    found.sort(key=lambda mention: (mention.span, mention.parts))
    return tuple(found)


_ENDS = frozenset({".", ";", "|", "but", "!", "?", "•"})


def _bounds(words: Words, sentences: Sequence[Span], number: int, hit: Hit) -> tuple[int, int]:
    """The places of the clause that a verb stands in."""
    if number < len(sentences):
        first, stop = words.within(sentences[number].start, sentences[number].end)
    else:
        first, stop = hit.first, hit.stop
    first, stop = min(first, hit.first), max(stop, hit.stop)
    lows = words.lows
    ends = [
        place
        for place in range(first, stop)
        if lows[place] in _ENDS and not (lows[place] == "." and abbreviated(words, place))
    ]
    begin = max((place + 1 for place in ends if place < hit.first), default=first)
    return begin, min((place for place in ends if place >= hit.stop), default=stop)


def _own(words: Words, hit: Hit, begin: int) -> bool:
    """Whether the verb is the officer's: he stands before it, or nobody does."""
    lows = words.lows
    first = max(begin, hit.first - 24)
    previous = lows[hit.first - 1] if hit.first > first else ""
    if previous in ("to", "been", "being"):
        return False
    if previous in ("was", "were", "is", "are"):
        return previous in ("was", "were") and not _by_other(lows, hit)
    opened = next((p + 1 for p in range(hit.first - 1, first - 1, -1) if lows[p] in _JOINTS), first)
    verdict = _subject(lows, opened, hit.first)
    if verdict is None and opened > first:
        # "Responded to the lobby, spoke with a guest and escorted him": one subject for all.
        verdict = _subject(lows, first, opened)
    return True if verdict is None else verdict


_JOINTS = frozenset({",", "and", "then", "/", "-"})
_OBJECT = frozenset(
    {
        "with",
        "to",
        "of",
        "by",
        "from",
        "for",
        "at",
        "on",
        "in",
        "near",
        "told",
        "asked",
        "advised",
        "saw",
        "observed",
        "found",
        "escorted",
        "called",
    }
)
_ARTICLES = frozenset({"the", "a", "an", "this", "that", "his", "her", "our", "my", "their", "one", "two"})


def _subject(lows: Sequence[str], first: int, stop: int) -> bool | None:
    """Whether the officer (True) or somebody else (False) acts in this stretch; None: nobody is named."""
    others, own = _subjects()
    for place in range(first, stop):
        low = lows[place]
        if low in own:
            return True
        if low in others or low.endswith(("pd", "fd", "ems")):
            before = place - 1
            while before >= first and lows[before] in _ARTICLES:
                before -= 1
            if before >= first and (lows[before] in _OBJECT or lows[before].endswith("ed")):
                continue
            return False
    return None


def _by_other(lows: Sequence[str], hit: Hit) -> bool:
    """Whether somebody else is named as the doer: "was opened by the tenant"."""
    others, _ = _subjects()
    behind = lows[hit.stop : hit.stop + 4]
    return "by" in behind and bool(others & set(behind))


_NAME = re.compile(r"\.?\s{1,2}((?:[A-Z][a-z]*\.?\s)?[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?)")


def _told(text: str, words: Words, hit: Hit, bounds: tuple[int, int]) -> tuple[Span, str, str | None] | None:
    """Who was told: behind the verb, or before it where the verb is passive ("Supervisor notified")."""
    begin, end = bounds
    start, stop = words.starts[hit.first], words.ends[hit.stop - 1]
    lows = words.lows
    passive = hit.first > begin and (
        lows[hit.first - 1] in ("was", "were", "been", "is", "are", "be", "also", "then")
        or _roles_at(words, begin, hit.first)
    )
    if passive:
        before = _roles().find(words, max(begin, hit.first - _REACH), hit.first)
        if before and _passive_verb(words, hit, before[-1], end) and not _parted(words, before[-1], hit):
            role = before[-1]
            who_end = words.ends[role.stop - 1]
            name = _NAME.match(text, who_end)
            who_end = name.end() if name and name.end() <= start else who_end
            return Span(words.starts[role.first], stop), text[words.starts[role.first] : who_end], role.kind
    behind = [
        role
        for role in _roles().find(words, hit.stop, min(end, hit.stop + _REACH))
        if role.first - hit.stop <= 4
    ]
    if behind and not _third(words, hit, begin):
        role = behind[0]
        if role.kind == "resident" and lows[hit.first] in ("spoke", "contacted", "called"):
            return None  # talking to a resident is work, not notice
        who_end = words.ends[role.stop - 1]
        name = _NAME.match(text, who_end)
        who_end = name.end() if name else who_end
        return Span(start, who_end), text[words.starts[role.first] : who_end], role.kind
    if (
        hit.first - begin >= 2
        and lows[hit.first - 1] in ("was", "were")
        and lows[hit.first - 2] in ("one", "nobody", "noone")
    ):
        return Span(words.starts[hit.first - 2 - (lows[hit.first - 2] == "one")], stop), "no one", None
    if hit.kind == "notify" and not _third(words, hit, begin):
        name = _NAME.match(text, stop)
        if name:
            return Span(start, name.end()), name.group(1), None
    return None


def _parted(words: Words, role: Hit, hit: Hit) -> bool:
    """Whether another statement begins between who is named and the verb: "called 911 and notified …"."""
    return any(words.lows[place] in ("and", ",", "then", "-") for place in range(role.stop, hit.first))


def _roles_at(words: Words, begin: int, stop: int) -> bool:
    return any(role.stop >= stop - 4 for role in _roles().find(words, max(begin, stop - _REACH), stop))


def _passive_verb(words: Words, hit: Hit, role: Hit, end: int) -> bool:
    """Whether the role before the verb is told something, and does not itself tell ("Manager advised me")."""
    following = words.lows[hit.stop] if hit.stop < end else ""
    if words.lows[hit.first - 1] in ("was", "were", "been", "is", "are", "be"):
        return True
    if hit.kind == "notify":
        return following not in ("me", "us", "him", "her", "them", "the", "pd", "police", "fd")
    return following in (
        "",
        "at",
        "by",
        "via",
        "of",
        "and",
        ",",
        "on",
        "@",
        "for",
        "/",
        ")",
        "for",
        "re",
        "about",
        "regarding",
        "over",
    ) or (following.isdigit())


def _third(words: Words, hit: Hit, begin: int) -> bool:
    """Whether somebody else is the one who tells: "the tenant called police"."""
    return not _own(words, hit, begin) and words.lows[hit.first - 1] not in ("was", "were")


def _notice(
    words: Words, hit: Hit, bounds: tuple[int, int], who: str, role: str | None
) -> tuple[tuple[str, str], ...]:
    parts = [("who", who)]
    if role:
        parts.append(("role", role))
    stop = next((place for place in range(hit.stop, bounds[1]) if words.lows[place] == "and"), bounds[1])
    means = _how().find(words, hit.first, stop)
    if means:
        # The means told beats the one that lies in the verb: "called ... by radio".
        parts.append(("how", means[-1].kind))
    return tuple(parts)


def _clock(
    clocks: Sequence[Mention], starts: Sequence[int], sentences: Sequence[Span], number: int, span: Span
) -> str | None:
    """The clock time of the sentence that stands nearest, as its value or as it is written."""
    if not clocks or number >= len(sentences):
        return None
    sentence = sentences[number]
    inside = clocks[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
    if not inside:
        return None
    nearest = min(
        inside,
        key=lambda clock: (
            abs(clock.span.start - span.end) if clock.span.start >= span.end else span.start - clock.span.end
        ),
    )
    return nearest.value or nearest.text
