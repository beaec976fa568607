"""A map proposed from a log's header and rows reads that log. All rows are made."""

from __future__ import annotations

import contextlib
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportqa.cli import run
from reportqa.errors import EvidenceError
from reportqa.evidence.maps import DispatchMap
from reportqa.evidence.propose import Proposal, propose

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "dispatch"
LOCAL = "times are taken as local: name the feed's timezone in evidence.toml"


def proposed(folder: Path, text: str, **options: Any) -> tuple[dict[str, Any], Proposal]:
    path = folder / "log.csv"
    path.write_text(text)
    found = propose(path, name="town", **options)
    return tomllib.loads(found.toml), found


def test_one_row_a_unit_with_blurred_addresses(tmp_path: Path) -> None:
    """San Francisco's columns: nature in `Call Type`, times of each unit, house numbers in hundreds."""
    head = (
        "Call Number,Unit ID,Incident Number,Call Type,Received DtTm,Dispatch DtTm,Response DtTm,"
        "On Scene DtTm,Available DtTm,Address,City,Call Final Disposition\n"
    )
    rows = [
        f"{n},E0{n % 9},{n // 2},{'Structure Fire' if n % 4 else 'Medical Incident'},{day} 02:0{n % 9}:11 AM,"
        f"{day} 02:0{n % 9}:50 AM,,{day} 02:1{n % 9}:11 AM,,{n // 2}00 Block of Made St,Elsewhere,Fire\n"
        for n, day in ((n, f"11/{13 + n // 2 % 9}/2026") for n in range(10, 50))
    ]
    table, found = proposed(tmp_path, head + "".join(rows))
    assert table["columns"] == {
        "incident": "Incident Number",
        "received": "Received DtTm",
        "dispatched": "Dispatch DtTm",
        "onscene": "On Scene DtTm",
        "nature": "Call Type",
        "address": "Address",
        "city": "City",
        "units": "Unit ID",
        "disposition": "Call Final Disposition",
    }
    assert table["time"] == {"formats": ["%m/%d/%Y %I:%M:%S %p"], "missing": [""]}
    assert (found.rows, found.events, found.skipped) == (40, 20, ())
    assert found.first[0].units == ("E01", "E02")


def test_swapped_heads_micro_degrees_and_a_date_apart(tmp_path: Path) -> None:
    head = (
        "No;Date of Call;Call Time;Dispatch Time;Location;Location;Call Type;Nature of Call;"
        "Latitude;Longitude\n"
    )
    rows = [
        f"A{n};{n % 28 + 1:02d}/11/2026;02:{n:02d}:00;{'**:**' if n % 3 else f'02:{n:02d}:30 20/11/2026'};"
        f"{n} MADE ST;B{n % 3};{'lf' if n % 2 else 'l'};Trespass;-8739{n}28;4147{n}15\n"
        for n in range(10, 40)
    ]
    table, found = proposed(tmp_path, head + "".join(rows))
    assert table == {
        "name": "town",
        "about": "No; Date of Call; Call Time; Dispatch Time; Location; Location; Call Type; Nature of Call; "
        "Latitude; Longitude",
        "delimiter": ";",
        "scale": 0.000001,
        "group": True,
        "services": ["fire", "police"],
        "columns": {
            "incident": "No",
            "received": ["Date of Call", "Call Time"],
            "dispatched": "Dispatch Time",
            "service": "Call Type",
            "nature": "Nature of Call",
            "address": "Location#1",
            "lat": "Longitude",
            "lon": "Latitude",
        },
        "time": {"formats": ["%d/%m/%Y %H:%M:%S", "%H:%M:%S %d/%m/%Y"], "missing": ["", "**:**"]},
        "address": {},
        "service": {"l": ["police"], "lf": ["fire", "police"]},
    }
    assert (found.rows, found.events, found.skipped) == (30, 30, ())
    assert found.first[0].place.lat == pytest.approx(41.471015)
    assert found.first[0].place.lon == pytest.approx(-87.391028)
    assert set(found.notes) == {
        LOCAL,
        "columns that are not mapped: Location#2",
        "latitude and longitude are swapped in the header: the map turns them round",
        "service 'l' is read by its letters: look it over",
        "service 'lf' is read by its letters: look it over",
    }


def test_no_header_and_two_things_in_one_cell(tmp_path: Path) -> None:
    rows = [
        f"40.1{n},-75.3{n},{'EMS' if n % 2 else 'Fire'}: {'FALL VICTIM' if n % 2 else 'GAS-ODOR/LEAK'},"
        f"2026-11-20 02:{n},{['NORTH', 'SOUTH', 'EAST'][n % 3]},MADE PIKE & {n}TH ST\n"
        for n in range(10, 40)
    ]
    table, found = proposed(tmp_path, "".join(rows))
    assert table["columns"] == {"received": 4, "address": 6, "city": 5, "lat": 1, "lon": 2}
    assert table["split"] == {"column": "3", "separator": ":", "into": ["service", "nature"]}
    assert table["address"] == {"intersection": [" & "]}
    assert table["service"] == {"EMS": ["ems"], "Fire": ["fire"]}
    assert (found.events, found.services) == (30, (("fire", 15), ("ems", 15)))


