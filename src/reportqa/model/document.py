"""What was read: the text as it stands, where each word lies on its page, and what the app recorded."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from reportqa.geometry import Box
from reportqa.model.span import Span


class Origin(StrEnum):
    """Where a metadata value came from; earlier members win over later ones."""

    CALLER = "caller"  # keyword argument, or the app's JSON
    SIDECAR = "sidecar"  # <name>.meta.json
    HEADER = "header"  # a header line in the text of the report itself
    ENVELOPE = "envelope"  # e-mail headers, file properties
    NARRATIVE = "narrative"  # worked out from the telling: a clock time with the form's or the e-mail's date
    ROSTER = "roster"  # the registry's shifts, where the report names officer, site, time or day
    DEFAULT = "default"  # configuration, and what the registry knows of the site


@dataclass(frozen=True, kw_only=True, slots=True)
class MetadataField:
    """One value's origin, and its place in the text when it was read from there."""

    name: str
    origin: Origin
    span: Span | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Metadata:
    """What is known of a report besides its words. Times are timezone-aware; None is unknown.

    A naive time given by the app is read as local to `timezone`; where neither is known until the site
    is resolved, the reader keeps it naive and `checker` completes it from the site.
    """

    report_id: str | None = None
    kind: str | None = None  # "incident" or "daily_log"; None is unknown
    client: str | None = None
    author: str | None = None
    author_id: str | None = None  # badge, guard card or unit
    author_org: str | None = None  # its own officers and units are not outside agencies
    site: str | None = None  # id, name or address, as given
    post: str | None = None
    location: str | None = None  # "Location:" of the form, as given
    timezone: str | None = None  # IANA name
    shift_start: datetime | None = None
    shift_end: datetime | None = None
    incident_type: str | None = None  # as given on the form
    occurred_at: datetime | None = None
    written_at: datetime | None = None
    submitted_at: datetime | None = None
    received_at: datetime | None = None
    device_at: datetime | None = None  # the device's own clock at submission
    lat: float | None = None  # degrees, WGS 84
    lon: float | None = None
    accuracy_m: float | None = None  # radius of the fix, metres
    fix_age_s: float | None = None
    mock_location: bool | None = None
    offline: bool | None = None  # queued without network, so receipt may lag
    off_post_location: bool | None = None  # the caller's yes or no; no home coordinates, ever
    device: str | None = None
    attachments: tuple[str, ...] = ()
    supersedes: str | None = None
    original_sha256: str | None = None  # hash of the text that the officer submitted
    addenda: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()  # who gets this copy: "client", "resident:<unit>", …
    origins: tuple[MetadataField, ...] = ()

    def stated(self, name: str) -> Any:
        """The named value where somebody gave it; None where it was only worked out from the telling."""
        held = self.origin(name)
        return None if held and held.origin is Origin.NARRATIVE else getattr(self, name)

    def origin(self, name: str) -> MetadataField | None:
        """Where the named value came from; None when it was not given."""
        return next((item for item in self.origins if item.name == name), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """One word as read, its place in the text and on the page, and how sure the reader is.

    `confidence` is 0…1, or None where the source is typed. `alternatives` are other readings with
    their probabilities, best first.
    """

    span: Span
    boxes: tuple[Box, ...] = ()
    confidence: float | None = None
    alternatives: tuple[tuple[str, float], ...] = ()


class PageSource(StrEnum):
    """How a page's text came about."""

    TYPED = "typed"
    TEXT_LAYER = "text_layer"
    OCR = "ocr"


@dataclass(frozen=True, kw_only=True, slots=True)
class Region:
    """A line of a page that was read badly: what was made of it, where it stands, and the reason."""

    span: Span | None  # None where nothing was read of it
    box: Box
    reason: str  # too faint, blurred, too small, the writing could not be read


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page: size in the unit of its boxes, its share of the text, and how readable it was."""

    number: int
    source: PageSource
    start: int  # offsets into Document.text; equal for a page without text
    end: int
    width: float = 0.0
    height: float = 0.0
    confidence: float | None = None  # mean over words, weighted by length
    readable: float | None = None  # share of words at or above the reader's mark
    reason: str | None = None  # why it can't be judged: faint, blurred, small, empty, engine missing …
    poor: tuple[Region, ...] = ()  # lines that can't be read, from top to bottom, whatever the page is


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What the reader found worth saying: never report text, only names, counts and reasons."""

    code: str
    message: str
    where: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A report as it was read. `text` is kept as it stands; nothing downstream changes it.

    `sha256` is the hash of the source bytes ("" where nobody could read them); `text_sha256` of the text.
    `narrative` is the part of the text that is the officer's telling (without header lines), and `header`
    spans are the form lines; `staff` those of their values that name who wrote, checked or got the report.
    `name` is a path or a label for people; `part` counts reports of one container from 0.
    """

    text: str
    sha256: str
    name: str
    part: int = 0
    media_type: str = "text/plain"
    metadata: Metadata = field(default_factory=Metadata)
    narrative: Span | None = None
    header: tuple[Span, ...] = ()
    staff: tuple[Span, ...] = ()
    pages: tuple[Page, ...] = ()
    words: tuple[Word, ...] = ()  # in text order; empty for typed text without boxes
    readings: tuple[Reading, ...] = ()
    struck: tuple[Box, ...] = ()  # words that the writer crossed out: places on pages, no part of the text

    @classmethod
    def from_text(cls, text: str, *, name: str = "text", **metadata: Any) -> Document:
        """A document from a string; keyword arguments are the fields of `Metadata`.

        The header lines of the text are not read here: `read.from_text` does that for files.
        """
        origins = tuple(MetadataField(name=key, origin=Origin.CALLER) for key in sorted(metadata))
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return cls(
            text=text,
            sha256=digest,
            name=name,
            metadata=Metadata(origins=origins, **metadata),
            narrative=Span(0, len(text)) if text else None,
            pages=(Page(number=1, source=PageSource.TYPED, start=0, end=len(text)),),
        )

    @property
    def id(self) -> str:
        """A stable name for this report: its own number, else its hash and part.

        What was not read goes by its name too: two empty files are two inputs, though their bytes are equal.
        """
        if self.metadata.report_id:
            return self.metadata.report_id
        if not self.text and not self.pages:
            key = f"{self.sha256} {self.name}".encode("utf-8", "surrogatepass")
            return f"unread-{hashlib.sha256(key).hexdigest()[:12]}-{self.part}"
        return f"{self.sha256[:12]}-{self.part}"

    @property
    def text_sha256(self) -> str:
        """The hash of the text in UTF-8, to compare with what the officer submitted."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def words_in(self, span: Span) -> Sequence[Word]:
        """The words that share a character with the span."""
        first = bisect_left(self.words, span.start, key=lambda word: word.span.end - 1)
        last = bisect_left(self.words, span.end, key=lambda word: word.span.start)
        return self.words[first:last]

    def boxes_in(self, span: Span) -> tuple[Box, ...]:
        """All boxes of the words that share a character with the span; empty for typed text."""
        return tuple(box for word in self.words_in(span) for box in word.boxes)

    def confidence_in(self, span: Span) -> float | None:
        """The least confidence of the words in the span; None where none is known."""
        known = [word.confidence for word in self.words_in(span) if word.confidence is not None]
        return min(known, default=None)

    def with_metadata(self, **changes: Any) -> Document:
        """The same document with other metadata values; origins of changed values must be passed too."""
        return replace(self, metadata=replace(self.metadata, **changes))
