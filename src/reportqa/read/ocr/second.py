"""The second reader: unsure words that matter are read once more, by tesseract, from their crops.

Only tokens with a digit are worth it: house numbers, units, plates, times. The first reading stands;
what the second one says goes to the word's alternatives, for the rules to ask about.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from reportqa.read.ocr.engine import OcrLine, OcrPage, OcrWord
from reportqa.read.ocr.tesseract import TesseractEngine, tesseract_present
from reportqa.read.ocr.tidy import folded

if TYPE_CHECKING:
    from reportqa.read.ocr.engine import Image

_MOST = 12  # crops a page, the least sure first
_APART = 2  # letters; an answer further from the first reading is of other ink, whatever its confidence
_MARKS = ".,;:'\"‘’“”|()-_ "
_CRITICAL = re.compile(r"\d")
_DIGITS = re.compile(r"[\dOolISZB:/.\-]+")


def reread(image: Image, page: OcrPage, unsure_below: float) -> OcrPage:
    """The page with alternatives on its unsure numbers; unchanged where tesseract is missing."""
    unsure = sorted(
        (word.confidence, i, j)
        for i, line in enumerate(page.lines)
        for j, word in enumerate(line.words)
        if word.confidence < unsure_below and _CRITICAL.search(word.text)
    )[:_MOST]
    if not unsure or page.turned or not tesseract_present():
        return page
    engine = TesseractEngine()
    words = [list(line.words) for line in page.lines]
    for digits in (True, False):
        places = [
            (i, j, crop)
            for _, i, j in unsure
            if (_DIGITS.fullmatch(words[i][j].text) is not None) == digits
            and (crop := _crop(image, words[i][j])) is not None
        ]
        if not places:
            continue
        try:
            answers = engine.reread([crop for _, _, crop in places], digits=digits)
        except (RuntimeError, OSError):
            continue  # tesseract's own trouble with a crop is no trouble of the report
        for (i, j, _), answer in zip(places, answers, strict=True):
            words[i][j] = with_answer(words[i][j], answer)
    return replace(page, lines=tuple(OcrLine(words=tuple(line)) for line in words))


def _crop(image: Image, word: OcrWord) -> Image | None:
    import numpy as np

    height, width = image.shape[:2]
    margin = max(4, int(0.15 * (word.rect[3] - word.rect[1])))
    left, top = max(0, int(word.rect[0]) - margin), max(0, int(word.rect[1]) - margin)
    right, bottom = min(width, int(word.rect[2]) + margin), min(height, int(word.rect[3]) + margin)
    if right - left < 4 or bottom - top < 4:
        return None
    return np.ascontiguousarray(image[top:bottom, left:right])


def with_answer(word: OcrWord, answer: tuple[str, float] | None) -> OcrWord:
    """What the second reader says beside the word, unless it is there already."""
    from rapidfuzz.distance import OSA

    if answer is None:
        return word
    text = folded(answer[0].strip(_MARKS))
    first = word.text.strip(_MARKS)
    if not text or OSA.distance(text, first, score_cutoff=_APART) > min(_APART, max(len(first) - 1, 1)):
        return word
    if text == first or any(text == other.strip(_MARKS) for other, _ in word.alternatives):
        return word
    # Tesseract's confidence of one crop is often 0 for what it reads rightly; the rest bounds it.
    chance = round(min(max(answer[1], 0.05), 1 - word.confidence), 3)
    return replace(word, alternatives=(*word.alternatives, (text, chance)))
