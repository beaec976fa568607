"""The registry: what is read, what is passed over and named, and what the lookups answer."""

from __future__ import annotations

import pickle
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reportqa.errors import RegistryError
from reportqa.model.site import Address, AlarmAccount, Fence, RowRef, Shift
from reportqa.site.registry import SiteRegistry, bare_plate

FIXTURE = Path(__file__).resolve().parent.parent / "fixtures" / "registries" / "two-clients"
CLIENTS = "id,name,aliases\nC,Client One,\n"
SITES = "id,client_id,name,timezone\nS,C,North Yard,America/Chicago\n"


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in {"clients": CLIENTS, "sites": SITES, **files}.items():
        (tmp_path / (name if "." in name else f"{name}.csv")).write_text(text, encoding="utf-8")
    return tmp_path


def told(registry: SiteRegistry) -> list[str]:
    return [str(problem) for problem in registry.problems]


def test_the_fixture_has_no_problems() -> None:
    registry = SiteRegistry.load(FIXTURE, strict=True)
    assert registry.problems == ()
    assert [client.id for client in registry.clients] == ["OAKCO", "PINECO"]
    assert [site.id for site in registry.sites_of("OAKCO")] == ["OAK", "WILLOW"]
    assert len(registry.units_of("OAK")) == 144
    assert registry.site("OAK") is not None
    assert registry.site("nobody") is None
    assert registry.units_of("nobody") == ()
    assert registry.fence_of("WILLOW") is None
    assert [permit.id for permit in registry.permits_with("hjr 4417")] == ["V-4", "V-5"]
    assert registry.account("4411") == AlarmAccount(
        account="4411",
        site_id="OAK",
        zones=(("1", "Lobby smoke"), ("6", "Building B third floor smoke")),
        row=RowRef(file="alarm_accounts.csv", line=2),
    )
    assert [person.id for person in registry.officers] == ["G-1182", "G-1190", "G-1201"]
    assert [shift.id for shift in registry.shifts_of("OAK")] == ["S-1", "S-3"]
    assert [post.id for post in registry.posts_of("WILLOW")] == ["ROUTE-7"]


def test_shift_times_are_local_to_the_first_site() -> None:
    zone = ZoneInfo("America/New_York")
    assert SiteRegistry.load(FIXTURE).shift("S-2") == Shift(
        id="S-2",
        post_id="POST-PINE",
        site_ids=("PINE",),
        officer_id="G-1190",
        officer="Samuel Bell",
        start=datetime(2026, 11, 20, 22, 0, tzinfo=zone),
        end=datetime(2026, 11, 21, 6, 0, tzinfo=zone),
        row=RowRef(file="shifts.csv", line=3),
    )


def test_it_survives_pickling() -> None:
    registry = SiteRegistry.load(FIXTURE)
    again = pickle.loads(pickle.dumps(registry))
    assert again.rows == registry.rows
    assert again.permits_with("8ABC123") == registry.permits_with("8ABC123")


def test_the_empty_registry_answers_nothing() -> None:
    registry = SiteRegistry.empty()
    assert (registry.given, registry.sites, registry.problems) == (False, (), ())
    assert registry.permits_with("8ABC123") == ()


def test_json_is_the_same_as_csv(tmp_path: Path) -> None:
    units = '[\n {"id": "U1", "site_id": "S", "number": 214, "floor": 2},\n\n {"id": "U2", "site_id": "S"}\n]'
    registry = SiteRegistry.load(folder(tmp_path, **{"units.json": units}))
    assert [(unit.number, unit.floor, unit.row) for unit in registry.units] == [
        ("214", 2, RowRef(file="units.json", line=2))
    ]
    assert told(registry) == ["units.json:4, column number: field required"]


def test_lists_dates_and_ranges(tmp_path: Path) -> None:
    registry = SiteRegistry.load(
        folder(
            tmp_path,
            sites="id,client_id,name,aliases,timezone,valid_from\n"
            "S,C,North Yard,the Yard; Old Yard ;,America/Chicago,2026-01-31\n",
            addresses="site_id,number,number_to,parity,street\nS,100,120,even,Elm St\n",
        )
    )
    site = registry.site("S")
    assert site is not None
    assert (site.aliases, site.valid_from) == (("the Yard", "Old Yard"), date(2026, 1, 31))
    assert site.addresses == (Address(number="100", number_to="120", parity="even", street="Elm St"),)


