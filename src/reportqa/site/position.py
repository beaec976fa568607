"""Where a point lies against a site's fence, in metres along the WGS 84 ellipsoid."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from reportqa.model.site import Fence, Site

# A site without a fence and without a radius of its own: wide enough for a block with its parking.
DEFAULT_RADIUS_M = 150.0


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The length of the shortest line between two points in degrees, in metres (Karney's method)."""
    from geographiclib.geodesic import Geodesic  # type: ignore[import-untyped]

    line = Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2, Geodesic.DISTANCE)
    return float(line["s12"])


def fence_distance_m(site: Site, fence: Fence | None, lat: float, lon: float) -> float | None:
    """How far outside the site a point lies, in metres; 0 inside, None where the site has no place.

    A hole in a fence is outside. A site without a fence gets its `radius_m` around its own point, or
    `DEFAULT_RADIUS_M`.
    """
    if fence is not None:
        return _to_fence(fence, lat, lon)
    if site.lat is None or site.lon is None:
        return None
    away = distance_m(site.lat, site.lon, lat, lon)
    return max(0.0, away - (site.radius_m or DEFAULT_RADIUS_M))


def holds(site: Site, fence: Fence | None, lat: float, lon: float) -> bool:
    """Whether a point lies inside the site's fence or radius; most that do not are told without measuring."""
    if fence is not None:
        lats, lons = [lat for _, lat in fence.outer], [lon for lon, _ in fence.outer]
        west, east = min(lons), max(lons)
        outside = not min(lats) <= lat <= max(lats) or not (west <= lon <= east or east - west > 180)
    elif site.lat is None:
        return False
    else:
        # A degree of latitude is nowhere shorter than 110.5 km.
        outside = abs(site.lat - lat) * 110_500 > (site.radius_m or DEFAULT_RADIUS_M)
    return not outside and fence_distance_m(site, fence, lat, lon) == 0.0


def map_link(lat: float, lon: float) -> str:
    """An address that shows the point on a map, for people."""
    return f"https://www.openstreetmap.org/?mlat={lat:.6f}&mlon={lon:.6f}#map=18/{lat:.6f}/{lon:.6f}"


def _to_fence(fence: Fence, lat: float, lon: float) -> float:
    from shapely import Point
    from shapely.ops import nearest_points

    shape, lon0, lat0 = _flat(fence)
    point = Point(*_project(lon, lat, lon0, lat0))
    if shape.covers(point):
        return 0.0
    # The plane only finds the nearest corner or edge; the length is then taken on the ellipsoid.
    near = nearest_points(shape, point)[0]
    near_lon, near_lat = _unproject(near.x, near.y, lon0, lat0)
    return distance_m(near_lat, near_lon, lat, lon)


@lru_cache(maxsize=4096)
def _flat(fence: Fence) -> tuple[Any, float, float]:
    from shapely import Polygon, make_valid, prepare

    lon0 = fence.outer[0][0]
    lat0 = sum(lat for _, lat in fence.outer) / len(fence.outer)
    rings = [[_project(lon, lat, lon0, lat0) for lon, lat in ring] for ring in (fence.outer, *fence.holes)]
    shape = Polygon(rings[0], rings[1:])
    if not shape.is_valid:
        shape = make_valid(shape)
    prepare(shape)
    return shape, lon0, lat0


def _project(lon: float, lat: float, lon0: float, lat0: float) -> tuple[float, float]:
    # Degrees scaled so that both axes have one length near the site; the shorter way around the globe.
    return ((lon - lon0 + 180) % 360 - 180) * math.cos(math.radians(lat0)), lat - lat0


def _unproject(x: float, y: float, lon0: float, lat0: float) -> tuple[float, float]:
    return x / math.cos(math.radians(lat0)) + lon0, y + lat0
