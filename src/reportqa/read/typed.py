"""Typed reports: plain text, one JSON report or a list of them, one JSON report a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from reportqa.errors import ReadError
from reportqa.model.document import Document, Origin, Page, PageSource
from reportqa.model.span import Span
from reportqa.read.context import Source
from reportqa.read.decode import NotText, decode
from reportqa.read.metadata import applied, checked
from reportqa.read.sniff import CLAIMS, EXTENSIONS, Kind

_TEXT_KEYS = ("text", "narrative", "body", "report")
_LIST_KEYS = ("reports", "items", "data")


def read_text(source: Source) -> Iterator[Document | ReadError]:
    """One report from plain text, kept as it stands."""
    text, _ = decoded(source)
    yield document_of(source, text)


def read_json(source: Source) -> Iterator[Document | ReadError]:
    """One report or a list of reports as an app exports them."""
    text, _ = decoded(source)
    try:
        value = json.loads(text)
    except RecursionError:
        raise source.error("is nested too deeply", "too_deep") from None
    except json.JSONDecodeError as error:
        if _many_lines(text):
            yield from read_jsonl(source)
            return
        cut = error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated")
        code = "truncated" if cut else "failed"
        raise source.error(
            "is no valid JSON", code, "Export the report again", at=f"{error.lineno}:{error.colno}"
        ) from None
    except ValueError:
        raise source.error("holds a number that is too long", "hostile") from None
    reports = _reports(value)
    if not reports:
        raise source.error("holds no report", "empty", 'A report is an object with "text" or "narrative"')
    if len(reports) > source.settings.max_reports:
        raise source.error(f"holds more than {source.settings.max_reports:,} reports", "too_large")
    for part, item in enumerate(reports):
        yield _one(source, item, part, f"{part}" if len(reports) > 1 else None)


def read_jsonl(source: Source) -> Iterator[Document | ReadError]:
    """One report a line; a bad line is one ReadError that names it."""
    text, _ = decoded(source, whole=False)
    part = 0
    for number, line in enumerate(_lines(text), start=1):
        if not line.strip():
            continue
        if part >= source.settings.max_reports:
            yield source.error(
                f"holds more than {source.settings.max_reports:,} reports", "too_large", at=str(number)
            )
            return
        try:
            value = json.loads(line)
        except RecursionError:
            yield source.error("is nested too deeply", "too_deep", at=str(number))
        except json.JSONDecodeError as error:
            yield source.error("is no valid JSON", "failed", at=f"{number}:{error.colno}")
        except ValueError:
            yield source.error("holds a number that is too long", "hostile", at=str(number))
        else:
            yield _one(source, value, part, str(number))
        part += 1
    if part == 0:
        raise source.error("holds no report", "empty")


def decoded(source: Source, *, whole: bool = True) -> tuple[str, str]:
    """The text and its encoding; `whole` holds it to the length of one report."""
    try:
        text, encoding = decode(source.data)
    except NotText as error:
        extension = PurePath(source.name).suffix.lower()
        if extension in CLAIMS:
            raise source.error(
                f"is named {extension}, but holds no {CLAIMS[extension]}; perhaps it is damaged",
                "unsupported",
                "Send the photo again" if EXTENSIONS[extension] is Kind.IMAGE else "Send the file again",
            ) from None
        raise source.error(
            f"is no text: {error}", "unsupported", "Send .txt, .docx, .pdf, .eml, .json or an image"
        ) from None
    limit = source.settings.max_text_chars
    if whole and len(text) > limit:
        raise source.error(
            f"has {len(text):,} characters; at most {limit:,} make one report",
            "too_large",
            "Split it, or raise max_text_chars under [read]",
        )
    return text, encoding


def document_of(source: Source, text: str, *, part: int = 0, media_type: str = "text/plain") -> Document:
    """A document of one typed page."""
    if not text.strip():
        raise source.error("holds no text", "empty")
    return Document(
        text=text,
        sha256=source.sha256,
        name=source.name,
        part=part,
        media_type=media_type,
        narrative=Span(0, len(text)),
        pages=(Page(number=1, source=PageSource.TYPED, start=0, end=len(text)),),
        readings=source.readings,
    )


def _one(source: Source, value: Any, part: int, at: str | None) -> Document | ReadError:
    if not isinstance(value, Mapping):
        return source.error("is no JSON object", "failed", at=at)
    if _depth_beyond(value, source.settings.max_depth):
        return source.error(f"is nested deeper than {source.settings.max_depth}", "too_deep", at=at)
    key = next((key for key in _TEXT_KEYS if isinstance(value.get(key), str)), None)
    if key is None or not value[key].strip():
        return source.error('has no "text" or "narrative"', "empty", at=at)
    text = value[key]
    if len(text) > source.settings.max_text_chars:
        return source.error(f"has {len(text):,} characters", "too_large", at=at)
    text = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates fit no file
    document = document_of(source, text, part=part, media_type="application/json")
    flat = {**value, **_inner(value)}
    values, readings = checked(
        flat, Origin.CALLER, f"{source.where}:{at}" if at else source.where, skip=(key, "metadata")
    )
    document = applied(document, (values,))
    return Document(
        **{
            name: getattr(document, name)
            for name in ("text", "sha256", "name", "part", "media_type", "metadata", "narrative", "pages")
        },
        readings=(*document.readings, *readings),
    )


def _inner(value: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = value.get("metadata")
    return inner if isinstance(inner, Mapping) else {}


def _reports(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping) and not any(isinstance(value.get(key), str) for key in _TEXT_KEYS):
        for key in _LIST_KEYS:
            if isinstance(value.get(key), list):
                return list(value[key])
    return [value]


def _many_lines(text: str) -> bool:
    """More than one line, of which the first is JSON by itself."""
    first, _, rest = text.strip().partition("\n")
    if not rest.strip():
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _lines(text: str) -> Iterator[str]:
    """Lines at newlines only: other separators may stand inside a JSON text."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        if end < 0:
            end = len(text)
        yield text[start:end]
        start = end + 1


def _depth_beyond(value: Any, limit: int) -> bool:
    level: list[Any] = [value]
    depth = 0
    while level:
        depth += 1
        if depth > limit:
            return True
        below: list[Any] = []
        for item in level:
            children = item.values() if isinstance(item, Mapping) else item
            below.extend(child for child in children if isinstance(child, (Mapping, list)))
        level = below
    return False
