"""The webhook: off unless configured, signed, sent again until taken, and never twice under two keys."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jsonschema
import pytest
from tests.render import made

from reportqa.cli import run
from reportqa.config import Config
from reportqa.errors import ConfigError
from reportqa.render import schema
from reportqa.serve_settings import WebhookSettings
from reportqa.webhook import Webhook, outbox, sign, verify

SECRET = b"a secret of the tests only"
Got = tuple[str, str, bytes]


class Receiver:
    """Answers with the statuses given, then 200, and keeps what it got."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.got: list[Got] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = self.headers
                receiver.got.append((headers["Idempotency-Key"], headers["Reportqa-Signature"], body))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200)
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made_receiver = Receiver()
    thread = threading.Thread(target=made_receiver.server.serve_forever, daemon=True)
    thread.start()
    yield made_receiver
    made_receiver.server.shutdown()
    made_receiver.server.server_close()


def webhook(url: str, folder: Path, pauses: list[float] | None = None) -> Webhook:
    (folder / "secret").write_bytes(SECRET + b"\n")
    settings = WebhookSettings(url=url, secret_file="secret", tries=4, timeout_s=5)
    kept = pauses if pauses is not None else []
    return Webhook(settings, folder / "reportqa.toml", kept.append)


def test_nothing_is_sent_unless_it_is_configured() -> None:
    assert Config().webhook.url is None


def test_a_night_arrives_once_signed_and_without_words(receiver: Receiver, tmp_path: Path) -> None:
    hook = webhook(receiver.url, tmp_path)
    night = made.made_night()
    hook.post(night, tmp_path)
    assert hook.deliver(tmp_path) == 0
    assert hook.deliver(tmp_path) == 0
    ((key, signature, body),) = receiver.got
    assert verify(SECRET, body, signature, now=int(time.time()))
    assert len(key) == 64
    told = json.loads(body)
    jsonschema.validate(told, schema())
    assert (told["type"], len(told["unreported"]), sum(told["bands"].values())) == ("night_summary", 2, 23)
    assert not any(report.document.text in body.decode() for report in night.reports if report.document.text)


def test_an_outage_is_waited_out_under_the_same_key(receiver: Receiver, tmp_path: Path) -> None:
    receiver.statuses = [503, 429, 500]
    pauses: list[float] = []
    hook = webhook(receiver.url, tmp_path, pauses)
    hook.post(made.made_night(), tmp_path)
    assert hook.deliver(tmp_path) == 0
    assert pauses == [1.0, 2.0, 4.0]
    assert len(receiver.got) == 4
    assert len({(key, body) for key, _, body in receiver.got}) == 1


def test_what_was_not_taken_waits_for_the_next_run(receiver: Receiver, tmp_path: Path) -> None:
    hook = webhook(receiver.url, tmp_path)
    hook.post(made.made_night(), tmp_path)
    for status, tries in ((503, 4), (400, 1), (302, 4)):
        receiver.statuses, receiver.got = [status] * 4, []
        assert (hook.deliver(tmp_path), len(receiver.got)) == (1, tries)
    gone = webhook("http://127.0.0.1:9/", tmp_path)
    assert gone.deliver(tmp_path) == 1
    receiver.statuses = []
    assert webhook(receiver.url, tmp_path).deliver(tmp_path) == 0
    assert list(outbox(tmp_path).iterdir()) == []


def test_a_signature_fits_one_body_for_five_minutes() -> None:
    header = sign(SECRET, b"body", 1000)
    assert verify(SECRET, b"body", header, now=1299)
    assert not verify(SECRET, b"body", header, now=1301)
    assert not verify(SECRET, b"bodY", header, now=1000)
    assert not verify(b"another secret", b"body", header, now=1000)
    for nonsense in ("", "t=,v1=", "t=x,v1=y", "t=1000", "v1=abc", "t=²,v1=1"):
        assert not verify(SECRET, b"body", nonsense, now=1000)


@pytest.mark.parametrize(
    "settings",
    [
        {"url": "http://example.org/"},
        {"url": "ftp://127.0.0.1/"},
        {"url": "https://example.org/", "secret_file": None},
        {"url": "https://example.org/", "secret_file": "nowhere"},
        {"url": "https://example.org/", "secret_file": "short"},
    ],
)
def test_an_open_or_unsigned_webhook_is_refused(settings: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "short").write_text("short")
    (tmp_path / "long").write_bytes(SECRET)
    with pytest.raises(ConfigError):
        Webhook(WebhookSettings(**{"secret_file": "long", **settings}), tmp_path / "reportqa.toml")  # type: ignore[arg-type]


def test_the_night_tells_it(receiver: Receiver, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("At 0214 I found the door open.")
    (tmp_path / "secret").write_bytes(SECRET)
    config = tmp_path / "reportqa.toml"
    config.write_text(f'[webhook]\nurl = "{receiver.url}"\nsecret_file = "secret"\n')
    arguments = ["night", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--config", str(config)]
    assert run(arguments) == 1
    assert len(receiver.got) == 1
    assert capfd.readouterr().err == ""
