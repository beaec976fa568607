"""What print and ink lose in reading, put right where only one reading makes sense.

Words run together are parted ("needed.No", "Submitted:11/21/20260140"), a comma alone joins its word,
letters that stand for digits inside a number become digits ("2o29"), and a lone "1" where only the pronoun
can stand becomes "I".
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import tomli

if TYPE_CHECKING:
    from reportqa.read.ocr.ctc import ReadWord

# Each gap is where a space was lost: after a mark before a capital, between a small letter and a capital
# (four letters on the left, so that "McDonald" and "YouTube" stand), after a label, after a date.
_GAPS = re.compile(
    r"(?<=[A-Za-z0-9)]{2}[.,;!?])(?=[A-Z][a-z])"
    r"|(?<=[a-z]{2}[.!?])(?=[1lI|]$)"
    r"|(?<=[a-z]{4})(?=[A-Z][a-z])(?<!\W[a-z]{4})"
    r"|(?<=[A-Za-z]{4}:)(?=[A-Za-z0-9])"
    r"|(?<=\d[/-]\d\d[/-]20\d\d)(?=[0-2]\d:?[0-5]\d(?!\d))"
    r"|(?<=[a-z]{3}[.,;])(?=\d{3,4}(?!\d))"
)
_ADDRESS = re.compile(r"@|//|www\.|\.(?:com|org|net|gov)\b", re.I)
_STOPS = frozenset(",.;:!?")
_AS_DIGIT = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1", "|": "1"})
# A number that misread letters are part of: a plate's or unit's capital first, digits and look-alikes after.
_NUMBER = re.compile(r"[^\w|]*(?:[A-HJ-KM-NP-Z]{0,2}-?)[\doOlI|]+(?:[:/.,#-]+[\doOlI|]+)*[^\w|]*")
_CAPITALS = frozenset("ABCDEFGHJKMNPQRSTUVWXYZ")
_UNIT = re.compile(r"\W*[A-HJKMNP-Z]-?[\doOlI|]{2,4}\W*")  # E110, B-207; a longer one may be a plate
_OWN = re.compile(r"\W*(?:I-\d|O\d{1,3}\b)")  # the highway, the gas, a row of rooms
SAME = ("0oO", "1lI|")


def folded(text: str) -> str:
    """The text with look-alike letters as digits where the rest of the token is a number."""
    if text.isalpha():
        return text
    digits = sum(ch.isdigit() for ch in text)
    letters = sum(ch in "oOlI|" for ch in text)
    if not digits or not letters or not _NUMBER.fullmatch(text) or _OWN.match(text):
        return text
    unit = _UNIT.fullmatch(text) is not None
    bare = text.strip(".,;:()#")
    if not unit and ((digits < letters and len(bare) < 3) or bare[:1] in _CAPITALS):
        return text
    return text.translate(_AS_DIGIT)


def unslashed(text: str) -> str:
    """A stroke at the end of a word is an "l": "Pave/"."""
    return re.sub(r"(?<=[a-z]{3})/(?=\W*$)", "l", text)


def parted(word: ReadWord) -> tuple[ReadWord, ...]:
    """The word cut where a space was lost; places in proportion to the letters."""
    if len(word.text) < 4 or _ADDRESS.search(word.text):
        return (word,)
    cuts = [0, *(gap.start() for gap in _GAPS.finditer(word.text)), len(word.text)]
    if len(cuts) == 2:
        return (word,)
    width = (word.end - word.start) / len(word.text)
    return tuple(
        replace(
            word,
            text=word.text[low:high],
            start=word.start + low * width,
            end=word.start + high * width,
            alternatives=(),
        )
        for low, high in itertools.pairwise(cuts)
    )


def joined(words: Sequence[ReadWord]) -> tuple[ReadWord, ...]:
    """Stops and commas that stand alone join the word before them: "Vieng ,"."""
    out: list[ReadWord] = []
    for word in words:
        if out and word.text in _STOPS and out[-1].text[-1:].isalnum():
            before = out[-1]
            out[-1] = replace(
                before,
                text=before.text + word.text,
                end=word.end,
                confidence=min(before.confidence, word.confidence),
                mean=min(before.mean, word.mean),
                share=min(before.share, word.share),
                changed=before.changed or word.changed,
                alternatives=tuple((text + word.text, chance) for text, chance in before.alternatives),
            )
        else:
            out.append(word)
    return tuple(out)


def pronouns(words: Sequence[ReadWord], before: str = "") -> tuple[ReadWord, ...]:
    """A lone "1" as "I" where a sentence or clause begins and a verb of the officer follows.

    `before` is the last word of the line above.
    """
    openers, verbs = _words()
    out = list(words)
    for index, word in enumerate(out):
        if word.text not in ("1", "l", "|"):
            continue
        previous = out[index - 1].text if index else before
        opens = not previous or previous[-1] in ".,;!?\"'" or previous.lower() in openers
        if index + 1 < len(out):
            following = out[index + 1].text.lower().strip(".,")
            fits = following in verbs or re.fullmatch(r"[a-z]{2,}ed", following) is not None
        else:
            # The verb is on the next line; no sentence begins with a bare number there.
            fits = index > 0 and previous[-1:] in ".!?"
        if opens and fits:
            rest = round(max(1 - word.confidence, 0.0), 3)
            out[index] = replace(word, text="I", alternatives=((word.text, rest),))
    return tuple(out)


@lru_cache(maxsize=1)
def _words() -> tuple[frozenset[str], frozenset[str]]:
    with Path(__file__).with_name("tidy.toml").open("rb") as stream:
        table = tomli.load(stream)
    return frozenset(table["pronoun"]["after"]), frozenset(table["pronoun"]["before"])
