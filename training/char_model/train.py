"""Build models/char_model/model.npz: a pruned character 7-gram model for the handwriting decoder.

    python -m training.char_model.train --lists DIR --texts DIR

`--lists` is a folder with the word and word-pair frequencies that the symspellpy wheel carries;
`--texts` a folder of permitted texts in CoNLL columns (WNUT17, BTC, wikigold, SEC filings).
No image is looked at. The file holds, for each kept context of up to six characters, the whole
distribution of the next one, Witten-Bell interpolated down to single characters.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
SYMBOLS = "abcdefghijklmnopqrstuvwxyz '.,-?"  # the last one stands for every other mark
ORDER = 7
CORPUS = 12e6  # words that the frequency lists are scaled to, some 64 MB of text
ENDINGS = (("", 0.875), (",", 0.05), (".", 0.06), ("?", 0.015))  # marks after a word
STEPS_A_NAT = 16.0

Counts = list[dict[str, dict[str, float]]]


def main() -> None:
    """Count, interpolate, prune, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lists", type=Path, required=True)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument(
        "--out", type=Path, default=HERE.parent.parent / "models" / "char_model" / "model.npz"
    )
    parser.add_argument("--contexts", type=int, default=420_000, help="how many contexts are kept")
    options = parser.parse_args()
    counts: Counts = [defaultdict(lambda: defaultdict(float)) for _ in range(ORDER)]
    sources = {}
    for path in (
        options.lists / "frequency_dictionary_en_82_765.txt",
        options.lists / "frequency_bigramdictionary_en_243_342.txt",
    ):
        sources[path.name] = sha256(path.read_bytes()).hexdigest()
    add_words(counts, options.lists / "frequency_dictionary_en_82_765.txt")
    add_pairs(counts, options.lists / "frequency_bigramdictionary_en_243_342.txt")
    add_report_words(counts)
    for path in sorted(options.texts.rglob("*")):
        if path.suffix in (".conll", ".txt") and not re.search(r"test|dev|entity-list", path.name):
            sources[path.relative_to(options.texts).as_posix()] = sha256(path.read_bytes()).hexdigest()
            add_text(counts, sentences(path))
    keys, rows = tables(counts, options.contexts)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.out, keys=keys, rows=rows)
    print(
        json.dumps({"contexts": len(keys), "bytes": options.out.stat().st_size, "sources": sources}, indent=1)
    )


def normal(text: str) -> str:
    """Text in the model's symbols; digits are told apart by the decoder and counted as marks here."""
    return "".join(ch if ch in SYMBOLS else "?" for ch in text.lower().replace("\u2019", "'"))


def count(counts: Counts, text: str, start: int, weight: float, least: int = 0) -> None:
    """Add every n-gram that ends at or after `start` and whose context has `least` characters or more."""
    for end in range(start, len(text)):
        for length in range(least, min(ORDER, end + 1)):
            counts[length][text[end - length : end]][text[end]] += weight


def add_words(counts: Counts, path: Path) -> None:
    """Single words between spaces, with marks after them."""
    table = [line.split() for line in path.read_text("utf-8-sig").splitlines()]
    total = sum(int(row[1]) for row in table)
    for word, number in table:
        weight = CORPUS * int(number) / total
        if weight >= 0.02:
            add_word(counts, normal(word), weight)


def add_word(counts: Counts, word: str, weight: float) -> None:
    """One word; the marks after it are followed by a space."""
    head = f" {word}"
    count(counts, head, 1, weight)
    for mark, share in ENDINGS:
        count(counts, f"{head}{mark} ", len(head), weight * share)


def add_pairs(counts: Counts, path: Path) -> None:
    """Two words: only what the first tells of the second is counted, the rest is known already."""
    table = [line.split() for line in path.read_text("utf-8-sig").splitlines()]
    total = sum(int(row[2]) for row in table)
    for first, second, number in table:
        weight = 0.6 * CORPUS * int(number) / total  # the list covers some three fifths of running text
        text = f" {normal(first)} {normal(second)} "
        border = len(first) + 1
        for end in range(border + 1, len(text)):
            for length in range(end - border + 1, ORDER):
                if end - length >= 0:
                    counts[length][text[end - length : end]][text[end]] += weight


def add_report_words(counts: Counts) -> None:
    """The trade's own words and phrases."""
    table = tomllib.loads((HERE / "report_words.toml").read_text("utf-8"))
    for weight, words in table["words"].items():
        for word in words:
            add_word(counts, word, float(weight) * CORPUS / 1e6)
    for weight, phrases in table["phrases"].items():
        for phrase in phrases:
            text = f" {phrase} "
            count(counts, text, 1, float(weight) * CORPUS / 1e6, least=3)


def sentences(path: Path) -> Iterator[str]:
    """Sentences of a CoNLL file: the first column, one token a line."""
    words: list[str] = []
    for line in path.read_text("utf-8", errors="replace").splitlines():
        if line.strip():
            words.append(line.split()[0])
        elif words:
            yield " ".join(words)
            words = []
    if words:
        yield " ".join(words)


def add_text(counts: Counts, lines: Iterable[str]) -> None:
    """Running text; spaces before marks, which tokenising put there, are taken out again."""
    for line in lines:
        text = normal(f" {line} ")
        for mark in ",.":
            text = text.replace(f" {mark}", mark)
        count(counts, text, 1, 1.0)


def tables(counts: Counts, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Sorted keys of the kept contexts and their rows of quantised negative log-probabilities."""
    index = {symbol: i for i, symbol in enumerate(SYMBOLS)}
    width = len(SYMBOLS)
    done: dict[str, np.ndarray] = {}
    worth: list[tuple[float, str]] = []
    for length in range(ORDER):
        for context, nexts in counts[length].items():
            below = done.get(context[1:]) if length else np.full(width, 1 / width)
            if below is None:
                continue
            total = sum(nexts.values())
            if total < 2 and length > 2:
                continue
            own = np.zeros(width)
            for symbol, weight in nexts.items():
                own[index[symbol]] = weight
            kinds = float((own > 0.05).sum())
            row = (own + kinds * below) / (total + kinds)
            done[context] = row
            # What is lost without this context: its weight times its distance from the shorter one.
            gain = total * float((row * np.log(row / below)).sum())
            worth.append((gain if length > 2 else float("inf"), context))
    worth.sort(reverse=True)
    kept = sorted(worth[:most], key=lambda item: key_of(item[1]))
    keys = np.array([key_of(context) for _, context in kept], dtype=np.int64)
    rows = np.stack([np.clip(np.round(-np.log(done[context]) * STEPS_A_NAT), 0, 255) for _, context in kept])
    return keys, rows.astype(np.uint8)


def key_of(context: str) -> int:
    """A context as a number: five bits a symbol, with a leading one so that lengths differ."""
    key = 1
    for symbol in context:
        key = key << 5 | SYMBOLS.index(symbol)
    return key


if __name__ == "__main__":
    main()
