"""The OpenAPI description holds: whatever it allows or forbids is sent, and every reply is one it names."""

from __future__ import annotations

import json
import random
import string
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from tests.server.running import TOKEN, Server

HEADERS = {"Authorization": f"Bearer {TOKEN}"}
POSTS = [("/check", "POST"), ("/check/batch", "POST"), ("/answer", "POST")]
STATUSES = {200, 400, 401, 404, 405, 408, 413, 415, 421, 422, 429, 503}


@pytest.fixture(scope="module")
def api(server: Server) -> Any:
    return schemathesis.openapi.from_url(f"{server.url}/openapi.json", headers=HEADERS)


def test_it_is_openapi_3_1_with_the_promised_paths(server: Server) -> None:
    with server.client() as app:
        told = app.get("/openapi.json").json()
    assert told["openapi"].startswith("3.1.")
    assert {path: sorted(verbs) for path, verbs in told["paths"].items()} == {
        "/check": ["post"],
        "/check/batch": ["post"],
        "/answer": ["post"],
        "/rules": ["get"],
        "/health": ["get"],
        "/metrics": ["get"],
    }


def holds(api: Any, path: str, verb: str, mode: GenerationMode, examples: int) -> None:
    """Send what the description allows, or what it forbids, and compare each reply with it."""

    # Hypothesis finds the same examples again in each run: a figure and a failure can be repeated.
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=api[path][verb].as_strategy(generation_mode=mode))
    def each(case: Any) -> None:
        case.call_and_validate(headers=HEADERS, timeout=120)

    each()


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("path", "verb"), POSTS)
def test_what_the_description_says_holds(api: Any, path: str, verb: str, mode: GenerationMode) -> None:
    holds(api, path, verb, mode, 25)


@pytest.mark.parametrize("path", ["/rules", "/health", "/metrics"])
def test_what_is_only_read_holds_too(api: Any, path: str) -> None:
    holds(api, path, "GET", GenerationMode.POSITIVE, 1)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("path", "verb"), POSTS)
def test_what_the_description_says_holds_at_length(
    api: Any, path: str, verb: str, mode: GenerationMode
) -> None:
    holds(api, path, verb, mode, 400)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_ten_thousand_mutated_requests(server: Server) -> None:
    chance = random.Random(20261120)
    report = {"text": "At 0214 the gate was open.", "author": "Dana Ruiz", "lat": 41.5, "attachments": ["a"]}
    whole = {"report": report, "answers": [{"question": "Who?", "answer": "unknown"}]}
    bases = {
        "/check": json.dumps(report).encode(),
        "/check/batch": json.dumps({"reports": [report, report]}).encode(),
        "/answer": json.dumps(whole).encode(),
    }
    statuses: set[int] = set()
    with server.client() as app:
        for number in range(10_000):
            path = chance.choice(list(bases))
            body = mutated(bases[path], chance)
            headers = {"content-type": chance.choice(["application/json"] * 8 + [noise(chance)])}
            sent = app.post(path, content=body, headers=headers)
            statuses.add(sent.status_code)
            assert sent.status_code in STATUSES, (number, sent.status_code)
            told = sent.json()
            for answer in told.get("answers", [told]):
                assert answer["save"] is True
                assert answer["not_checked"]
        assert app.get("/health").json()["status"] == "ok"
    assert {200, 400, 422} <= statuses


def mutated(base: bytes, chance: random.Random) -> bytes:
    """The body with bytes changed, cut out, repeated or put in."""
    data = bytearray(base)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(data) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            data[place : place + chance.randint(0, 2)] = bytes([chance.randrange(256)])
        elif kind == 1:
            del data[place : place + chance.randint(1, 30)]
        elif kind == 2:
            data[place:place] = data[place : place + chance.randint(1, 40)] * chance.randint(1, 30)
        else:
            data[place:place] = chance.choice(
                [b"[" * 2000, b"\x00", b'"', b"1e999", b"\\ud800", b"{}", b"null"]
            )
    return bytes(data)


def noise(chance: random.Random) -> str:
    return "".join(chance.choices(string.ascii_letters + "/;= -", k=chance.randint(1, 30))).strip() or "x"
