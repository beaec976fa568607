"""The word lists of names, places and sentences, read once from `pipeline.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from reportqa.extract.lexicon import table


@cache
def words_of(name: str) -> frozenset[str]:
    """The list of that name in lower case; raises KeyError for a name that the file lacks."""
    return frozenset(list_of(name))


@cache
def list_of(name: str) -> tuple[str, ...]:
    """The list of that name in its own order: a string of words, or a list of phrases."""
    value = table("pipeline.toml")[name]
    items = value.split() if isinstance(value, str) else value
    return tuple(str(item) for item in items)


def any_of(items: Iterable[str]) -> str:
    """A pattern for any of the phrases, longest first; white space inside matches any run of blanks."""
    ordered = sorted(set(items), key=lambda item: (-len(item), item))
    return "(?:" + "|".join(r"[ \t]+".join(map(re.escape, item.split())) for item in ordered) + ")"
