"""One report, one file: text, JSON, mail, Word, PDF, scan."""

from __future__ import annotations

import json
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any


def write(report: dict[str, Any], path: Path, fonts: Path | None) -> None:
    """The file, in the format of its suffix."""
    text = report.get("text", "").lstrip("\n")
    match path.suffix:
        case ".txt" | ".md":
            path.write_bytes(text.encode(report.get("encoding", "utf-8")))
        case ".json":
            value = {**report["json"], **report["meta"], "text": text.strip()}
            path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
        case ".jsonl":
            lines = [json.dumps(line) for line in report["lines"]]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        case ".eml":
            path.write_bytes(_mail(report, text))
        case other:
            raise SystemExit(f"no way to write {other}: {path.name}")


def _mail(report: dict[str, Any], text: str) -> bytes:
    mail = EmailMessage(policy=SMTP.clone(linesep="\n"))
    mail["From"] = report["sender"]
    mail["To"] = "reports@palisade-guard.example"
    mail["Date"] = report["sent"]
    mail["Subject"] = report["subject"]
    mail["Message-ID"] = f"<{path_id(report)}@palisade-guard.example>"
    mail.set_content(text, cte="8bit")
    return mail.as_bytes()


def path_id(report: dict[str, Any]) -> str:
    """A name for the mail that depends on the file alone."""
    return report["file"].replace("/", ".").removesuffix(".eml")
