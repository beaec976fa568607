"""Trains the name model: made reports and published corpora, one small network, on two cores in minutes."""

from __future__ import annotations

import hashlib
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from reportqa.extract.pipeline_data import list_of
from reportqa.extract.pipeline_model import FEATURES, Lexicon, NameModel, features, tag_names
from reportqa.extract.pipeline_tokens import tokens
from training import network
from training.corpora import published
from training.corpus import made
from training.grammar import LABELS
from training.sources import census, common_words, lists, towns

Example = tuple[str, list[tuple[int, int, str]]]

SEED = 20261121
LEARN_RATE = 0.0025
SHARE_PUBLISHED = 0.2  # characters of published text to one of made text
SMOOTHING = 0.02


class Overlap(Exception):
    """A text that is measured on was found among the texts that are trained on."""


def lexicon() -> dict[str, str]:
    """A class for each word: what it may be by the lists, common words told apart from rare ones.

    w common word; v common word and rare name; L, F, B surname, given name, both; l, f, b the same but
    common words too; T town; N town and name; then suffixes, states, ranks, makes … by letter.
    """
    written = set(_common_words())
    rank = {word: number for number, word in enumerate(common_words())}
    out = {word: "w" for word, number in rank.items() if number < 30_000}
    last, _, first, _ = census()
    surname = {word.lower(): number for number, word in reversed(list(enumerate(last[:20_000])))}
    given: dict[str, int] = {}
    for number, word in enumerate(first):
        given[word.lower()] = min(given.get(word.lower(), 99_999), number % 2_500)
    for word in {*surname, *given}:
        best = min(surname.get(word, 99_999), 3 * given.get(word, 99_999))
        cls = "B" if word in surname and word in given else "L" if word in surname else "F"
        if word in written:
            out[word] = cls.lower() if best < 1_500 else "v"
        elif rank.get(word, 99_999) < (6_000 if best < 4_000 else 15_000) and best > 1_500:
            out[word] = "v"
        else:
            out[word] = cls
    for town in towns():
        if " " not in town and len(town) > 3:
            low = town.lower()
            seen = out.get(low, "")
            if seen in "LFB" and seen:
                out[low] = "N"
            elif not seen or (seen == "w" and rank.get(low, 0) > 12_000):
                out[low] = "T"
    for name, cls in (
        ("street_suffixes", "S"),
        ("states", "Z"),
        ("directions", "D"),
        ("unit_words", "U"),
        ("spot_strong", "P"),
    ):
        out.update(dict.fromkeys(list_of(name), cls))
    for word in {w.lower() for phrase in list_of("ranks") for w in phrase.split()}:
        out[word] = "R"
    ls = lists()
    for word in ls["makes"]:
        out[word.lower()] = "M"
    for item in str(ls["models"]).split():
        for model in item.split(":")[1].split(","):
            if "_" not in model and rank.get(model.lower(), 99_999) > 6_000:
                out[model.lower()] = "m"
    for word in {w.lower() for c in ls["colors"] for w in c.split("_")}:
        out[word] = "C"
    for phrase in [*ls["building_tails"], *ls["company_tails"]]:
        for word in phrase.lower().split():
            if out.get(word, "w") == "w":
                out[word] = "H"
    for phrase in [*ls["brands"], *ls["utilities"], *ls["alarm_companies"], *ls["guard_companies"]]:
        low = phrase.lower()
        if " " not in phrase and rank.get(low, 99_999) > 4_000 and out.get(low, "w") not in "SZDUPRC":
            out[low] = "O"
    for phrase in ls["abbreviations"]:
        if phrase.isalpha():
            out[phrase.lower()] = "A"
    return {word: cls for word, cls in out.items() if word.isalnum()}


def _common_words() -> Iterator[str]:
    """Words that stand in frames and clauses: they are English before they are names."""
    from training.corpus import frames

    for pool in frames().values():
        for frame in pool:
            yield from re.findall(r"\b[a-z]{2,}\b", re.sub(r"\{\w+\}", " ", frame))
    for name in ("conditions", "matters", "clauses"):
        for phrase in lists()[name]:
            yield from re.findall(r"\b[a-z]{2,}\b", phrase)
    yield from [
        "white",
        "black",
        "brown",
        "green",
        "gray",
        "park",
        "hill",
        "long",
        "young",
        "rich",
        "may",
        "will",
        "mark",
        "bill",
        "art",
        "case",
        "page",
        "hall",
        "day",
        "price",
        "cash",
        "rose",
        "summer",
        "dale",
        "grant",
        "short",
        "love",
        "king",
        "best",
        "street",
        "field",
        "stone",
        "wood",
        "moon",
        "rain",
        "snow",
        "cook",
        "carter",
        "baker",
        "mason",
        "miller",
        "porter",
    ]


