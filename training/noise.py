# ruff: noqa: E501
"""How writers and scanners spoil text: case, missing marks, slips of the keys, confused letters, moved words.

Noise works on pieces, so that the mentions stay where they are; a damaged name is still a name.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from itertools import pairwise

from training.grammar import Piece
from training.sources import fill_words, lists

_CONFUSED = {
    "o": "0", "0": "O", "l": "1", "1": "l", "i": "l", "I": "l", "5": "S", "S": "5", "8": "B", "B": "8", "e": "c", "c": "e", "a": "o",
    "n": "r", "t": "f", "f": "t", "h": "b", "u": "v", "v": "y", "y": "v", "g": "q", "s": "S", "C": "c", "W": "w", "T": "7", "r": "n", "m": "rn", "d": "cl", "w": "vv",
}  # fmt: skip
_SHORT = {
    "approximately": "approx", "vehicle": "veh", "with": "w/", "reports": "rpts", "reporting": "rptg", "officer": "ofc", "subject": "subj",
    "apartment": "apt", "building": "bldg", "and": "&", "security": "sec", "report": "rpt", "located": "loc", "parking": "pkg", "department": "dept", "advised": "adv", "information": "info", "suspect": "susp", "resident": "res",
}  # fmt: skip
_FUNCTION = frozenset(
    [
        "the",
        "a",
        "an",
        "was",
        "were",
        "is",
        "are",
        "in",
        "on",
        "at",
        "to",
        "by",
        "of",
        "he",
        "she",
        "they",
        "had",
        "has",
        "have",
        "and",
        "that",
        "his",
        "her",
    ]
)


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One writer or scanner: each number is the share of words or marks that it changes."""

    case: str = "as_is"  # as_is, lower, upper, names_lower, title
    typos: float = 0.0
    scan: float = 0.0
    drop_stops: float = 0.0
    drop_small: float = 0.0
    short: float = 0.0
    swap: float = 0.0
    joined: float = 0.0
    garbage: float = 0.0
    vary: float = 0.07  # words that stand in for others
    joiner: str = " "


def voice(rng: random.Random) -> Voice:
    """A writer drawn at random: most are tidy, some are terse, some shout, some were scanned."""
    case = rng.choices(["as_is", "upper", "lower", "names_lower"], [0.66, 0.14, 0.12, 0.08])[0]
    kind = rng.choices(["tidy", "terse", "careless", "scanned", "log"], [0.3, 0.15, 0.2, 0.15, 0.2])[0]
    joiner = rng.choice([" ", " ", " ", " ", "\n", "\n\n", " Narrative: ", " - ", " / "])
    if kind == "tidy":
        return Voice(case=case, joiner=joiner)
    if kind == "terse":
        return Voice(case=case, drop_stops=0.4, drop_small=0.35, short=0.5, typos=0.01, joiner=joiner)
    if kind == "careless":
        return Voice(case=case, typos=0.04, drop_stops=0.3, joined=0.01, short=0.1, joiner=joiner)
    if kind == "scanned":
        return Voice(case=case, scan=0.02, swap=0.06, garbage=0.02, joined=0.01, joiner=joiner)
    return Voice(
        case=case,
        swap=0.04,
        garbage=0.015,
        short=0.1,
        typos=0.01,
        scan=0.006,
        joiner=" Narrative: " if rng.random() < 0.5 else " ",
    )


def spoil(pieces: list[Piece], how: Voice, rng: random.Random) -> list[Piece]:
    """The pieces as that writer leaves them."""
    out = [_words(piece, how, rng) for piece in pieces]
    out = [piece for piece in out if piece.text]
    if how.swap or how.garbage:
        out = _moved(out, how, rng)
    return out


def _words(piece: Piece, how: Voice, rng: random.Random) -> Piece:
    text, label = piece
    if label is None and how.vary:
        text = _varied(text, how.vary, rng)
    if how.case == "upper":
        text = text.upper()
    named = label in {"PERSON", "ORG", "PLACE", "ADDRESS"}
    keeps = label == "ORG" and text.isupper() and rng.random() < 0.6
    if (how.case == "lower" or (how.case == "names_lower" and named)) and not keeps:
        text = text.lower()
    if label is None and (how.drop_small or how.short or how.drop_stops):
        text = _terse(text, how, rng)
    if how.typos or how.scan:
        text = _slips(text, how, rng)
    if label is None and how.drop_stops and rng.random() < how.drop_stops:
        text = text.replace(".", "").replace(",", "")
    return Piece(text, label)


_WORD = re.compile(r"[A-Za-z]{4,}")


def _varied(text: str, share: float, rng: random.Random) -> str:
    """Other words for some: the sentences lose their sense, and names stop being all that is rare."""
    words = fill_words()

    def other(match: re.Match[str]) -> str:
        word = match.group()
        if rng.random() >= share or word.lower() in _FUNCTION:
            return word
        new = rng.choice(words)
        return new.capitalize() if word[0].isupper() else new

    return _WORD.sub(other, text)


def _terse(text: str, how: Voice, rng: random.Random) -> str:
    words = text.split(" ")
    kept = []
    for word in words:
        low = word.lower()
        if low in _FUNCTION and rng.random() < how.drop_small:
            continue
        if low in _SHORT and rng.random() < how.short:
            word = _SHORT[low].upper() if word.isupper() else _SHORT[low]
        kept.append(word)
    joined = " ".join(kept)
    if text.startswith(" ") and not joined.startswith(" "):
        joined = " " + joined
    if text.endswith(" ") and not joined.endswith(" "):
        joined += " "
    return joined


def _slips(text: str, how: Voice, rng: random.Random) -> str:
    out: list[str] = []
    chars = list(text)
    i = 0
    while i < len(chars):
        char = chars[i]
        inside = char.isalnum() and 0 < i < len(chars) - 1
        if how.scan and char.isalnum() and rng.random() < how.scan:
            out.append(_CONFUSED.get(char, char))
        elif how.typos and inside and char.isalpha() and rng.random() < how.typos:
            kind = rng.random()
            if kind < 0.35:
                pass
            elif kind < 0.6:
                out.append(char * 2)
            elif kind < 0.85 and chars[i + 1].isalpha():
                out.extend((chars[i + 1], char))
                i += 1
            else:
                out.append(rng.choice("aeiorstnl"))
        else:
            out.append(char)
        i += 1
    return "".join(out)


def _moved(pieces: list[Piece], how: Voice, rng: random.Random) -> list[Piece]:
    """Words out of order, as scanners leave them, and letters of blacked-out words between."""
    units: list[Piece] = []
    for piece in pieces:
        if piece.label:
            units.append(piece)
            continue
        for word in piece.text.split(" "):
            units.append(Piece(word))
            units.append(Piece(" "))
        units.pop()
    solid = [i for i, unit in enumerate(units) if unit.text.strip() and "\n" not in unit.text]
    for a, b in pairwise(solid):
        if rng.random() < how.swap and not (units[a].text[-1] in ".:" or units[b].text[-1] in ".:"):
            units[a], units[b] = units[b], units[a]
    out: list[Piece] = []
    for unit in units:
        if unit.text == " " and how.joined and rng.random() < how.joined:
            continue
        out.append(unit)
        if unit.text == " " and rng.random() < how.garbage:
            out.append(Piece(rng.choice(lists()["blacked_out"]) + " "))
    return out
