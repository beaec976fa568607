"""Lines of made handwriting to fit on: text in a font, then what a hand and a scan do to it.

Fonts give the shapes; real hands differ from them by letters that lean and jump, strokes that swell and
break, lines that sag, ruled paper, neighbouring lines that reach into the crop, and few pixels.
"""

from __future__ import annotations

import importlib
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from training.char_model.train import sentences

ROOT = Path(__file__).resolve().parents[2]
HELP = (
    "statistics",
    "argparse",
    "logging",
    "zipfile",
    "threading",
    "subprocess",
    "decimal",
    "tarfile",
    "shutil",
    "random",
    "datetime",
    "pathlib",
)
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
PLAIN = re.compile(r"[A-Za-z0-9 ,.'\-?]{20,}")
# Fonts whose small letters are drawn as capitals: their text is capitals too.
CAPITALS = ("permanent-marker", "rock-salt", "sedgwick-ave-display", "walter-turncoat")
# A font of strokes without letters.
EMPTY = ("redacted-script",)


def fonts(folder: Path) -> list[Path]:
    """The fonts of a folder and those below it."""
    kinds = (".ttf", ".otf", ".woff")
    return [
        path for path in sorted(folder.rglob("*")) if path.suffix in kinds and not path.stem.startswith(EMPTY)
    ]


def texts(prose: Path | None = None) -> list[list[str]]:
    """Words in running order: the sample reports, the project's pages, Python's help texts.

    `prose` is a folder of permitted texts in CoNLL columns (wikigold, SEC filings): English as people write
    it, which help texts are not. What a language model mends in prose is likelier right than in them.
    """
    found = [" ".join(sentences(path)) for path in sorted(prose.rglob("*.txt"))] if prose else []
    samples = sorted((ROOT / "data/samples/inbox").rglob("PG-*.txt"))
    found += [path.read_text("utf-8", "replace") for path in samples]
    for page in sorted((ROOT / "docs").glob("*.md")):
        lines = page.read_text("utf-8").splitlines()
        found.append("\n".join(line for line in lines if not re.search(r"[|`#]", line)))
    for name in HELP:
        for item in vars(importlib.import_module(name)).values():
            lines = (getattr(item, "__doc__", None) or "").splitlines()
            found.append("\n".join(line for line in lines if PLAIN.fullmatch(line.strip())))
    split = [re.sub(r"[^\x20-\x7e]", "", text.replace("–", "-").replace("\n", " ")).split() for text in found]
    return [words for words in split if len(words) >= 9]


def number(chance: random.Random) -> str:
    """A time, a number, a unit, a plate, a date or a phone."""
    pick = chance.randint
    return chance.choice(
        (
            f"{pick(0, 23):02d}{pick(0, 59):02d}",
            f"{pick(1, 12)}:{pick(0, 59):02d}",
            str(pick(1, 999)),
            str(pick(100, 9999)),
            f"{chance.choice(LETTERS[:8])}{pick(1, 4)}{pick(1, 30):02d}",
            "".join(chance.choices(LETTERS, k=3)) + str(pick(100, 9999)),
            f"{pick(1, 9)}" + "".join(chance.choices(LETTERS, k=3)) + str(pick(100, 999)),
            f"{pick(1, 12)}/{pick(1, 28)}/2026",
            f"{pick(200, 989)}-{pick(100, 999)}-{pick(1000, 9999)}",
        )
    )


def sentence(chance: random.Random, running: Sequence[Sequence[str]], rare: Sequence[str] = ()) -> list[str]:
    """A few words as they run, as they come, or with numbers between them."""
    kind = chance.random()
    if rare and kind < 0.3:
        words = chance.choices(rare, k=chance.randint(2, 6))
        words = [word.capitalize() if chance.random() < 0.3 else word for word in words]
        words = [word + chance.choice(",.;") if chance.random() < 0.12 else word for word in words]
    else:
        (text,) = chance.choices(running, [len(text) for text in running])
        start = chance.randrange(len(text) - 4)
        words = list(text[start : start + chance.randint(3, 8)])
    if kind > 0.75:
        words = [number(chance) if chance.random() < 0.3 else word for word in words]
    return words


