"""What a reader needs besides the bytes: settings, names, the count of reports so far."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from reportqa.errors import ReadError
from reportqa.model.document import Document, Reading
from reportqa.read_settings import ReadSettings

# From what was read of a scan so far to the client's own words, which help to read it.
Words = Callable[[Document], Collection[str]]

if TYPE_CHECKING:
    from reportqa.read.metadata import Values
    from reportqa.read.ocr.engine import Engine


@dataclass(frozen=True, kw_only=True)
class Source:
    """One input while it is read: `where` is its name made safe for messages, `name` as it is."""

    name: str
    where: str
    data: bytes
    sha256: str
    settings: ReadSettings
    engine: Engine | None = None  # None: the one that the settings name
    words: Words | None = None  # of the client that a scan seems to be about
    given: tuple[Values, ...] = ()  # metadata from outside the text, the strongest first
    readings: tuple[Reading, ...] = ()
    depth: int = 0  # of e-mails inside e-mails
    names: tuple[str, ...] = field(default=())

    def error(self, what: str, code: str, remedy: str | None = None, at: str | None = None) -> ReadError:
        """A ReadError that names this input."""
        where = f"{self.where}:{at}" if at else self.where
        return ReadError(what, code=code, where=where, remedy=remedy, sha256=self.sha256)

    def note(self, code: str, message: str, where: str | None = None) -> Source:
        """The same input with one more reading."""
        return replace(self, readings=(*self.readings, Reading(code=code, message=message, where=where)))


def safe_name(name: str, most: int = 300) -> str:
    """A file's name for messages: control characters escaped, so that one message stays one line."""
    clean = "".join(
        ch if ch.isprintable() else ch.encode("unicode_escape", "backslashreplace").decode() for ch in name
    )
    clean = clean.encode("utf-8", "backslashreplace").decode("utf-8")
    return clean if len(clean) <= most else f"{clean[:most]}…"
