"""Labels of a form that stand without a colon, where their value's own shape proves them.

"Date: 03/14/2026  Shift 2200-0600": a range of times behind "shift", and a whole date behind "date", need
no colon. Only form lines are searched, so that a sentence with these words stays the officer's telling.
"""

from __future__ import annotations

import re
from functools import cache

from reportqa.read.labels import field_of, labels, normal

Label = tuple[str, str, int, int, int]  # field, known label, label start and end, value start

_CLOCK = r"(?:[01]?\d|2[0-4])(?::?[0-5]\d(?:\s?[ap]\.?m\b\.?)?|\s?[ap]\.?m\b\.?)(?:\s?h(?:ou)?rs?\b\.?)?"
_RANGE = rf"{_CLOCK}\s?(?:-|–|—|\bto\b|\buntil\b)\s?{_CLOCK}"
_DATE = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2}))"
# What may stand behind such a value on its line: nothing, a gap, a mark, or the next label.
_END = r"(?=\s*$|\s{2,}|\s*[;,|\t]|\s[A-Z][\w#/ ]{0,24}:)"


@cache
def _shapes() -> re.Pattern[str]:
    """ "Hours" is no such label: pools have them too."""
    known = {name for name, field in labels().fields.items() if field == "shift" and name != "hours"}
    shifts = "|".join(re.escape(name).replace(r"\ ", r"\s") for name in sorted(known, key=len, reverse=True))
    return re.compile(
        rf"(?<![\w/])(?:(?P<shift>{shifts})\s{{1,4}}(?P<range>{_RANGE})|(?P<date>date)\s{{1,4}}(?P<day>{_DATE}))"
        + _END,
        re.IGNORECASE,
    )


def shaped_at(words: str, start: int) -> Label | None:
    """The label without a colon at the start of a line."""
    return _label(_shapes().match(words, start))


def shaped_in(words: str, start: int, stop: int) -> Label | None:
    """The first label without a colon behind another value of the line."""
    return _label(_shapes().search(words[:stop], start + 1))


def _label(found: re.Match[str] | None) -> Label | None:
    if found is None:
        return None
    name, value = ("shift", "range") if found.group("shift") else ("date", "day")
    label = found.group(name)
    field = field_of(label)
    if field is None:
        return None
    return field, normal(label), found.start(name), found.end(name), found.start(value)
