"""Build models/hand_reader/weights.npz: the recogniser's last layers, fitted to made handwriting.

    python -m training.hand_reader.train --fonts DIR --others DIR --words FILE [--lines 4000] [--seconds 900]

`--fonts` are the fonts to learn from, `--others` those that the result is measured on; no font is in both,
and the pages of `python -m bench ocr-pages` are drawn in a third lot. Fonts in a folder named `print` are
drawn one line in twelve. `--words` is the word list of the symspellpy wheel, commonest first. Needs torch,
onnx, onnxruntime, opencv, Pillow and rapidfuzz; torch and onnx at no run time. No image is read: every line
is drawn here.

The backbone stays as it is: it sees each line once, and what it says is kept, so that an hour of one
core is enough. Of the way from the recogniser's own weights to the trained ones only `SHARE` is gone:
fonts are no hands.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import math
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import onnx.utils
import onnxruntime
import torch
from rapidfuzz.distance import Levenshtein
from training.hand_reader.lines import CAPITALS, ROOT, drawn, fonts, hand, sentence, texts
from training.hand_reader.net import BACKBONE, Layers, loss_of

from reportqa.read.ocr.ppocr import is_latin

OUT = ROOT / "models" / "hand_reader" / "weights.npz"
SHARE = 0.5
RATE = 4e-4
BATCH = 16
SEED = 1
COMMON = 30_000  # words of the list that are drawn


class Line(NamedTuple):
    """What the backbone says of one line (steps × 384), how many steps carry it, and what stands there."""

    seen: Any
    used: int
    text: str


def main() -> None:
    """Draw, look, train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--others", type=Path, required=True)
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--lines", type=int, default=4000)
    parser.add_argument("--seconds", type=float, default=900)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    torch.manual_seed(SEED)
    np.random.seed(SEED)
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise SystemExit("rapidocr is not installed, whose wheel carries the recogniser")
    recogniser = Path(spec.origin).parent / "models" / "PP-OCRv6_rec_small.onnx"
    session = onnxruntime.InferenceSession(str(recogniser), providers=["CPUExecutionProvider"])
    characters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    alphabet = ["", *characters, " "]
    latin = [i for i, ch in enumerate(alphabet) if i == 0 or is_latin(ch)]
    layers = Layers(recogniser)
    listed = options.words.read_text("utf-8-sig").splitlines()[:COMMON]
    rare = [line.split()[0] for line in listed]
    own = list(seen_lines(recogniser, options.fonts, rare, options.lines, SEED))
    others = list(seen_lines(recogniser, options.others, rare, options.lines // 5, SEED + 1))
    print(f"as shipped: {error(layers, others, alphabet, latin):.4f} of the characters wrong in other fonts")
    train(layers, own, alphabet, latin, options.seconds)
    for share in (0.25, 0.5, 0.75, 1.0):
        trial = Layers(recogniser)
        for name, value in layers.values(share).items():
            trial.of(name).data.copy_(torch.tensor(value.astype(np.float32)))
        print(f"{share} of the way: {error(trial, others, alphabet, latin):.4f}")
    digest = hashlib.sha256(recogniser.read_bytes()).hexdigest()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.out, recogniser=np.array(digest), **layers.values(SHARE))


def seen_lines(recogniser: Path, folder: Path, rare: list[str], count: int, seed: int) -> Iterator[Line]:
    """Made lines as the backbone sees them, four of like width at a time, as when pages are read."""
    part = OUT.with_name("backbone.onnx")
    part.parent.mkdir(parents=True, exist_ok=True)
    onnx.utils.extract_model(str(recogniser), str(part), ["x"], [BACKBONE], check_model=False)
    session = onnxruntime.InferenceSession(str(part), providers=["CPUExecutionProvider"])
    part.unlink()
    chance = random.Random(seed)
    faces, running = fonts(folder), texts()
    printed = [face for face in faces if face.parent.name == "print"]
    written = [face for face in faces if face not in printed]
    for _ in range(math.ceil(count / 24)):
        held = sorted(
            (_crop(chance, written, printed, running, rare) for _ in range(24)),
            key=lambda item: item[0].shape[2],
        )
        for start in range(0, len(held), 4):
            some = held[start : start + 4]
            width = max(max(item[0].shape[2] for item in some), 320)
            data = np.zeros((len(some), 3, 48, width), np.float32)
            for row, (image, _) in zip(data, some, strict=True):
                row[:, :, : image.shape[2]] = image
            seen = session.run(None, {"x": data})[0][:, :, 0].transpose(0, 2, 1)
            for row, (image, text) in zip(seen, some, strict=True):
                used = math.ceil(len(row) * image.shape[2] / width)
                yield Line(row.astype(np.float16), used, text)


def _crop(
    chance: random.Random,
    written: list[Path],
    printed: list[Path],
    running: list[list[str]],
    rare: list[str],
) -> tuple[Any, str]:
    in_print = bool(printed) and chance.random() < 1 / 12
    face = chance.choice(printed if in_print else written)
    words = sentence(chance, running, rare)
    if face.stem in CAPITALS or chance.random() < 0.04:
        words = [word.upper() for word in words]
    crop = drawn(words, hand(face, chance, 0.2 if in_print else 0.7), chance)
    stretch = chance.choice((1, 1, 1, 1.25, 1.5, 1.75))
    width = min(max(8, math.ceil(48 * stretch * crop.shape[1] / max(crop.shape[0], 1))), 2048)
    return cv2.resize(crop, (width, 48)).astype(np.float32).transpose(2, 0, 1) / 127.5 - 1, " ".join(words)


def train(layers: Layers, lines: list[Line], alphabet: list[str], latin: list[int], seconds: float) -> None:
    """Adam for so many seconds, its rate falling like a cosine."""
    place = {alphabet[index]: number for number, index in enumerate(latin)}
    rest = np.setdiff1d(np.arange(len(alphabet)), latin)
    free = [value for value in layers.parameters() if value.requires_grad]
    steps = torch.optim.Adam(free, lr=RATE)
    start, done = time.monotonic(), 0
    usable = [line for line in lines if line.used > 1.3 * len(line.text)]
    while True:
        for some in batches(usable, shuffled=True):
            gone = (time.monotonic() - start) / seconds
            if gone >= 1:
                return
            for group in steps.param_groups:
                group["lr"] = (
                    RATE * min(1.0, (done + 1) / 50) * max(0.02, 0.5 + 0.5 * math.cos(math.pi * gone))
                )
            seen, mask = packed(some)
            meant = [[place[ch] for ch in line.text if ch in place] for line in some]
            layers.train()
            lost = loss_of(layers, seen, mask, latin, rest, meant, [line.used for line in some])
            steps.zero_grad()
            lost.backward()
            torch.nn.utils.clip_grad_norm_(free, 1.0)
            steps.step()
            done += 1


def batches(lines: list[Line], *, shuffled: bool) -> list[list[Line]]:
    """Lines of like length together."""
    order = sorted(lines, key=lambda line: len(line.seen) + (10 * random.random() if shuffled else 0))
    out = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    if shuffled:
        random.shuffle(out)
    return out


def packed(lines: list[Line]) -> tuple[torch.Tensor, torch.Tensor]:
    """Lines as one array, and where none of them is."""
    steps = max(len(line.seen) for line in lines)
    seen = np.zeros((len(lines), steps, 384), np.float32)
    mask = np.zeros((len(lines), steps), np.float32)
    for row, line in enumerate(lines):
        seen[row, : len(line.seen)] = line.seen
        mask[row, len(line.seen) :] = -1e4
    return torch.tensor(seen), torch.tensor(mask)


def error(layers: Layers, lines: list[Line], alphabet: list[str], latin: list[int]) -> float:
    """The share of characters that the best path has wrong."""
    layers.eval()
    wrong = whole = 0
    with torch.no_grad():
        for some in batches(lines, shuffled=False):
            state = layers(*packed(some))
            best = (state @ layers.head[:, latin] + layers.head_bias[latin]).argmax(-1).numpy()
            for row, line in zip(best, some, strict=True):
                kept = row[: line.used]
                keep = (kept != 0) & (kept != np.concatenate([[0], kept[:-1]]))
                read = " ".join("".join(alphabet[latin[index]] for index in kept[keep]).split())
                wrong += min(Levenshtein.distance(read, line.text), len(line.text))
                whole += len(line.text)
    return wrong / whole


if __name__ == "__main__":
    main()
