"""OCR behind one protocol: `engine_for(settings)` gives the engine, loaded once a process."""

from __future__ import annotations

import os
from functools import lru_cache

from reportqa.errors import MissingPartError, ReadError
from reportqa.read.ocr.engine import Engine, OcrLine, OcrPage, OcrWord
from reportqa.read.ocr.null import NullEngine, image_key
from reportqa.read_settings import ReadSettings

__all__ = ["Engine", "NullEngine", "OcrLine", "OcrPage", "OcrWord", "engine_for", "image_key"]


def engine_for(settings: ReadSettings) -> Engine:
    """The engine that the settings name; raises ReadError `no_ocr` where it can't be used."""
    if settings.engine == "null":
        return NullEngine()
    if settings.engine == "none":
        raise ReadError(
            "holds only images, and OCR is turned off",
            code="no_ocr",
            remedy="Set the ocr engine to rapidocr to read scans",
        )
    try:
        # A forked worker must not use its parent's sessions, hence the process id in the key.
        return _loaded(settings.engine, settings.passes, settings.unsure_below, settings.threads, os.getpid())
    except MissingPartError as error:
        raise ReadError(error.what, code="no_ocr", remedy=error.remedy) from error


@lru_cache(maxsize=4)
def _loaded(engine: str, passes: int, unsure_below: float, threads: int, process: int) -> Engine:
    del process
    if engine == "tesseract":
        from reportqa.read.ocr.tesseract import TesseractEngine

        return TesseractEngine()
    from reportqa.read.ocr.rapid import RapidEngine

    return RapidEngine(passes=passes, unsure_below=unsure_below, threads=threads)
