"""One report in, one answer out: never an exception, never a reason not to save."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportqa.errors import ReportqaError
from reportqa.hook.known import Known
from reportqa.messages import translated
from reportqa.model.quality import QualityReport
from reportqa.model.submit import GivenAnswer, NotChecked, OnFailure, SubmitAnswer

if TYPE_CHECKING:
    from reportqa.checker import Checker
    from reportqa.messages import Voice
    from reportqa.model.document import Document
    from reportqa.model.finding import Question
    from reportqa.serve_settings import SubmitSettings

# Longer than any report that a person types; a longer input is a mistake or an attack.
MAX_BYTES = 4 * 1024 * 1024

# Keys of a report that speak of the answer, not of what happened.
_NOT_READ = ("emergency", "language")

NOT_ONE = "the input is not one JSON object"

_MOST_ANSWERS, _LONGEST_QUESTION, _LONGEST_KEY, _LONGEST_ANSWER = 50, 1000, 40, 4000


class Hook:
    """Answers reports one by one. The checker is made at the first one and kept; safe between threads."""

    def __init__(self, make: Callable[[], Checker], settings: SubmitSettings | None = None) -> None:
        self._make = make
        self._checker: Checker | None = None
        self._lock = threading.Lock()
        self._settings = settings

    @property
    def on_failure(self) -> OnFailure:
        """What was chosen for reports that can't be checked; `allow` where nothing was."""
        return OnFailure(self._settings.on_failure) if self._settings else OnFailure.ALLOW

    @property
    def checker(self) -> Checker:
        """The checker, made when it is first asked for; its settings are followed from then on."""
        with self._lock:
            if self._checker is None:
                self._checker = self._make()
                self._settings = self._settings or self._checker.config.submit
            return self._checker

    def warm(self) -> None:
        """Load what the first report would wait for; never raises."""
        with suppress(Exception):  # the answer to the report will say it
            self.checker.warm()

    @property
    def budget_s(self) -> float | None:
        """Seconds that one typed report may take; None where no checker can be made."""
        try:
            return self.checker.config.submit.budget_s
        except Exception:  # the answer to the report will say it
            return None

    def answer(self, raw: bytes | str) -> SubmitAnswer:
        """The answer to one report as JSON text; never raises.

        `{"report": {…}, "answers": [{"question": "…", "answer": "…"}]}` is a report with what the officer
        answered, or the reasons that he gave for findings.
        """
        try:
            if len(raw) > MAX_BYTES:
                return self.failed(f"the input is over {MAX_BYTES // 1024 // 1024} MB", Known())
            text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw
            report = json.loads(text)
        except UnicodeDecodeError:
            return self.failed("the input is not UTF-8", Known(words=raw))
        except (ValueError, RecursionError):
            return self.failed(NOT_ONE, Known(words=raw))
        if not (isinstance(report, dict) and set(report) == {"report", "answers"}):
            return self.answer_to(report)
        try:
            given = given_of(report["answers"])
        except ReportqaError as error:
            return self.failed(error.what, Known.of(report["report"]))
        return self.answer_to(report["report"], given)

    def voice(self, wanted: object = None) -> Voice:
        """Who speaks to the officer: in the language wanted, else in the configured one."""
        from reportqa.messages import ENGLISH

        try:
            return self.checker.config.voice(wanted if isinstance(wanted, str) else None)
        except Exception:  # the answer to the report will say it
            return ENGLISH

    def answer_to(self, report: object, given: Sequence[GivenAnswer] = ()) -> SubmitAnswer:
        """The answer to one report that was parsed already, with what the officer answered; never raises.

        Its `language` is that of the answer.
        """
        if not isinstance(report, dict):
            return self.failed(NOT_ONE, Known.of(report))
        tell = self.voice(report.get("language"))
        return translated(self._answered(report, given, tell), tell)

    def _answered(self, report: dict[str, Any], given: Sequence[GivenAnswer], tell: Voice) -> SubmitAnswer:
        words = report.get("text") or report.get("narrative")
        known = Known.of(report)
        if not isinstance(words, str) or not words.strip():
            return self.failed("the report has no text", known, remedy="Pass it as text or narrative")

        def judged() -> SubmitAnswer:
            # Its fields in a fixed order: the same report has the same keys of findings again.
            raw = json.dumps({key: report[key] for key in sorted(report, key=str) if key not in _NOT_READ})
            answer = self._judged(raw.encode("ascii"), given, tell)
            if "answers" not in report:
                return answer
            left_out = NotChecked(what="answers", why="they stand inside the report")
            return replace(answer, not_checked=(*answer.not_checked, left_out))

        return self._guarded(judged, known)

    def answer_to_file(self, data: bytes, about: Mapping[str, Any] | None = None) -> SubmitAnswer:
        """The answer to a scan, photo or document, `about` being the app's metadata; never raises."""
        about = dict(about or {})
        tell, known = self.voice(about.get("language")), Known.of_file(about)
        read = {key: value for key, value in about.items() if key not in _NOT_READ}
        answer = self._guarded(lambda: self._judged(data, (), tell, read), known)
        return translated(answer, tell)

    def failed(self, reason: str, known: Known, *, remedy: str | None = None) -> SubmitAnswer:
        """The answer when nothing could be checked."""
        answer = replace(
            unchecked(reason, remedy=remedy, on_failure=self.on_failure), report_id=known.report_id
        )
        if self.on_failure is OnFailure.BLOCK:
            return replace(answer, send=known.may_be_emergency)
        return answer

    def _guarded(self, judged: Callable[[], SubmitAnswer], known: Known) -> SubmitAnswer:
        try:
            answer = judged()
        except ReportqaError as error:
            answer = unchecked(str(error))
        except RecursionError:
            answer = unchecked("the input is nested too deep")
        except Exception as error:  # an app must get an answer whatever broke here
            answer = unchecked(f"reportqa broke ({type(error).__name__})")
        if answer.checked:
            return replace(answer, on_failure=self.on_failure)
        return self.failed(answer.reason or "not checked", known, remedy=answer.remedy)

    def _judged(
        self,
        raw: bytes,
        given: Sequence[GivenAnswer],
        tell: Voice,
        about: Mapping[str, Any] | None = None,
    ) -> SubmitAnswer:
        from reportqa.model.finding import Audience

        checker = self.checker
        found = list(checker.documents(raw, about=about))
        if len(found) != 1:
            return unchecked(f"the input holds {len(found)} reports", remedy="Pass one at a time")
        document = found[0]
        if isinstance(document, ReportqaError):
            return unchecked(document.what, remedy=document.remedy)
        if not given:
            answer = answer_of(checker.judge(document, Audience.SUBMIT, without="X"), checker)
            return replace(answer, questions=_shown(answer.questions, raw, document, checker))
        asked = {item.question for item in given}
        # What is kept and judged is English, as the report is: a question as it stands in the rules.
        given = [
            replace(item, question=tell.heard(item.question), answer=tell.understood(item.answer))
            if item.question
            else item
            for item in given
        ]
        answered = [item for item in given if item.question]
        longer = with_addendum(document, addendum_of(answered)) if answered else document
        quality = checker.judge(longer, Audience.SUBMIT, without="X")
        quality, left_out = with_reasons(quality, document, given, checker.config.notes)
        answer = answer_of(quality, checker)
        asked |= {item.question for item in answered}
        return replace(
            answer,
            report_id=document.id,
            questions=tuple(q for q in answer.questions if not {q.text, tell(q.text)} & asked),
            not_checked=(*answer.not_checked, *left_out),
            addendum=addendum_of(given, quality),
        )


