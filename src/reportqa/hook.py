"""What an officer's app asks before it submits: one report as JSON in, one answer as JSON out.

The answer never stops a report from being saved. When something goes wrong it says `checked: false` and
why, and the app goes on. Outside evidence is left to the night.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import IO, TYPE_CHECKING, Any

from reportqa.errors import ReportqaError
from reportqa.model.quality import SCHEMA_VERSION, QualityReport

if TYPE_CHECKING:
    from reportqa.checker import Checker

# Longer than any report that a person types; a longer input is a mistake or an attack.
MAX_BYTES = 4 * 1024 * 1024

Answer = dict[str, Any]


class Hook:
    """Answers reports one by one. The checker is made at the first one and kept."""

    def __init__(self, make: Callable[[], Checker]) -> None:
        self._make = make
        self._checker: Checker | None = None

    def answer(self, raw: bytes | str) -> Answer:
        """The answer to one report; never raises."""
        try:
            if len(raw) > MAX_BYTES:
                return unchecked(f"the input is over {MAX_BYTES // 1024 // 1024} MB")
            text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw
            report = json.loads(text)
        except UnicodeDecodeError:
            return unchecked("the input is not UTF-8")
        except (ValueError, RecursionError):
            return unchecked("the input is not one JSON object")
        return self.answer_to(report)

    def answer_to(self, report: object) -> Answer:
        """The answer to one report that was parsed already; never raises."""
        try:
            return self._answer(report)
        except ReportqaError as error:
            return unchecked(str(error))
        except RecursionError:
            return unchecked("the input is nested too deep")
        except Exception as error:  # an app must get an answer whatever broke here
            return unchecked(f"reportqa broke ({type(error).__name__})")

    def _answer(self, report: object) -> Answer:
        from reportqa.model.finding import Audience

        if not isinstance(report, dict):
            return unchecked("the input is not one JSON object")
        told = report.get("text") or report.get("narrative")
        if not isinstance(told, str) or not told.strip():
            return unchecked("the report has no text", remedy="Pass it as text or narrative")
        if self._checker is None:
            self._checker = self._make()
        checker = self._checker
        raw = json.dumps(report).encode("ascii")
        found = list(checker.documents(raw))
        if len(found) != 1:
            return unchecked(f"the input holds {len(found)} reports", remedy="Pass one at a time")
        document = found[0]
        if isinstance(document, ReportqaError):
            return unchecked(document.what, remedy=document.remedy)
        quality = checker.judge(document, Audience.SUBMIT)
        return answer_of(quality, checker)


def answer_of(quality: QualityReport, checker: Checker | None = None) -> Answer:
    """The answer that a judgement gives; `checker` tells what it had no data for."""
    from reportqa.model.finding import Outcome

    if quality.failure:
        return unchecked(quality.failure.message, remedy=quality.failure.remedy)
    missing = []
    if checker is not None and checker.config.registry is None:
        missing.append({"what": "site registry", "why": "none is configured"})
    missing.append({"what": "outside evidence", "why": "compared at night"})
    for result in quality.results:
        if result.outcome is Outcome.ERRORED:
            missing.append({"what": result.rule, "why": "the rule broke"})
        elif result.outcome is Outcome.UNDETERMINED:
            missing.append({"what": result.rule, "why": result.note or "it could not be told"})
    return {
        "schema_version": SCHEMA_VERSION,
        "checked": True,
        "save": True,
        "report_id": quality.document.id,
        "band": quality.band.value,
        "questions": [plain(question) for question in quality.questions],
        "findings": [plain(finding) for finding in quality.findings],
        "not_checked": missing,
    }


def unchecked(reason: str, *, remedy: str | None = None) -> Answer:
    """The answer when nothing could be checked: the report may be saved, and this is why."""
    return {
        "schema_version": SCHEMA_VERSION,
        "checked": False,
        "save": True,
        "band": None,
        "questions": [],
        "findings": [],
        "not_checked": [{"what": "everything", "why": reason}],
        "reason": reason,
        **({"remedy": remedy} if remedy else {}),
    }


def plain(value: object) -> Any:
    """A model value as plain JSON types."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}  # type: ignore[arg-type]
    return value


def serve(hook: Hook, source: IO[bytes], sink: IO[bytes], *, lines: bool = False) -> int:
    """Answer until the input ends; how many answers were given.

    A report may span several lines (pretty-printed), unless `lines` is set. An empty input gets one
    answer that says so.
    """
    given = 0
    held = b""

    def say(answer: Answer) -> None:
        nonlocal given
        given += 1
        sink.write(json.dumps(answer).encode("ascii") + b"\n")
        sink.flush()

    while line := source.readline(MAX_BYTES + 2):
        if len(line) > MAX_BYTES and not line.endswith(b"\n"):
            while (rest := source.readline(MAX_BYTES)) and not rest.endswith(b"\n"):
                pass
            held = b""
            say(unchecked(f"the input is over {MAX_BYTES // 1024 // 1024} MB"))
            continue
        if not held and not line.strip():
            continue
        held += line
        if lines or len(held) > MAX_BYTES or _complete(held):
            say(hook.answer(held))
            held = b""
    if held.strip() or not given:
        say(hook.answer(held))
    return given


def _complete(held: bytes) -> bool:
    """Whether the input so far is a whole value, or can't become one."""
    try:
        text = held.decode("utf-8-sig")
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.pos < len(text.rstrip())
    except (ValueError, RecursionError):
        return True
    return True
