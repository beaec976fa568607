"""Rules that other packages bring: entry points of the group `reportqa.rules`, named `family.slug`.

    [project.entry-points."reportqa.rules"]
    "acme.seal-number" = "acme_rules.seal_number"

Only the names are read here; the modules are imported when the catalogue is first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

GROUP = "reportqa.rules"


@cache
def plugin_rules() -> Mapping[str, EntryPoint]:
    """The entry points by rule name, in name order."""
    found = {point.name: point for point in entry_points(group=GROUP)}
    return MappingProxyType(dict(sorted(found.items())))
