"""The columns of every registry file, checked row by row.

Each schema says which columns a file may have and what a cell must look like; nothing here knows of
other rows. A list cell is `;`-separated text in CSV and may be a list in JSON; an empty cell is None.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


def _text(value: object) -> object:
    # Spreadsheets turn ids into numbers; JSON exports do so too.
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value


def _blank(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        return None
    return _text(value)


def _blank_only(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _items(value: object) -> object:
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(item.strip() for item in value.split(";") if item.strip())
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("no time zone of the IANA list, such as America/Chicago") from None
    return value


_Stripped = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Text = Annotated[_Stripped, BeforeValidator(_text)]
Maybe = Annotated[_Stripped | None, BeforeValidator(_blank)]
Items = Annotated[tuple[_Stripped, ...], BeforeValidator(_items)]
Day = Annotated[date | None, BeforeValidator(_blank_only)]
Moment = Annotated[datetime, BeforeValidator(_blank_only)]
MaybeMoment = Annotated[datetime | None, BeforeValidator(_blank_only)]
Whole = Annotated[int | None, BeforeValidator(_blank_only)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
MaybeLatitude = Annotated[Latitude | None, BeforeValidator(_blank_only)]
MaybeLongitude = Annotated[Longitude | None, BeforeValidator(_blank_only)]
Radius = Annotated[Annotated[float, Field(gt=0, le=100_000)] | None, BeforeValidator(_blank_only)]


class Row(BaseModel):
    """What all files share: unknown columns are noted by the loader, never an error of a row."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class ClientRow(Row):
    """clients: a company that buys guarding."""

    id: Text
    name: Text
    aliases: Items = ()


class SiteRow(Row):
    """sites: a guarded place of one client."""

    id: Text
    client_id: Text
    name: Text
    aliases: Items = ()
    kind: Maybe = None
    timezone: Annotated[Text, BeforeValidator(lambda v: _zone(v.strip()) if isinstance(v, str) else v)]
    lat: MaybeLatitude = None
    lon: MaybeLongitude = None
    radius_m: Radius = None
    valid_from: Day = None
    valid_to: Day = None


class AddressRow(Row):
    """addresses: a street address or range of a site; a corner site has several."""

    site_id: Text
    number: Text
    number_to: Maybe = None
    parity: Annotated[Literal["odd", "even"] | None, BeforeValidator(_blank)] = None
    street: Text
    city: Maybe = None
    state: Maybe = None
    zip: Maybe = None


class BuildingRow(Row):
    """buildings: `floors` counts storeys above ground."""

    id: Text
    site_id: Text
    name: Text
    aliases: Items = ()
    number: Maybe = None
    street: Maybe = None
    floors: Annotated[Annotated[int, Field(ge=1, le=300)] | None, BeforeValidator(_blank_only)] = None


class UnitRow(Row):
    """units: an apartment, suite or room."""

    id: Text
    site_id: Text
    building_id: Maybe = None
    number: Text
    floor: Whole = None


class SpaceRow(Row):
    """spaces: a parking space and the unit it belongs to."""

    id: Text
    site_id: Text
    number: Text
    area: Maybe = None
    unit_id: Maybe = None


class LandmarkRow(Row):
    """landmarks: a named or generic spot."""

    id: Text
    site_id: Text
    building_id: Maybe = None
    name: Text
    kind: Maybe = None
    aliases: Items = ()
    lat: MaybeLatitude = None
    lon: MaybeLongitude = None


class PersonRow(Row):
    """persons: residents, staff, contacts, the guard company's officers, and the banned."""

    id: Text
    site_id: Maybe = None
    unit_id: Maybe = None
    name: Text
    role: Literal["resident", "staff", "contact", "officer", "banned"]
    badge: Maybe = None
    phone: Maybe = None
    valid_from: Day = None
    valid_to: Day = None


class PermitRow(Row):
    """permits: a vehicle and the unit, person or space that it belongs to."""

    id: Text
    site_id: Text
    plate: Text
    state: Maybe = None
    unit_id: Maybe = None
    person_id: Maybe = None
    space_id: Maybe = None
    color: Maybe = None
    make: Maybe = None
    model: Maybe = None
    valid_from: Day = None
    valid_to: Day = None


class FencePointRow(Row):
    """fences.csv: one corner of a ring; ring 0 is the outline, 1 and on are holes."""

    site_id: Text
    ring: Annotated[int, Field(ge=0)] = 0
    seq: Annotated[int, Field(ge=0)]
    lat: Latitude
    lon: Longitude


class PostRow(Row):
    """posts: a place or route that is staffed; a route lists its sites in order."""

    id: Text
    name: Text
    site_ids: Items


class ShiftRow(Row):
    """shifts: the roster. Times without an offset are local to the first site of the post."""

    id: Text
    post_id: Text
    officer_id: Maybe = None
    start: Moment
    end: Moment
    clock_in: MaybeMoment = None
    clock_out: MaybeMoment = None


class AlarmAccountRow(Row):
    """alarm_accounts: zones as `1=Lobby smoke;2=Rear door`."""

    account: Text
    site_id: Text
    zones: Items = ()


SCHEMAS: tuple[tuple[str, type[Row]], ...] = (
    ("clients", ClientRow),
    ("sites", SiteRow),
    ("addresses", AddressRow),
    ("buildings", BuildingRow),
    ("units", UnitRow),
    ("spaces", SpaceRow),
    ("landmarks", LandmarkRow),
    ("persons", PersonRow),
    ("permits", PermitRow),
    ("fences", FencePointRow),
    ("posts", PostRow),
    ("shifts", ShiftRow),
    ("alarm_accounts", AlarmAccountRow),
)
