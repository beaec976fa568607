"""Damaged text never raises, offsets hold, and threads give the answers of one alone."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from tests.extract.phrases_services import PHRASES

from reportqa.extract.actions import find_actions
from reportqa.extract.assertion import Assertions
from reportqa.extract.cues import Words
from reportqa.extract.hazards import find_hazards
from reportqa.extract.services import find_services
from reportqa.extract.times import find_times
from reportqa.model.document import Metadata
from reportqa.model.span import Span

TEXTS = tuple(line.partition(" ")[2] for line in PHRASES.strip().splitlines())
MISREAD = {"0": "O", "1": "l", "5": "S", "8": "B", "m": "rn", "e": "c"}
ODD = "😀\x00\x07​йا漢İß\n\t -:/."
FRAMES = (
    Metadata(
        shift_start=datetime(2026, 11, 20, 22),
        shift_end=datetime(2026, 11, 21, 6),
        timezone="America/New_York",
        author_org="Harbor Light Security",
    ),
    Metadata(
        shift_start=datetime(2026, 3, 28, 22), timezone="Europe/London", author_org="Elmford Police (EPD)"
    ),
    Metadata(timezone="No/Such"),
)


def damaged(text: str, chance: random.Random) -> str:
    signs = list(text)
    for _ in range(chance.randint(1, 8)):
        if not signs:
            break
        place = chance.randrange(len(signs))
        kind = chance.randrange(6)
        if kind == 0:
            del signs[place]
        elif kind == 1:
            signs[place] = MISREAD.get(signs[place], signs[place])
        elif kind == 2:
            signs[place] = signs[place].swapcase()
        elif kind == 3:
            signs.insert(place, chance.choice(ODD))
        elif kind == 4:
            signs[place] = chance.choice("0123456789:/?#_")
        else:
            signs[place:place] = chance.choice([" not ", " police ", " 0214 ", "N/A", " if "])
    return "".join(signs)


def read(text: str, metadata: Metadata) -> tuple[object, ...]:
    words = Words(text)
    spans = (Span(0, len(text)),) if text else ()
    assertions = Assertions(text, spans, words)
    times = find_times(text, metadata=metadata, words=words)
    actions = find_actions(text, spans, assertions, words, times)
    for mention in (*times, *actions):
        assert text[mention.span.start : mention.span.end] == mention.text
    services = find_services(text, sentences=spans, assertions=assertions, times=times, metadata=metadata)
    return times, actions, services, find_hazards(text, spans, assertions, words)


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_damaged_texts_are_read(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(500 if seed == 1 else 9_500):
        read(damaged(chance.choice(TEXTS), chance), chance.choice(FRAMES))


def test_threads_give_the_answers_of_one_alone() -> None:
    alone = [read(text, FRAMES[0]) for text in TEXTS]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: read(text, FRAMES[0]), TEXTS))
    assert together == alone
