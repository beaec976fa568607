"""What an officer's app and a server are allowed, and what the night keeps."""

from __future__ import annotations

from dataclasses import dataclass

from reportqa.model.submit import OnFailure


@dataclass(frozen=True, kw_only=True, slots=True)
class SubmitSettings:
    """The check before sending, by `hook` and `serve`.

    `on_failure` says what a report that could not be checked may do: `allow` lets it be sent, `block`
    holds the sending (never the saving, and never an emergency report).
    """

    on_failure: str = OnFailure.ALLOW.value
    budget_s: float = 5.0  # a typed report that takes longer counts as not checked
    scan_budget_s: float = 30.0  # the same for a scan or another file

    def __post_init__(self) -> None:
        if self.on_failure not in list(OnFailure):
            raise ValueError("on_failure must be one of allow, block")
        if self.budget_s <= 0:
            raise ValueError("budget_s must be above 0")
        if self.scan_budget_s <= 0:
            raise ValueError("scan_budget_s must be above 0")


@dataclass(frozen=True, kw_only=True, slots=True)
class ServeSettings:
    """The server. Beyond loopback a token is required: `token_file` holds one a line.

    `rate_per_s` and `burst` bound each caller, `waiting` the reports that wait for their turn.
    """

    host: str = "127.0.0.1"
    port: int = 8321
    token_file: str | None = None
    max_bytes: int = 20 * 1024 * 1024
    receive_s: float = 15.0  # a request must have arrived within this time
    batch: int = 100
    waiting: int = 256
    rate_per_s: float = 50.0
    burst: int = 250

    def __post_init__(self) -> None:
        for name in ("max_bytes", "receive_s", "batch", "waiting", "rate_per_s", "burst"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be above 0")
        if not 0 <= self.port <= 65535:
            raise ValueError("port must lie between 0 and 65535")


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookSettings:
    """Whom to tell that a night is done; None tells nobody, and nothing leaves this machine.

    `secret_file` holds the secret that each message is signed with.
    """

    url: str | None = None
    secret_file: str | None = None
    tries: int = 5
    timeout_s: float = 10.0

    def __post_init__(self) -> None:
        if self.tries < 1:
            raise ValueError("tries must be at least 1")
        if self.timeout_s <= 0:
            raise ValueError("timeout_s must be above 0")
