"""What a rule is, and how it speaks.

A rule is one module `rules/<family>/<slug>.py` (hyphens of the slug become underscores) with

* a docstring: its first line is the rule's title, the rest says why and whence it comes;
* `META`, a `Meta`;
* `check(case, say)`, which looks at one `Case` and returns a `RuleResult` made by `say`.

Something missing is flagged on the report as a whole (an anchor without a span), and its evidence says
what was searched and how readable it was. Where the page could not be read, `say.missing` turns the
violation into `undetermined`: silence of the page is not silence of the officer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from reportqa.model.case import Case
from reportqa.model.document import PageSource
from reportqa.model.finding import (
    Anchor,
    Audience,
    ElementCount,
    EvidenceItem,
    EvidenceKind,
    Finding,
    Outcome,
    Question,
    RuleResult,
    Severity,
)
from reportqa.model.span import Span

OptionValue = str | float | int | bool | tuple[str, ...]

# Below this share of readable words an absence proves nothing. The policy may set its own mark
# (`readable_share`); this one only serves a case without a policy.
READABLE_SHARE = 0.7


@dataclass(frozen=True, kw_only=True, slots=True)
class Meta:
    """The catalogue's row: severity, audience, and what the rule needs.

    `needs` letters: T text, M metadata, R registry or post orders, X outside evidence (peers among it),
    I page image. Rules with X run once more when the whole night is known. `options` are the thresholds
    that a policy may change, with their defaults. `off` rules run only where a policy turns them on.
    `source` names the standard or the complaint behind the rule.
    """

    severity: Severity
    audience: Audience
    needs: str
    source: str
    options: tuple[tuple[str, OptionValue], ...] = ()
    off: bool = False
    requires: tuple[str, ...] = ()  # rules that must not be violated or errored, else this is skipped


CheckFunction = Callable[[Case, "Say"], RuleResult]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One entry of the catalogue."""

    name: str
    title: str
    description: str
    meta: Meta
    check: CheckFunction

    @property
    def family(self) -> str:
        """The part of the name before the dot."""
        return self.name.partition(".")[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class Say:
    """The voice of one rule on one case: makes results and findings with the right name and settings."""

    rule: str
    severity: Severity
    audience: Audience
    case: Case
    options: tuple[tuple[str, OptionValue], ...] = field(default=())

    def option(self, name: str) -> OptionValue:
        """An option's value, the policy's before the rule's own; a missing name raises KeyError."""
        for key, value in self.options:
            if key == name:
                return value
        raise KeyError(f"{self.rule} has no option {name}")

    def number(self, name: str) -> float:
        """A numeric option."""
        value = self.option(name)
        if isinstance(value, (str, tuple)):
            raise TypeError(f"{self.rule}: option {name} is no number")
        return float(value)

    def satisfied(self, elements: Sequence[ElementCount] = ()) -> RuleResult:
        """Nothing to mend."""
        return RuleResult(rule=self.rule, outcome=Outcome.SATISFIED, elements=tuple(elements))

    def not_applicable(self, note: str | None = None) -> RuleResult:
        """The rule has no business with this report."""
        return RuleResult(rule=self.rule, outcome=Outcome.NOT_APPLICABLE, note=note)

    def undetermined(self, note: str, elements: Sequence[ElementCount] = ()) -> RuleResult:
        """It could not be told, and `note` says why."""
        return RuleResult(rule=self.rule, outcome=Outcome.UNDETERMINED, note=note, elements=tuple(elements))

    def violated(self, *findings: Finding, elements: Sequence[ElementCount] = ()) -> RuleResult:
        """One or more things to mend."""
        if not findings:
            raise ValueError(f"{self.rule}: violated without a finding")
        return RuleResult(
            rule=self.rule, outcome=Outcome.VIOLATED, findings=findings, elements=tuple(elements)
        )

    def finding(
        self,
        message: str,
        remedy: str,
        *,
        at: Span | None = None,
        also: Iterable[tuple[Span, str]] = (),
        evidence: Sequence[EvidenceItem] = (),
        question: Question | None = None,
        confidence: float = 0.9,
        severity: Severity | None = None,
        audience: Audience | None = None,
        element: str | None = None,
    ) -> Finding:
        """A finding whose primary anchor is `at` (None: the report as a whole); `also` are side anchors."""
        boxes = self.case.document.boxes_in
        primary = Anchor(span=at, boxes=boxes(at) if at else (), primary=True)
        side = tuple(Anchor(span=span, boxes=boxes(span), note=note) for span, note in also)
        return Finding(
            rule=self.rule,
            severity=severity or self.severity,
            confidence=confidence,
            audience=audience or self.audience,
            message=message,
            remedy=remedy,
            anchors=(primary, *side),
            question=replace(question, boxes=primary.boxes) if question else None,
            evidence=tuple(evidence),
            element=element,
        )

    def searched(self, what: str) -> EvidenceItem:
        """The evidence behind an absence: what was looked for, in how many words, how readable."""
        document = self.case.document
        words = len(document.words) or len(document.text.split())
        share = readable_share(self.case)
        legible = "typed text" if share is None else f"{share:.0%} of the words readable"
        return EvidenceItem(
            kind=EvidenceKind.SEARCHED,
            text=f"Looked in {words} words ({legible}) for: {what}",
            value=share,
            unit="share" if share is not None else None,
        )

    def missing(self, finding: Finding, *, elements: Sequence[ElementCount] = ()) -> RuleResult:
        """An absence: violated where the report could be read, undetermined where it could not."""
        share = readable_share(self.case)
        if share is not None and share < readable_mark(self.case):
            unsure = tuple(
                ElementCount(element=e.element, state="undetermined", weight=e.weight)
                if e.state == "missing"
                else e
                for e in elements
            )
            return self.undetermined(f"only {share:.0%} of the words could be read", unsure)
        return self.violated(finding, elements=elements)


def readable_share(case: Case) -> float | None:
    """The share of readable words over the pages that were OCRed; None for typed text."""
    scanned = [page for page in case.document.pages if page.source is PageSource.OCR]
    if not scanned:
        return None
    weights = [max(page.end - page.start, 1) for page in scanned]
    return sum(w * (p.readable or 0.0) for w, p in zip(weights, scanned, strict=True)) / sum(weights)


def readable_mark(case: Case) -> float:
    """The policy's `readable_share`, else the built-in one."""
    try:
        return case.policy.value("readable_share")
    except KeyError:
        return READABLE_SHARE
