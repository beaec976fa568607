"""What may be sent when nothing could be checked is chosen: saving always works, an emergency always goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

import pytest

from reportqa.checker import Checker
from reportqa.config import Config
from reportqa.errors import ConfigError
from reportqa.hook import Hook
from reportqa.hook.emergency import may_be_emergency
from reportqa.serve_settings import SubmitSettings

DULL = "The pool gate was open and I locked it."
URGENT = "The dumpster was burning and I called 911."


class Broken(Checker):
    """A checker whose every judgement breaks."""

    def judge(self, *_: object, **__: object) -> NoReturn:
        raise ZeroDivisionError


def hook(on_failure: str, make: Callable[[Config], Checker] = Broken) -> Hook:
    config = replace(Config(), submit=SubmitSettings(on_failure=on_failure))
    made = make(config)
    return Hook(lambda: made)


@pytest.mark.parametrize("text", [DULL, URGENT])
def test_allow_holds_nothing(text: str) -> None:
    answer = hook("allow").answer_to({"text": text})
    assert (answer.checked, answer.save, answer.send, answer.on_failure) == (False, True, True, "allow")


def test_a_checked_report_is_never_held() -> None:
    answer = hook("block", Checker).answer_to({"text": DULL})
    assert (answer.checked, answer.save, answer.send, answer.on_failure) == (True, True, True, "block")
    assert answer.band == "needs_fixing"


def test_block_holds_the_sending_of_a_dull_report_only() -> None:
    told = hook("block")
    dull, urgent = told.answer_to({"text": DULL}), told.answer_to({"text": URGENT})
    assert (dull.checked, dull.save, dull.send) == (False, True, False)
    assert dull.reason == "reportqa broke (ZeroDivisionError)"
    assert (urgent.checked, urgent.save, urgent.send) == (False, True, True)
    assert told.answer_to({"text": DULL, "emergency": True}).send is True


def test_what_nobody_could_read_goes_through() -> None:
    told = hook("block")
    assert told.answer_to_file(b"\x89PNG\r\n\x1a\n").send is True
    assert told.answer(b"x" * 5_000_000).send is True


def test_broken_json_is_looked_at_as_it_is() -> None:
    told = hook("block", Checker)
    told.answer_to({"text": DULL})  # the settings are known once there is a checker
    assert told.answer(b'{"text": "The gate was open."').send is False
    assert told.answer(b'{"text": "Smoke at the dumpster."').send is True
    assert told.answer(b'{"text": "S\\u006doke at the dumpster."').send is True


def test_where_no_checker_can_be_made_nothing_is_held() -> None:
    def none() -> Checker:
        raise ConfigError("unknown key", where="reportqa.toml:1")

    answer = Hook(none).answer_to({"text": DULL})
    assert (answer.checked, answer.save, answer.send) == (False, True, True)


@pytest.mark.parametrize("text", [DULL, "", "The firearms range sign was straight.", "He admired the view."])
def test_no_emergency(text: str) -> None:
    assert may_be_emergency(text) is False


@pytest.mark.parametrize("text", [URGENT, "FD CAME", "he's bleeding", "gas leak", None, b"\xff fire \xfe"])
def test_maybe_an_emergency(text: str | bytes | None) -> None:
    assert may_be_emergency(text) is True
