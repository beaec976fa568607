"""The indexes of one registry: one over all sites, and one for each site that is met."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import lru_cache

from reportqa.link.index import SiteIndex
from reportqa.link.tables import MemoryTables, Tables
from reportqa.link.wide import Finder, MemoryFinder, WideIndex
from reportqa.model.site import Site
from reportqa.site.position import holds
from reportqa.site.registry import SiteRegistry

# A worker meets few sites in a row, and the collector walks over all that are kept.
CACHED_SITES = 32


CACHED_POINTS = 256


class Indexes:
    """Indexes over one registry, made when first asked for; safe to share between threads."""

    def __init__(self, registry: SiteRegistry) -> None:
        self.registry = registry
        self._sites: OrderedDict[str, SiteIndex] = OrderedDict()
        self._wide: WideIndex | None = None
        self._tables: Tables | None = None
        self._lock = threading.Lock()
        # A report's position is asked about twice, and a fence's distance is dear.
        self.sites_at = lru_cache(CACHED_POINTS)(self._sites_at)

    def __getstate__(self) -> dict[str, object]:
        return {"registry": self.registry}

    def __setstate__(self, state: dict[str, SiteRegistry]) -> None:
        self.__init__(state["registry"])  # type: ignore[misc]

    def site(self, site_id: str | None) -> SiteIndex | None:
        """The index of one site; None for an unknown one."""
        site = self.registry.site(site_id)
        if site is None:
            return None
        with self._lock:
            found = self._sites.get(site.id)
            if found is not None:
                self._sites.move_to_end(site.id)
                return found
        with self._lock:
            if self._tables is None:
                self._tables = self._site_tables()
        made = SiteIndex(self.registry, site, self._tables)
        with self._lock:
            self._sites[site.id] = made
            while len(self._sites) > CACHED_SITES:
                self._sites.popitem(last=False)
        return made

    @property
    def wide(self) -> WideIndex:
        """The index over all sites."""
        with self._lock:
            if self._wide is None:
                self._wide = WideIndex(self.registry, self._finder())
            return self._wide

    def _sites_at(self, lat: float, lon: float) -> tuple[Site, ...]:
        """The sites whose fence or radius holds the point."""
        near = self.wide.sites_around(lat, lon)
        return tuple(site for site in near if holds(site, self.registry.fence_of(site), lat, lon))

    def _site_tables(self) -> Tables:
        if self.registry.flat is None:
            return MemoryTables(self.registry)
        from reportqa.link.compiled import FlatTables

        return FlatTables(self.registry.flat)

    def _finder(self) -> Finder:
        if self.registry.flat is None:
            return MemoryFinder(self.registry)
        from reportqa.link.compiled import FlatFinder

        return FlatFinder(self.registry.flat)