@dataclass(frozen=True, kw_only=True, slots=True)
class Hand:
    """One writer with one pen, photographed in one way: what the lines of a page have in common."""

    font: Path
    size: int  # pixels the font is drawn at
    scale: float  # pixels it is read at, as a share of 40
    narrow: float
    loose: bool  # letters that stand each by itself
    gap: float  # between words, in sizes
    tight: float  # between letters, in sizes
    lean: float
    uneven: float  # how much the lean changes along a line
    bent: tuple[tuple[int, float], ...]  # wave length in pixels and strength of what bends the strokes
    thick: float  # above 0 thicker strokes, below thinner ones
    sag: float
    crowded: bool  # lines so near that one reaches into the other
    ruled: bool
    dark: int  # of the pen, 0 black
    faint: float
    paper: float
    blur: float
    grain: float
    uneven_light: float
    quality: int  # of the JPEG, 100 for none


def hand(font: Path, chance: random.Random, lifelike: float = 0.7) -> Hand:
    """A hand by chance; `lifelike` 0…2 is how often, and how much, it differs from its font."""

    def often(share: float) -> bool:
        return chance.random() < share * lifelike

    small = chance.choice((1.0, 1.0, 0.7, 0.5, 0.4, 0.35))
    return Hand(
        font=font,
        size=chance.randint(30, 56),
        scale=small,
        narrow=chance.uniform(0.75, 1.25),
        loose=often(0.6),
        gap=chance.uniform(0.14, 0.42),
        tight=chance.gauss(0, 0.02),
        lean=chance.gauss(0, 0.22),
        uneven=0.1 * lifelike,
        bent=(
            (chance.choice((5, 8, 12)), chance.uniform(0.1, 2.2) * lifelike),
            (chance.choice((25, 40)), chance.uniform(0.1, 3.0) * lifelike),
        ),
        thick=chance.choice((1.0, 1.0, -1.0)) if often(0.5) else 0.0,
        sag=0.12 * chance.random() * lifelike,
        crowded=often(0.4),
        ruled=often(0.25),
        dark=chance.randint(0, 60),
        faint=chance.uniform(0.35, 1),
        paper=chance.uniform(170, 255),
        blur=chance.uniform(0.3, 0.5 + 0.6 * small) if chance.random() < 0.4 else 0.0,
        grain=chance.uniform(2, 4 + 10 * small) if chance.random() < 0.6 else 0.0,
        uneven_light=chance.uniform(4, 18) if chance.random() < 0.3 else 0.0,
        quality=chance.choice((35, 60, 85)) if chance.random() < 0.5 else 100,
    )


def well_scanned(by: Hand, chance: random.Random) -> Hand:
    """The same hand on a fair scan: hard to read is how it writes, not how it was photographed."""
    return replace(
        by,
        scale=chance.choice((1.0, 1.0, 0.8, 0.6, 0.5)),
        blur=min(by.blur, 0.5),
        grain=min(by.grain, 5.0),
        faint=max(by.faint, 0.5),
        uneven_light=min(by.uneven_light, 8.0),
    )


def drawn(tokens: Sequence[str], by: Hand, chance: random.Random) -> Any:
    """A line in a hand, as the crop that a detector would cut, blue-green-red."""
    noise = np.random.default_rng(chance.getrandbits(32))
    face = ImageFont.truetype(str(by.font), by.size)
    high = sum(face.getmetrics())
    width = 80 + int(1.6 * by.size * sum(len(token) + 1 for token in tokens))
    sheet = Image.new("L", (width, 3 * high), 255)
    pen = ImageDraw.Draw(sheet)
    right = _write(pen, tokens, face, (30.0, float(high)), by, chance)
    if by.crowded:
        other = list(tokens)
        chance.shuffle(other)
        _write(
            pen, other, face, (30 + chance.uniform(-20, 20), high * chance.choice((-0.1, 2.1))), by, chance
        )
    ink = np.asarray(sheet.crop((0, 0, int(right) + 30, 3 * high))).astype(np.float32)
    ink = _warped(_stroke(ink, by), by, chance, noise)
    dark = np.where(ink[high : 2 * high] < 160)
    if not len(dark[0]):
        return np.full((48, 320, 3), 255, np.uint8)
    low, up = np.percentile(dark[0], (0.5, 99.5)) + high
    edge = 0.1 * (up - low)
    ink = ink[max(0, int(low - edge * chance.uniform(0.2, 2))) : int(up + edge * chance.uniform(0.2, 2)) + 1]
    left = max(0, int(dark[1].min() - by.size * chance.uniform(0.05, 0.5)))
    ink = ink[:, left : int(dark[1].max() + by.size * chance.uniform(0.05, 0.5))]
    if by.ruled:
        rule = int(len(ink) * chance.uniform(0.6, 0.98))
        ink[rule : rule + chance.randint(1, 2)] = np.minimum(ink[rule], chance.uniform(120, 220))
    return _photographed(ink, by, chance, noise)


