"""The small registry of two clients, linked once."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportqa.link import Linker
from reportqa.site.registry import SiteRegistry

FIXTURE = Path(__file__).resolve().parent.parent / "fixtures" / "registries" / "two-clients"


@pytest.fixture(scope="session")
def registry() -> SiteRegistry:
    return SiteRegistry.load(FIXTURE, strict=True)


@pytest.fixture(scope="session")
def linker(registry: SiteRegistry) -> Linker:
    return Linker(registry)
