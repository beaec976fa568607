"""The times of a report: dates, clock times, durations, with values by the shift and the zone."""

from __future__ import annotations

import re

from reportqa.model.document import Metadata
from reportqa.model.mention import Label, Mention
from reportqa.model.span import Span

_CLOCK = re.compile(
    r"\b(?:[01]?\d|2[0-3]):[0-5]\d(?:\s?[ap]\.?m\b\.?)?|\b(?:[01]\d|2[0-3])[0-5]\d\s?(?:hrs|hours|h)\b", re.I
)


def find_times(text: str, *, metadata: Metadata) -> tuple[Mention, ...]:
    """DATE, TIME and DURATION mentions in text order."""
    return tuple(
        Mention(span=Span(*m.span()), label=Label.TIME, text=m.group()) for m in _CLOCK.finditer(text)
    )
