"""Clients' complaints as e-mail: which site and night they speak of, and which services they name."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from reportqa.evidence.places import plain
from reportqa.evidence.rows import Problems
from reportqa.model.document import Document
from reportqa.model.evidence import Complaint, SourceRow
from reportqa.model.mention import Label
from reportqa.model.service import Involvement, Service, ServiceStatus

if TYPE_CHECKING:
    from reportqa.extract import Extractor
    from reportqa.site.registry import SiteRegistry

_RULED_OUT = frozenset(
    {
        ServiceStatus.NEGATED,
        ServiceStatus.HYPOTHETICAL,
        ServiceStatus.HISTORICAL,
        ServiceStatus.DRILL,
        ServiceStatus.POLICY,
        ServiceStatus.HOMONYM,
    }
)
# A complaint is a page or two; what is larger is an attachment or an attack.
_MAX_BYTES = 10_000_000
_MAX_TEXT = 20_000
# The sender's own words end where the quoted mail begins.
_QUOTED = re.compile(r"^(?:>|On .{5,200} wrote:\s*$|-{3,}\s*Original Message|From:\s)", re.MULTILINE)


class ComplaintReader:
    """Reads `.eml` files; the extractor is loaded at the first one."""

    def __init__(self, feed: str, registry: SiteRegistry, zone: ZoneInfo, problems: Problems) -> None:
        self._feed = feed
        self._registry = registry
        self._zone = zone
        self._problems = problems
        self._extractor: Extractor | None = None
        self._names = _site_names(registry)

    def read(self, paths: Sequence[Path]) -> list[Complaint]:
        """One complaint a file; a message without a usable date is counted and left out."""
        found: list[Complaint] = []
        seen: set[str] = set()
        for path in paths:
            complaint = self._complaint(path)
            if complaint is None:
                continue
            if complaint.id in seen:
                self._problems.add(path.name, 1, "the same message was read before")
                continue
            seen.add(complaint.id)
            found.append(complaint)
        return found

    def _complaint(self, path: Path) -> Complaint | None:
        try:
            if path.stat().st_size > _MAX_BYTES:
                self._problems.add(path.name, 1, "the message is too large")
                return None
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            received = parsedate_to_datetime(str(message["date"])) if message["date"] else None
            subject, sender = str(message["subject"] or ""), str(message["from"] or "")
            text = _body(message)
        except (OSError, ValueError, LookupError, AttributeError, RecursionError, TypeError, IndexError):
            self._problems.add(path.name, 1, "the message cannot be read")
            return None
        if received is None:
            self._problems.add(path.name, 1, "the message has no date")
            return None
        if received.tzinfo is None:
            received = received.replace(tzinfo=UTC)
        own = text[: match.start()] if (match := _QUOTED.search(text)) and match.start() > 20 else text
        told = f"{subject}\n{own}"[:_MAX_TEXT]
        site_id = self._site(told)
        speaks_of, services = self._extract(told, received, site_id)
        first = subject.strip() or "(no subject)"
        return Complaint(
            id=str(message["message-id"] or path.name).strip("<> ") or path.name,
            received=received,
            sender=sender[:200],
            subject=subject[:200],
            site_id=site_id,
            speaks_of=speaks_of,
            services=services,
            row=SourceRow(feed=self._feed, file=path.name, line=1, text=f"{sender[:80]}: {first[:120]}"),
        )

    def _extract(
        self, text: str, received: datetime, site_id: str | None
    ) -> tuple[tuple[str, ...], tuple[Service, ...]]:
        if self._extractor is None:
            from reportqa.extract import Extractor

            self._extractor = Extractor()
        site = self._registry.site(site_id)
        zone = ZoneInfo(site.timezone) if site else self._zone
        document = Document.from_text(text, timezone=zone.key, written_at=received.astimezone(zone))
        extraction = self._extractor.extract(document)
        speaks_of = tuple(
            dict.fromkeys(m.value for m in extraction.labelled(Label.TIME, Label.DATE) if m.value)
        )
        # A complaint asks about what was seen: a service that it names, and does not rule out, counts.
        services = tuple(
            item.service
            for item in extraction.services
            if item.involvement is not Involvement.NONE and item.status not in _RULED_OUT
        )
        return speaks_of, services

    def _site(self, text: str) -> str | None:
        words = f" {plain(text)} "
        found = {site_id: len(name) for name, site_id in self._names if f" {name} " in words}
        if not found:
            return None
        longest = max(found.values())
        best = [site_id for site_id, length in found.items() if length == longest]
        return best[0] if len(best) == 1 else None


def _site_names(registry: SiteRegistry) -> list[tuple[str, str]]:
    names: list[tuple[str, str]] = []
    for site in registry.sites:
        told = (site.name, *site.aliases, *(str(address) for address in site.addresses))
        names.extend((plain(name), site.id) for name in told if len(plain(name)) >= 5)
    return names


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    content = part.get_content()
    text = content if isinstance(content, str) else ""
    if part.get_content_type() == "text/html":
        text = re.sub(r"<(?:br|/p|/div)\b[^>]*>", "\n", text[: _MAX_TEXT * 10], flags=re.IGNORECASE)
        text = re.sub(r"<[^>]*>", " ", text)
    return text[: _MAX_TEXT * 2]
