"""PP-OCRv6-small on onnxruntime, with the models that the rapidocr wheel carries.

The package itself is never imported: its model files are opened straight from where it is installed,
so that nothing can be downloaded and nothing is logged. Detection and its box maths follow
PaddleOCR's DB post-processing; recognition keeps the CTC output, from which words get their boxes.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportqa.errors import MissingPartError
from reportqa.read.ocr.charmodel import char_model
from reportqa.read.ocr.ctc import Reading, decode, decode_with, doubted, finished
from reportqa.read.ocr.detect import crop_again, detect, exactly, on_pixels, one_line, quad_crop, sideways
from reportqa.read.ocr.engine import OcrLine, OcrPage, OcrWord
from reportqa.read.ocr.hands import Tuned, tuned
from reportqa.read.ocr.layout import in_reading_order
from reportqa.read.ocr.lexicon import Lexicon, WordsFor
from reportqa.read.ocr.noise import in_another_script, is_foreign, texts
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
_PIXELS_A_BATCH = 48 * 6400  # bounds memory however long the lines are
_MOST_WIDTH = 4096
# Stretches after the plain one, in order of worth; from trials on handwriting, docs/reading.md.
_STRETCHES = (1.25, 1.5, 1.75, 2.0)
_SUSPECT_TURNED = 0.3  # mean of the direction classifier at which both ways are tried
_WORD_UNSURE = 0.6
_KEEP = 0.5  # a line below this confidence is no text: the mark that rapidocr ships with


@dataclass(frozen=True, slots=True)
class _Models:
    det: Any
    rec: Any
    cls: Any
    latin: Any  # the recogniser's outputs that are kept: blank, space and the marks of English text
    foreign: Any  # for each output, whether it is a letter of another script
    alphabet: tuple[str, ...]
    version: str
    weights: Tuned  # kept, since the recogniser reads them where they lie


@dataclass(slots=True)
class _Line:
    """One crop while it is read: what the recogniser saw of it, and what was made of that."""

    views: list[_View]
    readings: list[Reading]
    best: Reading

    @property
    def doubted(self) -> bool:
        """Whether the language model had a say; what was never doubted stays as it is."""
        return any(reading.score > float("-inf") for reading in self.readings)


class RapidEngine:
    """Detection, then recognition of each line; `passes` > 1 re-reads unsure lines stretched.

    `threads` are onnxruntime's own for one page. Raises MissingPartError where the wheel, onnxruntime
    or OpenCV is not installed.
    """

    def __init__(
        self, *, passes: int = 3, unsure_below: float = 0.92, threads: int = 1, language: bool = True
    ) -> None:
        self.passes = passes
        self.unsure_below = unsure_below
        self._language = char_model() if language else None
        self._models = _load(threads)

    @property
    def name(self) -> str:
        """The engine and the hash of its recogniser."""
        return f"PP-OCRv6-small {self._models.version}"

    def recognise(self, image: Image, words: WordsFor | None = None) -> OcrPage:
        """Read a page; lines that the recogniser doubts are read again, stretched.

        `words` is asked once, with the text as read; its answer weighs in where a line is doubted.
        """
        ready = prepared(image)
        return as_given(self._page(ready.image, words), ready)

    def _page(self, image: Image, words: WordsFor | None) -> OcrPage:
        """A page that was made ready, in its own pixels."""
        quads = exactly(self._models.det, image)
        if not quads:
            return OcrPage(lines=())
        twice = enlarged(image, quads)
        if twice is not None:
            return as_given(self._found(twice.image, on_pixels(quads, 2), words), twice)
        return self._found(image, on_pixels(quads), words)

    def _found(self, image: Image, quads: list[NDArray[np.float32]], words: WordsFor | None) -> OcrPage:
        """What stands in the quadrilaterals that were found on a page."""
        import numpy as np

        turned = 0
        if sideways(image, quads):
            turned = 90
            image = np.ascontiguousarray(np.rot90(image))
            quads = detect(self._models.det, image)
        crops = [quad_crop(image, quad) for quad in quads]
        if self._upside_down([crop for crop, _ in crops], suspected=turned > 0):
            turned += 180
            image = np.ascontiguousarray(np.rot90(image, 2))
            quads = detect(self._models.det, image)
            crops = [quad_crop(image, quad) for quad in quads]
        if not crops:
            return OcrPage(lines=())
        if one_line(image, quads):
            # Detection cuts into a single line's strokes; the image is the better crop.
            crops = [(image, np.eye(3))]
        readings = self._read_lines([crop for crop, _ in crops], words)
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
        return self._read_lines([crop])[0]

    def _read_lines(self, crops: list[Image], words: WordsFor | None = None) -> list[Reading]:
        lines = self._seen(crops)
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
        lines = self._seen(crops)
        return [line.best for line in lines], [line.readings for line in lines]

    def _seen(self, crops: list[Image]) -> list[_Line]:
        """Each crop read once, and where that is unsure once more by each stretch."""
        lines = [_Line([], [], best=Reading((), 0.0)) for _ in crops]
        for stretch in (1.0, *_STRETCHES[: self.passes - 1]):
            again = [i for i, line in enumerate(lines) if not line.views or self._unsure(line.best)]
            if not again:
                break
            for i, view in zip(again, self._inks([crops[i] for i in again], stretch), strict=True):
                self._add(lines[i], view)
        return lines

    def _add(self, line: _Line, view: _View, lexicon: Lexicon | None = None) -> None:
        ink, used = view
        reading = decode(ink, self._models.alphabet, used)
        if self._language is not None and doubted(reading):
            reading = decode_with(ink, self._models.alphabet, used, self._language, lexicon)
        if not line.views or self._rank(reading) > self._rank(line.best):
            line.best = reading
        line.views.append(view)
        line.readings.append(reading)

    def _with_words(self, line: _Line, lexicon: Lexicon) -> _Line:
        """The line decoded once more with the client's words, where it was doubted."""
        if not line.doubted:
            return line
        again = _Line([], [], best=line.best)
        for view in line.views:
            self._add(again, view, lexicon)
        return again

    def _unsure(self, reading: Reading) -> bool:
        """A line worth another view: its mean is low, or one of its words is."""
        return reading.confidence < self.unsure_below or reading.least < _WORD_UNSURE

    def _rank(self, reading: Reading) -> float:
        return reading.score if self._language is not None else reading.confidence

    def _inks(self, crops: list[Image], stretch: float) -> list[_View]:
        """The recogniser's output for each crop, in batches of like width."""
        import numpy as np

        widths = [_input_width(crop, stretch) for crop in crops]
        order = sorted(range(len(crops)), key=lambda i: widths[i])
        out: dict[int, _View] = {}
        batch: list[int] = []
        for position, i in enumerate(order):
            batch.append(i)
            following = widths[order[position + 1]] if position + 1 < len(order) else None
            full = following is None or len(batch) == 6
            if not full and following is not None:
                full = (len(batch) + 1) * following * _HEIGHT > _PIXELS_A_BATCH
            if not full:
                continue
            width = max(max(widths[j] for j in batch), _LEAST_WIDTH)
            data = np.zeros((len(batch), 3, _HEIGHT, width), dtype=np.float32)
            for row, j in enumerate(batch):
                data[row, :, :, : widths[j]] = _normalised(crops[j], widths[j])
            logits = self._models.rec.run(None, {self._models.rec.get_inputs()[0].name: data})[0]
            for row, j in enumerate(batch):
                used = math.ceil(logits.shape[1] * widths[j] / width)
                ink = np.ascontiguousarray(logits[row][:used, self._models.latin])
                if in_another_script(logits[row][:used], self._models.foreign):
                    ink[:, 1:] = 0
                out[j] = (ink, used)
            batch = []
        return [out[i] for i in range(len(crops))]

    def _upside_down(self, crops: list[Image], *, suspected: bool) -> bool:
        """The direction classifier's suspicion over the widest lines, decided by reading them both ways.

        A page that lay on its side may as well have lain on the other: it is suspected from the start.
        """
        import numpy as np

        widest = sorted(crops, key=lambda crop: -crop.shape[1] / max(crop.shape[0], 1))[:6]
        if not suspected and self._turned(widest) < _SUSPECT_TURNED:
            return False
        # The classifier was trained on print and is wrong on one handwritten line in ten.
        some = widest[:3]
        flipped = [np.ascontiguousarray(np.rot90(crop, 2)) for crop in some]
        return self._plain(flipped) > self._plain(some)

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

    def _plain(self, crops: list[Image]) -> float:
        """How sure the recogniser is of some crops, summed."""
        inks = self._inks(crops, 1.0)
        return sum(decode(ink, self._models.alphabet, used).confidence for ink, used in inks)