def test_numbers_that_repeat_elsewhere_and_codes_read_by_natures(tmp_path: Path) -> None:
    head = "incident,received,agency,nature,address\n"
    rows = [
        f"{n % 10},2026-11-20 02:{n},X{n % 2},{'Chest Pain' if n % 2 else 'Structure Fire'},{n} MADE ST\n"
        for n in range(10, 40)
    ]
    table, found = proposed(tmp_path, head + "".join(rows))
    assert (table["group"], table["service"]) == (False, {"X0": ["fire"], "X1": ["ems"]})
    assert set(found.notes) == {
        LOCAL,
        "incident numbers repeat at other addresses: rows are not joined by them",
        "service 'X0' is read as fire by its natures: look it over",
        "service 'X1' is read as ems by its natures: look it over",
    }


# A county's export as it comes: marks in its heads, a unit a row, columns that no part of an event fits.
COUNTY = """\
Incident #,Call Received,On Scene,Cleared,Call Type,Address,Unit(s),Beat,Spare
F26-0311,03/14/2026 21:10,03/14/2026 21:16,03/14/2026 21:40,MEDICAL - CHEST PAIN,88 HARBOR WAY,M4,north,
F26-0315,03/15/2026 02:41,03/15/2026 02:47,03/15/2026 03:22,STRUCTURE FIRE,1875 CYPRESS ST,E7,south,
F26-0315,03/15/2026 02:41,03/15/2026 02:49,03/15/2026 03:20,STRUCTURE FIRE,1875 CYPRESS ST,T2,south,
"""


def test_heads_with_marks_in_them_are_mapped_and_read(tmp_path: Path) -> None:
    table, found = proposed(tmp_path, COUNTY, zone="America/Los_Angeles")
    assert (table["columns"]["incident"], table["columns"]["units"]) == ("Incident #", "Unit(s)")
    assert (found.rows, found.events, found.skipped) == (3, 2, ())
    fire = found.first[1]
    assert (fire.case_number, fire.units) == ("F26-0315", ("E7", "T2"))
    assert [row.line for row in fire.rows] == [3, 4]


def test_columns_left_out_are_named_and_a_zone_that_is_given_is_not_asked_for(tmp_path: Path) -> None:
    left = "columns that are not mapped: Beat; Spare (empty)"
    assert proposed(tmp_path, COUNTY, zone="America/Los_Angeles")[1].notes == (left,)
    assert proposed(tmp_path, COUNTY)[1].notes == (left, LOCAL)


@pytest.mark.parametrize("text", ["", "one\ntwo\n", "a,b\n1,2\n3,4\n"])
def test_what_is_no_log_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(EvidenceError):
        proposed(tmp_path, text)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.text(max_size=300), cells=st.lists(st.text(max_size=8), min_size=3, max_size=3))
def test_any_table_gives_a_valid_map_or_an_error(tmp_path: Path, noise: str, cells: list[str]) -> None:
    body = "".join(f"2026-11-20 02:{n},{','.join(cells)}\n" for n in range(10, 14))
    with contextlib.suppress(EvidenceError):
        path = tmp_path / "log.csv"
        path.write_text(noise + "\n" + body, "utf-8", errors="replace")
        DispatchMap.model_validate(tomllib.loads(propose(path, name="x").toml))


@pytest.mark.parametrize("pattern", ["norman*/*.csv", "schererville*/*.txt", "montgomery*/*.csv"])
def test_the_proposal_reads_the_real_logs(pattern: str) -> None:
    files = [path for path in DATA.glob(pattern) if path.name != "SOURCE.md"]
    if not files:
        pytest.skip("the development logs are not here")
    found = propose(files[0], name="real", zone="America/Chicago")
    unread = sum(n for reason, n in found.skipped if reason != "the same row was read before")
    assert unread <= 0.005 * found.rows
    assert dict(found.services).get("none", 0) <= 0.5 * found.events


def test_the_command_writes_the_map_and_says_what_it_reads(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log.csv"
    log.write_text("received,service,nature,address\n2026-11-20 02:13,FIRE,Smoke,5 MADE ST\n")
    assert run(["evidence", "map", str(log), "--out", str(tmp_path / "town.toml"), "--name", "town"]) == 0
    assert tomllib.loads((tmp_path / "town.toml").read_text())["columns"]["address"] == "address"
    told = capfd.readouterr().err
    assert "1 of 1 rows read, 1 events" in told
    assert tomllib.loads(told.partition("beside the log:\n")[2]) == {
        "feed": [{"name": "town", "kind": "dispatch", "file": "log.csv", "map": "town.toml"}]
    }
