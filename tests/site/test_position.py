"""Distances on the ellipsoid, and how far outside a fence a point lies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.model.site import Fence, Site
from reportqa.site.position import DEFAULT_RADIUS_M, distance_m, fence_distance_m, holds

SITE = Site(id="S", client_id="C", name="Yard", timezone="UTC", lat=40.0, lon=-83.0, radius_m=100.0)
SQUARE = ((-83.0, 40.0), (-82.999, 40.0), (-82.999, 40.001), (-83.0, 40.001))
HOLE = ((-82.9997, 40.0003), (-82.9993, 40.0003), (-82.9993, 40.0007), (-82.9997, 40.0007))
FENCE = Fence(site_id="S", outer=SQUARE, holes=(HOLE,))


def test_one_degree_of_latitude_at_the_equator_and_at_the_pole() -> None:
    # Lengths of a degree of latitude on WGS 84, from the definition of its axes.
    assert distance_m(0, 0, 1, 0) == pytest.approx(110_574.4, abs=0.1)
    assert distance_m(89, 0, 90, 0) == pytest.approx(111_693.9, abs=0.1)


@given(
    st.floats(-89, 89), st.floats(-179, 179), st.floats(-89, 89), st.floats(-179, 179)
)  # fmt: skip
def test_distance_is_the_same_both_ways(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    there, back = distance_m(lat1, lon1, lat2, lon2), distance_m(lat2, lon2, lat1, lon1)
    assert there == pytest.approx(back, abs=1e-6)


@pytest.mark.parametrize(
    ("lat", "lon", "metres"),
    [
        (40.0001, -82.9999, 0.0),  # inside
        (40.0, -83.0, 0.0),  # on the corner
        (40.0005, -82.9995, 17.1),  # in the middle of the hole
        (40.0005, -82.998, 85.4),  # east of it
        (40.002, -82.9995, 111.0),  # north of it
    ],
)
def test_distance_from_a_fence(lat: float, lon: float, metres: float) -> None:
    assert fence_distance_m(SITE, FENCE, lat, lon) == pytest.approx(metres, abs=0.1)


def test_a_radius_stands_in_for_a_fence() -> None:
    assert fence_distance_m(SITE, None, 40.0005, -83.0) == 0.0
    away = distance_m(40.0, -83.0, 40.01, -83.0)
    assert fence_distance_m(SITE, None, 40.01, -83.0) == away - 100.0
    plain = Site(id="S", client_id="C", name="Yard", timezone="UTC", lat=40.0, lon=-83.0)
    assert fence_distance_m(plain, None, 40.01, -83.0) == away - DEFAULT_RADIUS_M


def test_a_site_without_a_place_has_no_distance() -> None:
    nowhere = Site(id="S", client_id="C", name="Yard", timezone="UTC")
    assert fence_distance_m(nowhere, None, 40.0, -83.0) is None


def test_a_fence_across_the_date_line() -> None:
    ring = ((179.999, 0.0), (-179.999, 0.0), (-179.999, 0.001), (179.999, 0.001))
    fence = Fence(site_id="S", outer=ring)
    assert fence_distance_m(SITE, fence, 0.0005, 180.0) == 0.0
    assert fence_distance_m(SITE, fence, 0.0005, -179.998) == pytest.approx(111.3, abs=0.1)


def test_a_crossed_outline_is_still_a_shape() -> None:
    bow = Fence(site_id="S", outer=((0.0, 0.0), (0.001, 0.001), (0.001, 0.0), (0.0, 0.001)))
    distance = fence_distance_m(SITE, bow, 0.0005, 0.01)
    assert distance == pytest.approx(1001.9, abs=1)


@given(
    st.floats(39.995, 40.02), st.floats(-83.03, -82.995), st.sampled_from([None, 50.0, 400.0]), st.booleans()
)
def test_holding_a_point_is_no_distance_to_it(
    lat: float, lon: float, radius: float | None, fenced: bool
) -> None:
    site = Site(id="S", client_id="C", name="S", timezone="UTC", lat=40.005, lon=-83.01, radius_m=radius)
    ring = ((-83.02, 40.0), (-83.0, 40.0), (-83.0, 40.015), (-83.015, 40.01))
    hole = ((-83.012, 40.003), (-83.01, 40.003), (-83.01, 40.006), (-83.012, 40.006))
    fence = Fence(site_id="S", outer=ring, holes=(hole,)) if fenced else None
    assert holds(site, fence, lat, lon) == (fence_distance_m(site, fence, lat, lon) == 0.0)


def test_a_site_without_a_place_holds_nothing() -> None:
    assert not holds(Site(id="S", client_id="C", name="S", timezone="UTC"), None, 0.0, 0.0)
