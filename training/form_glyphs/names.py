"""How letters follow each other in names: models/form_glyphs/names.npz.

    python -m training.form_glyphs.names [--out models/form_glyphs]

From the first and last names of the 1990 census of the United States (public domain) in the `names` package,
each counted by the square root of how common it is, so that rare names are not forgotten.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from reportqa.read.glyphs import LETTERS

OUT = Path(__file__).resolve().parents[2] / "models" / "form_glyphs"
SIGNS = LETTERS + " "  # a blank is where a word starts or ends
STEPS_A_NAT = 16
MOST = 8.0  # nats: no name is impossible
_FIRM = 1.0  # how firmly a rare pair leans on the single letter


def main() -> None:
    """Count, smooth, write."""
    import names

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    counts = np.zeros((len(SIGNS),) * 3)
    for file in names.FILES.values():
        for line in Path(file).read_text("ascii").splitlines():
            name, share, *_ = line.split()
            weight = (float(share) + 0.0005) ** 0.5
            places = [SIGNS.index(sign) for sign in f"  {name} "]
            for before, last, following in zip(places, places[1:], places[2:], strict=False):
                counts[before, last, following] += weight
    np.savez_compressed(options.out / "names.npz", steps=steps(counts))


def steps(counts: np.ndarray) -> np.ndarray:
    """Sixteenths of a nat by the two signs before and the next one (Witten and Bell's way of backing off)."""
    chances = np.full(len(SIGNS), 1 / len(SIGNS))
    for table in (counts.sum((0, 1)), counts.sum(0), counts):
        kinds = (table > 0).sum(-1, keepdims=True) * table.mean() * _FIRM
        total = table.sum(-1, keepdims=True)
        chances = (table + kinds * chances + 1e-9) / (total + kinds + 1e-9 * len(SIGNS))
    return np.rint(np.minimum(-np.log(chances), MOST) * STEPS_A_NAT).astype(np.uint8)


if __name__ == "__main__":
    main()
