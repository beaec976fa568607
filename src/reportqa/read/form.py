"""A filled form as the lines of a page: printed labels, the answers behind them, the narrative."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from reportqa.forms import Line, Rect
from reportqa.read.answers import Answer, characters, chosen, of_choice, of_comb
from reportqa.read.ocr.engine import OcrLine, OcrPage, OcrWord
from reportqa.read.sheet import SCALE, Sheet
from reportqa.read.ticks import Tick

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.read.ocr.engine import Image
    from reportqa.read.ocr.lexicon import WordsFor

# Reads a part of the page: the picture in, its lines in pixels of that picture out.
ReadPart = Callable[["Image"], OcrPage]

_LABEL = 3.8  # millimetres that a label stands above its field
_LEAST_INK = 0.6  # square millimetres of the narrative's ink below which nothing is written there
_LINE = 3  # pixels around a ruled line that may be its own
_UNCLEAR = 0.5


def page_of(sheet: Sheet, read_part: ReadPart, words_for: WordsFor | None = None) -> OcrPage:
    """The form as a page in reading order; rectangles are those of the page image.

    `read_part` reads the narrative, and the printed site where its code can't be read. `words_for` gives the
    words of the site that the form is about.
    """
    site = _site(sheet, read_part)
    lexicon = words_for(" ".join(word.text for word in site.words)) if words_for and site else None
    answers, unclear = _answers(sheet, lexicon.words if lexicon else ())
    lines = [_printed(sheet, sheet.layout.title, (13.0, 2.0, 100.0, 7.5)), site]
    for line in sheet.layout.lines:
        made = _line(sheet, line, answers)
        if made:
            lines.append(made)
        name = line.names(line.parts[0])[0]
        lines += [_doubtful(sheet, option) for option in unclear.get(name, ())]
    told = _narrative(sheet, read_part)
    lines.append(_printed(sheet, "Narrative:", _above(sheet.layout.narrative)))
    return OcrPage(lines=(*(line for line in lines if line), *told.lines), unread=told.unread)


def written(page: OcrPage) -> OcrPage:
    """The page without what is printed on the form: by these words it is judged."""
    lines = [tuple(word for word in line.words if not word.printed) for line in page.lines]
    return replace(page, lines=tuple(OcrLine(words=words) for words in lines if words))


def _answers(
    sheet: Sheet, words: Iterable[str]
) -> tuple[dict[str, tuple[Answer, ...]], dict[str, tuple[Answer, ...]]]:
    """The answers by name; and of choices of many, the options whose tick is unclear."""
    read = characters(sheet, words)
    found: dict[str, tuple[Answer, ...]] = {
        comb.name: of_comb(comb, read[comb.name]) for comb in sheet.layout.combs
    }
    unclear: dict[str, tuple[Answer, ...]] = {}
    for choice in sheet.layout.choices:
        sure, doubted = chosen(choice, of_choice(sheet, choice))
        if choice.many:
            unclear[choice.name] = doubted
            found[choice.name] = _listed(sure)
            continue
        found[choice.name] = sure
        at = found.get(f"{choice.name}_time", ())
        if doubted or (at and sure and sure[0].text == choice.options[-1]):
            # Both ticked, or none surely, or "no" with a time: a person must say.
            both = (*doubted, *sure)
            others = tuple((item.text, _UNCLEAR) for item in both)
            found[choice.name] = (replace(both[0], text=Tick.UNCLEAR.value, sure=_UNCLEAR, others=others),)
    return found, unclear


def _listed(answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
    return tuple(
        replace(item, text=f"{item.text}," if place + 1 < len(answers) else item.text)
        for place, item in enumerate(answers)
    )


def _line(sheet: Sheet, line: Line, answers: dict[str, tuple[Answer, ...]]) -> OcrLine | None:
    """A label with its answers; None where none was given."""
    parts: list[tuple[OcrWord, ...]] = []
    for part in line.parts:
        names = line.names(part)
        if not any(answers[name] for name in names):
            continue
        before = part[: part.index("{")].split()
        place = next(answers[name][0] for name in names if answers[name])
        words = [_word(sheet, replace(place, text=text), printed=True) for text in before]
        for name in names:
            words += [_word(sheet, answer) for answer in answers[name]]
        parts.append(tuple(words))
    if not parts:
        return None
    for number, part_words in enumerate(parts[:-1]):
        last = part_words[-1]
        parts[number] = (*part_words[:-1], replace(last, text=f"{last.text},"))
    label = _printed(sheet, f"{line.label}:", _label_at(sheet, line))
    return OcrLine(words=(*label.words, *(word for part_words in parts for word in part_words)))


def _word(sheet: Sheet, answer: Answer, *, printed: bool = False) -> OcrWord:
    return OcrWord(
        text=answer.text,
        rect=sheet.on_page(answer.box),
        confidence=1.0 if printed else answer.sure,
        alternatives=() if printed else answer.others,
        printed=printed,
    )


def _doubtful(sheet: Sheet, answer: Answer) -> OcrLine:
    """A box of the list that may be ticked: said on a line of its own, so that it counts for nothing."""
    rect = sheet.on_page(answer.box)
    label = _printed_at("Unclear tick:", rect)
    mark = OcrWord(text=Tick.UNCLEAR.value, rect=rect, confidence=_UNCLEAR)
    return OcrLine(words=(*label.words, mark, *_printed_at(answer.text, rect).words))


def _label_at(sheet: Sheet, line: Line) -> Rect:
    """Where the label of a line's first answer is printed."""
    name = line.names(line.parts[0])[0]
    areas = {comb.name: comb.area for comb in sheet.layout.combs}
    areas |= {choice.name: choice.boxes[0] for choice in sheet.layout.choices}
    return _above(areas[name])


