"""`reportqa serve`: the check before sending, over HTTP."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from reportqa.cli import _shared as shared


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command("serve")(serve)


def serve(
    config: shared.ConfigOption = None,
    host: Annotated[
        str | None, typer.Option("--host", help="Beyond this machine only with a token (127.0.0.1).")
    ] = None,
    port: Annotated[int | None, typer.Option("--port", "-p", min=0, max=65535, help="(8321)")] = None,
    night: Annotated[
        Path | None,
        typer.Option("--night", help="The output folder of a night: opens the review page for it."),
    ] = None,
    ledger: shared.LedgerOption = None,
    on_failure: Annotated[
        str | None,
        typer.Option("--on-failure", help="allow or block: may a report that can't be checked be sent?"),
    ] = None,
) -> int:
    """Answer an app over HTTP until stopped; the paths are described at /openapi.json."""
    from reportqa.errors import MissingPartError
    from reportqa.hook import Hook
    from reportqa.model.submit import OnFailure

    try:
        from reportqa.server import create_app, run
        from reportqa.server.access import tokens_from
    except ImportError as error:
        raise MissingPartError(
            f"{error.name} is not installed", remedy='Install the extra: pip install "reportqa[server]"'
        ) from None
    made = shared.load_config(config, ledger)
    settings = made.serve
    if host is not None:
        settings = replace(settings, host=host)
    if port is not None:
        settings = replace(settings, port=port)
    submit = made.submit
    if on_failure is not None:
        submit = replace(submit, on_failure=shared.one_of("on-failure", on_failure, OnFailure))
    checker = shared.checker_of(replace(made, submit=submit, evidence=None))
    tokens = tokens_from(settings.token_file, made.path)
    page_token = min(tokens) if tokens else secrets.token_urlsafe(24)
    app = create_app(Hook(lambda: checker), settings, tokens, night=night, page_token=page_token)
    where = f"http://{settings.host}:{settings.port}"
    # The token is shown only where it was made for this run, and nobody else knows it.
    opens = f"{where}/review" + ("" if tokens else f"?token={page_token}")
    run(app, settings, tokens, ready=f"Review: {opens}" if night else f"Ready: {where}")
    return 0
