"""What every request passes first: host name, token, rate, size, time; refusals are answers too."""

from __future__ import annotations

import asyncio
import logging
import math
import time
import traceback
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reportqa.hook import Hook, Known, plain
from reportqa.messages import translated
from reportqa.serve_settings import ServeSettings
from reportqa.server.access import Buckets, allowed, caller_of, names_loopback
from reportqa.server.measures import Measures

# Paths that tell nothing about reports and need no token.
OPEN = frozenset({"/health", "/openapi.json"})
REVIEW = "/review"
COOKIE = "reportqa"

# What pages of the review may load and send.
PAGE_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)

_LOG = logging.getLogger(__name__)

_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class Refused(Exception):
    """A request that is not answered: status, reason, and seconds after which to try again."""

    def __init__(self, status: int, reason: str, *, after: float | None = None) -> None:
        self.status, self.reason, self.after = status, reason, after
        super().__init__(reason)


class Gate:
    """Lets requests through to the application; holds each body whole, so that no handler waits for one."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        hook: Hook,
        settings: ServeSettings,
        tokens: frozenset[str],
        page_tokens: frozenset[str],
        measures: Measures,
    ) -> None:
        self._app, self._hook, self._settings, self._tokens = app, hook, settings, tokens
        self._page_tokens = page_tokens
        self._measures = measures
        self._buckets = Buckets(rate=settings.rate_per_s, burst=settings.burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status, begun = 500, False

        async def told(message: Message) -> None:
            nonlocal status, begun
            if message["type"] == "http.response.start":
                begun = True
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), *_HEADERS]}
            await send(message)

        try:
            self._admit(scope)
            body = await self._body(scope, receive)
            await self._app(scope, _replay(body, receive), told)
        except Refused as refused:
            await refused_answer(self._hook, refused, scope)(scope, receive, told)
        except Exception as error:  # an app must get an answer whatever broke here
            _LOG.error("reportqa broke (%s)", _place(error))
            if not begun:
                await refusal(self._hook, Refused(500, "reportqa broke"), _language(scope))(
                    scope, receive, told
                )
        finally:
            self._measures.request(scope, status, time.perf_counter() - started)

    def _admit(self, scope: Scope) -> None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if scope["path"] in OPEN:
            return
        token, tokens = bearer(headers), self._tokens
        if scope["path"] == REVIEW or scope["path"].startswith(f"{REVIEW}/"):
            # Pages always need a token: a browser holds it in a cookie that only these paths are sent.
            token = token or _of_browser(scope, headers)
            tokens = self._tokens | self._page_tokens
            if not tokens:
                raise Refused(404, "there is no such path or method")
        if tokens and not allowed(token, tokens):
            raise Refused(401, "a valid token is needed")
        if not self._tokens and not names_loopback(headers.get(b"host", "")):
            raise Refused(421, "this server answers to the name of its own machine only")
        client = scope.get("client") or ("", 0)
        wait = self._buckets.wait(caller_of(token if tokens else None, str(client[0])))
        if wait:
            raise Refused(429, "too many requests", after=wait)
        length = headers.get(b"content-length", "0")
        if not length.isdigit() or int(length) > self._settings.max_bytes:
            raise Refused(413, self._too_large())

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        if scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return b""
        parts: list[bytes] = []
        size, more = 0, True
        try:
            async with asyncio.timeout(self._settings.receive_s):
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Refused(400, "the request was cut off")
                    parts.append(message.get("body", b""))
                    size += len(parts[-1])
                    if size > self._settings.max_bytes:
                        raise Refused(413, self._too_large())
                    more = message.get("more_body", False)
        except TimeoutError:
            raise Refused(408, "the request did not arrive in time") from None
        return b"".join(parts)

    def _too_large(self) -> str:
        return f"the request is over {self._settings.max_bytes / 1024 / 1024:.3g} MB"


def bearer(headers: dict[bytes, str]) -> str | None:
    """The token of the Authorization header."""
    kind, _, value = headers.get(b"authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else None


def _of_browser(scope: Scope, headers: dict[bytes, str]) -> str | None:
    """The token of the cookie, else of the address that the server prints at its start."""
    query = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=20)
    try:
        held = SimpleCookie(headers.get(b"cookie", "")).get(COOKIE)
    except CookieError:
        held = None
    return query["token"][0] if "token" in query else held.value if held else None


def refused_answer(hook: Hook, refused: Refused, scope: Scope) -> Response:
    """A page for a browser that asks for one of the review's pages, an answer for a program."""
    headers = dict(scope["headers"])
    of_review = scope["path"] == REVIEW or scope["path"].startswith(f"{REVIEW}/")
    if of_review and b"text/html" in headers.get(b"accept", b""):
        from reportqa.server.review import refused_page

        text = refused_page(refused.status, refused.reason, hook.voice(_language(scope)))
        return HTMLResponse(text, refused.status, {"content-security-policy": PAGE_POLICY})
    return refusal(hook, refused, _language(scope))


def refusal(hook: Hook, refused: Refused, language: str | None = None) -> Response:
    """The answer of a request that is refused; nothing of the report is known, so it is never held."""
    headers = {}
    if refused.after is not None:
        headers["retry-after"] = str(max(1, math.ceil(refused.after)))
    if refused.status == 401:
        headers["www-authenticate"] = "Bearer"
    if refused.status in (408, 413):
        headers["connection"] = "close"
    answer = translated(hook.failed(refused.reason, Known()), hook.voice(language))
    return JSONResponse(plain(answer), refused.status, headers)


def _language(scope: Scope) -> str | None:
    return next(
        (value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-language"), None
    )


def _place(error: Exception) -> str:
    """The kind of error and the place in the code, for the log: its message could quote the report."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
