"""How likely English is to go on with a character: the shipped 7-gram model, looked up by context."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from reportqa.errors import MissingPartError
from reportqa.resources import models_dir

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SYMBOLS = "abcdefghijklmnopqrstuvwxyz '.,-?"  # as training/char_model; the last is any other mark
_CONTEXT = 6
_STEPS_A_NAT = 16.0
_INDEX = {symbol: i for i, symbol in enumerate(SYMBOLS)}
_OTHER = len(SYMBOLS) - 1


class CharModel:
    """Distributions of the next character; safe to share between threads, memory bounded by its cache."""

    def __init__(self, keys: NDArray[np.int64], rows: NDArray[np.uint8]) -> None:
        self._keys = keys
        self._rows = rows
        # The same few thousand contexts come again on every line; a dict is not the model's state,
        # it only spares the search, and racing threads write equal values.
        self._seen: dict[int, tuple[float, ...]] = {}

    def row(self, context: int) -> tuple[float, ...]:
        """Log-probabilities of SYMBOLS after a context made by `push`; the longest known suffix counts."""
        found = self._seen.get(context)
        if found is None:
            found = self._look_up(context)
            if len(self._seen) < 200_000:
                self._seen[context] = found
        return found

    def _look_up(self, context: int) -> tuple[float, ...]:
        length = (context.bit_length() - 1) // 5
        while True:
            place = int(self._keys.searchsorted(context))
            if place < len(self._keys) and int(self._keys[place]) == context:
                return tuple((self._rows[place] / -_STEPS_A_NAT).tolist())
            if length == 0:
                return (-3.5,) * len(SYMBOLS)
            length -= 1
            context = (1 << 5 * length) | (context & ((1 << 5 * length) - 1))


def symbol(character: str) -> int:
    """A character's place in SYMBOLS, letter case set aside."""
    return _INDEX.get("'" if character == "\u2019" else character.lower(), _OTHER)


def push(context: int, place: int) -> int:
    """The context after one more symbol, cut to six."""
    length = (context.bit_length() - 1) // 5
    if length < _CONTEXT:
        return context << 5 | place
    return (1 << 5 * _CONTEXT) | ((context << 5 | place) & ((1 << 5 * _CONTEXT) - 1))


START = push(1, _INDEX[" "])


@lru_cache(maxsize=1)
def char_model() -> CharModel:
    """The shipped model; raises MissingPartError where its file is not installed."""
    import numpy as np

    path = models_dir() / "char_model" / "model.npz"
    try:
        with np.load(path, allow_pickle=False) as table:
            return CharModel(table["keys"], table["rows"])
    except (OSError, KeyError, ValueError) as error:
        raise MissingPartError("the character model is not installed", where=path.name) from error
