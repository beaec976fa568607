"""The checker for programs that run on asyncio: the same verbs, worked off in threads, never in the loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

from reportqa.checker import Checker, Source
from reportqa.config import Config
from reportqa.model.extraction import Extraction
from reportqa.model.finding import Audience
from reportqa.model.quality import NightReport, QualityReport


class AsyncChecker:
    """A `Checker` behind `await`. At most `threads` reports are in hand at once; the others wait their turn.

    A check that is cancelled goes on in its thread until it is done; its result is dropped.
    """

    def __init__(self, checker: Checker | Config | None = None, *, threads: int = 2) -> None:
        self.checker = checker if isinstance(checker, Checker) else Checker(checker)
        self._turns = asyncio.Semaphore(threads)

    async def check(
        self, source: Source, *, site: str | None = None, audience: Audience | str = Audience.AUDIT
    ) -> QualityReport:
        """As `Checker.check`; raises ReadError."""
        async with self._turns:
            return await asyncio.to_thread(self.checker.check, source, site=site, audience=audience)

    async def check_many(
        self, sources: Iterable[Source], *, audience: Audience | str = Audience.AUDIT
    ) -> AsyncIterator[QualityReport]:
        """As `Checker.check_many`, in input order; takes the next source only when it is asked for."""
        for source in sources:
            async with self._turns:
                found = await asyncio.to_thread(
                    lambda one: list(self.checker.check_many([one], audience=audience)), source
                )
            for quality in found:
                yield quality

    async def extract(self, source: Source) -> Extraction:
        """As `Checker.extract`."""
        async with self._turns:
            return await asyncio.to_thread(self.checker.extract, source)

    async def night(self, folder: str | Path, evidence: str | Path | None = None, **how: Any) -> NightReport:
        """As `Checker.night`; takes no turn, since it has workers of its own where it is told so."""
        return await asyncio.to_thread(self.checker.night, folder, evidence, **how)
