"""PDF files: the text layer with its word boxes, and OCR for pages that have none."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

from reportqa.errors import ReadError
from reportqa.forms import layouts
from reportqa.geometry import Box
from reportqa.model.document import Document
from reportqa.read.context import Source
from reportqa.read.images import check_pixels
from reportqa.read.pages import Pages
from reportqa.read.scan import add_scan, document_of_pages

if TYPE_CHECKING:
    from reportqa.read.ocr.engine import Image

# PDFium keeps global state of its own and must not be entered by two threads.
_PDFIUM = threading.Lock()
# A text layer with fewer letters than this is a stamp or a page number over a scan.
_FEW_LETTERS = 12
# PDFium gives the same error for a damaged file and for one that honestly has no page.
_NO_PAGES = re.compile(rb"/Count\s+0\b")
_A_PAGE = re.compile(rb"/Type\s*/Page\b")
_PASSWORD = 4  # FPDF_ERR_PASSWORD


def read_pdf(source: Source) -> Iterator[Document | ReadError]:
    """One report from a PDF, a page at a time; boxes of text layers are in points from the top left."""
    import pypdfium2

    with _PDFIUM:
        try:
            opened = pypdfium2.PdfDocument(source.data)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower():
                raise source.error("is encrypted", "encrypted", "Save it without a password") from None
            if _NO_PAGES.search(source.data) and not _A_PAGE.search(source.data):
                raise source.error("has no pages", "empty") from None
            raise source.error("is cut off or damaged", "truncated", "Export it again") from None
        count = len(opened)
    try:
        if count == 0:
            raise source.error("has no pages", "empty")
        if count > source.settings.max_pages:
            raise source.error(
                f"has {count:,} pages; at most {source.settings.max_pages:,} are read",
                "too_many_pages",
                "Split it, or raise max_pages under [read]",
            )
        pages = Pages(source.settings.readable_above)
        scanned = False
        for index in range(count):
            scanned |= _page(opened, index, pages, source)
            if pages.length > source.settings.max_text_chars:
                raise source.error(
                    f"has more than {source.settings.max_text_chars:,} characters", "too_large"
                )
        yield document_of_pages(source, pages, scanned=scanned)
    finally:
        with _PDFIUM:
            opened.close()


def _page(opened: Any, index: int, pages: Pages, source: Source) -> bool:
    """Add one page; True where it had to be OCRed. The lock is not held while the engine reads."""
    import pypdfium2

    with _PDFIUM:
        try:
            page = opened[index]
        except pypdfium2.PdfiumError:
            raise source.error(f"is damaged at page {index + 1}", "truncated") from None
        with closing(page):
            width, height = page.get_size()
            text, boxes, letters = _layer(page, index + 1, height, source.settings.max_text_chars)
            typed = letters >= _FEW_LETTERS or (letters and not _has_image(page))
            if typed and not any(layout.signs in " ".join(text.split()) for layout in layouts()):
                pages.add_layer(text, boxes, width, height)
                return False
            image = _raster(page, width, height, source)
    add_scan(pages, image, source)
    return True


def _raster(page: Any, width: float, height: float, source: Source) -> Image:
    import numpy as np

    scale = source.settings.dpi / 72
    check_pixels(source, width * scale, height * scale)
    bitmap = page.render(scale=scale)
    image: Image = np.ascontiguousarray(bitmap.to_numpy()[:, :, :3]).copy()
    if image.shape[2] == 1:
        image = np.repeat(image, 3, axis=2)
    bitmap.close()
    return image


def _has_image(page: Any) -> bool:
    import pypdfium2.raw as raw

    return next(page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=2), None) is not None


def _layer(page: Any, number: int, height: float, most: int) -> tuple[str, list[tuple[int, int, Box]], int]:
    """The page's text, (start, end, box) of its words, and the count of letters and digits."""
    import ctypes

    import pypdfium2.raw as raw

    out: list[str] = []
    boxes: list[tuple[int, int, Box]] = []
    letters = 0
    position = 0
    word_start = -1
    edges = [0.0, 0.0, 0.0, 0.0]
    left, right = ctypes.c_double(), ctypes.c_double()
    bottom, top = ctypes.c_double(), ctypes.c_double()

    def close() -> None:
        nonlocal word_start
        if word_start >= 0 and position > word_start:
            x0, y0, x1, y1 = edges
            boxes.append(
                (
                    word_start,
                    position,
                    Box(page=number, left=x0, top=height - y1, right=x1, bottom=height - y0),
                )
            )
        word_start = -1

    with closing(page.get_textpage()) as layer:
        for index in range(min(layer.count_chars(), most + 1)):
            code = raw.FPDFText_GetUnicode(layer, index)
            character = _character(code)
            if not character:
                continue
            if character.isspace():
                close()
                out.append(character)
                position += 1
                continue
            raw.FPDFText_GetCharBox(layer, index, left, right, bottom, top)
            if word_start < 0:
                word_start = position
                edges = [left.value, bottom.value, right.value, top.value]
            else:
                edges = [
                    min(edges[0], left.value),
                    min(edges[1], bottom.value),
                    max(edges[2], right.value),
                    max(edges[3], top.value),
                ]
            out.append(character)
            position += len(character)
            letters += character.isalnum()
        close()
    return "".join(out), boxes, letters


def _character(code: int) -> str:
    """One character of the layer; line ends become \\n, a soft line-end hyphen a hyphen."""
    if code in (0, 13, 0xFFFE, 0xFFFF):
        return "-" if code == 0xFFFE else ""
    if code == 2:
        return "-"
    if code == 10:
        return "\n"
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return chr(code) if code >= 32 or code == 9 else " "
