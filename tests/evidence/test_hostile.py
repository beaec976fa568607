"""Broken and hostile feeds: counted with a reason, never an exception, and what is good stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.evidence.conftest import at, registry, shift

from reportqa.evidence import EvidenceStore
from reportqa.link.events import EventMatcher
from reportqa.model.evidence import FeedProblem
from reportqa.night.reconcile import reconcile

Load = Callable[..., EvidenceStore]
HEADER = "incident,received,service,nature,address\n"
GOOD = "I1,2026-11-21 02:07:00,FIRE,FIRE,1 A ST\n"


def reasons(store: EvidenceStore) -> list[tuple[int, str, int]]:
    return [(problem.line, problem.reason, problem.count) for problem in store.problems]


def test_bad_times_are_counted_by_reason(load: Load) -> None:
    rows = (
        "I2,yesterday,FIRE,FIRE,1 A ST\nI3,,FIRE,FIRE,1 A ST\nI4,soon,FIRE,FIRE,2 A ST\n"
        "I5,2206-11-21,FIRE,FIRE,1 A\n"
    )
    store = load({"dispatch.csv": HEADER + GOOD + rows})
    assert len(store.events) == 1
    assert reasons(store) == [
        (3, "the time is not understood", 2),
        (4, "no time", 1),
        (6, "the time is out of range", 1),
    ]


def test_the_same_file_twice(load: Load) -> None:
    manifest = '[[feed]]\nname = "log"\nkind = "dispatch"\nfile = "d*.csv"\n'
    store = load({"d1.csv": HEADER + GOOD, "d2.csv": HEADER + GOOD, "evidence.toml": manifest})
    assert len(store.events) == 1
    assert store.problems == (
        FeedProblem(feed="log", file="d2.csv", line=2, reason="the same row was read before"),
    )


def test_a_million_repeats_stay_one_event(load: Load) -> None:
    store = load({"dispatch.csv": HEADER + GOOD * 20_000})
    assert (len(store.events), len(store.events[0].rows)) == (1, 1)
    assert reasons(store) == [(3, "the same row was read before", 19_999)]


def test_huge_field_nul_and_mixed_encodings(load: Load) -> None:
    content = (
        HEADER.encode()
        + b"I2,2026-11-21 02:07:00,FIRE,FIRE," + b"x" * 300_000 + b"\n"
        + b"I3,2026-11-21 02:08:00,FI\0RE,FIRE,3 Caf\xe9 ST\n"
        + "I4,2026-11-21 02:09:00,FIRE,FIRE,4 Café ST\n".encode()
    )  # fmt: skip
    store = load({"dispatch.csv": content})
    assert [event.place.text for event in store.events] == ["3 Café ST", "4 Café ST"]
    assert reasons(store) == [(2, "the line is too long", 1)]


def test_utf16_with_mark(load: Load) -> None:
    store = load({"dispatch.csv": (HEADER + GOOD).encode("utf-16")})
    assert [event.place.text for event in store.events] == ["1 A ST"]


def test_a_quote_left_open_costs_one_row(load: Load) -> None:
    rows = 'I2,2026-11-21 03:00:00,FIRE,"FIRE,1 A ST\nI3,2026-11-21 04:00:00,FIRE,FIRE,3 A ST\n'
    store = load({"dispatch.csv": HEADER + GOOD + rows})
    assert [event.case_number for event in store.events] == ["I1", "I3"]
    assert reasons(store) == [(3, "a quotation mark is never closed", 1)]


def test_a_quoted_line_break_is_one_row(load: Load) -> None:
    store = load({"dispatch.csv": HEADER + 'I2,2026-11-21 03:00:00,FIRE,FIRE,"1 A ST\nrear"\n'})
    assert [event.place.text for event in store.events] == ["1 A ST\nrear"]


def test_wrong_header_and_missing_file(load: Load) -> None:
    manifest = (
        '[[feed]]\nname = "log"\nkind = "dispatch"\nfile = "gone.csv"\n[[feed]]\n'
        'name = "b"\nkind = "dispatch"\nfile = "b.csv"\n'
    )
    store = load({"evidence.toml": manifest, "b.csv": "a,b\n1,2\n"})
    assert store.events == ()
    assert [problem.reason for problem in store.problems] == [
        "no such file",
        "the header has no column 'received', which the map generic needs",
    ]


def test_times_after_the_declared_window_are_kept_and_counted(load: Load) -> None:
    manifest = (
        '[[feed]]\nname = "log"\nkind = "dispatch"\nfile = "d.csv"\n'
        'coverage = { start = "2026-11-20T18:00", end = "2026-11-21T08:00" }\n'
    )
    rows = "I2,2026-11-22 07:00:00,FIRE,FIRE,2 A ST\nI3,2031-01-01 01:00:00,FIRE,FIRE,3 A ST\n"
    store = load({"evidence.toml": manifest, "d.csv": HEADER + GOOD + rows})
    assert [event.case_number for event in store.events] == ["I1", "I2", "I3"]
    assert reasons(store) == [(0, "the time lies after the feed's window (row kept)", 1)]


def test_without_a_window_the_roster_says_what_lies_in_the_future(load: Load) -> None:
    rows = "I2,2026-11-22 05:00:00,FIRE,FIRE,2 A ST\nI3,2031-01-01 01:00:00,FIRE,FIRE,3 A ST\n"
    roster = registry(shift("N", "OAK", "22:00", "06:00"))
    store = load({"dispatch.csv": HEADER + GOOD + rows}, rows=roster)
    assert [event.case_number for event in store.events] == ["I1", "I2", "I3"]
    assert reasons(store) == [(0, "the time lies after the last shift of the roster (row kept)", 1)]
    assert (
        reasons(load({"dispatch.csv": HEADER + GOOD + rows})) == []
    )  # no roster, nothing to hold it against


def test_a_file_copied_under_another_feed_is_told_once_on_the_page(load: Load) -> None:
    """Two feeds may know of the same incident; a copied file becomes one happening, not two."""
    feeds = "".join(
        f'[[feed]]\nname = "{name}"\nkind = "dispatch"\nfile = "{name}.csv"\n' for name in ("a", "b")
    )
    rows = registry(shift("N", "OAK", "22:00", "06:00"))
    row = "I1,2026-11-21 02:07:00,FIRE,FIRE,555 MAIN ST\n"
    store = load({"evidence.toml": feeds, "a.csv": HEADER + row, "b.csv": HEADER + row}, rows=rows)
    result = reconcile(rows, EventMatcher(rows, store), (), window=(at("18:00"), at("08:00")))
    assert [[item.ref for item in found.evidence][:2] for found in result.unreported] == [
        ["a.csv:2", "b.csv:2"]
    ]


def test_a_pattern_does_not_leave_the_folder(load: Load, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "d.csv").write_text(HEADER + GOOD)
    store = load(
        {"evidence.toml": f'[[feed]]\nname = "log"\nkind = "dispatch"\nfile = "../{outside.name}/d.csv"\n'}
    )
    assert (store.events, [problem.reason for problem in store.problems]) == ((), ["no such file"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=3000))
def test_any_bytes_are_read(load: Load, noise: bytes) -> None:
    for name in ("dispatch.csv", "panel.log", "scans.csv", "gps.csv", "clock.csv"):
        load({name: noise})
    store = load({"dispatch.csv": HEADER.encode() + GOOD.encode() + noise})
    assert store.events[0].case_number == "I1" or store.problems
