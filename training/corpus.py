"""The made corpus: frames of several kinds of writer, filled, spoilt and joined into reports."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from training.grammar import Piece, fill, text_and_spans
from training.noise import Voice, spoil, voice
from training.slots import Fillers, slots

Example = tuple[str, list[tuple[int, int, str]]]


def frames() -> dict[str, list[str]]:
    """The frames by file name; a line is a frame, `#` opens a comment line."""
    folder = Path(__file__).parent / "frames"
    return {
        path.stem: [
            line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("# ")
        ]
        for path in sorted(folder.glob("*.txt"))
    }


def made(count: int, seed: int) -> Iterator[Example]:
    """`count` reports with their mentions; the same seed gives the same reports."""
    rng = random.Random(seed)
    people = Fillers()
    fillers, pool = slots(people), frames()
    kinds = sorted(pool)
    for _ in range(count):
        how = voice(rng)
        people.new_report()
        kind = rng.choice(kinds)
        pieces: list[Piece] = []
        if rng.random() < 0.25:
            pieces.append(Piece(rng.choice(["Narrative: ", "Narrative: ", "DETAILS: ", "Notes: ", "- "])))
        length = rng.choice([1, 1, 2, 2, 3, 3, 4, 5, 6, 8])
        for number in range(length):
            source = kind if rng.random() < 0.8 else rng.choice(kinds)
            if number:
                pieces.append(Piece(how.joiner if rng.random() < 0.7 else rng.choice([" ", "\n", ". "])))
            pieces.extend(_sentence(fill(rng.choice(pool[source]), fillers, rng), how, rng))
        text, spans = text_and_spans(spoil(pieces, how, rng))
        yield text, spans


def _sentence(pieces: list[Piece], how: Voice, rng: random.Random) -> list[Piece]:
    first = pieces[0]
    if first.label is None and first.text[:1].islower() and rng.random() < 0.8:
        pieces[0] = Piece(first.text[0].upper() + first.text[1:])
    if pieces[-1].label is not None and rng.random() < 0.5:
        pieces.append(Piece("."))
    return pieces
