"""Who may ask, and how often: tokens, names of this host, a bucket of requests for each caller."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

from reportqa.errors import ConfigError

# The environment variable that holds a token; it goes before the file.
TOKEN_VARIABLE = "REPORTQA_TOKEN"
MIN_TOKEN = 16

# Callers beyond this number share the oldest bucket's place: memory stays bounded.
MAX_CALLERS = 10_000


def tokens_from(token_file: str | None, beside: Path | None) -> frozenset[str]:
    """The tokens of the environment and of the file (one a line, `#` begins a comment).

    Raises ConfigError for a file that can't be read and for a token that is too short to be one.
    """
    found = [os.environ.get(TOKEN_VARIABLE, "").strip()]
    where = TOKEN_VARIABLE
    if token_file:
        path = (beside.parent if beside else Path()) / Path(token_file).expanduser()
        where = str(path)
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"the token file can't be read ({type(error).__name__})", where=where) from None
        found += [line.strip() for line in lines if not line.lstrip().startswith("#")]
    found = [token for token in found if token]
    if any(len(token) < MIN_TOKEN or not token.isascii() for token in found):
        raise ConfigError(
            f"a token is shorter than {MIN_TOKEN} characters, or not ASCII",
            where=where,
            remedy='Make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"',
        )
    return frozenset(found)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def names_loopback(header: str) -> bool:
    """Whether a Host header names this machine: a page of another site can't reach us by its own name."""
    host = header.rsplit(":", 1)[0] if not header.endswith("]") and ":" in header else header
    return is_loopback(host.lower())


def same(given: str, wanted: str) -> bool:
    """Whether two secrets are equal, in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def allowed(given: str | None, tokens: frozenset[str]) -> bool:
    """Whether the token is one of ours."""
    return sum(same(given or "", token) for token in tokens) > 0


@dataclass(slots=True)
class Buckets:
    """A bucket for each caller: `burst` requests at once, refilled at `rate` a second."""

    rate: float
    burst: int
    _held: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, caller: str, now: float | None = None) -> float:
        """Seconds until the caller may ask again; 0 takes one request out of the bucket."""
        now = time.monotonic() if now is None else now
        left, since = self._held.pop(caller, (float(self.burst), now))
        left = min(self.burst, left + (now - since) * self.rate)
        waits = 0.0 if left >= 1 else (1 - left) / self.rate
        self._held[caller] = (left - 1 if not waits else left, now)
        if len(self._held) > MAX_CALLERS:
            self._held.popitem(last=False)
        return waits


def caller_of(token: str | None, host: str) -> str:
    """A name for the caller that holds no secret."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest() if token else host