def _shown(
    questions: Sequence[Question], data: bytes, document: Document, checker: Checker
) -> tuple[Question, ...]:
    """The questions about words on a scan with a picture of their ink."""
    if not any(question.boxes for question in questions):
        return tuple(questions)
    from base64 import b64encode

    from reportqa.read.picture import ink

    pages = {page.number: page for page in document.pages}

    def shown(question: Question) -> Question:
        page = pages.get(question.boxes[0].page) if question.boxes else None
        found = ink(data, question.boxes, page, settings=checker.config.read) if page else None
        if found is None:
            return question
        return replace(question, ink="data:image/jpeg;base64," + b64encode(found).decode("ascii"))

    return tuple(shown(question) for question in questions)


def answer_of(quality: QualityReport, checker: Checker | None = None) -> SubmitAnswer:
    """The answer that a judgement gives; `checker` tells what it had no data for."""
    from reportqa.model.finding import Outcome

    if quality.failure:
        return unchecked(quality.failure.message, remedy=quality.failure.remedy)
    missing = []
    if checker is not None and checker.config.registry is None:
        missing.append(NotChecked(what="site registry", why="none is configured"))
    missing.append(NotChecked(what="outside evidence", why="compared at night"))
    for result in quality.results:
        if result.outcome is Outcome.ERRORED:
            missing.append(NotChecked(what=result.rule, why="the rule broke"))
        elif result.outcome is Outcome.UNDETERMINED:
            missing.append(NotChecked(what=result.rule, why=result.note or "it could not be told"))
    return SubmitAnswer(
        checked=True,
        report_id=quality.document.id,
        band=quality.band,
        questions=quality.questions,
        findings=quality.findings,
        not_checked=tuple(missing),
    )


