"""Street names in one form, so that "North Oak Avenue" and "N. Oak Ave" are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import tomli

_TENS = {"20": "twenty", "30": "thirty", "40": "forty", "50": "fifty",
         "60": "sixty", "70": "seventy", "80": "eighty", "90": "ninety"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Street:
    """A street in parts, all in small letters; an empty part is not written."""

    pre: str  # n, s, e, w, ne …
    name: str
    suffix: str  # st, ave, rd …
    post: str

    @property
    def direction(self) -> str:
        """The direction, wherever it stands."""
        return self.pre or self.post


@dataclass(frozen=True, slots=True)
class StreetWords:
    """The word lists, each written form to its short one."""

    suffixes: dict[str, str]
    directions: dict[str, str]
    words: dict[str, str]
    variants: dict[str, tuple[str, ...]]  # short suffix to all its forms


@cache
def street_words() -> StreetWords:
    """The lists of streets.toml."""
    data = tomli.loads(files("reportqa.link").joinpath("streets.toml").read_text(encoding="utf-8"))

    def table(name: str) -> dict[str, str]:
        return {form: short for short, forms in data[name].items() for form in (short, *forms)}

    words = dict(data["words"])
    ordinals = {v: k for k, v in words.items() if v[:-2].isdigit() and int(v[:-2]) < 10}
    for number, tens in _TENS.items():
        for short, long in ordinals.items():
            words[f"{tens}-{long}"] = f"{int(number) + int(short[:-2])}{short[-2:]}"
    return StreetWords(
        suffixes=table("suffixes"),
        directions=table("directions"),
        words=words,
        variants={short: (short, *forms) for short, forms in data["suffixes"].items()},
    )


def street(words: Sequence[str]) -> Street:
    """The parts of a street from its words in small letters, without dots; at least one word."""
    return _street(tuple(words))


@lru_cache(maxsize=65536)
def _street(words: tuple[str, ...]) -> Street:
    lists = street_words()
    rest = list(words)
    pre = post = suffix = ""
    if len(rest) > 1 and rest[0] in lists.directions and not (len(rest) == 2 and rest[1] in lists.suffixes):
        pre = lists.directions[rest.pop(0)]
    if len(rest) > 2 and rest[-1] in lists.directions:
        post = lists.directions[rest.pop()]
    if len(rest) > 1 and rest[-1] in lists.suffixes:
        suffix = lists.suffixes[rest.pop()]
    return Street(pre, " ".join(_name(rest, lists)), suffix, post)


def _name(words: list[str], lists: StreetWords) -> list[str]:
    made: list[str] = []
    at = 0
    while at < len(words):
        pair = "-".join(words[at : at + 2])
        if pair in lists.words:
            made.append(lists.words[pair])
            at += 2
            continue
        word = words[at]
        # A word list turns "first" into "1st", but never the whole of a name such as "Mount".
        made.append(lists.words.get(word, word) if len(words) > 1 or word[:1].isalpha() else word)
        at += 1
    return made


def spoken(words: str) -> list[str]:
    """A registry's street cell as words: small letters, without dots and commas."""
    return words.lower().replace(".", " ").replace(",", " ").replace("-", " ").split()
