"""Reads numbers and the words behind them as street addresses, in every way that they may be meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reportqa.link.streets import Street, street, street_words
from reportqa.link.text import NUMBER_STARTERS, Token, gap, looks_numeric, number_in_words
from reportqa.link.words import words as words_of_kind

LONGEST_STREET = 5  # words of a street name with direction and suffix
# A letter alone that a scan shows for a house number of one digit.
_LONE_GLYPHS = frozenset("lIOZSBG")
_STOP = re.compile(r"[;:!?()\[\]{}@*=\n\r\t/]|\.\s+[a-z]|,")


@dataclass(frozen=True, slots=True)
class Written:
    """An address as it stands in a text: its number, and the ways to read the street after it."""

    start: int
    number_end: int
    number: str
    worded: bool
    block: bool
    # Each reading: the street, where it ends, and the cost of a misspelled suffix.
    windows: tuple[tuple[Street, int, str], ...]
    number_to: str | None = None
    timelike: bool = False  # "0321 Meadow Ln" may be a number with two digits swapped, or a time


def written_addresses(
    text: str, words: Sequence[Token], firsts: frozenset[str] = frozenset()
) -> Iterable[Written]:
    """Every place where a number is followed by words that may be a street.

    `firsts` are the first words of registered streets, which may be such words as "the" or "white".
    """
    for at, token in enumerate(words):
        # Most words are no number in any way.
        if not token.raw.isalpha() or token.low in NUMBER_STARTERS or token.raw in _LONE_GLYPHS:
            found = _written_at(text, words, at, firsts)
            if found is not None:
                yield found


def _written_at(text: str, words: Sequence[Token], at: int, firsts: frozenset[str]) -> Written | None:
    token = words[at]
    after = at + 1
    number, worded, number_to, timelike = "", False, None, False
    if token.raw[0].isdigit() or (looks_numeric(token.raw) and len(token.raw) > 1):
        number = token.low
        if len(number) > 7:
            return None
        timelike = len(number) == 4 and number[0] == "0"
        if at and not gap(text, words[at - 1], token).strip(" .#"):
            # "Apt 12 Main" is no address, "Alder Apartments, 12 Main St" is one.
            before = words[at - 1].low
            if before in words_of_kind().unit or before in ("no", "ref", "case"):
                return None
        if (
            after + 1 < len(words)
            and gap(text, token, words[after]) in ("-", " - ", "–")
            and words[after].raw.isdigit()
            and len(words[after].raw) == len(number)
        ):
            number_to = words[after].low
            after += 1
    elif token.raw in _LONE_GLYPHS and after < len(words) and words[after].raw[0].isupper():
        number = token.low
    elif token.low in NUMBER_STARTERS:
        told = number_in_words([word.low for word in words[at : at + 5]])
        if told is None:
            return None
        number, used = told
        worded = True
        after = at + used
    else:
        return None
    number_end = words[after - 1].end
    block = False
    if after < len(words) and words[after].low in ("block", "blk", "blks", "hundred"):
        block = True
        after += 1
        if after < len(words) and words[after].low == "of":
            after += 1
    windows = tuple(_windows(text, words, after, words[after - 1].end, firsts))
    if timelike:
        # "At 0214 North Gate was open": only a whole street makes a number of it.
        strong = words_of_kind().strong_suffixes
        windows = tuple(window for window in windows if window[0].suffix in strong and not window[2])
    if not windows:
        return None
    return Written(token.start, number_end, number, worded, block, windows, number_to, timelike)


def _windows(
    text: str, words: Sequence[Token], after: int, number_end: int, firsts: frozenset[str]
) -> Iterable[tuple[Street, int, str]]:
    lists = street_words()
    taken: list[str] = []
    end = number_end
    for index in range(after, min(after + LONGEST_STREET, len(words))):
        token = words[index]
        between = text[end : token.start]
        if not taken and "." in between:
            break  # "plate 3702. Left": a sentence ends
        if (
            _STOP.search(between)
            or len(between) > 3
            or (not taken and _no_street(words, index) and token.low not in firsts)
        ):
            break
        if token.raw in "#&" or (token.raw.isdigit() and not _numbered_road(taken)):
            break
        taken.append(token.low)
        end = token.end
        if _goes_on(text, words, index):
            # "Maple" of "Maple Ct" is no street without a suffix.
            continue
        parsed = street(taken)
        yield parsed, end, ""
        if parsed.pre and parsed.suffix:
            # "Ne Ashford Rd" may be New Ashford Rd, not Ashford Rd Northeast.
            yield replace(parsed, pre="", name=" ".join([taken[0], parsed.name])), end, ""
        if parsed.suffix and parsed.suffix not in words_of_kind().strong_suffixes:
            # "Mission Park" may be Mission Park Dr with the suffix left out.
            whole = street([*taken, "st"])
            yield Street(whole.pre, whole.name, "", ""), end, ""
        if len(taken) > 1 and taken[-1] not in lists.suffixes and len(taken[-1]) > 1:
            # The last word may be a misspelled suffix: "Sreet", "Avnue".
            base = street(taken[:-1])
            if not base.suffix:
                yield base, end, taken[-1]


def _no_street(words: Sequence[Token], index: int) -> bool:
    """Whether no street's name begins at the word: "12 min later", but not "12 Min St"."""
    token = words[index]
    if token.low not in words_of_kind().not_street:
        return False
    follower = words[index + 1] if index + 1 < len(words) else None
    lists, strong = street_words(), words_of_kind().strong_suffixes
    whole = follower is not None and lists.suffixes.get(follower.low) in strong
    return not (whole and token.raw[0].isupper() and token.raw[1:].islower())


def _numbered_road(taken: Sequence[str]) -> bool:
    """Whether a plain number may follow as the name of a road: "US 41", "County Road 12"."""
    return bool(taken) and taken[-1] in words_of_kind().numbered_roads


def _goes_on(text: str, words: Sequence[Token], index: int) -> bool:
    """Whether the street's name or suffix, or the direction behind it, is still to come."""
    lists = street_words()
    token = words[index]
    upper = token.raw[0].isupper() or token.raw[0].isdigit()
    last = token
    for follower in words[index + 1 : index + 4]:
        if gap(text, last, follower).strip(" .") or len(gap(text, last, follower)) > 2:
            return False
        if upper and not (follower.raw[0].isupper() or follower.raw[0].isdigit()):
            return False
        if lists.suffixes.get(token.low) in words_of_kind().strong_suffixes:
            short = len(follower.raw) <= 2 and follower.raw.isupper()
            if follower is words[index + 1] and short and follower.low in lists.directions:
                return True
        elif lists.suffixes.get(follower.low) in words_of_kind().strong_suffixes:
            return True
        if follower.low in words_of_kind().unit or follower.raw.isdigit():
            return False
        last = follower
    return False
