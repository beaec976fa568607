"""What fine-tuning on made handwriting changed in the recogniser: the weights of its last layers.

The recogniser itself stays in the rapidocr wheel. Its file is opened as it is, and onnxruntime is given
other values for the layers after its backbone; models/hand_reader/CARD.md says how they were made.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from reportqa.resources import models_dir


@dataclass(frozen=True, slots=True)
class Tuned:
    """Values by the name of the layer's weights; `version` is "" without any.

    onnxruntime reads them where they lie: they must live as long as the session.
    """

    values: tuple[tuple[str, Any], ...] = ()
    version: str = ""


def tuned(recogniser: str) -> Tuned:
    """The weights for the recogniser with this SHA-256; none where they belong to another, or are missing.

    Another version of the wheel then reads as it was shipped.
    """
    import numpy as np
    import onnxruntime

    path = models_dir() / "hand_reader" / "weights.npz"
    if not path.is_file():
        return Tuned()
    with np.load(path, allow_pickle=False) as table:
        if str(table["recogniser"]) != recogniser:
            return Tuned()
        arrays = {name: table[name].astype(np.float32) for name in table.files if name != "recogniser"}
    values = tuple(
        (name, onnxruntime.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(array)))
        for name, array in arrays.items()
    )
    return Tuned(values, hashlib.sha256(path.read_bytes()).hexdigest()[:8])