def _above(area: Rect) -> Rect:
    left, top, right, _ = area
    return left, top - _LABEL, max(right, left + 20), top


def _printed(sheet: Sheet, words: str, area: Rect) -> OcrLine:
    return _printed_at(words, sheet.place(area))


def _printed_at(words: str, rect: Rect) -> OcrLine:
    return OcrLine(
        words=tuple(OcrWord(text=text, rect=rect, confidence=1.0, printed=True) for text in words.split())
    )


def _site(sheet: Sheet, read_part: ReadPart) -> OcrLine | None:
    """The site by its code, which mends its own errors; else as it is printed."""
    if sheet.site_id is not None:
        return _printed(sheet, f"Site: {sheet.site_id}", sheet.layout.code)
    left, top, right, bottom = sheet.pixels(sheet.layout.site)
    page = read_part(sheet.colour[top:bottom, left:right])
    words = [_moved(sheet, word, left, top) for line in page.lines for word in line.words]
    return OcrLine(words=tuple(words)) if words else None


def _narrative(sheet: Sheet, read_part: ReadPart) -> OcrPage:
    """What the officer wrote on the ruled lines."""
    import numpy as np

    left, top, right, bottom = sheet.pixels(sheet.layout.narrative)
    top += round(2.5 * SCALE)  # below its label
    ink = sheet.ink[top:bottom, left:right].copy()
    lined = _rules(sheet, ink, top)
    if float((ink > 0.3).sum()) < _LEAST_INK * SCALE * SCALE:
        return OcrPage(lines=())
    part = sheet.colour[top:bottom, left:right].copy()
    paper = np.median(part.reshape(-1, 3), axis=0).astype(np.uint8)
    part[lined] = paper
    page = read_part(np.ascontiguousarray(part))
    lines = [
        OcrLine(words=tuple(_moved(sheet, word, left, top) for word in line.words)) for line in page.lines
    ]
    return replace(page, lines=tuple(lines), turned=0)


def _rules(sheet: Sheet, ink: NDArray[np.float32], top: int) -> NDArray[np.bool_]:
    """Take the ruled lines out of `ink`, in place; which pixels were theirs alone."""
    import numpy as np

    lined = np.zeros(ink.shape, bool)
    y = sheet.layout.narrative[1] + sheet.layout.rule + 2
    while y <= sheet.layout.narrative[3] + 0.1:
        at = sheet.pixels((0, y, 0, y))[1] - top
        for low in range(0, ink.shape[1], 64):
            strip = ink[max(at - 12, 0) : at + 13, low : low + 64]
            line = np.median(strip, axis=1)
            peak = int(line.argmax())
            if len(line) == 0 or line[peak] < 0.05:
                continue
            first = max(at - 12, 0) + max(peak - _LINE, 0)
            rows = slice(first, first + 2 * _LINE)
            window = ink[rows, low : low + 64]
            own = window <= np.median(window, axis=1)[:, None] + 0.12
            lined[rows, low : low + 64] |= own
            window[own] = 0.0
        y += sheet.layout.rule
    return lined


def _moved(sheet: Sheet, word: OcrWord, left: int, top: int) -> OcrWord:
    x0, y0, x1, y1 = word.rect
    return replace(word, rect=sheet.on_page((x0 + left, y0 + top, x1 + left, y1 + top)))
