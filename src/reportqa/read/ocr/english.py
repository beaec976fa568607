"""English as the reader knows it: which character goes on a word, and which word another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from reportqa.read.ocr.charmodel import CharModel, char_model
from reportqa.read.ocr.wordpairs import WordPairs, word_pairs


@dataclass(frozen=True, slots=True)
class English:
    """What reads and what judges: the decoder asks for characters only, so that pairs tell what those hide.

    A misread word that English likes is one that the decoder chose for its letters; whether it stands well
    between its neighbours is news.
    """

    characters: CharModel
    pairs: WordPairs


@lru_cache(maxsize=1)
def english() -> English:
    """The shipped models; raises MissingPartError where a file of theirs is not installed."""
    return English(char_model(), word_pairs())
