"""Rows of boxes with characters written into them, drawn by program, and cut up by the reader's own code."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from reportqa.forms import Comb, layouts
from reportqa.read.cells import Glyph, glyphs_of
from reportqa.read.glyphs import CLASSES, DIGITS, LETTERS, VOID
from reportqa.read.sheet import SCALE, Sheet, darkness

_CELLS = 16
_WIDE, _HIGH = 5.6, 7.6  # the form's own cell, millimetres
_EDGE = 4.0
_BASE = 64  # pixels of the letters as first drawn


@dataclass(frozen=True)
class Hand:
    """Whose writing: a font, or some images (n × 8 × 8, 0…16) with their digits.

    Of some fonts the digits alone are drawn: their capitals are nobody's print.
    """

    name: str
    font: Path | None = None
    images: Any = None
    digits: Any = None
    digits_only: bool = False


@dataclass(frozen=True)
class _Style:
    """What the characters of a row have in common."""

    size: float  # share of the cell's height
    tilt: float  # degrees
    slant: float
    wide: float
    pen: float | None  # its width as a share of the height; None is the font's own stroke
    loose: float  # how far from the middle of their cells


def samples(hand: Hand, chance: random.Random) -> list[tuple[Glyph, int]]:
    """The glyphs of one made row and their classes."""
    wanted = [_character(hand, chance) for _ in range(_CELLS)]
    comb = Comb(
        name="row",
        label="",
        kind="code",
        pattern="#" * _CELLS,
        at=(_EDGE, _EDGE),
        cells=tuple(
            (_EDGE + _WIDE * i, _EDGE, _EDGE + _WIDE * (i + 1), _EDGE + _HIGH) for i in range(_CELLS)
        ),
        marks=(),
    )
    found = glyphs_of(_sheet(hand, wanted, comb, chance), comb)
    return [
        (glyph, CLASSES.index(character))
        for glyph, character in zip(found, wanted, strict=True)
        if glyph is not None and character
    ]


def _character(hand: Hand, chance: random.Random) -> str:
    if chance.random() < 0.07:
        return ""
    if chance.random() < 0.04:
        return VOID
    if hand.images is not None or hand.digits_only:
        return chance.choice(DIGITS)
    return chance.choice(DIGITS) if chance.random() < 0.33 else chance.choice(LETTERS + "-'")


def _sheet(hand: Hand, wanted: list[str], comb: Comb, chance: random.Random) -> Sheet:
    """A flat picture as a scanner or phone gives it, with lines that lie a little off their places."""
    noise = np.random.default_rng(chance.getrandbits(32))
    width = round((2 * _EDGE + _WIDE * _CELLS) * SCALE)
    height = round((2 * _EDGE + _HIGH) * SCALE)
    ink = np.zeros((height, width), np.float32)
    shift = chance.uniform(-0.6, 0.6), chance.uniform(-0.6, 0.6)
    cells = [tuple((v + shift[i % 2]) * SCALE for i, v in enumerate(cell)) for cell in comb.cells]
    pen = chance.uniform(0.4, 1.0)
    style = _style(hand, chance)
    for character, (x0, y0, x1, y1) in zip(wanted, cells, strict=True):
        if character:
            glyph = _glyph(hand, character, (y1 - y0) * style.size * chance.uniform(0.88, 1.1), style, chance)
            x = (x0 + x1 - glyph.shape[1]) / 2 + chance.gauss(0, style.loose) * (x1 - x0)
            # As high above the lower line as below the upper one, more or less.
            foot = y1 - chance.uniform(0.1, 0.9) * max((y1 - y0) - glyph.shape[0], 0)
            y = foot - glyph.shape[0] if character not in "-'" else _hung(character, y0, y1, glyph)
            _put(ink, glyph * pen, round(x), round(y + chance.gauss(0, 0.04) * (y1 - y0)))
        if chance.random() < 0.03:
            _put(ink, np.full((2, 2), pen, np.float32), round(chance.uniform(x0, x1)), round((y0 + y1) / 2))
    lines = np.zeros_like(ink)
    grey = chance.uniform(0.2, 0.55)
    for x0, y0, x1, y1 in cells:
        cv2.rectangle(lines, (round(x0), round(y0)), (round(x1), round(y1)), grey, chance.choice((1, 2)))
    whole = np.maximum(ink, lines)
    if chance.random() < 0.6:
        whole = _coarse(whole, chance)
    if chance.random() < 0.7:
        whole = cv2.GaussianBlur(whole, (0, 0), chance.uniform(0.4, 1.5))
    if chance.random() < 0.3:
        whole = 1 - (1 - whole) * _lamp(whole.shape, chance)
    light = 255 * (1 - whole) * chance.uniform(0.7, 1.0) + noise.normal(0, chance.uniform(0, 8), whole.shape)
    grey8 = np.clip(light, 0, 255).astype(np.uint8)
    if chance.random() < 0.5:
        _, packed = cv2.imencode(".jpg", grey8, [cv2.IMWRITE_JPEG_QUALITY, chance.choice((40, 60, 85))])
        grey8 = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
    colour = cv2.cvtColor(grey8, cv2.COLOR_GRAY2BGR)
    # The reader's places count from the frame's edge, which it keeps 3 mm outside of.
    edge = round(3.0 * SCALE)
    colour = cv2.copyMakeBorder(colour, edge, edge, edge, edge, cv2.BORDER_REPLICATE)
    return Sheet(layout=layouts()[0], ink=darkness(colour), colour=colour, back=np.eye(3), site_id=None)


def _style(hand: Hand, chance: random.Random) -> _Style:
    tight = chance.random() < 0.3  # characters that fill their cells, and touch the lines
    own = hand.font is None or chance.random() < 0.4
    return _Style(
        size=chance.uniform(0.75, 1.0) if tight else chance.uniform(0.48, 0.85),
        tilt=chance.gauss(0, 3),
        slant=chance.gauss(0, 0.1),
        wide=chance.uniform(0.8, 1.25),
        pen=None if own else chance.uniform(0.05, 0.14),
        loose=chance.uniform(0.06, 0.13) if tight else 0.06,
    )


def _lamp(shape: tuple[int, int], chance: random.Random) -> Any:
    """The light on a row, 1 at its brightest: it falls to one side, and a shadow may begin somewhere."""
    rows, columns = shape
    light = np.linspace(1.0, chance.uniform(0.7, 1.0), columns, dtype=np.float32)
    if chance.random() < 0.5:
        light = light[::-1]
    edge, soft = chance.uniform(0, columns), chance.uniform(8, 60)
    lean = chance.uniform(-1.5, 1.5)
    at = np.arange(columns)[None, :] + lean * np.arange(rows)[:, None] - edge
    dark = chance.uniform(0.0, 0.4) / (1 + np.exp(-at / soft))
    return (light[None, :] * (1 - dark)).astype(np.float32)


def _hung(character: str, y0: float, y1: float, glyph: Any) -> float:
    """Where a hyphen or an apostrophe stands."""
    share = 0.5 if character == "-" else 0.22
    return y0 + (y1 - y0) * share - glyph.shape[0] / 2


def _coarse(ink: Any, chance: random.Random) -> Any:
    """As a coarser camera or scanner saw it."""
    share = chance.uniform(0.45, 1.0)
    small = cv2.resize(ink, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (ink.shape[1], ink.shape[0]), interpolation=cv2.INTER_LINEAR)


def _put(ink: Any, glyph: Any, x: int, y: int) -> None:
    rows, columns = glyph.shape
    x0, y0 = max(x, 0), max(y, 0)
    x1, y1 = min(x + columns, ink.shape[1]), min(y + rows, ink.shape[0])
    if x1 > x0 and y1 > y0:
        part = ink[y0:y1, x0:x1]
        np.maximum(part, glyph[y0 - y : y1 - y, x0 - x : x1 - x], out=part)


def _glyph(hand: Hand, character: str, height: float, style: _Style, chance: random.Random) -> Any:
    """One character in ink 0…1, trimmed, about `height` pixels high."""
    base = _void(hand, chance) if character == VOID else _drawn(hand, character, style.pen, chance)
    base = _strokes(base, character, chance)
    rows, columns = base.shape
    if character == "-":
        height *= chance.uniform(0.06, 0.12)
    elif character == "'":
        height *= chance.uniform(0.2, 0.35)
    scale = height / rows
    wide = columns * scale * style.wide * chance.uniform(0.88, 1.14)
    if character == "-":
        wide = height * chance.uniform(4, 7)
    wide = min(wide, 1.1 * _WIDE * SCALE)
    body = cv2.resize(base, (max(round(wide), 2), max(round(height), 2)), interpolation=cv2.INTER_AREA)
    body = np.pad(body, 12)
    rows, columns = body.shape
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), style.tilt + chance.gauss(0, 3), 1.0)
    lean = style.slant + chance.gauss(0, 0.06)
    turn[0, 1] += lean
    turn[0, 2] -= lean * rows / 2
    body = cv2.warpAffine(body, turn, (columns, rows))
    body = _warped(body, chance)
    thick = chance.random() if style.pen is None else 1.0
    if thick < 0.25:
        body = cv2.dilate(body, np.ones((2, 2), np.uint8))
    elif thick < 0.35:
        body = cv2.dilate(body, np.ones((3, 3), np.uint8))
    return _trimmed(body)


def _warped(body: Any, chance: random.Random) -> Any:
    """The hand's unevenness: a coarse random grid of shifts, smoothed."""
    rows, columns = body.shape
    noise = np.random.default_rng(chance.getrandbits(32))
    strength, grid = chance.uniform(0.1, 2.2), chance.choice(((3, 3), (4, 4), (6, 5)))
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    for field in (x, y):
        push = noise.normal(0, strength, grid).astype(np.float32)
        field += cv2.resize(push, (columns, rows), interpolation=cv2.INTER_CUBIC)
    return cv2.remap(body, x, y, cv2.INTER_LINEAR)


