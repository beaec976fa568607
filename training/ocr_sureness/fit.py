"""Fit src/reportqa/read/ocr/sureness.toml on pages that are drawn for it.

    python -m training.ocr_sureness.fit --fonts DIR --prose DIR [--pages 150] [--write]

`--fonts` holds TrueType or WOFF files; those in a folder named `print` are drawn one page in ten. None of
them may be among the fonts that models/hand_reader learned from: of those the recogniser is too sure. The
weights shipped were made with Architects Daughter, Bad Script, Caveat, Dawning of a New Day, Give You
Glory, Indie Flower, Just Me Again Down Here, Kristi, Loved by the King, Nanum Pen Script, Nothing You Could
Do, Over the Rainbow, Reenie Beanie, Shadows Into Light, Sue Ellen Francisco, Waiting for the Sunrise,
Zeyada, and for print Courier Prime and Open Sans, all of @fontsource 5.3.0. `--prose` is a folder with
wikigold and SEC filings in CoNLL columns. No image is read.

Fitted on lines that a bad camera had spoiled, the model doubted too much of real handwriting: where ink is
blurred away, what English makes of it is mostly wrong, and where a hand is only odd, mostly right. Hence fair
scans of odd hands. A help text is no prose either.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein
from training.hand_reader.lines import ROOT, drawn, fonts, hand, sentence, texts, well_scanned

from reportqa.read.ocr import sureness
from reportqa.read.ocr.charmodel import char_model
from reportqa.read.ocr.rapid import RapidEngine

OUT = ROOT / "src" / "reportqa" / "read" / "ocr" / "sureness.toml"
SEED = 1
UNSURE = 0.9  # of the wrong words are to lie below the mark


def gathered(folder: Path, prose: Path, pages: int) -> tuple[Any, Any, Any]:
    """Features, whether the word was right, and its page's number; a page is up to eight lines in a hand."""
    chance = random.Random(SEED)
    running, faces = texts(prose), fonts(folder)
    printed = [path for path in faces if path.parent.name == "print"]
    written = [path for path in faces if path not in printed]
    engine = RapidEngine()
    model = char_model()
    rows, right, groups = [], [], []
    for place in range(pages):
        if printed and chance.random() < 0.1:
            by = hand(chance.choice(printed), chance, 0.2)
        else:
            by = hand(chance.choice(written), chance, chance.choice((1.0, 1.4, 1.8)))
        by = well_scanned(by, chance)
        lines = [sentence(chance, running) for _ in range(chance.choice((1, 3, 6, 8)))]
        for tokens, best, views in zip(
            lines, *engine.views([drawn(tokens, by, chance) for tokens in lines]), strict=True
        ):
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
    parser.add_argument("--prose", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=150)
    parser.add_argument("--write", action="store_true", help="replace the shipped numbers, not their comment")
    options = parser.parse_args()
    rows, right, groups = gathered(options.fonts, options.prose, options.pages)
    held = np.zeros(len(right))
    for fold in range(5):
        weights, bias = fitted(rows[groups % 5 != fold], right[groups % 5 != fold])
        held[groups % 5 == fold] = 1 / (1 + np.exp(-(rows[groups % 5 == fold] @ weights + bias)))
    bins = np.minimum((held * 10).astype(int), 9)
    error = sum(abs((held - right)[bins == i].sum()) for i in range(10)) / len(right)
    print(f"{len(right)} words, {right.mean():.3f} right, calibration error {error:.3f}")
    mark = round(float(np.quantile(held[right == 0], UNSURE)), 2)
    for trial in (0.8, 0.85, mark, 0.9, 0.93):
        wrong, good = (held[right == 0] < trial).mean(), (held[right == 1] < trial).mean()
        print(f"below {trial}: wrong {wrong:.3f} right {good:.3f}")
    weights, bias = fitted(rows, right)
    said = f"a word below it is unsure; {UNSURE} of the wrong words of those pages are"
    table = f"bias = {bias:.3f}\nmark = {mark}  # {said}\n\n[weights]\n"
    table += "".join(f"{n} = {w:.3f}\n" for n, w in zip(sureness.FEATURES, weights, strict=True))
    print(table)
    if options.write:
        comment = [line for line in OUT.read_text("utf-8").splitlines() if line.startswith("#")]
        OUT.write_text("\n".join(comment) + "\n" + table, "utf-8")


if __name__ == "__main__":
    main()