def evaluation_texts(data: Path) -> Iterator[str]:
    """Everything that bench measures names on."""
    for path in sorted((data / "labels").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line).get("text", "")


class Measured:
    """The sentences of six or more words that are measured on, by hash."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.keys = {key for text in texts for key in _keys(text)}

    def check(self, texts: Iterable[str]) -> None:
        """Raises Overlap where a sentence of a training text is one of them."""
        if any(key in self.keys for text in texts for key in _keys(text)):
            raise Overlap("a sentence of the evaluation data is in the training data")


def _keys(text: str) -> Iterator[bytes]:
    for sentence in re.split(r"[.\n!?]", text):
        words = re.findall(r"[a-z0-9]+", sentence.lower())
        if len(words) >= 6:
            yield hashlib.sha256(" ".join(words).encode()).digest()[:12]


class Borders:
    """Counts spans that do not fall on token borders; more than 2 % of them is a fault of the tokens."""

    def __init__(self) -> None:
        self.off = self.total = 0

    def check(self) -> None:
        """Raises ValueError where too many are off."""
        if self.off > 0.02 * max(self.total, 1000):
            raise ValueError(f"{self.off} of {self.total} spans are off the token borders")


def example(
    text: str, spans: list[tuple[int, int, str]], lex: Lexicon, borders: Borders
) -> tuple[list[str], list[int]] | None:
    """The words of a text and the number of each one's tag; None for a text without words."""
    run = list(tokens(text))
    if not run:
        return None
    starts = {t.start: i for i, t in enumerate(run)}
    ends = {t.end: i for i, t in enumerate(run)}
    tags = [0] * len(run)
    for start, end, label in spans:
        borders.total += 1
        first, last = starts.get(start), ends.get(end)
        if first is None or last is None:
            borders.off += 1
            first = next((i for i, t in enumerate(run) if t.end > start), None)
            last = next((i for i in range(len(run) - 1, -1, -1) if run[i].start < end), None)
        if first is None or last is None or last < first or any(tags[first : last + 1]):
            continue
        base = 1 + 4 * LABELS.index(label)  # B, I, L, U
        if first == last:
            tags[first] = base + 3
        else:
            tags[first : last + 1] = [base, *[base + 1] * (last - first - 1), base + 2]
    return [t.text for t in run], tags


class Rows:
    """The features of words, each computed once."""

    def __init__(self, lex: Lexicon) -> None:
        self._lex = lex
        self._known: dict[str, list[int]] = {}

    def of(self, words: list[str]) -> Any:
        """An array of token by feature rows."""
        counts = [network.ROWS[name] for name in FEATURES]
        for word in words:
            if word not in self._known:
                self._known[word] = features(word, self._lex, counts)
        return np.array([self._known[word] for word in words], np.int64)


def mixed(seed: int, public: list[Example]) -> Iterator[Example]:
    """Made reports without end, and the published sentences between them, about one token in eight."""
    rng = random.Random(seed)
    made_words = public_words = 0
    turn = 0
    for report in made(1 << 40, seed):
        yield report
        made_words += len(report[0])
        while public and public_words < SHARE_PUBLISHED * made_words:
            if turn % len(public) == 0:
                rng.shuffle(public)
            text, spans = public[turn % len(public)]
            turn += 1
            public_words += len(text)
            if rng.random() < 0.15:
                text = text.upper() if rng.random() < 0.5 and len(text.upper()) == len(text) else text.lower()
            yield text, spans