def _strokes(base: Any, character: str, chance: random.Random) -> Any:
    """A zero struck through, a bar through a seven or a Z."""
    if not (
        (character == "0" and chance.random() < 0.35) or (character in ("7", "Z") and chance.random() < 0.2)
    ):
        return base
    rows, columns = base.shape
    base = np.pad(base, 4)
    pick = chance.uniform
    if character == "0":
        start, end = (pick(-0.1, 0.3), pick(0.75, 1.1)), (pick(0.7, 1.1), pick(-0.1, 0.25))
    else:
        height = pick(0.4, 0.6)
        start, end = (pick(0.05, 0.3), height + pick(-0.05, 0.08)), (pick(0.7, 0.95), height)
    at = [(round(4 + x * columns), round(4 + y * rows)) for x, y in (start, end)]
    cv2.line(base, at[0], at[1], 1.0, max(round(rows * pick(0.05, 0.1)), 2), cv2.LINE_AA)
    return base


def _void(hand: Hand, chance: random.Random) -> Any:
    """A character that was crossed or blacked out."""
    few = hand.images is not None or hand.digits_only
    base = _drawn(hand, chance.choice(DIGITS if few else DIGITS + LETTERS), None, chance)
    base = np.pad(cv2.resize(base, (44, 60)), 6)
    rows, columns = base.shape
    way, pick = chance.random(), chance.uniform
    thick = chance.choice((3, 4, 5))
    if way < 0.35:  # a zigzag
        count = chance.randint(5, 12)
        at = [
            (
                round(columns * (0.1 if i % 2 else 0.9) + chance.gauss(0, 3)),
                round(rows * (0.08 + 0.84 * i / count)),
            )
            for i in range(count + 1)
        ]
    elif way < 0.6:  # strokes back and forth upright
        count = chance.randint(6, 12)
        at = [
            (
                round(columns * (0.08 + 0.84 * i / count)),
                round(rows * (0.1 if i % 2 else 0.9) + chance.gauss(0, 3)),
            )
            for i in range(count + 1)
        ]
    elif way < 0.75:  # blacked out
        cv2.rectangle(base, (4, 5), (columns - 5, rows - 6), 1.0, -1)
        return base
    else:  # a scribble
        at = [(round(columns * pick(0, 1)), round(rows * pick(0, 1))) for _ in range(chance.randint(12, 22))]
    cv2.polylines(base, [np.array(at, np.int32)], False, 1.0, thick, cv2.LINE_AA)
    return base


