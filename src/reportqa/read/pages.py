"""Pages become one text: words keep their boxes, lines their order, offsets are never lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from reportqa.geometry import Box
from reportqa.model.document import Page, PageSource, Region, Word
from reportqa.model.span import Span
from reportqa.read.ocr.engine import OcrLine, OcrPage, OcrWord, Rect

_BETWEEN_PAGES = "\n\n"


class Pages:
    """Collects pages in order and gives the text, the words and the pages of a document."""

    def __init__(self, readable_above: float) -> None:
        self._mark = readable_above
        self._parts: list[str] = []
        self._length = 0
        self.pages: list[Page] = []
        self.words: list[Word] = []
        self.struck: list[Box] = []

    @property
    def text(self) -> str:
        """Everything so far."""
        return "".join(self._parts)

    @property
    def length(self) -> int:
        """The number of characters so far."""
        return self._length

    def _put(self, text: str) -> int:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start

    def _open(self) -> int:
        if self._length:
            self._put(_BETWEEN_PAGES)
        return self._length

    def add_layer(self, text: str, boxes: list[tuple[int, int, Box]], width: float, height: float) -> None:
        """A page with a text layer: `boxes` are (start, end, box) of its words, offsets into `text`."""
        start = self._open()
        self._put(text)
        for low, high, box in boxes:
            self.words.append(Word(span=Span(start + low, start + high), boxes=(box,)))
        self.pages.append(
            Page(
                number=len(self.pages) + 1,
                source=PageSource.TEXT_LAYER,
                start=start,
                end=self._length,
                width=width,
                height=height,
            )
        )

    def add_ocr(
        self,
        page: OcrPage,
        width: int,
        height: int,
        reason: str | None,
        poor: Mapping[int, str] = MappingProxyType({}),
        lost: Sequence[tuple[Rect, str]] = (),
    ) -> None:
        """A page read from its image; `reason` says why it can't be judged, None where it can.

        `poor` gives the reasons of single lines, by their place in `page.lines`; `lost` the places of lines
        of which nothing was read.
        """
        start = self._open()
        number = len(self.pages) + 1
        certain: list[tuple[int, float]] = []
        regions: list[Region] = []
        for index, line in enumerate(page.lines):
            said = [word for word in line.words if not word.struck]
            self.struck += [_box(word, number) for word in line.words if word.struck]
            if said:
                if self._length > start:
                    self._put("\n")
                begin = self._length
                self._line(said, number, certain)
                if index in poor:
                    span, box = Span(begin, self._length), _around(said, number)
                    regions.append(Region(span=span, box=box, reason=poor[index]))
        for (left, top, right, bottom), why in lost:
            box = Box(page=number, left=left, top=top, right=right, bottom=bottom)
            regions.append(Region(span=None, box=box, reason=why))
        regions.sort(key=lambda region: region.box.top)
        share = None
        mean = None
        if certain:
            weights = sum(length for length, _ in certain)
            mean = sum(length * value for length, value in certain) / weights
            share = sum(value >= self._mark for _, value in certain) / len(certain)
        self.pages.append(
            Page(
                number=number,
                source=PageSource.OCR,
                start=start,
                end=self._length,
                width=float(width),
                height=float(height),
                confidence=mean,
                readable=share if share is not None else 0.0,
                reason=reason,
                poor=tuple(regions),
            )
        )

    def _line(self, words: list[OcrWord], number: int, certain: list[tuple[int, float]]) -> None:
        for index, word in enumerate(words):
            if index:
                self._put(" ")
            start = self._put(word.text)
            self.words.append(
                Word(
                    span=Span(start, self._length),
                    boxes=(_box(word, number),),
                    confidence=word.confidence,
                    alternatives=word.alternatives,
                )
            )
            if not word.printed:
                certain.append((len(word.text), word.confidence))


def _around(words: list[OcrWord], page: int) -> Box:
    left, top, right, bottom = OcrLine(words=tuple(words)).rect
    return Box(page=page, left=left, top=top, right=right, bottom=bottom)


def _box(word: OcrWord, page: int) -> Box:
    left, top, right, bottom = word.rect
    return Box(page=page, left=left, top=top, right=right, bottom=bottom)
