"""Every row of the public logs kept for development is used or counted with a reason."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from reportqa.evidence import EvidenceStore
from reportqa.site.registry import SiteRegistry

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "dispatch"
LOGS = [
    ("norman*/*.csv", "norman", 1),
    ("schererville*/*.txt", "schererville", 1),
    ("montgomery*/*.csv", "montgomery", 0),
]


@pytest.mark.parametrize(("pattern", "map_", "headers"), LOGS)
def test_rows_are_used_or_counted(pattern: str, map_: str, headers: int, tmp_path: Path) -> None:
    found = [path for path in DATA.glob(pattern) if path.name != "SOURCE.md"]
    if not found:
        pytest.skip("the development logs are not here")
    (path,) = found
    shutil.copy(path, tmp_path / path.name)
    (tmp_path / "evidence.toml").write_text(
        'timezone = "America/Chicago"\n[[feed]]\nname = "log"\nkind = "dispatch"\n'
        f'file = "{path.name}"\nmap = "{map_}"\n'
    )
    store = EvidenceStore.load(tmp_path, registry=SiteRegistry.empty())
    rows = sum(1 for line in path.open("rb") if line.strip()) - headers
    used = sum(len(event.rows) for event in store.events)
    skipped = sum(item.count for item in store.problems if "row kept" not in item.reason)
    assert used + skipped == rows
    # A repeated row was read; anything else skipped was not.
    unread = Counter({item.reason: item.count for item in store.problems})
    del unread["the same row was read before"]
    assert unread.total() <= 0.005 * rows
