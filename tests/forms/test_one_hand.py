"""A hand's own characters, known from boxes of digits or letters alone, decide where both may stand."""

from __future__ import annotations

import numpy as np

from reportqa.read.glyphs import CLASSES, Seen, allowed
from reportqa.read.one_hand import of_one_hand

FIVE, ESS = CLASSES.index("5"), CLASSES.index("S")


def seen(*looks: tuple[float, float], five: float = 0.5) -> Seen:
    """Glyphs that the network can't tell apart but for how they look."""
    chances = np.full((len(looks), len(CLASSES)), 1e-4, np.float32)
    chances[:, FIVE], chances[:, ESS] = five, 1 - five
    directions = np.array(looks, np.float32)
    return Seen(chances, directions / np.linalg.norm(directions, axis=1, keepdims=True))


def test_a_cell_is_what_looks_like_it_elsewhere() -> None:
    may = np.array([allowed("digits"), allowed("letters"), allowed("plate"), allowed("plate")])
    chances = of_one_hand(seen((1, 0), (0, 1), (1, 0.1), (0.1, 1)), may)
    assert [CLASSES[row.argmax()] for row in chances] == ["5", "S", "5", "S"]
    assert np.allclose(chances.sum(axis=1), 1)


def test_what_the_ink_says_plainly_stands() -> None:
    may = np.array([allowed("digits"), allowed("plate")])
    look = seen((1, 0), (1, 0.6))
    look.chances[1, [FIVE, ESS]] = 0.01, 0.98
    assert CLASSES[of_one_hand(look, may)[1].argmax()] == "S"


def test_nothing_is_near_and_nothing_changes() -> None:
    may = np.array([allowed("plate")])
    chances = of_one_hand(seen((1, 0), five=0.7), may)
    assert np.isclose(chances[0, FIVE], 0.7, atol=0.01)
    none = Seen(np.zeros((0, len(CLASSES)), np.float32), np.zeros((0, 2), np.float32))
    assert of_one_hand(none, np.zeros((0, len(CLASSES)), bool)).size == 0
