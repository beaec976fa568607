"""Reading a page with PP-OCRv6-small: its lines, each looked at as often as it is in doubt, its words' boxes.

Detection and its box maths follow PaddleOCR's DB post-processing; recognition keeps the CTC output, from
which words get their boxes.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from reportqa.read.ocr.ctc import Reading, decode, decode_with, doubted, finished
from reportqa.read.ocr.detect import crop_again, detect, one_line, quad_crop, scale_for, sideways
from reportqa.read.ocr.engine import OcrLine, OcrPage, OcrWord
from reportqa.read.ocr.english import english
from reportqa.read.ocr.layout import in_reading_order
from reportqa.read.ocr.lexicon import Lexicon, WordsFor
from reportqa.read.ocr.noise import in_another_script, texts
from reportqa.read.ocr.ppocr import opened
from reportqa.read.ocr.prepare import as_given, enlarged, prepared
from reportqa.read.ocr.ruled import unruled
from reportqa.read.ocr.struck import with_strikes
from reportqa.read.ocr.sureness import chosen, judged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.read.ocr.engine import Image

    _View = tuple[NDArray[np.float32], int]  # steps × characters, and how many steps carry the line

_HEIGHT = 48  # pixels, the recogniser's input
_LEAST_WIDTH = 320
_MOST_WIDTH = 4096
_SUSPECT_TURNED = 0.3  # mean of the direction classifier at which both ways are tried
_WORD_UNSURE = 0.6
_KEEP = 0.5  # a line below this confidence is no text: the mark that rapidocr ships with


@dataclass(frozen=True, slots=True)
class _Look:
    """A way to look again at a doubted line: how much wider, and how far its letters are leant to the left.

    `lean` is in pixels for each pixel of height; below zero they are leant to the right. A line whose mean
    confidence is not `below` that is not looked at so: it would hardly be worth the time.
    """

    stretch: float
    lean: float = 0.0
    below: float = 1.0


_LOST = 0.7
# Looks after the plain one, in order of worth; from trials on made lines, docs/reading.md.
_LOOKS = (_Look(1.25), _Look(1.75, below=_LOST), _Look(1.5, below=_LOST), _Look(2.0, below=_LOST))
_LOOKS_AT_SMALL = (_Look(1.25, 0.25), _Look(1.25, -0.25), _Look(1.75, below=_LOST))


@dataclass(slots=True)
class _Line:
    """One crop while it is read: what the recogniser saw of it, and what was made of that."""

    crop: Image
    plain: _View | None = None  # the crop as it is; pages that may be upside down ask for it early
    views: list[_View] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    best: Reading = field(default_factory=lambda: Reading((), 0.0))

    @property
    def doubted(self) -> bool:
        """Whether the language model had a say; what was never doubted stays as it is."""
        return any(reading.score is not None for reading in self.readings)


class RapidEngine:
    """Detection, then recognition of each line; `passes` > 1 re-reads unsure lines in other shapes.

    Each pass after the first is one look more at a line, and two at one of small writing. `threads` are
    onnxruntime's own for one page. Raises MissingPartError where the wheel, onnxruntime or OpenCV is not
    installed.
    """

    def __init__(
        self, *, passes: int = 3, unsure_below: float = 0.92, threads: int = 1, language: bool = True
    ) -> None:
        self.passes = passes
        self.unsure_below = unsure_below
        self._language = english() if language else None
        self._models = opened(threads)

    @property
    def name(self) -> str:
        """The engine and the hash of its recogniser."""
        return f"PP-OCRv6-small {self._models.version}"

    def recognise(self, image: Image, words: WordsFor | None = None) -> OcrPage:
        """Read a page; lines that the recogniser doubts are read again, stretched or leant.

        `words` is asked once, with the text as read; its answer weighs in where a line is doubted.
        """
        ready = prepared(image)
        return as_given(self._page(ready.image, words), ready)

    def _page(self, image: Image, words: WordsFor | None) -> OcrPage:
        """A page that was made ready, in its own pixels."""
        quads = detect(self._models.det, image)
        if not quads:
            return OcrPage(lines=())
        twice = enlarged(image, quads)
        if twice is not None:
            scale = scale_for(2 * image.shape[0], 2 * image.shape[1])
            if again := detect(self._models.det, twice.image, scale):
                return as_given(self._found(twice.image, again, words, scale), twice)
        return self._found(image, quads, words)

    def _found(
        self,
        image: Image,
        quads: list[NDArray[np.float32]],
        words: WordsFor | None,
        scale: float | None = None,
    ) -> OcrPage:
        """What stands in the quadrilaterals that were found on a page.

        `scale` is as `detect` has it, and given where the page was enlarged because its writing is small.
        """
        import numpy as np

        turned = 0
        if sideways(image, quads):
            turned = 90
            image = np.ascontiguousarray(np.rot90(image))
            quads = detect(self._models.det, image, scale)
        crops = [quad_crop(image, quad) for quad in quads]
        cut = [_Line(crop) for crop, _ in crops]
        if self._upside_down(cut, suspected=turned > 0):
            turned += 180
            image = np.ascontiguousarray(np.rot90(image, 2))
            quads = detect(self._models.det, image, scale)
            crops = [quad_crop(image, quad) for quad in quads]
            cut = [_Line(crop) for crop, _ in crops]
        if not crops:
            return OcrPage(lines=())
        if one_line(image, quads):
            # Detection cuts into a single line's strokes; the image is the better crop.
            crops = [(image, np.eye(3))]
            cut = [_Line(image)]
        readings = self._read_lines(cut, words, small=scale is not None)
        height, width = image.shape[:2]
        bare = functools.cache(lambda: unruled(image))
        pieces = []
        for reading, (crop, back) in zip(readings, crops, strict=True):
            if reading.confidence < _KEEP or not reading.words:
                continue
            piece = _piece(reading, crop.shape[1], crop.shape[0], back)
            struck = with_strikes(piece, reading, crop)
            if struck is not piece and (page := bare()) is not None:
                struck = with_strikes(piece, reading, crop_again(page, crop, back))
            pieces.append(struck)
        known = texts(pieces, len(crops))
        lines = _turned_back(in_reading_order(known), turned, width, height)
        return OcrPage(lines=lines, turned=turned, unread=len(crops) - len(known))

    def read_line(self, crop: Image) -> Reading:
        """One line crop, without detection."""
        return self._read_lines([_Line(crop)])[0]

    def _read_lines(
        self, lines: list[_Line], words: WordsFor | None = None, *, small: bool = False
    ) -> list[Reading]:
        self._see(lines, small=small)
        lexicon = None
        if words is not None and self._language is not None and any(line.doubted for line in lines):
            lexicon = words("\n".join(finished(line.best).text for line in lines))
        if lexicon:
            lines = [self._with_words(line, lexicon) for line in lines]
        best = [line.best for line in lines]
        if self._language is not None:
            best = [judged(line.best, line.readings, self._language, lexicon) for line in lines]
        done = [finished(reading) for reading in best]
        return [chosen(reading, lexicon) for reading in done] if lexicon else done

    def views(self, crops: list[Image]) -> tuple[list[Reading], list[list[Reading]]]:
        """The best reading of each crop, with the ink's own confidences, and all readings made of it."""
        lines = [_Line(crop) for crop in crops]
        self._see(lines)
        return [line.best for line in lines], [line.readings for line in lines]

    def _see(self, lines: list[_Line], *, small: bool = False) -> None:
        """Each line read once, and while it is unsure in other ways, in more of them where it is lost.

        Of `small` writing leant to either side: one look tells less of it, and each something else.
        """
        looks = _LOOKS_AT_SMALL[: 2 * (self.passes - 1)] if small else _LOOKS[: self.passes - 1]
        for line in lines:
            self._add(line, self._plain(line))
            for look in looks:
                if self._unsure(line.best) and line.best.confidence < look.below:
                    self._add(line, self._ink(_leant(line.crop, look.lean), look.stretch))

    def _add(self, line: _Line, view: _View, lexicon: Lexicon | None = None) -> None:
        ink, used = view
        reading = decode(ink, self._models.alphabet, used)
        if self._language is not None and doubted(reading):
            reading = decode_with(ink, self._models.alphabet, used, self._language.characters, lexicon)
        if not line.views or self._rank(reading) > self._rank(line.best):
            line.best = reading
        line.views.append(view)
        line.readings.append(reading)

    def _with_words(self, line: _Line, lexicon: Lexicon) -> _Line:
        """The line decoded once more with the client's words, where it was doubted."""
        if not line.doubted:
            return line
        again = _Line(line.crop, line.plain)
        for view in line.views:
            self._add(again, view, lexicon)
        return again

    def _unsure(self, reading: Reading) -> bool:
        """A line worth another view: its mean is low, or one of its words is."""
        return reading.confidence < self.unsure_below or reading.least < _WORD_UNSURE

    def _rank(self, reading: Reading) -> float:
        """What chooses between views: nats a character, none for what was never doubted."""
        if self._language is None:
            return reading.confidence
        return 0.0 if reading.score is None else reading.score

    def _plain(self, line: _Line) -> _View:
        """The line's crop as it is, looked at once."""
        if line.plain is None:
            line.plain = self._ink(line.crop)
        return line.plain

    def _ink(self, crop: Image, stretch: float = 1.0) -> _View:
        """The recogniser's output for one crop.

        Crops are not read in batches: on a processor, filling them up to one width costs more than is
        saved, and what a line is filled up with changes how its end is read.
        """
        import numpy as np

        width = _input_width(crop, stretch)
        data = np.zeros((1, 3, _HEIGHT, max(width, _LEAST_WIDTH)), dtype=np.float32)
        data[0, :, :, :width] = _normalised(crop, width)
        shares = self._models.rec.run(None, {self._models.rec.get_inputs()[0].name: data})[0][0]
        used = math.ceil(len(shares) * width / data.shape[3])
        ink = np.ascontiguousarray(shares[:used, self._models.latin])
        if in_another_script(shares[:used], self._models.foreign):
            ink[:, 1:] = 0
        return ink, used

    def _upside_down(self, lines: list[_Line], *, suspected: bool) -> bool:
        """The direction classifier's suspicion over the widest lines, decided by reading them both ways.

        A page that lay on its side may as well have lain on the other: it is suspected from the start.
        """
        import numpy as np

        widest = sorted(lines, key=lambda line: -line.crop.shape[1] / max(line.crop.shape[0], 1))[:6]
        if not suspected and self._turned([line.crop for line in widest]) < _SUSPECT_TURNED:
            return False
        # The classifier was trained on print and is wrong on one handwritten line in ten.
        some = widest[:3]
        upright = sum(self._confidence(self._plain(line)) for line in some)
        flipped = (self._ink(np.ascontiguousarray(np.rot90(line.crop, 2))) for line in some)
        return sum(self._confidence(view) for view in flipped) > upright

    def _turned(self, crops: list[Image]) -> float:
        """How much the direction classifier takes some crops for upside down, 0…1."""
        import cv2
        import numpy as np

        data = np.zeros((len(crops), 3, 48, 192), dtype=np.float32)
        for row, crop in enumerate(crops):
            width = min(192, max(1, math.ceil(48 * crop.shape[1] / max(crop.shape[0], 1))))
            scaled = cv2.resize(crop, (width, 48)).astype(np.float32)
            data[row, :, :, :width] = (scaled.transpose(2, 0, 1) / 255 - 0.5) / 0.5
        scores = self._models.cls.run(None, {self._models.cls.get_inputs()[0].name: data})[0]
        return float(scores[:, 1].mean())

    def _confidence(self, view: _View) -> float:
        """How sure the recogniser is of what it saw."""
        ink, used = view
        return decode(ink, self._models.alphabet, used).confidence


