"""The server as an app sees it: the hook's answer over HTTP, and clear refusals of the same shape."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from tests.server.running import TOKEN, Server, running

from reportqa.checker import Checker
from reportqa.hook import Hook, plain
from reportqa.render import schema
from reportqa.rules import catalogue

TEXT = "At 0214 on 11/20/2026 FD came to the dumpster, false alarm. I called 911."
UNCHECKED: dict[str, Any] = {
    "schema_version": "1.0",
    "checked": False,
    "save": True,
    "send": True,
    "on_failure": "allow",
    "report_id": None,
    "band": None,
    "questions": [],
    "findings": [],
    "remedy": None,
    "addendum": None,
}


def refused(response: httpx.Response, status: int, reason: str) -> None:
    assert response.json() == {
        **UNCHECKED,
        "reason": reason,
        "not_checked": [{"what": "everything", "why": reason}],
    }
    assert response.status_code == status


def test_health_tells_how_it_is_and_needs_no_token(server: Server) -> None:
    with server.client(token=None) as app:
        told = app.get("/health").json()
    assert told == {
        "status": "ok", "version": "0.1.0", "schema_version": "1.0", "on_failure": "allow", "registry": False
    }  # fmt: skip


def test_a_report_gets_the_answer_of_the_hook(server: Server) -> None:
    report = {"text": TEXT, "report_id": "IR-7", "author": "Dana Ruiz"}
    with server.client() as app:
        answer = app.post("/check", json=report)
    checker = Checker()
    assert answer.json() == json.loads(json.dumps(plain(Hook(lambda: checker).answer_to(report))))
    assert (answer.json()["checked"], answer.json()["report_id"]) == (True, "IR-7")
    assert {"what": "outside evidence", "why": "compared at night"} in answer.json()["not_checked"]
    assert answer.headers["cache-control"] == "no-store"


def test_the_answer_follows_the_published_schema(server: Server) -> None:
    with server.client() as app:
        answer = app.post("/check", json={"text": TEXT}).json()
    jsonschema.validate({"type": "submit_answer", **answer}, schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"type": "submit_answer", **answer, "band": "fine"}, schema())


def test_a_batch_is_answered_in_order_and_a_bad_one_spoils_nothing(server: Server) -> None:
    reports = [{"text": TEXT, "report_id": "A"}, 7, {"text": " "}, {"narrative": TEXT, "report_id": "B"}]
    with server.client() as app:
        told = app.post("/check/batch", json={"reports": reports}).json()["answers"]
        too_many = app.post("/check/batch", json={"reports": [{"text": "x"}] * 6})
    assert [(a["checked"], a["report_id"]) for a in told] == [
        (True, "A"), (False, None), (False, None), (True, "B"),
    ]  # fmt: skip
    refused(too_many, 422, "a batch holds at most 5 reports")


def test_answers_become_an_addendum_and_are_not_asked_again(server: Server) -> None:
    report = {"text": "I found the gate open and locked it.", "author": "Dana Ruiz", "author_id": "G-1182"}
    with server.client() as app:
        before = app.post("/check", json=report).json()
        given = [
            {"question": q["text"], "answer": a}
            for q, a in zip(
                before["questions"], ["Larkspur Court", "11/20/2026 at 2214", "refused"], strict=False
            )
        ]
        after = app.post("/answer", json={"report": report, "answers": given}).json()
    assert before["questions"]
    lines = after["addendum"].splitlines()
    assert lines[0] == "Addendum by the officer:"
    assert lines[1:] == [f"{item['question']} {item['answer']}" for item in given]
    asked = {q["text"] for q in before["questions"]}
    assert not asked & {q["text"] for q in after["questions"]}
    assert after["report_id"] == before["report_id"]
    assert len(after["findings"]) < len(before["findings"])


def test_the_answer_is_in_the_callers_language(server: Server) -> None:
    report = {"text": TEXT, "report_id": "IR-7"}
    with server.client() as app:
        english = app.post("/check", json=report).json()
        header = app.post(
            "/check", json=report, headers={"accept-language": "es-MX,es;q=0.9,en;q=0.8"}
        ).json()
        own = app.post("/check", json={**report, "language": "es"}, headers={"accept-language": "en"}).json()
        batch = app.post("/check/batch", json={"reports": [{**report, "language": "es"}, report]}).json()
        wrong = app.post("/check", json={"text": 7}, headers={"accept-language": "es"}).json()
    assert header == own
    assert batch["answers"] == [own, english]
    assert (own["band"], own["report_id"]) == (english["band"], english["report_id"])
    assert {"what": "evidencia externa", "why": "se compara por la noche"} in own["not_checked"]
    assert wrong["reason"] == 'un reporte es un objeto con "text" o "narrative"'


def test_a_scan_comes_as_a_form(server: Server, tmp_path: Path) -> None:
    text = b"Site: Larkspur Court\n" + TEXT.encode()
    form = {"file": ("report.txt", io.BytesIO(text), "text/plain")}
    about = {"report": json.dumps({"report_id": "IR-9"})}
    with server.client() as app:
        answer = app.post("/check", files=form, data=about)
        broken = app.post("/check", files={"file": ("scan.png", b"\x89PNG\r\n\x1a\nnothing", "image/png")})
        missing = app.post("/check", files={"other": ("a.txt", b"x")}, data={"file": "no file"})
        bad = app.post("/check", files={"file": ("a.txt", text)}, data={"report": "[1]"})
    assert (answer.json()["checked"], answer.json()["report_id"]) == (True, "IR-9")
    assert (broken.status_code, broken.json()["checked"]) == (200, False)
    refused(missing, 422, "the form has no file")
    assert (bad.json()["checked"], bad.json()["not_checked"][-1]) == (
        True,
        {"what": "metadata", "why": "report is not a JSON object"},
    )


def test_the_rules_are_the_catalogue(server: Server) -> None:
    with server.client() as app:
        told = app.get("/rules").json()
    assert [rule["name"] for rule in told] == list(catalogue())
    assert {rule["at_submit"] for rule in told if "X" in rule["needs"]} == {False}


def test_what_is_no_report_is_refused_clearly(server: Server) -> None:
    no_report = 'a report is an object with "text" or "narrative"'
    with server.client() as app:
        for body in ("null", "[]", "7", '"x"', "{}", '{"text": 7}', '{"text": ""}'):
            sent = app.post("/check", content=body, headers={"content-type": "application/json"})
            refused(sent, 422, no_report)
        for body in ("", "{", "\xff"):
            sent = app.post(
                "/check", content=body.encode("latin-1"), headers={"content-type": "application/json"}
            )
            refused(sent, 400, "the body is not JSON in UTF-8")
        plainly = app.post("/check", content=b"hello", headers={"content-type": "text/plain"})
        refused(plainly, 415, "send JSON as application/json, or a file as multipart/form-data")
        refused(app.get("/nothing"), 404, "there is no such path or method")
        refused(app.get("/check"), 405, "there is no such path or method")
        large = app.post("/check", json={"text": "x" * 2_000_001})
        refused(large, 413, "the request is over 1.91 MB")


def test_half_a_letter_breaks_nothing(server: Server) -> None:
    report = b'{"text": "At 0214 \\ud83d FD came.", "report_id": "\\udc00"}'
    whole = b'{"report": %s, "answers": [{"question": "Who?", "answer": "\\ud800"}]}' % report
    json_type = {"content-type": "application/json"}
    with server.client() as app:
        told = app.post("/answer", content=whole, headers=json_type)
        alone = app.post("/check", content=report, headers=json_type)
    assert (told.status_code, told.json()["addendum"]) == (200, "Addendum by the officer:\nWho? ?")
    assert (alone.status_code, alone.json()["report_id"]) == (200, "?")


def test_a_large_body_without_a_length_is_refused_too(server: Server) -> None:
    with server.client() as app:
        sent = app.post(
            "/check",
            content=(b"x" * 100_000 for _ in range(30)),
            headers={"content-type": "application/json"},
        )
    refused(sent, 413, "the request is over 1.91 MB")


@pytest.mark.parametrize("token", [None, "wrong", f"{TOKEN}x", TOKEN[:-1], "ä" * 20])
def test_without_the_token_nothing_is_answered(server: Server, token: str | None) -> None:
    headers = {} if token is None else {"Authorization": f"Bearer {token}".encode()}
    for path in ("/rules", "/metrics", "/check", "/anything"):
        sent = httpx.post(server.url + path, headers=headers, json={"text": TEXT}, trust_env=False)
        refused(sent, 401, "a valid token is needed")


def test_the_counters_tell_paths_and_bands_and_no_words(server: Server) -> None:
    with server.client() as app:
        app.post("/check", json={"text": TEXT})
        app.get("/made-up-path-17")
        text = app.get("/metrics").text
    assert 'reportqa_requests_total{path="/check",status="200"}' in text
    assert 'reportqa_answers_total{band="needs_fixing"}' in text
    assert "made-up-path" not in text
    assert "dumpster" not in text + server.log.read_text(encoding="utf-8")


def test_a_caller_that_asks_too_often_waits(tmp_path: Path) -> None:
    with running(tmp_path, "[serve]\nrate_per_s = 0.01\nburst = 3\n") as server, server.client() as app:
        first = [app.get("/rules").status_code for _ in range(3)]
        fourth = app.get("/rules")
    assert first == [200, 200, 200]
    refused(fourth, 429, "too many requests")
    assert 1 <= int(fourth.headers["retry-after"]) <= 100


def test_a_request_that_dawdles_is_cut_off(tmp_path: Path) -> None:
    with running(tmp_path, "[serve]\nreceive_s = 0.5\n", token=None) as server:
        host, port = "127.0.0.1", int(server.url.rsplit(":", 1)[1])
        with socket.create_connection((host, port), timeout=20) as line:
            line.sendall(
                b"POST /check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                b"Content-Length: 100\r\n\r\n{"
            )
            assert b"408" in line.recv(100)
        elsewhere = httpx.get(f"{server.url}/rules", headers={"Host": "evil.example"}, trust_env=False)
        refused(elsewhere, 421, "this server answers to the name of its own machine only")
        assert httpx.get(f"{server.url}/rules", trust_env=False).status_code == 200


def test_a_port_that_is_taken_and_an_open_host_are_told_in_one_line(server: Server, tmp_path: Path) -> None:
    taken = server.url.rsplit(":", 1)[1]
    asked = {
        ("--port", taken): f"error: 127.0.0.1:{taken} can't be listened on. Choose another --port.",
        ("--host", "0.0.0.0"): "error: host 0.0.0.0 can be reached from elsewhere, and there is no token. "
        "Set REPORTQA_TOKEN, or token_file under [serve].",
    }
    for arguments, told in asked.items():
        done = subprocess.run(
            [sys.executable, "-m", "reportqa", "serve", *arguments],
            cwd=tmp_path,
            env={**os.environ, "REPORTQA_TOKEN": ""},
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        assert (done.returncode, done.stderr.strip(), done.stdout) == (2, told, "")
