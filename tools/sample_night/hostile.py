"""Inputs that can't be read: each must become one failed report with a reason, and the night goes on."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from PIL import Image
from tools.sample_night import pdfs, words

LOCKED = """INCIDENT REPORT
Site: Osgood Campus, 5000 Instrument Way
Date: 11/20/2026
Behind this password stands a report that nobody can read.
"""


def write(folder: Path) -> None:
    """Every hostile or broken file, under `unreadable/`."""
    folder = folder / "unreadable"
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files().items():
        (folder / name).write_bytes(data)


def files() -> dict[str, bytes]:
    """Name → bytes."""
    return {
        "locked.pdf": pdfs.encrypted(LOCKED, "harlan"),
        "cut-off.docx": words.docx(LOCKED)[:9000],
        "bomb.docx": _zip_bomb(),
        "empty.txt": b"",
        "blank-scan.png": _blank(),
        "deep.json": b"[" * 100_000 + b"]" * 100_000,
        "voice-memo.txt": b"RIFF"
        + zlib.crc32(b"memo").to_bytes(4, "little")
        + b"WAVEfmt "
        + bytes(range(256)) * 4,
    }


def _zip_bomb() -> bytes:
    """A Word file whose text is 200 MB of blanks: 200 KB on the disk."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        parts = {
            "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package'
            b'/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
            "word/document.xml": b" " * 200_000_000,
        }
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, date_time=(2026, 11, 20, 18, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return out.getvalue()


def _blank() -> bytes:
    out = io.BytesIO()
    Image.new("L", (850, 1100), 250).save(out, "PNG", optimize=True)
    return out.getvalue()
