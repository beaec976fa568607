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

from reportqa.extract.pipeline_data import list_of
from reportqa.extract.pipeline_model import Lexicon, build, vocabulary
from reportqa.extract.pipeline_tokens import tokens
from training.corpora import published
from training.corpus import made
from training.grammar import LABELS
from training.slots import census, lists, towns

Example = tuple[str, list[tuple[int, int, str]]]

SEED = 20261121
CONFIG = {"width": 64, "rows": [6000, 1500, 2500, 1500, 64], "depth": 3, "pieces": 2, "hidden": 48}


class Overlap(Exception):
    """A text that is measured on was found among the texts that are trained on."""


def lexicon() -> dict[str, str]:
    """A class for each word: what it may be by the lists, common words told apart from rare ones."""
    common = set(Counter(_common_words()).keys())
    last, _, first, _ = census()
    out: dict[str, str] = {}
    for word in last[:20_000]:
        out[word.lower()] = "l" if word.lower() in common else "L"
    for word in first[:3_700]:
        low = word.lower()
        out[low] = ("f" if low in common else "F") if low not in out else ("b" if low in common else "B")
    for town in towns():
        if " " not in town and len(town) > 3:
            low = town.lower()
            seen = out.get(low)
            out[low] = "T" if seen is None else {"L": "N", "F": "N", "B": "N"}.get(seen, seen)
    for name, cls in (("street_suffixes", "S"), ("states", "Z"), ("directions", "D"), ("unit_words", "U"), ("spot_strong", "P")):
        out.update(dict.fromkeys(list_of(name), cls))
    for word in {w.lower() for phrase in list_of("ranks") for w in phrase.split()}:
        out[word] = "R"
    ls = lists()
    for word in ls["makes"]:
        out[word.lower()] = "M"
    for item in str(ls["models"]).split():
        for model in item.split(":")[1].split(","):
            if "_" not in model and model.lower() not in common:
                out[model.lower()] = "m"
    for word in {w.lower() for c in ls["colors"] for w in c.split("_")}:
        out[word] = "C"
    for phrase in [*ls["building_tails"], *ls["company_tails"]]:
        for word in phrase.lower().split():
            out.setdefault(word, "H")
    for phrase in [*ls["brands"], *ls["utilities"], *ls["alarm_companies"], *ls["guard_companies"]]:
        if " " not in phrase and phrase.lower() not in common:
            out[phrase.lower()] = "O"
    return {word: cls for word, cls in out.items() if word.isalnum()}


def _common_words() -> Iterator[str]:
    """Words that stand in frames and clauses: they are English before they are names."""
    from training.corpus import frames
    from training import slots_plain

    for pool in frames().values():
        for frame in pool:
            yield from re.findall(r"\b[a-z]{2,}\b", re.sub(r"\{\w+\}", " ", frame))
    for name in ("_CONDITIONS", "_MATTERS", "_CLAUSES"):
        for phrase in getattr(slots_plain, name):
            yield from re.findall(r"\b[a-z]{2,}\b", phrase)
    yield from "white black brown green gray park hill long young rich may will mark bill art case page hall day price cash rose summer dale grant short love king best street field stone wood moon rain snow cook carter baker mason miller porter".split()


def evaluation_texts(data: Path) -> Iterator[str]:
    """Everything that bench measures names on."""
    for path in sorted((data / "labels").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line).get("text", "")


def check_apart(train: Iterable[str], measured: Iterable[str]) -> int:
    """Raises Overlap where a sentence of six or more words is on both sides; returns how many were compared."""
    known = {key for text in measured for key in _keys(text)}
    for text in train:
        for key in _keys(text):
            if key in known:
                raise Overlap("a sentence of the evaluation data is in the training data")
    return len(known)


def _keys(text: str) -> Iterator[bytes]:
    for sentence in re.split(r"[.\n!?]", text):
        words = re.findall(r"[a-z0-9]+", sentence.lower())
        if len(words) >= 6:
            yield hashlib.sha256(" ".join(words).encode()).digest()[:12]


