"""What a rule found, why it thinks so, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reportqa.geometry import Box
from reportqa.model.note import Note
from reportqa.model.severity import Severity as Severity
from reportqa.model.span import Span


class Audience(StrEnum):
    """Who sees it by default: the officer before sending, the manager, or everything.

    Each later audience also sees what the earlier ones see.
    """

    SUBMIT = "submit"
    REVIEW = "review"
    AUDIT = "audit"

    def sees(self, other: Audience) -> bool:
        """Whether a finding addressed to `other` is shown to this audience."""
        return _REACH[other] <= _REACH[self]


_REACH = {audience: reach for reach, audience in enumerate(Audience)}


class Outcome(StrEnum):
    """How one rule ended for one report."""

    SATISFIED = "satisfied"
    VIOLATED = "violated"
    NOT_APPLICABLE = "not_applicable"
    UNDETERMINED = "undetermined"
    SKIPPED = "skipped"
    ERRORED = "errored"


class EvidenceKind(StrEnum):
    """What sort of fact supports a finding."""

    WORDS = "words"
    SEARCHED = "searched"  # what was looked for and where, and how readable it was
    REJECTED = "rejected"  # the nearest candidate and why it does not count
    REGISTRY = "registry"
    DISPATCH = "dispatch"
    PANEL = "panel"
    PRESENCE = "presence"
    COMPLAINT = "complaint"
    PEER = "peer"  # another officer's report
    COVERAGE = "coverage"
    METADATA = "metadata"  # what came with the report: from the app, a sidecar, the e-mail
    STATED = "stated"  # what the report says of itself: a header line, a time that it tells
    DISTANCE = "distance"
    DURATION = "duration"
    POLICY = "policy"


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceItem:
    """One fact behind a finding. `ref` is a row (`dispatch.csv:17`), a report id or a policy origin.

    `value` with `unit` (m, min, km/h, share) where the fact is a quantity.
    """

    kind: EvidenceKind
    text: str
    ref: str | None = None
    span: Span | None = None
    value: float | None = None
    unit: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Anchor:
    """A place that a finding speaks of. One anchor of a finding is primary; absence anchors on None."""

    span: Span | None = None
    boxes: tuple[Box, ...] = ()
    note: str | None = None
    primary: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What the officer is asked; `answer` is text, time, number, yes_no or choice.

    `boxes` are where the words asked about stand on a scan. `ink` is the picture of that place as a data
    URI, at most 600 pixels wide; only the answer to a file carries it.
    """

    text: str
    answer: str = "text"
    choices: tuple[str, ...] = ()
    element: str | None = None
    boxes: tuple[Box, ...] = ()
    ink: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing to mend. `confidence` 0…1 says how sure; `severity` how bad when true.

    `anchors` has exactly one primary. `message` is plain, asks and does not accuse; `remedy` says what
    would mend it. `element` names the required element where one is missing.

    `key` is its name among a night's findings, the same however often the report is judged. `notes` are what
    people said of it, the oldest first; `acknowledged` is the one by which it needs no mending now.
    """

    rule: str
    severity: Severity
    confidence: float
    audience: Audience
    message: str
    remedy: str
    anchors: tuple[Anchor, ...] = (Anchor(primary=True),)
    question: Question | None = None
    evidence: tuple[EvidenceItem, ...] = ()
    element: str | None = None
    key: str = ""
    acknowledged: Note | None = None
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        if sum(anchor.primary for anchor in self.anchors) != 1:
            raise ValueError(f"{self.rule}: a finding has exactly one primary anchor")

    @property
    def anchor(self) -> Anchor:
        """The primary anchor."""
        return next(anchor for anchor in self.anchors if anchor.primary)


@dataclass(frozen=True, kw_only=True, slots=True)
class ElementCount:
    """One required element of this report: given, missing, waived, undetermined or not_applicable."""

    element: str
    state: str
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleResult:
    """How one rule ended; `error` only when errored, `note` says why it was skipped or undetermined.

    `elements` lists the required elements that this rule looked at, for the completeness score.
    """

    rule: str
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    error: str | None = None
    note: str | None = None
    elements: tuple[ElementCount, ...] = ()
