"""The picture of a page, for people: the same pixels that were read, made small enough to show."""

from __future__ import annotations

import email
import email.policy
import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa.geometry import Box
from reportqa.model.document import Document, Page
from reportqa.read.sniff import Kind, sniff
from reportqa.read_settings import ReadSettings

if TYPE_CHECKING:
    from PIL.Image import Image

# Wide enough to read handwriting on a desktop screen; about 150 KB a page as JPEG.
WIDTH = 1400
_QUALITY = 72
INK_WIDTH = 600  # of the crop beside a question: a few words on a phone
_MAX_PARTS = 200


def page_image(document: Document, page: int, *, settings: ReadSettings | None = None) -> bytes | None:
    """A JPEG of one page (from 1) of the file that the document was read from.

    None where there is no such page or part is missing, where the file is gone, and where its bytes are
    no longer those that were read: a box must never be drawn on another picture.
    """
    settings = settings or ReadSettings()
    data = _bytes_of(document, settings)
    if data is None:
        return None
    kind, _ = sniff(data, Path(document.name.replace("\x00", "")).suffix.lower())
    try:
        if kind is Kind.IMAGE:
            return _of_image(data, page, settings)
        if kind is Kind.PDF:
            return _of_pdf(data, page, settings)
    except Exception:  # the page is complete without its picture; the report was read before
        return None
    return None


def ink(
    data: bytes, boxes: Sequence[Box], page: Page, *, settings: ReadSettings | None = None
) -> bytes | None:
    """A JPEG of the place in `boxes` on a page of the scan `data`: what stands there, for a person to read.

    None where the boxes lie on no such page or the picture can't be drawn.
    """
    settings = settings or ReadSettings()
    box = around(boxes, page)
    if box is None:
        return None
    kind, _ = sniff(data, "")
    try:
        if kind is Kind.IMAGE:
            sheet = _opened_image(data, page.number, settings)
        elif kind is Kind.PDF:
            sheet = _opened_pdf(data, page.number, settings)
        else:
            return None
        if sheet is None:
            return None
        wide, high = sheet.width / page.width, sheet.height / page.height
        part = sheet.crop(
            (int(box.left * wide), int(box.top * high), int(box.right * wide) + 1, int(box.bottom * high) + 1)
        )
        return _jpeg(part, INK_WIDTH)
    except Exception:  # the question is complete without its picture
        return None


def around(boxes: Sequence[Box], page: Page) -> Box | None:
    """What to cut out of a page to show the words in `boxes`: those of its first line, and some paper."""
    mine = [box for box in boxes if box.page == page.number]
    if not mine or not page.width or not page.height:
        return None
    middle, high = (mine[0].top + mine[0].bottom) / 2, mine[0].bottom - mine[0].top
    row = [box for box in mine if abs((box.top + box.bottom) / 2 - middle) < high]
    return Box(
        page=page.number,
        left=max(min(box.left for box in row) - high, 0.0),
        top=max(min(box.top for box in row) - 0.25 * high, 0.0),
        right=min(max(box.right for box in row) + high, page.width),
        bottom=min(max(box.bottom for box in row) + 0.25 * high, page.height),
    )


def _bytes_of(document: Document, settings: ReadSettings) -> bytes | None:
    """The bytes with the document's hash: of the file, or of an attachment of the e-mail."""
    for name in (document.name, document.name.partition("!")[0]):
        try:
            path = Path(name)
            if not path.is_file() or path.stat().st_size > settings.max_bytes:
                continue
            data = path.read_bytes()
        except (OSError, ValueError):
            continue
        if _hash(data) == document.sha256:
            return data
        if "!" in document.name:
            return next((part for part in _attachments(data) if _hash(part) == document.sha256), None)
    return None


def _attachments(data: bytes) -> Iterator[bytes]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    for number, part in enumerate(message.walk()):
        if number >= _MAX_PARTS:
            return
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield content


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _of_image(data: bytes, page: int, settings: ReadSettings) -> bytes | None:
    opened = _opened_image(data, page, settings)
    return None if opened is None else _jpeg(opened)


def _opened_image(data: bytes, page: int, settings: ReadSettings) -> Image | None:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "MPO")) as opened:
        opened.seek(page - 1)
        if opened.width * opened.height > settings.max_megapixels * 1e6:
            return None
        return ImageOps.exif_transpose(opened).convert("RGBA")


def _of_pdf(data: bytes, page: int, settings: ReadSettings) -> bytes | None:
    opened = _opened_pdf(data, page, settings)
    return None if opened is None else _jpeg(opened)


def _opened_pdf(data: bytes, page: int, settings: ReadSettings) -> Image | None:
    import pypdfium2

    from reportqa.read.pdf import _PDFIUM

    with _PDFIUM, closing(pypdfium2.PdfDocument(data)) as opened, closing(opened[page - 1]) as sheet:
        width, height = sheet.get_size()
        scale = min(settings.dpi / 72, WIDTH / max(width, 1.0))
        if width * height * scale * scale > settings.max_megapixels * 1e6:
            return None
        drawn: Image = sheet.render(scale=scale).to_pil().convert("RGBA")
        return drawn


def _jpeg(image: Image, width: int = WIDTH) -> bytes:
    from PIL import Image

    paper = Image.new("RGBA", image.size, (255, 255, 255, 255))
    flat = Image.alpha_composite(paper, image).convert("RGB")
    if flat.width > width:
        flat = flat.resize((width, max(round(flat.height * width / flat.width), 1)))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
