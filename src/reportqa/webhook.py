"""Tells another system that a night is done: signed, idempotent, until it is taken. Off unless configured.

A message waits in the outbox of the night's folder until the other side has answered 2xx, so that neither a
crash nor an outage loses one. It may arrive twice; its `Idempotency-Key` is then the same.

    Reportqa-Signature: t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>" in hex>
"""

from __future__ import annotations

import hashlib
import hmac
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from reportqa.errors import ConfigError
from reportqa.model.quality import NightReport
from reportqa.model.summary import NightSummary
from reportqa.render import to_json
from reportqa.serve_settings import WebhookSettings

MIN_SECRET = 16
_LONGEST_PAUSE_S = 60.0
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def sign(secret: bytes, body: bytes, at: int) -> str:
    """The value of the signature header."""
    made = hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"


def verify(secret: bytes, body: bytes, header: str, *, now: int, tolerance_s: int = 300) -> bool:
    """Whether a signature header fits the body and is fresh; for the receiving side."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    told = parts.get("t", "")
    if not (told.isascii() and told.isdigit() and len(told) < 15) or abs(now - int(told)) > tolerance_s:
        return False
    return hmac.compare_digest(sign(secret, body, int(told)).encode(), header.encode("utf-8", "replace"))


class Webhook:
    """One receiver. `deliver` sends what waits in the outbox, the oldest first."""

    def __init__(
        self, settings: WebhookSettings, beside: Path | None, pause: Callable[[float], object] = time.sleep
    ) -> None:
        """Raises ConfigError for an address that is not https (but for this machine), or without a secret."""
        parts = urlsplit(settings.url or "")
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise ConfigError("webhook.url must be https", remedy="Plain http is for this machine only")
        if not settings.secret_file:
            raise ConfigError("webhook.secret_file is missing", remedy="Each message is signed with a secret")
        path = (beside.parent if beside else Path()) / Path(settings.secret_file).expanduser()
        try:
            self._secret = path.read_bytes().strip()
        except OSError as error:
            raise ConfigError(f"the secret can't be read ({error.strerror})", where=str(path)) from None
        if len(self._secret) < MIN_SECRET:
            raise ConfigError(f"the secret is shorter than {MIN_SECRET} bytes", where=str(path))
        self._url, self._settings, self._pause = settings.url or "", settings, pause
        self._opener = urllib.request.build_opener(_NoRedirect)

    def post(self, night: NightReport, out: Path) -> None:
        """Put the summary of a night into the outbox; the same night gives the same message."""
        body = to_json(NightSummary.of(night)).encode("ascii")
        box = outbox(out)
        box.mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns():020d}-{hashlib.sha256(body).hexdigest()}.json"
        part = box / f".{name}"
        part.write_bytes(body)
        os.replace(part, box / name)

    def deliver(self, out: Path) -> int:
        """Send all that waits; how many messages still wait afterwards. Never raises for the other side."""
        waiting = sorted(outbox(out).glob("[0-9]*.json"))
        for number, path in enumerate(waiting):
            if not self._sent(path.read_bytes(), path.stem.partition("-")[2]):
                return len(waiting) - number
            path.unlink()
        return 0

    def _sent(self, body: bytes, key: str) -> bool:
        for attempt in range(self._settings.tries):
            if attempt:
                self._pause(min(2.0 ** (attempt - 1), _LONGEST_PAUSE_S))
            status = self._status(body, key)
            if 200 <= status < 300:
                return True
            # What the other side refuses as it is will be refused again; the next run may find it mended.
            if 400 <= status < 500 and status not in (408, 409, 425, 429):
                return False
        return False

    def _status(self, body: bytes, key: str) -> int:
        """The HTTP status; 0 where nobody answered."""
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "Reportqa-Event": "night.finished",
            "Reportqa-Signature": sign(self._secret, body, int(time.time())),
        }
        request = urllib.request.Request(self._url, data=body, headers=headers, method="POST")
        try:
            with self._opener.open(request, timeout=self._settings.timeout_s) as response:
                return int(response.status)
        except urllib.error.HTTPError as refusal:
            return int(refusal.code)
        except OSError:
            return 0


def outbox(out: Path) -> Path:
    """Where messages wait."""
    return out / ".reportqa" / "outbox"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A signed message goes to the address that was configured, and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None
