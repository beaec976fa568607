"""Writes the reports of the night in the formats that officers send them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from tools.sample_night.registry import offset

HERE = Path(__file__).parent


def reports() -> list[dict[str, Any]]:
    """Every report as its TOML says, positions turned into degrees."""
    world = tomllib.loads((HERE / "world.toml").read_text(encoding="utf-8"))
    sites = {site["id"]: site for site in world["site"]}
    found = []
    for path in sorted((HERE / "reports").glob("*.toml")):
        for report in tomllib.loads(path.read_text(encoding="utf-8"))["report"]:
            meta = dict(report.get("meta", {}))
            if isinstance(meta.get("lat"), list):
                near, east, north = meta["lat"]
                meta["lat"], meta["lon"] = offset(sites[near]["lat"], sites[near]["lon"], east, north)
            found.append({**report, "meta": meta, "source": path.name})
    return found


def write(folder: Path, fonts: Path | None = None) -> None:
    """All reports under the folder; scans only where the fonts are given."""
    from tools.sample_night import formats, hostile

    given = None
    if fonts is not None:
        from tools.sample_night.scans import Fonts

        given = Fonts(fonts)
    for report in reports():
        path = folder / report["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        formats.write(report, path, given)
        if report["meta"] and "json" not in report:
            sidecar = path.with_name(path.name + ".meta.json")
            sidecar.write_text(json.dumps(report["meta"], indent=1) + "\n", encoding="utf-8")
    hostile.write(folder)
