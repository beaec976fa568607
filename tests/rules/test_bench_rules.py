"""The made reports of `bench rules` are nobody else's words: no sentence of theirs stands in what rules,
models or fixtures were written with."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench import _made, _planted, rules

from reportqa.rules import catalogue

ROOT = Path(__file__).resolve().parent.parent.parent
LOOKED_AT = ("tests/fixtures", "data/samples", "training", "src/reportqa/policies", "docs", "models")
KINDS = {".toml", ".txt", ".md", ".json", ".jsonl", ".eml", ".csv", ".py"}
# Shorter ones say nothing of whence they come ("No injuries.").
LEAST_WORDS = 5


def _sentences(text: str) -> Iterator[str]:
    for piece in re.split(r"(?<=[.!?])\s+|\n", text):
        words = re.findall(r"[a-z]+", re.sub(r"\{\w+\}|\d+", " ", piece).lower())
        if len(words) >= LEAST_WORDS:
            yield " ".join(words)


def _made_sentences() -> set[str]:
    said = [line for scene in _made.scenes().values() for part in scene["part"] for line in part["say"]]
    words = _made.faults()
    said += [line for table in ("narrative", "sentence") for lines in words[table].values() for line in lines]
    return {sentence for line in said for sentence in _sentences(line)}


def test_no_sentence_is_shared() -> None:
    made = _made_sentences()
    shared = {
        (path.name, sentence)
        for folder in LOOKED_AT
        for path in (ROOT / folder).rglob("*")
        if path.suffix in KINDS and path.is_file() and path.stat().st_size < 5_000_000
        for sentence in _sentences(path.read_text("utf-8", errors="ignore"))
        if sentence in made
    }
    assert len(made) > 250
    assert shared == set()


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_every_rule_has_different_faults(name: str) -> None:
    cases = list(rules.planted(name, random.Random("a test"), rules.PER_RULE, []))
    assert len({made.text for made, _, _ in cases}) >= 20
    assert len({made.voice for made, _, _ in cases}) >= 3


def test_every_fault_is_of_a_rule() -> None:
    words = _made.faults()
    named = {*_planted.PLANT, *_planted.FITS, *words["narrative"], *words["sentence"], *words["form"]}
    assert named <= set(catalogue())
