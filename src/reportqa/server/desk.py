"""Takes reports to the checker one at a time, within a time budget, with a bounded queue."""

from __future__ import annotations

from collections.abc import Callable

import anyio
from anyio import to_thread

from reportqa.hook import Hook, Known
from reportqa.model.submit import SubmitAnswer
from reportqa.serve_settings import ServeSettings, SubmitSettings
from reportqa.server.gate import Refused
from reportqa.server.measures import Measures


class Desk:
    """One thread for typed reports and one for scans, so that a slow scan holds up nobody who types.

    The budget counts from the moment that a report has its turn; as long may it wait for that. A check that
    is over its budget is given up: its thread goes on alone, and the next report gets a new one.
    """

    def __init__(self, hook: Hook, serve: ServeSettings, submit: SubmitSettings, measures: Measures) -> None:
        self._hook, self._serve, self._submit, self._measures = hook, serve, submit, measures
        self._typed = anyio.Semaphore(1)
        self._scans = anyio.Semaphore(1)
        # Turns bound the threads that work; those that were given up must not use up the others' places.
        self._threads = anyio.CapacityLimiter(1000)
        self._waiting = 0
        self.given_up = 0  # checks whose thread was left to itself and has not come back

    async def typed(self, work: Callable[[], SubmitAnswer], known: Known) -> SubmitAnswer:
        """The answer to a typed report."""
        return await self._answer(work, self._typed, self._submit.budget_s, known)

    async def scan(self, work: Callable[[], SubmitAnswer], known: Known) -> SubmitAnswer:
        """The answer to a file."""
        return await self._answer(work, self._scans, self._submit.scan_budget_s, known)

    async def _answer(
        self,
        work: Callable[[], SubmitAnswer],
        turn: anyio.Semaphore,
        budget_s: float,
        known: Known,
    ) -> SubmitAnswer:
        if self._waiting >= self._serve.waiting:
            raise Refused(503, "busy: too many reports are waiting", after=2)
        ended = given_up = False

        def done() -> SubmitAnswer:
            nonlocal ended
            try:
                return work()
            finally:
                ended = True
                if given_up:
                    self.given_up -= 1

        self._waiting += 1
        self._measures.waiting.inc()
        try:
            with anyio.move_on_after(budget_s) as waited:
                await turn.acquire()
            if waited.cancelled_caught:
                raise Refused(503, "busy: no turn within the time budget", after=2)
            try:
                with anyio.fail_after(budget_s):
                    answer = await to_thread.run_sync(done, limiter=self._threads, abandon_on_cancel=True)
            except TimeoutError:
                given_up = not ended
                self.given_up += given_up
                answer = self._hook.failed(f"not finished within {budget_s:g} s", known)
            finally:
                turn.release()
        finally:
            self._waiting -= 1
            self._measures.waiting.dec()
        self._measures.answer(answer)
        return answer
