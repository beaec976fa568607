"""Header lines: labels, orders, layouts, and texts that have none."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reportqa.model.document import Document, Origin
from reportqa.read import ReadSettings, from_text, read, with_headers

# The machine that runs the tests may be busy; what is tested is the outcome.
fast = hypothesis_settings(deadline=None, max_examples=60)


def found(text: str, **metadata: Any) -> dict[str, Any]:
    """What the header lines gave, by name."""
    document = from_text(text, **metadata)
    return {
        item.name: getattr(document.metadata, item.name)
        for item in document.metadata.origins
        if item.origin is Origin.HEADER
    }


CASES: list[tuple[str, dict[str, Any], str]] = [
    (
        "INCIDENT REPORT\nDate: 11/20/2026   Time: 0214\nSite: Oak Terrace\n"
        "Officer: Ofc. Dana Ruiz   Badge: 1182\n"
        "Incident type: Noise complaint\nLocation: Bldg 4, Unit 214\n"
        "Shift: 2200-0600\n\nNarrative:\nMusic was loud.\n",
        {
            "kind": "incident",
            "occurred_at": datetime(2026, 11, 20, 2, 14),
            "site": "Oak Terrace",
            "author": "Dana Ruiz",
            "author_id": "1182",
            "incident_type": "Noise complaint",
            "location": "Bldg 4, Unit 214",
            "shift_start": datetime(2026, 11, 19, 22, 0),
            "shift_end": datetime(2026, 11, 20, 6, 0),
        },
        "Music was loud.",
    ),
    (
        "DATE OF INCIDENT\tNovember 20, 2026\tTIME OF OCCURRENCE\t2:14 AM\n"
        "Reporting officer - Lee Moss\nGuard card - G-2041\n\nI saw a leak.",
        {
            "occurred_at": datetime(2026, 11, 20, 2, 14),
            "author": "Lee Moss",
            "author_id": "G-2041",
        },
        "I saw a leak.",
    ),
    (
        "Daily Activity Report\nOfficer: Kim Park\nDate: 11/20/2026\n"
        "Shift: 1800-0600\n1800 On post.\n1900 All clear.\n",
        {
            "kind": "daily_log",
            "author": "Kim Park",
            "shift_start": datetime(2026, 11, 20, 18, 0),
            "shift_end": datetime(2026, 11, 21, 6, 0),
        },
        "1800 On post.\n1900 All clear.",
    ),
    (
        "**Date/Time:** 2026-11-21 02:14\n**Property:** Elm Court\n\nA resident said: call me at five.",
        {"occurred_at": datetime(2026, 11, 21, 2, 14), "site": "Elm Court"},
        "A resident said: call me at five.",
    ),
    (
        "Client: Harbor Group\nPost: North gate\nReport #: IR-2041\n"
        "Date: Nov 20 2026\nTime of occurrence: 11:40 pm\n"
        "Report date: 11/21/2026 0105\nSubmitted: 11/21/2026 01:20\n\nThe gate arm was broken.\n\n"
        "Signed: Ofc. Dana Ruiz #1182",
        {
            "client": "Harbor Group",
            "post": "North gate",
            "report_id": "IR-2041",
            "occurred_at": datetime(2026, 11, 20, 23, 40),
            "written_at": datetime(2026, 11, 21, 1, 5),
            "submitted_at": datetime(2026, 11, 21, 1, 20),
            "author": "Dana Ruiz",
            "author_id": "1182",
        },
        "The gate arm was broken.",
    ),
    (
        "Officer: R. Vale\nTime of occurrence: 2350\n"
        "Report date: 11/21/2026 0030\n\nLobby door was found open.",
        {
            "author": "R. Vale",
            "occurred_at": datetime(2026, 11, 20, 23, 50),
            "written_at": datetime(2026, 11, 21, 0, 30),
        },
        "Lobby door was found open.",
    ),
    (
        "date: 11/20/2026 time: 0214 officer: dana ruiz\nlocation: pool gate\n\ngate was open",
        {
            "occurred_at": datetime(2026, 11, 20, 2, 14),
            "author": "dana ruiz",
            "location": "pool gate",
        },
        "gate was open",
    ),
]


@pytest.mark.parametrize(("text", "expected", "narrative"), CASES)
def test_header_values(text: str, expected: dict[str, Any], narrative: str) -> None:
    """Every value with its type, nothing besides, and the telling without the form."""
    document = from_text(text)
    assert found(text) == expected
    assert document.narrative is not None
    assert document.narrative.of(text) == narrative


@pytest.mark.parametrize(
    "text",
    [
        "At 0214 hours: saw two men at the gate. They left.",
        "I was at the gate and saw a man. Date: none.\nThe officer came.",
        "Resident stated: I was asleep. Time was 0200: all quiet.",
        "On 11/20/2026 at 0214 I saw smoke - the alarm rang - nobody came.",
        "Responded to unit 12 - no answer.",
        "2200 On post\n2300 Patrol - all clear\n0000 Gate: locked",
    ],
)
def test_plain_tellings_keep_every_word(text: str) -> None:
    """A text without a form is all narrative and gives no metadata."""
    document = from_text(text)
    assert found(text) == {}
    assert document.header == ()
    assert document.narrative is not None
    assert document.narrative.of(text) == text


def test_a_log_that_only_starts_with_its_label() -> None:
    """The label is dropped, what follows is kept whole, later labels included."""
    text = "Narrative: Checked doors. Narrative: 0236 Checked again."
    document = from_text(text)
    assert document.narrative is not None
    assert document.narrative.of(text) == "Checked doors. Narrative: 0236 Checked again."


def test_spans_point_at_the_values() -> None:
    """The origin of each value points at its own words."""
    text = "Site: Oak Terrace\nOfficer: Sgt. Ann Bell #77\nDate: 11/20/2026\nTime: 0305\n\nDoor open."
    document = from_text(text)
    places = {item.name: item.span.of(text) for item in document.metadata.origins if item.span is not None}
    assert places == {"site": "Oak Terrace", "author": "Ann Bell", "author_id": "77", "occurred_at": "0305"}


def test_times_become_local_once_the_zone_is_known() -> None:
    """With a timezone given, header times carry it; without one they stay naive."""
    text = "Date: 11/20/2026 Time: 0214\n\nDoor open."
    document = from_text(text, timezone="America/New_York")
    assert document.metadata.occurred_at == datetime(2026, 11, 20, 2, 14, tzinfo=ZoneInfo("America/New_York"))
    naive = from_text(text).metadata.occurred_at
    assert naive is not None
    assert naive.tzinfo is None


def test_the_caller_wins_over_the_header() -> None:
    """A value that was passed in stands, and keeps its origin."""
    document = from_text("Site: Oak Terrace\nOfficer: Ann Bell\n\nDoor open.", site="Elm Court")
    assert document.metadata.site == "Elm Court"
    origin = document.metadata.origin("site")
    assert origin is not None
    assert origin.origin is Origin.CALLER


@fast
@given(st.text(max_size=400))
def test_any_text_is_read_twice_alike(text: str) -> None:
    """Never an exception; spans inside the text; reading again changes nothing."""
    document = from_text(text)
    assert with_headers(document) == document
    assert document.text == text
    for span in (*document.header, *((document.narrative,) if document.narrative else ())):
        assert 0 <= span.start < span.end <= len(text)


_PIECES = st.sampled_from(
    [
        "Date: ",
        "11/20/2026",
        " Time: ",
        "0214",
        "\n",
        "Officer: ",
        "Ann Bell #12",
        "Narrative:",
        "\t",
        "Site - ",
        "Signed: ",
        "DAR",
        "Shift: 2200-0600",
        " | ",
        "**",
        "Door open. ",
    ]
)


@fast
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_any_form_is_read_twice_alike(text: str) -> None:
    """The same over texts made of form parts."""
    document = from_text(text)
    assert with_headers(document) == document
    for span in (*document.header, *((document.narrative,) if document.narrative else ())):
        assert 0 <= span.start < span.end <= len(text)
    assert isinstance(document, Document)


def test_number_on_the_title_line() -> None:
    """A title may carry the report's number; a date there is none."""
    assert found("# Daily activity report PG-1120-0106\n\nOfficer: Ann Bell\n\n1800 On post.") == {
        "kind": "daily_log",
        "report_id": "PG-1120-0106",
        "author": "Ann Bell",
    }
    assert found("**INCIDENT REPORT** PG-1120-0301\n\n**Officer:** Ann Bell\n\nDoor open.") == {
        "kind": "incident",
        "report_id": "PG-1120-0301",
        "author": "Ann Bell",
    }
    assert found("Incident report 11/20/2026\n\nDoor open.") == {"kind": "incident"}


