"""Whether a report speaks of an emergency: asked only when it could not be checked and might be held."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import tomli


def may_be_emergency(words: bytes | str | None, told: bool = False) -> bool:
    """True where the app says so, where a word of emergencies stands in it, or where nothing can be read.

    None is a report whose words are not known: it can't be ruled out.
    """
    if told or words is None:
        return True
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    # JSON may write any letter as an escape; undone here without parsing, since the input may be broken.
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    text = re.sub(r"\\[nrtbf]", " ", text)
    return _words().search(text.lower()) is not None


@cache
def _words() -> re.Pattern[str]:
    data = tomli.loads((files(__package__) / "emergency.toml").read_text(encoding="utf-8"))
    listed = sorted(data["words"], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, listed))})(?!\w)")
