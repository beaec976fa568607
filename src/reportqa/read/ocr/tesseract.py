"""Tesseract through pytesseract, as main engine or as second reader; optional at run time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa.errors import MissingPartError
from reportqa.read.ocr.engine import OcrLine, OcrPage, OcrWord

if TYPE_CHECKING:
    from reportqa.read.ocr.engine import Image
    from reportqa.read.ocr.lexicon import WordsFor

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

    def recognise(self, image: Image, words: WordsFor | None = None) -> OcrPage:
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

    def reread(self, crops: Sequence[Image], *, digits: bool) -> list[tuple[str, float] | None]:
        """Words or numbers once more, one a crop, in one start of the program; None where nothing is read.

        `digits` restricts the alphabet. Raises RuntimeError or OSError for the program's own trouble.
        """
        import cv2
        import pytesseract

        config = "--psm 8" + (" -c tessedit_char_whitelist=0123456789:/-." if digits else "")
        with tempfile.TemporaryDirectory(prefix="reportqa-") as folder:
            paths = [Path(folder) / f"{number}.png" for number in range(len(crops))]
            for path, crop in zip(paths, crops, strict=True):
                cv2.imwrite(str(path), crop)
            listed = Path(folder) / "crops.txt"
            listed.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
            data = pytesseract.image_to_data(
                str(listed),
                lang=self.language,
                config=config,
                output_type=pytesseract.Output.DICT,
                timeout=_SECONDS,
            )
        read: list[list[tuple[str, float]]] = [[] for _ in crops]
        for page, text, sure in zip(data["page_num"], data["text"], data["conf"], strict=True):
            if str(text).strip() and 1 <= int(page) <= len(read):
                read[int(page) - 1].append((str(text).strip(), max(float(sure), 0.0) / 100))
        return [
            ("".join(text for text, _ in words), min(sure for _, sure in words)) if words else None
            for words in read
        ]
