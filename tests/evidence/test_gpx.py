"""GPX tracks: points with officer and accuracy, and files that are none."""

from __future__ import annotations

from collections.abc import Callable

from tests.evidence.conftest import at, registry, shift

from reportqa.evidence import EvidenceStore
from reportqa.model.evidence import FeedProblem, Presence, SourceRow

Load = Callable[..., EvidenceStore]
HEAD = '<?xml version="1.0"?>\n<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk>'
FEED = '[[feed]]\nname = "gps"\nkind = "gps"\nfile = "gps*.gpx"\n'


def point(time: str, more: str = "", lat: str = "40.0") -> str:
    return f'<trkpt lat="{lat}" lon="-83.0"><ele>9</ele><time>{time}</time>{more}</trkpt>\n'


def test_points_of_a_named_track(load: Load) -> None:
    text = (
        f"{HEAD}<name>Officer A</name><trkseg>\n"
        + point("2026-11-21T07:11:00Z", "<hdop>2</hdop>")
        + point("2026-11-21T07:12:00Z", "<extensions><q:accuracy xmlns:q='q'>9.5</q:accuracy></extensions>")
        + "</trkseg></trk></gpx>"
    )
    store = load({"gps-x.gpx": text}, rows=registry(shift("A", "OAK", "22:00", "06:00")))

    def sign(clock: str, accuracy: float, line: int, shown: str) -> Presence:
        return Presence(
            kind="gps", at=at(clock), officer_id="G-A", officer="Officer A", lat=40.0, lon=-83.0,
            accuracy_m=accuracy, row=SourceRow(feed="gps-x.gpx", file="gps-x.gpx", line=line, text=shown),
        )  # fmt: skip

    assert store.presence == (
        sign("02:11", 10.0, 3, "2026-11-21T07:11:00Z | Officer A | 40.0 | -83.0 | 10.0"),
        sign("02:12", 9.5, 4, "2026-11-21T07:12:00Z | Officer A | 40.0 | -83.0 | 9.5"),
    )
    assert store.problems == ()


def test_without_a_name_the_file_says_whose_it_is(load: Load) -> None:
    text = f"{HEAD}<trkseg>{point('2026-11-21T07:11:00Z')}</trkseg></trk></gpx>"
    store = load({"gps-G-A.gpx": text}, rows=registry(shift("A", "OAK", "22:00", "06:00")))
    assert [(sign.officer_id, sign.officer) for sign in store.presence] == [("G-A", "Officer A")]


def test_torn_hostile_and_senseless_files(load: Load) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa">]><gpx>&a;</gpx>'
    late = point("2026-11-21T07:11:00Z", lat="400")
    store = load(
        {
            "evidence.toml": FEED,
            "gps1.gpx": f"{HEAD}<trkseg>" + point("2026-11-21T07:11:00Z") + "<trkpt lat=",
            "gps2.gpx": bomb,
            "gps3.gpx": "<a>" * 500,
            "gps4.gpx": f"{HEAD}<trkseg>{point('soon')}{late}</trkseg></trk></gpx>",
            "gps5.gpx": "no xml",
            "gps6.gpx": b"\xff\xfe<\0g\0",
        }
    )  # fmt: skip
    assert len(store.presence) == 1
    assert [(p.file, p.reason) for p in store.problems] == [
        ("gps1.gpx", "the rest is no XML"),
        ("gps2.gpx", "the file declares a document type"),
        ("gps3.gpx", "the file is nested too deeply"),
        ("gps4.gpx", "the time is not understood"),
        ("gps4.gpx", "no usable position"),
        ("gps5.gpx", "the rest is no XML"),
        ("gps6.gpx", "the rest is no XML"),
    ]
    assert all(isinstance(p, FeedProblem) for p in store.problems)
