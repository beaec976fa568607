"""The judgement of one report, and of one night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reportqa.model.document import Document
from reportqa.model.evidence import Coverage, EmergencyEvent, FeedProblem, Grade
from reportqa.model.extraction import Extraction
from reportqa.model.finding import Audience, EvidenceItem, Finding, Question, RuleResult, Severity
from reportqa.model.links import Links
from reportqa.model.note import Note

SCHEMA_VERSION = "1.0"


class Band(StrEnum):
    """The headline of a report, worst first."""

    CANNOT_BE_JUDGED = "cannot_be_judged"
    NEEDS_FIXING = "needs_fixing"
    NEEDS_ANSWERS = "needs_answers"
    READY = "ready"


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """One dimension, 0…1: `low` counts undetermined elements as missing, `high` as given.

    None when nothing of the dimension applied. `given` and `applicable` are counts. `mark` is the
    policy's, where the band depends on it.
    """

    dimension: str
    low: float | None
    high: float | None
    given: float = 0.0
    applicable: float = 0.0
    mark: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """Why an input could not be read or checked; no report text."""

    code: str
    message: str
    remedy: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class QualityReport:
    """The whole judgement of one report for one audience; a perfect one is not proof that it is true."""

    document: Document
    extraction: Extraction
    links: Links
    results: tuple[RuleResult, ...]
    scores: tuple[Score, ...]
    band: Band
    findings: tuple[Finding, ...]  # of the audience asked, worst first
    questions: tuple[Question, ...] = ()  # at most three, most important first
    audience: Audience = Audience.AUDIT
    failure: Failure | None = None
    checked_at: datetime | None = None
    schema_version: str = SCHEMA_VERSION

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nobody has acknowledged."""
        return tuple(finding for finding in self.findings if finding.acknowledged is None)

    @property
    def settled(self) -> bool:
        """Whether all that made the report need something was acknowledged. Its band and scores stay."""
        left = self.open
        if self.band not in (Band.NEEDS_FIXING, Band.NEEDS_ANSWERS) or len(left) == len(self.findings):
            return False
        score = self.score("completeness")
        short = bool(score and score.mark and score.high is not None and score.high < score.mark)
        return not any(
            finding.severity in (Severity.BLOCKER, Severity.MAJOR) or (short and finding.element)
            for finding in left
        )

    def score(self, dimension: str) -> Score | None:
        """One dimension's score; None when it was not judged."""
        return next((item for item in self.scores if item.dimension == dimension), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreported:
    """One event that the night's reports do not tell, or tell wrongly, with all its rows.

    `state` is nobody, daily_log_only, peer_only, partly, denied or contradicted. `missing` names what a
    partly told event lacks. `report_ids` are the reports that should have told it (may be none). `key`,
    `acknowledged` and `notes` are as those of a `Finding`.
    """

    event: EmergencyEvent
    site_id: str
    client_id: str | None
    shift_id: str | None
    post_id: str | None
    officer: str | None
    state: str
    grade: Grade
    severity: Severity
    message: str
    remedy: str
    missing: tuple[str, ...] = ()
    report_ids: tuple[str, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    key: str = ""
    acknowledged: Note | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained:
    """An event near a site that was looked at and not raised, with the reason."""

    event: EmergencyEvent
    site_id: str | None
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PostQuestion:
    """A doubt about a post, for the manager only: a question with its signs, never a verdict.

    `kind` is late_to_post, early_from_post, away, elsewhere, no_sign, outside_roster or impossible_travel.
    """

    kind: str
    site_id: str | None
    client_id: str | None
    officer: str
    at: datetime
    message: str
    shift_id: str | None = None
    post_id: str | None = None
    minutes: int | None = None
    evidence: tuple[EvidenceItem, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class NightReport:
    """One night: every report's judgement, what nobody reported, what could not be read.

    `reports` is in input order and may be read from disk as it is walked. `unreadable` are the
    reports that failed or whose band is cannot_be_judged.
    """

    reports: Sequence[QualityReport]
    unreported: tuple[Unreported, ...]
    unreadable: tuple[QualityReport, ...]
    explained: tuple[Explained, ...] = ()
    posts: tuple[PostQuestion, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    problems: tuple[FeedProblem, ...] = ()
    started_at: datetime | None = None
    finished_at: datetime | None = None
    schema_version: str = SCHEMA_VERSION

    @property
    def compared(self) -> bool:
        """Whether there was anything that others recorded to hold the reports against."""
        return bool(self.coverage or self.unreported or self.explained or self.posts)
