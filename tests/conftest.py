"""One browser for all tests that look at pages, and one PostgreSQL server for all that store in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings
from tests.browsing import driven
from tests.postgres import Server, postgres

# A busy machine is no failure.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    with driven() as made:
        yield made


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    with postgres() as server:
        yield server
