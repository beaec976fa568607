"""Train models/form_glyphs: which character stands in a box of a printed form.

    python -m training.form_glyphs.train --fonts DIR [--rows 9000] [--glyphs FILE]

DIR holds handwriting fonts as WOFF, under their names in @fontsource. Those that `hands.toml` keeps apart for
the bench are never drawn; nor are the digits of scikit-learn's `load_digits` behind the first `train_digits`.
The validation hands are never trained on: the temperature is chosen on them. `--glyphs` keeps what was drawn
for another run. Needs torch, at no run time.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import torch

from reportqa.read.glyphs import CLASSES
from training.form_glyphs.gather import SEED, Glyphs, gathered, hands, table
from training.form_glyphs.net import Net, arrays, fitted, scores

OUT = Path(__file__).resolve().parents[2] / "models" / "form_glyphs"


def temperature(given: Any, classes: Any) -> float:
    """What the scores are divided by so that held-out hands are most likely."""
    best, found = 1e9, 1.0
    for value in np.arange(0.6, 4.0, 0.05):
        shares = given / value
        shares = shares - shares.max(axis=1, keepdims=True)
        loss = float(np.mean(np.log(np.exp(shares).sum(axis=1)) - shares[np.arange(len(classes)), classes]))
        if loss < best:
            best, found = loss, float(value)
    return found


def told(given: Any, classes: Any) -> str:
    """Shares right among all classes, and digits and letters each among their own."""
    out = [f"{(given.argmax(1) == classes).mean():.4f} of {len(classes)} among all"]
    for name, low, high in (("digits", 0, 10), ("letters", 10, 36)):
        own = (classes >= low) & (classes < high)
        if own.any():
            right = given[own][:, low:high].argmax(1) + low == classes[own]
            out.append(f"{name} {right.mean():.4f} of {own.sum()}")
    return ", ".join(out)


def main() -> None:
    """Draw, train, measure on the validation hands, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=9_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--glyphs", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    glyphs = _glyphs(options)
    print(f"{len(glyphs.classes)} glyphs of {len(set(glyphs.classes))} classes", flush=True)
    every = hands(options.fonts)
    aside = [place for place, hand in enumerate(every) if hand.name in table()["validation"]]
    held = np.isin(glyphs.owners, aside)
    held |= (glyphs.owners == len(every) - 1) & (np.arange(len(glyphs.owners)) % 10 == 0)

    def note(epoch: int, loss: float, net: Net) -> None:
        print(f"epoch {epoch}: loss {loss:.4f}; {told(scores(net, some), some.classes)}", flush=True)

    torch.set_num_threads(options.workers)
    some = glyphs[np.nonzero(held)[0][::3]]
    net = fitted(glyphs[~held], SEED, note)
    warm = _measured(scores(net, glyphs[held]), glyphs[held], len(every) - 1)
    options.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.out / "model.npz", **arrays(net, warm))


def _glyphs(options: Any) -> Glyphs:
    names = ("squares", "about", "classes", "owners")
    if options.glyphs and options.glyphs.exists():
        with np.load(options.glyphs) as kept:
            return Glyphs(*(kept[name] for name in names))
    made = gathered(options.fonts, options.rows, options.workers)
    if options.glyphs:
        np.savez(options.glyphs, **{name: getattr(made, name) for name in names})
    return made


def _measured(given: Any, held: Glyphs, digits: int) -> float:
    """Prints how well held-out hands are read; the temperature for them."""
    real = held.owners == digits
    warm = temperature(given, held.classes)
    for name, which in (("fonts", ~real), ("real digits", real)):
        print(f"held-out {name}: {told(given[which], held.classes[which])}; temperature {warm:.2f}")
    wrong = given.argmax(1) != held.classes
    pairs = zip(held.classes[wrong], given.argmax(1)[wrong], strict=True)
    confused = Counter((CLASSES[truth], CLASSES[said]) for truth, said in pairs)
    print(confused.most_common(40))
    return warm


if __name__ == "__main__":
    main()
