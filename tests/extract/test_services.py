"""Emergency services: who had a part, how far it went, and the details told. All texts are invented."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.extract.phrases_services import PHRASES

from reportqa.extract import Extractor
from reportqa.extract.assertion import Assertions
from reportqa.extract.services import ServiceReading, find_services
from reportqa.extract.times import find_times
from reportqa.model.document import Document, Metadata
from reportqa.model.service import Involvement, Service, ServiceInvolvement, ServiceStatus
from reportqa.model.span import Span

GUARD = Metadata(
    author_org="Harbor Light Security",
    shift_start=datetime(2026, 11, 20, 22),
    shift_end=datetime(2026, 11, 21, 6),
    timezone="America/New_York",
)
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


PIECES = (
    *(
        "fire",
        "police",
        "EMS",
        "FD",
        "PD",
        "E7",
        "Medic",
        "4",
        "911",
        "no",
        "not",
        "called",
        "by",
        "to",
        "on",
    ),
    *("scene", "if", "ambulance", "/", "-", ".", ",", ":", "?", "[", "]", "x", "N/A", "yes", "arrived"),
    *("cancelled", "case", "#", "26-1", "Sgt.", "Hall", "2A14", "units", "and"),
)


def sentences(text: str) -> tuple[Span, ...]:
    """A plain splitter, so that these tests need no other part."""
    spans = []
    start = 0
    for match in re.finditer(r"[.!?](?=\s+[A-Z0-9])|\n", text):
        if match.end() > start:
            spans.append(Span(start, match.end()))
            start = match.end()
    if start < len(text):
        spans.append(Span(start, len(text)))
    return tuple(spans)


def read(
    text: str,
    metadata: Metadata = GUARD,
    agencies: tuple[tuple[str, str], ...] = (),
    own: tuple[str, ...] = (),
) -> ServiceReading:
    spans = sentences(text)
    return find_services(
        text,
        sentences=spans,
        assertions=Assertions(text, spans),
        times=find_times(text, metadata=metadata),
        metadata=metadata,
        agencies=agencies,
        own=own,
    )


def entry(reading: ServiceReading, service: Service) -> ServiceInvolvement:
    return next(item for item in reading.services if item.service is service)


def letters(reading: ServiceReading) -> str:
    parts = [
        "I" if entry(reading, service).involvement is Involvement.INVOLVED else "-"
        for service in (Service.FIRE, Service.EMS, Service.POLICE)
    ]
    return "".join(parts) + ("I" if reading.generic_911 else "-")


@pytest.mark.parametrize("line", PHRASES.strip().splitlines())
def test_phrases(line: str) -> None:
    expected, _, text = line.partition(" ")
    assert (letters(read(text)), text) == (expected, text)


@pytest.mark.parametrize(
    ("text", "service", "status"),
    [
        ("FD on scene at 0210.", Service.FIRE, ServiceStatus.ON_SCENE),
        ("FD was cancelled en route.", Service.FIRE, ServiceStatus.CANCELLED),
        ("Engine 4 staged at the gate.", Service.FIRE, ServiceStatus.STAGED),
        ("Ambulance en route.", Service.EMS, ServiceStatus.EN_ROUTE),
        ("Taken to County by ambulance.", Service.EMS, ServiceStatus.TRANSPORTED),
        ("Guest declined an ambulance.", Service.EMS, ServiceStatus.DECLINED),
        ("Police were called.", Service.POLICE, ServiceStatus.CALLED),
        ("Police were not called.", Service.POLICE, ServiceStatus.NEGATED),
        ("If he returns I will call police.", Service.POLICE, ServiceStatus.HYPOTHETICAL),
        ("Police were here last month.", Service.POLICE, ServiceStatus.HISTORICAL),
        ("Post orders say to call police.", Service.POLICE, ServiceStatus.POLICY),
        ("Police never arrived.", Service.POLICE, ServiceStatus.NO_RESPONSE),
        ("I called the police but they never showed up.", Service.POLICE, ServiceStatus.NO_RESPONSE),
        ("I called PD. They never came.", Service.POLICE, ServiceStatus.NO_RESPONSE),
        ("PD was called, didn't show.", Service.POLICE, ServiceStatus.NO_RESPONSE),
        ("I called the police and nobody came.", Service.POLICE, ServiceStatus.NO_RESPONSE),
        ("Called the police, they said they couldn't come.", Service.POLICE, ServiceStatus.NO_RESPONSE),
        ("I waited an hour for police who never came.", Service.POLICE, ServiceStatus.NO_RESPONSE),
        ("PD was called but did not arrive until 0200.", Service.POLICE, ServiceStatus.ON_SCENE),
        ("I called PD. The tenant did not come to the door.", Service.POLICE, ServiceStatus.CALLED),
        ("I called PD on two males. They never came back.", Service.POLICE, ServiceStatus.CALLED),
        ("EMS arrived at 0210. He did not respond to them.", Service.EMS, ServiceStatus.ON_SCENE),
        ("They did not come at first. PD arrived at 0230.", Service.POLICE, ServiceStatus.ON_SCENE),
        ("Coroner arrived at 0400.", Service.OTHER, ServiceStatus.ON_SCENE),
    ],
)
def test_status(text: str, service: Service, status: ServiceStatus) -> None:
    assert entry(read(text), service).status is status


@pytest.mark.parametrize(
    ("line", "involved"),
    [
        ("Police: No", False),
        ("Police: Yes", True),
        ("Police notified: N/A", False),
        ("Police called? Y", True),
        ("Police notified: 0215", True),
        ("Police notified Y / N", False),
        ("[x] Police  [ ] Fire", True),
        ("[ ] Police  [x] Fire", False),
        ("Police notified: ______", False),
        ("Fire: [ ] Police: [x] EMS: [ ]", True),
        ("Fire: [x] Police: [ ] EMS: [x]", False),
        ("Police [x]  EMS [ ]", True),
        ("EMS [x]  Police [ ]", False),
        ("Fire dept: N/A  Police: [x] called 0112  EMS: [ ]", True),
        ("Fire called: yes  Police called: no  EMS called: N/A", False),
        ("Fire: none | Police: 0214 | EMS: none", True),
    ],
)
def test_form_lines(line: str, involved: bool) -> None:
    found = entry(read(line), Service.POLICE).involvement
    assert found is (Involvement.INVOLVED if involved else Involvement.MENTIONED)


def test_times_units_case_and_caller() -> None:
    text = (
        "I called KPD at 0207. KPD units 2A14 and 2A16 arrived 0219, took a report, case # 26-44871, "
        "and cleared at 0240. FD was called by the tenant."
    )
    reading = read(text)
    police = entry(reading, Service.POLICE)
    assert [(item.kind, item.value) for item in police.times] == [
        ("called", "2026-11-21T02:07-05:00"),
        ("arrived", "2026-11-21T02:19-05:00"),
        ("cleared", "2026-11-21T02:40-05:00"),
    ]
    assert police.agency == "KPD"
    assert police.case_number == "26-44871"
    assert police.called_by == "I"
    assert police.unit_ids == ("2A14", "2A16")
    assert entry(reading, Service.FIRE).called_by == "the tenant"


def test_the_writer_s_own_department_is_no_outside_agency() -> None:
    town = Metadata(author_org="Elmford Police Department (EPD)")
    assert letters(read("Police responded. EPD officers took a report.", town)) == "----"
    assert letters(read("Ashby Police responded to assist.", town)) == "--I-"
    assert letters(read("State Police took over.", town)) == "--I-"


def test_the_client_s_glossary_and_own_units() -> None:
    assert letters(read("TVR arrived and took over.")) == "----"
    assert letters(read("TVR arrived and took over.", agencies=(("TVR", "fire"),))) == "I---"
    assert letters(read("HPD arrived.", own=("HPD",))) == "----"


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(PIECES),
            st.text(max_size=6),
        ),
        max_size=25,
    )
)
def test_any_text_is_read_and_spans_hold(parts: list[str]) -> None:
    text = " ".join(parts)
    for item in read(text).services:
        for span in item.spans:
            assert 0 <= span.start < span.end <= len(text)
        assert (item.involvement is Involvement.NONE) == (not item.spans)


@pytest.mark.slow
def test_the_labelled_narratives_when_they_are_there() -> None:
    """A floor under the measured figures; `python -m bench services` has them in full."""
    files = sorted(DATA.glob("labels/services_*.jsonl"))
    if not files:
        pytest.skip(f"no labels under {DATA}")
    from bench import services as measure

    figures = measure.run(DATA, None)["metrics"]
    assert json.dumps(figures)
    for service in measure.SERVICES:
        assert figures["all"][service]["f1"] >= 0.9


def test_a_desk_for_health_and_safety_is_no_ambulance() -> None:
    text = "The patient fell. At 2251 I called the EHS desk. The EHS manager came."
    assert entry(read(text), Service.EMS).involvement is Involvement.NONE


def test_an_agency_s_name_ends_with_its_line() -> None:
    found = entry(read("Spoke with S/O Bell\nEMS called at 0210."), Service.EMS)
    assert (found.agency, found.involvement) == ("EMS", Involvement.INVOLVED)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("0214 Trash Fire at the dock.", ()),
        ("0214 KITCHEN FIRE IN UNIT 4.", ()),
        ("0214 Reported Fire at the dock.", ()),
        ("Tolland Fire at the dock.", ()),
        ("0214 Tolland Fire at the dock.", ("Tolland Fire",)),
        ("0214 TOLLAND FIRE AT THE DOCK.", ("TOLLAND FIRE",)),
        ("02:14 hrs - East Tolland Fire here.", ("East Tolland Fire",)),
    ],
)
def test_a_town_s_fire_opens_a_log_line(text: str, spans: tuple[str, ...]) -> None:
    told = entry(read(text), Service.FIRE)
    assert tuple(span.of(text) for span in told.spans) == spans


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("He say his name is Leo. Police was not called.", ServiceStatus.NEGATED),
        ("Leo told me that he waits for a friend.", None),
        ("LEO on scene x2.", ServiceStatus.ON_SCENE),
    ],
)
def test_a_man_named_leo_is_no_police(text: str, status: ServiceStatus | None) -> None:
    (police,) = (
        item
        for item in Extractor().extract(Document.from_text(text)).services
        if item.service is Service.POLICE
    )
    assert police.status is status
