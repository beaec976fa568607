"""Report times: what is found, its value, and what is no time. All texts are invented."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportqa.extract.times import find_times
from reportqa.model.document import Metadata
from reportqa.model.mention import Label

NIGHT = Metadata(
    shift_start=datetime(2026, 11, 20, 22),
    shift_end=datetime(2026, 11, 21, 6),
    timezone="America/New_York",
)


def shift(start: str, end: str, zone: str) -> Metadata:
    return Metadata(
        shift_start=datetime.fromisoformat(start), shift_end=datetime.fromisoformat(end), timezone=zone
    )


def read(text: str, metadata: Metadata = NIGHT) -> list[tuple[str, str | None]]:
    """The words of each mention with its value, or its problem in brackets."""
    found = find_times(text, metadata=metadata)
    return [(m.text, f"[{m.problem.value}]" if m.problem else m.value) for m in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gate 4 locked at 2251.", [("2251", "2026-11-20T22:51-05:00")]),
        ("0117 hrs, gate 4 found open", [("0117 hrs", "2026-11-21T01:17-05:00")]),
        ("seen at 1:17 a.m. by the pool", [("1:17 a.m.", "2026-11-21T01:17-05:00")]),
        ("seen at 1:17 am.", [("1:17 am", "2026-11-21T01:17-05:00")]),
        ("11p to 1a", [("11p to 1a", "2026-11-20T23:00-05:00/2026-11-21T01:00-05:00")]),
        ("between 2230 and 0115", [("2230 and 0115", "2026-11-20T22:30-05:00/2026-11-21T01:15-05:00")]),
        ("between 10 and 11 pm", [("10 and 11 pm", "2026-11-20T22:00-05:00/2026-11-20T23:00-05:00")]),
        ("Music off at midnight.", [("midnight", "2026-11-21T00:00-05:00")]),
        ("2400 hours", [("2400 hours", "2026-11-21T00:00-05:00")]),
        ("at quarter to four", [("quarter to four", "2026-11-21T03:45-05:00")]),
        ("at oh two twenty", [("oh two twenty", "2026-11-21T02:20-05:00")]),
        ("O1l7 hrs", [("O1l7 hrs", "2026-11-21T01:17-05:00")]),
        (
            "Alarm 0117. Reset 10 minutes later.",
            [("0117", "2026-11-21T01:17-05:00"), ("10 minutes later", "2026-11-21T01:27-05:00")],
        ),
        ("stayed 1 hr 15 min", [("1 hr 15 min", "PT1H15M")]),
        ("stayed 20-30 minutes", [("20-30 minutes", "PT20M/PT30M")]),
        ("on 11/20/26 at 2230", [("11/20/26", "2026-11-20"), ("2230", "2026-11-20T22:30-05:00")]),
        ("Fri Nov 20 2230 on post", [("Fri Nov 20", "2026-11-20"), ("2230", "2026-11-20T22:30-05:00")]),
        (
            "Tow here. 2301- Car gone. - 2310 - Clear",
            [("2301", "2026-11-20T23:01-05:00"), ("2310", "2026-11-20T23:10-05:00")],
        ),
        ("20NOV26", [("20NOV26", "2026-11-20")]),
        ("closed Nov 18-20", [("Nov 18-20", "2026-11-18/2026-11-20")]),
        ("away Nov 3 - 5, 2025", [("Nov 3 - 5, 2025", "2025-11-03/2025-11-05")]),
        ("between 11/3 and 11/5", [("11/3 and 11/5", "2026-11-03/2026-11-05")]),
        ("leave 11/20-11/22", [("11/20-11/22", "2026-11-20/2026-11-22")]),
        ("11/19/2026- 12 Elm Rd", [("11/19/2026", "2026-11-19")]),
        ("per yesterday's log", [("yesterday", "2026-11-19")]),
        ("last night at 9 pm", [("last night", "2026-11-19"), ("9 pm", "2026-11-19T21:00-05:00")]),
        (
            "the night before at 2310",
            [("the night before", "2026-11-19"), ("2310", "2026-11-19T23:10-05:00")],
        ),
    ],
)
def test_times_have_their_words_and_values(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2275 hrs", [("2275 hrs", "[impossible]")]),
        ("14:20 pm", [("14:20 pm", "[impossible]")]),
        ("on 11/31/2026", [("11/31/2026", "[impossible]")]),
        ("Monday 11/20/2026", [("Monday 11/20/2026", "[impossible]")]),
        ("at 0?45 hrs", [("0?45 hrs", "[not_understood]")]),
    ],
)
def test_times_without_a_value_say_why(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


def test_two_readings_in_the_shift_are_ambiguous() -> None:
    long_day = shift("2026-11-20T06:00", "2026-11-20T22:00", "America/Chicago")
    assert read("alarm at 8:10", long_day) == [("8:10", "[ambiguous]")]
    assert read("alarm at 11:10", long_day) == [("11:10", "2026-11-20T11:10-06:00")]


def test_the_change_of_clocks() -> None:
    back = shift("2026-10-31T22:00", "2026-11-01T06:00", "America/New_York")
    assert read("at 0140", back) == [("0140", "[ambiguous]")]
    assert read("at 0140 EST", back) == [("0140 EST", "2026-11-01T01:40-05:00")]
    forward = shift("2026-03-07T22:00", "2026-03-08T06:00", "America/New_York")
    assert read("at 0220", forward) == [("0220", "[impossible]")]
    assert read("at 0155, clear 10 minutes later", forward)[1] == (
        "10 minutes later",
        "2026-03-08T03:05-04:00",
    )


def test_the_order_of_day_and_month_is_the_country_s() -> None:
    assert read("03/04/2026", shift("2026-04-03T08:00", "2026-04-03T16:00", "Europe/London")) == [
        ("03/04/2026", "2026-04-03")
    ]
    assert read("03/04/2026", shift("2026-04-03T08:00", "2026-04-03T16:00", "America/Toronto")) == [
        ("03/04/2026", "[ambiguous]")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Unit 2217, apt 0133 and room #2304 checked.",
        "Rooms 2210, 2211 and 2304 were checked.",
        "Badge 0417, case 26-0133, plate KTR 2217.",
        "The 1200 block of Elm, 2217 Elm Street and 1830 W Oak.",
        "Call 555-0133 or ext. 2304.",
        "Paid $2217. Counted 1500 people. 24/7. 50/50. 3/4 full. 10-4.",
        "Door code was changed to 0133.",
        "A 2019 Falcon, the 1999 model.",
        "He is 22 years old and 6'2.",
        "I may leave. He sat down. The sun was up.",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("text", ["approx. 2310", "around 2310", "~2310", "2310 or so", "just before 2310"])
def test_approximate_times(text: str) -> None:
    (mention,) = find_times(text, metadata=NIGHT)
    assert (mention.text, mention.approximate) == ("2310", True)


def test_without_a_shift_the_clock_is_kept_as_a_part() -> None:
    (mention,) = find_times("at 2310 hrs", metadata=Metadata())
    assert (mention.label, mention.value, mention.problem) == (Label.TIME, None, None)
    assert mention.part("clock") == "23:10"


@settings(deadline=None, max_examples=300)
@given(
    st.text(
        alphabet=st.one_of(st.sampled_from("0123456789:;./-oOlISZB apmhrs~@#?\n"), st.characters()),
        max_size=120,
    )
)
def test_offsets_hold_on_any_text(text: str) -> None:
    before = -1
    for mention in find_times(text, metadata=NIGHT):
        assert text[mention.span.start : mention.span.end] == mention.text
        assert mention.span.start >= before
        assert mention.value is None or mention.problem is None
        before = mention.span.end


@pytest.mark.slow
def test_time_grows_with_the_text_and_no_faster() -> None:
    line = (
        "at 2310 on 11/20/26 unit 2217 O1l7 hrs 10 minutes later between 2200 and 0600 half past two to 1 1 "
    )
    find_times(line, metadata=NIGHT)
    taken = []
    for times in (1_000, 4_000):
        runs = []
        for _ in range(3):  # the best of three: the machine may be shared
            start = time.process_time()
            find_times(line * times, metadata=NIGHT)
            runs.append(time.process_time() - start)
        taken.append(min(runs))
    assert taken[1] < 4 * taken[0] * 2.5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("he left last week", ["last week"]),
        ("a fax like the other day", ["the other day"]),
        ("moved out a few days ago", ["a few days ago"]),
        ("water was on overnight", ["overnight"]),
        ("no overnight parking here", []),
        ("the overnight guard left", []),
        ("let go in early February", ["early February"]),
        ("banned in March 2024", ["March 2024"]),
        ("built in 2018.", ["2018"]),
        ("in 2018 Honda", []),
        ("guards march in step and may leave", []),
        ("never on Fridays", ["Fridays"]),
        ("over the weekend", ["weekend"]),
        ("two units this past summer", ["this past summer"]),
    ],
)
def test_loose_dates_have_no_value(text: str, expected: list[str]) -> None:
    assert read(text) == [(told, None) for told in expected]


def test_a_date_without_a_year_and_without_a_day_of_the_report_is_open_not_impossible() -> None:
    assert read("on Nov 3 he left", Metadata()) == [("Nov 3", None)]
    assert read("on Feb 31 he left", Metadata()) == [("Feb 31", "[impossible]")]
    assert read("on 11/22 at 2200", Metadata())[0] == ("11/22", None)
