"""How a written name may differ from the registry's, in plain words, and which differences are no error.

A difference of *style* (an abbreviation, a part left out) leaves a match sure; an *error* does not.
"""

from __future__ import annotations

GLYPH = "a letter stands for a digit"
TRANSPOSED = "two digits are swapped"
DIGIT = "a digit differs"
EXTRA_DIGIT = "a digit too many"
LOST_DIGIT = "a digit is missing"
DIGITS = "several digits differ"
SPELLING = "the street is spelled otherwise"
SUFFIX = "another kind of street"
DIRECTION = "another direction"
NO_SUFFIX = "the kind of street is left out"
NO_DIRECTION = "the direction is left out"
IN_RANGE = "within the registered range"
BLOCK = "only the block is told"
INTERSECTION = "a corner of two streets"
OTHER_NUMBER = "another number on the same street"
WORDED = "the number is told in words"
SWAPPED_PARTS = "letter and digits change places"
WITH_BUILDING = "the building is written with the number"
NO_LETTER = "the building's letter is left out"
OTHER_BUILDING = "in another building"
NAME_SPELLING = "the name is spelled otherwise"
LAST_NAME = "only the last name is told"
INITIAL = "only the first letter of the first name is told"
ALIAS = "another name of it"
KIND = "only the kind of place is told"
EXPIRED = "no longer valid on that day"
NOT_YET = "not yet valid on that day"
CHAR = "a character differs"

_STYLE = frozenset(
    {
        NO_SUFFIX,
        NO_DIRECTION,
        IN_RANGE,
        BLOCK,
        INTERSECTION,
        WORDED,
        SWAPPED_PARTS,
        WITH_BUILDING,
        NO_LETTER,
        INITIAL,
        ALIAS,
        KIND,
    }
)


def is_style(reason: str) -> bool:
    """Whether the difference is one of writing, not of meaning."""
    return reason in _STYLE


def only_glyphs(reasons: tuple[str, ...]) -> bool:
    """Whether nothing differs but letters read for digits, and style."""
    return all(reason == GLYPH or is_style(reason) for reason in reasons)


def wrong_door(reasons: tuple[str, ...]) -> bool:
    """Whether the number is so different that another door is likelier than a slip."""
    return any(reason in (EXTRA_DIGIT, LOST_DIGIT, DIGITS, OTHER_NUMBER) for reason in reasons)