def examples(nlp: Any, data: list[Example], lex: Lexicon) -> Iterator[Any]:
    """spaCy examples on our own tokens; a span off the token borders is counted and must be rare."""
    from spacy.tokens import Doc, Span
    from spacy.training import Example as SpacyExample

    off = total = 0
    for text, spans in data:
        run = list(tokens(text))
        if not run:
            continue
        starts = {t.start: i for i, t in enumerate(run)}
        ends = {t.end: i for i, t in enumerate(run)}
        words = [t.text for t in run]
        tags = lex.of(words)
        gold = Doc(nlp.vocab, words=words, tags=tags)
        ents = []
        for start, end, label in spans:
            total += 1
            first, last = starts.get(start), ends.get(end)
            if first is None or last is None:
                first = next((i for i, t in enumerate(run) if t.end > start), None)
                last = next((i for i in range(len(run) - 1, -1, -1) if run[i].start < end), None)
                off += 1
                if first is None or last is None or last < first:
                    continue
            if not ents or ents[-1].end <= first:
                ents.append(Span(gold, first, last + 1, label=label))
        gold.set_ents(ents)
        yield SpacyExample(Doc(nlp.vocab, words=words, tags=tags), gold)
    if total and off / total > 0.02:
        raise ValueError(f"{off} of {total} spans are off the token borders")


def train(out: Path, data: Path | None, *, count: int, epochs: int, minutes: float) -> dict[str, Any]:
    """Trains and writes the model; stops at the end of an epoch or after `minutes`, whichever is first."""
    import spacy
    from spacy.util import fix_random_seed
    from thinc.api import Adam

    fix_random_seed(SEED)
    rng = random.Random(SEED)
    texts = list(made(count, SEED))
    public = list(published(data / "ner")) if data else []
    public = [e for e in public if e[1] or rng.random() < 0.3]
    held = list(made(400, SEED + 1))
    if data:
        check_apart((t for t, _ in [*texts, *public]), evaluation_texts(data))
    classes = lexicon()
    lex = Lexicon(classes)
    nlp = build(spacy.blank("en", vocab=vocabulary()), CONFIG)
    sets = {"made": list(examples(nlp, texts, lex)), "public": list(examples(nlp, public, lex))}
    test = list(examples(nlp, held, lex))
    ner = nlp.get_pipe("ner")
    for label in LABELS:
        ner.add_label(label)
    nlp.initialize(lambda: sets["made"][:200])
    optimizer = Adam(0.002, beta1=0.9, beta2=0.999, eps=1e-8, L2=0.01, grad_clip=1.0, L2_is_weight_decay=True)
    average = optimizer.averages
    started, step = time.time(), 0
    everything = sets["made"] + sets["public"]
    n_words = sum(len(e.reference) for e in everything)
    plan = n_words * epochs
    done = 0
    print(f"{len(sets['made'])} made, {len(sets['public'])} published, {n_words} tokens", flush=True)
    for epoch in range(epochs):
        rng.shuffle(everything)
        losses: dict[str, float] = {}
        batch: list[Any] = []
        size, target = 0, 800 + 800 * min(epoch, 4)
        for example in everything:
            batch.append(example)
            size += len(example.reference)
            if size >= target:
                share = max(done / plan, (time.time() - started) / (minutes * 60))
                optimizer.learn_rate = 0.002 * max(0.03, 1 - share) * min(1.0, (step + 1) / 100)
                nlp.update(batch, sgd=optimizer, losses=losses, drop=0.15)
                done += size
                batch, size, step = [], 0, step + 1
                if time.time() - started > minutes * 60:
                    break
        scores = nlp.evaluate(test)
        by_label = {k: round(v["f"], 2) for k, v in (scores["ents_per_type"] or {}).items()}
        print(f"epoch {epoch} {time.time() - started:.0f}s loss {losses.get('ner', 0):.0f} F {scores['ents_f']:.3f} {by_label}", flush=True)
        if time.time() - started > minutes * 60:
            break
    write(out, nlp, classes, [t for t, _ in texts], average=average)
    return {"steps": step, "tokens": n_words, "seconds": round(time.time() - started)}


def write(out: Path, nlp: Any, classes: dict[str, str], texts: list[str], *, average: Any = None) -> None:
    """The weights, the lexicon, the common words and the shape of the network."""
    out.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(out / "weights", exclude=["tokenizer", "vocab", "meta", "config"])
    by_class: dict[str, list[str]] = {}
    for word, cls in sorted(classes.items()):
        by_class.setdefault(cls, []).append(word)
    (out / "lexicon.tsv").write_text("".join(f"{c}\t{' '.join(w)}\n" for c, w in sorted(by_class.items())), "utf-8")
    counts = Counter(token.text for text in texts for token in tokens(text))
    common = [w for w, n in counts.most_common(6000) if n > 3 and w.strip()]
    (out / "words.txt").write_text("\n".join(common) + "\n", "utf-8")
    (out / "config.json").write_text(json.dumps(CONFIG | {"labels": LABELS}, indent=1) + "\n", "utf-8")
