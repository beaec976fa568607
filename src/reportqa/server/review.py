"""The review page: a manager acknowledges findings, answers questions, corrects words of a scan."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader

from reportqa.checker import Checker
from reportqa.hook.answers import addendum_of, with_addendum
from reportqa.messages import Voice, translated
from reportqa.model.document import Document, Word
from reportqa.model.note import Kind, Note, Scope
from reportqa.model.quality import Band, QualityReport
from reportqa.model.subject import Subject, event_subject, find, report_name
from reportqa.model.submit import GivenAnswer
from reportqa.night.acknowledged import Said, Wish, acknowledgement
from reportqa.night.events import EVENTS, events_from
from reportqa.night.ledger import StoredReports
from reportqa.night.ledgers import Ledgers
from reportqa.night.notes import Notes, notes_path
from reportqa.render import words as say
from reportqa.render.html import environment, report_values
from reportqa.render.rows import ReportRow
from reportqa.rules import catalogue
from reportqa.score import for_audience, merge
from reportqa.server.corrected import with_corrections

PER_PAGE = 200
UNSURE = 0.8  # a word read with less confidence is offered for correction
MOST_WORDS = 60


@cache
def templates(tell: Voice) -> Environment:
    """The pages of this room over those of the others, in one language."""
    base = environment(tell)
    return base.overlay(loader=ChoiceLoader([PackageLoader("reportqa.server"), *filter(None, [base.loader])]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One report's line in the list."""

    number: int
    row: ReportRow
    key: str


