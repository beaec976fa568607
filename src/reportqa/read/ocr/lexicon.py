"""The client's own words: a bounded pull of the decoder towards what the registry of the site holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

# Nats a character, and at most for a word: trials raised the names read from 22 to 28 of 36 at three, and
# turned absent names into other real ones at six. What ends in digits may have more, since only a plate is
# long enough to come by it, and two plates seldom differ by a letter; `bench ocr-pages` watches both.
A_CHARACTER = 0.75
WORD = 3.0
NUMBER = 6.0
_MARKS = ".,;:!?\"'()[]#-/"
_MOST_WORDS = 50_000
# What one stroke may be: a letter that stands for a digit, or the other way round. Two digits are never one.
_STROKES = str.maketrans(
    {
        **dict.fromkeys("odq", "0"),
        **dict.fromkeys("il|/", "1"),
        "z": "2",
        "s": "5",
        **dict.fromkeys("bg", "6"),
        "t": "7",
    }
)
_END = ""

Branch = dict[str, Any]


class Lexicon:
    """Words as a tree of letters, letter case set aside; read only once it is made."""

    def __init__(self, words: Iterable[str]) -> None:
        self.root: Branch = {}
        self._words = frozenset(_usable(words))
        self._holes = frozenset(hole for word in self._words for hole in _holes(word))
        self._cuts = frozenset(cut for word in self._words if not word.isdigit() for cut in _cuts(word))
        strokes: dict[str, set[str]] = {}
        for word in self._words:
            if any(ch.isdigit() for ch in word):
                strokes.setdefault(word.translate(_STROKES), set()).add(word)
        # Where two words of the client have the same strokes, neither is chosen.
        self._strokes = {key: found.pop() for key, found in strokes.items() if len(found) == 1}
        for word in self._words:
            self._add(word)
            if word.isalpha():
                self._add(word + "'s")

    def __bool__(self) -> bool:
        return bool(self.root)

    @property
    def words(self) -> frozenset[str]:
        """All of them, in small letters."""
        return self._words

    def __contains__(self, text: str) -> bool:
        return _bare(text) in self._words

    def meant(self, text: str) -> str | None:
        """The client's number, unit or plate that the token is, but for letters that look like digits.

        None where it is one as it stands, or none; "E2IS" is E215 only where the client has that unit.
        """
        bare = _bare(text)
        if bare in self._words or not any(ch.isdigit() for ch in bare):
            return None
        found = self._strokes.get(bare.translate(_STROKES))
        if found is None or len(found) != len(bare):
            return None
        start = text.lower().index(bare)
        return text[:start] + found.upper() + text[start + len(bare) :]

    def near(self, text: str) -> bool:
        """Whether a name or number is no word of the client, and one letter away from being one.

        Only what has a capital or a digit is looked at; numbers are near to numbers of their length.
        """
        bare = _bare(text)
        if not (text[:1].isupper() or any(ch.isdigit() for ch in bare)) or bare in self._words:
            return False
        if any(hole in self._holes for hole in _holes(bare)):
            return True
        number, stop, more = bare.partition(".")
        if stop and more and number in self._words and any(ch.isdigit() for ch in number):
            return True  # "A110.1": a spot of ink behind the full stop
        if bare.isdigit():
            return False
        return bare in self._cuts or any(cut in self._words or cut in self._cuts for cut in _cuts(bare))

    def _add(self, word: str) -> None:
        branch = self.root
        for character in word:
            branch = branch.setdefault(character, {})
        branch[_END] = {}


def step(
    branch: Branch | None, gift: float, character: str, root: Branch
) -> tuple[Branch | None, float, float]:
    """One more character of a token: the branch and the gift after it, and by how much the score changes.

    A gift grows while the token goes along a word, stays when it ends with one, and is taken back when it
    turns out to be no word of the client.
    """
    if character == " ":
        return root, 0.0, 0.0 if ended(branch) else -gift
    following = branch.get(character.lower()) if branch is not None else None
    if following is not None:
        most = NUMBER if character.isdigit() else WORD
        more = max(min(A_CHARACTER, most - gift), 0.0)
        return following, gift + more, more
    if branch is root and not character.isalnum():
        return root, 0.0, 0.0
    if not character.isalnum() and ended(branch):
        return {_END: {}}, gift, 0.0
    return None, 0.0, -gift


def ended(branch: Branch | None) -> bool:
    """Whether a token may end here and be a word of the client."""
    return branch is not None and _END in branch


# From the text of a page as read so far to the words of the client that it is about.
WordsFor = Callable[[str], Lexicon | None]


def _usable(words: Iterable[str]) -> set[str]:
    out: set[str] = set()
    for word in words:
        for token in word.split():
            bare = _bare(token)
            if len(bare) >= (2 if any(ch.isdigit() for ch in bare) else 3) and len(out) < _MOST_WORDS:
                out.add(bare)
    return out


def _holes(word: str) -> list[str]:
    return [f"{word[:i]}?{word[i + 1 :]}" for i in range(len(word))] if len(word) > 1 else []


def _cuts(word: str) -> list[str]:
    """The word without one of its letters; two words that share one differ by a letter or by two places."""
    return [word[:i] + word[i + 1 :] for i in range(len(word))] if len(word) > 3 else []


def _bare(text: str) -> str:
    return text.strip(_MARKS).removesuffix("'s").lower()
