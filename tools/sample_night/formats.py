"""One report, one file: text, JSON, mail, Word, PDF, scan."""

from __future__ import annotations

import json
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.sample_night import pdfs, words

if TYPE_CHECKING:
    from tools.sample_night.scans import Fonts

TYPES = {
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".pdf": ("application", "pdf"),
}


def write(report: dict[str, Any], path: Path, fonts: Fonts | None) -> None:
    """The file, in the format of its suffix; a scan is left as it is where no fonts are given."""
    text = report.get("text", "").lstrip("\n")
    if "scan" in report:
        if fonts is not None:
            path.write_bytes(_scan(report, text, path.suffix, fonts))
        return
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
        case suffix:
            path.write_bytes(_office(report, text, suffix))


def _office(report: dict[str, Any], text: str, suffix: str) -> bytes:
    if suffix == ".docx":
        return words.docx(text, table=report.get("table", False))
    if suffix == ".pdf":
        return pdfs.typed(text)
    raise SystemExit(f"no way to write {suffix}: {report['file']}")


def _scan(report: dict[str, Any], text: str, suffix: str, fonts: Fonts) -> bytes:
    from tools.sample_night import scans

    pages = scans.pages(report, text, fonts)
    quality = report["scan"].get("quality", 55)
    return pdfs.scanned(pages, quality) if suffix == ".pdf" else scans.encode(pages, suffix, quality)


def _mail(report: dict[str, Any], text: str) -> bytes:
    mail = EmailMessage(policy=SMTP.clone(linesep="\n"))
    mail["From"] = report["sender"]
    mail["To"] = "reports@palisade-guard.example"
    mail["Date"] = report["sent"]
    mail["Subject"] = report["subject"]
    name = report["file"].replace("/", ".").removesuffix(".eml")
    mail["Message-ID"] = f"<{name}@palisade-guard.example>"
    if attached := report.get("attach"):
        mail.set_content(report["body"] + "\n", cte="8bit")
        suffix = Path(attached).suffix
        main, sub = TYPES[suffix]
        mail.add_attachment(_office(report, text, suffix), maintype=main, subtype=sub, filename=attached)
        mail.set_boundary(f"=={name}==")
    else:
        mail.set_content(text, cte="8bit")
    return mail.as_bytes()
