"""Tesseract through pytesseract, as main engine or as second reader; optional at run time."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportqa.errors import MissingPartError
from reportqa.read.ocr.engine import OcrLine, OcrPage, OcrWord

if TYPE_CHECKING:
    from reportqa.read.ocr.engine import Image

_SECONDS = 120  # of one page; a page that takes longer is a picture, not a text


def tesseract_present() -> bool:
    """Whether the program and its Python side are installed."""
    if shutil.which("tesseract") is None:
        return False
    try:
        import pytesseract  # noqa: F401
    except ImportError:
        return False
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class TesseractEngine:
    """Reads a page with tesseract's automatic page segmentation; `language` is a tesseract code."""

    language: str = "eng"

    def __post_init__(self) -> None:
        if not tesseract_present():
            raise MissingPartError(
                "tesseract is not installed",
                remedy="Install it (apt install tesseract-ocr, pip install pytesseract) or set ocr engine"
                " to rapidocr",
            )

    @property
    def name(self) -> str:
        """The engine and its version."""
        import pytesseract

        return f"tesseract {pytesseract.get_tesseract_version()}"

    def recognise(self, image: Image) -> OcrPage:
        """Words and lines in tesseract's own order."""
        import pytesseract

        data = pytesseract.image_to_data(
            image[:, :, ::-1],
            lang=self.language,
            output_type=pytesseract.Output.DICT,
            timeout=_SECONDS,
        )
        lines: dict[tuple[int, int, int], list[OcrWord]] = {}
        for index, text in enumerate(data["text"]):
            confidence = float(data["conf"][index])
            if confidence < 0 or not text.strip():
                continue
            left, top = float(data["left"][index]), float(data["top"][index])
            word = OcrWord(
                text=text.strip(),
                rect=(left, top, left + data["width"][index], top + data["height"][index]),
                confidence=confidence / 100,
            )
            key = (data["block_num"][index], data["par_num"][index], data["line_num"][index])
            lines.setdefault(key, []).append(word)
        return OcrPage(lines=tuple(OcrLine(words=tuple(words)) for words in lines.values()))

    def reread(self, crop: Image, *, digits: bool) -> tuple[str, float] | None:
        """One word or number once more; None where nothing is read. `digits` restricts the alphabet."""
        import pytesseract

        config = "--psm 8" + (" -c tessedit_char_whitelist=0123456789:/-." if digits else "")
        data = pytesseract.image_to_data(
            crop[:, :, ::-1],
            lang=self.language,
            config=config,
            output_type=pytesseract.Output.DICT,
            timeout=_SECONDS,
        )
        read = [(t.strip(), float(c)) for t, c in zip(data["text"], data["conf"], strict=True) if t.strip()]
        if not read:
            return None
        return "".join(text for text, _ in read), min(max(c, 0.0) for _, c in read) / 100
