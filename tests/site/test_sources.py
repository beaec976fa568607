"""One registry from a folder, a workbook and a database; other systems' exports by their map."""

from __future__ import annotations

import csv
import sqlite3
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from reportqa import Checker
from reportqa.config import Config
from reportqa.errors import ConfigError, MissingPartError, RegistryError
from reportqa.model.site import Fence, Permit, Person, RowRef, Site, Unit
from reportqa.site.registry import RegistryRows, SiteRegistry
from reportqa.sql import engine_at

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("sqlalchemy")

FIXTURE = Path(__file__).resolve().parent.parent / "fixtures" / "registries" / "two-clients"
Tables = dict[str, list[list[Any]]]

SMALL: Tables = {
    "clients": [["id", "name"], ["C", "Client One"]],
    "sites": [["id", "client_id", "name", "timezone"], ["S", "C", "North Yard", "America/Chicago"]],
    "units": [
        ["id", "site_id", "number", "floor"],
        ["U1", "S", 214, 2],
        ["U2", "NOWHERE", 9, 1],
        ["U3", "S", 4, "two"],
    ],
}


def tables(folder: Path) -> Tables:
    """The CSV files of a folder."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found[path.stem] = list(csv.reader(stream))
    return found


def workbook(path: Path, sheets: Tables) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def database(path: Path, made: Tables) -> str:
    with sqlite3.connect(path) as connection:
        for name, (header, *rows) in made.items():
            columns = ", ".join(f'"{column}"' for column in header)
            connection.execute(f'create table "{name}" ({columns})')
            marks = ", ".join("?" * len(header))
            padded = [[*row, *[None] * (len(header) - len(row))] for row in rows]
            connection.executemany(f'insert into "{name}" values ({marks})', padded)
    return f"sqlite:///{path}"


def folder(path: Path, made: Tables) -> Path:
    path.mkdir(exist_ok=True)
    for name, rows in made.items():
        with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
    return path


def bare(rows: RegistryRows) -> dict[str, list[Any]]:
    """All rows without their places, in the order of their words: a database keeps an order of its own."""
    found: dict[str, list[Any]] = {}
    for item in fields(RegistryRows):
        if item.name != "problems":
            found[item.name] = sorted(map(placeless, getattr(rows, item.name)), key=repr)
    return found


def placeless(row: Any) -> Any:
    """A row without its place, its addresses in the order of their words."""
    if isinstance(row, Site):
        return replace(row, row=None, addresses=tuple(sorted(row.addresses, key=repr)))
    return replace(row, row=None)


def told(registry: SiteRegistry) -> list[str]:
    return [str(problem) for problem in registry.problems]


def test_folder_workbook_and_database_are_one_registry(tmp_path: Path) -> None:
    shapes = SiteRegistry.load(FIXTURE).rows.fences
    wanted = bare(replace(SiteRegistry.load(FIXTURE).rows, fences=()))
    made = tables(FIXTURE)
    book = SiteRegistry.load(workbook(tmp_path / "book.xlsx", made))
    base = SiteRegistry.load(database(tmp_path / "base.db", made))
    assert (book.problems, base.problems) == ((), ())
    assert bare(book.rows) == wanted
    assert bare(base.rows) == wanted
    assert shapes != ()


def test_a_folder_may_hold_a_workbook_and_shapes(tmp_path: Path) -> None:
    workbook(tmp_path / "registry.xlsx", tables(FIXTURE))
    (tmp_path / "fences.geojson").write_bytes((FIXTURE / "fences.geojson").read_bytes())
    assert bare(SiteRegistry.load(tmp_path).rows) == bare(SiteRegistry.load(FIXTURE).rows)


@pytest.mark.parametrize("kind", ["folder", "workbook", "database"])
def test_a_bad_row_is_named_by_place_line_and_column(tmp_path: Path, kind: str) -> None:
    place, file, first = {
        "folder": (lambda: folder(tmp_path / "f", SMALL), "units.csv", 3),
        "workbook": (lambda: workbook(tmp_path / "b.xlsx", SMALL), "b.xlsx[units]", 3),
        "database": (lambda: database(tmp_path / "b.db", SMALL), "table units", 2),
    }[kind]
    registry = SiteRegistry.load(place())
    assert told(registry) == [
        f"{file}:{first}, column site_id: names no site of sites; this row was not read",
        f"{file}:{first + 1}, column floor: input should be a valid integer, unable to parse string as an "
        "integer",
    ]
    assert registry.units == (
        Unit(id="U1", site_id="S", number="214", floor=2, row=RowRef(file=file, line=first - 1)),
    )


def test_rows_of_a_workbook_count_from_its_top(tmp_path: Path) -> None:
    units = [[None, None, None], ["id", "site_id", "number"], [None, None, None], ["U1", "S", "9"]]
    place = workbook(tmp_path / "b.xlsx", {k: v for k, v in SMALL.items() if k != "units"} | {"Units": units})
    registry = SiteRegistry.load(place)
    assert [(unit.number, unit.row) for unit in registry.units] == [
        ("9", RowRef(file="b.xlsx[Units]", line=4))
    ]


def test_a_workbook_with_two_columns_of_one_name_is_a_problem(tmp_path: Path) -> None:
    units = [["id", "site_id", "number", "number"], ["U1", "S", "9", "10"]]
    registry = SiteRegistry.load(workbook(tmp_path / "b.xlsx", {**SMALL, "units": units}))
    assert told(registry) == ["b.xlsx[units]:1, column number: two columns have this name; no row was read"]


RENT_ROLL = [
    ["Property", "Unit", "Lvl", "Resident", "Kind", "Plate", "Moved In"],
    ["S", "214", "G", "Dana Ruiz", "Tenant", "8ABC 123", "01/31/2026"],
    ["S", "215", "2", "", "", "", ""],
    ["S", "214", "G", "Sam Bell", "Tenant", "", "soon"],
]
MAP = """
[units]
from = "Rent Roll"
distinct = true
[units.columns]
id = "{Property}-{Unit}"
site_id = "Property"
number = "Unit"
floor = "Lvl"
[units.values.floor]
G = 1

