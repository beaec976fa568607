"""Which lines of a text are a form's, and the label and value pairs on them.

The header runs from the top through titles, blank lines and labelled lines; the telling starts at its
own label or at the first line that is none of these. The footer runs likewise from the bottom. What
stands between is the officer's, labels or not: entries of a log repeat them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reportqa.model.span import Span
from reportqa.read import when
from reportqa.read.labels import field_of, labels, near_field, normal, squeezed_field
from reportqa.read.shaped import shaped_at, shaped_in

_MOST_LINES = 80  # of a header or a footer; forms are shorter, and a log is not searched whole
_MOST_VALUE = 200  # characters; a longer value is prose behind a word that happens to be a label
_LEAD = re.compile(r"[\s>*_#|•·\-–—=+]*(?:\d{1,2}[.)]\s+)?[*_]*")
_TRAIL = " \t\r*_|=-–—"
_SEPARATOR = re.compile(r"\s*[*_]*\s*(?:[:：]|\t|\||\s[-–—]+\s)[:\s|*_\-–—]*")
_RULE = re.compile(r"^[\s\-=_*~#|+.]*$")
_WORD_BEFORE = re.compile(r"[\w#&/'’.()]+\s*$")


@dataclass(frozen=True, slots=True)
class Pair:
    """One label and its value; `value` is never empty."""

    field: str
    label: Span
    value: Span
    known: str


@dataclass(frozen=True, slots=True)
class Form:
    """The form lines of a text. `narrative` is None where nothing is left for it."""

    pairs: tuple[Pair, ...]
    header: tuple[Span, ...]
    narrative: Span | None
    kind: tuple[str, Span] | None
    number: Span | None = None  # a report number on the title line


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int


def form_of(text: str, *, damaged: bool = False) -> Form:
    """The form lines of a text; `damaged` allows for labels that an OCR engine misread."""
    lines = list(_lines(text, _MOST_LINES))
    pairs: list[Pair] = []
    header: list[Span] = []
    kind: tuple[str, Span] | None = None
    number: Span | None = None
    body = 0
    for place, line in enumerate(lines):
        words = text[line.start : line.end]
        if _RULE.match(words):
            continue
        title = _title(words) or (_squeezed_title(words) if damaged else None)
        if title is not None and (kind is None or not pairs):
            span = _trimmed(text, line.start, line.end)
            kind = kind or (title, span)
            number = number or _number(words, line.start)
            header.append(span)
            body = line.end
            continue
        telling, found = _pairs(text, line, damaged)
        if found:
            pairs.extend(found)
            header.append(_trimmed(text, line.start, found[-1].value.end))
            body = found[-1].value.end
        if telling is not None:
            if telling[0] > line.start and not found:
                header.append(Span(telling[0], telling[1]))
            body = telling[1]
            break
        if found:
            continue
        empty = _empty_label(words)
        if empty and (pairs or kind or empty == "known"):
            body = line.end
            continue
        if (
            (pairs or kind)
            and _unknown_label(words)
            and _form_goes_on(text, lines[place + 1 : place + 4], damaged)
        ):
            header.append(_trimmed(text, line.start, line.end))
            body = line.end
            continue
        if not pairs and kind is None and _letterhead(words, text, line, lines):
            continue
        break
    end, closing = _footer(text, body, damaged)
    pairs.extend(pair for pair in closing[0] if all(pair.label != held.label for held in pairs))
    header.extend(closing[1])
    start = body
    while start < end and text[start] in " \t\r\n*_:-–—=|":
        start += 1
    while end > start and text[end - 1] in " \t\r\n":
        end -= 1
    narrative = Span(start, end) if end > start else None
    return Form(tuple(pairs), tuple(sorted(set(header))), narrative, kind, number)


def pairs_in(text: str, line: Span) -> list[Pair]:
    """The label and value pairs of one header line, as `form_of` found it in clean text."""
    return _pairs(text, _Line(line.start, line.end), False)[1]


def _lines(text: str, most: int) -> Iterator[_Line]:
    start = 0
    count = 0
    while start < len(text) and count < most:
        end = text.find("\n", start)
        if end < 0:
            end = len(text)
        yield _Line(start, end)
        start = end + 1
        count += 1


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, max(end, start + 1))


def _title(words: str) -> str | None:
    """The kind of report that a title line names; a line of prose is no title."""
    flat = re.sub(r"[*_]{1,3}", " ", words).strip(_TRAIL + "#>. ").lower()
    flat = re.sub(r" {1,2}(?! )", " ", flat)
    if not 2 <= len(flat) <= 70:
        return None
    table = labels().titles
    if flat in table:
        return table[flat]
    if ":" in flat or flat.endswith("."):
        return None
    for part in re.split(r"\s+[-–—|]+\s+|\s{3,}|\t|,\s", flat):
        bare = re.sub(r"\S*\d\S*|#|\bno\b\.?", " ", part)
        bare = " ".join(bare.split())
        if bare in table and len(bare) > 3:
            return table[bare]
        if len(bare.split()) <= 6:
            for title, kind in table.items():
                if len(title) > 8 and bare.endswith(" " + title):
                    return kind
    return None


def _squeezed_title(words: str) -> str | None:
    """A title whose spaces an OCR engine lost: "INCIDENTREPORT"."""
    flat = re.sub(r"[^a-z]+", "", words.lower())
    return next(
        (kind for title, kind in labels().titles.items() if len(flat) > 8 and title.replace(" ", "") == flat),
        None,
    )


def _number(words: str, start: int) -> Span | None:
    """A report number such as PG-1120-0108 or #2041 at the end of a title; a date is none."""
    found = re.search(r"(?:#\s*|\b)(?P<id>[A-Z]{1,5}-?\d[\w-]*|\d{2,}-\d[\w-]*|(?<=#)\d+)\W*$", words)
    if found is None or when.find_date(words) is not None:
        return None
    return Span(start + found.start("id"), start + found.end("id"))


