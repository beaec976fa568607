"""What an input tells before it is checked, for the answer when it can't be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from reportqa.hook.emergency import may_be_emergency

_LONGEST = 200  # characters of a number that an answer repeats


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The words (None: nobody could read them), whether the app calls it an emergency, the app's number."""

    words: bytes | str | None = None
    emergency: bool = False
    report_id: str | None = None

    @classmethod
    def of(cls, report: object) -> Known:
        """Of a report that was parsed already, whatever it is."""
        if not isinstance(report, dict):
            return cls(words=str(report))
        text = report.get("text") or report.get("narrative")
        return cls(
            words=text if isinstance(text, str) and text.strip() else str(report),
            emergency=report.get("emergency") is True,
            report_id=_number(report),
        )

    @classmethod
    def of_file(cls, about: dict[str, Any]) -> Known:
        """Of a scan or document, `about` being the app's metadata."""
        return cls(emergency=about.get("emergency") is True, report_id=_number(about))

    @classmethod
    def of_json(cls, raw: bytes | str) -> Known:
        """Of JSON text that may be none."""
        try:
            value = json.loads(raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw)
        except (ValueError, RecursionError):
            return cls(words=raw)
        if isinstance(value, dict) and isinstance(value.get("report"), dict):
            value = value["report"]
        return cls.of(value)

    @property
    def may_be_emergency(self) -> bool:
        """Whether the report could speak of an emergency: then nothing may hold it."""
        return may_be_emergency(self.words, self.emergency)


def _number(report: dict[str, Any]) -> str | None:
    number = report.get("report_id") or report.get("id")
    told = str(number).strip() if isinstance(number, str | int) and not isinstance(number, bool) else ""
    return told[:_LONGEST] or None
