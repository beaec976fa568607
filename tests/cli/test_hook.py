"""The hook: one line in, one line out, and never a reason not to save."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportqa.checker import Checker
from reportqa.config import Config
from reportqa.errors import ConfigError
from reportqa.hook import MAX_BYTES, Hook, serve
from reportqa.hook.answers import as_json
from reportqa.model.quality import SCHEMA_VERSION
from reportqa.serve_settings import SubmitSettings

KEYS = {"schema_version", "checked", "save", "band", "questions", "findings", "not_checked"}


@pytest.fixture(scope="module")
def hook() -> Hook:
    checker = Checker()
    return Hook(lambda: checker)


def answers(hook: Hook, data: bytes, *, lines: bool = False) -> list[dict[str, Any]]:
    sink = io.BytesIO()
    given = serve(hook, io.BytesIO(data), sink, lines=lines)
    told = [json.loads(line) for line in sink.getvalue().splitlines()]
    assert len(told) == given
    for answer in told:
        assert set(answer) >= KEYS
        assert answer["save"] is True
        assert answer["schema_version"] == SCHEMA_VERSION
    return told


def test_a_report_is_answered_for_the_officer(hook: Hook) -> None:
    (answer,) = answers(hook, json.dumps({"text": "Time: [illegible]. The gate was open."}).encode())
    assert answer["checked"] is True
    assert answer["band"] in ("needs_fixing", "needs_answers")
    assert len(answer["questions"]) <= 3
    assert {finding["audience"] for finding in answer["findings"]} == {"submit"}
    assert "legibility.marked-illegible" in {finding["rule"] for finding in answer["findings"]}
    assert {"what": "site registry", "why": "none is configured"} in answer["not_checked"]
    assert "outside evidence" in {item["what"] for item in answer["not_checked"]}


def test_metadata_of_the_app_is_used(hook: Hook) -> None:
    report = {"narrative": "The gate was open.", "report_id": "IR-7", "author": "Dana Ruiz"}
    (answer,) = answers(hook, json.dumps(report).encode())
    assert (answer["checked"], answer["report_id"]) == (True, "IR-7")


def test_lines_are_answered_one_by_one_and_pretty_json_as_one(hook: Hook) -> None:
    one = {"text": "The gate was open."}
    three = b"\n".join([json.dumps(one).encode(), b"", json.dumps(one).encode(), json.dumps(one).encode()])
    assert [a["checked"] for a in answers(hook, three)] == [True, True, True]
    assert [a["checked"] for a in answers(hook, json.dumps(one, indent=2).encode())] == [True]


def test_a_bad_line_does_not_spoil_the_next(hook: Hook) -> None:
    good = json.dumps({"text": "The gate was open."}).encode()
    told = answers(hook, b"\n".join([b"{nonsense}", good, b"[1, 2]", good]))
    assert [a["checked"] for a in told] == [False, True, False, True]
    cut = answers(hook, b"\n".join([b'{"text": "cut off', good]), lines=True)
    assert [a["checked"] for a in cut] == [False, True]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n\n", b"null", b"[]", b'"text"', b"{}", b'{"text": ""}', b'{"text": 7}', b'{"text": null}',
        b"\xff\xfe",
        b'{"text": "x"', b"[" * 100_000, b'{"text": ' + b"[" * 50_000, b"\x00", b'{"text": "   "}',
    ],
    ids=lambda data: repr(data[:12]),
)  # fmt: skip
def test_what_is_no_report_is_answered_too(hook: Hook, data: bytes) -> None:
    (answer,) = answers(hook, data)
    assert answer["checked"] is False
    assert answer["band"] is None
    assert answer["reason"]


@pytest.mark.parametrize(
    "report",
    [
        {"text": "The gate was open.", "lat": "north"},
        {"text": "The gate was open.", "occurred_at": "tomorrow"},
        {"text": "The gate was open.", "no_such_field": {"deep": [1, 2]}},
        {"text": "half \ud83d pair"},
        {"text": "nul \x00 and bell \x07"},
        {"text": "The gate was open.", "timezone": "Mars/Olympus"},
    ],
)
def test_odd_fields_never_stop_it(hook: Hook, report: dict[str, Any]) -> None:
    (answer,) = answers(hook, json.dumps(report).encode())
    assert answer["checked"] or answer["reason"]


def test_an_input_that_is_too_long_is_refused_and_the_next_one_answered(hook: Hook) -> None:
    long = b'{"text": "' + b"x" * (MAX_BYTES + 10) + b'"}\n'
    good = json.dumps({"text": "The gate was open."}).encode()
    assert [a["checked"] for a in answers(hook, long + good)] == [False, True]


def test_a_broken_configuration_is_an_answer() -> None:
    def broken() -> Checker:
        raise ConfigError("unknown key 'registri'", where="reportqa.toml:1")

    (answer,) = answers(Hook(broken), b'{"text": "The gate was open."}')
    assert answer["checked"] is False
    assert "reportqa.toml:1" in answer["reason"]


@settings(max_examples=30, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_get_answers(hook: Hook, data: bytes) -> None:
    assert answers(hook, data)


@pytest.mark.slow
def test_ten_thousand_mutated_requests(hook: Hook) -> None:
    chance = random.Random(7)
    base = bytearray(
        json.dumps({"text": "At 0214 the gate was open.", "author": "Dana Ruiz", "lat": 41.5}).encode()
    )
    for _ in range(10_000):
        data = bytearray(base)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(data))
            data[place : place + chance.randint(0, 2)] = bytes([chance.randrange(256)])
        assert answers(hook, bytes(data).replace(b"\n", b" "), lines=True)


def test_the_process_ends_with_0_whatever_it_was_told() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "reportqa", "hook", "--config", "/no/such/file.toml"],
        input=b'{"text": "The gate was open."}\nnonsense\n',
        capture_output=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        timeout=60,
        check=False,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, b"")
    assert [answer["checked"] for answer in told] == [False, False]


def test_a_report_that_takes_too_long_is_answered_all_the_same() -> None:
    class Slow(Checker):
        def warm(self) -> Checker:
            return self

        def judge(self, *_: Any, **__: Any) -> Any:
            time.sleep(30)

    slow = Slow(replace(Config(), submit=SubmitSettings(budget_s=0.2)))
    started = time.monotonic()
    (answer,) = answers(Hook(lambda: slow), b'{"text": "The gate was open.", "report_id": "IR-7"}')
    assert time.monotonic() - started < 10
    assert (answer["checked"], answer["reason"]) == (False, "not finished within 0.2 s")
    assert answer["report_id"] == "IR-7"


def test_loading_is_no_part_of_the_first_reports_time() -> None:
    class Cold(Checker):
        loaded = False

        def warm(self) -> Checker:
            time.sleep(1)
            self.loaded = True
            return self

        def judge(self, *given: Any, **more: Any) -> Any:
            time.sleep(0 if self.loaded else 30)
            return super().judge(*given, **more)

    Checker().warm()
    cold = Cold(replace(Config(), submit=SubmitSettings(budget_s=5)))
    (answer,) = answers(Hook(lambda: cold), b'{"text": "The gate was open."}')
    assert answer["checked"] is True


def test_loading_that_hangs_holds_no_app(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stuck(Checker):
        def warm(self) -> Checker:
            time.sleep(30)
            return self

    monkeypatch.setattr("reportqa.hook.lines.START_S", 0.2)
    stuck, started = Stuck(), time.monotonic()
    (answer,) = answers(Hook(lambda: stuck), b'{"text": "The gate was open."}')
    assert time.monotonic() - started < 10
    assert answer["save"] is True


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b'{"text": "", "report_id": "X1"}', "X1"),
        (b'{"text": 5, "id": 17}', "17"),
        (b'{"report": {"text": "", "report_id": "X1"}, "answers": []}', "X1"),
        (b'{"report": {"text": "The gate.", "report_id": "X1"}, "answers": "none"}', "X1"),
        (b'{"text": "", "report_id": {"a": 1}}', None),
        (b"nonsense", None),
    ],
)
def test_what_cannot_be_checked_keeps_the_apps_number(hook: Hook, data: bytes, wanted: str | None) -> None:
    (answer,) = answers(hook, data)
    assert (answer["checked"], answer["report_id"]) == (False, wanted)


def test_answers_come_beside_the_report(hook: Hook) -> None:
    report = {"text": "At 0214 FD came to the dumpster, false alarm.", "author": "Dana Ruiz"}
    (first,) = answers(hook, json.dumps(report).encode())
    asked = first["questions"][0]["text"]
    given = {"report": report, "answers": [{"question": asked, "answer": "unknown"}]}
    (again,) = answers(hook, json.dumps(given).encode())
    assert again["checked"] is True
    assert asked not in [question["text"] for question in again["questions"]]
    assert again["addendum"] == f"Addendum by the officer:\n{asked} unknown"
    (inside,) = answers(hook, json.dumps({**report, "answers": given["answers"]}).encode())
    assert {"what": "answers", "why": "they stand inside the report"} in inside["not_checked"]
    assert inside["addendum"] is None


def test_an_officers_reason_stands_beside_the_finding_and_is_kept(tmp_path: Path) -> None:
    from reportqa.config import NightSettings
    from reportqa.model.note import Kind
    from reportqa.model.submit import GivenAnswer
    from reportqa.night.notes import Notes

    config = Config(night=NightSettings(notes=str(tmp_path / "notes.sqlite")))
    checker = Checker(config)
    hook = Hook(lambda: checker)
    report = {"text": "Time: [illegible]. The gate was open.", "author": "Dana Ruiz"}
    first = hook.answer_to(report)
    finding = next(f for f in first.findings if f.rule == "legibility.marked-illegible")
    question = first.questions[0].text
    again = hook.answer_to(
        dict(reversed(report.items())),
        [
            GivenAnswer(finding=finding.key, answer="The ink\nran in the rain"),
            GivenAnswer(question=question, answer="unknown"),
            GivenAnswer(finding="nothing", answer="why?"),
        ],
    )
    same = next(f for f in again.findings if f.key == finding.key)
    assert [(note.kind, note.by, note.words) for note in same.notes] == [
        (Kind.REASON, "Dana Ruiz", "The ink ran in the rain")
    ]
    assert again.band == first.band
    assert again.addendum is not None
    assert f"{finding.message} Reason: The ink ran in the rain" in again.addendum
    assert "nothing" in next(item.what for item in again.not_checked if item.what.startswith("reason for"))
    assert json.loads(as_json(again))["findings"]

    # The night finds it by the report's words, whatever file they came in.
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "one.json").write_text(json.dumps({**report, "report_id": "IR-9"}))
    (judged,) = checker.night(tmp_path / "inbox").reports
    told = {f.rule: [note.words for note in f.notes] for f in judged.findings}
    assert told.pop("legibility.marked-illegible") == ["The ink ran in the rain"]
    assert set(map(tuple, told.values())) <= {()}
    assert len(Notes(tmp_path / "notes.sqlite").all()) == 1


def test_a_reason_that_cannot_be_kept_is_said_and_the_check_stands(tmp_path: Path) -> None:
    from reportqa.config import NightSettings
    from reportqa.model.submit import GivenAnswer

    checker = Checker(Config(night=NightSettings(notes=str(tmp_path))))
    hook = Hook(lambda: checker)
    report = {"text": "Time: [illegible]. The gate was open."}
    key = hook.answer_to(report).findings[0].key
    again = hook.answer_to(report, [GivenAnswer(finding=key, answer="The ink ran")])
    assert again.checked is True
    assert "keeping the reason" in {item.what for item in again.not_checked}
    for wrong in ({}, {"question": "Q?", "finding": "f"}):
        with pytest.raises(ValueError, match="one question or one finding"):
            GivenAnswer(answer="A", **wrong)
