"""Reading: one reader a format, every input a `Document` or one `ReadError`."""

from __future__ import annotations

from reportqa.read.headers import from_text, with_headers
from reportqa.read.reading import read
from reportqa.read_settings import ReadSettings

__all__ = ["ReadSettings", "from_text", "read", "with_headers"]
