"""Fit src/reportqa/read/ocr/sureness.toml on pages that are drawn for it.

    python -m training.ocr_sureness.fit --fonts DIR --prose DIR [--pages 220] [--seeds 1 2 3 4]
        [--processes 2] [--write]

`--fonts` holds TrueType or WOFF files; those in a folder named `print` are drawn one page in fourteen. None
of them may be among the fonts that models/hand_reader learned from: of those the recogniser is too sure.
The weights shipped were made with Architects Daughter, Bad Script, Caveat, Chilanka, Comic Neue, Comic
Relief, Dawning of a New Day, Delicious Handrawn, East Sea Dokdo, Give You Glory, Gwendolyn, Hachi Maru Pop,
Indie Flower, Just Me Again Down Here, Kavivanar, Kirang Haerang, Kristi, Loved by the King, Ma Shan Zheng,
Merienda, Moon Dance, Nanum Pen Script, Nerko One, Nothing You Could Do, Oooh Baby, Oregano, Over the
Rainbow, Playpen Sans, Reenie Beanie, Shadows Into Light, Shantell Sans, Slackside One, Sue Ellen Francisco,
Twinkle Star, Waiting for the Sunrise, Yuji Boku, Zeyada, and for print Courier Prime and Open Sans, all of
@fontsource 5.3.0. `--prose` is a folder with `wikigold` and `re3d` as training/corpora.py finds them. No
image is read.

What the pages are like decides what the chances mean. Nearly half of the lines are the sentences of
training/frames, unspoilt, one in ten is of the sample reports, the rest prose, half of it unseen by the
character model; hands differ from their fonts by little to much; scans are fair. Fitted on other pages the
model doubted too much of real handwriting: on lines that a bad camera had spoiled (where ink is blurred away,
what English makes of it is mostly wrong; where a hand is only odd, mostly right), and on help texts,
contracts and code in odd hands only.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein
from training.corpora import published
from training.corpus import frames
from training.grammar import fill, text_and_spans
from training.hand_reader.lines import ROOT, drawn, fonts, hand, number, well_scanned
from training.slots import Fillers, slots

from reportqa.read.ocr import sureness
from reportqa.read.ocr.english import english
from reportqa.read.ocr.rapid import RapidEngine

OUT = ROOT / "src" / "reportqa" / "read" / "ocr" / "sureness.toml"
SEED = 1
UNSURE = 0.9  # of the wrong words are to lie below the mark
FOLDS = 6
WRITERS = ("guard", "guard", "campus", "sites", "dispatch", "firms")
LIFELIKE = (0.4, 0.8, 1.0, 1.4, 1.8)  # how much a hand differs from its font
LINES = (1, 3, 6, 8)
PRINTED = 0.07  # of the pages


def sources(prose: Path, chance: random.Random) -> Callable[[], list[str]]:
    """What gives a text, as words: a made report, one of the samples, or a sentence or page of prose."""
    written = [words(text) for text, _ in published(prose)]
    written = [text for text in written if len(text) >= 9]
    samples = [
        words(path.read_text("utf-8", "replace"))
        for path in sorted((ROOT / "data/samples/inbox").rglob("PG-*.txt"))
    ]
    pool, people = frames(), Fillers()
    fillers = slots(people)

    def report() -> list[str]:
        people.new_report()
        kind = chance.choice(WRITERS)
        told = [text_and_spans(list(fill(chance.choice(pool[kind]), fillers, chance)))[0] for _ in range(4)]
        ended = [text if text.endswith((".", "?", "!")) else text + "." for text in told]
        return words(" ".join(text[:1].upper() + text[1:] for text in ended))

    def text() -> list[str]:
        kind = chance.random()
        if kind < 0.45:
            return report()
        held = samples if kind < 0.55 else written
        (found,) = chance.choices(held, [len(one) for one in held])
        return found

    return text


def words(text: str) -> list[str]:
    """The words of a text in the characters that English is written with."""
    return re.sub(r"[^\x20-\x7e]", "", text.translate({0x2013: "-", 0x2019: "'", 0xA: " "})).split()


def line(text: Callable[[], list[str]], chance: random.Random) -> list[str]:
    """Three to nine words of a text from anywhere on; in one line of ten some become numbers."""
    found: list[str] = []
    while len(found) < 5:
        found = text()
    start = chance.randrange(len(found) - 3)
    out = found[start : start + chance.randint(3, 9)]
    if chance.random() < 0.1:
        out = [number(chance) if chance.random() < 0.3 else word for word in out]
    return out


def gathered(folder: Path, prose: Path, pages: int, seed: int) -> tuple[Any, Any, Any]:
    """Features, whether the word was right, and its font; a page is up to eight lines in a hand."""
    chance = random.Random(seed)
    text, faces = sources(prose, chance), fonts(folder)
    printed = [path for path in faces if path.parent.name == "print"]
    written = [path for path in faces if path not in printed]
    engine = RapidEngine()
    language = english()
    rows, right, names = [], [], []
    for _ in range(pages):
        if printed and chance.random() < PRINTED:
            by = hand(chance.choice(printed), chance, 0.2)
        else:
            by = hand(chance.choice(written), chance, chance.choice(LIFELIKE))
        by = well_scanned(by, chance)
        lines = [line(text, chance) for _ in range(chance.choice(LINES))]
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
                rows.append(sureness.features(word, best, others, language))
                right.append(index in good)
                names.append(by.font.stem)
    return np.array(rows), np.array(right, dtype=int), np.array(names)


def fitted(rows: Any, right: Any) -> tuple[Any, float]:
    """Weights and bias for what `crossed` makes of the features."""
    from sklearn.linear_model import LogisticRegression

    every = crossed(rows)
    spread = every.std(0) + 1e-9
    model = LogisticRegression(C=0.3, max_iter=5000).fit(every / spread, right)
    return model.coef_[0] / spread, float(model.intercept_[0])


def crossed(rows: Any) -> Any:
    """The features, and beside them the features times each of CROSSED."""
    by = [sureness.FEATURES.index(name) for name in sureness.CROSSED]
    return np.hstack([rows, *(rows * rows[:, [place]] for place in by)])


def held_out(rows: Any, right: Any, names: Sequence[str]) -> Any:
    """The chance of each word by weights that were fitted on other hands."""
    order = sorted(set(names))
    random.Random(SEED).shuffle(order)
    fold = np.array([order.index(name) % FOLDS for name in names])
    held = np.zeros(len(right))
    for part in range(FOLDS):
        weights, bias = fitted(rows[fold != part], right[fold != part])
        held[fold == part] = 1 / (1 + np.exp(-(crossed(rows[fold == part]) @ weights + bias)))
    return held


def main() -> None:
    """Draw, read, fit; print what hands kept out say, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--prose", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=220, help="of each seed")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4])
    parser.add_argument("--processes", type=int, default=1, help="that draw and read, a seed at a time")
    parser.add_argument("--write", action="store_true", help="replace the shipped numbers, not their comment")
    options = parser.parse_args()
    look = partial(gathered, options.fonts, options.prose, options.pages)
    with ProcessPoolExecutor(options.processes) as pool:
        drawn = list(pool.map(look, options.seeds))
    rows, right, names = (np.concatenate(part) for part in zip(*drawn, strict=True))
    held = held_out(rows, right, names)
    bins = np.minimum((held * 10).astype(int), 9)
    error = sum(abs((held - right)[bins == i].sum()) for i in range(10)) / len(right)
    print(f"{len(right)} words, {right.mean():.3f} right, calibration error {error:.3f}")
    mark = round(float(np.quantile(held[right == 0], UNSURE)), 3)
    for trial in (0.8, 0.85, mark, 0.9, 0.93):
        wrong, good = (held[right == 0] < trial).mean(), (held[right == 1] < trial).mean()
        print(f"below {trial}: wrong {wrong:.3f} right {good:.3f}")
    weights, bias = fitted(rows, right)
    said = f"a word below it is unsure; {UNSURE} of the wrong words of those pages are"
    table = f"bias = {bias:.3f}\nmark = {mark}  # {said}\n"
    names = ("weights", *(f"times_{name}" for name in sureness.CROSSED))
    for name, row in zip(names, weights.reshape(len(names), -1), strict=True):
        table += f"\n[{name}]\n"
        table += "".join(f"{n} = {w:.3f}\n" for n, w in zip(sureness.FEATURES, row, strict=True))
    print(table)
    if options.write:
        comment = [row for row in OUT.read_text("utf-8").splitlines() if row.startswith("#")]
        OUT.write_text("\n".join(comment) + "\n" + table, "utf-8")


if __name__ == "__main__":
    main()
