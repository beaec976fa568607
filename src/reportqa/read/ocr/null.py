"""An engine that replies by heart, for tests and for runs without an OCR engine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reportqa.read.ocr.engine import OcrPage

if TYPE_CHECKING:
    from reportqa.read.ocr.engine import Image
    from reportqa.read.ocr.lexicon import WordsFor


def image_key(image: Image) -> str:
    """The key of a page image: sha256 over its shape and its pixels."""
    digest = hashlib.sha256(repr(image.shape).encode("ascii"))
    digest.update(image.tobytes())
    return digest.hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class NullEngine:
    """Replies with the page recorded under `image_key`; an unknown image has no words."""

    replies: Mapping[str, OcrPage] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The engine's name."""
        return "null"

    def recognise(self, image: Image, words: WordsFor | None = None) -> OcrPage:
        """The recorded page."""
        return self.replies.get(image_key(image), OcrPage(lines=()))
