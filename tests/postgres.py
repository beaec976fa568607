"""A PostgreSQL server for tests. Where its programs are installed one is started; else tests are passed over.

`REPORTQA_TEST_POSTGRES`, a URL of an empty database, makes them use that one instead.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@dataclass(frozen=True)
class Server:
    """A running server. Only one of our own can be stopped and started."""

    url: str
    control: tuple[str, ...] = ()
    user: str | None = None

    def stop(self, how: str = "immediate") -> None:
        """As a power cut would, where nothing else is said: its last moments are gone; `fast` keeps them."""
        self._run("-m", how, "stop")

    def start(self) -> None:
        """And wait until it answers."""
        self._run("-w", "start")

    def _run(self, *what: str) -> None:
        if not self.control:
            pytest.skip("a server that was given is not stopped")
        subprocess.run(
            [*self.control, *what],
            check=True,
            user=self.user,
            cwd="/",
            stdout=subprocess.DEVNULL,
            timeout=120,
        )


def _program(name: str) -> str | None:
    return shutil.which(name) or next(
        (str(folder / name) for folder in SERVERS if (folder / name).exists()), None
    )


@contextmanager
def postgres() -> Iterator[Server]:
    """A server; the test is passed over where none can be started."""
    pytest.importorskip("sqlalchemy")
    pytest.importorskip("psycopg")
    given = os.environ.get("REPORTQA_TEST_POSTGRES")
    if given:
        yield Server(given)
        return
    initdb, control = _program("initdb"), _program("pg_ctl")
    if initdb is None or control is None:
        pytest.skip("no PostgreSQL server is installed (initdb and pg_ctl)")
    user: str | None = None
    if os.geteuid() == 0:
        # The server refuses to run as root.
        try:
            account = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("PostgreSQL will not run as root and there is no user postgres")
        user = account.pw_name
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # Not under pytest's folder, which it closes to other users again and again.
    folder = tempfile.mkdtemp(prefix="reportqa-postgres-")
    if user:
        shutil.chown(folder, user)
    try:
        subprocess.run(
            [initdb, "-D", f"{folder}/data", "-U", "reportqa", "-A", "trust", "-E", "UTF8"],
            check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, timeout=120,
        )  # fmt: skip
        options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off"
        server = Server(
            f"postgresql+psycopg://reportqa@127.0.0.1:{port}/postgres",
            (control, "-D", f"{folder}/data", "-o", options, "-l", f"{folder}/log"),
            user,
        )
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
