"""E-mails: the body is the report, or a cover note whose attachments are the reports."""

from __future__ import annotations

import email
import email.policy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any

from reportqa.errors import ReadError
from reportqa.model.document import Document, Origin
from reportqa.read.context import Source, safe_name
from reportqa.read.metadata import Values
from reportqa.read.sniff import Kind, sniff
from reportqa.read.typed import document_of

# A body up to this many words that speaks of an attachment is a cover note; the quoted part of a
# forwarded mail and the signature are not counted.
_COVER_WORDS = 60
_COVER = re.compile(
    r"\b(?:attach(?:ed|ment|ments)?|enclosed|see\s+(?:the\s+)?file|scan(?:ned|s)?|pdf)\b", re.I
)
_SIGNATURE = re.compile(r"^(?:--\s*$|sent from my |get outlook for )", re.I | re.M)
_DOCUMENTS = (Kind.TEXT, Kind.JSON, Kind.JSONL, Kind.WORD, Kind.PDF, Kind.MAIL)
_TEXT_NAMES = (".txt", ".md", ".json", ".jsonl", ".eml", ".text")


def read_mail(source: Source) -> Iterator[Document | ReadError]:
    """The report in the body, or those attached; e-mails in e-mails down to `max_mail_depth`."""
    if source.depth > source.settings.max_mail_depth:
        raise source.error(
            f"is an e-mail inside more than {source.settings.max_mail_depth} others", "too_deep"
        )
    message = email.message_from_bytes(source.data, policy=email.policy.default)
    if not isinstance(message, EmailMessage):
        raise source.error("is no e-mail", "failed")
    body, files = _parts(source, message)
    if len(files) > source.settings.max_attachments:
        raise source.error(f"has more than {source.settings.max_attachments} attachments", "too_large")
    source = replace(source, given=(*source.given, _envelope(message)))
    reports = [item for item in files if item[2] in _DOCUMENTS]
    pictures = [item for item in files if item[2] is Kind.IMAGE]
    cover = _is_cover(body, bool(reports), bool(pictures))
    if body.strip() and not cover:
        names = tuple(name for name, _, _ in files)
        nested = [item for item in files if item[2] is Kind.MAIL]
        for name, _, kind in files:
            if kind in _DOCUMENTS and kind is not Kind.MAIL:
                source = source.note(
                    "attachment_not_read",
                    "the body is the report; this attachment was not read",
                    safe_name(name),
                )
        if names:
            source = replace(
                source, given=(*source.given, Values(Origin.ENVELOPE, (("attachments", names),)))
            )
        yield _finish(source, document_of(source, body, media_type="message/rfc822"))
        yield from _attached(source, nested, start=1)
        return
    wanted = reports + pictures if cover or not body.strip() else reports
    if not wanted:
        raise source.error("holds neither text nor a report that could be read", "empty")
    yield from _attached(source, wanted, start=0)


def _attached(
    source: Source, files: list[tuple[str, bytes, Kind]], start: int
) -> Iterator[Document | ReadError]:
    from reportqa.read.reading import _guarded

    part = start
    for name, data, _ in files:
        inner = replace(
            source,
            name=f"{source.name}!{name}",
            where=f"{source.where}!{safe_name(name)}",
            data=data,
            sha256=hashlib.sha256(data).hexdigest(),
            depth=source.depth + 1,
        )
        for document in _guarded(inner):
            yield document if isinstance(document, ReadError) else replace(document, part=part)
            part += 1


def _finish(source: Source, document: Document) -> Document:
    from reportqa.read.headers import with_headers
    from reportqa.read.metadata import applied

    return with_headers(applied(document, source.given), zone=source.settings.timezone)


def _parts(source: Source, message: EmailMessage) -> tuple[str, list[tuple[str, bytes, Kind]]]:
    """The body as text, and the attachments as (name, bytes, kind); nested e-mails count as one."""
    plain: list[str] = []
    html: list[str] = []
    files: list[tuple[str, bytes, Kind]] = []
    waiting: list[EmailMessage] = [message]
    seen = 0
    while waiting:
        part = waiting.pop(0)
        seen += 1
        if seen > 20 * source.settings.max_attachments:
            raise source.error("has too many parts", "too_large")
        kind = part.get_content_type()
        name = part.get_filename()
        if kind == "message/rfc822":
            inner = part.get_payload()
            for item in inner if isinstance(inner, list) else []:
                if isinstance(item, EmailMessage):
                    files.append((name or "message.eml", item.as_bytes(), Kind.MAIL))
        elif part.is_multipart():
            waiting[0:0] = [item for item in part.iter_parts() if isinstance(item, EmailMessage)]
        elif name is None and part.get_content_disposition() != "attachment" and kind.startswith("text/"):
            (html if kind == "text/html" else plain).append(_text(part))
        else:
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and data:
                label = name or f"attachment-{len(files) + 1}"
                files.append((label, data, _kind(data, label)))
        if len(files) > source.settings.max_attachments:
            break
    body = "\n".join(plain) if any(item.strip() for item in plain) else "\n".join(_stripped(i) for i in html)
    return body.replace("\r\n", "\n"), files


def _kind(data: bytes, name: str) -> Kind:
    suffix = "." + name.rpartition(".")[2].lower() if "." in name else ""
    kind, _ = sniff(data, suffix)
    if kind is Kind.TEXT and suffix not in _TEXT_NAMES:
        return Kind.UNSUPPORTED  # a calendar entry, a contact card
    return kind


def _text(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError, KeyError):
        from reportqa.read.decode import NotText, decode

        data = part.get_payload(decode=True)
        try:
            return decode(data)[0] if isinstance(data, bytes) else ""
        except NotText:
            return ""


def _is_cover(body: str, reports: bool, pictures: bool) -> bool:
    end = _SIGNATURE.search(body)
    words = (body[: end.start()] if end else body).split()
    if not (reports or pictures) or len(words) > _COVER_WORDS:
        return False
    if not words:
        return True
    # A picture alone may belong to a short report; a file that holds text seldom does.
    return _COVER.search(body) is not None and (reports or len(words) <= 25)


def _envelope(message: EmailMessage) -> Values:
    values: list[tuple[str, Any]] = []
    sent = _date(message)
    if sent is not None:
        values.append(("submitted_at", sent))
    sender = message["from"]
    addresses = getattr(sender, "addresses", ())
    name = addresses[0].display_name.strip() if addresses else ""
    if len(name.split()) >= 2 and any(ch.isalpha() for ch in name):
        values.append(("author", name))
    subject = str(message["subject"] or "").lower()
    if "daily activity" in subject or "shift log" in subject or "patrol log" in subject:
        values.append(("kind", "daily_log"))
    elif "incident" in subject:
        values.append(("kind", "incident"))
    return Values(Origin.ENVELOPE, tuple(values))


def _date(message: EmailMessage) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message["date"]))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


class _Stripper(HTMLParser):
    """Text of an HTML body: blocks become lines, scripts and styles are dropped."""

    _BLOCKS = frozenset(("p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "head"):
            self.hidden += 1
        elif tag in self._BLOCKS:
            self.out.append("\n")
        elif tag in ("td", "th"):
            self.out.append("\t")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "head"):
            self.hidden = max(0, self.hidden - 1)
        elif tag in self._BLOCKS and tag != "br":
            self.out.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.out.append(re.sub(r"[ \t\r\n]+", " ", data))


def _stripped(html: str) -> str:
    parser = _Stripper()
    parser.feed(html)
    parser.close()
    lines = [line.strip() for line in "".join(parser.out).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
