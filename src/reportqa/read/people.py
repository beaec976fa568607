"""The officer's name and number out of a form's value: "Ofc. Dana Ruiz #1182 0618"."""

from __future__ import annotations

import re

from reportqa.model.span import Span

_BADGE = re.compile(
    r"(?:#|\b(?:badge|id|guard\s+card|unit|emp(?:loyee)?|no)\b\.?\s*(?:#|no\.?|number|:)*\s*)\s*"
    r"(?P<id>[A-Za-z]{0,3}-?\d[\w-]{0,11})",
    re.I,
)
_BARE = re.compile(r"(?<![\w/:-])(?P<id>\d{3,6})(?![\w/:-])")
_NAME_END = re.compile(
    r"[#(|\t\d]|,\s*(?=\d|badge|id\b|unit|sgt|s/o|security|guard|officer)|\s{2,}|\s+[-–—]\s+|\bbadge\b|\bid\b\s*[#:]",
    re.I,
)
_IDENTIFIER = re.compile(r"#?\s*(?P<id>[A-Za-z]{0,4}[-\s]?\d[\w/-]{0,14}|[A-Za-z]+-?\d+)")


def author_of(text: str, value: Span, ranks: frozenset[str]) -> tuple[Span | None, Span | None]:
    """The places of the name, its rank left out, and of the badge beside it."""
    words = value.of(text)
    badge = _BADGE.search(words) or _BARE.search(words)
    place = None
    if badge is not None:
        place = Span(value.start + badge.start("id"), value.start + badge.end("id"))
    end = _NAME_END.search(words)
    stop = end.start() if end else len(words)
    start = 0
    while True:
        rest = words[start:stop]
        skipped = len(rest) - len(rest.lstrip(" \t.,-"))
        start += skipped
        first = re.match(r"[A-Za-z]+(?:/[A-Za-z]+)?\.?", words[start:stop])
        if first is None:
            break
        two = re.match(r"security officer\b\.?", words[start:stop], re.I)
        word = first.group().rstrip(".").lower()
        if two is not None:
            start += two.end()
        elif word in ranks and words[start + first.end() : stop].strip(" .,-"):
            start += first.end()
        else:
            break
    name = words[start:stop].strip(" .,;:-\t")
    if not any(ch.isalpha() for ch in name):
        return None, place
    begin = value.start + words.index(name, start)
    return Span(begin, begin + len(name)), place


def identifier_of(text: str, value: Span) -> Span | None:
    """The place of a number or code such as "1182", "G-2041" or "Unit 7"; None without a digit."""
    found = _IDENTIFIER.search(value.of(text))
    if found is None:
        return None
    return Span(value.start + found.start("id"), value.start + found.end("id"))
