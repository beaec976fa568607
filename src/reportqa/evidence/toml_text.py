"""Values as TOML writes them, for tables that the program proposes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence


def basic(text: str) -> str:
    """A basic string, which is written as JSON's but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def listed(items: Iterable[str]) -> str:
    """An array of strings."""
    return "[" + ", ".join(basic(item) for item in items) + "]"


def value(names: str | int | Sequence[str | int]) -> str:
    """A string, a number, or an array of both."""
    if isinstance(names, (str, int)):
        return basic(names) if isinstance(names, str) else str(names)
    return "[" + ", ".join(value(name) for name in names) + "]"


def key(code: str) -> str:
    """A key, bare where it may be."""
    return code if re.fullmatch(r"[A-Za-z0-9_-]+", code, re.ASCII) else basic(code)
