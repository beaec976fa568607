"""Word lists as patterns: one alternation a list, longest words first, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import tomli


@cache
def table(name: str) -> dict[str, Any]:
    """A TOML file of this folder, parsed once."""
    return tomli.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


def alternation(words: Iterable[str]) -> str:
    """A regular expression for any of the words, longest first; a blank matches any white space."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


def folded(text: str) -> str:
    """The text in small letters at equal offsets.

    Matching small letters without IGNORECASE is several times faster, since the engine then knows the
    first letters of an alternation. The few characters whose small form is longer stay as they are.
    """
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
