"""How inputs are read: engines and limits, as plain values that the configuration holds."""

from __future__ import annotations

from dataclasses import dataclass

ENGINES = ("rapidocr", "tesseract", "null", "none")
SECOND_ENGINES = ("tesseract", "none")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadSettings:
    """Which engine reads page images, and how much of one input is read before it is refused.

    Every limit guards one hostile input: what lies beyond it becomes one ReadError, never a partial
    report. Raises ValueError for an engine that isn't known or a limit that isn't positive.
    """

    engine: str = "rapidocr"  # one of ENGINES; "none" refuses scans with a clear error
    second: str = "tesseract"  # re-reads unsure critical words; "none", or absent: the product works
    passes: int = 3  # looks at a line that is read unsurely; each but the first counts twice at small writing
    unsure_below: float = 0.92  # mean confidence of a line below which it is looked at again
    readable_above: float = 0.6  # a word at or above this confidence counts as readable
    threads: int = 1  # of one engine; the night spreads over processes
    dpi: int = 200  # of a PDF page without text, when rasterised
    timezone: str | None = None  # IANA name for header times; None leaves them naive until the site is known
    max_bytes: int = 64 * 1024 * 1024  # of one input file
    max_text_chars: int = 2_000_000  # of one report's text
    max_reports: int = 100_000  # in one container (JSON list, JSONL, e-mail)
    max_pages: int = 300
    max_megapixels: float = 50.0  # of one page, read from the header before anything is decoded
    max_depth: int = 20  # nesting of JSON
    max_mail_depth: int = 3  # e-mails inside e-mails
    max_attachments: int = 50  # of one e-mail, nested ones included
    max_unpacked_bytes: int = 256 * 1024 * 1024  # of one .docx, from its directory, before it is opened

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise ValueError(f"engine must be one of {', '.join(ENGINES)}")
        if self.second not in SECOND_ENGINES:
            raise ValueError(f"second must be one of {', '.join(SECOND_ENGINES)}")
        for name in _POSITIVE:
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be above 0")


_POSITIVE = (
    "passes",
    "threads",
    "dpi",
    "max_bytes",
    "max_text_chars",
    "max_reports",
    "max_pages",
    "max_megapixels",
    "max_depth",
    "max_mail_depth",
    "max_attachments",
    "max_unpacked_bytes",
)
