"""Asks a reportqa server before a report is sent. One file, standard library only: copy it into your app.

client = Reportqa("http://127.0.0.1:8321", token="…", on_failure="allow")
answer = client.check({"text": text, "site": "Larkspur Court", "author": "Dana Ruiz"})
for question in answer["questions"]: ...   # at most three
save(report)                               # always
if answer["send"]: send(report)
"""

from __future__ import annotations

import json
import re
import secrets
import urllib.error
import urllib.request
from typing import Any

Answer = dict[str, Any]

# Where nobody could be asked, a report with such a word is never held.
_URGENT = re.compile(
    r"\b(911|emergency|fire|smoke|burning|alarm|ambulance|ems|medic|paramedics?|police|injur\w*|hurt|bleeding"
    r"|unconscious|unresponsive|cpr|overdose|fell|dead|died|assault\w*|stabbed|shot|gun|knife|weapon|robb\w*|bomb"
    r"|threat\w*|flood\w*|evacuat\w*|gas leak)\b",
    re.IGNORECASE,
)


class Reportqa:
    """A connection to one server. No method raises because of the check; see `checked` and `reason`."""

    def __init__(
        self,
        url: str = "http://127.0.0.1:8321",
        *,
        token: str | None = None,
        timeout_s: float = 5.0,
        on_failure: str = "allow",
    ) -> None:
        if on_failure not in ("allow", "block"):
            raise ValueError("on_failure is allow or block")
        self._url, self._token = url.rstrip("/"), token
        self._timeout_s, self._on_failure = timeout_s, on_failure

    def check(self, report: dict[str, Any]) -> Answer:
        """The answer to one report: its `text`, and what else the app knows."""
        return self._ask("/check", report, report)

    def check_scan(self, data: bytes, about: dict[str, Any] | None = None, name: str = "scan") -> Answer:
        """The answer to a scan, photo, PDF or Word file; give it more time than a typed report."""
        line = secrets.token_hex(16)
        name = re.sub(r"[^\w.-]", "_", name)
        parts = (
            f'--{line}\r\nContent-Disposition: form-data; name="report"\r\n\r\n{json.dumps(about or {})}\r\n'
            f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = parts.encode() + data + f"\r\n--{line}--\r\n".encode()
        return self._send("/check", body, f"multipart/form-data; boundary={line}", None)

    def answer(
        self, report: dict[str, Any], answers: dict[str, str], reasons: dict[str, str] | None = None
    ) -> Answer:
        """The report checked again with the officer's answers; keep `addendum` beside the report.

        `reasons` are why findings stand as they do, by the `key` of the finding.
        """
        given = [{"question": question, "answer": answer} for question, answer in answers.items()]
        given += [{"finding": key, "answer": reason} for key, reason in (reasons or {}).items()]
        return self._ask("/answer", {"report": report, "answers": given}, report)

    def _ask(self, path: str, body: dict[str, Any], report: dict[str, Any]) -> Answer:
        return self._send(path, json.dumps(body).encode(), "application/json", report)

    def _send(self, path: str, body: bytes, kind: str, report: dict[str, Any] | None) -> Answer:
        headers = {"Content-Type": kind}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        request = urllib.request.Request(self._url + path, data=body, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=self._timeout_s) as response:
                answer: Answer = json.load(response)
        except urllib.error.HTTPError as refusal:
            try:
                answer = json.load(refusal)  # a refusal is an answer too
            except ValueError:
                answer = self._unreached(f"the server answered {refusal.code}", report)
        except (OSError, ValueError) as error:
            answer = self._unreached(f"the server could not be asked ({type(error).__name__})", report)
        return answer

    def _unreached(self, reason: str, report: dict[str, Any] | None) -> Answer:
        urgent = report is None or report.get("emergency") is True or bool(_URGENT.search(json.dumps(report)))
        return {
            "checked": False,
            "save": True,
            "send": self._on_failure == "allow" or urgent,
            "band": None,
            "questions": [],
            "findings": [],
            "not_checked": [{"what": "everything", "why": reason}],
            "reason": reason,
        }
