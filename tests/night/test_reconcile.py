"""What the night's reports leave out, each happening once, with all its rows. Everything is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.evidence.conftest import at, registry, shift

from reportqa.evidence import EvidenceStore
from reportqa.link.events import EventMatcher
from reportqa.model.evidence import (
    Complaint,
    EmergencyEvent,
    EventKind,
    EventPlace,
    Peer,
    Precision,
    SourceRow,
)
from reportqa.model.finding import Severity
from reportqa.model.service import Service
from reportqa.model.site import Shift
from reportqa.night.reconcile import Reconciliation, reconcile

NIGHT = shift("N", "OAK", "22:00", "06:00")
WINDOW = (at("18:00"), at("08:00"))
FULL = ("fire.called", "fire.arrived", "fire.unit", "fire.cleared", "fire.case_number")


def event(
    name: str = "E1",
    time: str = "02:07",
    *,
    kind: EventKind = EventKind.FIRE,
    services: tuple[Service, ...] = (Service.FIRE,),
    source: str = "dispatch",
    text: str = "555 MAIN ST",
    **more: object,
) -> EmergencyEvent:
    start = at(time)
    place = (
        EventPlace(precision=Precision.ACCOUNT, account="4411")
        if source == "panel"
        else EventPlace(precision=Precision.DOOR, text=text)
    )
    full: dict[str, object] = {
        "on_scene": start + timedelta(minutes=7),
        "cleared": start + timedelta(minutes=30),
        "units": ("E12",),
        "case_number": "26-1",
        **more,
    }
    return EmergencyEvent(
        id=name, source=source, kind=kind, services=services, place=place, received=start,
        rows=(SourceRow(feed=source, file=f"{source}.csv", line=int(name[1:]) + 1, text=name),), **full,  # type: ignore[arg-type]
    )  # fmt: skip


def report(
    name: str = "R1",
    time: str | None = "02:15",
    *,
    kind: str = "incident",
    services: tuple[Service, ...] = (),
    told: tuple[str, ...] = (),
    shift_id: str | None = "N",
    site: str | None = "OAK",
    **more: object,
) -> Peer:
    return Peer(
        report_id=name, name=f"{name}.txt", kind=kind, author="Officer N", author_id="G-N", site_id=site,
        shift_id=shift_id, occurred_at=at(time) if time else None, written_at=None, submitted_at=at("05:00"),
        services=services, told=told, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def outcome(
    events: tuple[EmergencyEvent, ...],
    *peers: Peer,
    complaints: tuple[Complaint, ...] = (),
    shifts: tuple[Shift, ...] = (NIGHT,),
) -> Reconciliation:
    rows = registry(*shifts)
    matcher = EventMatcher(rows, EvidenceStore(events=events, complaints=complaints))
    return reconcile(rows, matcher, peers, window=WINDOW)


def states(result: Reconciliation) -> list[tuple[str, tuple[str, ...]]]:
    return [(item.state, item.missing) for item in result.unreported]


FIRE = (Service.FIRE,)


@pytest.mark.parametrize(
    ("peers", "expected"),
    [
        ((), [("nobody", ())]),
        ((report(),), [("nobody", ())]),
        ((report(services=FIRE, told=FULL),), []),
        ((report(services=FIRE, told=FULL[1:]),), []),
        ((report(services=FIRE),), [("partly", ("called", "arrived", "unit", "cleared", "case_number"))]),
        ((report(services=FIRE, told=FULL[2:]),), [("partly", ("called", "arrived"))]),
        ((report(services=FIRE, told=FULL, time="23:00"),), [("nobody", ())]),
        ((report(services=(Service.POLICE,)),), [("nobody", ())]),
        ((report(services=FIRE, told=FULL, kind="daily_log"),), [("daily_log_only", ())]),
        ((report(services=FIRE, told=(*FULL, "fire.cited:2"), kind="daily_log"),), [("daily_log_only", ())]),
        ((report(services=FIRE, told=(*FULL, "fire.cited:R2"), kind="daily_log"), report("R2", None)), []),
        ((report(services=FIRE, told=FULL, shift_id="other"),), [("peer_only", ())]),
        ((report(services=FIRE, told=FULL, site="PINE"),), [("nobody", ())]),
        ((report(denied=FIRE, kind="daily_log", time="23:00"),), [("denied", ())]),
        ((report(denied=FIRE, incident_type="Fire"),), [("contradicted", ())]),
        (
            (report(denied=FIRE, incident_type="Lost property", told=("type.lost-found-property",)),),
            [("nobody", ())],
        ),
        ((report(time=None, services=FIRE, told=FULL),), []),
    ],
)  # fmt: skip
def test_who_told_it(peers: tuple[Peer, ...], expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert states(outcome((event(),), *peers)) == expected


@pytest.mark.parametrize(
    ("told", "more", "expected"),
    [
        (("fire.arrived.at:2026-11-21T02:10-05:00",), {}, []),
        (("fire.arrived.at:2026-11-21T02:40-05:00",), {}, [("contradicted", ())]),
        (("fire.arrived.at:2026-11-21T02:30-05:00",), {"units": ("E12", "T3")}, []),
        (("fire.arrived.at:2026-11-21T02:40-05:00",), {"on_scene": None}, []),
        (("fire.arrived.at:2026-11-21T02:40-05:00", "fire.arrived.at:2026-11-21T02:14-05:00"), {}, []),
        (("fire.cleared.at:2026-11-21T03:05-05:00",), {}, []),
        (("fire.cleared.at:2026-11-21T03:10-05:00",), {}, [("contradicted", ())]),
        (("fire.cleared.at:2026-11-21T01:50-05:00",), {}, [("contradicted", ())]),
        (("ems.arrived.at:2026-11-21T02:40-05:00",), {}, []),
    ],
)
def test_times_that_the_log_does_not_bear_out(
    told: tuple[str, ...], more: dict[str, object], expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert states(outcome((event(**more),), report(services=FIRE, told=(*FULL, *told)))) == expected  # type: ignore[arg-type]


def test_a_contradicted_time_is_said_and_is_no_blocker() -> None:
    told = (*FULL, "fire.arrived.at:2026-11-21T02:40-05:00")
    (item,) = outcome(
        (event(),), report(services=FIRE, told=told), report("R2", services=FIRE, told=FULL)
    ).unreported
    assert (item.state, item.severity, item.report_ids) == ("contradicted", Severity.MAJOR, ("R1",))
    assert item.message == (
        "The evidence shows a fire call at Oak Hills Apartments at 02:07 (E12). "
        "The report says that the fire department came at 02:40; the evidence says 02:14."
    )


def test_a_time_that_fits_the_next_engine_is_no_contradiction() -> None:
    events = (event("E1", "02:07"), event("E2", "02:33"))
    told = (*FULL, "fire.at:2026-11-21T02:10-05:00", "fire.arrived.at:2026-11-21T02:40-05:00")
    result = outcome(events, report(services=FIRE, told=told))
    assert [(item.event.id, item.state) for item in result.unreported] == [("E2", "nobody")]


def test_a_cancelled_call_counts_and_asks_no_times() -> None:
    cancelled = event(cancelled=True, on_scene=None, cleared=None)
    assert states(outcome((cancelled,))) == [("nobody", ())]
    assert states(outcome((cancelled,), report(services=FIRE))) == []


def test_what_is_raised_says_where_who_and_which_rows() -> None:
    (item,) = outcome((event(),)).unreported
    assert (item.site_id, item.client_id, item.shift_id, item.officer) == ("OAK", "C1", "N", "Officer N")
    assert (item.severity, item.grade.value) == (Severity.BLOCKER, "confirmed")
    assert [entry.ref for entry in item.evidence] == ["dispatch.csv:2", None]
    assert item.message == (
        "The evidence shows a fire call at Oak Hills Apartments at 02:07 (E12). "
        "No report of the shift mentions it."
    )


def test_all_who_were_on_duty_are_named_or_those_whose_reports_speak_of_it() -> None:
    late, route = shift("L", "OAK", "01:00", "06:00"), shift("R", "OAK", "22:00", "06:00")
    route = replace(route, site_ids=("OAK", "PINE"))
    duty = (route, NIGHT, late)
    (item,) = outcome((event(),), shifts=duty).unreported
    assert (item.shift_id, item.officer) == ("N", "Officer N, Officer L")
    (item,) = outcome((event(),), report(services=FIRE, shift_id="L"), shifts=duty).unreported
    assert (item.state, item.shift_id, item.officer) == ("partly", "L", "Officer L")
    (item,) = outcome((event(),), shifts=(route,)).unreported
    assert item.officer == "Officer R"


def test_a_clients_memory_of_the_hour_names_no_officer_who_had_gone() -> None:
    early = shift("E", "OAK", "18:00", "02:00")
    complaint = Complaint(
        id="c", received=at("07:40"), sender="x", subject="y", site_id="OAK", services=FIRE,
        speaks_of=("2026-11-21T01:50-05:00",), row=SourceRow(feed="mail", file="c.eml", line=1, text="c"),
    )  # fmt: skip
    (item,) = outcome((event(),), complaints=(complaint,), shifts=(early, NIGHT)).unreported
    assert (item.shift_id, item.officer) == ("N", "Officer N")


def test_panel_dispatch_and_complaint_are_one() -> None:
    panel = event("E7", "02:05", kind=EventKind.FIRE_ALARM, source="panel", units=(), case_number=None)
    complaint = Complaint(
        id="c", received=at("07:40"), sender="x", subject="y", site_id="OAK", services=FIRE,
        speaks_of=("2026-11-21T02:15-05:00",), row=SourceRow(feed="mail", file="c.eml", line=1, text="c"),
    )  # fmt: skip
    result = outcome((panel, event()), complaints=(complaint,))
    assert [[entry.ref for entry in item.evidence][:-1] for item in result.unreported] == [
        ["panel.csv:8", "dispatch.csv:2", "c.eml:1"]
    ]


def test_a_complaint_alone_is_raised() -> None:
    complaint = Complaint(
        id="c", received=at("07:40"), sender="x", subject="y", site_id="OAK", services=FIRE,
        row=SourceRow(feed="mail", file="c.eml", line=1, text="c"),
    )  # fmt: skip
    (item,) = outcome((), complaints=(complaint,)).unreported
    assert (item.state, item.event.source, item.shift_id) == ("nobody", "complaint", "N")


def test_two_agencies_at_one_door_are_one_and_two_hours_are_two() -> None:
    events = (
        event("E1", "02:07"),
        event("E2", "02:12", kind=EventKind.MEDICAL, services=(Service.EMS,)),
        event("E3", "04:30"),
    )
    result = outcome(events)
    assert [(item.event.received.strftime("%H:%M"), item.event.services) for item in result.unreported] == [
        ("02:07", (Service.FIRE, Service.EMS)),
        ("04:30", FIRE),
    ]


def test_the_service_that_a_report_forgets_is_named() -> None:
    events = (event("E1"), event("E2", "02:12", kind=EventKind.MEDICAL, services=(Service.EMS,)))
    assert states(outcome(events, report(services=FIRE, told=FULL))) == [("partly", ("ems",))]


def test_a_time_told_for_one_ambulance_is_not_the_next_one() -> None:
    ems = (Service.EMS,)
    events = (
        event("E1", "02:00", kind=EventKind.MEDICAL, services=ems, cleared=None, on_scene=None),
        event("E2", "02:50", kind=EventKind.MEDICAL, services=ems, cleared=None, on_scene=None),
    )
    told = ("ems.called", "ems.case_number", "ems.unit")
    result = outcome(events, report(time="02:03", services=ems, told=told))
    assert [item.event.id for item in result.unreported] == ["E2"]


def test_explained_and_unsure_ones_are_listed_not_raised() -> None:
    events = (
        event("E1", test=True),
        event("E2", "03:00", text="559 MAIN ST"),
        event("E3", "04:00", kind=EventKind.TRAFFIC),
        event("E4", "12:30"),
    )
    result = outcome(events)
    assert result.unreported == ()
    assert [(item.event.id, item.reason) for item in result.explained] == [
        ("E1", "a test or drill"),
        ("E2", "559 is a neighbour's address, not the site's"),
        ("E3", "a traffic matter that dispatch put at the nearest address"),
    ]


def test_the_night_is_that_of_the_shifts_with_reports() -> None:
    day, night = shift("D", "OAK", "14:00", "22:00"), NIGHT
    rows = registry(day, night)
    matcher = EventMatcher(rows, EvidenceStore(events=(event("E1", "15:00"), event("E2", "02:07"))))
    result = reconcile(rows, matcher, (report(time="23:00"),))
    assert [item.event.id for item in result.unreported] == ["E2"]


def test_nothing_at_all() -> None:
    assert outcome(()) == Reconciliation(window=WINDOW)