def _unknown_label(words: str) -> bool:
    """A short line of a form whose label is not known: "Weather: clear"."""
    bare = words.strip(_TRAIL + "# ")
    label, colon, value = bare.partition(":")
    return (
        bool(colon)
        and len(label) <= 36
        and len(label.split()) <= 5
        and label[:1].isalpha()
        and len(value.split()) <= 8
        and not value.rstrip().endswith((".", "!", "?"))
    )


def _form_goes_on(text: str, following: list[_Line], damaged: bool) -> bool:
    """Whether one of the next lines is a known one of the form, and none before it is prose."""
    for line in following:
        words = text[line.start : line.end]
        if _RULE.match(words) or _unknown_label(words):
            telling, found = _pairs(text, line, damaged)
            if found or telling is not None:
                return True
            continue
        telling, found = _pairs(text, line, damaged)
        return bool(found) or telling is not None
    return False


def _letterhead(words: str, text: str, line: _Line, lines: list[_Line]) -> bool:
    """A short first line above the form's lines, such as the company's name."""
    bare = words.strip(_TRAIL)
    if len(bare) > 60 or len(bare.split()) > 8 or bare.endswith((".", "!", "?")) or not bare:
        return False
    position = lines.index(line)
    if position > 3:
        return False
    for later in lines[position + 1 : position + 5]:
        following = text[later.start : later.end]
        if _RULE.match(following):
            continue
        if _title(following) is not None:
            return True
        telling, found = _pairs(text, later, False)
        return bool(found) or telling is not None
    return False


def _empty_label(words: str) -> str | None:
    """ "known" for a form's label without a value, "other" for one that looks like it."""
    bare = words.strip(_TRAIL + "# ")
    if not bare.endswith((":", "：")) or len(bare) > 48:
        return None
    field = field_of(bare[:-1])
    if field == "narrative":
        return None
    return "known" if field else "other"


def _pairs(text: str, line: _Line, damaged: bool) -> tuple[tuple[int, int] | None, list[Pair]]:
    """The pairs of one line; first the (label start, body start) of a narrative label on it, if any."""
    words = text[line.start : line.end]
    lead = _LEAD.match(words)
    offset = lead.end() if lead else 0
    found: list[tuple[str, str, int, int, int]] = []  # field, known label, label start, end, value start
    first = shaped_at(words, offset) or _first_label(words, offset, damaged)
    if first is None:
        return None, []
    found.append(first)
    if first[0] != "narrative":
        for match in re.finditer(r"[:：\t|]", words):
            if match.start() < found[-1][4]:
                continue
            later = _label_before(words, match.start(), found[-1][4])
            if later is not None:
                found.append(later)
                if later[0] == "narrative":
                    break
    for index, item in enumerate(tuple(found)):
        stop = found[index + 1][2] if index + 1 < len(found) else len(words)
        loose = shaped_in(words, item[4], stop) if item[0] != "narrative" else None
        if loose is not None:
            found.append(loose)
    found.sort(key=lambda item: item[2])
    pairs: list[Pair] = []
    telling: tuple[int, int] | None = None
    for index, (field, known, start, end, value) in enumerate(found):
        if field == "narrative":
            telling = (line.start + start, line.start + value)
            break
        stop = found[index + 1][2] if index + 1 < len(found) else len(words)
        low, high = value, stop
        while low < high and words[low] in _TRAIL:
            low += 1
        while high > low and words[high - 1] in _TRAIL + ";,":
            high -= 1
        if high > low and high - low <= _MOST_VALUE:
            pairs.append(
                Pair(
                    field,
                    Span(line.start + start, line.start + end),
                    Span(line.start + low, line.start + high),
                    known,
                )
            )
    if telling is None and not pairs:
        return None, []
    return telling, pairs


