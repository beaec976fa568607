"""From rule results to dimensions, a band, findings in order and at most three questions.

Dimensions stand side by side and are never blended into one figure. A perfect score is no proof that a
report is true, and no score rates a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from reportqa.errors import ReadError, ReportqaError
from reportqa.model.case import Case
from reportqa.model.document import Document, PageSource
from reportqa.model.extraction import Extraction
from reportqa.model.finding import Audience, Finding, Outcome, Question, RuleResult, Severity
from reportqa.model.links import Links
from reportqa.model.quality import Band, Failure, QualityReport, Score
from reportqa.model.subject import keyed
from reportqa.resources import as_text
from reportqa.rules import catalogue

COMPLETENESS = "completeness"
EVIDENCE = "evidence_agreement"

# Dimension → the families of rules that speak of it. Completeness counts elements instead.
DIMENSIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (COMPLETENESS, ("completeness", "incident")),
    ("consistency", ("chronology", "address")),
    (EVIDENCE, ("emergency",)),  # those of its rules that need evidence
    ("provenance", ("provenance",)),
    ("legibility", ("legibility",)),
    ("language", ("language",)),
    ("privacy", ("privacy",)),
)

# How much a rule counts in its dimension, by its own severity; and how much of that one violation
# takes away, by the severity of its worst finding. A design choice, not a measurement.
RULE_WEIGHT = {Severity.BLOCKER: 4.0, Severity.MAJOR: 2.0, Severity.MINOR: 1.0, Severity.INFO: 0.5}
PENALTY = {Severity.BLOCKER: 1.0, Severity.MAJOR: 1.0, Severity.MINOR: 0.5, Severity.INFO: 0.1}

# The mark of DESIGN.md where no policy sets `completeness_mark`, and the share of undetermined
# required elements beyond which nothing is judged.
MARK = 0.8
UNDETERMINED_SHARE = 0.3

# Below this share of readable words a scan counts as unreadable whatever its rules said.
UNREADABLE_SHARE = 0.3

MAX_QUESTIONS = 3

# Shares are sums of weights in floating point: a mark met exactly counts as met.
ROUNDING = 1e-9

_JUDGED = (Outcome.SATISFIED, Outcome.VIOLATED, Outcome.UNDETERMINED, Outcome.ERRORED)


def judge(
    case: Case, results: Sequence[RuleResult], audience: Audience | str = Audience.AUDIT
) -> QualityReport:
    """The whole judgement of one case for one audience; the results are kept as they are."""
    try:
        mark = case.policy.value("completeness_mark")
    except KeyError:
        mark = MARK
    return _judged(case.document, case.extraction, case.links, results, mark, Audience(audience), case)


def for_audience(quality: QualityReport, audience: Audience | str) -> QualityReport:
    """The same judgement as another audience sees it: its findings and its band."""
    audience = Audience(audience)
    if quality.failure:
        return replace(quality, audience=audience)
    findings = _visible(quality.results, audience)
    return replace(
        quality,
        audience=audience,
        findings=findings,
        band=_band(quality.document, quality.scores, findings),
        questions=_questions(quality.results),
    )


def merge(
    quality: QualityReport, more_results: Iterable[RuleResult], case: Case | None = None
) -> QualityReport:
    """The judgement with results of a later pass, which replace those of the same rules; scored anew."""
    if quality.failure:
        return quality
    by_rule = {result.rule: result for result in quality.results}
    by_rule.update({result.rule: result for result in more_results})
    known = quality.score(COMPLETENESS)
    mark = known.mark if known and known.mark is not None else MARK
    merged = _judged(
        case.document if case else quality.document,
        case.extraction if case else quality.extraction,
        case.links if case else quality.links,
        [by_rule[name] for name in sorted(by_rule)],
        mark,
        quality.audience,
        case,
    )
    return replace(merged, checked_at=merged.checked_at or quality.checked_at)


def failed(error: ReportqaError, name: str, known: str = "") -> QualityReport:
    """An input that could not be read or checked, as a report: no text, no scores, and the reason.

    Its hash is that of its bytes, `known` where the error has none, and "" where nobody could read them.
    """
    code = error.code if isinstance(error, ReadError) else type(error).__name__
    sha256 = (error.sha256 if isinstance(error, ReadError) else None) or known
    return QualityReport(
        document=Document(text="", sha256=sha256, name=as_text(name)),
        extraction=Extraction(),
        links=Links(),
        results=(),
        scores=(),
        band=Band.CANNOT_BE_JUDGED,
        findings=(),
        failure=Failure(code=code, message=error.what, remedy=error.remedy),
    )


def _judged(
    document: Document,
    extraction: Extraction,
    links: Links,
    results: Sequence[RuleResult],
    mark: float,
    audience: Audience,
    case: Case | None,
) -> QualityReport:
    scores = _scores(results, mark, evidence=case is None or case.evidence.given)
    results = [keyed(document, links, item) if item.findings else item for item in results]
    findings = _visible(results, audience)
    return QualityReport(
        document=document,
        extraction=extraction,
        links=links,
        results=tuple(results),
        scores=scores,
        band=_band(document, scores, findings),
        findings=findings,
        questions=_questions(results),
        audience=audience,
        checked_at=case.now if case else None,
    )


def _visible(results: Sequence[RuleResult], audience: Audience) -> tuple[Finding, ...]:
    """What the audience sees, worst first; equal ones in text order."""
    seen = [item for result in results for item in result.findings if audience.sees(item.audience)]
    return tuple(sorted(seen, key=_order))


def _order(finding: Finding) -> tuple[int, float, int, str, str]:
    span = finding.anchor.span
    return (
        finding.severity.rank,
        -finding.confidence,
        span.start if span else -1,
        finding.rule,
        finding.element or "",
    )


def _questions(results: Sequence[RuleResult]) -> tuple[Question, ...]:
    """At most three, one for each element; only what the officer is asked.

    The worst finding's first; among equals an emergency's, which the officer alone can tell of. One of
    an emergency has a place in any case: who came is what a client asks first.
    """
    weights = {count.element: count.weight for result in results for count in result.elements}
    asked = [
        finding
        for result in results
        for finding in result.findings
        if finding.question and finding.audience is Audience.SUBMIT
    ]
    asked.sort(
        key=lambda f: (
            f.severity.rank,
            not _of_emergency(f),
            -weights.get(f.element or "", 1.0) * f.confidence,
            *_order(f)[2:],
        )
    )
    chosen: dict[str, Question] = {}
    urgent: dict[str, Question] = {}
    for finding in asked:
        question = finding.question
        if question is None:
            continue
        key = question.element or finding.element or question.text
        if key not in chosen and question.text not in {item.text for item in chosen.values()}:
            chosen[key] = replace(question, element=question.element or finding.element)
            if _of_emergency(finding):
                urgent[key] = chosen[key]
    first = list(chosen.values())[:MAX_QUESTIONS]
    if urgent and not any(item in urgent.values() for item in first):
        first[-1] = next(iter(urgent.values()))
    return tuple(first)


def _of_emergency(finding: Finding) -> bool:
    return finding.rule.startswith("emergency.")


def _band(document: Document, scores: Sequence[Score], findings: Sequence[Finding]) -> Band:
    completeness = next((score for score in scores if score.dimension == COMPLETENESS), None)
    low = completeness.low if completeness else None
    high = completeness.high if completeness else None
    unsure = high - low if high is not None and low is not None else 0.0
    if unsure > UNDETERMINED_SHARE + ROUNDING or unreadable(document):
        return Band.CANNOT_BE_JUDGED
    severities = {finding.severity for finding in findings}
    if Severity.BLOCKER in severities:
        return Band.NEEDS_FIXING
    mark = completeness.mark if completeness and completeness.mark is not None else MARK
    if Severity.MAJOR in severities or (high is not None and high < mark - ROUNDING):
        return Band.NEEDS_ANSWERS
    return Band.READY


def unreadable(document: Document) -> bool:
    """Whether the pages hold too few readable words to judge anything by them."""
    scanned = [page for page in document.pages if page.source is PageSource.OCR]
    if not scanned:
        return False
    if not document.text.strip():
        return True
    sizes = [max(page.end - page.start, 1) for page in scanned]
    known = [
        (size, page.readable) for size, page in zip(sizes, scanned, strict=True) if page.readable is not None
    ]
    if not known:
        return False
    share = sum(size * readable for size, readable in known) / sum(size for size, _ in known)
    return share < UNREADABLE_SHARE


@cache
def _dimension(rule: str) -> str | None:
    family = rule.partition(".")[0]
    known = catalogue().get(rule)
    if family == "emergency" and known is not None and "X" not in known.meta.needs:
        return COMPLETENESS  # what the words alone leave out agrees with no evidence and contradicts none
    return next((dimension for dimension, families in DIMENSIONS if family in families), None)


def _scores(results: Sequence[RuleResult], mark: float, *, evidence: bool) -> tuple[Score, ...]:
    """Every dimension that was asked for; without evidence there is nothing to agree with."""
    by_dimension: dict[str | None, list[RuleResult]] = {}
    for result in results:
        by_dimension.setdefault(_dimension(result.rule), []).append(result)
    scores = []
    for dimension, _ in DIMENSIONS:
        own = by_dimension.get(dimension)
        if not own:
            continue
        if dimension == EVIDENCE and not evidence:
            own = []
        score = _completeness(own, mark) if dimension == COMPLETENESS else _share(dimension, own)
        scores.append(score)
    return tuple(scores)


def _completeness(results: Sequence[RuleResult], mark: float) -> Score:
    """Weighted share of required elements; one element counts once, at its best state and own weight."""
    states: dict[str, tuple[str, float]] = {}
    for result in results:
        if result.outcome is Outcome.ERRORED:
            states[result.rule] = ("undetermined", 1.0)
        for count in result.elements:
            before = states.get(count.element)
            if before is None or _STATES.index(count.state) < _STATES.index(before[0]):
                states[count.element] = (count.state, count.weight)
    applicable = sum(weight for state, weight in states.values() if state != "not_applicable")
    given = sum(weight for state, weight in states.values() if state in ("given", "waived"))
    unsure = sum(weight for state, weight in states.values() if state == "undetermined")
    if not applicable:
        return Score(dimension=COMPLETENESS, low=None, high=None, mark=mark)
    return Score(
        dimension=COMPLETENESS,
        low=given / applicable,
        high=(given + unsure) / applicable,
        given=given,
        applicable=applicable,
        mark=mark,
    )


_STATES = ("given", "waived", "undetermined", "missing", "not_applicable")


def _share(dimension: str, results: Sequence[RuleResult]) -> Score:
    """Weighted share of rules that found nothing; one that could not tell widens the range."""
    rules = catalogue()
    applicable = kept = unsure = 0.0
    for result in results:
        if result.outcome not in _JUDGED:
            continue
        rule = rules.get(result.rule)
        weight = RULE_WEIGHT[rule.meta.severity if rule else Severity.MINOR]
        applicable += weight
        if result.outcome is Outcome.SATISFIED:
            kept += weight
        elif result.outcome is Outcome.VIOLATED:
            kept += weight * (1 - max(PENALTY[finding.severity] for finding in result.findings))
        else:
            unsure += weight
    if not applicable:
        return Score(dimension=dimension, low=None, high=None)
    return Score(
        dimension=dimension,
        low=kept / applicable,
        high=(kept + unsure) / applicable,
        given=kept,
        applicable=applicable,
    )
