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

if TYPE_CHECKING:
    from reportqa.read.ocr.engine import Image

_UNSURE = 0.8
_MOST = 12  # crops a page, the least sure first: each costs some 0.1 s
_CRITICAL = re.compile(r"\d")
_DIGITS = re.compile(r"[\dOolISZB:/.\-]+")


def reread(image: Image, page: OcrPage) -> OcrPage:
    """The page with alternatives on its unsure numbers; unchanged where tesseract is missing."""
    unsure = sorted(
        (word.confidence, i, j)
        for i, line in enumerate(page.lines)
        for j, word in enumerate(line.words)
        if word.confidence < _UNSURE and _CRITICAL.search(word.text)
    )[:_MOST]
    if not unsure or page.turned or not tesseract_present():
        return page
    engine = TesseractEngine()
    words = [list(line.words) for line in page.lines]
    for _, i, j in unsure:
        words[i][j] = _again(engine, image, words[i][j])
    return replace(page, lines=tuple(OcrLine(words=tuple(line)) for line in words))


def _again(engine: TesseractEngine, image: Image, word: OcrWord) -> OcrWord:
    import numpy as np

    height, width = image.shape[:2]
    margin = max(4, int(0.15 * (word.rect[3] - word.rect[1])))
    left, top = max(0, int(word.rect[0]) - margin), max(0, int(word.rect[1]) - margin)
    right, bottom = min(width, int(word.rect[2]) + margin), min(height, int(word.rect[3]) + margin)
    if right - left < 4 or bottom - top < 4:
        return word
    crop = np.ascontiguousarray(image[top:bottom, left:right])
    try:
        read = engine.reread(crop, digits=_DIGITS.fullmatch(word.text) is not None)
    except (RuntimeError, OSError):
        return word  # tesseract's own trouble with one crop is no trouble of the report
    if read is None or not read[0]:
        return word
    text, confidence = read
    others = ((text, confidence),) if text != word.text else ()
    return replace(word, alternatives=(*word.alternatives, *others))
