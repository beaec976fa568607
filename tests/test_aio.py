"""The asynchronous wrapper gives what the checker gives, and leaves the loop free meanwhile."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reportqa import AsyncChecker, Checker, Document, ReadError
from reportqa.model.quality import QualityReport

TEXTS = [f"At 0{hour}14 FD came to the dumpster, false alarm." for hour in range(5)]


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


def timeless(quality: QualityReport) -> QualityReport:
    return replace(quality, checked_at=None)


def test_the_answers_are_the_checkers(checker: Checker, tmp_path: Path) -> None:
    documents = [Document.from_text(text) for text in TEXTS]
    (tmp_path / "a.txt").write_text(TEXTS[0])

    async def all_of_it() -> tuple[list[QualityReport], list[QualityReport], Any, int]:
        asked = AsyncChecker(checker)
        one_by_one = await asyncio.gather(*(asked.check(document) for document in documents))
        in_order = [quality async for quality in asked.check_many([*documents, b""])]
        with pytest.raises(ReadError):
            await asked.check(b"")
        night = await asked.night(tmp_path, out=tmp_path / "out")
        return one_by_one, in_order, await asked.extract(TEXTS[0]), len(night.reports)

    one_by_one, in_order, extraction, nightly = asyncio.run(all_of_it())
    wanted = [timeless(checker.check(document)) for document in documents]
    assert [timeless(quality) for quality in one_by_one] == wanted
    assert [timeless(quality) for quality in in_order[:-1]] == wanted
    assert in_order[-1].failure is not None
    assert extraction == checker.extract(TEXTS[0])
    assert nightly == 1


def test_the_loop_stays_free_and_turns_are_kept() -> None:
    at_once: list[int] = []
    most = 0
    lock = threading.Lock()

    class Slow(Checker):
        def check(self, *_: Any, **__: Any) -> Any:
            nonlocal most
            with lock:
                at_once.append(1)
                most = max(most, len(at_once))
            time.sleep(0.1)
            with lock:
                at_once.pop()

    async def busy() -> int:
        asked = AsyncChecker(Slow(), threads=2)
        checks = asyncio.gather(*(asked.check("x") for _ in range(6)))
        beats = 0
        while not checks.done():
            await asyncio.sleep(0.01)
            beats += 1
        return beats

    assert asyncio.run(busy()) >= 10
    assert most == 2
