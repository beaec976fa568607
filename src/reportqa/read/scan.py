"""One page image read by the engine, judged, and added to the pages of its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportqa.model.document import Document, Reading
from reportqa.model.span import Span
from reportqa.read.boxes import boxes_of, with_boxes, without
from reportqa.read.context import Source
from reportqa.read.form import page_of, written
from reportqa.read.headers import with_headers
from reportqa.read.metadata import applied
from reportqa.read.ocr import engine_for
from reportqa.read.ocr.legibility import lost_lines, poor_lines, reason_of
from reportqa.read.pages import Pages
from reportqa.read.sheet import sheet_of

if TYPE_CHECKING:
    from reportqa.read.ocr.engine import Image, OcrPage
    from reportqa.read.ocr.lexicon import Lexicon, WordsFor


def add_scan(pages: Pages, image: Image, source: Source) -> None:
    """Read one page image into `pages`; raises ReadError `no_ocr` without an engine."""
    engine = source.engine or engine_for(source.settings)

    def read_part(part: Image) -> OcrPage:
        page = engine.recognise(part, _words_for(pages.text, source))
        if (
            source.settings.second == "tesseract"
            and source.settings.engine != "null"
            and source.engine is None
        ):
            from reportqa.read.ocr.second import reread
            from reportqa.read.ocr.sureness import sureness

            page = reread(part, page, sureness().mark)
        return page

    try:
        sheet = sheet_of(image)
        boxes = boxes_of(image) if sheet is None else ()
    except ImportError:  # an engine of the caller's own, and no OpenCV to look for marks and boxes with
        sheet, boxes = None, ()
    if sheet is not None:
        page = page_of(sheet, read_part, _words_for(pages.text, source))
    else:
        page = with_boxes(read_part(without(image, boxes)), boxes)
    reason = reason_of(image, written(page), source.settings.readable_above)
    size, poor, lost = image.shape, poor_lines(image, page), lost_lines(image, page)
    pages.add_ocr(page, size[1], size[0], reason, poor, lost)


def _words_for(before: str, source: Source) -> WordsFor | None:
    """Asks for the client's words by all that was read so far, header lines and sidecar included."""
    ask = source.words
    if ask is None:
        return None

    def words(text: str) -> Lexicon:
        from reportqa.read.ocr.lexicon import Lexicon

        document = Document.from_text(f"{before}\n\n{text}" if before else text, name=source.name)
        return Lexicon(ask(with_headers(applied(document, source.given))))

    return words


def engine_note(source: Source) -> Reading | None:
    """A reading where the second engine was asked for and is not installed."""
    if source.settings.second != "tesseract" or source.engine is not None:
        return None
    from reportqa.read.ocr.tesseract import tesseract_present

    if tesseract_present():
        return None
    return Reading(
        code="second_engine_missing",
        message="tesseract is not installed: unsure numbers were read once only",
    )


def document_of_pages(source: Source, pages: Pages, *, scanned: bool) -> Document:
    """The document of all pages read."""
    text = pages.text
    note = engine_note(source) if scanned else None
    return Document(
        text=text,
        sha256=source.sha256,
        name=source.name,
        narrative=Span(0, len(text)) if text else None,
        pages=tuple(pages.pages),
        words=tuple(pages.words),
        struck=tuple(pages.struck),
        readings=(*source.readings, *((note,) if note else ())),
    )
