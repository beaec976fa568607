"""Metadata from outside the text: names and types checked, origins kept, never a failure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from reportqa.model.document import Document, Metadata, MetadataField, Origin, Reading
from reportqa.read.when import moment

_TIMES = ("occurred_at", "written_at", "submitted_at", "received_at", "device_at", "shift_start", "shift_end")
_RANGES = {
    "lat": (-90.0, 90.0),
    "lon": (-180.0, 180.0),
    "accuracy_m": (0.0, math.inf),
    "fix_age_s": (0.0, math.inf),
}
_FLAGS = ("mock_location", "offline", "off_post_location")
_LISTS = ("attachments", "addenda", "recipients")
_WORDS = (
    *("report_id", "kind", "client", "author", "author_id", "author_org", "site", "post", "location"),
    *("timezone", "incident_type", "device", "supersedes", "original_sha256"),
)
FIELDS = frozenset((*_TIMES, *_RANGES, *_FLAGS, *_LISTS, *_WORDS))

# Other spellings that apps use for the same thing.
_ALIASES = {
    "id": "report_id",
    "officer": "author",
    "reporting_officer": "author",
    "badge": "author_id",
    "type": "incident_type",
    "latitude": "lat",
    "longitude": "lon",
    "accuracy": "accuracy_m",
    "tz": "timezone",
}
_KINDS = ("incident", "daily_log")


@dataclass(frozen=True, slots=True)
class Values:
    """Checked metadata values of one origin."""

    origin: Origin
    values: tuple[tuple[str, Any], ...]


def checked(
    given: Mapping[str, Any], origin: Origin, where: str, skip: Iterable[str] = ()
) -> tuple[Values, tuple[Reading, ...]]:
    """The values that can be used, and a reading for each key that can't; values are never quoted."""
    values: dict[str, Any] = {}
    readings: list[Reading] = []
    passed = frozenset(skip)
    for raw, value in given.items():
        key = _key(raw)
        if key in passed or raw in passed:
            continue
        name = key if key in FIELDS else _ALIASES.get(key, key)
        if name not in FIELDS:
            readings.append(_unknown(raw, name, where))
            continue
        if value is None or value == "":
            continue
        try:
            values.setdefault(name, _typed(name, value))
        except (ValueError, TypeError, OverflowError) as error:
            readings.append(
                Reading(code="bad_metadata", message=f"{_short(raw)} is left out: {error}", where=where)
            )
    return Values(origin, tuple(values.items())), tuple(readings)


def applied(document: Document, given: Iterable[Values], zone: str | None = None) -> Document:
    """The document with values filled in by precedence; `given` need not be in order.

    Naive times are read as local to the timezone that ends up in the metadata, else to `zone`; where
    neither is known they stay naive.
    """
    metadata = document.metadata
    order = list(Origin)
    ranked = {field.name: order.index(field.origin) for field in metadata.origins}
    changes: dict[str, Any] = {}
    origins = {field.name: field for field in metadata.origins}
    for item in sorted(given, key=lambda item: order.index(item.origin)):
        rank = order.index(item.origin)
        for name, value in item.values:
            if name in ranked and ranked[name] <= rank:
                continue
            if name not in ranked and getattr(metadata, name) not in (None, ()):
                continue
            changes[name] = value
            ranked[name] = rank
            origins[name] = MetadataField(name=name, origin=item.origin)
    if zone and not (changes.get("timezone") or metadata.timezone):
        changes["timezone"] = zone
        origins["timezone"] = MetadataField(name="timezone", origin=Origin.DEFAULT)
    merged = replace(metadata, **changes, origins=tuple(origins[name] for name in sorted(origins)))
    return replace(document, metadata=in_zone(merged))


def in_zone(metadata: Metadata) -> Metadata:
    """Naive times made local to the metadata's timezone; unchanged where that is unknown."""
    if not metadata.timezone:
        return metadata
    try:
        zone = ZoneInfo(metadata.timezone)
    except (ValueError, OSError, KeyError):
        return metadata
    changes = {}
    for name in _TIMES:
        value = getattr(metadata, name)
        if value is not None and value.tzinfo is None:
            changes[name] = value.replace(tzinfo=zone)
    return replace(metadata, **changes) if changes else metadata


def _key(raw: str) -> str:
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", raw[:100])
    return re.sub(r"[^a-z0-9]+", "_", snake.lower()).strip("_")


def _short(raw: str) -> str:
    return repr(raw if len(raw) <= 60 else f"{raw[:60]}…")


def _unknown(raw: str, name: str, where: str) -> Reading:
    import difflib

    near = difflib.get_close_matches(name, sorted(FIELDS), n=1, cutoff=0.75)
    hint = f"; did you mean {near[0]}?" if near else ""
    return Reading(code="unknown_metadata", message=f"{_short(raw)} is no metadata name{hint}", where=where)


def _typed(name: str, value: Any) -> Any:
    if name in _TIMES:
        return _time(value)
    if name in _RANGES:
        return _number(name, value)
    if name in _FLAGS:
        return _flag(value)
    if name in _LISTS:
        return _list(value)
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise TypeError("it must be a text")
    word = str(value).strip()
    if len(word) > 1000:
        raise ValueError("it is longer than 1,000 characters")
    if name == "kind":
        word = word.lower().replace(" ", "_").replace("-", "_")
        if word not in _KINDS:
            raise ValueError(f"it must be one of {', '.join(_KINDS)}")
    if name == "timezone":
        _zone(word)
    return word


def _zone(word: str) -> None:
    try:
        ZoneInfo(word)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError("it must be an IANA timezone such as America/New_York") from error


def _time(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise TypeError("it must be a time in ISO 8601")
    try:
        return datetime.fromisoformat(value.strip())
    except ValueError:
        found = moment(value)
        if found is None:
            raise ValueError("it must be a time in ISO 8601") from None
        return found


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise TypeError("it must be a number")
    try:
        number = float(value)
    except ValueError:
        raise ValueError("it must be a number") from None
    low, high = _RANGES[name]
    if not math.isfinite(number) or not low <= number <= high:
        raise ValueError(f"it must lie between {low:g} and {high:g}")
    return number


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    word = str(value).strip().lower()
    if word not in words:
        raise ValueError("it must be true or false")
    return words[word]


def _list(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, (list, tuple)) else [value]
    out = []
    for item in items[:1000]:
        if isinstance(item, Mapping):
            item = item.get("name") or item.get("file") or item.get("filename")
        if not isinstance(item, (str, int)) or isinstance(item, bool):
            raise TypeError("it must be a list of texts")
        out.append(str(item))
    return tuple(out)
