"""Evidence folders made for one test. All content is invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reportqa.evidence import EvidenceStore
from reportqa.model.site import Address, AlarmAccount, Client, Fence, Person, Post, Shift, Site
from reportqa.site.registry import RegistryRows, SiteRegistry

NEW_YORK = ZoneInfo("America/New_York")


def at(text: str) -> datetime:
    """A local time of the night of 20 November 2026: `22:00` is the 20th, `02:00` the 21st."""
    hour, minute = (int(part) for part in text.split(":"))
    return datetime(2026, 11, 20 if hour >= 12 else 21, hour, minute, tzinfo=NEW_YORK)


def shift(name: str, site: str | tuple[str, ...], start: str, end: str, **more: datetime) -> Shift:
    sites = (site,) if isinstance(site, str) else site
    return Shift(
        id=name,
        post_id=f"P-{name}",
        site_ids=sites,
        officer_id=f"G-{name}",
        officer=f"Officer {name}",
        start=at(start),
        end=at(end),
        **more,
    )


def registry(*shifts: Shift, fenced: bool = False) -> SiteRegistry:
    """Two sites of two clients: 555 Main Street and 80-90 Elm Avenue (even)."""
    sites = (
        Site(
            id="OAK", client_id="C1", name="Oak Hills Apartments", timezone="America/New_York",
            aliases=("Oak Hills",), lat=40.0, lon=-83.0, radius_m=80.0,
            addresses=(Address(number="555", street="Main Street", city="Fairmont"),),
        ),
        Site(
            id="PINE", client_id="C2", name="Pine Court", timezone="America/New_York",
            lat=40.05, lon=-83.05, radius_m=80.0,
            addresses=(Address(number="80", number_to="90", parity="even", street="Elm Avenue SE"),),
        ),
    )  # fmt: skip
    square = ((-83.001, 39.999), (-82.999, 39.999), (-82.999, 40.001), (-83.001, 40.001))
    return SiteRegistry(
        RegistryRows(
            clients=(Client(id="C1", name="Oak Co"), Client(id="C2", name="Pine Co")),
            sites=sites,
            posts=tuple(Post(id=item.post_id, name="post", site_ids=item.site_ids) for item in shifts),
            shifts=shifts,
            persons=tuple(
                Person(id=item.officer_id or "", name=item.officer or "", role="officer") for item in shifts
            ),
            accounts=(AlarmAccount(account="4411", site_id="OAK", zones=(("6", "Third floor smoke"),)),),
            fences=(Fence(site_id="OAK", outer=square),) if fenced else (),
        )
    )


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., EvidenceStore]:
    """Write files into a folder, and read them as evidence."""

    def made(files: dict[str, str | bytes], *, rows: SiteRegistry | None = None) -> EvidenceStore:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return EvidenceStore.load(tmp_path, registry=rows or registry(), timezone="America/New_York")

    return made
