"""Sentences of a report: full stops, line breaks, list items and form lines, without a parser.

Report writers leave out full stops and write abbreviations with them; both are told apart by what stands
before and after the point. The spans cover all words, never overlap, and are found in linear time.
"""

from __future__ import annotations

import re
from functools import cache

from reportqa.extract.pipeline_data import words_of
from reportqa.model.span import Span

# A candidate end: a point, ! or ? with closing marks and white space behind it, a blank or broken line,
# a semicolon is none. Bounded repeats keep this linear.
_END = re.compile(r"[.!?]{1,5}[\"'”’)\]]{0,2}(?=\s|$)|[.!?](?=[A-Z][a-z]{2})|\n")
_LAST_WORD = re.compile(r"([^\W_]+(?:\.[^\W_]+){0,3})\.?$")
_BREAK = re.compile(r"[ \t\r]{0,200}\n")
_STARTS_ITEM = re.compile(r"[ \t]{0,40}(?:[-*•–]|\(?\d{1,2}[.)]|[A-Z][\w /#&'.-]{0,30}:|\d{4}\b|\n|$)")
_ENDS_LINE = re.compile(r"[.!?:;]\W{0,3}$")

# A sentence longer than this is cut at the next white space: one line may hold a megabyte.
MAX_SENTENCE = 2_000


@cache
def _abbreviations() -> frozenset[str]:
    return words_of("abbreviations")


def split(text: str) -> tuple[Span, ...]:
    """The sentences of the text, in order, without the white space around them."""
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if end <= start:
            continue
        if match.group() == "\n":
            if not _line_ends(text, start, match.start(), end):
                continue
        elif match.group()[0] == "." and not _point_ends(text, match.start(), end):
            continue
        _add(spans, text, start, end)
        start = end
    _add(spans, text, start, len(text))
    return tuple(spans)


def _point_ends(text: str, point: int, end: int) -> bool:
    word = _LAST_WORD.search(text, max(0, point - 30), point)
    following = text[end : end + 40].lstrip()
    if word is None or not following:
        return True
    before = word.group(1).lower()
    if before in _abbreviations():
        return before in words_of("closing_abbreviations") and _opens(before, following)
    if len(before) == 1 and before.isalpha() and following[0].isupper():
        return before in {"i"}  # an initial: "J. Ortega"
    # "1. Front door": the number of a list item ends nothing.
    item = before.isdigit() and len(before) <= 2
    return not (item and text[max(0, point - 30) : word.start(1)].rstrip(" \t")[-1:] in {"", "\n"})


def _opens(before: str, following: str) -> bool:
    first = re.match(r"[^\W_]+", following)
    if first is None or not first.group()[0].isupper():
        return False
    word = first.group()
    return word.lower() in words_of("openers") and not (
        word.isupper() and len(word) > 1 and before in {"st", "dr"}
    )


def _line_ends(text: str, start: int, newline: int, after: int) -> bool:
    """Whether a line break ends a sentence: not where a running line was only wrapped."""
    line = text[max(start, newline - 120) : newline].rstrip()
    if not line or _ENDS_LINE.search(line):
        return True
    if _STARTS_ITEM.match(text, after):
        return True
    first = text[after : after + 1]
    begin = text.rfind("\n", 0, newline) + 1
    wrapped = newline - begin >= 60
    return not (wrapped or first.islower())


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_SENTENCE:
        cut = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        cut = cut if cut > start else start + MAX_SENTENCE
        spans.append(Span(start, cut))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        spans.append(Span(start, end))
