"""Scans, positions, clock stamps, coverage and its gaps."""

from __future__ import annotations

from collections.abc import Callable

from reportqa.evidence import EvidenceStore

Load = Callable[..., EvidenceStore]


def test_scans_by_id_or_name_of_the_site(load: Load) -> None:
    rows = (
        "time,officer_id,site_id,checkpoint\n2026-11-21 02:11:00,G1,OAK,Gate 3\n"
        "2026-11-21 02:20:00,G1,Oak Hills,Pool\n2026-11-21 02:30:00,G1,Elsewhere,Pool\n"
        "2026-11-21 02:40:00,,OAK,Pool\n"
    )
    store = load({"scans.csv": rows})
    assert [(p.kind, p.at.strftime("%H:%M"), p.site_id, p.checkpoint) for p in store.presence] == [
        ("scan", "02:11", "OAK", "Gate 3"),
        ("scan", "02:20", "OAK", "Pool"),
        ("scan", "02:30", None, "Pool"),
    ]
    assert [problem.reason for problem in store.problems] == [
        "a site that the registry does not know (row kept)",
        "no officer",
    ]


def test_positions_and_stamps(load: Load) -> None:
    store = load(
        {
            "gps.csv": "time,officer_id,lat,lon,accuracy_m\n2026-11-21 02:11:00,G1,40.0,-83.0,12\n"
            "2026-11-21 02:12:00,G1,0,0,12\n2026-11-21 02:13:00,G1,400,-83,12\n",
            "clock.csv": "time,officer_id,site_id,kind\n2026-11-20 21:55:00,G1,OAK,in\n"
            "2026-11-21 06:02:00,G1,OAK,OUT\n"
            "2026-11-21 06:03:00,G1,OAK,lunch\n",
        }
    )
    assert [(p.kind, p.lat, p.accuracy_m) for p in store.presence] == [
        ("clock_in", None, None),
        ("gps", 40.0, 12.0),
        ("clock_out", None, None),
    ]
    assert sorted((p.reason, p.count) for p in store.problems) == [
        ("neither in nor out", 1),
        ("no usable position", 2),
    ]


MANIFEST = (
    '[[feed]]\nname = "log"\nkind = "dispatch"\nfile = "d.csv"\nservices = ["fire"]\n'
    'coverage = {{ start = "2026-11-20T22:00", end = "2026-11-21T06:00", max_silence_min = {silence} }}\n'
)
HEADER = "incident,received,service,nature,address\n"


def spans(store: EvidenceStore) -> list[tuple[str, str, bool, str]]:
    return [(c.start.strftime("%H:%M"), c.end.strftime("%H:%M"), c.complete, c.note) for c in store.coverage]


def test_a_silent_stretch_is_a_gap(load: Load) -> None:
    rows = (
        "I1,2026-11-20 23:00,FIRE,FIRE,1 A ST\nI2,2026-11-21 00:30,FIRE,FIRE,2 A ST\n"
        "I3,2026-11-21 05:00,FIRE,FIRE,3 A ST\n"
    )
    store = load({"d.csv": HEADER + rows, "evidence.toml": MANIFEST.format(silence=120)})
    assert spans(store) == [
        ("22:00", "00:30", True, ""),
        ("00:30", "05:00", False, "silent for 270 min"),
        ("05:00", "06:00", True, ""),
    ]


def test_an_empty_feed_is_no_quiet_night(load: Load) -> None:
    store = load({"d.csv": HEADER, "evidence.toml": MANIFEST.format(silence=9999)})
    assert spans(store) == [("22:00", "06:00", False, "no row at all in the declared window")]


def test_without_a_declared_window_nothing_is_complete(load: Load) -> None:
    store = load({"dispatch.csv": HEADER + "I1,2026-11-20 23:00,FIRE,FIRE,1 A ST\n"})
    assert [complete for _, _, complete, _ in spans(store)] == [False]
