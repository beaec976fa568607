"""What an officer's app is told before it sends a report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reportqa.model.finding import Finding, Question
from reportqa.model.quality import SCHEMA_VERSION, Band


class OnFailure(StrEnum):
    """What a report that could not be checked may do: be sent all the same, or wait for a person."""

    ALLOW = "allow"
    BLOCK = "block"


@dataclass(frozen=True, kw_only=True, slots=True)
class NotChecked:
    """Something that was left out, and why."""

    what: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenAnswer:
    """What the officer answered to one question, as it was asked; "unknown" and "refused" are answers.

    With the key of a `finding` in place of the question it is the reason why that stands as it does.
    """

    answer: str
    question: str = ""
    finding: str = ""

    def __post_init__(self) -> None:
        if bool(self.question) == bool(self.finding):
            raise ValueError("an answer is to one question or one finding")


@dataclass(frozen=True, kw_only=True, slots=True)
class SubmitAnswer:
    """The answer to one report. `save` is always true; `send` is false only where `on_failure` is block,
    the report could not be checked, and it was seen not to speak of an emergency.

    `addendum` is the officer's answers and reasons as they should be kept beside the report, which stays as
    it is. A reason settles nothing; the finding carries it to the manager.
    """

    schema_version: str = SCHEMA_VERSION
    checked: bool
    save: bool = True
    send: bool = True
    on_failure: OnFailure = OnFailure.ALLOW
    report_id: str | None = None
    band: Band | None = None
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    reason: str | None = None
    remedy: str | None = None
    addendum: str | None = None
