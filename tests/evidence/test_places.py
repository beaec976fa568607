"""Places as dispatch centres write them."""

from __future__ import annotations

import pytest

from reportqa.evidence.places import Place, PlaceStyle, Street, parse, street
from reportqa.model.evidence import Precision

SEMI = PlaceStyle(name=";", city_after=",")


@pytest.mark.parametrize(
    ("text", "style", "place"),
    [
        ("901 N OAK AVE", PlaceStyle(), Place(Precision.DOOR, 901, Street("oak", "ave", "n"))),
        ("401 12TH AVE SE", PlaceStyle(), Place(Precision.DOOR, 401, Street("12th", "ave", "se"))),
        ("401 Twelfth Avenue SE", PlaceStyle(), Place(Precision.DOOR, 401, Street("12th", "ave", "se"))),
        ("1100 BLK OAK ST", PlaceStyle(), Place(Precision.BLOCK, 1100, Street("oak", "st"))),
        ("400 Block of MAIN ST", PlaceStyle(), Place(Precision.BLOCK, 400, Street("main", "st"))),
        ("21XX ELM ST", PlaceStyle(), Place(Precision.BLOCK, 2100, Street("elm", "st"))),
        (
            "OAK AVE / W ELM ST",
            PlaceStyle(),
            Place(Precision.INTERSECTION, None, Street("oak", "ave"), Street("elm", "st", "w")),
        ),
        (
            "8022 OAK CT; APT G225, FAIRMONT",
            SEMI,
            Place(Precision.DOOR, 8022, Street("oak", "ct"), name="apt g225", city="fairmont"),
        ),
        (
            "1555 US 41; BIG SHOP, FAIRMONT",
            SEMI,
            Place(Precision.DOOR, 1555, Street("us 41"), name="big shop", city="fairmont"),
        ),
        ("555 Main St, Apt 4", PlaceStyle(), Place(Precision.DOOR, 555, Street("main", "st"), unit="4")),
        ("", PlaceStyle(), Place(Precision.WITHHELD)),
        ("EAST SIDE", PlaceStyle(), Place(Precision.WITHHELD, name="east side")),
        ("40.5123~-83.1234", PlaceStyle(), Place(Precision.POINT, lat=40.5123, lon=-83.1234)),
    ],
)  # fmt: skip
def test_parse(text: str, style: PlaceStyle, place: Place) -> None:
    assert parse(text, style) == place


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [
        ("Main Street", "MAIN ST", True),
        ("Main Street", "MAIN", True),
        ("Main Street", "MAIN AVE", False),
        ("N Oak Avenue", "OAK AVE", True),
        ("N Oak Avenue", "S OAK AVE", False),
        ("12th Avenue SE", "12TH AV NE", False),
        ("Saint John Road", "ST JOHN RD", False),
    ],
)
def test_streets(first: str, second: str, fits: bool) -> None:
    assert street(first).fits(street(second)) is fits
