"""Settings and files for the reader's tests; every text here is invented."""

from __future__ import annotations

import pytest

from reportqa.errors import ReadError
from reportqa.model.document import Document
from reportqa.read import ReadSettings

FORM = """INCIDENT REPORT
Date: 11/20/2026   Time: 0214
Site: Oak Terrace
Officer: Ofc. Dana Ruiz   Badge: 1182
Incident type: Noise complaint
Location: Bldg 4, Unit 214

At 0214 hours I heard loud music from unit 214.
The resident turned it down.
"""


@pytest.fixture
def settings() -> ReadSettings:
    """No engine, so that no test loads one by accident."""
    return ReadSettings(engine="null", second="none")


@pytest.fixture
def form() -> str:
    """A small incident report."""
    return FORM


def only(found: object) -> Document:
    """The one document of a reading."""
    items = list(found)  # type: ignore[call-overload]
    assert len(items) == 1
    assert isinstance(items[0], Document), items[0]
    return items[0]


def refused(found: object) -> ReadError:
    """The one error of a reading."""
    items = list(found)  # type: ignore[call-overload]
    assert len(items) == 1
    assert isinstance(items[0], ReadError), "was read"
    return items[0]
