"""Counters of the server in the Prometheus text format: counts and seconds, never words of a report."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import Scope

from reportqa.model.submit import SubmitAnswer

_SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Measures:
    """One server's counters; each server has its own, so that there is no global state."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "reportqa_requests", "Requests by path and status.", ("path", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "reportqa_request_seconds",
            "Seconds from request to answer.",
            ("path",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._answers = Counter(
            "reportqa_answers",
            "Answers by band; unchecked ones have none.",
            ("band",),
            registry=self._registry,
        )
        self.waiting = Gauge("reportqa_waiting", "Reports waiting or in hand.", registry=self._registry)

    def request(self, scope: Scope, status: int, seconds: float) -> None:
        """Count one request under its route, so that made-up paths make no new counter."""
        route = scope.get("route")
        path = getattr(route, "path", None) or "other"
        self._requests.labels(path, str(status)).inc()
        self._seconds.labels(path).observe(seconds)

    def answer(self, answer: SubmitAnswer) -> None:
        """Count one answer."""
        self._answers.labels(answer.band.value if answer.band else "unchecked").inc()

    def text(self) -> bytes:
        """Everything, as a scraper reads it."""
        return generate_latest(self._registry)
