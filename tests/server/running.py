"""The real server in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

TOKEN = "a-token-for-the-tests-only"


@dataclass(frozen=True)
class Server:
    """A running server: its address, its log, and a client that holds the token."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]

    def client(self, token: str | None = TOKEN) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, trust_env=False)


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@contextmanager
def running(folder: Path, config: str = "", *arguments: str, token: str | None = TOKEN) -> Iterator[Server]:
    """`reportqa serve` with this configuration, stopped at the end."""
    (folder / "reportqa.toml").write_text(config, encoding="utf-8")
    port, log = free_port(), folder / "server.log"
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "REPORTQA_TOKEN": token or ""}
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "reportqa", "serve", "--port", str(port), *arguments],
            cwd=folder,
            env=environment,
            stdout=sink,
            stderr=sink,
        )
    server = Server(f"http://127.0.0.1:{port}", log, process)
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                if httpx.get(f"{server.url}/health", trust_env=False).status_code == 200:
                    break
            except httpx.TransportError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(log.read_text(encoding="utf-8")) from None
            time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)