[[persons]]
from = "Rent Roll"
when = "Resident"
dates = "%m/%d/%Y"
[persons.columns]
id = "{Property}-{Unit}-{Resident}"
site_id = "Property"
unit_id = "{Property}-{Unit}"
name = "Resident"
role = "Kind"
valid_from = "Moved In"
[persons.values.role]
Tenant = "resident"

[[permits]]
from = "rent roll.csv"
when = "Plate"
columns = { id = "{Unit}-{Plate}", site_id = "Property", plate = "Plate", unit_id = "{Property}-{Unit}" }
defaults = { state = "OH" }
"""


def test_an_export_is_read_by_its_map(tmp_path: Path) -> None:
    place = folder(tmp_path / "f", {**{k: SMALL[k] for k in ("clients", "sites")}, "Rent Roll": RENT_ROLL})
    (place / "import.toml").write_text(MAP, encoding="utf-8")
    registry = SiteRegistry.load(place)
    assert told(registry) == [
        "Rent Roll.csv:4, column Moved In: input should be a valid date or datetime, input is too short"
    ]
    assert [(unit.id, unit.number, unit.floor) for unit in registry.units] == [
        ("S-214", "214", 1),
        ("S-215", "215", 2),
    ]
    assert [replace(row, row=None, valid_from=None) for row in registry.persons] == [
        Person(id="S-214-Dana Ruiz", name="Dana Ruiz", role="resident", site_id="S", unit_id="S-214")
    ]
    assert str(registry.persons[0].valid_from) == "2026-01-31"
    assert [replace(row, row=None) for row in registry.permits] == [
        Permit(id="214-8ABC 123", site_id="S", plate="8ABC 123", state="OH", unit_id="S-214")
    ]


def test_one_map_serves_a_database_as_well(tmp_path: Path) -> None:
    chart = tmp_path / "chart.toml"
    chart.write_text(MAP.replace("rent roll.csv", "rent roll"), encoding="utf-8")
    url = database(tmp_path / "b.db", {**{k: SMALL[k] for k in ("clients", "sites")}, "Rent Roll": RENT_ROLL})
    registry = SiteRegistry.load(url, chart=chart)
    assert [unit.id for unit in registry.units] == ["S-214", "S-215"]
    assert [person.id for person in registry.persons] == ["S-214-Dana Ruiz"]


def test_shapes_take_their_site_from_the_mapped_property(tmp_path: Path) -> None:
    place = folder(tmp_path / "f", SMALL | {"units": [["id", "site_id", "number"]]})
    ring = [[0, 0], [0, 1], [1, 1], [0, 0]]
    head = '{"type": "Feature", "properties": {"CODE": "S"}, "geometry": {"type": '
    shapes = (
        '{"type": "FeatureCollection", "name": "parcels", "features": [\n'
        f'{head}"MultiPolygon", "coordinates": [[{ring}]]}}}},\n{head}"Point", "coordinates": [0, 0]}}}}]}}'
    )
    (place / "parcels.geojson").write_text(shapes, encoding="utf-8")
    (place / "import.toml").write_text(
        '[fences]\nfrom = "parcels"\ncolumns = { site_id = "CODE" }\n', encoding="utf-8"
    )
    registry = SiteRegistry.load(place)
    outer = ((0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0))
    assert registry.fences == (Fence(site_id="S", outer=outer, row=RowRef(file="parcels.geojson", line=2)),)
    assert told(registry) == [
        "parcels.geojson:3: feature 2 is no Polygon with properties.CODE; it was not read"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[unit]\nfrom = 'x'\n", "chart.toml:1: unknown table 'unit'. The nearest is 'units'."),
        ("[units]\nfrm = 'x'\n", "chart.toml:2: unknown key 'frm'. The nearest is 'from'."),
        ("[units]\ncolumns = {}\n", "chart.toml:1: key 'from' is missing."),
        (
            "[units]\nfrom = 'x'\n[units.columns]\nnumbr = 'Unit'\n",
            "chart.toml:4: unknown column 'numbr'. The nearest is 'number'.",
        ),
    ],
)
def test_a_faulty_map_names_the_line(tmp_path: Path, text: str, message: str) -> None:
    chart = tmp_path / "chart.toml"
    chart.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        SiteRegistry.load(folder(tmp_path / "f", SMALL), chart=chart)
    assert str(raised.value).endswith(message)


def test_a_mapped_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    place = folder(tmp_path / "f", SMALL)
    text = '[units]\nfrom = "units"\ncolumns = { id = "id", site_id = "site_id", number = "Unit No" }\n'
    (place / "import.toml").write_text(text, encoding="utf-8")
    assert told(SiteRegistry.load(place)) == [
        "units.csv:1, column Unit No: the file lacks the column Unit No; no row was read"
    ]


def test_places_that_are_no_registry_raise_and_hide_passwords(tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"PK no workbook")
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    for place, message in (
        (tmp_path / "broken.xlsx", "cannot be read as a workbook"),
        (tmp_path / "notes.txt", "is no .xlsx workbook, database URL or compiled index"),
        (f"sqlite:///{tmp_path}/none.db", "no such database"),
        (database(tmp_path / "empty.db", {"units": [["id"]]}), "the registry has no sites"),
        ("postgresql+psycopg://me:secret@127.0.0.1:1/x?password=secret", "cannot be read"),
    ):
        with pytest.raises(RegistryError, match=message) as raised:
            SiteRegistry.load(place)
        assert "secret" not in str(raised.value)
    assert not (tmp_path / "none.db").exists()


def test_a_configuration_may_name_a_database_and_a_map(tmp_path: Path) -> None:
    url = database(tmp_path / "b.db", {**{k: SMALL[k] for k in ("clients", "sites")}, "Rent Roll": RENT_ROLL})
    (tmp_path / "chart.toml").write_text(MAP.replace("rent roll.csv", "rent roll"), encoding="utf-8")
    path = tmp_path / "reportqa.toml"
    path.write_text(f'registry = "{url}"\nregistry_map = "chart.toml"\n', encoding="utf-8")
    checker = Checker.from_config(path)
    assert [unit.id for unit in checker.registry.units] == ["S-214", "S-215"]
    path.write_text('registry = "postgresql://me:secret@db/x"\n', encoding="utf-8")
    shown = {setting.key: setting.value for setting in Config.load(path).settings()}
    assert shown["registry"] == "postgresql://me@db/x"
    path.write_text('registry_map = "none.toml"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="does not exist"):
        Config.load(path)


@pytest.mark.parametrize(
    ("module", "url", "remedy"),
    [
        ("psycopg", "postgresql+psycopg://a@h/d", "pip install 'reportqa[sql]'"),
        (
            "psycopg2",
            "postgresql+psycopg2://a@h/d",
            "pip install 'reportqa[sql]', and begin the URL with postgresql+psycopg://",
        ),
        ("MySQLdb", "mysql+mysqldb://a@h/d", "pip install mysqlclient"),
        ("pymysql", "mysql+pymysql://a@h/d", "pip install pymysql"),
    ],
)
def test_a_missing_driver_is_advised_by_what_to_type(
    monkeypatch: pytest.MonkeyPatch, module: str, url: str, remedy: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingPartError, match=f"driver {module} is not installed") as caught:
        engine_at(url, "a ledger in a database")
    assert caught.value.remedy == remedy
