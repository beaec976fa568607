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
    "phone": DIGITS,
    "letters": LETTERS + "-'",
    "code": DIGITS + LETTERS + "-",
    "plate": DIGITS + LETTERS,
    "unit": DIGITS + LETTERS + "-",
}
SIDE = 36  # pixels of the square a glyph is drawn into, with a border for its gradients
WAYS = 8  # directions of gradients
GRID = SIDE // 2  # by so many places each way they are counted
_BODY = 28  # of its longer side there
STRIDES = (2, 1, 2)  # of the network's convolutions


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen in n glyphs: `chances` (n × `CLASSES`) by the network, calibrated, and `looks` (n × any).

    Looks are what the network's hidden layer makes of them, as directions of length 1: two glyphs that look
    alike have a product near 1.
    """

    chances: NDArray[np.float32]
    looks: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Network:
    filters: tuple[NDArray[np.float32], ...]  # (9 × channels in) × channels out
    shifts: tuple[NDArray[np.float32], ...]
    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    last: NDArray[np.float32]
    last_bias: NDArray[np.float32]  # both divided by the temperature


def seen(glyphs: Sequence[Glyph]) -> Seen:
    """Each glyph's chances and looks."""
    import numpy as np

    if not glyphs:
        return Seen(np.zeros((0, len(CLASSES)), np.float32), np.zeros((0, 1), np.float32))
    looks = _hidden(maps(squares(glyphs)), about(glyphs))
    scores = looks @ _network().last + _network().last_bias
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances = shares / shares.sum(axis=1, keepdims=True)
    return Seen(chances, looks / np.maximum(np.linalg.norm(looks, axis=1, keepdims=True), 1e-6))


def _hidden(layer: Any, places: Any) -> Any:
    """What the network makes of maps and places before its last layer (n × hidden)."""
    import numpy as np

    network = _network()
    for filters, shift, stride in zip(network.filters, network.shifts, STRIDES, strict=True):
        layer = np.maximum(_convolved(layer, filters, stride) + shift, 0)
    flat = np.concatenate([layer.transpose(0, 3, 1, 2).reshape(len(layer), -1), places], axis=1)
    return np.maximum(flat @ network.hidden + network.hidden_bias, 0)


def allowed(kind: str) -> NDArray[np.bool_]:
    """Which of `CLASSES` a comb of this kind may hold."""
    import numpy as np

    return np.array([name == VOID or name in ALPHABETS[kind] for name in CLASSES])


def maps(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of squares of ink, n × grid × grid × ways + 1: how much gradient runs each way, and the ink itself."""
    import numpy as np

    dx, dy = np.zeros_like(ink), np.zeros_like(ink)
    dx[:, :, 1:-1] = ink[:, :, 2:] - ink[:, :, :-2]
    dy[:, 1:-1] = ink[:, 2:] - ink[:, :-2]
    # Each gradient is the sum of one along an axis and one along a diagonal.
    across, down = np.abs(dx), np.abs(dy)
    ways = [dx - down, -dx - down, dy - across, -dy - across]
    ways += [np.minimum(x, y) * np.float32(2**0.5) for x in (dx, -dx) for y in (dy, -dy)]
    *found, own = (_halved(np.maximum(way, 0)) for way in (*ways, ink))
    return np.stack([*(np.sqrt(way) for way in found), own], axis=3)


def _halved(fine: Any) -> Any:
    """Half as many rows and columns, each from four (1, 3, 3, 1)."""
    import numpy as np

    for axis in (1, 2):
        wide = np.pad(np.moveaxis(fine, axis, 1), ((0, 0), (1, 1), (0, 0)))
        outer, inner = wide[:, :-3:2] + wide[:, 3::2], wide[:, 1:-2:2] + wide[:, 2:-1:2]
        fine = np.moveaxis((outer + 3 * inner) / 8, 1, axis)
    return fine


def squares(glyphs: Sequence[Glyph]) -> NDArray[np.float32]:
    """The ink of each glyph in the middle of a square (n × side × side, 0…1)."""
    import numpy as np

    return np.stack([_square(glyph.ink) for glyph in glyphs])


def about(glyphs: Sequence[Glyph]) -> NDArray[np.float32]:
    """Where each glyph stands in its cell: top, bottom, height and width as shares of the cell's (n × 4)."""
    import numpy as np

    places = [[g.top, g.bottom, g.bottom - g.top, g.right - g.left] for g in glyphs]
    return np.clip(np.array(places, np.float32), -0.5, 1.5)


def _convolved(layer: Any, filters: Any, stride: int) -> Any:
    """3 by 3 with a border of zeros, channels last."""
    import numpy as np

    _, rows, columns, _ = layer.shape
    edged = np.pad(layer, ((0, 0), (1, 1), (1, 1), (0, 0)))
    around = [
        edged[:, y : y + rows : stride, x : x + columns : stride] for y in range(3) for x in range(3)
    ]  # fmt: skip
    return np.concatenate(around, axis=3) @ filters


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
    square = np.zeros((SIDE, SIDE), np.float32)
    x, y = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    square[y : y + size[1], x : x + size[0]] = np.clip(body / max(top, 1e-3), 0, 1)
    return square


@cache
def _network() -> _Network:
    import numpy as np

    with np.load(models_dir() / "form_glyphs" / "model.npz", allow_pickle=False) as arrays:
        found = {name: arrays[name].astype(np.float32) for name in arrays.files}
    filters = [found[f"filters{place}"] for place in range(len(STRIDES))]
    return _Network(
        # From out × in × 3 × 3 to the order in which `_convolved` lays the places.
        filters=tuple(one.transpose(2, 3, 1, 0).reshape(-1, len(one)) for one in filters),
        shifts=tuple(found[f"shift{place}"] for place in range(len(STRIDES))),
        hidden=found["hidden"],
        hidden_bias=found["hidden_bias"],
        last=found["last"] / found["temperature"],
        last_bias=found["last_bias"] / found["temperature"],
    )
