"""Where: addresses, streets, crossings, named buildings, units and spots, by grammar over tokens.

An address is a house number, a street name and its suffix, with unit, town and state where they follow.
Names without such a form come from the model. One pass over the tokens; each key word looks back and
ahead a bounded number of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from reportqa.extract.pipeline_data import list_of, words_of
from reportqa.extract.places_inside import ORDINAL, Inside
from reportqa.extract.places_line import Found
from reportqa.model.mention import Label

__all__ = ["Found", "Where"]

_NUMBER = re.compile(r"[1-9]\d{0,5}[A-Za-z]?$")
_ROUTE_NUMBER = re.compile(r"\d{1,4}[A-Z]?$")
_ZIP = re.compile(r"\d{5}$")

# Words of a street's name before its suffix, and of a building's before its kind.
_STREET_WORDS = 3
_BUILDING_WORDS = 4


class Where(Inside):
    """The grammar over one run of tokens."""

    def find(self) -> Iterator[Found]:
        """All candidates, by their key words in text order; they may overlap."""
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
                yield from self.unit(i)
            if kind & _FLOOR:
                yield from self.floor(i)
            if kind & _SPOT:
                yield from self.spot(i, strong=bool(kind & _STRONG))
            if kind & _BUILDING:
                yield from self._building(i)
            if kind & _STATE:
                yield from self._town(i)
        yield from self._crossings(streets)

    # ------------------------------------------------------------------ streets

    def _street(self, i: int, streets: list[tuple[int, int]]) -> Iterator[Found]:
        first = self._street_start(i)
        if first == i:
            return
        weak = self.low[i] in words_of("street_suffixes_weak")
        name = self.run[first].text
        capital = name[0].isupper() or bool(ORDINAL.match(name))
        end = self._direction_behind(i)
        back = self.before(first)
        number = back if back >= 0 and _NUMBER.match(self.run[back].text) else -1
        if number >= 0 and (capital or not weak):
            yield Found(self.run[number].start, self._address_end(end), Label.ADDRESS, 0.99)
            return
        if weak and not (capital and self.capital(i)):
            return
        if not capital and first == i - 1 and self.low[first] in words_of("directions"):
            return
        if not capital and not self.capital(i):
            first = i - 1  # "checked oak street": only the word before the suffix is surely its name
        start = self._block_start(first)
        streets.append((start, end))
        yield self.found(start, end, Label.PLACE, 0.85 if capital else 0.6)

    def _street_start(self, i: int) -> int:
        """The first token of the name whose suffix is token i; i itself where there is no name."""
        directions, stop = words_of("directions"), words_of("stop")
        first, names, j = i, 0, self.before(i)
        while j >= 0 and names < _STREET_WORDS:
            word, low = self.run[j].text, self.low[j]
            direction = low in directions
            if low in stop or (low in words_of("spot_modifiers") and not word[0].isupper() and not direction):
                break
            if not (ORDINAL.match(word) or direction or (word[0].isalpha() and len(word) > 1)):
                break
            small = word[0].isalpha() and not word[0].isupper() and not direction
            if small and (names or self.capital(i)):
                break  # "on State Rd": a small word before a capital is no part of the name
            if names and word[0].isupper() and self.run[first].text[0].islower() and not direction:
                break  # "Person crossing street": nor is a capital before a small word
            first, names, j = j, names + 1, self.before(j)
        return first

    def _direction_behind(self, i: int) -> int:
        """Token i, or the direction or "Ext" that ends the street's name behind it."""
        j = self.after(i)
        behind = j < self.n and self.capital(j) and self.low[j] in words_of("street_ends")
        return j if behind else i

    def _block_start(self, first: int) -> int:
        """The start of "1200 block of" before token `first`, or `first`."""
        j = self.before(first)
        if j >= 0 and self.low[j] == "of":
            j = self.before(j)
        if j >= 1 and self.low[j] in {"block", "blk"}:
            back = self.before(j)
            return back if back >= 0 and self.run[back].text[0].isdigit() else j
        return first

    def _address_end(self, i: int) -> int:
        """The end of an address whose street ends with token i: unit, town, state, zip."""
        end = self.run[i].end
        j = self.after(i)
        for _ in range(3):
            unit = self.over_comma(j)
            stop = self.unit_end(unit) if unit < self.n and self.low[unit] != "\n" else None
            if stop is None:
                break
            end, j = self.run[stop].end, self.after(stop)
        state = self._state_behind(self.over_comma(j))
        if state is not None:
            end = self.run[state].end
            if state + 1 < self.n and _ZIP.match(self.run[state + 1].text):
                end = self.run[state + 1].end
        return end

    def _state_behind(self, i: int) -> int | None:
        """The token of a state at i, or behind a town of up to three capitalised words at i."""
        m, words = i, 0
        while m < self.n and self.low[m] != "\n":
            if self._is_state(m):
                return m
            if words == 3 or not self.capital(m) or self.low[m] in words_of("stop"):
                return None
            words += 1
            m += 1
            if m < self.n and self.run[m].text == ",":
                return m + 1 if m + 1 < self.n and self._is_state(m + 1) else None
        return None

    def _is_state(self, i: int) -> bool:
        word, low = self.run[i].text, self.low[i]
        return (low in words_of("states") and word.isupper()) or (
            low in words_of("state_names") and word[0].isupper()
        )

    def _town(self, i: int) -> Iterator[Found]:
        """A town before its state: "Marlow Falls, VT"."""
        comma, last = i - 1, i - 2
        if last < 0 or self.low[comma] != "," or not self._is_state(i):
            return
        if self.run[last].text.isupper() and self.low[i] in words_of("wordy_states"):
            return  # "ALL CLEAR, OK"
        first = last + 1
        while first > 0 and last - first < 1 and self._names_town(first - 1, first, last):
            first -= 1
        if first <= last:
            yield self.found(first, i, Label.PLACE, 0.7)

    def _names_town(self, i: int, following: int, last: int) -> bool:
        """Whether token i is a word of a town's name that goes on at `following`."""
        word, low = self.run[i].text, self.low[i]
        near = self.run[following].start - self.run[i].end <= 1
        fits = word.isalpha() and len(word) > 2 and word.isupper() == self.run[last].text.isupper()
        taken = words_of("stop") | words_of("place_words") | words_of("street_suffixes")
        return near and fits and self.capital(i) and low not in taken

    def _route(self, i: int, streets: list[tuple[int, int]]) -> Iterator[Found]:
        j = self.after(i)
        if j < self.n and self.run[j].text == "-":
            j += 1
        if j >= self.n or not _ROUTE_NUMBER.match(self.run[j].text):
            return
        if self.low[i] in words_of("route_letters") and not self.run[i].text.isupper():
            return
        back = self.before(i)
        first = back if back >= 0 and self.low[back] in {"us", "state", "county", "old"} else i
        streets.append((first, j))
        yield self.found(first, j, Label.PLACE, 0.9)

    def _crossings(self, streets: list[tuple[int, int]]) -> Iterator[Found]:
        """Two streets with a mark between them are one place; the first may lack its suffix."""
        starts = {last: first for first, last in streets}
        for first, last in streets:
            k = first - 1
            if k < 1 or self.low[k] not in words_of("crossing_marks"):
                continue
            left = k - 1
            if self.run[left].text == "." and left > 0:
                left -= 1
            begin = starts.get(left)
            name = self.capital(left) and self.low[left] not in words_of("stop")
            if begin is None and name and self.low[k] in {"&", "+", "/", "@"}:
                begin = left
            if begin is not None:
                yield self.found(begin, last, Label.PLACE, 0.99)

    # ------------------------------------------------------------------ buildings

    def _building(self, i: int) -> Iterator[Found]:
        """A capitalised kind of building behind a capitalised name ("Marlow Hall"), with its lot."""
        if not self.capital(i) or (i and self.run[i].text.isupper() and not self.run[i - 1].text.isupper()):
            return
        first, j = i, self.before(i)
        while j >= 0 and i - first < _BUILDING_WORDS:
            word, low = self.run[j].text, self.low[j]
            if (
                not word[0].isupper()
                or len(word) < 2
                or low in words_of("stop")
                or low in words_of("place_words")
            ):
                break
            if low in words_of("not_names") or word.isupper() != self.run[i].text.isupper():
                break
            first, j = j, self.before(j)
        if first == i:
            return
        last = i
        while (
            self.is_next(last, last + 1) and last - i < 2 and self.low[last + 1] in words_of("building_parts")
        ):
            last += 1
        if self._acts(first, last):
            yield self.found(first, last, Label.ORG, 0.98)
        else:
            yield self.found(first, last, Label.PLACE, 0.62)

    def _acts(self, first: int, last: int) -> bool:
        """Whether the name is told as a body that calls, reports or is called."""
        j, k = self.before(first), last + 1
        if j >= 0 and self.low[j] in {"the", "with"}:
            j = self.before(j)
        told = j >= 0 and self.low[j] in words_of("told_words")
        return told or (self.is_next(last, k) and self.low[k] in words_of("acting_words"))


_SUFFIX, _ROUTE, _UNIT, _FLOOR, _SPOT, _STRONG, _BUILDING, _STATE = 1, 2, 4, 8, 16, 32, 64, 128


@cache
def _kinds() -> dict[str, int]:
    """What each key word may open or close."""
    kinds: dict[str, int] = {"#": _UNIT}
    for names, bits in (
        ("street_suffixes", _SUFFIX),
        ("route_words", _ROUTE),
        ("unit_words", _UNIT),
        ("floor_words", _FLOOR),
        ("spot_weak", _SPOT),
        ("spot_strong", _SPOT | _STRONG),
        ("spot_of", _SPOT),
        ("building_words", _BUILDING),
        ("states", _STATE),
    ):
        for word in list_of(names):
            kinds[word] = kinds.get(word, 0) | bits
    return kinds