@pytest.mark.parametrize(
    ("files", "problems", "kept"),
    [
        (
            {"units": "id,site_id,number\nU1,S,1\nU1,S,2\n"},
            ["units.csv:3, column id: the id is used twice (first in line 2); this row was not read"],
            1,
        ),
        (
            {"units": "id,site_id,number\nU1,NOWHERE,1\n"},
            ["units.csv:2, column site_id: names no site of sites; this row was not read"],
            0,
        ),
        (
            {"units": "id,site_id,number,building_id\nU1,S,1,B9\n"},
            ["units.csv:2, column building_id: names nothing that is known; the column was not read"],
            1,
        ),
        (
            {"units": "id,site_id,number,floor\nU1,S,1,two\nU2,S,2,2\n"},
            [
                "units.csv:2, column floor: input should be a valid integer, unable to parse string as an "
                "integer"
            ],
            1,
        ),
        (
            {"units": "id,site_id\nU1,S\n"},
            ["units.csv:1, column number: the file lacks the column number; no row was read"],
            0,
        ),
        (
            {"units": "id,site_id,number,flor\nU1,S,1,2\n"},
            ["units.csv:2, column flor: unknown column, not read; did you mean floor?"],
            1,
        ),
        ({"units": "id,site_id,number\nU1,S,1,extra\n"}, ["units.csv:2: 4 cells under 3 columns"], 0),
        (
            {"units": 'id,site_id,number\n"U\n1",S,1\nU2,,2\n'},
            ["units.csv:4, column site_id: field required"],
            1,
        ),
        ({"units.json": "{}"}, ["units.json:1: expected a list of objects"], 0),
        (
            {"units.json": '[{"id": "U1", "site_id": "S", "number": "1"},\n [1], oops'},
            [
                "units.json:2: expected an object",
                "units.json:2: not JSON from here on; later rows were not read",
            ],
            1,
        ),
    ],
)
def test_bad_rows_are_named_and_stop_nothing(
    tmp_path: Path, files: dict[str, str], problems: list[str], kept: int
) -> None:
    registry = SiteRegistry.load(folder(tmp_path, **files))
    assert told(registry) == problems
    assert len(registry.units) == kept


def test_strict_stops_at_the_first_bad_row(tmp_path: Path) -> None:
    place = folder(tmp_path, units="id,site_id,number\nU1,NOWHERE,1\n")
    with pytest.raises(RegistryError, match=r"units\.csv:2:site_id: names no site of sites"):
        SiteRegistry.load(place, strict=True)


def test_text_that_is_not_utf8_is_one_problem(tmp_path: Path) -> None:
    place = folder(tmp_path)
    (place / "units.csv").write_bytes(b"id,site_id,number\nU1,S,caf\xe9\n")
    assert told(SiteRegistry.load(place)) == ["units.csv: not UTF-8; save the file as UTF-8"]


@pytest.mark.parametrize(("name", "message"), [("nowhere", "no such registry folder"), ("", "has no sites")])
def test_a_folder_that_is_no_registry_raises(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(RegistryError, match=message):
        SiteRegistry.load(tmp_path / name if name else tmp_path)


def test_fences_from_csv_with_a_hole(tmp_path: Path) -> None:
    points = "site_id,ring,seq,lat,lon\nS,0,2,1,1\nS,0,1,0,1\nS,0,0,0,0\n"
    holes = "S,1,0,0.2,0.4\nS,1,1,0.2,0.6\nS,1,2,0.4,0.6\n"
    registry = SiteRegistry.load(folder(tmp_path, fences=points + holes))
    assert registry.fence_of("S") == Fence(
        site_id="S",
        outer=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)),
        holes=(((0.4, 0.2), (0.6, 0.2), (0.6, 0.4)),),
        row=RowRef(file="fences.csv", line=2),
    )


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{",
        '{"features": [{"geometry": {"type": "Point", "coordinates": [0, 0]}}]}',
        '{"features": [{"geometry": null, "properties": {"site_id": "S"}}]}',
        '{"features": [{"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 95], [1, 1]]]},'
        ' "properties": {"site_id": "S"}}]}',
        '{"features": [{"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},'
        ' "properties": {"site_id": "S"}}]}',
        '{"features": [{"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1]]]},'
        ' "properties": {"site_id": "elsewhere"}}]}',
    ],
)
def test_a_bad_fence_is_one_problem(tmp_path: Path, text: str) -> None:
    registry = SiteRegistry.load(folder(tmp_path, **{"fences.geojson": text}))
    assert registry.fences == ()
    assert len(registry.problems) == 1
    assert registry.problems[0].file == "fences.geojson"


def test_plates_are_compared_bare() -> None:
    assert bare_plate(" 8abc-123 ") == "8ABC123"
