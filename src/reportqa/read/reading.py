"""One input in, its reports out: what it is, whether it may be read, and who reads it."""

from __future__ import annotations

import errno
import hashlib
import json
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from reportqa.errors import ReadError
from reportqa.model.document import Document, Origin, Reading
from reportqa.read.context import Source, Words, safe_name
from reportqa.read.headers import with_headers
from reportqa.read.metadata import Values, applied, checked
from reportqa.read.ocr.engine import Engine
from reportqa.read.sniff import EXTENSIONS, MEDIA_TYPES, Kind, sniff
from reportqa.read_settings import ReadSettings
from reportqa.resources import as_text

_SIDECAR_BYTES = 1024 * 1024
_REMEDIES = {
    "old Office file": "Save it as .docx or .pdf",
    "RTF file": "Save it as .docx or .pdf",
    "HTML page": "Save it as .txt or .pdf",
    "HEIC image or video": "Save it as .jpg",
    "WebP image": "Save it as .jpg or .png",
    "GIF image": "Save it as .png",
}

Found = Iterator[Document | ReadError]


def read(
    source: Path | bytes,
    *,
    settings: ReadSettings,
    name: str | None = None,
    engine: Engine | None = None,
    words: Words | None = None,
) -> Found:
    """The reports in one input, in order; a container gives many, each bad part one ReadError.

    Never raises for what the input holds. `name` is shown to people (default: the path); `engine`
    stands in for the one that the settings name. Header lines are read, metadata filled in. `words` is
    asked for the client's own words when handwriting is doubted.
    """
    try:
        opened = replace(_opened(source, settings, name, engine), words=words)
    except ReadError as error:
        yield error
        return
    yield from _guarded(opened)


def _guarded(source: Source) -> Found:
    """Whatever a format's library throws becomes one ReadError; reports before it still count."""
    try:
        yield from by_kind(source)
    except ReadError as error:
        error.where = error.where or source.where
        error.sha256 = error.sha256 or source.sha256
        yield error
    except MemoryError:
        yield source.error("needs more memory than there is", "too_large")
    except RecursionError:
        yield source.error("is nested too deeply", "too_deep")
    except Exception as error:  # a library's own bug on a hostile file must not stop a night
        yield source.error(f"could not be read ({type(error).__name__})", "failed")


def by_kind(source: Source) -> Found:
    """Sniff and hand on to the reader of the format; metadata from outside is applied to each report."""
    if not source.data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise source.error("is empty", "empty", "Send the report again")
    extension = _extension(source.name)
    kind, label = sniff(source.data, extension)
    if kind is Kind.ENCRYPTED:
        raise source.error(f"is an {label}", "encrypted", "Save it without a password")
    if kind is Kind.UNSUPPORTED:
        raise source.error(f"is no report format: {label}", "unsupported", _REMEDIES.get(label))
    claimed = EXTENSIONS.get(extension)
    if claimed not in (None, kind) and not {claimed, kind} <= {Kind.TEXT, Kind.JSON, Kind.JSONL}:
        source = source.note(
            "wrong_extension", f"named {safe_name(extension)} but holds a {label}; read as that"
        )
    for document in _reader(kind)(source):
        yield document if isinstance(document, ReadError) else _finished(document, source, kind)


def _finished(document: Document, source: Source, kind: Kind) -> Document:
    if document.sha256 != source.sha256:
        return document  # a part that was finished by itself
    media = document.media_type if document.media_type != "text/plain" else MEDIA_TYPES[kind]
    known = set(document.readings)
    extra = tuple(item for item in source.readings if item not in known)
    document = replace(document, media_type=media, readings=(*document.readings, *extra))
    return with_headers(applied(document, source.given), zone=source.settings.timezone)


def _reader(kind: Kind) -> Callable[[Source], Found]:
    if kind is Kind.MAIL:
        from reportqa.read import mail

        return mail.read_mail
    if kind is Kind.WORD:
        from reportqa.read import word

        return word.read_word
    if kind is Kind.PDF:
        from reportqa.read import pdf

        return pdf.read_pdf
    if kind is Kind.IMAGE:
        from reportqa.read import images

        return images.read_image
    from reportqa.read import typed

    return {Kind.JSON: typed.read_json, Kind.JSONL: typed.read_jsonl}.get(kind, typed.read_text)


