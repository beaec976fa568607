"""How likely English is to go on with a character: the shipped 9-gram model, looked up by context.

The file is a tree of differences. A context says by how much it trusts the longest shorter one (`shifts`),
and of which characters it says otherwise (`nexts`, `values`); all numbers are sixteenths of a nat.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from reportqa.errors import MissingPartError
from reportqa.resources import models_dir

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SYMBOLS = "abcdefghijklmnopqrstuvwxyz '.,-?"  # the last stands for every other mark
STEPS_A_NAT = 16
# No character costs more than this: a name is no impossible word, and the ink may insist on it.
FLOOR = 8 * STEPS_A_NAT
_CONTEXT = 8
_FULL = 1 << 5 * _CONTEXT  # a context is a one, then five bits a symbol
_INDEX = {symbol: i for i, symbol in enumerate(SYMBOLS)}
_OTHER = len(SYMBOLS) - 1
_NOTHING = (0.0,) * len(SYMBOLS)
_LEAST = -FLOOR / STEPS_A_NAT
_MOST_SEEN = 100_000  # rows kept, about 300 bytes each


class CharModel:
    """Distributions of the next character; safe to share between threads, memory bounded by its cache."""

    def __init__(
        self,
        keys: NDArray[np.int64],
        shifts: NDArray[np.uint8],
        counts: NDArray[np.uint8],
        nexts: NDArray[np.uint8],
        values: NDArray[np.uint8],
    ) -> None:
        import numpy as np

        self._keys = keys
        self._shifts = shifts
        self._ends = np.cumsum(counts, dtype=np.int64)
        self._nexts = nexts
        self._values = values
        # The same few thousand contexts come again on every line; a dict is not the model's state,
        # it only spares the search, and racing threads write equal values.
        self._seen: dict[int, tuple[float, ...]] = {}

    def row(self, context: int) -> tuple[float, ...]:
        """Log-probabilities of SYMBOLS after a context made by `push`; the longest known suffix counts."""
        found = self._seen.get(context)
        if found is None:
            found = self._made(context)
            if len(self._seen) < _MOST_SEEN:
                self._seen[context] = found
        return found

    def _made(self, context: int) -> tuple[float, ...]:
        """The row of the context without its first symbol, and what the context itself says otherwise."""
        length = (context.bit_length() - 1) // 5
        shorter = _NOTHING
        if length:
            first = 1 << 5 * (length - 1)
            shorter = self.row(first | (context & (first - 1)))
        place = int(self._keys.searchsorted(context))
        if place == len(self._keys) or int(self._keys[place]) != context:
            return shorter
        shift = int(self._shifts[place]) / STEPS_A_NAT
        row = [max(nats - shift, _LEAST) for nats in shorter]
        low = int(self._ends[place - 1]) if place else 0
        high = int(self._ends[place])
        for symbol_, value in zip(
            self._nexts[low:high].tolist(), self._values[low:high].tolist(), strict=True
        ):
            row[symbol_] = value / -STEPS_A_NAT
        return tuple(row)


def symbol(character: str) -> int:
    """A character's place in SYMBOLS, letter case set aside."""
    return _INDEX.get("'" if character == "\u2019" else character.lower(), _OTHER)


def push(context: int, place: int) -> int:
    """The context after one more symbol, cut to eight."""
    longer = context << 5 | place
    return longer if context < _FULL else _FULL | (longer & (_FULL - 1))


START = push(1, _INDEX[" "])


@lru_cache(maxsize=1)
def char_model() -> CharModel:
    """The shipped model; raises MissingPartError where its file is not installed."""
    import numpy as np

    path = models_dir() / "char_model" / "model.npz"
    try:
        with np.load(path, allow_pickle=False) as table:
            keys = keys_of(table["keys"])
            return CharModel(keys, table["shifts"], table["counts"], table["nexts"], table["values"])
    except (OSError, KeyError, ValueError) as error:
        raise MissingPartError("the character model is not installed", where=path.name) from error


def keys_of(planes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Sorted keys from the steps between them, a row for each byte of a step, the lowest first."""
    import numpy as np

    steps = sum(planes[byte].astype(np.int64) << 8 * byte for byte in range(len(planes)))
    return np.cumsum(steps)
