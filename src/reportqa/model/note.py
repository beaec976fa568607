"""What a person said of a finding, a question or a word: one shape for officers, managers and every door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from reportqa.model.severity import Severity


class Kind(StrEnum):
    """What a person did."""

    ACKNOWLEDGED = "acknowledged"  # a manager: it needs no mending, up to and with `until`
    WITHDRAWN = "withdrawn"  # a manager: the acknowledgement whose number is `about` holds no more
    REASON = "reason"  # why it stands as it does, as the officer sees it; this settles nothing
    ANSWERED = "answered"  # `about` is the question, `words` the answer
    CORRECTED = "corrected"  # `about` is start:end in the text as read, `words` what stands on the page


class Scope(StrEnum):
    """How far an acknowledgement reaches, the narrowest first."""

    NEVER = "never"  # only in a policy: it can't be acknowledged
    FINDING = "finding"  # this finding of this report, or this event
    PLACE = "place"  # the same rule on the same unit, plate, person or words at this site
    SITE = "site"  # the same rule anywhere at this site

    @property
    def rank(self) -> int:
        """0 for the narrowest."""
        return list(Scope).index(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """One thing that a person said, and when; never changed, only followed by others.

    `report` names the report or event and `about`, with `rule` and `site`, what in it: see
    `model.subject`. `severity` is how bad the finding was when it was acknowledged. `number` is its place
    in the store, None before it is kept.
    """

    at: datetime
    by: str
    kind: Kind
    words: str = ""
    report: str = ""
    about: str = ""
    rule: str = ""
    site: str | None = None
    scope: Scope = Scope.FINDING
    severity: Severity | None = None
    until: date | None = None
    number: int | None = None