class Review:
    """One night's reports and what people did with them."""

    def __init__(self, out: Path, checker: Checker) -> None:
        """Opens the night that lies in `out`; raises ReportqaError where it can't be used."""
        ledger = Ledgers(checker.config.night.ledger).to_read(out)
        self._reports = StoredReports(ledger)
        self._events = events_from(ledger.kept(EVENTS))
        self._notes = Notes(checker.config.notes or notes_path(out))
        self._checker = checker
        self._tell = checker.config.voice()
        said = self._said()
        rows = [
            Row(number=number, row=self._row(said.report(report)), key=report_name(report.document))
            for number, report in enumerate(self._reports)
        ]
        self._rows = sorted(rows, key=lambda item: item.row.order())

    def __len__(self) -> int:
        return len(self._reports)

    def _row(self, report: QualityReport) -> ReportRow:
        return ReportRow.of(translated(report, self._tell), None, self._tell)

    def _said(self) -> Said:
        today = self._checker.config.today()
        return Said(self._notes, self._checker.policy_of(today), today)

    def list_page(self, page: int, everything: bool, *, name: str, guard: str) -> str:
        """Events and reports, worst first; what needs nothing only when everything is asked for."""
        rows = [
            item for item in self._rows if everything or not (item.row.band is Band.READY or item.row.settled)
        ]
        said = self._said()
        events = say.worst_first(
            event for event in map(said.event, self._events) if everything or not event.acknowledged
        )
        pages = max(1, -(-len(rows) // PER_PAGE))
        page = min(max(page, 1), pages)
        return templates(self._tell).get_template("reviews.html.j2").render(
            title=self._tell("Review"),
            rows=rows[(page - 1) * PER_PAGE : page * PER_PAGE],
            total=len(rows),
            events=[
                (
                    translated(event, self._tell),
                    say.all_said(event.notes, event.acknowledged, tell=self._tell),
                )
                for event in (events if page == 1 else ())
            ],
            name=name,
            guard=guard,
            days=self._days(None, None),
            notes=self._notes.counts(),
            page=page,
            pages=pages,
            everything=everything,
            copy="internal",
        )  # fmt: skip

    def report_page(self, number: int, *, name: str, guard: str) -> str:
        """One report with its forms; `name` is who asks, `guard` the hidden word that each form carries."""
        stored = self._reports[number]
        notes = self._notes.of(report_name(stored.document))
        shown = translated(self._said().report(self.judged(stored, notes)), self._tell)
        there = Path(stored.document.name).is_file()

        def address(page: int) -> str | None:
            return f"/review/{number}/page/{page}" if there else None

        site = self._checker.registry.site(shown.links.site_id)
        values = report_values(
            shown,
            copy="internal",
            address=address,
            home="/review",
            site_name=site.name if site else None,
            tell=self._tell,
        )
        answered = {self._tell(note.about) for note in notes if note.kind is Kind.ANSWERED}
        values.update(
            number=number,
            name=name,
            guard=guard,
            notes=[note for note in notes if note.kind in (Kind.ANSWERED, Kind.CORRECTED)],
            left=len(shown.open),
            days=self._days(shown.links.site_id, shown.links.client_id),
            questions=[question for question in shown.questions if question.text not in answered],
            unsure_words=_unsure(stored.document, notes),
            was=stored.document.text,
            clock=lambda at, zone: self._tell(say.day_clock(at, zone)),
            zone=say.zone_named(stored.document.metadata.timezone),
        )
        return templates(self._tell).get_template("review.html.j2").render(**values)

    def judged(self, stored: QualityReport, notes: tuple[Note, ...]) -> QualityReport:
        """The judgement with people's corrections and answers; the stored one where there are none."""
        corrections = {
            (int(start), int(end)): note.words
            for note in notes
            if note.kind is Kind.CORRECTED
            for start, _, end in [note.about.partition(":")]
        }
        given = {note.about: note.words for note in notes if note.kind is Kind.ANSWERED}
        if not corrections and not given:
            return for_audience(stored, "review")
        document = with_corrections(stored.document, corrections)
        if given:
            told = [GivenAnswer(question=question, answer=answer) for question, answer in given.items()]
            document = with_addendum(document, addendum_of(told))
        # What others recorded was compared at night; its findings stand, without their place in the old text.
        rules = catalogue()
        kept = [
            replace(
                result,
                findings=tuple(
                    replace(f, anchors=tuple(replace(a, span=None) for a in f.anchors))
                    for f in result.findings
                ),
            )
            for result in stored.results
            if result.rule in rules and "X" in rules[result.rule].meta.needs
        ]
        again = self._checker.judge(document, without="X")
        return for_audience(merge(again, kept), "review")

    def picture(self, number: int, page: int, draw: Callable[[Document, int], bytes | None]) -> bytes | None:
        """The picture of one page of a scan."""
        return draw(self._reports[number].document, page)

    def acknowledge(self, number: int, key: str, wish: Wish) -> bool:
        """Keep that a finding needs no mending; False where the report has no such finding now.

        Raises ConfigError where the policy does not allow it.
        """
        stored = self._reports[number]
        shown = self.judged(stored, self._notes.of(report_name(stored.document)))
        found = find(shown, key)
        if found is None:
            return False
        return self._settled(found[1], shown.links.client_id, wish)

    def acknowledge_event(self, key: str, wish: Wish) -> bool:
        """The same for an event that the reports miss."""
        for item in self._events:
            if (subject := event_subject(item)).key == key:
                return self._settled(subject, item.client_id, wish)
        return False

    def _settled(self, subject: Subject, client: str | None, wish: Wish) -> bool:
        today = self._checker.config.today()
        policy = self._checker.policy_of(today)(subject.site, client)
        note = acknowledgement(subject, wish, policy, today)
        self._notes.add([note])
        self._look_again(note)
        return True

    def withdraw(self, number: str, note: Note) -> bool:
        """Take an acknowledgement back; False where there is none of that number."""
        for old in self._notes.all(Kind.ACKNOWLEDGED):
            if str(old.number) == number:
                again = replace(note, about=number, rule=old.rule, site=old.site, report=old.report)
                self._notes.add([again])
                self._look_again(old)
                return True
        return False

    def _look_again(self, note: Note) -> None:
        """The lines of the reports that the note may reach, anew."""
        said = self._said()

        def reached(item: Row) -> bool:
            return item.key == note.report if note.scope is Scope.FINDING else item.row.site_id == note.site

        rows = [
            replace(item, row=self._row(said.report(self._reports[item.number]))) if reached(item) else item
            for item in self._rows
        ]
        self._rows = sorted(rows, key=lambda item: item.row.order())

    def _days(self, site: str | None, client: str | None) -> tuple[date, date, date]:
        """Today, until when an acknowledgement holds if nobody says otherwise, and the last day."""
        today = self._checker.config.today()
        policy = self._checker.policy_of(today)(site, client)
        days, most = policy.value("acknowledge_days"), policy.value("acknowledge_days_most")
        return today, today + timedelta(days=int(days)), today + timedelta(days=int(most))

    def answer(self, number: int, answers: dict[str, str], note: Note) -> bool:
        """Keep answers; False where a question was not asked."""
        stored = self._reports[number]
        name = report_name(stored.document)
        # Kept in English, as the rules ask it, whatever the page said.
        answers = {self._tell.heard(about): self._tell.understood(words) for about, words in answers.items()}
        asked = {question.text for question in self.judged(stored, self._notes.of(name)).questions}
        if not answers or not set(answers) <= asked:
            return False
        self._notes.add(
            replace(note, report=name, about=question, words=answer) for question, answer in answers.items()
        )
        return True

    def changed(self, number: int, words: dict[str, str]) -> dict[str, str]:
        """Of the words that a form brings, those that differ from what was read or corrected before."""
        document = self._reports[number].document
        known = _unsure(document, self._notes.of(report_name(document)))
        before = {word["place"]: word["now"] for word in known}
        kept = {place: " ".join(word.split())[:200] for place, word in words.items()}
        return {place: word for place, word in kept.items() if word and before.get(place) != word}

    def correct(self, number: int, words: dict[str, str], note: Note) -> bool:
        """Keep what stands on the page; False where no word was read at such a place."""
        document = self._reports[number].document
        places = {f"{word.span.start}:{word.span.end}" for word in document.words}
        if not words or not set(words) <= places:
            return False
        name = report_name(document)
        self._notes.add(replace(note, report=name, about=place, words=word) for place, word in words.items())
        return True


def refused_page(status: int, reason: str, tell: Voice) -> str:
    """What a browser shows where the gate lets nobody in, or a form could not be kept."""
    return templates(tell).get_template("refused.html.j2").render(
        title=tell("Review"), status=status, reason=tell(reason), copy="internal"
    )  # fmt: skip


def guard_of(token: str) -> str:
    """The hidden word of the forms: another site's page can't know it."""
    return hashlib.sha256(f"forms of {token}".encode()).hexdigest()[:32]


def _unsure(document: Document, notes: tuple[Note, ...]) -> list[dict[str, Any]]:
    """The words that a person may want to correct, the least sure first, in text order."""
    known = {note.about: note.words for note in notes if note.kind is Kind.CORRECTED}

    def place(word: Word) -> str:
        return f"{word.span.start}:{word.span.end}"

    doubtful = [
        word
        for word in document.words
        if (word.confidence is not None and word.confidence < UNSURE) or place(word) in known
    ]
    doubtful.sort(key=lambda word: (place(word) not in known, word.confidence or 0.0))
    return [
        {
            "place": place(word),
            "read": word.span.of(document.text),
            "now": known.get(place(word), word.span.of(document.text)),
            "sure": round(100 * (word.confidence or 0.0)),
            "page": word.boxes[0].page if word.boxes else None,
            "boxes": word.boxes,
            "other": [other for other, _ in word.alternatives[:4]],
        }
        for word in sorted(doubtful[:MOST_WORDS], key=lambda word: word.span.start)
    ]
