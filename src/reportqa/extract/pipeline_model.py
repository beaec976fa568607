"""The name model: a small spaCy pipeline of our own, run under a lock in a memory zone.

spaCy keeps every string that it meets; a memory zone drops those of one call when it ends, so that
memory stays flat over any number of reports. Zones do not nest and are not thread-safe, hence the lock.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reportqa.extract.pipeline_tokens import Token, norm, prefix, shape, suffix
from reportqa.resources import models_dir

# Tokens in one run of the network: bounds memory on a text of a megabyte.
MAX_RUN = 3_000

# How many common words keep their place in the vocabulary between calls.
KEEP_WORDS = 12_000


def vocabulary() -> Any:
    """An empty spaCy vocabulary with our features: digits as 0, affixes of three, shapes cut to four."""
    from spacy import attrs
    from spacy.vocab import Vocab

    return Vocab(
        lex_attr_getters={
            attrs.NORM: norm,
            attrs.LOWER: str.lower,
            attrs.PREFIX: prefix,
            attrs.SUFFIX: suffix,
            attrs.SHAPE: shape,
        }
    )


class Lexicon:
    """What a word may be, whatever stands around it: given name, surname, town, suffix, rank …"""

    def __init__(self, classes: dict[str, str]) -> None:
        self._classes = classes

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """From lines of `class<TAB>words with blanks`."""
        classes: dict[str, str] = {}
        for line in path.read_text("utf-8").splitlines():
            name, _, words = line.partition("\t")
            classes.update(dict.fromkeys(words.split(), name))
        return cls(classes)

    def of(self, words: Sequence[str]) -> list[str]:
        """One class for each word; the empty class is `-`."""
        get = self._classes.get
        return [get(word.lower(), "-") for word in words]


class NameModel:
    """Finds PERSON, ORG, PLACE and what else it was trained on."""

    def __init__(self, folder: Path | None = None) -> None:
        import spacy

        folder = folder or models_dir() / "names"
        self._lexicon = Lexicon.load(folder / "lexicon.tsv")
        vocab = vocabulary()
        nlp = spacy.blank("en", vocab=vocab)
        config = json.loads((folder / "config.json").read_text("utf-8"))
        nlp = build(nlp, config)
        nlp.from_disk(folder / "weights", exclude=["tokenizer", "vocab", "meta", "config"])
        for word in (folder / "words.txt").read_text("utf-8").split("\n")[:KEEP_WORDS]:
            if word:
                vocab[word]
        for name in {*self._lexicon._classes.values(), "-", "\n"}:
            vocab.strings.add(name)
        self._nlp = nlp
        self._lock = threading.Lock()

    def find(self, tokens: Sequence[Token]) -> list[tuple[int, int, str]]:
        """Entities as token ranges (first, last + 1) with their label."""
        if not tokens:
            return []
        from spacy.tokens import Doc

        out: list[tuple[int, int, str]] = []
        with self._lock, self._nlp.memory_zone():
            for base, run in _runs(tokens):
                words = [token.text for token in run]
                doc = Doc(self._nlp.vocab, words=words, tags=self._lexicon.of(words))
                for _, pipe in self._nlp.pipeline:
                    doc = pipe(doc)
                out.extend((base + ent.start, base + ent.end, ent.label_) for ent in doc.ents)
        return out


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[int, Sequence[Token]]]:
    """Stretches of bounded length, cut after a line or a sentence where there is one."""
    start, count = 0, len(tokens)
    while count - start > MAX_RUN:
        cut = next(
            (i + 1 for i in range(start + MAX_RUN - 1, start + MAX_RUN // 2, -1) if tokens[i].text in "\n.!?"),
            start + MAX_RUN,
        )
        yield start, tokens[start:cut]
        start = cut
    yield start, tokens[start:]


def build(nlp: Any, config: dict[str, Any]) -> Any:
    """The network: hashed word features, a window encoder and a transition parser for spans."""
    width, rows = config["width"], config["rows"]
    nlp.add_pipe(
        "ner",
        config={
            "model": {
                "@architectures": "spacy.TransitionBasedParser.v2",
                "state_type": "ner",
                "extra_state_tokens": False,
                "hidden_width": config["hidden"],
                "maxout_pieces": 2,
                "use_upper": True,
                "tok2vec": {
                    "@architectures": "spacy.Tok2Vec.v2",
                    "embed": {
                        "@architectures": "spacy.MultiHashEmbed.v2",
                        "width": width,
                        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "TAG"],
                        "rows": rows,
                        "include_static_vectors": False,
                    },
                    "encode": {
                        "@architectures": "spacy.MaxoutWindowEncoder.v2",
                        "width": width,
                        "depth": config["depth"],
                        "window_size": 1,
                        "maxout_pieces": config["pieces"],
                    },
                },
            }
        },
    )
    return nlp
