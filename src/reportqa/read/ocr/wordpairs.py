"""What one word says of the next: the shipped table of pairs, in nats against how common the next one is.

"Short time" is likelier than "short the". Unknown words, and tokens with a digit, say nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from reportqa.errors import MissingPartError
from reportqa.resources import models_dir

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STEPS_A_NAT = 16
MOST = 6  # nats either way: a pair that no list has is no impossible pair
SENTENCE = "."  # stands in the table for a sentence's start
NOTHING = -1  # a word that the table doesn't know, and what a line begins after
_AROUND = ".,;:!?\"'()-\u2018\u2019\u201c\u201d"
_MOST_SEEN = 100_000


class WordPairs:
    """Gains of pairs of words; safe to share between threads, memory bounded by its cache."""

    def __init__(
        self,
        words: tuple[str, ...],
        others: NDArray[np.int8],
        counts: NDArray[np.int64],
        seconds: NDArray[np.int64],
        values: NDArray[np.int8],
    ) -> None:
        """`counts`: how many of `seconds` (sorted) and `values` each word has; `others` is for the rest."""
        import numpy as np

        self._places = {word: place for place, word in enumerate(words)}
        self._others = others
        self._ends = np.cumsum(counts, dtype=np.int64)
        self._seconds = seconds
        self._values = values
        self._seen: dict[tuple[int, int], float] = {}  # spares the search, as in charmodel.py

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
        found = self._seen.get((before, word))
        if found is None:
            low, high = int(self._ends[before - 1]) if before else 0, int(self._ends[before])
            place = low + int(self._seconds[low:high].searchsorted(word))
            known = place < high and int(self._seconds[place]) == word
            found = int(self._values[place] if known else self._others[before]) / STEPS_A_NAT
            if len(self._seen) < _MOST_SEEN:
                self._seen[before, word] = found
        return found


@lru_cache(maxsize=1)
def word_pairs() -> WordPairs:
    """The shipped table; raises MissingPartError where its file is not installed."""
    import numpy as np

    path = models_dir() / "word_pairs" / "model.npz"
    try:
        with np.load(path, allow_pickle=False) as table:
            words = tuple(table["words"].tobytes().decode("ascii").split("\n"))
            counts = _whole(table["counts"])
            steps = _whole(table["seconds"]).cumsum()
            # Steps run on through the file; within a word they begin anew.
            begins = np.cumsum(counts) - counts
            before = np.concatenate([[0], steps])[begins]
            seconds = (steps - np.repeat(before, counts)).astype(np.int32)
            return WordPairs(words, table["others"], counts, seconds, table["values"])
    except (OSError, KeyError, ValueError) as error:
        raise MissingPartError("the table of word pairs is not installed", where=path.name) from error


def _whole(planes: NDArray[np.uint8]) -> NDArray[np.int64]:
    import numpy as np

    whole: NDArray[np.int64] = sum(
        (planes[byte].astype(np.int64) << 8 * byte for byte in range(len(planes))),
        start=np.zeros(planes.shape[1], np.int64),
    )
    return whole
