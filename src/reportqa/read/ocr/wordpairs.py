"""What one word says of the next: the shipped table of pairs, in nats against how common the next one is.

"Short time" is likelier than "short the". Unknown words, and tokens with a digit, say nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from reportqa.errors import MissingPartError
from reportqa.read.ocr.charmodel import keys_of
from reportqa.resources import models_dir

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STEPS_A_NAT = 16
MOST = 6  # nats either way: a pair that no list has is no impossible pair
SENTENCE = "."  # stands in the table for a sentence's start
NOTHING = -1  # a word that the table doesn't know, and what a line begins after
_AROUND = ".,;:!?\"'()-\u2018\u2019\u201c\u201d"


class WordPairs:
    """Gains of pairs of words; nothing in it changes, so that threads may share it."""

    def __init__(
        self,
        words: tuple[str, ...],
        others: NDArray[np.int8],
        keys: NDArray[np.int64],
        values: NDArray[np.int8],
    ) -> None:
        """`keys` are listed pairs, sorted: first place × words + second; `others` is for each word's rest."""
        self._places = {word: place for place, word in enumerate(words)}
        self._others = others
        self._keys = keys
        self._values = values

    def place(self, token: str) -> int:
        """The token's place in the table, marks around it and letter case set aside; NOTHING without one."""
        return self._places.get(token.strip(_AROUND).replace("\u2019", "'").lower(), NOTHING)

    def after(self, token: str) -> int:
        """What stands before the next word once the token has ended: itself, or a sentence's start."""
        return self._places[SENTENCE] if token[-1:] in (".", "?", "!") else self.place(token)

    def gain(self, before: int, word: int) -> float:
        """Nats, -MOST…MOST, by which a word is likelier after another than anywhere; 0 for NOTHING."""
        if before == NOTHING or word == NOTHING:
            return 0.0
        key = before * len(self._places) + word
        place = int(self._keys.searchsorted(key))
        known = place < len(self._keys) and int(self._keys[place]) == key
        return int(self._values[place] if known else self._others[before]) / STEPS_A_NAT


@lru_cache(maxsize=1)
def word_pairs() -> WordPairs:
    """The shipped table; raises MissingPartError where its file is not installed."""
    import numpy as np

    path = models_dir() / "word_pairs" / "model.npz"
    try:
        with np.load(path, allow_pickle=False) as table:
            words = tuple(table["words"].tobytes().decode("ascii").split("\n"))
            return WordPairs(words, table["others"], keys_of(table["keys"]), table["values"])
    except (OSError, KeyError, ValueError) as error:
        raise MissingPartError("the table of word pairs is not installed", where=path.name) from error
