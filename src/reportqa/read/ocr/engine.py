"""The engine protocol: a page image in, lines of words with boxes and confidences out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.read.ocr.lexicon import WordsFor

    Image = NDArray[np.uint8]

# left, top, right, bottom in pixels of the page image, origin top left
Rect = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class OcrWord:
    """One word as read; `confidence` 0…1; `alternatives` are other readings with probabilities.

    `printed` words are a known form's own: how well a page can be read doesn't hang on them.
    """

    text: str
    rect: Rect
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()
    struck: bool = False  # crossed out by the writer
    printed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class OcrLine:
    """The words of one line, left to right; never empty."""

    words: tuple[OcrWord, ...]

    @property
    def rect(self) -> Rect:
        """The smallest upright rectangle around the words."""
        return (
            min(word.rect[0] for word in self.words),
            min(word.rect[1] for word in self.words),
            max(word.rect[2] for word in self.words),
            max(word.rect[3] for word in self.words),
        )

    @property
    def text(self) -> str:
        """The words, with single spaces."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, kw_only=True, slots=True)
class OcrPage:
    """The lines of one page in reading order, and by how many degrees the page was turned to read it.

    `turned` is 0, 90, 180 or 270, counter-clockwise; rectangles belong to the image as it was given.
    `unread` counts what looks like text and could not be read at all.
    """

    lines: tuple[OcrLine, ...]
    turned: int = 0
    unread: int = 0


class Engine(Protocol):
    """One way to read a page image. Safe to share between threads; the same image gives the same page."""

    @property
    def name(self) -> str:
        """The engine and its version, for provenance."""
        ...

    def recognise(self, image: Image, words: WordsFor | None = None) -> OcrPage:
        """Read a page: `image` is height × width × 3, blue-green-red, 0…255.

        `words` gives the client's own words for a text; an engine may leave it unasked.
        """
        ...
