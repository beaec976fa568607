"""Where: addresses, streets, crossings, units and spots, by grammar over tokens.

An address is a house number, a street name and its suffix, with unit, town and state where they follow.
A unit is a designator with a number or letter, a spot a closed list of nouns with what stands before
them. Names of buildings and towns come from the model. One pass over the tokens; each looks back and
ahead a bounded number of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from reportqa.extract.pipeline_data import list_of, words_of
from reportqa.extract.pipeline_tokens import Token
from reportqa.model.mention import Label
from reportqa.model.span import Span


class Found(NamedTuple):
    """A candidate: its offsets, its label, how sure (0…1), and its parts."""

    start: int
    end: int
    label: Label
    confidence: float
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def span(self) -> Span:
        """The offsets as a span."""
        return Span(self.start, self.end)


_NUMBER = re.compile(r"[1-9]\d{0,5}[A-Za-z]?$")
_ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th)$", re.IGNORECASE)
_UNIT_ID = re.compile(r"(?:\d{1,5}[A-Za-z]{0,2}|[A-Za-z]\d{0,5}|[A-Z]{2}\d{1,4})$")
_LETTER_ID = re.compile(r"[A-Z]\d{1,4}[A-Z]?$")


class Where:
    """The grammar over one run of tokens of `text`."""

    def __init__(self, text: str, run: Sequence[Token]) -> None:
        self.text = text
        self.run = run
        self.low = [token.text.lower() for token in run]
        self.n = len(run)

    def find(self) -> Iterator[Found]:
        """All candidates, in text order of their key words; they may overlap."""
        kinds = _kinds()
        streets: list[tuple[int, int]] = []  # token ranges of streets without number, to join crossings
        for i, word in enumerate(self.low):
            kind = kinds.get(word)
            if kind is None:
                continue
            if kind & _SUFFIX:
                yield from self._street(i, streets)
            if kind & _ROUTE:
                yield from self._route(i, streets)
            if kind & _UNIT:
                yield from self._unit(i)
            if kind & _FLOOR:
                yield from self._floor(i)
            if kind & _SPOT:
                yield from self._spot(i, strong=bool(kind & _STRONG))
        yield from self._crossings(streets)

    # ------------------------------------------------------------------ helpers

    def _gap(self, i: int) -> str:
        """What stands between token i and the next."""
        return self.text[self.run[i].end : self.run[i + 1].start]

    def _next_to(self, i: int, j: int) -> bool:
        """Whether token j follows token i on the line with at most two blanks between."""
        return i >= 0 and j < self.n and self.run[j].start - self.run[i].end <= 2 and self.low[j] != "\n"

    def _before(self, i: int) -> int:
        """The token before i, over one point of an abbreviation; -1 where a sentence may have ended."""
        j = i - 1
        if j < 0 or not self._next_to(j, i):
            return -1
        if self.run[j].text == "." and j > 0 and self.run[j - 1].end == self.run[j].start:
            j -= 1
            known = words_of("directions") | {"st", "mt", "ft"}
            return j if self.low[j] in known else -1
        return j

    def _after(self, i: int) -> int:
        """The token after i, over one point glued to it; n at the end of the run."""
        j = i + 1
        if j < self.n and self.run[j].text == "." and self.run[j].start == self.run[i].end:
            j += 1
        return (
            j if j < self.n and self.run[j].start - self.run[i].end <= 3 and self.low[j] != "\n" else self.n
        )

    # ------------------------------------------------------------------ streets

    def _street(self, i: int, streets: list[tuple[int, int]]) -> Iterator[Found]:
        word = self.run[i].text
        stop = words_of("stop")
        upper = word[0].isupper()
        weak = self.low[i] in words_of("street_suffixes_weak")
        first = i
        j = self._before(i)
        names = 0
        while j >= 0 and names < 3:
            name, low = self.run[j].text, self.low[j]
            if low in stop or (low in words_of("spot_modifiers") and not name[0].isupper()):
                break
            if _ORDINAL.match(name) or (
                (name[0].isalpha() and len(low) > 1) or low in words_of("directions")
            ):
                if (
                    name[0].isalpha()
                    and not name[0].isupper()
                    and (names or upper)
                    and low not in words_of("directions")
                ):
                    break  # "on State Rd": a small word before a capital is no part of it
                first, names, j = j, names + 1, self._before(j)
                continue
            break
        if first == i:
            return
        capital = self.run[first].text[0].isupper() or bool(_ORDINAL.match(self.run[first].text))
        only_direction = first == i - 1 and self.low[first] in words_of("directions")
        # the house number, with a direction between it and the name already taken in
        number = self._before(first)
        end = i
        after = self._after(i)
        if (
            after < self.n
            and after - end <= 2
            and self.low[after] in {"n", "s", "e", "w", "ext", "extension"}
            and (self.run[after].text[0].isupper())
        ):
            end = after
        if number >= 0 and _NUMBER.match(self.run[number].text) and not (weak and not capital):
            stretch = self._rest(end)
            yield Found(self.run[number].start, stretch, Label.ADDRESS, 0.92)
            return
        block = (number >= 0 and self.low[number] in {"block", "blk"}) or (
            number >= 0
            and self.low[number] == "of"
            and number > 0
            and self.low[number - 1] in {"block", "blk"}
        )
        if weak and not (capital and upper):
            return
        if not capital and only_direction:
            return
        if not (capital or upper) and names > 1:
            first = i - 1
        start = first
        if block:
            k = number if self.low[number] != "of" else number - 1
            start = k - 1 if k > 0 and self.run[k - 1].text[:1].isdigit() else k
        streets.append((start, end))
        yield Found(self.run[start].start, self._close(end), Label.PLACE, 0.85 if capital else 0.6)

    def _close(self, i: int) -> int:
        """The end of token i; a point after a suffix is left out, as a sentence may end there."""
        return self.run[i].end

    def _rest(self, i: int) -> int:
        """The end of an address whose street ends with token i: unit, town, state and zip after it."""
        end = self.run[i].end
        j = self._after(i)
        for _ in range(3):
            k = j
            if k < self.n and self.run[k].text == ",":
                k += 1
            if k >= self.n or self.low[k] == "\n":
                break
            stop = self._unit_end(k)
            if stop is None:
                break
            end, j = self.run[stop].end, self._after(stop)
        k = j
        if k < self.n and self.run[k].text == ",":
            k += 1
        words = 0
        m = k
        while (
            m < self.n and words < 3 and self.run[m].text[0].isupper() and self.low[m] not in words_of("stop")
        ):
            if self.low[m] in words_of("states") and self.run[m].text.isupper() and len(self.low[m]) == 2:
                break
            words += 1
            m += 1
            if m < self.n and self.run[m].text == ",":
                m += 1
                break
        if m < self.n and self.low[m] != "\n" and self._is_state(m):
            end = self.run[m].end
            if m + 1 < self.n and re.fullmatch(r"\d{5}", self.run[m + 1].text):
                end = self.run[m + 1].end
        return end

    def _is_state(self, i: int) -> bool:
        word = self.run[i].text
        return (self.low[i] in words_of("states") and word.isupper()) or (
            self.low[i] in words_of("state_names") and word[0].isupper()
        )

    def _unit_end(self, i: int) -> int | None:
        """The last token of a unit that begins at token i, if one does."""
        if self.run[i].text == "#":
            return i + 1 if i + 1 < self.n and _UNIT_ID.match(self.run[i + 1].text) else None
        if self.low[i] not in words_of("unit_words"):
            return None
        j = self._after(i)
        if j != i + 1 and len(self.low[i]) > 4:
            return None  # "his apartment. S-4": the point ends a sentence, not an abbreviation
        if j < self.n and self.run[j].text in {"#", "No", "no"}:
            j = self._after(j)
        if j < self.n and _UNIT_ID.match(self.run[j].text) and self._unit_name(i, j):
            if (
                j + 2 < self.n
                and self.run[j + 1].text == "-"
                and self.run[j + 2].start == self.run[j].end + 1
            ):
                return j + 2 if _UNIT_ID.match(self.run[j + 2].text) else j
            return j
        return None

    def _unit_name(self, i: int, j: int) -> bool:
        name = self.run[j].text
        if name[0].isdigit():
            return True
        if len(name) == 1:
            return (name.isupper() and name != "I") or (self.low[i] in {"apt", "unit"} and name not in "ai")
        return bool(_LETTER_ID.match(name)) or any(c.isdigit() for c in name)

    def _route(self, i: int, streets: list[tuple[int, int]]) -> Iterator[Found]:
        j = self._after(i)
        if j < self.n and self.run[j].text == "-":
            j += 1
        if j >= self.n or not re.fullmatch(r"\d{1,4}[A-Z]?", self.run[j].text):
            return
        word = self.run[i].text
        if self.low[i] in {"i", "us", "sr", "cr"} and not word.isupper():
            return
        if self.low[i] in {"exit", "mile"}:
            return
        first = i
        back = self._before(i)
        if back >= 0 and self.low[back] in {"us", "state", "county", "old"}:
            first = back
        streets.append((first, j))
        yield Found(self.run[first].start, self.run[j].end, Label.PLACE, 0.9)

    def _crossings(self, streets: list[tuple[int, int]]) -> Iterator[Found]:
        ends = {last: first for first, last in streets}
        for first, last in streets:
            k = first - 1
            if k >= 1 and self.low[k] in words_of("crossing_marks"):
                mark = self.low[k]
                left = k - 1
                if self.run[left].text == "." and left > 0:
                    left -= 1
                begin = ends.get(left)
                if (
                    begin is None
                    and mark in {"&", "+", "/", "and", "@"}
                    and self.run[left].text[0].isupper()
                    and (self.low[left] not in words_of("stop") and mark != "and")
                ):
                    begin = left
                if begin is not None and mark != "at":
                    yield Found(self.run[begin].start, self.run[last].end, Label.PLACE, 0.9)

    # ------------------------------------------------------------------ units and spots

    def _unit(self, i: int) -> Iterator[Found]:
        stop = self._unit_end(i)
        if stop is None:
            return
        if self.low[i] == "unit" and self._is_patrol(i, stop):
            return
        start = i
        follow = self._after(stop)
        for _ in range(2):
            k = follow + 1 if follow < self.n and self.run[follow].text == "," else follow
            more = self._unit_end(k) if k < self.n else None
            if more is None:
                break
            stop, follow = more, self._after(more)
        yield Found(self.run[start].start, self.run[stop].end, Label.UNIT, 0.88)

    def _is_patrol(self, i: int, stop: int) -> bool:
        follow = self._after(stop)
        nxt = self.low[follow] if follow < self.n else ""
        small = len(self.run[stop].text) <= 2
        back = self._before(i)
        before = self.low[back] if back >= 0 else ""
        if before in {"in", "at", "inside", "to", "from", "of", "apartment", "outside", "near", "by"}:
            return False
        return nxt in words_of("patrol_verbs") and (
            small or nxt in {"responded", "enroute", "advised", "cleared"}
        )

    def _floor(self, i: int) -> Iterator[Found]:
        back = self._before(i)
        if back < 0:
            return
        if _ORDINAL.match(self.run[back].text) or self.low[back] in words_of("ordinals"):
            yield Found(self.run[back].start, self.run[i].end, Label.UNIT, 0.9)

    def _spot(self, i: int, *, strong: bool) -> Iterator[Found]:
        """A noun of the property: alone after a word of place, else with what tells which one."""
        nouns, modifiers = _spot_nouns(), words_of("spot_modifiers")
        back = self._before(i)
        if back >= 0 and self.low[back] in nouns and self._next_to(back, i):
            return  # the earlier noun took this one in
        if self._unit_end(i) is not None:
            return
        last = i
        while (
            last + 1 < self.n
            and last - i < 2
            and self._next_to(last, last + 1)
            and self.low[last + 1] in nouns
        ):
            last += 1
        if last == i and self.low[i] in words_of("floor_words"):
            return
        first, taken = i, 0
        while back >= 0 and taken < 3 and self.low[back] in modifiers:
            first, taken, back = back, taken + 1, self._before(back)
        noun = self.low[last]
        if noun in words_of("spot_of") and last + 1 < self.n and self.low[last + 1] == "of":
            base = self._base(last + 2)
            if base is None:
                return
            last, taken = base, taken + 1
        elif not taken and last == i:
            if not strong or noun in words_of("spot_vague") or not self._after_place_word(back):
                return
        elif last == i and not strong and noun in words_of("spot_of") and not self._after_place_word(back):
            return
        if back >= 0 and self._names_place(back, first):
            return  # "Science Center parking lot" has a name: the model's business
        yield Found(self.run[first].start, self.run[last].end, Label.SPOT, 0.75)

    def _base(self, i: int) -> int | None:
        """What "side of" is a side of: a building, a lot …; None for a road or another thing."""
        m = i
        while (
            m < self.n
            and m - i < 3
            and (self.low[m] in words_of("owners") or self.low[m] in words_of("spot_modifiers"))
        ):
            m += 1
        if m < self.n and self.low[m] in words_of("spot_bases"):
            if m + 1 < self.n and self.low[m] == "parking" and self.low[m + 1] in words_of("spot_bases"):
                m += 1
            return m
        return None

    def _after_place_word(self, i: int) -> bool:
        """Whether token i, or the one before its article, says that a place follows."""
        if i >= 0 and self.low[i] in {"'s", "’s", "their", "her", "his", "our", "my"}:
            return True
        if i >= 0 and self.low[i] in words_of("owners"):
            i = self._before(i)
        return i >= 0 and self.low[i] in words_of("place_words")

    def _names_place(self, i: int, first: int) -> bool:
        word = self.run[i].text
        return (
            word[0].isupper()
            and not word.isupper()
            and self.run[first].text[0].isupper()
            and self.low[i] not in words_of("stop")
            and self.low[i] not in words_of("place_words")
            and i > 0
            and self.run[i - 1].text not in ".:\n-"
        )


@cache
def _spot_nouns() -> frozenset[str]:
    return words_of("spot_strong") | words_of("spot_weak")


_SUFFIX, _ROUTE, _UNIT, _FLOOR, _SPOT, _STRONG = 1, 2, 4, 8, 16, 32


@cache
def _kinds() -> dict[str, int]:
    """What each key word may open or close."""
    kinds: dict[str, int] = {}
    for names, bits in (
        ("street_suffixes", _SUFFIX),
        ("route_words", _ROUTE),
        ("unit_words", _UNIT),
        ("floor_words", _FLOOR),
        ("spot_weak", _SPOT),
        ("spot_strong", _SPOT | _STRONG),
        ("spot_of", _SPOT),
    ):
        for word in list_of(names):
            kinds[word] = kinds.get(word, 0) | bits
    kinds["#"] = _UNIT
    return kinds
