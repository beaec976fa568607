"""Trends over invented nights: what counts, what is left out, and what small numbers may not say."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import html5lib
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render import made

from reportqa.cli import run
from reportqa.errors import NoInputError
from reportqa.model.answer import Topic
from reportqa.model.finding import Severity
from reportqa.model.links import Links
from reportqa.model.quality import QualityReport
from reportqa.model.trends import Change, NightCount, Trends
from reportqa.night import history
from reportqa.night.events import EVENTS, events_json
from reportqa.night.history import PastNight
from reportqa.night.ledgers import Ledgers
from reportqa.night.stored import stored
from reportqa.night.tally import TALLY, Teller, counted, tally_from, tally_json
from reportqa.night.trends import LEAST, LEAST_HALF, difference, topics_of, trends_of, wilson
from reportqa.render import from_json, schema, to_json
from reportqa.render.jsonio import as_plain
from reportqa.render.trends_page import trends_html, trends_text

RULE, OTHER = "completeness.action-taken", "address.landmark-only"
FIRST = made.at(22)


def report(
    number: int,
    *rules: tuple[str, Severity],
    night: int = 0,
    site: str | None = "S1",
    author: str = "A. Ito",
    shift: str | None = "SH7",
) -> QualityReport:
    findings = [made.finding(rule, severity) for rule, severity in rules]
    return made.quality(
        f"Report {number} of night {night}.",
        *findings,
        name=f"in/{night}/{number}.txt",
        links=Links(site_id=site, client_id="C1", shift_id=shift),
        author=author,
        occurred_at=FIRST + timedelta(days=night, minutes=number),
    )


def kept(
    root: Path, night: int, reports: Sequence[QualityReport], *, missed: bool = False, name: str = ""
) -> Path:
    out = root / (name or f"night-{night:02}")
    ledger = Ledgers().to_write(out)
    ledger.begin([(each.document.name, each.document.text_sha256) for each in reports], "f", resume=False)
    for each in reports:
        ledger.finish(each.document.name, [stored(each)])
    teller = Teller()
    for each in reports:
        teller.add(counted(each))
    ledger.keep(TALLY, tally_json(teller.tally()))
    ledger.keep(EVENTS, events_json((made.fire_event(),) if missed else ()))
    ledger.ended(FIRST + timedelta(days=night, hours=9))
    ledger.close()
    return out


def weighty(part: int, of: int, night: int, **more: str) -> list[QualityReport]:
    """`of` reports, the first `part` of them with a major finding."""
    return [
        report(n, *([(RULE, Severity.MAJOR)] if n < part else []), night=night, **more)  # type: ignore[arg-type]
        for n in range(of)
    ]


def nights_in(folders: Sequence[Path], most: int) -> tuple[PastNight, ...]:
    return history.nights_in(folders, most, Ledgers())


def trends(nights: Sequence[PastNight], *, persons: bool = False) -> Trends:
    return trends_of(
        nights,
        {RULE: "What was done."},
        {"S1": "Larkspur Court", "P1": "Gate"},
        post_of=lambda shift: "P1" if shift == "SH7" else None,
        by_officer=lambda site, client: persons and site == "S1",
    )


# ------------------------------------------------------------------ what counts


def test_language_small_findings_and_unread_reports_do_not_count(tmp_path: Path) -> None:
    reports = [
        report(0, ("language.vague-language", Severity.BLOCKER), (OTHER, Severity.MINOR)),
        report(1),
        made.failed_report("in/0/locked.pdf"),
        report(2, (RULE, Severity.BLOCKER), site=None),
    ]
    kept(tmp_path, 0, reports)
    found = trends(nights_in([tmp_path], 9))
    assert (found.reports, found.weighty, found.unreadable, found.placeless) == (3, 1, 1, 1)
    assert [(one.name, one.reports, one.weighty, one.topics) for one in found.sites] == [
        ("Larkspur Court", 2, 0, ())
    ]
    assert (found.topics, found.officers, found.by_officer) == ((), (), False)


def test_a_night_counts_by_groups_and_keeps_that(tmp_path: Path) -> None:
    teller = Teller()
    for each in (*weighty(1, 3, 0), report(9, (OTHER, Severity.BLOCKER), site="S2"), made.failed_report()):
        teller.add(counted(each))
    tally = teller.tally()
    assert [(one.site_id, one.author, one.reports, one.weighty, one.rules) for one in tally.counts] == [
        ("S1", "A. Ito", 3, 1, {RULE: 1}),
        ("S2", "A. Ito", 1, 1, {OTHER: 1}),
    ]
    assert (tally.evening, tally.unreadable) == (date(2026, 11, 20), 1)
    assert tally_from(tally_json(tally)) == tally
    assert tally_from(None) is None


def test_sites_and_posts_by_night_with_the_events_missed(tmp_path: Path) -> None:
    kept(tmp_path, 0, weighty(1, 2, 0), missed=True)
    kept(tmp_path, 1, [*weighty(2, 3, 1), report(9, night=1, site="S2", shift=None)])
    found = trends(nights_in([tmp_path], 9))
    assert found.nights == (date(2026, 11, 20), date(2026, 11, 21))
    one, two = found.sites
    assert (one.id, one.reports, one.weighty, one.missed) == ("S1", 5, 3, 1)
    assert one.nights == (
        NightCount(night=date(2026, 11, 20), reports=2, weighty=1, missed=1),
        NightCount(night=date(2026, 11, 21), reports=3, weighty=2),
    )
    assert one.topics == (Topic(rule=RULE, title="What was done.", reports=3, nights=2),)
    assert (two.id, two.reports, two.topics) == ("S2", 1, ())
    assert [(post.name, post.site_id, post.reports) for post in found.posts] == [("Gate", "S1", 5)]


def test_a_topic_of_one_night_does_not_recur_but_an_answer_may_name_it(tmp_path: Path) -> None:
    kept(tmp_path, 0, weighty(5, 5, 0))
    kept(tmp_path, 1, weighty(0, 5, 1))
    nights = nights_in([tmp_path], 9)
    assert trends(nights).topics == ()
    assert topics_of(nights, "S1", {}) == (Topic(rule=RULE, title=RULE, reports=5, nights=1),)
    assert topics_of(nights, "S", {}) == ()


def test_persons_are_counted_only_where_the_policy_says_so_and_never_ranked(tmp_path: Path) -> None:
    for night in (0, 1):
        reports = weighty(20, 20, night, author="Z. Worst") + weighty(0, 20, night, author="A. Best")
        strangers = weighty(3, 3, night, author="Elsewhere", site="S2")
        kept(
            tmp_path,
            night,
            [
                replace(r, document=replace(r.document, name=f"{n}"))
                for n, r in enumerate(reports + strangers)
            ],
        )
    nights = nights_in([tmp_path], 9)
    assert trends(nights).officers == ()
    allowed = trends(nights, persons=True)
    assert [(one.name, one.weighty) for one in allowed.officers] == [("A. Best", 0), ("Z. Worst", 40)]
    assert "Elsewhere" not in trends_text(allowed)
    for text in (trends_text(trends(nights)), trends_html(trends(nights)), to_json(trends(nights))):
        assert "Worst" not in text


# ------------------------------------------------------------------ small numbers


@pytest.mark.parametrize(("reports", "said"), [(LEAST - 1, False), (LEAST, True)])
def test_a_share_needs_reports_behind_it(tmp_path: Path, reports: int, said: bool) -> None:
    kept(tmp_path, 0, weighty(reports, reports, 0))
    (one,) = trends(nights_in([tmp_path], 9)).sites
    assert (one.low is not None, one.high is not None) == (said, said)
    text = trends_text(trends(nights_in([tmp_path], 9)))
    assert ("too few to say" in text, "100 %, likely 84 to 100 %" in text) == (not said, said)


def test_few_reports_never_lead(tmp_path: Path) -> None:
    few = [report(n, (RULE, Severity.MAJOR), site="S2") for n in range(LEAST - 1)]
    kept(
        tmp_path,
        0,
        [
            *(replace(r, document=replace(r.document, name=f"s2-{n}")) for n, r in enumerate(few)),
            *weighty(6, 60, 0),
        ],
    )
    assert [one.id for one in trends(nights_in([tmp_path], 9)).sites] == ["S1", "S2"]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ((0, LEAST_HALF - 1), (50, 50), Change.TOO_FEW),
        ((0, 50), (LEAST_HALF - 1, LEAST_HALF - 1), Change.TOO_FEW),
        ((5, 50), (8, 50), Change.NONE),
        ((5, 50), (25, 50), Change.MORE),
        ((25, 50), (5, 50), Change.LESS),
    ],
)
def test_a_change_is_said_only_beyond_chance(
    tmp_path: Path, before: tuple[int, int], after: tuple[int, int], change: Change
) -> None:
    kept(tmp_path, 0, weighty(*before, 0))
    kept(tmp_path, 1, weighty(*after, 1))
    (one,) = trends(nights_in([tmp_path], 9)).sites
    assert one.change is change


def test_where_nothing_changes_hardly_any_change_is_said() -> None:
    dice = random.Random(7)
    said = 0
    for _ in range(2000):
        share = dice.random()
        halves = [(sum(dice.random() < share for _ in range(40)), 40) for _ in range(2)]
        low, high = difference(*halves)
        said += low > 0 or high < 0
    assert said <= 40


def test_the_bounds_are_those_of_the_books() -> None:
    # Newcombe 1998, table I (81 of 263) and table II (56 of 70 against 48 of 80), at 95 %.
    assert wilson(81, 263, 1.96) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    low, high = wilson(56, 70, 2.576), wilson(48, 80, 2.576)
    assert difference((48, 80), (56, 70)) == pytest.approx(
        (
            0.2 - ((0.8 - low[0]) ** 2 + (high[1] - 0.6) ** 2) ** 0.5,
            0.2 + ((low[1] - 0.8) ** 2 + (0.6 - high[0]) ** 2) ** 0.5,
        )
    )


@given(st.integers(1, 500), st.data())
def test_the_bounds_hold_the_share(of: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, of))
    low, high = wilson(hits, of, 1.96)
    assert 0 <= low <= hits / of + 1e-12
    assert hits / of - 1e-12 <= high <= 1


# ------------------------------------------------------------------ which nights


def test_the_last_nights_each_once_and_unfinished_ones_not(tmp_path: Path) -> None:
    folders = [kept(tmp_path, night, weighty(0, night + 1, night)) for night in range(4)]
    kept(tmp_path, 3, weighty(0, 4, 3), name="night-03-again")
    begun = Ledgers().to_write(tmp_path / "begun")
    begun.begin([("x", "y")], "f", resume=False)
    begun.close()

    def counts(nights: Sequence[PastNight]) -> list[int]:
        return [sum(count.reports for count in night.tally().counts) for night in nights]

    assert counts(nights_in([tmp_path], 9)) == [4, 3, 2, 1]
    assert counts(nights_in([tmp_path], 2)) == [4, 3]
    assert counts(nights_in([folders[1], folders[1], folders[0]], 9)) == [2, 1]
    assert counts(history.nights_beside(folders[1], 2, Ledgers()))[0] == 2
    for empty in (tmp_path / "nowhere", folders[0] / ".reportqa"):
        with pytest.raises(NoInputError):
            nights_in([empty], 9)


# ------------------------------------------------------------------ how it is told


def test_page_and_json_are_whole(tmp_path: Path) -> None:
    nasty = "<b>O'Neil</b> & Co"
    for night in range(3):
        kept(tmp_path, night, weighty(11, 20, night, author=nasty), missed=night == 1)
    for persons in (False, True):
        found = trends(nights_in([tmp_path], 9), persons=persons)
        page = trends_html(found, home="index.html")
        html5lib.HTMLParser(strict=True).parse(page)
        assert "<b>O'Neil" not in page
        assert ("Officers" in page, "Nothing here is told by person" in page) == (persons, not persons)
        assert "1 event missed by the reports" in page
        jsonschema.validate(as_plain(found), schema())
        assert from_json(to_json(found)) == found


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept(tmp_path / "pages", 0, weighty(10, 20, 0))
    kept(tmp_path / "pages", 1, weighty(10, 20, 1))
    pages = str(tmp_path / "pages")
    assert run(["trends", pages]) == 0
    text = capsys.readouterr().out
    assert text.startswith("Trends: 2 nights, Nov 20, 2026 to Nov 21, 2026\n20 of 40 reports with a blocker")
    assert "S1: 20 of 40 reports, 50 %, likely 35 to 65 %; no clear change" in text
    assert "A. Ito" not in text
    assert run(["trends", pages, "--nights", "1", "--out", str(tmp_path / "t.html")]) == 0
    assert "1 night, Nov 21, 2026" in (tmp_path / "t.html").read_text(encoding="utf-8")
    (tmp_path / "policy.toml").write_text("[values]\ntrends_by_officer = 1\n")
    (tmp_path / "reportqa.toml").write_text('policy = "policy.toml"\n')
    assert run(["trends", pages, "--config", str(tmp_path / "reportqa.toml"), "--format", "json"]) == 0
    assert '"name": "A. Ito"' in capsys.readouterr().out
    assert run(["trends", str(tmp_path / "none")]) == 3


def test_a_night_writes_the_page_beside_the_morning_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "one.txt").write_text("At 0214 I found the gate open.")
    kept(tmp_path / "beside", 0, weighty(1, 2, 0))
    kept(tmp_path / "old", 0, weighty(1, 3, 0))
    out = tmp_path / "beside" / "today"
    night = ["night", str(tmp_path / "inbox"), "--out", str(out)]
    index, page = out / "index.html", out / "trends.html"

    def told() -> str:
        return page.read_text(encoding="utf-8")

    assert run(night) in (0, 1)
    assert "2 nights" in told()
    assert "of 3 reports" in told()
    assert 'href="trends.html"' in index.read_text(encoding="utf-8")
    assert run([*night, "--history", str(tmp_path / "old")]) in (0, 1)
    assert "of 4 reports" in told()
    page.unlink()
    (tmp_path / "none.toml").write_text("[night]\ntrend_nights = 0\n")
    assert run([*night, "--config", str(tmp_path / "none.toml")]) in (0, 1)
    assert run([*night, "--copy", "client"]) in (0, 1)
    assert not page.exists()
    assert 'href="trends.html"' not in index.read_text(encoding="utf-8")
    assert run([*night, "--history", str(tmp_path / "nowhere")]) == 2
    capsys.readouterr()