def _drawn(hand: Hand, character: str, pen: float | None, chance: random.Random) -> Any:
    """The character as the hand has it, trimmed; with a pen of that width, its middle line drawn anew."""
    if hand.font is not None:
        own = _of_font(str(hand.font), character)
        if pen is None or character in "-'":
            return own
        line = np.pad(_thinned(str(hand.font), character), 6)
        width = max(round(pen * own.shape[0]), 2)
        nib = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
        return _trimmed(cv2.GaussianBlur(cv2.dilate(line, nib), (0, 0), 0.7))
    choices = np.nonzero(hand.digits == int(character))[0]
    image = hand.images[int(chance.choice(list(choices)))].astype(np.float32) / 16
    large = cv2.resize(np.pad(image, 1), (60, 60), interpolation=cv2.INTER_CUBIC)
    edge = chance.uniform(0.3, 0.5)
    return _trimmed(np.clip((large - edge) / chance.uniform(0.15, 0.4), 0, 1).astype(np.float32))


@lru_cache(maxsize=8192)
def _of_font(font: str, character: str) -> Any:
    face = ImageFont.truetype(font, _BASE)
    left, top, right, bottom = face.getbbox(character)
    sheet = Image.new("L", (max(int(right - left), 1) + 16, max(int(bottom - top), 1) + 16), 0)
    ImageDraw.Draw(sheet).text((8 - left, 8 - top), character, font=face, fill=255)
    return _trimmed(np.asarray(sheet).astype(np.float32) / 255)


@lru_cache(maxsize=16384)
def _thinned(font: str, character: str) -> Any:
    """The middle line of a character, one pixel wide (T. Y. Zhang and C. Y. Suen, 1984)."""
    line = np.pad(_of_font(font, character) > 0.5, 1)
    while True:
        before = int(line.sum())
        for first in (True, False):
            n, s, w, e = line[:-2, 1:-1], line[2:, 1:-1], line[1:-1, :-2], line[1:-1, 2:]
            around = [n, line[:-2, 2:], e, line[2:, 2:], s, line[2:, :-2], w, line[:-2, :-2]]
            count = np.sum(around, axis=0)
            turns = sum(~a & b for a, b in zip(around, around[1:] + around[:1], strict=True))
            edge = ~(n & e & s) & ~(e & s & w) if first else ~(n & e & w) & ~(n & s & w)
            line[1:-1, 1:-1] &= ~((count >= 2) & (count <= 6) & (turns == 1) & edge)
        if int(line.sum()) == before:
            return line[1:-1, 1:-1].astype(np.float32)


def _trimmed(body: Any) -> Any:
    rows = np.nonzero(body.max(axis=1) > 0.15)[0]
    columns = np.nonzero(body.max(axis=0) > 0.15)[0]
    if not len(rows) or not len(columns):
        return np.ones((4, 4), np.float32)
    return np.ascontiguousarray(body[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