def _write(
    pen: Any, tokens: Sequence[str], face: Any, at: tuple[float, float], by: Hand, chance: random.Random
) -> float:
    """Tokens from a place on, each a little off its line; the right end."""
    left, top = at
    size = by.size
    for token in tokens:
        down = top + chance.gauss(0, size * 0.03)
        if by.loose:
            for place, character in enumerate(token):
                pen.text((left, down + chance.gauss(0, size * 0.025)), character, font=face, fill=by.dark)
                following = token[place : place + 2]
                step = face.getlength(following) - face.getlength(following[1:])
                left += step + by.tight * size + chance.gauss(0, size * 0.02)
        else:
            pen.text((left, down), token, font=face, fill=by.dark)
            left += face.getlength(token)
        left += size * by.gap * chance.uniform(0.7, 1.4)
    return left


def _stroke(ink: Any, by: Hand) -> Any:
    """Thicker or thinner strokes; dark ink, so that a minimum thickens."""
    if not by.thick:
        return ink
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    return cv2.erode(ink, kernel) if by.thick > 0 else (ink + cv2.dilate(ink, kernel)) / 2


def _warped(ink: Any, by: Hand, chance: random.Random, noise: Any) -> Any:
    """Letters that bend (short waves), words that lean unlike (long waves), a line that sags."""
    rows, columns = ink.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    out_x, out_y = x.copy(), y.copy()
    for wave, strength in by.bent:
        small = max(1, wave // 3)
        for field in (out_x, out_y):
            rough = noise.uniform(-1, 1, (rows // small + 2, columns // small + 2)).astype(np.float32)
            rough = cv2.GaussianBlur(rough, (0, 0), wave / small)
            smooth = cv2.resize(rough, (columns, rows), interpolation=cv2.INTER_LINEAR)
            field += smooth * np.float32(strength * by.size / 40 / max(float(smooth.std()), 1e-6))
    lean = noise.normal(0, by.uneven, columns // by.size + 3).astype(np.float32)
    out_x += (by.lean + cv2.resize(lean[None, :], (columns, 1), interpolation=cv2.INTER_CUBIC)) * (
        y - rows / 2
    )
    length = columns * chance.uniform(0.5, 2)
    out_y += by.size * by.sag * np.sin(x / length * 6.3 + chance.uniform(0, 6))
    return cv2.remap(ink, out_x, out_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255)


def _photographed(ink: Any, by: Hand, chance: random.Random, noise: Any) -> Any:
    """Few pixels, a slack lens, faint ink, uneven paper, JPEG."""
    scale = by.scale * 40 / by.size
    ink = cv2.resize(ink, None, fx=scale * by.narrow, fy=scale, interpolation=cv2.INTER_AREA)
    if by.blur:
        ink = cv2.GaussianBlur(ink, (0, 0), by.blur)
    ink = by.paper - (255 - ink) * by.faint * by.paper / 255
    if by.grain:
        ink = ink + noise.normal(0, by.grain, ink.shape)
    if by.uneven_light:
        rough = noise.normal(0, by.uneven_light, (4, 4 + ink.shape[1] // 60)).astype(np.float32)
        ink = ink + cv2.resize(rough, ink.shape[::-1], interpolation=cv2.INTER_CUBIC)
    grey = np.clip(ink, 0, 255).astype(np.uint8)
    if by.quality < 100:
        done, packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, by.quality])
        grey = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE) if done else grey
    return np.ascontiguousarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
