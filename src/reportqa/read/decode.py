"""From bytes to text: UTF-8, UTF-16, Windows-1252, and what is no text at all."""

from __future__ import annotations

import codecs

# Bytes that Windows-1252 does not define; C0 controls that no typed report holds.
_CONTROLS = frozenset(range(9)) | frozenset(range(14, 27)) | frozenset(range(28, 32)) | {127}


class NotText(ValueError):
    """The bytes are no text in any encoding that reports come in."""


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding's name; a byte order mark is dropped. Raises NotText.

    UTF-16 without a mark is told by its zero bytes. What is no UTF-8 is read as Windows-1252, which
    office programs write; bytes that it leaves undefined become U+FFFD.
    """
    if data.startswith(codecs.BOM_UTF8):
        return data[3:].decode("utf-8", "replace"), "utf-8"
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) and len(data) % 4 == 0:
        return data.decode("utf-32", "replace"), "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), "utf-16"
    sample = data[:4096]
    if 0 in sample:
        return _without_mark(data, sample)
    if _odd_share(sample) > 0.02:
        raise NotText("holds control characters that no text has")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        # A file cut off within its last character is still UTF-8.
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return data.decode("utf-8", "replace"), "utf-8"
        return data.decode("cp1252", "replace"), "windows-1252"


def _without_mark(data: bytes, sample: bytes) -> tuple[str, str]:
    even = sample[0::2].count(0)
    odd = sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > 0.6 * half and others < 0.05 * half:
            return data.decode(encoding, "replace"), encoding
    raise NotText("it holds zero bytes, which no text has")


def _odd_share(sample: bytes) -> float:
    return sum(byte in _CONTROLS for byte in sample) / max(len(sample), 1)