def _extension(name: str) -> str:
    return Path(name.replace("\x00", "")).suffix.lower()


def _opened(source: Path | bytes, settings: ReadSettings, name: str | None, engine: Engine | None) -> Source:
    given: tuple[Values, ...] = ()
    readings: tuple[Reading, ...] = ()
    if isinstance(source, bytes):
        data, label = source, as_text(name or "bytes")
        if len(data) > settings.max_bytes:
            raise _too_large(len(data), settings, safe_name(label))
    else:
        label = as_text(name or str(source))
        data = _file(source, settings, safe_name(label))
        given, readings = _sidecar(source)
    return Source(
        name=label,
        where=safe_name(label),
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        settings=settings,
        engine=engine,
        given=given,
        readings=readings,
    )


def _file(path: Path, settings: ReadSettings, where: str) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ReadError("is a folder", code="unsupported", where=where, remedy="Name a file")
        if not stat.S_ISREG(status.st_mode):
            raise ReadError("is no ordinary file", code="unsupported", where=where)
        if status.st_size > settings.max_bytes:
            raise _too_large(status.st_size, settings, where)
        with path.open("rb") as stream:
            data = stream.read(settings.max_bytes + 1)
    except ValueError as error:  # a zero byte in the name
        raise ReadError("has a name that no file can have", code="not_found", where=where) from error
    except OSError as error:
        raise _refused(error, path, where) from error
    if len(data) > settings.max_bytes:
        raise _too_large(len(data), settings, where)
    return data


def _refused(error: OSError, path: Path, where: str) -> ReadError:
    if error.errno == errno.ENAMETOOLONG or (isinstance(error, FileNotFoundError) and "\n" in str(path)):
        # Most likely a report's own words, given where a path belongs: they stay out of the message.
        return ReadError(
            "no file has such a name",
            code="not_found",
            where="the given path",
            remedy="Give a path; for a report's text, give Document.from_text(text)",
        )
    if error.errno == errno.ELOOP:
        return ReadError(
            "is a link that leads to itself", code="hostile", where=where, remedy="Remove the link"
        )
    if isinstance(error, FileNotFoundError):
        return ReadError("does not exist", code="not_found", where=where)
    if isinstance(error, PermissionError):
        return ReadError("may not be read", code="not_permitted", where=where, remedy="Grant read permission")
    return ReadError(f"could not be opened ({type(error).__name__})", code="failed", where=where)


def _too_large(size: int, settings: ReadSettings, where: str) -> ReadError:
    mebi = 1024 * 1024
    return ReadError(
        f"is {size / mebi:,.1f} MiB; at most {settings.max_bytes / mebi:,.0f} MiB are read",
        code="too_large",
        where=where,
        remedy="Split it, or raise max_bytes under [read]",
    )


def _sidecar(path: Path) -> tuple[tuple[Values, ...], tuple[Reading, ...]]:
    """Metadata beside the file: `report.txt.meta.json`, else `report.meta.json`."""
    for side in (path.with_name(path.name + ".meta.json"), path.with_name(path.stem + ".meta.json")):
        label = safe_name(side.name)
        try:
            if not side.is_file():
                continue
            if side.resolve().parent != path.parent.resolve():
                return (), (_note("it leads out of the report's folder", label),)
            if side.stat().st_size > _SIDECAR_BYTES:
                return (), (_note("it is larger than 1 MiB", label),)
            given = json.loads(side.read_bytes().decode("utf-8-sig"))
        except (OSError, ValueError, RecursionError) as error:
            return (), (_note(f"it could not be read ({type(error).__name__})", label),)
        if not isinstance(given, dict):
            return (), (_note("it holds no JSON object", label),)
        values, readings = checked(given, Origin.SIDECAR, label)
        return (values,), readings
    return (), ()


def _note(why: str, where: str) -> Reading:
    return Reading(code="bad_sidecar", message=f"the metadata file is left out: {why}", where=where)
