"""Puts beside each finding what people said of it, and says which acknowledgement holds.

The judgement itself is untouched: no score, no band and no finding changes or goes away. An acknowledgement
holds for what it was made for and never for a worse finding; where a policy has since become narrower than
it, it holds no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from reportqa.errors import ConfigError, ReportqaError
from reportqa.model.evidence import FeedProblem
from reportqa.model.finding import Finding, RuleResult
from reportqa.model.note import Kind, Note, Scope
from reportqa.model.policy import Policy
from reportqa.model.quality import QualityReport, Unreported
from reportqa.model.subject import Subject, event_subject, report_name, subject_of, words_name
from reportqa.night.notes import Notes

# The policy in force for a site and client now: how far an acknowledgement may reach today.
PolicyOf = Callable[[str | None, str | None], Policy]


class Said:
    """All that was said until now, laid beside findings; `on` is the day on which it must hold."""

    def __init__(self, notes: Notes | None, policy_of: PolicyOf, on: date) -> None:
        """Without `notes` nothing was said. Notes that can't be read hide nothing, so the night goes on
        without them; `problem` says why."""
        self._policy_of, self.on = policy_of, on
        self.problem: FeedProblem | None = None
        made: tuple[Note, ...] = ()
        try:
            # Managers' words are few and may reach any report; what concerns one report alone stays on disk.
            made = notes.all(Kind.ACKNOWLEDGED, Kind.WITHDRAWN) if notes else ()
        except ReportqaError as error:
            file = notes.path.name if notes else ""
            self.problem = FeedProblem(feed="notes", file=file, line=1, reason=error.what)
            notes = None
        self._notes = notes
        self._withdrawn = {note.about for note in made if note.kind is Kind.WITHDRAWN}
        self._made: dict[tuple[str, str | None], list[Note]] = defaultdict(list)
        for note in made:
            if note.kind is Kind.ACKNOWLEDGED:
                self._made[note.rule, note.site].append(note)

    def report(self, quality: QualityReport) -> QualityReport:
        """The report with what was said of its findings."""
        if self._notes is None or not any(result.findings for result in quality.results):
            return quality
        document = quality.document
        reasons = [
            note
            for note in self._notes.of(report_name(document), words_name(document))
            if note.kind is Kind.REASON
        ]
        if not reasons and not self._made:
            return quality
        policy = self._policy_of(quality.links.site_id, quality.links.client_id)

        def said(finding: Finding) -> Finding:
            subject = subject_of(document, quality.links, finding)
            own = [n for n in reasons if (n.rule, n.about) == (subject.rule, subject.about)]
            made, holds = self._about(subject, policy)
            if not own and not made:
                return finding
            return replace(finding, notes=_in_order((*own, *made)), acknowledged=holds)

        def each(result: RuleResult) -> RuleResult:
            findings = tuple(map(said, result.findings))
            same = all(new is old for new, old in zip(findings, result.findings, strict=True))
            return result if same else replace(result, findings=findings)

        return replace(
            quality,
            results=tuple(map(each, quality.results)),
            findings=tuple(map(said, quality.findings)),
        )

    def event(self, item: Unreported) -> Unreported:
        """The event with what was said of it; its key is set in any case."""
        subject = event_subject(item)
        made, holds = self._about(subject, self._policy_of(item.site_id, item.client_id))
        return replace(item, key=subject.key, notes=_in_order(made), acknowledged=holds)

    def _about(self, subject: Subject, policy: Policy) -> tuple[list[Note], Note | None]:
        """The acknowledgements that concern the subject, and the last one that holds."""
        concern = [
            note for note in self._made.get((subject.rule, subject.site), ()) if _reaches(note, subject)
        ]
        widest = policy.widest(subject.rule, subject.severity)
        holding = [
            note
            for note in concern
            if str(note.number) not in self._withdrawn
            and note.scope.rank <= widest.rank
            and (note.until is None or self.on <= note.until)
            and (note.severity is None or note.severity.rank <= subject.severity.rank)
        ]
        return concern, holding[-1] if holding else None


def _reaches(note: Note, subject: Subject) -> bool:
    if note.scope is Scope.SITE:
        return subject.site is not None
    if note.about != subject.about:
        return False
    return subject.common if note.scope is Scope.PLACE else note.report == subject.report


def _in_order(notes: Sequence[Note]) -> tuple[Note, ...]:
    return tuple(sorted(notes, key=lambda note: note.number or 0))


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What somebody wants to acknowledge with; `until` None takes the policy's days."""

    by: str
    words: str
    at: datetime
    until: date | None = None
    scope: Scope = Scope.FINDING


def acknowledgement(subject: Subject, wish: Wish, policy: Policy, today: date) -> Note:
    """The note, if the policy allows it on this day; else ConfigError that says what it allows."""
    if not wish.by.strip() or not wish.words.strip():
        raise ConfigError("an acknowledgement needs a name and a reason", remedy="Say who, and why")
    widest = policy.widest(subject.rule, subject.severity)
    if wish.scope is Scope.NEVER or wish.scope.rank > widest.rank:
        allowed = "it can't be acknowledged" if widest is Scope.NEVER else f"at most for: {widest.value}"
        raise ConfigError(
            f"{subject.rule} ({subject.severity.value}) can't be acknowledged for: {wish.scope.value}",
            remedy=f"By the policy, {allowed}",
        )
    if wish.scope is Scope.PLACE and not subject.common:
        raise ConfigError("the finding names no place or thing", remedy=f"Choose {Scope.FINDING.value}")
    if wish.scope is Scope.SITE and subject.site is None:
        raise ConfigError("the site of this report is not known", remedy=f"Choose {Scope.FINDING.value}")
    until = wish.until or today + timedelta(days=int(policy.value("acknowledge_days")))
    last = today + timedelta(days=int(policy.value("acknowledge_days_most")))
    if not today <= until <= last:
        raise ConfigError(
            f"until {until} is not between today and {last}",
            remedy="Nothing is acknowledged for ever: acknowledge it again when it comes back",
        )
    return Note(
        at=wish.at,
        by=" ".join(wish.by.split()),
        kind=Kind.ACKNOWLEDGED,
        words=" ".join(wish.words.split()),
        report=subject.report,
        about=subject.about,
        rule=subject.rule,
        site=subject.site,
        scope=wish.scope,
        severity=subject.severity,
        until=until,
    )


def reasons(
    quality: QualityReport, given: Mapping[str, str], *, by: str, at: datetime, report: str
) -> dict[str, Note]:
    """The notes of an officer's reasons by the key of their finding; keys that the report lacks are left.

    `report` names the report by its words, as it was before anything was added to it.
    """
    made = {}
    for finding in (finding for result in quality.results for finding in result.findings):
        words = " ".join(given.get(finding.key, "").split())
        if words:
            subject = subject_of(quality.document, quality.links, finding)
            made[finding.key] = Note(
                at=at,
                by=by,
                kind=Kind.REASON,
                words=words,
                report=report,
                about=subject.about,
                rule=subject.rule,
                site=subject.site,
                severity=finding.severity,
            )
    return made


def laid(quality: QualityReport, notes: Mapping[str, Note]) -> QualityReport:
    """The report with one more note beside each finding of such a key."""

    def said(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(replace(f, notes=(*f.notes, notes[f.key])) if f.key in notes else f for f in findings)

    results = tuple(replace(result, findings=said(result.findings)) for result in quality.results)
    return replace(quality, results=results, findings=said(quality.findings))
