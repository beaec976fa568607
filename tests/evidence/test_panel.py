"""Panels: Contact ID lines, DC-09 frames, central-station exports; tests, restores, cancels."""

from __future__ import annotations

from collections.abc import Callable

from reportqa.evidence import EvidenceStore
from reportqa.evidence.dc09 import crc16

Load = Callable[..., EvidenceStore]


def brief(store: EvidenceStore) -> list[tuple[str, str, str, bool, bool, int]]:
    return [
        (e.received.strftime("%H:%M:%S"), e.kind.value, e.nature, e.test, e.cancelled, len(e.rows))
        for e in store.events
    ]


def test_alarm_repeat_and_restore_are_one_event(load: Load) -> None:
    store = load(
        {
            "panel.log": "2026-11-21 03:12:05 4411 18 1110 01 006\n2026-11-21 03:13:00 4411 18 1110 01 007\n"
            "2026-11-21 03:31:00 4411 18 3110 01 006\n"
        }
    )
    assert brief(store) == [
        ("03:12:05", "fire_alarm", "fire alarm (110), zone 6 Third floor smoke", False, False, 3)
    ]
    event = store.events[0]
    assert event.cleared is not None
    assert event.cleared.strftime("%H:%M") == "03:31"
    assert (event.restore, event.place.account, event.place.text) == (True, "4411", "Third floor smoke")


def test_kinds_and_housekeeping(load: Load) -> None:
    codes = ["1100", "1110", "1120", "1130", "1151", "1401", "1602", "1570"]
    lines = "".join(f"2026-11-21 0{n}:00:00 4411 18 {code} 01 001\n" for n, code in enumerate(codes, start=1))
    store = load({"panel.log": lines})
    assert [event.kind.value for event in store.events] == [
        "medical", "fire_alarm", "panic", "intrusion", "utility"
    ]  # fmt: skip
    assert store.problems == ()


def test_walk_test_covers_what_rings_in_it(load: Load) -> None:
    store = load(
        {
            "panel.log": "2026-11-20 19:20:00 4411 18 1607 00 000\n2026-11-20 19:30:00 4411 18 1110 01 001\n"
            "2026-11-20 20:00:00 4411 18 3607 00 000\n2026-11-20 20:30:00 4411 18 1110 01 001\n"
        }
    )
    assert [(event.received.strftime("%H:%M"), event.test) for event in store.events] == [
        ("19:30", True),
        ("20:30", False),
    ]


def test_announced_test_of_the_manifest(load: Load) -> None:
    manifest = (
        '[[feed]]\nname = "cs"\nkind = "panel"\nfile = "p.log"\n'
        "[[feed.test]]\n"
        'account = "4411"\nstart = "2026-11-21T03:00"\nend = "2026-11-21T04:00"\nwhy = "fire drill"\n'
    )
    lines = "2026-11-21 03:12:05 4411 18 1110 01 006\n2026-11-21 03:12:05 9999 18 1110 01 006\n"
    store = load({"p.log": lines, "evidence.toml": manifest})
    assert [(event.place.account, event.test, event.disposition) for event in store.events] == [
        ("4411", True, "fire drill"),
        ("9999", False, None),
    ]


def test_cancelled_by_a_user(load: Load) -> None:
    store = load(
        {"panel.log": "2026-11-21 03:12:05 4411 18 1130 01 006\n2026-11-21 03:13:00 4411 18 1406 01 001\n"}
    )
    assert brief(store)[0][4] is True


def test_bad_lines_are_counted(load: Load) -> None:
    store = load(
        {
            "panel.log": "hello\n2026-11-21 03:12:05 4411 18 1B10 01 006\n"
            "2026-13-21 03:12:05 4411 18 1110 01 006\n"
        }
    )
    assert [(problem.reason, problem.count) for problem in store.problems] == [
        ("no Contact ID line", 1),
        ("the event code is not decimal", 1),
        ("the time is not understood", 1),
    ]


def frame(body: str, crc: int | None = None) -> str:
    value = crc16(body.encode()) if crc is None else crc
    return f"{value:04X}{len(body):04X}{body}\n"


def test_dc09_frames(load: Load) -> None:
    body = '"ADM-CID"0001L0#4411[#4411|1110 01 006]_08:12:05,11-21-2026'
    secret = '"*ADM-CID"0002L0#4411[0A1B2C'
    manifest = '[[feed]]\nname = "rx"\nkind = "panel"\nfile = "rx.log"\nformat = "dc09"\n'
    lines = (
        frame(body)
        + frame(body.replace("006", "007"), crc=0x1234)
        + frame(secret)
        + frame('"NULL"0003L0#4411[]')
    )
    store = load({"rx.log": lines, "evidence.toml": manifest})
    assert [event.received.strftime("%H:%M:%S %Z") for event in store.events] == ["08:12:05 UTC"]
    assert [problem.reason for problem in store.problems] == ["the CRC is wrong", "the frame is encrypted"]


def test_crc_is_crc16_arc() -> None:
    # The check value of CRC-16/ARC in the catalogue of parametrised CRC algorithms.
    assert crc16(b"123456789") == 0xBB3D


def test_central_station_csv(load: Load) -> None:
    manifest = '[[feed]]\nname = "cs"\nkind = "panel"\nfile = "cs.csv"\nformat = "csv"\n'
    rows = (
        "Time,Account,Event Code,Zone,Description\n"
        "11/21/2026 03:12:05,4411,E110,006,Smoke\n11/21/2026 03:30:00,4411,R110,006,\n"
        ",4411,E110,1,\n"
    )
    store = load({"cs.csv": rows, "evidence.toml": manifest})
    assert [(event.kind.value, event.restore) for event in store.events] == [("fire_alarm", True)]
    assert [problem.reason for problem in store.problems] == ["the time is not understood"]
