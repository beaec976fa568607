"""Which character the writing of one cell is: gradients of its ink through a small network of plain arrays.

The model is `models/form_glyphs` (docs/models.md, training/form_glyphs); numpy carries it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from reportqa.read.cells import Glyph
from reportqa.resources import models_dir

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
VOID = "\x00"  # a cell that was blacked or crossed out
CLASSES = (*DIGITS, *LETTERS, "-", "'", VOID)
# What each kind of comb may hold, besides what is crossed out.
ALPHABETS = {
    "digits": DIGITS,
    "date": DIGITS,
    "time": DIGITS,
    "letters": LETTERS + "-'",
    "code": DIGITS + LETTERS + "-",
    "plate": DIGITS + LETTERS,
    "unit": DIGITS + LETTERS + "-",
}
_SIDE = 36  # pixels of the square a glyph is drawn into, with a border for its gradients
_BODY = 28  # of its longer side there
_WAYS = 8  # directions of gradients
_GRID = 6  # by so many cells each way they are counted
_SMALL = 12  # and the ink itself


@dataclass(frozen=True, slots=True)
class _Network:
    weights: tuple[NDArray[np.float32], ...]
    biases: tuple[NDArray[np.float32], ...]
    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    temperature: float


def probabilities(glyphs: Sequence[Glyph]) -> NDArray[np.float32]:
    """For each glyph (row) the chance of each of `CLASSES` (column), calibrated."""
    import numpy as np

    if not glyphs:
        return np.zeros((0, len(CLASSES)), np.float32)
    network = _network()
    layer = (features(glyphs) - network.mean) / network.spread
    last = len(network.weights) - 1
    for number, (weights, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        layer = layer @ weights + bias
        if number < last:
            layer = np.maximum(layer, 0.0)
    layer = layer / network.temperature
    shares = np.exp(layer - layer.max(axis=1, keepdims=True))
    chances: NDArray[np.float32] = shares / shares.sum(axis=1, keepdims=True)
    return chances


def allowed(kind: str) -> NDArray[np.bool_]:
    """Which of `CLASSES` a comb of this kind may hold."""
    import numpy as np

    return np.array([name == VOID or name in ALPHABETS[kind] for name in CLASSES])


def features(glyphs: Sequence[Glyph]) -> NDArray[np.float32]:
    """A row for each glyph: gradients by direction and place, its ink made small, its size and place."""
    import numpy as np

    squares = np.stack([_square(glyph.ink) for glyph in glyphs])
    dx, dy = np.zeros_like(squares), np.zeros_like(squares)
    dx[:, :, 1:-1] = squares[:, :, 2:] - squares[:, :, :-2]
    dy[:, 1:-1] = squares[:, 2:] - squares[:, :-2]
    size = np.sqrt(dx * dx + dy * dy)
    way = np.arctan2(dy, dx) * np.float32(_WAYS / (2 * np.pi)) % _WAYS
    pool = _pool(_GRID)
    gradients = []
    for direction in range(_WAYS):
        apart = np.abs(way - direction)
        near = np.maximum(1 - np.minimum(apart, _WAYS - apart), 0)
        gradients.append(pool @ (size * near) @ pool.T)
    small = _pool(_SMALL) @ squares @ _pool(_SMALL).T
    about = [[g.top, g.bottom, g.bottom - g.top, g.right - g.left] for g in glyphs]
    count = len(glyphs)
    out: NDArray[np.float32] = np.concatenate(
        [
            np.sqrt(np.stack(gradients, axis=1)).reshape(count, -1),
            small.reshape(count, -1),
            np.clip(np.array(about, np.float32), -0.5, 1.5),
        ],
        axis=1,
    ).astype(np.float32)
    return out


@cache
def _pool(cells: int) -> NDArray[np.float32]:
    """Weights (cells × side) that gather a square's rows into fewer, each by a bell around its middle."""
    import numpy as np

    step = _SIDE / cells
    middles = (np.arange(cells) + 0.5) * step - 0.5
    bell = np.exp(-0.5 * ((np.arange(_SIDE)[None, :] - middles[:, None]) / (0.5 * step)) ** 2)
    weights: NDArray[np.float32] = (bell / bell.sum(axis=1, keepdims=True)).astype(np.float32)
    return weights


def _square(ink: Any) -> Any:
    """The ink in the middle of a square, its longer side always the same, its darkest pixels 1."""
    import cv2
    import numpy as np

    rows, columns = ink.shape
    scale = _BODY / max(rows, columns)
    size = (max(round(columns * scale), 1), max(round(rows * scale), 1))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    body = cv2.resize(ink, size, interpolation=way)
    top = float(np.percentile(body[body > 0], 90)) if (body > 0).any() else 1.0
    square = np.zeros((_SIDE, _SIDE), np.float32)
    x, y = (_SIDE - size[0]) // 2, (_SIDE - size[1]) // 2
    square[y : y + size[1], x : x + size[0]] = np.clip(body / max(top, 1e-3), 0, 1)
    return square


@cache
def _network() -> _Network:
    import numpy as np

    with np.load(models_dir() / "form_glyphs" / "model.npz", allow_pickle=False) as arrays:
        count = int(arrays["layers"])
        return _Network(
            weights=tuple(arrays[f"weights{i}"].astype(np.float32) for i in range(count)),
            biases=tuple(arrays[f"bias{i}"].astype(np.float32) for i in range(count)),
            mean=arrays["mean"].astype(np.float32),
            spread=arrays["spread"].astype(np.float32),
            temperature=float(arrays["temperature"]),
        )
