"""Fit src/reportqa/read/ocr/sureness.toml on lines that this program draws itself.

    python -m training.ocr_sureness.fit --fonts DIR [--lines 800] [--write]

`--fonts` holds TrueType or WOFF files; those in a folder named `print` are drawn one line in seven. The
weights shipped were made with Architects Daughter, Bad Script, Caveat, Cedarville Cursive, Dawning of a New
Day, Give You Glory, Gochi Hand, Homemade Apple, Indie Flower, Just Me Again Down Here, Kalam, Kristi, La
Belle Aurore, Loved by the King, Marck Script, Meddon, Nanum Pen Script, Nothing You Could Do, Over the
Rainbow, Patrick Hand, Reenie Beanie, Shadows Into Light, Sue Ellen Francisco, Swanky and Moo Moo, Waiting
for the Sunrise, Zeyada, and for print Courier Prime and Open Sans, all of @fontsource 5.3.0.
Every third token of one line in four is a made number. No image is read.
"""

from __future__ import annotations

import argparse
import importlib
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from reportqa.read.ocr import sureness
from reportqa.read.ocr.charmodel import char_model
from reportqa.read.ocr.rapid import RapidEngine

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "src" / "reportqa" / "read" / "ocr" / "sureness.toml"
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
)
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
PLAIN = re.compile(r"[A-Za-z0-9 ,.'\-?]{20,}")
SEED = 1
MARK = 0.9


def texts() -> list[list[str]]:
    """Words in running order: the sample reports, the project's pages, Python's help texts."""
    found = [p.read_text("utf-8", "replace") for p in sorted((ROOT / "data/samples/inbox").rglob("PG-*.txt"))]
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
    """A time, a number, a unit, a plate or a date."""
    pick = chance.randint
    return chance.choice(
        (
            f"{pick(0, 23):02d}{pick(0, 59):02d}",
            f"{pick(1, 12)}:{pick(0, 59):02d}",
            str(pick(1, 999)),
            f"{chance.choice(LETTERS[:8])}{pick(1, 4)}{pick(1, 30):02d}",
            "".join(chance.choices(LETTERS, k=3)) + str(pick(1000, 9999)),
            f"{pick(1, 12)}/{pick(1, 28)}/2026",
        )
    )


def drawn(tokens: Sequence[str], font: Path, chance: random.Random) -> Any:
    """The line in ink, blue-green-red: jitter, warp, slant, blur, noise, shade, JPEG."""
    noise = np.random.default_rng(chance.getrandbits(32))
    size = chance.randint(26, 60)
    face = ImageFont.truetype(str(font), size)
    height = sum(face.getmetrics()) + 40
    widths = [int(face.getbbox(token)[2]) for token in tokens]
    sheet = Image.new("L", (sum(widths) + size * len(tokens) + 60, height), 255)
    pen, left = ImageDraw.Draw(sheet), 20.0
    for token, width in zip(tokens, widths, strict=True):
        pen.text((left, 20 + chance.gauss(0, size * 0.03)), token, font=face, fill=chance.randint(0, 70))
        left += width + size * chance.uniform(0.16, 0.42)
    ink = np.asarray(sheet.crop((0, 0, int(left) + 15, height))).astype(np.float32)
    rows, columns = ink.shape
    strength, wave = chance.choice((0.5, 1, 1.5, 2.2)) * size / 40, chance.choice((6, 10, 16))
    shifts = []
    for _ in range(2):
        field = cv2.GaussianBlur(noise.uniform(-1, 1, ink.shape).astype(np.float32), (0, 0), wave)
        shifts.append(field * strength / max(float(field.std()), 1e-6))
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    x = x + shifts[0] + chance.gauss(0, 0.18) * (y - rows / 2)
    ink = cv2.remap(
        ink,
        x.astype(np.float32),
        y + shifts[1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=255,
    )
    scale = chance.choice((1, 1, 0.7, 0.5, 0.4))
    ink = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if chance.random() < 0.4:
        ink = cv2.GaussianBlur(ink, (0, 0), chance.uniform(0.4, 1.4))
    ink = 255 - (255 - ink) * chance.uniform(0.35, 1)
    if chance.random() < 0.6:
        ink = ink + noise.normal(0, chance.uniform(2, 18), ink.shape)
    grey = np.clip(ink, 0, 255).astype(np.uint8)
    dark = np.where(cv2.GaussianBlur(grey, (3, 3), 0) < np.median(grey) - 25)[0]
    if len(dark) > 20:
        low, high = np.percentile(dark, (0.5, 99.5))
        edge = 0.12 * (high - low) + chance.uniform(0, 6)
        grey = grey[max(0, int(low - edge)) : int(high + edge)]
    if chance.random() < 0.5:
        done, packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, chance.choice((35, 60, 85))])
        grey = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE) if done else grey
    return np.ascontiguousarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))


