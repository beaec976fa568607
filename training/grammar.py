"""The made corpus's engine: a frame with slots and alternatives becomes labelled pieces of text.

`[a|b|]` picks one alternative, `{SLOT}` is filled by a function or by a list of further frames. A piece
with a label is one mention; its borders are known by construction, never searched for.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import NamedTuple

LABELS = ("PERSON", "ORG", "PLACE", "ADDRESS", "UNIT", "SPOT", "PERSON_DESC", "VEHICLE", "PLATE")


class Piece(NamedTuple):
    """Words, and the label of the mention that they are (None: no mention)."""

    text: str
    label: str | None = None


Slot = Callable[[random.Random], list[Piece]]
_PART = re.compile(r"\{(\w+)\}|\[([^\[\]]*)\]|([^{}\[\]]+)")


def fill(frame: str, slots: dict[str, Slot], rng: random.Random) -> list[Piece]:
    """The pieces of one frame; an unknown slot raises KeyError."""
    out: list[Piece] = []
    frame = frame.replace(r"\n", "\n")
    for slot, choice, plain in _PART.findall(frame):
        if slot:
            out.extend(slots[slot](rng))
        elif plain:
            out.append(Piece(plain))
        else:
            picked = rng.choice(choice.split("|"))
            if picked:
                out.append(Piece(picked))
    return out


def text_and_spans(pieces: list[Piece]) -> tuple[str, list[tuple[int, int, str]]]:
    """The text, and (start, end, label) of each mention in it."""
    text, spans, at = [], [], 0
    for piece in pieces:
        if piece.label and piece.text:
            spans.append((at, at + len(piece.text), piece.label))
        text.append(piece.text)
        at += len(piece.text)
    return "".join(text), spans
