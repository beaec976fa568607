"""What people said is kept, and holds for what it was said of and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render import made

from reportqa.checker import Checker
from reportqa.config import Config, NightSettings
from reportqa.errors import ConfigError, ReportqaError
from reportqa.model.document import Document
from reportqa.model.finding import Audience, Finding, Severity
from reportqa.model.links import Candidate, Link, Links, LinkState
from reportqa.model.note import Kind, Note, Scope
from reportqa.model.quality import Band, QualityReport, Unreported
from reportqa.model.site import RegistryKind
from reportqa.model.span import Span
from reportqa.model.subject import Subject, event_subject, report_name, subject_of
from reportqa.night.acknowledged import Said, Wish, acknowledgement
from reportqa.night.notes import Notes
from reportqa.site.policy import PolicyBook

TODAY = date(2026, 11, 21)
AT = datetime(2026, 11, 21, 8, tzinfo=UTC)
BUILT_IN = PolicyBook.load().resolve()
RULE = "address.unit-not-on-property"
TEXT = "Unit 14B was open. Later unit 14B was shut, unit 9 too."


def policy_of(site: str | None, client: str | None) -> object:
    return BUILT_IN


def finding(at: Span | None = None, severity: Severity = Severity.MAJOR, **more: object) -> Finding:
    return replace(made.finding(RULE, severity, at=at), **more)  # type: ignore[arg-type]


def report(
    *findings: Finding, text: str = TEXT, site: str | None = "S1", links: Links | None = None
) -> QualityReport:
    return made.quality(
        text, *findings, links=links or Links(site_id=site, client_id="C1"), name=f"{site}.txt"
    )


def subject(quality: QualityReport) -> Subject:
    return subject_of(quality.document, quality.links, quality.findings[0])


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[Notes]:
    store = Notes(tmp_path / "kept" / "notes.sqlite")
    yield store
    store.close()


def acknowledge(notes: Notes, quality: QualityReport, scope: Scope = Scope.FINDING, days: int = 10) -> Note:
    wish = Wish(by="Kim Varga", words="Known", at=AT, until=TODAY + timedelta(days=days), scope=scope)
    note = acknowledgement(subject(quality), wish, BUILT_IN, TODAY)
    notes.add([note])
    return notes.all()[-1]


def held(notes: Notes, quality: QualityReport, on: date = TODAY) -> bool:
    (seen,) = Said(notes, policy_of, on).report(quality).findings  # type: ignore[arg-type]
    return seen.acknowledged is not None


UNIT = finding(Span(0, 8))


# ------------------------------------------------------------------ the file


def test_reading_makes_no_file_and_the_first_note_does(notes: Notes) -> None:
    assert (notes.all(), notes.of("a"), notes.counts()) == ((), (), {})
    assert not notes.path.exists()
    note = Note(at=AT, by="Kim", kind=Kind.ANSWERED, report="a", about="Who?", words="unknown")
    notes.add(
        [note, replace(note, words="Dana", report="b", until=TODAY, severity=Severity.MAJOR, site="S1")]
    )
    again = Notes(notes.path)
    assert again.all() == (
        replace(note, number=1),
        replace(note, words="Dana", report="b", until=TODAY, severity=Severity.MAJOR, site="S1", number=2),
    )
    assert again.of("b", "c") == again.all()[1:]
    assert (again.all(Kind.REASON), again.counts()) == ((), {"a": 1, "b": 1})
    again.close()


def test_what_was_said_can_neither_be_changed_nor_deleted(notes: Notes) -> None:
    acknowledge(notes, report(UNIT))
    with closing(sqlite3.connect(notes.path)) as db:
        for change in ("update note set words = 'other'", "delete from note"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                db.execute(change)


def test_a_file_that_is_none_of_ours_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as db:
        db.execute("create table mine (x)")
    before = other.read_bytes()
    (tmp_path / "text").write_text("not a database, but long enough to be read as one" * 20)
    for path in (other, tmp_path / "text", tmp_path):
        with pytest.raises(ReportqaError, match="the notes can't be used"):
            Notes(path).add([Note(at=AT, by="Kim", kind=Kind.REASON)])
    assert other.read_bytes() == before


def test_notes_that_cannot_be_read_hide_nothing_and_stop_no_night(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.txt").write_text("At 0214 I found the gate open.")
    (tmp_path / "notes.sqlite").write_text("torn" * 400)
    config = Config(night=NightSettings(notes=str(tmp_path / "notes.sqlite")))
    night = Checker(config).night(tmp_path / "in")
    assert night.reports[0].open == night.reports[0].findings != ()
    (problem,) = night.problems
    assert (problem.feed, problem.file) == ("notes", "notes.sqlite")
    assert "can't be used" in problem.reason


# ------------------------------------------------------------------ what it holds for


def test_nothing_said_leaves_the_report_as_it_is(notes: Notes) -> None:
    quality = report(UNIT)
    for store in (None, notes):
        assert Said(store, policy_of, TODAY).report(quality) is quality  # type: ignore[arg-type]


def test_the_finding_is_acknowledged_and_nothing_else_changes(notes: Notes) -> None:
    quality = report(UNIT)
    note = acknowledge(notes, quality)
    seen = Said(notes, policy_of, TODAY).report(quality)  # type: ignore[arg-type]
    assert seen.findings == (replace(UNIT, acknowledged=note, notes=(note,)),)
    assert (seen.band, seen.scores, seen.open, seen.settled) == (quality.band, quality.scores, (), True)
    assert (quality.open, quality.settled) == (quality.findings, False)


@pytest.mark.parametrize(
    ("other", "scopes"),
    [
        pytest.param(report(UNIT), "finding place site", id="the same report again"),
        pytest.param(report(finding(Span(25, 33))), "finding place site", id="the same words further on"),
        pytest.param(report(UNIT, text=TEXT + " More."), "place site", id="another report"),
        pytest.param(report(finding(Span(44, 50))), "site", id="another unit in the same report"),
        pytest.param(report(finding(None, element="unit")), "site", id="something missing there"),
        pytest.param(report(UNIT, site="S2"), "", id="another site"),
        pytest.param(report(UNIT, site=None), "", id="no known site"),
        pytest.param(report(finding(Span(0, 8), Severity.BLOCKER)), "", id="worse than it was"),
        pytest.param(report(finding(Span(0, 8), rule="address.landmark-only")), "", id="another rule"),
    ],
)
def test_a_new_occurrence_shows(notes: Notes, other: QualityReport, scopes: str) -> None:
    for scope in (Scope.FINDING, Scope.PLACE, Scope.SITE):
        store = Notes(notes.path.with_name(f"{scope}.sqlite"))
        acknowledge(store, report(UNIT), scope)
        assert held(store, other) is (scope.value in scopes.split()), scope
        store.close()


def test_a_place_is_the_registrys_row_however_it_is_written(notes: Notes) -> None:
    def written(text: str) -> QualityReport:
        row = Candidate(
            kind=RegistryKind.UNIT, id="U14B", site_id="S1", client_id="C1", text="14B", score=1.0
        )
        span = Span(0, len(text))
        link = Link(span=span, text=text, kind=RegistryKind.UNIT, state=LinkState.EXACT, candidates=(row,))
        return report(finding(span), text=text, links=Links(site_id="S1", links=(link,)))

    acknowledge(notes, written("Unit 14B"), Scope.PLACE)
    assert held(notes, written("apt. 14-B"))
    assert not held(notes, report(finding(Span(0, 9)), text="apt. 14-B"))


@pytest.mark.parametrize(("days", "holds"), [(0, True), (10, True), (11, False), (400, False)])
def test_it_ends_and_the_finding_says_so(notes: Notes, days: int, holds: bool) -> None:
    quality = report(UNIT)
    note = acknowledge(notes, quality)
    (seen,) = Said(notes, policy_of, TODAY + timedelta(days=days)).report(quality).findings  # type: ignore[arg-type]
    assert (seen.acknowledged, seen.notes) == (note if holds else None, (note,))


def test_withdrawn_is_over_and_a_later_one_holds(notes: Notes) -> None:
    quality = report(UNIT)
    first = acknowledge(notes, quality)
    notes.add([Note(at=AT, by="Lee", kind=Kind.WITHDRAWN, about=str(first.number), rule=RULE, site="S1")])
    assert not held(notes, quality)
    acknowledge(notes, quality)
    assert held(notes, quality)


def test_a_policy_that_became_narrower_counts(notes: Notes) -> None:
    acknowledge(notes, report(UNIT), Scope.SITE)
    narrow = replace(BUILT_IN, acknowledge=((RULE, Scope.NEVER),))
    (seen,) = Said(notes, lambda site, client: narrow, TODAY).report(report(UNIT)).findings
    assert seen.acknowledged is None
    assert len(seen.notes) == 1


def test_a_reason_stands_beside_the_finding_and_settles_nothing(notes: Notes) -> None:
    quality = report(UNIT)
    own = subject(quality)
    blank = Note(at=AT, by="P. Novak", kind=Kind.REASON, words="Its door has no number", rule=RULE)
    words = f"words-{quality.document.text_sha256}"
    notes.add(
        [replace(blank, report=words, about=own.about), replace(blank, report="other", about=own.about)]
    )
    seen = Said(notes, policy_of, TODAY).report(quality)  # type: ignore[arg-type]
    assert [note.words for note in seen.findings[0].notes] == ["Its door has no number"]
    assert seen.open == seen.findings


# ------------------------------------------------------------------ events


def test_an_event_is_known_again_by_what_it_is_and_not_by_its_row(notes: Notes) -> None:
    event = made.fire_event()
    wish = Wish(by="Kim", words="He rang me", at=AT)
    notes.add([acknowledgement(event_subject(event), wish, BUILT_IN, TODAY)])

    def seen(item: Unreported) -> bool:
        return Said(notes, policy_of, TODAY).event(item).acknowledged is not None  # type: ignore[arg-type]

    assert seen(event)
    assert seen(replace(event, event=replace(event.event, id="other.csv:99", rows=()), message="…"))
    for other in (
        replace(event, site_id="S3"),
        replace(event, state="contradicted"),
        replace(event, event=replace(event.event, case_number="26-4472")),
        replace(event, event=replace(event.event, received=event.event.received + timedelta(minutes=1))),
    ):
        assert not seen(other)


@pytest.mark.parametrize("scope", [Scope.PLACE, Scope.SITE])
def test_an_event_is_never_acknowledged_for_more_than_itself(scope: Scope) -> None:
    generous = replace(BUILT_IN, acknowledge=(("unreported", Scope.SITE), ("blocker", Scope.SITE)))
    for rule in ("unreported.nobody", "emergency.external-emergency-not-reported"):
        about = replace(event_subject(made.fire_event()), rule=rule, common=True)
        with pytest.raises(ConfigError, match="at most for: finding"):
            acknowledgement(about, Wish(by="Kim", words="Why", at=AT, scope=scope), generous, TODAY)


# ------------------------------------------------------------------ what may be acknowledged


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"by": " "}, "needs a name and a reason"),
        ({"words": ""}, "needs a name and a reason"),
        ({"until": TODAY - timedelta(days=1)}, "is not between"),
        ({"until": TODAY + timedelta(days=181)}, "is not between"),
        ({"scope": Scope.NEVER}, "can't be acknowledged for: never"),
    ],
)
def test_a_wish_that_is_not_allowed_says_why(wish: dict[str, object], why: str) -> None:
    given = {"by": "Kim", "words": "Known", "at": AT, **wish}
    with pytest.raises(ConfigError, match=why):
        acknowledgement(subject(report(UNIT)), Wish(**given), BUILT_IN, TODAY)  # type: ignore[arg-type]


def test_what_names_no_thing_has_no_place_and_what_has_no_site_has_no_site() -> None:
    missing = subject(report(finding(None, element="unit")))
    for about, scope in ((missing, Scope.PLACE), (subject(report(UNIT, site=None)), Scope.SITE)):
        with pytest.raises(ConfigError, match="Choose finding"):
            acknowledgement(about, Wish(by="Kim", words="Known", at=AT, scope=scope), BUILT_IN, TODAY)


def test_the_policy_says_how_far(tmp_path: Path) -> None:
    assert BUILT_IN.widest("address.landmark-only", Severity.BLOCKER) is Scope.PLACE
    assert BUILT_IN.widest("address.landmark-only", Severity.MAJOR) is Scope.SITE
    assert BUILT_IN.widest("privacy.minor-named", Severity.MINOR) is Scope.FINDING
    own = tmp_path / "policy.toml"
    own.write_text(
        '[acknowledge]\n"privacy.minor-named" = "never"\n[site.S1.acknowledge]\nblocker = "finding"\n'
    )
    book = PolicyBook.load([own])
    assert book.resolve().widest("privacy.minor-named", Severity.MINOR) is Scope.NEVER
    assert book.resolve(site="S1").widest("address.landmark-only", Severity.BLOCKER) is Scope.FINDING
    for text, why in (
        ('[acknowledge]\nemergency = "site"\n', "one by one"),
        ('[acknowledge]\n"unreported" = "place"\n', "one by one"),
        ('[acknowledge]\nblockers = "site"\n', "blocker"),
        ('[acknowledge]\nblocker = "all"\n', "acknowledge"),
    ):
        own.write_text(text)
        with pytest.raises(ConfigError, match=why):
            PolicyBook.load([own])


@given(st.sampled_from(Severity), st.text(max_size=20), st.booleans())
def test_a_key_depends_on_no_offset_message_or_confidence(
    severity: Severity, before: str, element: bool
) -> None:
    text = f"{before} unit 14B"
    at = Span(len(before) + 1, len(text))
    document = replace(Document.from_text(text), sha256="1" * 64)
    plain = Document.from_text("unit 14B")
    name = "unit" if element else None
    one = finding(at, severity, element=name, message=before, confidence=0.1, audience=Audience.REVIEW)
    two = finding(Span(0, 8), severity, element=name)
    links = Links(site_id="S1")
    assert subject_of(document, links, one).key == subject_of(replace(plain, sha256="1" * 64), links, two).key
    assert report_name(document) == f"{'1' * 64}-0"


def test_a_report_is_settled_only_when_nothing_weighty_is_left(notes: Notes) -> None:
    minor = replace(made.finding("a.b", Severity.MINOR), element="unit")
    quality = report(UNIT, minor)
    assert quality.band is Band.NEEDS_ANSWERS
    acknowledge(notes, quality)
    assert Said(notes, policy_of, TODAY).report(quality).settled  # type: ignore[arg-type]
    short = made.Score(dimension="completeness", low=0.5, high=0.5, given=1, applicable=2, mark=0.8)
    assert not Said(notes, policy_of, TODAY).report(replace(quality, scores=(short,))).settled  # type: ignore[arg-type]