def _input_width(crop: Image, stretch: float) -> int:
    height, width = int(crop.shape[0]), int(crop.shape[1])
    return max(1, min(_MOST_WIDTH, math.ceil(_HEIGHT * stretch * width / max(height, 1))))


def _leant(crop: Image, lean: float) -> Image:
    """The crop with its letters leant to the left about its middle, so that each keeps its place there."""
    import cv2
    import numpy as np

    if not lean:
        return crop
    height, width = crop.shape[:2]
    matrix = np.array([[1, lean, -lean * height / 2], [0, 1, 0]])
    leant: Image = cv2.warpAffine(crop, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return leant


def _normalised(crop: Image, width: int) -> NDArray[np.float32]:
    import cv2
    import numpy as np

    scaled = cv2.resize(crop, (width, _HEIGHT)).astype(np.float32)
    normal: NDArray[np.float32] = (scaled.transpose(2, 0, 1) / 255 - 0.5) / 0.5
    return normal


def _piece(reading: Reading, width: int, height: int, back: NDArray[np.float64]) -> OcrLine:
    """Words with their rectangles on the page: columns of the crop carried back through its corners."""
    import numpy as np

    words = []
    for word in reading.words:
        left, right = word.start * width, word.end * width
        corners = np.array([[left, 0, 1], [right, 0, 1], [right, height, 1], [left, height, 1]])
        points = corners @ back.T
        points = points[:, :2] / points[:, 2:]
        rect = (
            float(points[:, 0].min()),
            float(points[:, 1].min()),
            float(points[:, 0].max()),
            float(points[:, 1].max()),
        )
        words.append(
            OcrWord(text=word.text, rect=rect, confidence=word.confidence, alternatives=word.alternatives)
        )
    return OcrLine(words=tuple(words))


def _turned_back(lines: tuple[OcrLine, ...], turned: int, width: int, height: int) -> tuple[OcrLine, ...]:
    """Rectangles of the turned image in the pixels of the image as it was given."""
    if not turned:
        return lines

    def point(x: float, y: float) -> tuple[float, float]:
        # `turned` counter-clockwise quarter turns were made; undo them one at a time.
        w, h = width, height
        for _ in range(turned // 90):
            x, y = h - y, x
            w, h = h, w
        return x, y

    out = []
    for line in lines:
        words = []
        for word in line.words:
            x1, y1 = point(word.rect[0], word.rect[1])
            x2, y2 = point(word.rect[2], word.rect[3])
            rect = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
            words.append(replace(word, rect=rect))
        out.append(OcrLine(words=tuple(words)))
    return tuple(out)