def test_unknown_labels_do_not_end_the_form() -> None:
    """Lines such as "Weather: clear" between known ones are the form's; after the last one they are told."""
    text = (
        "Site: Elm Court\nMoon: full\nReported: 11/20/2026 2348\nTime occurred: 2348\n"
        "Condition: dry\nDoor open."
    )
    document = from_text(text)
    assert found(text) == {"site": "Elm Court", "occurred_at": datetime(2026, 11, 20, 23, 48)}
    assert document.narrative is not None
    assert document.narrative.of(text) == "Condition: dry\nDoor open."


def test_shift_of_the_evening_before() -> None:
    """An incident after midnight belongs to the shift that began the evening before."""
    given = found("Date: 11/21/2026\nTime: 0410\nShift: 1800-0200\n\nHose leaked.")
    assert given["shift_start"] == datetime(2026, 11, 20, 18, 0)
    assert given["shift_end"] == datetime(2026, 11, 21, 2, 0)


@pytest.mark.parametrize(
    "lines",
    [
        "Date: 03/14/2026  Shift 2200-0600",
        "Shift 10pm - 6am\nDate 03/14/2026",
        "Officer: Dana Ruiz Shift 22:00 to 06:00 Date: 03/14/2026",
        "Date 2026-03-14, Shift hours 2200 - 0600 hrs",
    ],
)
def test_a_label_needs_no_colon_where_its_value_proves_it(lines: str) -> None:
    document = from_text(f"DAILY ACTIVITY REPORT\n{lines}\n\n0250 Patrol all secure")
    meta = document.metadata
    assert (meta.shift_start, meta.shift_end) == (datetime(2026, 3, 14, 22), datetime(2026, 3, 15, 6))
    assert document.narrative is not None
    assert document.narrative.of(document.text) == "0250 Patrol all secure"


