"""Every error that reportqa raises, in one tree, each class with its exit code.

A message says what is wrong, where (file, line, column), and what to do next. No message quotes
report text: a log must be safe to send to a stranger.
"""

from __future__ import annotations


class ReportqaError(Exception):
    """The base of all errors raised on purpose; `exit_code` is what the command line ends with."""

    exit_code = 5

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(self.__str__())

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.remedy:
            parts.append(self.remedy)
        return ". ".join(part.rstrip(".") for part in parts) + "."

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.what, self.where, self.remedy))


def _rebuild(cls: type[ReportqaError], what: str, where: str | None, remedy: str | None) -> ReportqaError:
    return cls(what, where=where, remedy=remedy)


class ConfigError(ReportqaError):
    """A configuration, policy, map or command line that cannot be used (exit 2)."""

    exit_code = 2


class RegistryError(ConfigError):
    """A site registry that cannot be used at all; single bad rows are problems, not errors."""


class EvidenceError(ConfigError):
    """An evidence map or feed that cannot be used at all; single bad rows are counted, not raised."""


class NoInputError(ReportqaError):
    """Nothing to check was found (exit 3)."""

    exit_code = 3


class ReadError(ReportqaError):
    """One input could not be read (exit 4); `code` is a stable word for machines.

    Codes: empty, too_large, too_many_pages, too_many_pixels, too_deep, truncated, encrypted,
    hostile, unsupported, not_found, not_permitted, no_ocr, no_text, many_reports, failed.
    `sha256` is the hash of the input's bytes, None where they could not be had.
    """

    exit_code = 4

    def __init__(
        self,
        what: str,
        *,
        code: str = "failed",
        where: str | None = None,
        remedy: str | None = None,
        sha256: str | None = None,
    ) -> None:
        self.code, self.sha256 = code, sha256
        super().__init__(what, where=where, remedy=remedy)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_read, (self.what, self.code, self.where, self.remedy, self.sha256))


def _rebuild_read(
    what: str, code: str, where: str | None, remedy: str | None, sha256: str | None
) -> ReadError:
    return ReadError(what, code=code, where=where, remedy=remedy, sha256=sha256)


class MissingPartError(ReportqaError):
    """An optional part (OCR, a server, a spreadsheet reader) is not installed (exit 2)."""

    exit_code = 2
