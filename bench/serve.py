"""Milliseconds over loopback: the real server, 20 made reports a second, then 200 clients at once.

The server is a process of its own with one thread for typed reports, so one core bears it; the clients
share the machine with it. Reports are made here from invented sentences, of 40 words (as real narratives
have) and of 200.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.speed import made_report

RATE = 20  # requests a second
REQUESTS = 600
CLIENTS = 200
EACH = 3  # requests of each of them
AIMS = {"p99_ms": 50, "unclear_errors": 0}
TOKEN = "made-for-this-measurement"


def run(data: Path, limit: int | None) -> dict[str, Any]:
    """Both loads; `limit` is the number of paced requests for each length of report."""
    answer: dict[str, Any] = {"aims": AIMS}
    with _server() as url:
        for words in (40, 200):
            answer[f"paced_{words}_words"] = asyncio.run(_paced(url, words, limit or REQUESTS))
        answer["crowd"] = asyncio.run(_crowd(url, CLIENTS, EACH))
    return {**answer, "lines": list(_lines(answer))}


@contextmanager
def _server() -> Iterator[str]:
    import httpx

    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "reportqa.toml").write_text(
            "[serve]\nrate_per_s = 1000\nburst = 1000\n", encoding="utf-8"
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "reportqa", "serve", "--port", str(port)],
            cwd=folder,
            env={**os.environ, "OMP_NUM_THREADS": "1", "REPORTQA_TOKEN": TOKEN},
        )
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(600):
                try:
                    if httpx.get(f"{url}/health", trust_env=False).status_code == 200:
                        break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield url
        finally:
            process.terminate()
            process.wait(30)


def _client(url: str, connections: int) -> Any:
    import httpx

    return httpx.AsyncClient(
        base_url=url,
        headers={"Authorization": f"Bearer {TOKEN}"},
        timeout=60,
        trust_env=False,
        limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
    )


async def _paced(url: str, words: int, requests: int) -> dict[str, Any]:
    """One request each twentieth of a second, whether or not the one before is answered."""
    rng = random.Random(20261120 + words)
    spent: list[float] = []
    bad: Counter[str] = Counter()
    async with _client(url, 50) as app:

        async def one(text: str, counts: bool) -> None:
            started = time.perf_counter()
            try:
                told = await app.post("/check", json={"text": text})
                if told.status_code != 200 or not told.json()["checked"]:
                    bad[str(told.status_code)] += 1
            except Exception as error:
                bad[type(error).__name__] += 1
            if counts:
                spent.append(1000 * (time.perf_counter() - started))

        for _ in range(40):
            await one(made_report(rng, words), False)
        begun = time.perf_counter()
        tasks = []
        for number in range(requests):
            await asyncio.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
            tasks.append(asyncio.create_task(one(made_report(rng, words), True)))
        await asyncio.gather(*tasks)
    spent.sort()
    return {
        "requests": requests,
        "per_s": RATE,
        "median_ms": round(spent[len(spent) // 2], 1),
        "p99_ms": round(spent[min(len(spent) - 1, int(0.99 * len(spent)))], 1),
        "failed": dict(bad),
    }


async def _crowd(url: str, clients: int, each: int) -> dict[str, Any]:
    """All at once, each with a connection of its own, as fast as the answers come."""
    rng = random.Random(20261120)
    texts = [made_report(rng, 40) for _ in range(clients)]
    told: Counter[str] = Counter()
    slowest = 0.0

    async def one(text: str) -> None:
        nonlocal slowest
        async with _client(url, 1) as app:
            for _ in range(each):
                started = time.perf_counter()
                try:
                    reply = await app.post("/check", json={"text": text})
                    answer = reply.json()
                    kind = "checked" if answer["checked"] else f"{reply.status_code}: {answer['reason']}"
                except Exception as error:
                    kind = f"unclear: {type(error).__name__}"
                told[kind] += 1
                slowest = max(slowest, time.perf_counter() - started)

    started = time.perf_counter()
    await asyncio.gather(*(one(text) for text in texts))
    return {
        "clients": clients,
        "requests": clients * each,
        "seconds": round(time.perf_counter() - started, 1),
        "slowest_s": round(slowest, 2),
        "answers": dict(told),
        "unclear_errors": sum(number for kind, number in told.items() if kind.startswith("unclear")),
    }


def _lines(answer: dict[str, Any]) -> Iterator[str]:
    for words in (40, 200):
        paced = answer[f"paced_{words}_words"]
        yield (
            f"{paced['requests']} reports of {words} words, {RATE} a second: median {paced['median_ms']} ms, "
            f"p99 {paced['p99_ms']} ms, failed {sum(paced['failed'].values())}"
        )
    crowd = answer["crowd"]
    yield (
        f"{crowd['clients']} clients at once, {crowd['requests']} requests in {crowd['seconds']} s, "
        f"the slowest {crowd['slowest_s']} s: {crowd['answers']}"
    )