def gathered(fonts: Path, lines: int) -> tuple[Any, Any, Any]:
    """Features, whether the word was right, and its line's number."""
    chance = random.Random(SEED)
    words = texts()
    weights = [len(text) for text in words]
    files = sorted(path for path in fonts.rglob("*") if path.suffix in (".ttf", ".otf", ".woff"))
    printed = [path for path in files if path.parent.name == "print"]
    written = [path for path in files if path not in printed]
    engine = RapidEngine()
    model = char_model()
    rows, right, groups = [], [], []
    for place in range(lines):
        (text,) = chance.choices(words, weights)
        start = chance.randrange(len(text) - 4)
        tokens = text[start : start + chance.randint(4, 9)]
        if place % 4 == 3:
            tokens = [number(chance) if chance.random() < 0.33 else token for token in tokens]
        font = chance.choice(printed if printed and chance.random() < 0.15 else written)
        (best,), (views,) = engine.views([drawn(tokens, font, chance)])
        if best.confidence < 0.5:
            continue
        others = sureness.others_of(best, views)
        good: set[int] = set()
        for block in Levenshtein.opcodes(tokens, [word.text for word in best.words]):
            if block.tag == "equal":
                good.update(range(block.dest_start, block.dest_end))
        for index, word in enumerate(best.words):
            rows.append(sureness.features(word, best, others, model))
            right.append(index in good)
            groups.append(place)
    return np.array(rows), np.array(right, dtype=int), np.array(groups)


def fitted(rows: Any, right: Any) -> tuple[Any, float]:
    """Weights and bias for features as they are."""
    from sklearn.linear_model import LogisticRegression

    spread = rows.std(0) + 1e-9
    model = LogisticRegression(C=0.5, max_iter=5000).fit(rows / spread, right)
    return model.coef_[0] / spread, float(model.intercept_[0])


def main() -> None:
    """Draw, read, fit; print what held-out folds say, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--lines", type=int, default=800)
    parser.add_argument("--write", action="store_true", help="replace the shipped numbers, not their comment")
    options = parser.parse_args()
    rows, right, groups = gathered(options.fonts, options.lines)
    held = np.zeros(len(right))
    for fold in range(5):
        weights, bias = fitted(rows[groups % 5 != fold], right[groups % 5 != fold])
        held[groups % 5 == fold] = 1 / (1 + np.exp(-(rows[groups % 5 == fold] @ weights + bias)))
    bins = np.minimum((held * 10).astype(int), 9)
    error = sum(abs((held - right)[bins == i].sum()) for i in range(10)) / len(right)
    print(f"{len(right)} words, {right.mean():.3f} right, calibration error {error:.3f}")
    for mark in (0.8, 0.85, 0.88, MARK, 0.93):
        wrong, good = (held[right == 0] < mark).mean(), (held[right == 1] < mark).mean()
        print(f"below {mark}: wrong {wrong:.3f} right {good:.3f}")
    weights, bias = fitted(rows, right)
    table = (
        f"bias = {bias:.3f}\nmark = {MARK}  # a word below it is unsure; chosen on those lines\n\n[weights]\n"
    )
    table += "".join(f"{n} = {w:.3f}\n" for n, w in zip(sureness.FEATURES, weights, strict=True))
    print(table)
    if options.write:
        comment = [line for line in OUT.read_text("utf-8").splitlines() if line.startswith("#")]
        OUT.write_text("\n".join(comment) + "\n" + table, "utf-8")


if __name__ == "__main__":
    main()
