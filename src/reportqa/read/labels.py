"""The labels of report forms, as a lookup from their normal spelling to the field they fill."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import tomli

_DROP = re.compile(r"[*_`'’.:]+")
_SPACES = re.compile(r"\s+")
_NUMBER_END = re.compile(r"(?:number|num|nbr|no)$")
_NUMBER_WORD = re.compile(r"\b(?:number|num|nbr|no)$")


@dataclass(frozen=True, slots=True)
class Labels:
    """`fields` maps a label to its field; `footer` may close a report; `titles` map a title to a kind."""

    fields: dict[str, str]
    footer: frozenset[str]
    titles: dict[str, str]
    ranks: frozenset[str]
    longest: int  # words of the longest label


@lru_cache(maxsize=1)
def labels() -> Labels:
    """The shipped labels."""
    with Path(__file__).with_name("labels.toml").open("rb") as stream:
        table = tomli.load(stream)
    special = ("footer", "titles", "ranks")
    fields = {
        normal(label): field
        for field, row in table.items()
        if field not in special
        for label in row["labels"]
    }
    return Labels(
        fields=fields,
        footer=frozenset(normal(label) for label in table["footer"]["labels"]),
        titles={title: kind for kind, titles in table["titles"].items() for title in titles},
        ranks=frozenset(table["ranks"]["words"]),
        longest=max(len(label.split()) for label in fields),
    )


def normal(label: str) -> str:
    """A label's normal spelling: lower case, single spaces, no dots or quotes, `no` written `#`."""
    flat = _DROP.sub("", label.lower()).replace("(", " ").replace(")", " ").replace(" / ", "/")
    flat = _SPACES.sub(" ", flat.replace("#", " # ")).strip()
    return _NUMBER_WORD.sub("#", flat)


def field_of(label: str) -> str | None:
    """The field that a label names; None for what is no label."""
    if len(label) > 48:
        return None
    return labels().fields.get(normal(label))


def squeezed_field(label: str) -> tuple[str, str] | None:
    """The label and its field where an OCR engine lost the spaces: "ReportNo"."""
    flat = normal(label).replace(" ", "")
    if not 6 <= len(flat) <= 40:
        return None
    return _squeezed().get(_NUMBER_END.sub("#", flat))


@lru_cache(maxsize=1)
def _squeezed() -> dict[str, tuple[str, str]]:
    return {label.replace(" ", ""): (label, field) for label, field in labels().fields.items()}


def near_field(label: str) -> tuple[str, str] | None:
    """The label and its field that a damaged spelling most likely is; None where none is near.

    For OCR only: one wrong letter in four to seven, two in longer ones, and no second label as near.
    """
    from rapidfuzz.distance import OSA

    flat = normal(label)
    if not 4 <= len(flat) <= 30:
        return None
    limit = 1 if len(flat) < 8 else 2
    best: list[tuple[int, str, str]] = []
    for known, field in labels().fields.items():
        if abs(len(known) - len(flat)) > limit or len(known) < 4:
            continue
        distance = OSA.distance(flat, known, score_cutoff=limit)
        if distance <= limit:
            best.append((distance, known, field))
    best.sort()
    if not best or (len(best) > 1 and best[1][0] == best[0][0] and best[1][2] != best[0][2]):
        return None
    return best[0][1], best[0][2]
