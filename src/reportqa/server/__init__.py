"""The check over HTTP, for an app that can't start a process: FastAPI on uvicorn, bound to loopback.

`create_app` makes the application, `run` serves it. An answer is the one of the hook; a refusal (no token,
too large, too often, busy) has the same shape and says that nothing was checked.
"""

from __future__ import annotations

from reportqa.server.run import create_app, run

__all__ = ["create_app", "run"]
