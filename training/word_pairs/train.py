"""Build models/word_pairs/model.npz: what one word says of the next, for the sureness of words.

    python -m training.word_pairs.train --trigrams FILE

`--trigrams` is the file `model/en-us/en-us.lm.bin` of the pocketsphinx wheel, of whose pairs of words this
is a table: by how many nats the second is likelier after the first than anywhere. No image is looked at.
"""

from __future__ import annotations

import argparse
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from training.char_model.train import planes
from training.char_model.trie import Floats, read_trie

from reportqa.read.ocr.wordpairs import MOST, SENTENCE, STEPS_A_NAT

OUT = Path(__file__).parent.parent.parent / "models" / "word_pairs" / "model.npz"
NEAR = 0.5  # nats; a pair that differs less from the first word's unlisted ones is not stored
_WORD = re.compile(r"[a-z]+('[a-z]+)*")


def main() -> None:
    """Read, compare, prune, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trigrams", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    tables = compared(options.trigrams)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.out, **tables)
    source = sha256(options.trigrams.read_bytes()).hexdigest()
    print(json.dumps({"pairs": len(tables["values"]), "bytes": options.out.stat().st_size, "source": source}))


def compared(path: Path) -> dict[str, Any]:
    """The kept pairs as plain arrays: wordpairs.py says what each holds."""
    model = read_trie(path)
    first, second, chance = model.pair
    size = len(model.words)
    kept = [i for i, word in enumerate(model.words) if _WORD.fullmatch(word)]
    start = model.words.index("<s>")
    place = np.full(size, -1)
    place[[start, *kept]] = np.arange(len(kept) + 1)
    # What a word's listed pairs leave is shared by all other words as they come anywhere.
    listed = np.bincount(first, chance, size)
    anywhere = np.bincount(first, model.one[second], size)
    left = np.log(np.clip(1 - listed, 1e-3, 1) / np.clip(1 - anywhere, 1e-3, None))
    gain = np.log(chance / model.one[second])
    # "<s>" has a chance of its own in no text, and no word stands before another sentence's start.
    keep = (place[first] >= 0) & (place[second] > 0) & (np.abs(gain - left[first]) >= NEAR)
    first, second, gain = place[first[keep]], place[second[keep]], gain[keep]
    keys = first * (len(kept) + 1) + second
    order = np.argsort(keys)
    words = "\n".join([SENTENCE, *(model.words[i] for i in kept)])
    return {
        "words": np.frombuffer(words.encode("ascii"), np.uint8),
        "others": _steps(left[[start, *kept]]),
        "keys": planes(keys[order], 4),
        "values": _steps(gain[order]),
    }


def _steps(nats: Floats) -> NDArray[np.int8]:
    steps: NDArray[np.int8] = np.round(np.clip(nats, -MOST, MOST) * STEPS_A_NAT).astype(np.int8)
    return steps


if __name__ == "__main__":
    main()
