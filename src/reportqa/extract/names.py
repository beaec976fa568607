"""Who: persons after a rank or a title, names written last name first, agencies by their letters.

What stands here is found by its form alone; names without such a cue come from the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from reportqa.extract.pipeline_data import any_of, list_of, words_of
from reportqa.extract.places_line import Found
from reportqa.model.mention import Label

_CAPS_NAME = re.compile(
    r"(?<![\w,'-])(?P<last>[A-Z][A-Z'’-]{1,24}(?:[ -][A-Z]{2,20})?(?: (?:JR|SR|II|III|IV)\.?)?),[ ]{1,2}"
    r"(?P<first>[A-Z][A-Z'’-]{1,20}(?: [A-Z][A-Z'-]{0,20}\.?)?(?: (?:JR|SR|II|III|IV)\b\.?)?)(?![\w'’-])"
)
_BADGE = re.compile(
    r"[ ,]{0,2}\(?(?:(?:badge|bdg|id|guard card)\b\.?[ ]?(?:no\.?|number|#|:)?[ ]?|#[ ]?)(\d{2,8})\)?", re.I
)
_AGENCY = re.compile(
    r"(?<![\w&-])(?:[A-Z]{1,4}(?:PD|FD|SO|EMS|DPW|HP)|[A-Z]{1,2}SP"
    r"|[A-Z]{2,4}(?= (?:PD|FD|EMS|Police|Fire|Security)\b))"
    r"(?: (?:PD|FD|EMS|Police|Fire|Dispatch|Security))?(?![\w-])"
)


@cache
def _ranks() -> re.Pattern[str]:
    """A rank or title; only a short one may carry a point, behind a word it ends a sentence."""
    items = [*list_of("ranks"), *list_of("honorifics")]
    short = any_of(item for item in items if len(item) <= 4 or item in words_of("pointed_ranks"))
    return re.compile(rf"(?<![\w/])(?:{short}\.|{any_of(items)}\b(?!\.))", re.IGNORECASE)


def find_names(text: str) -> Iterator[Found]:
    """Persons by rank, title or form, and agencies by letters; candidates may overlap."""
    yield from _ranked(text)
    for match in _CAPS_NAME.finditer(text):
        if _plausible(match.group("last")) and _plausible(match.group("first")):
            yield Found(match.start(), match.end(), Label.PERSON, 0.9)
    not_agencies = words_of("not_agencies")
    for match in _AGENCY.finditer(text):
        if match.group().split()[0].lower() not in not_agencies:
            yield Found(match.start(), match.end(), Label.ORG, 0.92)


def guards_thing(before: str, word: str) -> bool:
    """Whether the word behind "guard" tells a thing or a place of a guard's ("Guard Shack"), and no name."""
    return before.lower().endswith("guard") and word.lower() in words_of("guard_things")


def _plausible(words: str) -> bool:
    parts = [w.strip(".").lower() for w in re.split(r"[ -]", words) if w]
    never = words_of("not_names") | words_of("not_agencies") | words_of("never_names")
    return not any(len(part) > 1 and part in never for part in parts)


_NAME = re.compile(r"[ ]{1,2}((?:[A-Z]\.?[ ])?[A-Z][\w'’]{1,20}(?:-[A-Z]\w{1,20})?)")
_MORE = re.compile(
    r"[ ]{1,2}((?:[A-Z]\.?[ ]{1,2})?[A-Z][\w'’]{1,20}(?:-[A-Z]\w{1,20})?(?:,?[ ](?:Jr|Sr|III|II|IV)\b)?)"
)
_INITIAL = re.compile(r"[ ]{1,2}([A-Z])\.?(?![\w.])")


def _ranked(text: str) -> Iterator[Found]:
    stop = words_of("not_names") | words_of("never_names")
    for cue in _ranks().finditer(text):
        first = _NAME.match(text, cue.end())
        if first is None:
            continue
        name = first.group(1)
        if any(part.strip(".").lower() in stop for part in name.split()):
            continue
        if name.isupper() and not text[cue.start() : cue.end()].isupper() and len(name) <= 4:
            continue  # "Officer RP": letters, not a name
        if guards_thing(cue.group(), name.split()[0]):
            continue
        start, end = first.start(1), first.end(1)
        if not name.isupper() or len(name.split()) == 1:
            for _ in range(2):
                more = _MORE.match(text, end)
                if more is None or any(part.strip(".,").lower() in stop for part in more.group(1).split()):
                    break
                if more.group(1).isupper() != name.isupper():
                    break
                end = more.end(1)
        rank = cue.group().rstrip(".").lower()
        parts: list[tuple[str, str]] = [("rank", rank)] if rank not in words_of("plain_titles") else []
        badge = _BADGE.match(text, end)
        if badge:
            parts.append(("badge", badge.group(1)))
        yield Found(start, end, Label.PERSON, 0.9, tuple(parts))


def with_rank(text: str, found: Found) -> Found:
    """The same person with the rank before and the badge behind the name, where they stand there."""
    if found.parts:
        return found
    parts: list[tuple[str, str]] = []
    before = text[max(0, found.start - 24) : found.start]
    cue = None
    for match in _ranks().finditer(before):
        if match.end() == len(before.rstrip()):
            cue = match.group().rstrip(".").lower()
    if cue and cue not in words_of("plain_titles"):
        parts.append(("rank", cue))
    badge = _BADGE.match(text, found.end)
    if badge:
        parts.append(("badge", badge.group(1)))
    return found._replace(parts=tuple(parts)) if parts else found
