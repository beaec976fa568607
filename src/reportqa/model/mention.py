"""Words that name a who, what, where or when, and whether they are asserted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reportqa.model.span import Span


class Role(StrEnum):
    """The question that a mention answers."""

    WHO = "who"
    WHAT = "what"
    WHERE = "where"
    WHEN = "when"


class Label(StrEnum):
    """What kind of thing is named; the role follows from it."""

    PERSON = "PERSON"
    PERSON_DESC = "PERSON_DESC"
    ORG = "ORG"
    ADDRESS = "ADDRESS"
    PLACE = "PLACE"
    SPOT = "SPOT"
    UNIT = "UNIT"
    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    VEHICLE = "VEHICLE"
    PLATE = "PLATE"
    PHONE = "PHONE"
    ID = "ID"
    INJURY = "INJURY"
    WEAPON = "WEAPON"
    PROPERTY = "PROPERTY"
    ACTION = "ACTION"

    @property
    def role(self) -> Role:
        """Who, what, where or when."""
        return _ROLES[self]


_ROLES = {
    Label.PERSON: Role.WHO,
    Label.PERSON_DESC: Role.WHO,
    Label.ORG: Role.WHO,
    Label.PHONE: Role.WHO,
    Label.ADDRESS: Role.WHERE,
    Label.PLACE: Role.WHERE,
    Label.SPOT: Role.WHERE,
    Label.UNIT: Role.WHERE,
    Label.DATE: Role.WHEN,
    Label.TIME: Role.WHEN,
    Label.DURATION: Role.WHEN,
    Label.VEHICLE: Role.WHAT,
    Label.PLATE: Role.WHAT,
    Label.ID: Role.WHAT,
    Label.INJURY: Role.WHAT,
    Label.WEAPON: Role.WHAT,
    Label.PROPERTY: Role.WHAT,
    Label.ACTION: Role.WHAT,
}


class Problem(StrEnum):
    """Why a mention has no value."""

    AMBIGUOUS = "ambiguous"
    IMPOSSIBLE = "impossible"
    NOT_UNDERSTOOD = "not_understood"


class Status(StrEnum):
    """Whether a mention is told as a fact of this incident."""

    PRESENT = "present"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"
    HISTORICAL = "historical"
    REPORTED = "reported"  # told by somebody else, `Assertion.source` says whom


@dataclass(frozen=True, kw_only=True, slots=True)
class Assertion:
    """How a mention is told; `cue` is the place of the words that decide it."""

    status: Status = Status.PRESENT
    cue: Span | None = None
    source: str | None = None


PRESENT = Assertion()


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """One naming of a thing. `text` equals the document's text at `span`.

    `value` is normalised: DATE `2026-11-21`; TIME `2026-11-21T02:14-05:00`, ranges `a/b`, without the
    offset where no timezone is known; DURATION ISO 8601; PLATE and PHONE bare characters; else None or
    a canonical form. Where a value was looked for and not found, `problem` says why.
    `parts` are attributes in a fixed order: rank, badge of a PERSON; sex, age, height, build, hair,
    clothing of a PERSON_DESC; color, make, model, type of a VEHICLE; state of a PLATE; kind of an ID,
    WEAPON, INJURY, PROPERTY or ACTION.
    `confidence` is 0…1, None where unknown.
    """

    span: Span
    label: Label
    text: str
    value: str | None = None
    problem: Problem | None = None
    assertion: Assertion = PRESENT
    confidence: float | None = None
    approximate: bool = False
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def role(self) -> Role:
        """Who, what, where or when."""
        return self.label.role

    def part(self, name: str) -> str | None:
        """One attribute; None when it is not told."""
        return next((value for key, value in self.parts if key == name), None)
