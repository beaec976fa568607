"""One browser for all tests that look at pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.browsing import driven


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    with driven() as made:
        yield made
