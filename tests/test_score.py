"""Dimensions, bands, questions and audiences, from results written by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from reportqa.checker import Checker
from reportqa.errors import ConfigError, ReadError
from reportqa.model.case import Case
from reportqa.model.document import Document, Page, PageSource
from reportqa.model.evidence import EvidenceSlice
from reportqa.model.extraction import Extraction
from reportqa.model.finding import (
    Audience,
    ElementCount,
    Finding,
    Outcome,
    Question,
    RuleResult,
    Severity,
)
from reportqa.model.policy import Policy
from reportqa.model.quality import Band, Failure, Score
from reportqa.score import DIMENSIONS, failed, for_audience, judge, merge

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)


def case(**changes: object) -> Case:
    return Case(
        document=Document.from_text("I locked the gate."), extraction=Extraction(), now=NOW, **changes
    )  # type: ignore[arg-type]


def finding(
    rule: str,
    severity: Severity = Severity.MAJOR,
    audience: Audience = Audience.SUBMIT,
    *,
    confidence: float = 0.9,
    element: str | None = None,
    question: str | None = None,
) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        confidence=confidence,
        audience=audience,
        message="m.",
        remedy="r.",
        element=element,
        question=Question(text=question, element=element) if question else None,
    )


def violated(rule: str, *findings: Finding, elements: tuple[ElementCount, ...] = ()) -> RuleResult:
    return RuleResult(rule=rule, outcome=Outcome.VIOLATED, findings=findings, elements=elements)


def counts(*states: str) -> tuple[ElementCount, ...]:
    return tuple(ElementCount(element=f"e{i}", state=state) for i, state in enumerate(states))


def satisfied(rule: str, *states: str) -> RuleResult:
    return RuleResult(rule=rule, outcome=Outcome.SATISFIED, elements=counts(*states))


def test_nothing_asked_is_ready() -> None:
    quality = judge(case(), ())
    assert (quality.band, quality.scores, quality.findings, quality.questions, quality.checked_at) == (
        Band.READY,
        (),
        (),
        (),
        NOW,
    )


def test_completeness_is_a_weighted_range() -> None:
    elements = (
        ElementCount(element="a", state="given", weight=2.0),
        ElementCount(element="b", state="waived", weight=1.0),
        ElementCount(element="c", state="missing", weight=3.0),
        ElementCount(element="d", state="undetermined", weight=4.0),
        ElementCount(element="e", state="not_applicable", weight=9.0),
    )
    result = RuleResult(rule="incident.fire", outcome=Outcome.UNDETERMINED, elements=elements)
    assert judge(case(), [result]).scores == (
        Score(dimension="completeness", low=0.3, high=0.7, given=3.0, applicable=10.0, mark=0.8),
    )


def test_an_element_asked_twice_counts_once_at_its_best() -> None:
    first = RuleResult(rule="completeness.a", outcome=Outcome.SATISFIED, elements=counts("missing"))
    second = RuleResult(rule="incident.b", outcome=Outcome.SATISFIED, elements=counts("given"))
    score = judge(case(), [first, second]).score("completeness")
    assert score == Score(dimension="completeness", low=1.0, high=1.0, given=1.0, applicable=1.0, mark=0.8)


def test_a_broken_rule_widens_the_range() -> None:
    broken = RuleResult(rule="incident.fire", outcome=Outcome.ERRORED, error="KeyError at fire.py:1")
    score = judge(case(), [satisfied("completeness.a", "given", "given", "given"), broken]).score(
        "completeness"
    )
    assert score == Score(dimension="completeness", low=0.75, high=1.0, given=3.0, applicable=4.0, mark=0.8)


def test_other_dimensions_weigh_rules_by_severity() -> None:
    results = [
        satisfied("chronology.time-order"),  # major: weight 2
        violated("address.near-miss-address", finding("address.near-miss-address", Severity.MAJOR)),
        RuleResult(rule="address.unit-not-on-property", outcome=Outcome.UNDETERMINED),  # blocker: 4
        RuleResult(rule="address.landmark-only", outcome=Outcome.NOT_APPLICABLE),
        RuleResult(rule="privacy.identifier-leak", outcome=Outcome.SKIPPED),
    ]
    scores = {score.dimension: score for score in judge(case(), results).scores}
    assert scores == {
        "consistency": Score(dimension="consistency", low=2 / 8, high=6 / 8, given=2.0, applicable=8.0),
        "privacy": Score(dimension="privacy", low=None, high=None),
    }


def test_every_family_has_one_dimension() -> None:
    families = [family for _, families in DIMENSIONS for family in families]
    assert sorted(families) == [
        "address",
        "chronology",
        "completeness",
        "emergency",
        "incident",
        "language",
        "legibility",
        "privacy",
        "provenance",
    ]


@pytest.mark.parametrize(
    ("results", "band"),
    [
        ([violated("privacy.x", finding("privacy.x", Severity.BLOCKER))], Band.NEEDS_FIXING),
        ([violated("privacy.x", finding("privacy.x", Severity.MAJOR))], Band.NEEDS_ANSWERS),
        ([violated("privacy.x", finding("privacy.x", Severity.MINOR))], Band.READY),
        ([satisfied("completeness.a", "given", "given", "given", "given", "missing")], Band.READY),
        ([satisfied("completeness.a", "given", "given", "given", "missing")], Band.NEEDS_ANSWERS),
        # exactly 30 % undetermined is still judged, more is not
        ([satisfied("completeness.a", *["given"] * 7, *["undetermined"] * 3)], Band.READY),
        ([satisfied("completeness.a", *["given"] * 6, *["undetermined"] * 3)], Band.CANNOT_BE_JUDGED),
        (
            [
                satisfied("completeness.a", "undetermined"),
                violated("privacy.x", finding("privacy.x", Severity.BLOCKER)),
            ],
            Band.CANNOT_BE_JUDGED,
        ),
    ],
)
def test_band(results: list[RuleResult], band: Band) -> None:
    assert judge(case(), results).band is band


def test_the_mark_is_the_policys() -> None:
    results = [satisfied("completeness.a", "given", "missing")]
    strict = judge(case(), results)
    lenient = judge(case(policy=Policy(values=(("completeness_mark", 0.5),))), results)
    assert (strict.band, lenient.band) == (Band.NEEDS_ANSWERS, Band.READY)
    assert for_audience(lenient, "submit").band is Band.READY
    assert merge(lenient, ()).band is Band.READY


def test_the_band_is_the_audiences() -> None:
    quality = judge(
        case(), [violated("provenance.x", finding("provenance.x", Severity.MAJOR, Audience.REVIEW))], "audit"
    )
    bands = {audience: for_audience(quality, audience).band for audience in Audience}
    assert bands == {
        Audience.SUBMIT: Band.READY,
        Audience.REVIEW: Band.NEEDS_ANSWERS,
        Audience.AUDIT: Band.NEEDS_ANSWERS,
    }
    assert for_audience(quality, "submit").findings == ()
    assert for_audience(for_audience(quality, "submit"), "audit") == quality


def page(readable: float | None, text: str) -> Document:
    document = Document.from_text(text)
    pages = (Page(number=1, source=PageSource.OCR, start=0, end=len(text), readable=readable),)
    return Document(text=text, sha256=document.sha256, name="scan", pages=pages)


@pytest.mark.parametrize(
    ("document", "band"),
    [
        (page(0.9, "clear"), Band.READY),
        (page(0.2, "a blur"), Band.CANNOT_BE_JUDGED),
        (page(None, ""), Band.CANNOT_BE_JUDGED),
        (page(None, "unknown"), Band.READY),
    ],
)
def test_an_unreadable_scan_cannot_be_judged(document: Document, band: Band) -> None:
    assert judge(Case(document=document, extraction=Extraction()), ()).band is band


def test_findings_come_worst_first() -> None:
    names = ["language.a", "privacy.b", "address.c", "address.d"]
    severities = [Severity.INFO, Severity.BLOCKER, Severity.MAJOR, Severity.MAJOR]
    sure = [0.9, 0.5, 0.6, 0.8]
    results = [
        violated(name, finding(name, severity, confidence=confidence))
        for name, severity, confidence in zip(names, severities, sure, strict=True)
    ]
    assert [item.rule for item in judge(case(), results).findings] == [
        "privacy.b",
        "address.d",
        "address.c",
        "language.a",
    ]


def test_at_most_three_questions_most_important_first_each_element_once() -> None:
    results = [
        violated(
            "incident.fire",
            finding("incident.fire", Severity.MINOR, element="damage", question="Damage?"),
            finding("incident.fire", Severity.MAJOR, element="light", question="Light?"),
            finding("incident.fire", Severity.MAJOR, element="heavy", question="Heavy?"),
            finding("incident.fire", Severity.BLOCKER, element="time", question="When?"),
            elements=(
                ElementCount(element="light", state="missing", weight=1.0),
                ElementCount(element="heavy", state="missing", weight=2.0),
            ),
        ),
        violated(
            "completeness.x",
            finding("completeness.x", Severity.BLOCKER, element="time", question="What time?"),
        ),
        violated(
            "provenance.y",
            finding("provenance.y", Severity.BLOCKER, Audience.REVIEW, question="Were you there?"),
        ),
        violated("completeness.z", finding("completeness.z", Severity.BLOCKER)),
    ]
    for audience in Audience:
        quality = judge(case(), results, audience)
        assert [question.text for question in quality.questions] == ["What time?", "Heavy?", "Light?"]
        assert [question.element for question in quality.questions] == ["time", "heavy", "light"]


def test_among_equals_an_emergency_is_asked_of_first() -> None:
    results = [
        violated("completeness.x", finding("completeness.x", Severity.MAJOR, element="x", question="Where?")),
        violated("emergency.y", finding("emergency.y", Severity.MAJOR, element="y", question="Who came?")),
        violated("incident.z", finding("incident.z", Severity.BLOCKER, element="z", question="Plate?")),
    ]
    quality = judge(case(), results, Audience.SUBMIT)
    assert [question.text for question in quality.questions] == ["Plate?", "Who came?", "Where?"]


def test_a_question_about_an_emergency_has_a_place_beside_three_worse_ones() -> None:
    names = ("Plate?", "Site?", "Time?")
    worse = [finding("completeness.x", Severity.BLOCKER, element=n, question=n) for n in names]
    lesser = finding("emergency.y", Severity.MAJOR, element="y", question="Who came?")
    quality = judge(case(), [violated("completeness.x", *worse), violated("emergency.y", lesser)], "submit")
    assert [question.text for question in quality.questions] == ["Plate?", "Site?", "Who came?"]
    same = finding("emergency.y", Severity.MAJOR, element="Site?", question="Since when?")
    quality = judge(case(), [violated("completeness.x", *worse), violated("emergency.y", same)], "submit")
    assert [question.text for question in quality.questions] == list(names)  # its element is asked already


def test_a_later_pass_replaces_results_of_its_rules() -> None:
    before = judge(
        case(),
        [
            violated("emergency.x", finding("emergency.x", Severity.BLOCKER)),
            satisfied("completeness.a", "given"),
        ],
    )
    after = merge(before, [satisfied("emergency.x"), satisfied("emergency.z")])
    assert [result.rule for result in after.results] == ["completeness.a", "emergency.x", "emergency.z"]
    assert (before.band, after.band) == (Band.NEEDS_FIXING, Band.READY)
    assert (after.findings, after.checked_at) == ((), NOW)
    assert merge(after, before.results).findings == before.findings


def test_a_failed_input_is_a_report_without_text() -> None:
    error = ReadError("is encrypted", code="encrypted", where="a.pdf", remedy="Unlock it")
    quality = failed(error, "a.pdf")
    assert (quality.band, quality.failure, quality.document.text, quality.document.name) == (
        Band.CANNOT_BE_JUDGED,
        Failure(code="encrypted", message="is encrypted", remedy="Unlock it"),
        "",
        "a.pdf",
    )
    assert failed(ConfigError("x"), "b").failure == Failure(code="ConfigError", message="x", remedy=None)
    assert for_audience(quality, "submit").failure == quality.failure
    assert merge(quality, [satisfied("privacy.x")]) == quality


def test_a_failed_input_has_the_hash_of_its_bytes_and_an_id_of_its_own(tmp_path: Path) -> None:
    inputs = {"empty.txt": b"", "none.txt": b"", "junk.dat": bytes(range(256)), "gone.txt": None}
    for name, data in inputs.items():
        if data is not None:
            (tmp_path / name).write_bytes(data)
    found = [q for name in inputs for q in Checker().first_pass(tmp_path / name)]
    assert [q.document.sha256 for q in found] == [
        "" if data is None else sha256(data).hexdigest() for data in inputs.values()
    ]
    assert len({q.document.id for q in found}) == len(inputs)
    assert all(q.document.id.startswith("unread-") for q in found)
    assert found[0].document.id == next(iter(Checker().first_pass(tmp_path / "empty.txt"))).document.id


def test_what_the_words_alone_leave_out_is_no_disagreement_with_evidence() -> None:
    from reportqa import Checker, Document

    quality = Checker().check(Document.from_text("Two men argued at the gate. The police came."))
    assert any(finding.rule == "emergency.mention-lacks-details" for finding in quality.findings)
    agreement = quality.score("evidence_agreement")
    assert agreement is not None
    assert (agreement.low, agreement.high) == (None, None)


def test_without_evidence_no_rule_tells_how_well_a_report_agrees_with_it() -> None:
    # The rule looks at the words, and at evidence where there is any.
    results = [satisfied("emergency.false-or-cancelled-still-report")]
    without = judge(case(), results).score("evidence_agreement")
    assert without == Score(dimension="evidence_agreement", low=None, high=None)
    given = judge(case(evidence=EvidenceSlice(given=True)), results).score("evidence_agreement")
    assert given == Score(dimension="evidence_agreement", low=1.0, high=1.0, given=2.0, applicable=2.0)