@pytest.mark.parametrize(
    "text",
    [
        "Date: 03/14/2026\n\nShift 2200-0600 was quiet.",
        "Date: 03/14/2026\nLocation: Pool hours 0800-2000",
        "Date: 03/14/2026\n\nOn my shift 2200-0600 I saw nobody.",
    ],
)
def test_such_words_in_the_telling_or_of_a_pool_are_no_shift(text: str) -> None:
    assert from_text(text).metadata.shift_start is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Date: 03/15/2026\n\nAt 0120 hrs I found the gate open.", datetime(2026, 3, 15, 1, 20)),
        # After midnight of a night shift the form's date is the evening's.
        (
            "Date: 03/14/2026  Shift 2200-0600\n\nAt about 0120 unit 1204 was open.",
            datetime(2026, 3, 15, 1, 20),
        ),
        (
            "Date: 03/14/2026  Shift 2200-0600\n\nOn shift at 2200. At 2310 it rained.",
            datetime(2026, 3, 14, 23, 10),
        ),
    ],
)
def test_the_telling_s_first_time_places_a_report_that_gives_a_date(text: str, moment: datetime) -> None:
    meta = from_text(f"INCIDENT REPORT\n{text}").metadata
    origin = meta.origin("occurred_at")
    assert (meta.occurred_at, origin and origin.origin) == (moment, Origin.NARRATIVE)
    assert meta.stated("occurred_at") is None


@pytest.mark.parametrize(
    "text",
    [
        "INCIDENT REPORT\nDate: 03/14/2026\n\nUnit 1204 was open.",
        "INCIDENT REPORT\n\nAt 0120 the gate was open.",
        "DAILY ACTIVITY REPORT\nDate: 03/14/2026\n\n0120 Patrol all secure.",
    ],
)
def test_no_time_or_no_date_places_nothing(text: str) -> None:
    assert from_text(text).metadata.occurred_at is None


def test_a_form_s_own_time_stands_before_the_telling_s() -> None:
    meta = from_text("Date: 03/14/2026\nTime: 0100\n\nAt 0120 the gate was open.").metadata
    assert meta.stated("occurred_at") == datetime(2026, 3, 14, 1)


@pytest.mark.parametrize(("clock", "day"), [("0410", 15), ("2310", 14)])
def test_an_e_mail_happened_at_its_first_told_time_and_not_when_it_was_sent(clock: str, day: int) -> None:
    data = (
        b"From: Dana Ruiz <dana@example.com>\nTo: ops@example.com\nSubject: gate\n"
        b"Date: Sun, 15 Mar 2026 05:12:00 -0700\nContent-Type: text/plain\n\n"
        + f"At {clock} hrs I found the pool gate forced open. I relocked it.\n".encode()
    )
    (document,) = read(data, settings=ReadSettings(), name="gate.eml")
    assert isinstance(document, Document)
    meta = document.metadata
    assert meta.occurred_at is not None
    assert meta.submitted_at is not None
    assert (meta.occurred_at.day, f"{meta.occurred_at:%H%M}") == (day, clock)
    assert f"{meta.submitted_at:%H%M}" == "0512"


def test_the_companys_own_people_are_known_by_their_labels() -> None:
    text = (
        "To: Ana Lee\nOfficer: Dana Ruiz\nSupervisor: Sgt. Cole\nComplainant: Carl Mott\n\n"
        "At 0115 the gate was open. I locked it.\n\nReviewed by: Paul Hill\n"
    )
    told = from_text(text)
    assert [span.of(text) for span in told.staff] == [
        "Ana Lee", "Dana Ruiz", "Sgt. Cole", "Paul Hill",
    ]  # fmt: skip
    assert with_headers(told).staff == told.staff
