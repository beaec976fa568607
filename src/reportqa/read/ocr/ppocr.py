"""The models of PP-OCRv6-small that the rapidocr wheel carries, opened on onnxruntime.

The package itself is never imported: its model files are opened straight from where it is installed,
so that nothing can be downloaded and nothing is logged.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportqa.errors import MissingPartError
from reportqa.read.ocr.hands import Tuned, tuned
from reportqa.read.ocr.noise import is_foreign


@dataclass(frozen=True, slots=True)
class Models:
    """The opened models, and what the recogniser's outputs stand for."""

    det: Any
    rec: Any
    cls: Any
    latin: Any  # the recogniser's outputs that are kept: blank, space and the marks of English text
    foreign: Any  # for each output, whether it is a letter of another script
    alphabet: tuple[str, ...]
    version: str
    weights: Tuned  # kept, since the recogniser reads them where they lie


def opened(threads: int) -> Models:
    """The three models, each reading with so many threads.

    Raises MissingPartError where the wheel, one of its models, onnxruntime or OpenCV is not installed.
    """
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

    def session_of(key: str, weights: Tuned = Tuned()) -> Any:  # noqa: B008 - frozen, and empty
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
    session = {"det": session_of("det"), "rec": session_of("rec", weights), "cls": session_of("cls")}
    characters = session["rec"].get_modelmeta().custom_metadata_map["character"].splitlines()
    alphabet = ("", *characters, " ")
    latin = np.array([i for i, ch in enumerate(alphabet) if i == 0 or is_latin(ch)])
    foreign = np.array([is_foreign(ch) for ch in alphabet])
    kept = tuple(alphabet[i] for i in latin)
    version = digest[:12] + (f"+{weights.version}" if weights.version else "")
    return Models(session["det"], session["rec"], session["cls"], latin, foreign, kept, version, weights)


def is_latin(character: str) -> bool:
    """What English reports are written in; the recogniser knows 18,000 more, and takes a box for one."""
    return len(character) == 1 and (" " <= character <= "~" or character in "\u2018\u2019\u201c\u201d–—éñ°½")