def unchecked(
    reason: str, *, remedy: str | None = None, on_failure: OnFailure = OnFailure.ALLOW
) -> SubmitAnswer:
    """The answer when nothing could be checked: the report may be saved and sent, and this is why."""
    return SubmitAnswer(
        checked=False,
        on_failure=on_failure,
        not_checked=(NotChecked(what="everything", why=reason),),
        reason=reason,
        remedy=remedy,
    )


def given_of(value: object) -> tuple[GivenAnswer, ...]:
    """What the officer answered, as an app sends it; raises ReportqaError."""
    from pydantic import TypeAdapter

    try:
        given = TypeAdapter(tuple[GivenAnswer, ...]).validate_python(value)
    except (ValueError, RecursionError):
        raise ReportqaError(
            'answers is not a list of {"question": "...", "answer": "..."}, or with "finding"'
        ) from None
    if not 1 <= len(given) <= _MOST_ANSWERS or any(
        len(item.question) > _LONGEST_QUESTION
        or len(item.finding) > _LONGEST_KEY
        or not 1 <= len(item.answer) <= _LONGEST_ANSWER
        for item in given
    ):
        raise ReportqaError("1 to 50 answers, questions up to 1,000 and answers up to 4,000 characters")
    return given


def addendum_of(given: Sequence[GivenAnswer], quality: QualityReport | None = None) -> str:
    """The officer's words as text that is kept beside the report: one line an answer or reason.

    `quality` tells the findings that reasons are given for.
    """
    findings = {f.key: f.message for r in quality.results for f in r.findings} if quality else {}
    lines = []
    for item in given:
        about = item.question or f"{findings.get(item.finding, 'A finding.')} Reason:"
        lines.append(f"{' '.join(about.split())} {' '.join(item.answer.split())}")
    return "\n".join(["Addendum by the officer:", *lines])


def with_reasons(
    quality: QualityReport, document: Document, given: Sequence[GivenAnswer], notes: Path | None
) -> tuple[QualityReport, list[NotChecked]]:
    """The judgement with the officer's reasons beside the findings, and those that could not be used.

    They are kept in the client's file of notes, where one is configured. `document` is the report as it was
    before answers were added to it.
    """
    said = {item.finding: item.answer for item in given if item.finding}
    if not said or quality.failure:
        return quality, []
    from reportqa.model.subject import words_name
    from reportqa.night.acknowledged import laid, reasons
    from reportqa.night.notes import Notes, now

    by = document.metadata.author or "the officer"
    made = reasons(quality, said, by=by, at=now(), report=words_name(document))
    left_out = [
        NotChecked(what=f"reason for {key}", why="the report has no such finding now")
        for key in said
        if key not in made
    ]
    if notes is not None and made:
        store = Notes(notes)
        try:
            store.add(made.values())
        except ReportqaError as error:
            # The app has the addendum; the check itself is whole.
            left_out.append(NotChecked(what="keeping the reason", why=error.what))
        finally:
            store.close()
    return laid(quality, made), left_out


def with_addendum(document: Document, addendum: str) -> Document:
    """The document as it would read with the addendum below it; the report's own words stay in place."""
    from reportqa.model.document import Page
    from reportqa.model.span import Span

    text = f"{document.text.rstrip()}\n\n{addendum}\n"
    narrative = document.narrative
    pages: tuple[Page, ...] = document.pages
    if pages:
        pages = (*pages[:-1], replace(pages[-1], end=len(text)))
    return replace(
        document,
        text=text,
        narrative=Span(narrative.start, len(text)) if narrative else Span(0, len(text)),
        pages=pages,
        metadata=replace(document.metadata, addenda=(*document.metadata.addenda, addendum)),
    )


def as_json(answer: SubmitAnswer) -> bytes:
    """The answer on one line; ASCII only, so that any pipe carries it."""
    return json.dumps(plain(answer)).encode("ascii")


def plain(value: object) -> Any:
    """A model value as plain JSON types."""
    if isinstance(value, str):
        # Half a surrogate pair, as broken JSON may hold, fits no answer.
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {plain(str(key)): plain(item) for key, item in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}  # type: ignore[arg-type]
    return value
