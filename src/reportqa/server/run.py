"""The application, and the process that serves it."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from reportqa import __version__
from reportqa.errors import ConfigError
from reportqa.hook import Hook
from reportqa.serve_settings import ServeSettings
from reportqa.server.access import TOKEN_VARIABLE, is_loopback
from reportqa.server.api import router
from reportqa.server.desk import Desk
from reportqa.server.gate import OPEN, Gate, Refused, refusal, refused_answer
from reportqa.server.measures import Measures
from reportqa.server.review import Review
from reportqa.server.review_paths import review_router


def create_app(
    hook: Hook,
    settings: ServeSettings,
    tokens: frozenset[str] = frozenset(),
    *,
    night: Path | None = None,
    page_token: str | None = None,
) -> FastAPI:
    """The application. The checker is made and warmed here, so that the first officer does not wait.

    `night` is the output folder of a night, for the review page, which `page_token` opens. Raises what
    making the checker raises, and ReportqaError for a folder without a night.
    """
    submit = hook.checker.config.submit
    hook.warm()
    measures = Measures()
    desk = Desk(hook, settings, submit, measures)
    app = FastAPI(
        title="reportqa",
        version=__version__,
        summary="Checks security incident reports before they are sent.",
        docs_url=None,
        redoc_url=None,
    )
    app.state.desk = desk
    app.include_router(router(hook, desk, measures, settings.batch))
    if night is not None and page_token:
        review = Review(night, hook.checker)
        app.include_router(review_router(review, page_token, hook.checker.config.read))
    app.add_middleware(
        Gate,
        hook=hook,
        settings=settings,
        tokens=tokens,
        page_tokens=frozenset([page_token] if night is not None and page_token else []),
        measures=measures,
    )
    app.add_exception_handler(Refused, _refused(hook))
    app.add_exception_handler(HTTPException, _unknown(hook))
    _describe(app)
    return app


def run(app: FastAPI, settings: ServeSettings, tokens: frozenset[str], *, ready: str | None = None) -> None:
    """Serve until told to stop. Raises ConfigError for a host beyond this machine without a token."""
    import uvicorn

    if not tokens and not is_loopback(settings.host):
        raise ConfigError(
            f"host {settings.host} can be reached from elsewhere, and there is no token",
            remedy=f"Set {TOKEN_VARIABLE}, or token_file under [serve]",
        )
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_level="critical",
        access_log=False,
        server_header=False,
        limit_concurrency=4 * settings.waiting,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
        ws="none",
    )

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[Any] | None = None) -> None:
            await super().startup(sockets)
            if ready and self.started:
                print(ready, file=sys.stderr, flush=True)

    server = Server(config)
    with suppress(SystemExit):  # how uvicorn ends when it cannot listen
        server.run()
    if not server.started:
        raise ConfigError(
            f"{settings.host}:{settings.port} can't be listened on", remedy="Choose another --port"
        )
    sys.stdout.flush()
    # A check that was given up may hold its thread for ever; nothing of ours is left to do.
    if app.state.desk.given_up:
        os._exit(0)


def _refused(hook: Hook) -> Any:
    async def handler(request: Request, error: Refused) -> Response:
        return refused_answer(hook, error, request.scope)

    return handler


def _unknown(hook: Hook) -> Any:
    async def handler(request: Request, error: HTTPException) -> Response:
        refused = Refused(error.status_code, "there is no such path or method")
        made = refusal(hook, refused, request.headers.get("accept-language"))
        made.headers.update(error.headers or {})
        return made

    return handler


def _describe(app: FastAPI) -> None:
    """The OpenAPI text with the token in it."""
    plainly = app.openapi

    def described() -> dict[str, Any]:
        made = plainly()
        made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        for path, verbs in made["paths"].items():
            for verb in verbs.values():
                verb["security"] = [] if path in OPEN else [{"token": []}]
        return made

    app.openapi = described  # type: ignore[method-assign]
