"""The picture of a page, for people: the same pixels that were read, made small enough to show."""

from __future__ import annotations

import email
import email.policy
import hashlib
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from reportqa.model.document import Document
from reportqa.read.sniff import Kind, sniff
from reportqa.read_settings import ReadSettings

# Wide enough to read handwriting on a desktop screen; about 150 KB a page as JPEG.
WIDTH = 1400
_QUALITY = 72
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
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "MPO")) as opened:
        opened.seek(page - 1)
        if opened.width * opened.height > settings.max_megapixels * 1e6:
            return None
        return _jpeg(ImageOps.exif_transpose(opened).convert("RGBA"))


def _of_pdf(data: bytes, page: int, settings: ReadSettings) -> bytes | None:
    import pypdfium2

    from reportqa.read.pdf import _PDFIUM

    with _PDFIUM, closing(pypdfium2.PdfDocument(data)) as opened, closing(opened[page - 1]) as sheet:
        width, height = sheet.get_size()
        scale = min(settings.dpi / 72, WIDTH / max(width, 1.0))
        if width * height * scale * scale > settings.max_megapixels * 1e6:
            return None
        return _jpeg(sheet.render(scale=scale).to_pil().convert("RGBA"))


def _jpeg(image: object) -> bytes:
    from PIL import Image

    if not isinstance(image, Image.Image):
        raise TypeError("no image")
    paper = Image.new("RGBA", image.size, (255, 255, 255, 255))
    flat = Image.alpha_composite(paper, image).convert("RGB")
    if flat.width > WIDTH:
        flat = flat.resize((WIDTH, max(round(flat.height * WIDTH / flat.width), 1)))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
