"""Whether posts were kept: silent cases first. Everything is invented."""

from __future__ import annotations

import pytest
from tests.evidence.conftest import at, registry, shift

from reportqa.evidence import EvidenceStore
from reportqa.model.evidence import Coverage, Presence
from reportqa.model.quality import PostQuestion
from reportqa.model.site import Shift
from reportqa.night.posts import post_questions

NIGHT = shift("N", "OAK", "22:00", "06:00")
FAR = {"lat": 40.06, "lon": -83.0, "accuracy_m": 10.0}  # 6.7 km north of Oak Hills


def sign(kind: str, time: str, site: str | None = "OAK", officer: str = "G-N", **more: float) -> Presence:
    return Presence(kind=kind, at=at(time), officer_id=officer, site_id=site, **more)  # type: ignore[arg-type]


def asked(*signs: Presence, on: Shift = NIGHT, coverage: tuple[Coverage, ...] = ()) -> list[PostQuestion]:
    store = EvidenceStore(presence=signs, coverage=coverage)
    return list(post_questions(registry(on), store, (at("18:00"), at("08:00"))))


GPS_230 = sign("gps", "02:30", None, **FAR)
IN, OUT = sign("clock_in", "22:05"), sign("clock_out", "06:01")
CLOCK = Coverage(feed="clock", source="clock", start=at("18:00"), end=at("08:00"), complete=True)


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ((), []),
        ((IN, OUT), []),
        ((IN,), []),
        ((sign("clock_in", "22:15"), OUT), []),
        ((sign("clock_in", "22:16"), OUT), [("late_to_post", 16)]),
        ((IN, sign("clock_out", "05:44")), [("early_from_post", 16)]),
        ((sign("scan", "23:10"), sign("scan", "05:00")), []),
        ((sign("scan", "23:30"), sign("scan", "05:00")), [("late_to_post", 90)]),
        ((IN, sign("scan", "02:00")), [("early_from_post", 240)]),
        ((sign("clock_in", "22:00", None), sign("clock_out", "06:00", None)), []),
        ((sign("clock_in", "22:00", "PINE"),), [("elsewhere", None)]),
        ((IN, OUT, sign("gps", "02:00", None, **FAR)), []),
        ((IN, OUT, sign("gps", "02:00", None, **FAR), sign("gps", "02:10", None, **FAR)), []),
        ((IN, OUT, sign("gps", "02:00", None, **FAR), sign("gps", "02:30", None, **FAR)), [("away", 30)]),
        (
            (IN, OUT, sign("gps", "02:00", None, **FAR), sign("scan", "02:15"), GPS_230),
            [],
        ),
        ((IN, OUT, sign("scan", "02:00"), sign("scan", "02:00", "PINE")), [("impossible_travel", 0)]),
        ((IN, OUT, sign("scan", "02:00"), sign("scan", "02:06", "PINE")), []),
        ((IN, OUT, sign("clock_in", "19:00", officer="G-X")), [("outside_roster", None)]),
        ((IN, OUT, sign("clock_in", "15:00", officer="G-X")), []),
    ],
)  # fmt: skip
def test_posts(signs: tuple[Presence, ...], expected: list[tuple[str, int | None]]) -> None:
    assert [(item.kind, item.minutes) for item in asked(*signs)] == expected


def test_a_clock_that_was_on_makes_silence_a_question() -> None:
    assert [item.kind for item in asked(coverage=(CLOCK,))] == ["no_sign"]
    gap = Coverage(feed="clock", source="clock", start=at("18:00"), end=at("08:00"), complete=False)
    assert asked(coverage=(gap,)) == []


def test_the_roster_may_hold_the_stamps_itself() -> None:
    late = shift("N", "OAK", "22:00", "06:00", clock_in=at("22:40"), clock_out=at("06:00"))
    (item,) = asked(on=late)
    assert (item.kind, item.site_id, item.client_id, item.shift_id) == ("late_to_post", "OAK", "C1", "N")
    assert item.message == "Officer N, post, 22:00 to 06:00: clocked in 40 min after the shift began."


def test_a_patrol_between_sites_is_not_away() -> None:
    route = shift("N", ("OAK", "PINE"), "22:00", "06:00")
    far = [sign("gps", time, None, **FAR) for time in ("02:00", "02:30", "03:00")]
    assert asked(IN, OUT, *far, on=route) == []


def test_other_nights_are_not_asked_about() -> None:
    store = EvidenceStore(presence=(sign("clock_in", "22:40"), OUT))
    assert post_questions(registry(NIGHT), store, (at("12:00"), at("20:00"))) == ()
