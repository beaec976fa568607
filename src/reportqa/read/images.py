"""Scans and photos: sizes checked from the header, then page by page through the engine."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from reportqa.errors import ReadError
from reportqa.model.document import Document
from reportqa.read.context import Source
from reportqa.read.pages import Pages
from reportqa.read.scan import add_scan, document_of_pages

if TYPE_CHECKING:
    from reportqa.read.ocr.engine import Image


def read_image(source: Source) -> Iterator[Document | ReadError]:
    """One report from an image; the frames of a TIFF are its pages."""
    try:
        from PIL import Image as Pil
        from PIL import UnidentifiedImageError
    except ImportError:
        raise source.error(
            "is an image, and the OCR part is not installed",
            "no_ocr",
            "Install it with pip install 'reportqa[ocr]'",
        ) from None
    pages = Pages(source.settings.readable_above)
    try:
        with warnings.catch_warnings():
            # Our own limit is checked below, from the header, before a pixel is decoded.
            warnings.simplefilter("ignore", Pil.DecompressionBombWarning)
            opened = Pil.open(io.BytesIO(source.data), formats=("PNG", "JPEG", "TIFF", "MPO"))
    except Pil.DecompressionBombError:
        raise _too_many_pixels(source, None) from None
    except UnidentifiedImageError:
        raise source.error("is a damaged image", "truncated", "Scan it again") from None
    with opened:
        frame = 0
        while True:
            try:
                opened.seek(frame)
            except EOFError:
                break
            if opened.format == "MPO" and frame:
                break  # the second picture of a phone's file is the same scene
            if frame >= source.settings.max_pages:
                raise source.error(
                    f"has more than {source.settings.max_pages} pages",
                    "too_many_pages",
                    "Split it, or raise max_pages under [read]",
                )
            check_pixels(source, opened.width, opened.height)
            try:
                image = _pixels(opened)
            except (OSError, SyntaxError, ValueError) as error:
                raise source.error(
                    f"is cut off or damaged at page {frame + 1}", "truncated", "Scan it again"
                ) from error
            add_scan(pages, image, source)
            frame += 1
    yield document_of_pages(source, pages, scanned=True)


def check_pixels(source: Source, width: float, height: float) -> None:
    """Raises ReadError for a page beyond the limit."""
    if width * height > source.settings.max_megapixels * 1e6:
        raise _too_many_pixels(source, width * height / 1e6)


def _too_many_pixels(source: Source, megapixels: float | None) -> ReadError:
    size = f"{megapixels:,.0f}" if megapixels is not None else "far more"
    limit = source.settings.max_megapixels
    return source.error(
        f"has a page of {size} megapixels; at most {limit:g} are read"
        if megapixels is not None
        else f"has a page of far more than {limit:g} megapixels",
        "too_many_pixels",
        "Scan it at 200 to 300 dpi, or raise max_megapixels under [read]",
    )


def _pixels(frame: Any) -> Image:
    """Upright by EXIF, on white paper, blue-green-red."""
    import numpy as np
    from PIL import Image as Pil
    from PIL import ImageOps

    frame.load()
    upright = ImageOps.exif_transpose(frame)
    if upright.mode.startswith("I") or upright.mode == "F":
        grey = np.asarray(upright, dtype=np.float64)
        top = max(float(grey.max()), 1.0)
        upright = Pil.fromarray((grey * (255.0 / top)).clip(0, 255).astype(np.uint8))
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        paper = Pil.new("RGBA", upright.size, (255, 255, 255, 255))
        upright = Pil.alpha_composite(paper, upright)
    rgb = np.asarray(upright.convert("RGB"))
    return np.ascontiguousarray(rgb[:, :, ::-1])
