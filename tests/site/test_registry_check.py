"""What is said of registries that are readable but odd."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportqa.site.registry import SiteRegistry
from reportqa.site.registry_check import problems, stats

FIXTURE = Path(__file__).resolve().parent.parent / "fixtures" / "registries" / "two-clients"
FILES = {
    "clients.csv": "id,name\nC,Client One\n",
    "sites.csv": "id,client_id,name,timezone,lat,lon\nS,C,Yard,UTC,1,1\nT,C,Mill,UTC,2,2\n",
    "addresses.csv": "site_id,number,street\nS,1,Elm St\nT,2,Elm St\n",
}


def test_the_fixture_is_in_order() -> None:
    registry = SiteRegistry.load(FIXTURE)
    assert problems(registry) == ()
    assert stats(registry)["units"] == 184
    assert stats(registry)["addresses"] == 6


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "units.csv",
            "id,site_id,number\nU1,S,4\nU2,S,4\nU3,T,4\n",
            "units.csv:3, column number: the building has two units of this number (first in line 2)",
        ),
        (
            "addresses.csv",
            "site_id,number,street\nS,1,Elm St\nT,1,Elm St\n",
            "sites S, T have one address, 1 Elm St",
        ),
        (
            "sites.csv",
            "id,client_id,name,aliases,timezone,lat,lon\nS,C,Yard,,UTC,1,1\nT,C,Mill,yard,UTC,2,2\n",
            "sites S, T share a name or alias",
        ),
        (
            "sites.csv",
            "id,client_id,name,timezone,lat,lon\nS,C,Yard,UTC,1,1\nT,C,Mill,UTC,,\n",
            "the site has neither a position nor a fence",
        ),
        (
            "permits.csv",
            "id,site_id,plate\nV1,S,8ABC123\n",
            "permits.csv:2, column unit_id: the permit belongs to no unit, person or space",
        ),
        (
            "fences.csv",
            "site_id,ring,seq,lat,lon\nS,0,0,0,0\nS,0,1,0,2\nS,0,2,2,2\nT,0,0,0,1\nT,0,1,0,3\nT,0,2,2,3\n",
            "the fences of T and S overlap",
        ),
        (
            "spaces.csv",
            "id,site_id,number,area\nP1,S,4,Lot A\nP2,S,4,Lot B\nP3,S,4,lot a\n",
            "spaces.csv:4, column number: the area has two spaces of this number (first in line 2)",
        ),
        (
            "persons.csv",
            "id,name,role,badge\nG1,Dana Ruiz,officer,G-1\nG2,Sam Bell,officer,g-1\n",
            "persons.csv:3, column badge: two persons have this badge (first in line 2)",
        ),
    ],
)
def test_odd_rows_are_told(tmp_path: Path, name: str, text: str, told: str) -> None:
    for file, content in {**FILES, name: text}.items():
        (tmp_path / file).write_text(content, encoding="utf-8")
    found = problems(SiteRegistry.load(tmp_path))
    assert [str(problem) for problem in found if told in str(problem)] != []
    assert len(found) == 1


@pytest.mark.parametrize(("end", "count"), [("2026-05-31", 0), ("2026-06-30", 1)])
def test_a_plate_may_move_but_not_be_in_two_places(tmp_path: Path, end: str, count: int) -> None:
    rows = f"id,site_id,plate,unit_id,valid_from,valid_to\nV1,S,8ABC123,U1,,{end}\n"
    rows += "V2,S,8abc 123,U2,2026-06-01,\n"
    units = "id,site_id,number\nU1,S,1\nU2,S,2\n"
    for file, content in {**FILES, "permits.csv": rows, "units.csv": units}.items():
        (tmp_path / file).write_text(content, encoding="utf-8")
    assert len(problems(SiteRegistry.load(tmp_path))) == count


HOMES = {
    "buildings.csv": "id,site_id,name,number,street,floors\nB1,S,Building A,1,Elm St,2\n",
    "units.csv": "id,site_id,building_id,number,floor\nU1,S,B1,101,1\nU2,S,B1,201,2\n",
    "persons.csv": "id,site_id,unit_id,name,role\nP1,S,U1,Ana Lee,resident\nP2,S,U1,Bob Lee,resident\n",
    "permits.csv": "id,site_id,plate,unit_id,person_id\nV1,S,8ABC123,U1,P1\n",
}


@pytest.mark.parametrize(
    ("name", "row", "told"),
    [
        ("permits.csv", "V2,S,9KLM220,U1,P2\n", None),
        (
            "units.csv",
            "U3,S,B1,301,3\n",
            "units.csv:4, column floor: floor 3 of a building of 2",
        ),
        (
            "permits.csv",
            "V2,S,8ABC123,U1,P2\n",
            "permits.csv:3, column plate: two residents have a permit for one plate at one time; the first "
            "is in line 2",
        ),
        (
            "permits.csv",
            "V2,S,9KLM220,U2,P2\n",
            "permits.csv:3, column person_id: the person lives in another unit than the permit's",
        ),
    ],
)
def test_homes_and_permits_fit_together(tmp_path: Path, name: str, row: str, told: str | None) -> None:
    for file, content in {**FILES, **HOMES, name: HOMES[name] + row}.items():
        (tmp_path / file).write_text(content, encoding="utf-8")
    found = problems(SiteRegistry.load(tmp_path))
    assert [str(problem) for problem in found] == ([told] if told else [])