def _load(threads: int) -> _Models:
    spec = importlib.util.find_spec("rapidocr")
    try:
        import cv2
        import numpy as np
        import onnxruntime
    except ImportError as error:
        raise MissingPartError(
            "the OCR part is not installed", remedy="Install it with pip install 'reportqa[ocr]'"
        ) from error
    if spec is None or spec.origin is None:
        raise MissingPartError(
            "rapidocr is not installed, whose wheel carries the OCR models",
            remedy="Install it with pip install 'reportqa[ocr]'",
        )
    cv2.setNumThreads(max(threads, 1))
    folder = Path(spec.origin).parent / "models"
    paths = {
        "det": folder / "PP-OCRv6_det_small.onnx",
        "rec": folder / "PP-OCRv6_rec_small.onnx",
        "cls": folder / "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    }
    for path in paths.values():
        if not path.is_file():
            raise MissingPartError(
                "the installed rapidocr does not carry the model that is read with",
                where=path.name,
                remedy="Install the version named in reportqa[ocr]",
            )

    def opened(key: str, weights: Tuned = Tuned()) -> Any:  # noqa: B008 - frozen, and empty
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        options.enable_cpu_mem_arena = False
        for name, value in weights.values:
            options.add_initializer(name, value)
        return onnxruntime.InferenceSession(str(paths[key]), options, providers=["CPUExecutionProvider"])

    digest = hashlib.sha256(paths["rec"].read_bytes()).hexdigest()
    weights = tuned(digest)
    session = {"det": opened("det"), "rec": opened("rec", weights), "cls": opened("cls")}
    characters = session["rec"].get_modelmeta().custom_metadata_map["character"].splitlines()
    alphabet = ("", *characters, " ")
    latin = np.array([i for i, ch in enumerate(alphabet) if i == 0 or _is_latin(ch)])
    foreign = np.array([is_foreign(ch) for ch in alphabet])
    kept = tuple(alphabet[i] for i in latin)
    version = digest[:12] + (f"+{weights.version}" if weights.version else "")
    return _Models(session["det"], session["rec"], session["cls"], latin, foreign, kept, version, weights)


def _is_latin(character: str) -> bool:
    """What English reports are written in; the recogniser knows 18,000 more, and takes a box for one."""
    return len(character) == 1 and (" " <= character <= "~" or character in "\u2018\u2019\u201c\u201d–—éñ°½")


def _input_width(crop: Image, stretch: float) -> int:
    height, width = int(crop.shape[0]), int(crop.shape[1])
    return max(1, min(_MOST_WIDTH, math.ceil(_HEIGHT * stretch * width / max(height, 1))))


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
