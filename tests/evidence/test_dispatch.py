"""Dispatch logs in the columns and quirks of real centres; every row is invented."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from reportqa.errors import EvidenceError
from reportqa.evidence import EvidenceStore
from reportqa.evidence.maps import load_map
from reportqa.model.evidence import EmergencyEvent, EventKind, FeedProblem, Precision
from reportqa.model.service import Service
from reportqa.resources import evidence_maps_dir

Load = Callable[..., EvidenceStore]
GENERIC = (
    "incident,received,dispatched,enroute,onscene,cleared,service,nature,address,city,lat,lon,units,"
    "disposition\n"
)


def feed(map_: str, file: str, **more: str) -> str:
    extra = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f'[[feed]]\nname = "log"\nkind = "dispatch"\nfile = "{file}"\nmap = "{map_}"\n{extra}'


def brief(event: EmergencyEvent) -> tuple[str, str, tuple[str, ...], str]:
    return (
        event.received.strftime("%m-%d %H:%M"),
        event.kind.value,
        tuple(service.value for service in event.services),
        event.place.precision.value,
    )


def test_generic_rows(load: Load) -> None:
    store = load(
        {
            "dispatch.csv": GENERIC
            + "I1,2026-11-21 02:07:00,2026-11-21 02:08:00,,2026-11-21 02:14:00,2026-11-21 02:40:00,FIRE,"
            "SMOKE INVESTIGATION,555 MAIN ST,FAIRMONT,40.0,-83.0,E12;L3,FALSE ALARM\n"
            "I2,2026-11-21 03:00:00,,,,,EMS,CHEST PAIN,12 OAK RD,,,,M4,CANCELLED EN ROUTE\n"
        }
    )
    first, second = store.events
    assert brief(first) == ("11-21 02:07", "fire", ("fire",), "door")
    assert (first.units, first.case_number, first.cancelled) == (("E12", "L3"), "I1", False)
    assert first.cleared is not None
    assert first.cleared.astimezone(UTC) == datetime(2026, 11, 21, 7, 40, tzinfo=UTC)
    assert first.place.text == "555 MAIN ST, FAIRMONT"
    assert [(row.file, row.line) for row in first.rows] == [("dispatch.csv", 2)]
    assert brief(second) == ("11-21 03:00", "medical", ("ems",), "door")
    assert (second.cancelled, second.on_scene) == (True, None)
    assert store.problems == ()


def test_norman_one_row_an_agency(load: Load) -> None:
    rows = (
        "datetime,incident_number,location,nature,incident_ori,agency,source_pdf\n"
        "2/1/2026 0:20,2026-00000020,-1 901 N OAK AVE,Public Assist,14009,FIRE_OTHER,a.pdf\n"
        "2/1/2026 0:25,2026-00000021,E ELM ST / OAK AVE,Fire Alarm,14005,FIRE,a.pdf\n"
        "2/1/2026 0:26,2026-00000021,<UNKNOWN>,Sick Person,EMSSTAT,EMS,a.pdf\n"
        '2/1/2026 0:30,2026-00000022,"1100 BLK I35 SB, NORMAN",Traffic Stop,OK0140200,POLICE,a.pdf\n'
        "2/1/2026 0:31,2026-00000023,35.2485828~-97.4586864,Alarm,OK0140200,POLICE,a.pdf\n"
    )
    store = load({"n.csv": rows, "evidence.toml": feed("norman", "n.csv")})
    assert [brief(event) for event in store.events] == [
        ("02-01 00:20", "other", ("fire",), "door"),
        ("02-01 00:25", "fire_alarm", ("fire",), "intersection"),
        ("02-01 00:26", "medical", ("ems",), "withheld"),
        ("02-01 00:30", "traffic", ("police",), "block"),
        ("02-01 00:31", "intrusion", ("police",), "point"),
    ]
    assert (store.events[4].place.lat, store.events[4].place.lon) == (35.2485828, -97.4586864)


def test_schererville_two_locations_and_starred_times(load: Load) -> None:
    header = (
        '"Incident Number","Date of Call","Call Time","Dispatch Time","Arrival Time","Clear Time",'
        '"Responsible Unit/Officer","Location","Shift","Call Type","Nature of Call","Day of Call",'
        '"How Recieved","Disposition","Location","X Coord","Y Coord"\n'
    )
    row = (
        '"26SH1","01/01/2026","00:32:07","00:33:16 01/01/2026","**:**:** **/**/****","00:45:11 01/01/2026",'
        '"DOE J","8022 OAK CT; APT G225, FAIRMONT","N","lf","Overdose","Thursday","T","CLO","SHA4D",'
        '"-87394280","41470150"\n'
    )
    store = load({"s.txt": header + row, "evidence.toml": feed("schererville", "s.txt")})
    (event,) = store.events
    assert brief(event) == ("01-01 00:32", "medical", ("fire", "police"), "door")
    assert event.place.text == "8022 OAK CT; APT G225, FAIRMONT"
    assert (event.place.lat, event.place.lon) == (pytest.approx(41.47015), pytest.approx(-87.39428))
    assert event.on_scene is None
    assert event.cleared is not None


def test_montgomery_without_header(load: Load) -> None:
    rows = "40.08,-75.38,EMS: FALL VICTIM,2026-01-15 12:01,UPPER OAK,ELM PIKE & OAK RD\n"
    store = load({"m.csv": rows, "evidence.toml": feed("montgomery", "m.csv")})
    (event,) = store.events
    assert brief(event) == ("01-15 12:01", "medical", ("ems",), "intersection")
    assert (event.nature, event.place.text) == ("FALL VICTIM", "ELM PIKE & OAK RD, UPPER OAK")


def test_sf_fire_rows_of_units_become_one_event(load: Load) -> None:
    rows = (
        "Call Number,Unit ID,Incident Number,Call Type,Received DtTm,Dispatch DtTm,"
        "Response DtTm,On Scene DtTm,"
        "Available DtTm,Address,City,Call Final Disposition\n"
        "1,E12,77,Alarms,11/21/2026 02:07:00 AM,11/21/2026 02:08:00 AM,,11/21/2026 02:14:00 AM,"
        "11/21/2026 02:40:00 AM,400 Block of MAIN ST,San Fairmont,Fire\n"
        "1,T03,77,Alarms,11/21/2026 02:07:00 AM,11/21/2026 02:09:00 AM,,11/21/2026 02:12:00 AM,"
        "11/21/2026 02:50:00 AM,400 Block of MAIN ST,San Fairmont,Fire\n"
    )
    store = load({"sf.csv": rows, "evidence.toml": feed("sf-fire", "sf.csv")})
    (event,) = store.events
    assert brief(event) == ("11-21 02:07", "fire_alarm", ("fire",), "block")
    assert (event.units, len(event.rows)) == (("E12", "T03"), 2)
    assert event.on_scene is not None
    assert event.on_scene.strftime("%H:%M") == "02:12"
    assert event.cleared is not None
    assert event.cleared.strftime("%H:%M") == "02:50"


def test_swapped_coordinates_are_turned_and_told(load: Load) -> None:
    store = load(
        {"dispatch.csv": GENERIC + "I1,2026-11-21 02:07:00,,,,,FIRE,FIRE,1 A ST,,-83.001,40.001,E1,\n"}
    )
    place = store.events[0].place
    assert (place.lat, place.lon) == (40.001, -83.001)
    assert store.problems == (
        FeedProblem(
            feed="dispatch.csv",
            file="dispatch.csv",
            line=2,
            reason="latitude and longitude are swapped (row kept, turned round)",
        ),
    )


def test_zero_coordinates_are_none(load: Load) -> None:
    store = load({"dispatch.csv": GENERIC + "I1,2026-11-21 02:07:00,,,,,FIRE,FIRE,1 A ST,,0,0,E1,\n"})
    assert (store.events[0].place.lat, store.events[0].place.precision) == (None, Precision.DOOR)


def test_the_hour_that_happens_twice(load: Load) -> None:
    # Clocks go back on 1 November 2026 at 02:00 in New York.
    times = ["00:30", "01:10", "01:50", "01:05", "01:55", "02:10"]
    rows = "".join(f"I{n},2026-11-01 {time}:00,,,,,FIRE,FIRE,{n} A ST,,,,,\n" for n, time in enumerate(times))
    store = load({"dispatch.csv": GENERIC + rows})
    hours = [event.received.astimezone(UTC).strftime("%H:%M") for event in store.events]
    assert hours == ["04:30", "05:10", "05:50", "06:05", "06:55", "07:10"]


OWN = (
    'name = "town"\n[columns]\nincident = "Incident #"\nreceived = "Time"\naddress = "Address"\n'
    'city = "Area #"\nunits = "Unit#2"\ndisposition = "Outcome"\n'
)


def test_a_mark_in_a_head_is_no_number_of_a_column(load: Load) -> None:
    """`Incident #` is a head of its own; `Unit#2` is the second `Unit` where no head is written so."""
    log = (
        "Incident #,Time,Address,Unit,Unit,Area #\n"
        "A1,2026-11-20 02:13,5 MADE ST,E7,E8,TOWN\nA1,2026-11-20 02:13,5 MADE ST,T2,T3,TOWN\n"
    )
    store = load({"evidence.toml": feed("own.toml", "d.csv"), "own.toml": OWN, "d.csv": log})
    (event,) = store.events
    assert (event.case_number, event.units, len(event.rows)) == ("A1", ("E8", "T3"), 2)
    assert event.place.text == "5 MADE ST, TOWN"
    assert [(problem.reason, problem.line, problem.count) for problem in store.problems] == [
        ("the header lacks 'Outcome' of the map town (every row kept)", 1, 1)
    ]


@pytest.mark.parametrize("name", sorted(path.stem for path in evidence_maps_dir().glob("*.toml")))
def test_shipped_maps_load_and_say_their_name(name: str) -> None:
    assert load_map(name).name == name


def test_unknown_map_and_column_name_the_nearest(load: Load, tmp_path: object) -> None:
    with pytest.raises(EvidenceError, match="Did you mean 'norman'"):
        load_map("norma")
    with pytest.raises(EvidenceError, match="Did you mean 'received'"):
        load({"a.csv": "x\n", "m.toml": 'name = "m"\n[columns]\nrecieved = "x"\n',
              "evidence.toml": feed("m.toml", "a.csv")})  # fmt: skip


def test_unknown_manifest_key_names_the_nearest(load: Load) -> None:
    with pytest.raises(EvidenceError, match="did you mean 'timezone'"):
        load({"a.csv": "x\n", "evidence.toml": feed("generic", "a.csv", timezon='"UTC"')})


def test_maps_hold_known_services_only() -> None:
    for path in evidence_maps_dir().glob("*.toml"):
        table = tomllib.loads(path.read_text("utf-8"))
        for services in table.get("service", {}).values():
            assert {Service(item) for item in services}


@pytest.mark.parametrize(
    ("nature", "kind"),
    [
        ("STRUCTURE FIRE", EventKind.FIRE),
        ("COMMERCIAL FIRE ALARM", EventKind.FIRE_ALARM),
        ("CO ALARM", EventKind.FIRE_ALARM),
        ("GAS-ODOR/LEAK", EventKind.UTILITY),
        ("CHEST PAIN", EventKind.MEDICAL),
        ("ALARM HOLDUP/PANIC", EventKind.PANIC),
        ("BURGLAR ALARM", EventKind.INTRUSION),
        ("BURGLARY", EventKind.POLICE),
        ("VEHICLE ACCIDENT -", EventKind.TRAFFIC),
        ("TRAFFIC STOP", EventKind.TRAFFIC),
        ("EXTRA PATROL", EventKind.OTHER),
        ("TRANSFER/INTERFACILITY", EventKind.OTHER),
    ],
)
def test_natures(load: Load, nature: str, kind: EventKind) -> None:
    store = load({"dispatch.csv": GENERIC + f"I1,2026-11-21 02:07:00,,,,,,{nature},1 A ST,,,,,\n"})
    assert store.events[0].kind is kind
