"""What a file is, by what it holds; its extension only decides between kinds of text."""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """The formats that are read, and the ones that are refused by name."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    MAIL = "mail"
    WORD = "word"
    PDF = "pdf"
    IMAGE = "image"
    UNSUPPORTED = "unsupported"
    ENCRYPTED = "encrypted"


EXTENSIONS = {
    ".txt": Kind.TEXT,
    ".text": Kind.TEXT,
    ".md": Kind.TEXT,
    ".markdown": Kind.TEXT,
    ".json": Kind.JSON,
    ".jsonl": Kind.JSONL,
    ".ndjson": Kind.JSONL,
    ".eml": Kind.MAIL,
    ".docx": Kind.WORD,
    ".pdf": Kind.PDF,
    ".png": Kind.IMAGE,
    ".jpg": Kind.IMAGE,
    ".jpeg": Kind.IMAGE,
    ".tif": Kind.IMAGE,
    ".tiff": Kind.IMAGE,
}

# What a name promises where the bytes are neither that nor text.
CLAIMS = {
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".png": "PNG",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".pdf": "PDF",
    ".docx": "DOCX",
}

MEDIA_TYPES = {
    Kind.TEXT: "text/plain",
    Kind.JSON: "application/json",
    Kind.JSONL: "application/x-ndjson",
    Kind.MAIL: "message/rfc822",
    Kind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.PDF: "application/pdf",
    Kind.IMAGE: "image/*",
}

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE, "PNG image"),
    (b"\xff\xd8\xff", Kind.IMAGE, "JPEG image"),
    (b"II*\x00", Kind.IMAGE, "TIFF image"),
    (b"MM\x00*", Kind.IMAGE, "TIFF image"),
    (b"II+\x00", Kind.IMAGE, "TIFF image"),
    (b"MM\x00+", Kind.IMAGE, "TIFF image"),
    (b"PK\x03\x04", Kind.WORD, "ZIP archive"),
    (b"PK\x05\x06", Kind.WORD, "empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.UNSUPPORTED, "old Office file"),
    (b"{\\rtf", Kind.UNSUPPORTED, "RTF file"),
    (b"GIF8", Kind.UNSUPPORTED, "GIF image"),
    (b"\x1f\x8b", Kind.UNSUPPORTED, "gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", Kind.UNSUPPORTED, "7-Zip archive"),
    (b"Rar!\x1a\x07", Kind.UNSUPPORTED, "RAR archive"),
    (b"\x7fELF", Kind.UNSUPPORTED, "program"),
    (b"MZ\x90\x00", Kind.UNSUPPORTED, "program"),
)

_MAIL_FIELD = re.compile(rb"^[!-9;-~]{1,76}:[ \t]|^[!-9;-~]{1,76}:\r?$")
_MAIL_SURE = re.compile(rb"^(?:message-id|mime-version|received|return-path|delivered-to):", re.I | re.M)


def sniff(data: bytes, extension: str) -> tuple[Kind, str]:
    """The kind, and a word for people on what was found."""
    head = data[:4096]
    for magic, kind, label in _MAGIC:
        if head.startswith(magic):
            if label == "old Office file" and "EncryptedPackage".encode("utf-16-le") in data[:65536]:
                return Kind.ENCRYPTED, "encrypted Office file"
            return kind, label
    if b"%PDF-" in head[:1024]:
        return Kind.PDF, "PDF file"
    if head[4:8] == b"ftyp":
        return Kind.UNSUPPORTED, "HEIC image or video"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind.UNSUPPORTED, "WebP image"
    return _text_kind(data, extension)


def _text_kind(data: bytes, extension: str) -> tuple[Kind, str]:
    claimed = EXTENSIONS.get(extension.lower(), Kind.TEXT)
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").replace(b"\x00", b"")
    if start[:14].lower().startswith((b"<!doctype html", b"<html")):
        return Kind.UNSUPPORTED, "HTML page"
    if claimed is Kind.JSONL:
        return Kind.JSONL, "JSON lines"
    if start[:1] in (b"{", b"[") and (claimed is Kind.JSON or _opens_json(start)):
        return Kind.JSON, "JSON"
    if claimed is Kind.MAIL or _is_mail(data):
        return Kind.MAIL, "e-mail"
    return Kind.TEXT, "text"


def _opens_json(start: bytes) -> bool:
    return re.match(rb'[{\[]\s*(?:"|[{\[]\s*")', start) is not None


def _is_mail(data: bytes) -> bool:
    """A block of header fields with one that only mail programs write; a typed memo has none."""
    head = data[:16384].partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
    first = head.partition(b"\n")[0]
    return _MAIL_FIELD.match(first) is not None and _MAIL_SURE.search(head) is not None
