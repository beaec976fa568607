# ruff: noqa: E501
"""Published corpora with an open licence, in their own columns, as (text, spans) with our labels.

WNUT17, BTC, wikigold (CC BY 4.0), SEC filings (CC BY 3.0) and re3d without its Wikipedia part (public
domain, OGL, CC BY). Their persons, organisations and locations become PERSON, ORG and PLACE; the rest is
dropped. They are read where they lie and never copied.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

Example = tuple[str, list[tuple[int, int, str]]]

_MAP = {
    "PER": "PERSON", "PERSON": "PERSON", "ORG": "ORG", "CORPORATION": "ORG", "GROUP": "ORG", "ORGANISATION": "ORG",
    "LOC": "PLACE", "LOCATION": "PLACE",
}  # fmt: skip
# Loan agreements name their parties so; in a report these are roles.
_GENERIC = frozenset(
    [
        "bank",
        "borrower",
        "borrowers",
        "lender",
        "lenders",
        "company",
        "executive",
        "employee",
        "employer",
        "agent",
        "tenant",
        "landlord",
        "parent",
        "guarantor",
        "guarantors",
        "creditor",
        "debtor",
        "party",
        "parties",
        "trustee",
        "holder",
        "issuer",
        "licensee",
        "licensor",
        "i",
        "you",
        "he",
        "she",
        "we",
        "they",
        "me",
        "him",
        "her",
        "us",
        "them",
        "his",
        "my",
        "your",
        "our",
        "their",
    ]
)
_GLUED = re.compile(r"^(?:[.,;:!?%)\]}]+|'s|'m|'re|'ve|'ll|'d|n't|’s)$")


def published(folder: Path) -> Iterator[Example]:
    """Every sentence of every corpus found under `folder` (`ner/` of the data); none if it is absent."""
    for path in sorted((folder / "BTC" / "CONLL-format" / "data").glob("*.conll")):
        yield from _columns(path, tag=-1)
    for name in ("train/wnut17train.conll", "dev/emerging.dev.conll"):
        yield from _columns(folder / "WNUT17" / "CONLL-format" / "data" / name, tag=-1)
    yield from _columns(folder / "wikigold" / "wikigold.conll.txt", tag=-1)
    for path in sorted((folder / "SEC-filings").glob("FIN*.txt")):
        yield from _columns(path, tag=-1)
    for path in sorted((folder / "re3d").glob("*/documents.json")):
        if path.parent.name != "Wikipedia":
            yield from _re3d(path)


def _columns(path: Path, *, tag: int) -> Iterator[Example]:
    if not path.is_file():
        return
    rows: list[tuple[str, str]] = []
    for line in [*path.read_text("utf-8", "replace").splitlines(), ""]:
        cells = line.split()
        if len(cells) >= 2 and cells[0] != "-DOCSTART-":
            rows.append((cells[0], cells[tag]))
        elif rows:
            yield _sentence(rows)
            rows = []


def _sentence(rows: list[tuple[str, str]]) -> Example:
    """Words joined as people write, and the runs of one tag."""
    text, spans, last = "", [], ""
    for word, tag in rows:
        glued = bool(_GLUED.match(word)) or text.endswith(("(", "[", "@", "#")) or not text
        begin = len(text) + (0 if glued else 1)
        text += word if glued else " " + word
        label = _MAP.get(tag[2:].upper())
        if label is None or word == "@" or word.lower() in _GENERIC:
            last = ""
        elif last == label and tag[0] == "I" and spans:
            spans[-1] = (spans[-1][0], len(text), label)
        else:
            spans.append((begin, len(text), label))
        last = label or "" if word != "@" else ""
    return text, spans


def _re3d(path: Path) -> Iterator[Example]:
    documents = {row["_id"]: row["text"] for row in map(json.loads, _lines(path))}
    spans: dict[str, set[tuple[int, int, str]]] = {}
    for row in map(json.loads, _lines(path.with_name("entities.json"))):
        label = _MAP.get(row["type"].upper())
        if label and row["value"][:1].isupper():
            spans.setdefault(row["documentId"], set()).add((row["begin"], row["end"], label))
    for key, text in documents.items():
        chosen: list[tuple[int, int, str]] = []
        for span in sorted(spans.get(key, set()), key=lambda s: (s[0], -s[1])):
            if not chosen or span[0] >= chosen[-1][1]:
                chosen.append(span)
        yield text, chosen


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line.strip()]
