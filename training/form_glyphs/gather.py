"""Glyphs to train on, drawn in every hand and cut out by the reader's own code."""

from __future__ import annotations

import random
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import tomli
from sklearn.datasets import load_digits

from reportqa.read.glyphs import about, squares
from training.form_glyphs.drawn import Hand, samples

HERE = Path(__file__).resolve().parent
SEED = 20261122
PART = 50  # rows that one worker draws at a time
_REAL, _ALONE = 0.13, 0.12  # shares of the rows in real digits, and in fonts whose digits alone are drawn


@dataclass(frozen=True)
class Glyphs:
    """What a network sees of n glyphs: squares (n × side × side, 0…255), places (n × 4), classes, hands."""

    squares: Any
    about: Any
    classes: Any
    owners: Any  # numbers of `hands`

    def __getitem__(self, which: Any) -> Glyphs:
        return Glyphs(self.squares[which], self.about[which], self.classes[which], self.owners[which])


@cache
def table() -> dict[str, Any]:
    """Which hands are trained on, and which are the bench's."""
    found: dict[str, Any] = tomli.loads((HERE / "hands.toml").read_text("utf-8"))
    return found


@cache
def hands(folder: Path) -> tuple[Hand, ...]:
    """Every hand to train with, by name; real digits come last. A font that `folder` lacks is left out."""
    digits = load_digits()
    most = table()["train_digits"]
    files = {path.stem.split("-latin")[0]: path for path in sorted(folder.rglob("*.woff"))}
    made = [
        Hand(name, files[name], digits_only=alone)
        for kind, alone in (("hands", False), ("digits_alone", True))
        for name in table()[kind]
        if name in files
    ]
    return (*made, Hand("digits", images=digits.images[:most], digits=digits.target[:most]))


def gathered(folder: Path, rows: int, workers: int) -> Glyphs:
    """The glyphs of so many rows; the same whatever the number of workers."""
    with ProcessPoolExecutor(workers) as pool:
        parts = list(pool.map(_part, [folder] * (rows // PART), range(rows // PART)))
    return Glyphs(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def _part(folder: Path, number: int) -> tuple[Any, Any, Any, Any]:
    cv2.setNumThreads(1)
    chance = random.Random(SEED * 1000 + number)
    every = hands(folder)
    full = [place for place, hand in enumerate(every) if hand.font and not hand.digits_only]
    alone = [place for place, hand in enumerate(every) if hand.digits_only]
    seen, places, classes, owners = [], [], [], []
    for _ in range(PART):
        way = chance.random()
        place = len(every) - 1 if way < _REAL else chance.choice(alone if way < _REAL + _ALONE else full)
        made = samples(every[place], chance)
        if made:
            glyphs = [glyph for glyph, _ in made]
            seen.append(np.rint(squares(glyphs) * 255).astype(np.uint8))
            places.append(about(glyphs))
            classes += [number for _, number in made]
            owners += [place] * len(made)
    return np.concatenate(seen), np.concatenate(places), np.array(classes), np.array(owners)
