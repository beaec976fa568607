"""Events at their site and shift: places, hours, and what explains them away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from tests.evidence.conftest import at, registry, shift

from reportqa.evidence import EvidenceStore
from reportqa.evidence.peers import placed
from reportqa.evidence.told import same_number
from reportqa.link.events import EventMatcher
from reportqa.model.document import Document
from reportqa.model.evidence import (
    EmergencyEvent,
    EventKind,
    EventPlace,
    Grade,
    Match,
    Peer,
    Precision,
    Presence,
    SourceRow,
)
from reportqa.model.links import Links
from reportqa.model.service import Service
from reportqa.model.site import Address, Site
from reportqa.site.registry import RegistryRows, SiteRegistry

NIGHT = shift("N", "OAK", "22:00", "06:00")


def event(
    place: EventPlace,
    time: str | datetime = "02:07",
    *,
    kind: EventKind = EventKind.FIRE,
    source: str = "dispatch",
    minutes: float = 20,
    test: bool = False,
) -> EmergencyEvent:
    start = at(time) if isinstance(time, str) else time
    return EmergencyEvent(
        id="E1",
        source=source,
        kind=kind,
        services=(Service.FIRE,),
        place=place,
        received=start,
        cleared=start + timedelta(minutes=minutes),
        test=test,
        rows=(SourceRow(feed="log", file="d.csv", line=2, text="row"),),
    )


def door(text: str, lat: float | None = None, lon: float | None = None) -> EventPlace:
    return EventPlace(precision=Precision.DOOR, text=text, lat=lat, lon=lon)


def crossing(text: str, lat: float | None = None, lon: float | None = None) -> EventPlace:
    return EventPlace(precision=Precision.INTERSECTION, text=text, lat=lat, lon=lon)


def matched(
    *events: EmergencyEvent, rows: object = None, presence: Iterable[Presence] = ()
) -> list[tuple[str, str | None, str, str | None]]:
    matcher = EventMatcher(
        rows or registry(NIGHT, shift("P", "PINE", "22:00", "06:00")),  # type: ignore[arg-type]
        EvidenceStore(events=events, presence=tuple(presence)),
    )
    return [
        (m.site_id, m.shift_id, m.grade.value, m.explained)
        for _, matches in matcher.all_matches()
        for m in matches
    ]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (door("555 MAIN ST"), [("OAK", "N", "confirmed", None)]),
        (door("-1 555 MAIN ST"), [("OAK", "N", "confirmed", None)]),
        (door("555 MAIN ST APT 4"), [("OAK", "N", "confirmed", None)]),
        (door("555 MAIN ST, FAIRMONT"), [("OAK", "N", "confirmed", None)]),
        (door("555 MAIN ST, OTHERTOWN"), []),
        (door("555 MAIN"), [("OAK", "N", "probable", None)]),
        (door("555 MAIN AVE"), []),
        (door("555 MAIN ST", 41.0, -83.0), []),  # the same street in another town
        (door("559 MAIN ST"), [("OAK", "N", "possible", "559 is a neighbour's address, not the site's")]),
        (door("86 ELM AVE SE"), [("PINE", "P", "confirmed", None)]),
        (door("85 ELM AVE SE"), [("PINE", "P", "possible", "85 is a neighbour's address, not the site's")]),
        (door("86 ELM AVE NE"), []),
        (
            door("1 FAR RD", 40.0005, -83.0),
            [("OAK", "N", "possible", "1 is a neighbour's address, not the site's")],
        ),
        (EventPlace(precision=Precision.ACCOUNT, account="4411"), [("OAK", "N", "confirmed", None)]),
        (EventPlace(precision=Precision.ACCOUNT, account="9999"), []),
        (EventPlace(precision=Precision.BLOCK, text="500 BLK MAIN ST"), [("OAK", "N", "possible", None)]),
        (crossing("MAIN ST & MAIN ST"), []),  # no crossing: any door of the street could be meant
        (crossing("MAIN ST & MAIN ST", 40.0, -83.0), [("OAK", "N", "possible", None)]),
        (crossing("MAIN ST & ELM AVE SE"), []),  # each site lies on one of the two
        (EventPlace(precision=Precision.WITHHELD, text="OAK HILLS"), [("OAK", "N", "probable", None)]),
        (EventPlace(precision=Precision.WITHHELD, text=""), []),
        (EventPlace(precision=Precision.POINT, lat=40.0, lon=-83.0), [("OAK", "N", "possible", None)]),
        (EventPlace(precision=Precision.POINT, lat=40.5, lon=-83.0), []),
    ],
)  # fmt: skip
def test_places(place: EventPlace, expected: list[tuple[str, str | None, str, str | None]]) -> None:
    assert matched(event(place)) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (crossing("MAIN ST & FAR RD"), [("CORNER", None, "probable", None)]),
        (crossing("FAR RD / MAIN ST", 40.0, -83.0), [("CORNER", None, "probable", None)]),
        (crossing("MAIN ST & FAR RD", 41.0, -83.0), []),  # the same two streets of another town
        (crossing("MAIN ST & MAIN ST"), []),
    ],
)
def test_a_crossing_is_the_corner_sites(
    place: EventPlace, expected: list[tuple[str, str | None, str, str | None]]
) -> None:
    corner = Site(
        id="CORNER", client_id="C1", name="Corner House", timezone="America/New_York", lat=40.0, lon=-83.0,
        addresses=(Address(number="1", street="Main St"), Address(number="2", street="Far Rd")),
    )  # fmt: skip
    assert matched(event(place), rows=SiteRegistry(RegistryRows(sites=(corner,)))) == expected


def test_a_point_inside_a_real_fence_is_probable() -> None:
    rows = registry(NIGHT, fenced=True)
    place = EventPlace(precision=Precision.POINT, lat=40.0, lon=-83.0)
    assert matched(event(place), rows=rows) == [("OAK", "N", "probable", None)]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"test": True}, "a test or drill"),
        ({"kind": EventKind.TRAFFIC}, "a traffic matter that dispatch put at the nearest address"),
        ({"kind": EventKind.OTHER}, "routine work of the agency"),
        ({"time": "12:00"}, "no shift was on duty at the site"),
    ],
)
def test_explained_away(change: dict[str, object], why: str) -> None:
    found = matched(event(door("555 MAIN ST"), **change))  # type: ignore[arg-type]
    assert [item[3] for item in found] == [why]


def test_a_site_without_roster_is_matched_all_the_same() -> None:
    assert matched(event(door("555 MAIN ST")), rows=registry()) == [("OAK", None, "confirmed", None)]


def test_at_a_handover_the_earlier_shift_is_asked() -> None:
    rows = registry(shift("A", "OAK", "18:00", "02:00"), shift("B", "OAK", "02:00", "10:00"))
    assert matched(event(door("555 MAIN ST"), "01:50"), rows=rows) == [("OAK", "A", "confirmed", None)]
    assert matched(event(door("555 MAIN ST"), "02:05"), rows=rows) == [("OAK", "B", "confirmed", None)]


def test_a_relieved_officer_is_explained() -> None:
    rows = registry(
        shift("A", "OAK", "22:00", "06:00", clock_out=at("01:00")),
        shift("B", "OAK", "01:00", "06:00"),
    )
    assert matched(event(door("555 MAIN ST")), rows=rows) == [
        ("OAK", "A", "confirmed", "the officer was relieved at 01:00"),
        ("OAK", "B", "confirmed", None),
    ]


def test_who_leaves_early_and_is_not_relieved_is_still_asked() -> None:
    rows = registry(shift("A", "OAK", "22:00", "06:00", clock_out=at("01:00")))
    assert matched(event(door("555 MAIN ST")), rows=rows) == [("OAK", "A", "confirmed", None)]


@pytest.mark.parametrize(
    ("visit", "grade", "minutes"), [("02:00", "confirmed", 7.0), ("05:00", "probable", 153.0)]
)
def test_a_patrol_is_asked_by_its_nearest_visit(visit: str, grade: str, minutes: float) -> None:
    rows = registry(shift("R", ("OAK", "PINE"), "22:00", "06:00"))
    sign = Presence(kind="scan", at=at(visit), officer_id="G-R", site_id="OAK")
    matcher = EventMatcher(rows, EvidenceStore(events=(event(door("555 MAIN ST")),), presence=(sign,)))
    (match,) = matcher.matches("OAK")
    assert (match.grade.value, match.minutes) == (grade, minutes)


def test_a_shift_over_the_change_of_clocks() -> None:
    # 1 November 2026: the hour from one to two happens twice in New York.
    zone = NIGHT.start.tzinfo
    start, end = datetime(2026, 10, 31, 22, tzinfo=zone), datetime(2026, 11, 1, 6, tzinfo=zone)
    rows = registry(
        type(NIGHT)(
            id="C", post_id="P-C", site_ids=("OAK",), officer_id="G", officer="O", start=start, end=end
        )
    )
    second = datetime(2026, 11, 1, 1, 30, tzinfo=zone, fold=1)
    assert matched(event(door("555 MAIN ST"), second), rows=rows) == [("OAK", "C", "confirmed", None)]


def slice_of(matcher: EventMatcher, **metadata: object) -> tuple[Match, ...]:
    document = Document.from_text("All quiet.", **metadata)
    return matcher.slice(placed(document, Links(site_id="OAK", shift_id="N"))).matches


def test_slice_holds_the_shift_and_nothing_of_other_sites() -> None:
    events = (event(door("555 MAIN ST")), event(door("86 ELM AVE SE")))
    matcher = EventMatcher(
        registry(NIGHT, shift("P", "PINE", "22:00", "06:00")), EvidenceStore(events=events)
    )
    assert [(m.site_id, m.shift_id, m.grade) for m in slice_of(matcher)] == [("OAK", "N", Grade.CONFIRMED)]


def test_without_a_roster_the_shift_that_is_told_bounds_the_slice_else_the_time() -> None:
    events = tuple(event(door("555 MAIN ST"), at(hour)) for hour in ("12:30", "23:10", "03:10"))
    matcher = EventMatcher(registry(), EvidenceStore(events=events))

    def hours(**metadata: object) -> list[str]:
        own = placed(Document.from_text("All quiet.", **metadata), Links(site_id="OAK"))
        return [f"{match.event.start:%H:%M}" for match in matcher.slice(own).matches]

    told = {"shift_start": at("22:00"), "shift_end": at("23:59")}
    assert hours(**told, occurred_at=at("03:00")) == ["23:10"]
    assert hours(occurred_at=at("03:00"), submitted_at=at("13:00")) == ["23:10", "03:10"]
    assert hours(written_at=at("13:00")) == ["12:30", "23:10"]
    assert hours() == ["12:30", "23:10", "03:10"]


def test_slice_without_a_site_is_not_given() -> None:
    matcher = EventMatcher(registry(NIGHT), EvidenceStore(events=(event(door("555 MAIN ST")),)))
    assert matcher.slice(placed(Document.from_text("All quiet."), Links())).given is False


def test_slice_takes_the_officers_signs_and_the_sites_reports() -> None:
    signs = (
        Presence(kind="scan", at=at("02:00"), officer_id="G-N", site_id="OAK"),
        Presence(kind="scan", at=at("02:00"), officer_id="G-P", site_id="PINE"),
        Presence(kind="scan", at=at("12:00"), officer_id="G-N", site_id="OAK"),
    )
    matcher = EventMatcher(registry(NIGHT), EvidenceStore(presence=signs))
    peers = [peer("R1", site="OAK"), peer("R2", site="PINE"), peer("R3", site="OAK", hour="13:00")]
    document = Document.from_text("All quiet.", author="Officer N", report_id="R9")
    found = matcher.slice(placed(document, Links(site_id="OAK", shift_id="N")), peers)
    assert (found.presence, [item.report_id for item in found.peers]) == (signs[:1], ["R1"])


def peer(name: str, *, site: str, hour: str = "02:10") -> Peer:
    return Peer(
        report_id=name, name=f"{name}.txt", kind="incident", author="Officer X", author_id=None, site_id=site,
        shift_id=None, occurred_at=at(hour), written_at=None, submitted_at=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cited", "report_id", "same"),
    [
        ("0412", "IR 2026-0412", True),
        ("PG-1120-0102", "pg-1120-0102", True),
        ("2026-0412", "IR-2026-0412", True),
        ("12", "IR 2026-0412", False),
        ("0413", "IR 2026-0412", False),
    ],
)
def test_a_cited_number_is_that_of_a_report(cited: str, report_id: str, same: bool) -> None:
    assert same_number(cited, report_id) is same
