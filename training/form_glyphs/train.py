"""Train models/form_glyphs: which character stands in a box of a printed form.

    python -m training.form_glyphs.train --fonts DIR [--rows 7000] [--out models/form_glyphs]

DIR holds handwriting fonts (TrueType or WOFF). Those named in `hands.toml` as kept apart for the bench are
never drawn here; nor are the digits of scikit-learn's `load_digits` behind the first `train_digits`.
"""

from __future__ import annotations

import argparse
import random
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import tomli
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

from reportqa.read.glyphs import CLASSES, features
from training.form_glyphs.drawn import Hand, samples

HERE = Path(__file__).resolve().parent
OUT = HERE.parents[1] / "models" / "form_glyphs"
SEED = 20261122
PART = 50  # rows that one worker draws at a time
LAYERS = (320, 128)
EPOCHS = 14
DIGIT_SHARE = 0.15  # of the rows are real digits
HELD = 0.12  # of the hands for choosing the temperature


@lru_cache(maxsize=1)
def kept_apart() -> dict[str, Any]:
    """The fonts and digits of the bench, and the fonts that are no print."""
    table: dict[str, Any] = tomli.loads((HERE / "hands.toml").read_text("utf-8"))
    return table


def stem(path: Path) -> str:
    """A font's own name, without subset and weight."""
    return path.stem.split("-latin")[0].lower()


def fonts(folder: Path, *, bench: bool) -> list[Path]:
    """The fonts to train with, or those of the bench."""
    table = kept_apart()
    test, barred = set(table["bench"]), {*table["bench"], *table["kin"], *table["left_out"]}
    found = sorted(path for path in folder.rglob("*") if path.suffix in (".ttf", ".otf", ".woff"))
    return [path for path in found if (stem(path) in test if bench else stem(path) not in barred)]


def hands(folder: Path) -> list[Hand]:
    """Every hand to train with; real digits come last."""
    digits = load_digits()
    most = kept_apart()["train_digits"]
    made = [Hand(stem(path), path) for path in fonts(folder, bench=False)]
    return [*made, Hand("digits", images=digits.images[:most], digits=digits.target[:most])]


def gathered(folder: Path, rows: int, workers: int) -> tuple[Any, Any, Any]:
    """Features, classes and numbers of the hands of all glyphs; the same whatever the number of workers."""
    with ProcessPoolExecutor(workers) as pool:
        parts = list(pool.map(_part, [folder] * (rows // PART), range(rows // PART)))
    found, classes, owners = zip(*parts, strict=True)
    return np.concatenate(found), np.concatenate(classes), np.concatenate(owners)


def _part(folder: Path, number: int) -> tuple[Any, Any, Any]:
    chance = random.Random(SEED * 1000 + number)
    every = hands(folder)
    found, classes, owners = [], [], []
    for _ in range(PART):
        real = chance.random() < DIGIT_SHARE
        place = len(every) - 1 if real else chance.randrange(len(every) - 1)
        made = samples(every[place], chance)
        if made:
            found.append(features([glyph for glyph, _ in made]))
            classes += [number for _, number in made]
            owners += [place] * len(made)
    return np.concatenate(found), np.array(classes), np.array(owners)


def fitted(rows: Any, classes: Any) -> MLPClassifier:
    """The network on standardised features."""
    network = MLPClassifier(
        LAYERS, alpha=1e-4, batch_size=256, learning_rate_init=1e-3, max_iter=EPOCHS, random_state=SEED
    )
    network.fit(rows, classes)
    return network


def logits(network: MLPClassifier, rows: Any) -> Any:
    """What the network gives before its softmax."""
    layer = rows
    for number, (weights, bias) in enumerate(zip(network.coefs_, network.intercepts_, strict=True)):
        layer = layer @ weights + bias
        if number + 1 < len(network.coefs_):
            layer = np.maximum(layer, 0)
    return layer


def temperature(scores: Any, classes: Any) -> float:
    """What the scores are divided by so that held-out hands are most likely."""
    best, found = 1e9, 1.0
    for value in np.arange(0.6, 4.0, 0.05):
        shares = scores / value
        shares = shares - shares.max(axis=1, keepdims=True)
        loss = float(np.mean(np.log(np.exp(shares).sum(axis=1)) - shares[np.arange(len(classes)), classes]))
        if loss < best:
            best, found = loss, float(value)
    return found


def told(scores: Any, classes: Any) -> str:
    """Shares right among all classes, and digits and letters each among their own."""
    out = [f"{(scores.argmax(1) == classes).mean():.4f} of {len(classes)} among all"]
    for name, low, high in (("digits", 0, 10), ("letters", 10, 36)):
        own = (classes >= low) & (classes < high)
        if own.any():
            right = scores[own][:, low:high].argmax(1) + low == classes[own]
            out.append(f"{name} {right.mean():.4f} of {own.sum()}")
    return ", ".join(out)


def main() -> None:
    """Draw, train, calibrate on hands held out, train again on all, write."""
    import warnings

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=7_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    warnings.filterwarnings("ignore", message="Stochastic Optimizer")
    every = hands(options.fonts)
    print(f"{len(every) - 1} fonts")
    rows, classes, owners = gathered(options.fonts, options.rows, options.workers)
    mean, spread = rows.mean(0), rows.std(0) + 0.02
    rows = (rows - mean) / spread
    print(f"{len(rows)} glyphs of {len(set(classes))} classes, {rows.shape[1]} features")
    chance = random.Random(SEED)
    aside = set(chance.sample(range(len(every) - 1), max(1, round(HELD * len(every)))))
    held = np.isin(owners, list(aside))
    held |= (owners == len(every) - 1) & (np.arange(len(owners)) % 10 == 0)
    network = fitted(rows[~held], classes[~held])
    scores = logits(network, rows[held])
    real = owners[held] == len(every) - 1
    warm = temperature(scores, classes[held])
    for name, which in (("fonts", ~real), ("real digits", real)):
        print(f"held-out {name}: {told(scores[which], classes[held][which])}; temperature {warm:.2f}")
    right = scores.argmax(1) == classes[held]
    confused: dict[tuple[str, str], int] = {}
    for truth, said in zip(classes[held][~right], scores.argmax(1)[~right], strict=True):
        key = CLASSES[truth], CLASSES[said]
        confused[key] = confused.get(key, 0) + 1
    print(sorted(confused.items(), key=lambda item: -item[1])[:25])
    network = fitted(rows, classes)
    options.out.mkdir(parents=True, exist_ok=True)
    arrays = {"layers": np.array(len(network.coefs_)), "temperature": np.array(warm, np.float32)}
    for number, (weights, bias) in enumerate(zip(network.coefs_, network.intercepts_, strict=True)):
        arrays[f"weights{number}"] = weights.astype(np.float16)
        arrays[f"bias{number}"] = bias.astype(np.float32)
    np.savez_compressed(
        options.out / "model.npz", mean=mean.astype(np.float32), spread=spread.astype(np.float32), **arrays
    )


if __name__ == "__main__":
    main()