def _first_label(words: str, offset: int, damaged: bool) -> tuple[str, str, int, int, int] | None:
    separator = _SEPARATOR.search(words, offset)
    bare = words[offset:].strip(_TRAIL + "# ").rstrip(":：")
    if separator is None or not words[separator.end() :].strip():
        field = field_of(bare) if bare else None
        if field == "narrative" and (bare.isupper() or bare.istitle() or words.rstrip().endswith(":")):
            return field, normal(bare), offset, offset + len(bare), len(words)
    while separator is not None:
        label = words[offset : separator.start()]
        if len(label) > 48:
            return None
        field = field_of(label)
        if field is not None:
            return field, normal(label), offset, separator.start(), separator.end()
        if damaged and ":" in separator.group():
            near = squeezed_field(label) or near_field(label)
            if near is not None:
                return near[1], near[0], offset, separator.start(), separator.end()
        separator = _SEPARATOR.search(words, separator.end())
        if separator is not None and not separator.group().strip().startswith((":", "：")):
            break
    return _loose_label(words, offset) if damaged else None


def _loose_label(words: str, offset: int) -> tuple[str, str, int, int, int] | None:
    """OCR may lose the colon: a date, time or badge label right before a value of its kind."""
    match = re.match(r"(?P<label>[A-Za-z#/ ]{2,24}?)[\s;.,·-]+(?=[\d#])", words[offset:])
    if match is None:
        return None
    label = match.group("label")
    field = field_of(label)
    if field is None:
        return None
    rest = words[offset + match.end() :]
    fits = (
        (field in ("date", "occurred", "written", "submitted") and when.find_date(rest) is not None)
        or (field in ("time", "written_time") and bool(when.find_times(rest)))
        or (field in ("author_id", "report_id") and normal(label) != "unit")
    )
    return (field, normal(label), offset, offset + len(label), offset + match.end()) if fits else None


def _label_before(words: str, separator: int, low: int) -> tuple[str, str, int, int, int] | None:
    """The longest label that ends right at a separator inside a line."""
    best: tuple[str, str, int, int, int] | None = None
    end = separator
    while end > low and words[end - 1] in " *_":
        end -= 1
    start = end
    tabbed = words[separator] in "\t|"
    for _ in range(labels().longest):
        match = _WORD_BEFORE.search(words, low, start) if start == end else None
        head = words[low:start].rstrip()
        match = re.search(r"[^\s|;,]+$", head)
        if match is None:
            break
        start = low + match.start()
        label = words[start:end]
        field = field_of(label)
        boundary = start <= low or words[start - 1] in " \t|;,*_"
        if field is not None and boundary:
            best = (field, normal(label), start, end, separator + 1)
        if start == low or words[start - 1] in "\t|;":
            break
    if best is not None and tabbed and best[2] > low and words[best[2] - 1] not in "\t|":
        return None  # a cell is a label as a whole or not at all
    return best


def _footer(text: str, body: int, damaged: bool) -> tuple[int, tuple[list[Pair], list[Span]]]:
    """Where the footer starts, its pairs, its spans; the telling ends there."""
    pairs: list[Pair] = []
    spans: list[Span] = []
    end = len(text)
    low = end
    for _ in range(_MOST_LINES):
        if low <= body:
            break
        start = text.rfind("\n", body, low)
        line = _Line(start + 1 if start >= 0 else body, low)
        words = text[line.start : line.end]
        if _RULE.match(words) or re.match(r"^\s*page\s+\d+(?:\s+of\s+\d+)?\s*$", words, re.I):
            low = line.start - 1 if start >= 0 else body
            if not _RULE.match(words):
                spans.append(_trimmed(text, line.start, line.end))
            end = max(line.start, body)
            if start < 0:
                break
            continue
        telling, found = _pairs(text, line, damaged)
        if telling is not None or not found or any(pair.known not in labels().footer for pair in found):
            break
        if any(len(pair.value.of(text).split()) > 10 for pair in found):
            break
        pairs[0:0] = found
        spans.append(_trimmed(text, line.start, found[-1].value.end))
        end = max(line.start, body)
        if start < 0:
            break
        low = line.start - 1
    return (end, (pairs, spans)) if spans else (len(text), ([], []))
