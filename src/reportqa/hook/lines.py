"""A warm process beside an app: reports on stdin, answers on stdout."""

from __future__ import annotations

import json
import queue
import threading
from typing import IO

from reportqa.hook.answers import MAX_BYTES, Hook, as_json
from reportqa.hook.known import Known
from reportqa.model.submit import SubmitAnswer

# Seconds for loading models and rules; a second on an idle machine.
START_S = 30.0


def serve(hook: Hook, source: IO[bytes], sink: IO[bytes], *, lines: bool = False) -> int:
    """Answer until the input ends; how many answers were given.

    A report may span several lines (pretty-printed), unless `lines` is set. An empty input gets one
    answer that says so.
    """
    # Before the first report's time begins; what hangs while it loads may not hold the app for ever.
    starting = threading.Thread(target=hook.warm, daemon=True)
    starting.start()
    starting.join(START_S)
    given = 0
    held = b""

    def say(answer: SubmitAnswer) -> None:
        nonlocal given
        given += 1
        sink.write(as_json(answer) + b"\n")
        sink.flush()

    while line := source.readline(MAX_BYTES + 2):
        if len(line) > MAX_BYTES and not line.endswith(b"\n"):
            while (rest := source.readline(MAX_BYTES)) and not rest.endswith(b"\n"):
                pass
            held = b""
            say(hook.failed(f"the input is over {MAX_BYTES // 1024 // 1024} MB", Known()))
            continue
        if not held and not line.strip():
            continue
        held += line
        if lines or len(held) > MAX_BYTES or _complete(held):
            say(_in_time(hook, held))
            held = b""
    if held.strip() or not given:
        say(_in_time(hook, held))
    return given


def _in_time(hook: Hook, raw: bytes) -> SubmitAnswer:
    """The answer, or that it took too long: the check goes on in its thread, the app does not wait."""
    budget_s = hook.budget_s
    if budget_s is None:
        return hook.answer(raw)  # no checker could be made, and the answer says why
    done: queue.SimpleQueue[SubmitAnswer] = queue.SimpleQueue()
    threading.Thread(target=lambda: done.put(hook.answer(raw)), daemon=True).start()
    try:
        return done.get(timeout=budget_s)
    except queue.Empty:
        return hook.failed(f"not finished within {budget_s:g} s", Known.of_json(raw))


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
