"""One server for the tests of this room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.server.running import Server, running

CONFIG = """
[serve]
rate_per_s = 100000
burst = 100000
max_bytes = 2000000
batch = 5
"""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server"), CONFIG) as made:
        yield made
