"""Where in a property: units by their designator, spots by a closed list of nouns and what stands before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from reportqa.extract.pipeline_data import words_of
from reportqa.extract.places_line import Found, Line
from reportqa.model.mention import Label

ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th)$", re.IGNORECASE)


class Inside(Line):
    """Units and spots."""

    def unit(self, i: int) -> Iterator[Found]:
        """A unit that begins at token i, with further units behind it ("Bldg C unit 214")."""
        stop = self.unit_end(i)
        if stop is None or (self.low[i] == "unit" and self._is_patrol(i, stop)):
            return
        if self.low[i] == "#" and not self.after_place_word(self.before(i)):
            return  # a badge, a pole, an item of a list
        more: int | None = stop
        while more is not None:
            stop = more
            following = self.over_comma(self.after(stop))
            more = self.unit_end(following) if following < self.n else None
        yield self.found(i, stop, Label.UNIT, 0.88)

    def _is_patrol(self, i: int, stop: int) -> bool:
        """Whether "unit 7" is a patrol's call sign: short, and it does something."""
        following, back = self.after(stop), self.before(i)
        verb = self.low[following] if following < self.n else ""
        if back >= 0 and self.low[back] in words_of("place_words"):
            return False
        return verb in words_of("patrol_verbs") and (
            len(self.run[stop].text) <= 2 or verb in words_of("patrol_verbs_sure")
        )

    def floor(self, i: int) -> Iterator[Found]:
        """ "2nd floor", "ground level"."""
        back = self.before(i)
        if back >= 0 and (ORDINAL.match(self.run[back].text) or self.low[back] in words_of("ordinals")):
            yield self.found(back, i, Label.UNIT, 0.9)

    def spot(self, i: int, *, strong: bool) -> Iterator[Found]:
        """A noun of the property: alone after a word of place, else with what tells which one."""
        nouns, modifiers = _nouns(), words_of("spot_modifiers")
        back = self.before(i)
        if back >= 0 and self.low[back] in nouns and self.is_next(back, i):
            return  # the earlier noun took this one in
        if self.unit_end(i) is not None:
            return
        last = i
        while last - i < 2 and self.is_next(last, last + 1) and self.low[last + 1] in nouns:
            last += 1
        if last == i and self.low[last] in words_of("floor_words"):
            return
        first, told = i, last > i
        while back >= 0 and i - first < 4 and self.low[back] in modifiers:
            first, told, back = back, True, self.before(back)
            if back >= 1 and self.run[back].text in "/-&" and self.low[back - 1] in modifiers:
                back -= 1
        noun = self.low[last]
        if noun == "exit" and last == i == first and back >= 0 and self.low[back] in {"to", "and", "then"}:
            return  # the verb
        if noun == "lane" and all(self.low[k] in words_of("road_lanes") for k in range(first, last)):
            return
        sides = all(self.low[k] in words_of("plain_sides") for k in range(first, last))
        if sides and (noun in words_of("car_parts") or (noun == "area" and self.low[first] == "left")):
            return
        if noun in words_of("spot_of") and last + 1 < self.n and self.low[last + 1] == "of":
            base = self._base(last + 2)
            if base is None:
                return
            last = base
        elif not told:
            if not strong or noun in words_of("spot_vague") or not self.after_place_word(back):
                return
        elif last == i and not strong and noun in words_of("spot_of") and not self.after_place_word(back):
            return
        if not (back >= 0 and self._is_named(back, first)):
            yield self.found(first, last, Label.SPOT, 0.75)

    def _base(self, i: int) -> int | None:
        """What "side of" is a side of: a building, a lot …; None for a road or another thing."""
        m = i
        while m < self.n and m - i < 3 and self.low[m] in words_of("owners") | words_of("spot_modifiers"):
            m += 1
        if m >= self.n or self.low[m] not in words_of("spot_bases"):
            return None
        longer = self.low[m] == "parking" and m + 1 < self.n and self.low[m + 1] in words_of("spot_bases")
        return m + 1 if longer else m

    def after_place_word(self, i: int) -> bool:
        """Whether token i, or the one before its article, says that a place follows."""
        if i >= 0 and self.low[i] in words_of("possessives"):
            return True
        if i >= 0 and self.low[i] in words_of("owners"):
            i = self.before(i)
        return i >= 0 and self.low[i] in words_of("place_words")

    def _is_named(self, i: int, first: int) -> bool:
        """ "Science Center parking lot" has a name: it is a place, not a spot."""
        name = self.capital(i) and not self.run[i].text.isupper()
        if not name or self.low[i] in words_of("stop") | words_of("place_words"):
            return False
        inner = i > 0 and self.is_next(i - 1, i) and self.run[i - 1].text not in ".:-"
        return inner and (self.capital(first) or self.low[i] in words_of("building_words"))


@cache
def _nouns() -> frozenset[str]:
    return words_of("spot_strong") | words_of("spot_weak")
