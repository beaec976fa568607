"""The events that a night's reports miss, as its ledger keeps them for those who come later."""

from __future__ import annotations

from functools import cache

from pydantic import TypeAdapter

from reportqa.model.quality import Unreported

# Their name in the ledger.
EVENTS = "unreported"


@cache
def _adapter() -> TypeAdapter[tuple[Unreported, ...]]:
    return TypeAdapter(tuple[Unreported, ...])


def events_json(events: tuple[Unreported, ...]) -> str:
    """The events as JSON."""
    return _adapter().dump_json(events, exclude_defaults=True).decode()


def events_from(kept: str | None) -> tuple[Unreported, ...]:
    """The events back, as they were raised; none for a night that was never finished."""
    return _adapter().validate_json(kept) if kept else ()