def train(out: Path, data: Path | None, *, words: int) -> dict[str, Any]:
    """Trains on about so many tokens and writes the model; the same seed and data give the same model."""
    from thinc.api import Adam, fix_random_seed

    fix_random_seed(SEED)
    public = list(published(data / "ner")) if data else []
    rng = random.Random(SEED)
    public = [e for e in public if e[1] or rng.random() < 0.3]
    measured = Measured(evaluation_texts(data) if data else ())
    measured.check(text for text, _ in public)
    lex = Lexicon(lexicon())
    rows, borders = Rows(lex), Borders()
    count = len(tag_names(LABELS))
    model = network.build(LABELS, dropout=0.15)
    sample = [example(*e, lex, borders) for e in made(50, SEED + 2)]
    model.initialize(X=[rows.of(e[0]) for e in sample if e])
    optimizer = Adam(LEARN_RATE, L2=0.01, grad_clip=1.0, L2_is_weight_decay=True, use_averages=True)
    started, done, step, size, shown = time.time(), 0, 0, 0, 0
    loss = 0.0
    batch: list[tuple[list[str], list[int]]] = []
    for text, spans in mixed(SEED, public):
        measured.check((text,))
        one = example(text, spans, lex, borders)
        if one is None:
            continue
        batch.append(one)
        size += len(one[0])
        share = done / words
        if size < 1000 + 2000 * share:
            continue
        guesses, backprop = model.begin_update([rows.of(e[0]) for e in batch])
        slopes = []
        for guess, (_, tags) in zip(guesses, batch, strict=True):
            gold = np.full_like(guess, SMOOTHING / count)
            gold[np.arange(len(tags)), tags] += 1 - SMOOTHING
            loss += float(-np.log(np.maximum(guess[np.arange(len(tags)), tags], 1e-9)).sum())
            slopes.append((guess - gold) / size * 8)
        backprop(slopes)
        optimizer.learn_rate = LEARN_RATE * max(0.01, 1 - share) * min(1.0, (step + 1) / 100)
        model.finish_update(optimizer)
        done, step, size, batch = done + size, step + 1, 0, []
        if done - shown >= words / 5 or done >= words:
            print(f"{done} tokens {time.time() - started:.0f}s loss {loss / (done - shown):.4f}", flush=True)
            shown, loss = done, 0.0
        if done >= words:
            break
    borders.check()
    with model.use_params(optimizer.averages):
        write(out, model, lex)
        gap = difference(out, model, [rows.of(e[0]) for e in sample if e], [e[0] for e in sample if e])
    made_score = score(out)
    return {"steps": step, "tokens": done, "seconds": round(time.time() - started),
            "spans": borders.total, "off": borders.off, "gap": gap, "made": made_score}  # fmt: skip


def difference(folder: Path, model: Any, inputs: list[Any], words: list[list[str]]) -> float:
    """The greatest difference of a probability between thinc and the arrays as the runtime runs them."""
    runtime = NameModel(folder)
    gap = max(
        float(np.abs(one - runtime.probabilities([two])[0]).max())
        for one, two in zip(model.predict(inputs), words, strict=True)
    )
    if gap > 0.05:
        raise ValueError(f"the written model differs from the trained one by {gap:.3f}")
    return round(gap, 4)


def write(out: Path, model: Any, lex: Lexicon) -> None:
    """The arrays, the lexicon and the shape of the network."""
    out.mkdir(parents=True, exist_ok=True)
    np.savez(out / "weights.npz", **network.arrays(model))
    by_class: dict[str, list[str]] = {}
    for word, cls in sorted(lex.classes.items()):
        by_class.setdefault(cls, []).append(word)
    lines = "".join(f"{cls}\t{' '.join(words)}\n" for cls, words in sorted(by_class.items()))
    (out / "lexicon.tsv").write_text(lines, "utf-8")
    config = {"labels": LABELS, "depth": network.DEPTH, "width": network.WIDTH, "seed": SEED}
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n", "utf-8")


def score(folder: Path) -> dict[str, float]:
    """Exact F1 by label of the written model on made reports of another seed."""
    model = NameModel(folder)
    hits: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for text, spans in made(400, SEED + 1):
        run = list(tokens(text))
        found = {(run[e.first].start, run[e.last - 1].end, e.label) for e in model.find(run)}
        for label in LABELS:
            gold = {span for span in spans if span[2] == label}
            mine = {span for span in found if span[2] == label}
            hits[label] += len(gold & mine)
            whole[label] += len(gold) + len(mine)
    return {label: round(2 * hits[label] / max(1, whole[label]), 3) for label in LABELS}
