"""Where a report belongs, what is filled in, how mentions are merged, and what always holds."""

from __future__ import annotations

import pickle
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportqa.link import Linker
from reportqa.model.document import Document, MetadataField, Origin
from reportqa.model.extraction import Extraction
from reportqa.model.mention import Assertion, Label, Mention, Status
from reportqa.model.site import RegistryKind
from reportqa.model.span import Span
from reportqa.read import from_text
from reportqa.site.registry import SiteRegistry

ZONE = ZoneInfo("America/New_York")
NIGHT = datetime(2026, 11, 21, 2, 10)


@pytest.mark.parametrize(
    ("text", "metadata", "site"),
    [
        ("All quiet.", {"site": "OAK"}, "OAK"),
        ("All quiet.", {"site": "oak"}, "OAK"),
        ("All quiet.", {"site": "Oak Hills"}, "OAK"),
        ("All quiet.", {"site": "The Oaks, post 3"}, "OAK"),
        ("All quiet.", {"site": "Oak Hils Apartments"}, "OAK"),
        ("All quiet.", {"site": "88 Pine St"}, "PINE"),
        ("All quiet.", {"author_id": "G-1182", "occurred_at": NIGHT}, "OAK"),
        ("All quiet.", {"author": "Ofc. D. Ruiz", "occurred_at": NIGHT}, "OAK"),
        ("All quiet.", {"author_id": "G-1201", "occurred_at": NIGHT}, None),  # a route of two sites
        ("Leak at 914 Cedar St.", {"author_id": "G-1201", "occurred_at": NIGHT}, "WILLOW"),
        ("Leak at 80 Elm St.", {}, "PINE"),
        ("I went to Pine Court.", {}, "PINE"),
        ("All quiet.", {"lat": 40.05, "lon": -83.05}, "PINE"),
        ("All quiet.", {"lat": 41.0, "lon": -83.05}, None),
        ("All quiet.", {"site": "Elsewhere Towers"}, None),
        ("Leak at 80 Elm St.", {"site": "OAK"}, "OAK"),  # what was given is not replaced
        ("All quiet.", {}, None),
    ],
)
def test_the_site_of_a_report(linker: Linker, text: str, metadata: dict[str, Any], site: str | None) -> None:
    document = linker.locate(Document.from_text(text, **metadata))
    assert linker.link(document, Extraction()).site_id == site


def test_what_the_registry_fills_in(linker: Linker) -> None:
    document = Document.from_text("All quiet.", author="Dana Ruiz", author_id="G-1182", occurred_at=NIGHT)
    meta = linker.locate(document).metadata
    assert (meta.site, meta.client, meta.timezone, meta.post) == (
        "OAK",
        "OAKCO",
        "America/New_York",
        "Oak Hills post 3",
    )
    assert meta.occurred_at == NIGHT.replace(tzinfo=ZONE)
    assert meta.shift_start == datetime(2026, 11, 20, 22, 0, tzinfo=ZONE)
    assert meta.shift_end == datetime(2026, 11, 21, 6, 0, tzinfo=ZONE)
    assert meta.origin("site") == MetadataField(name="site", origin=Origin.ROSTER)
    assert meta.origin("shift_start") == MetadataField(name="shift_start", origin=Origin.ROSTER)
    assert meta.origin("client") == MetadataField(name="client", origin=Origin.DEFAULT)
    assert meta.origin("occurred_at") == MetadataField(name="occurred_at", origin=Origin.CALLER)


FORM = "Site: Oak Hills\nDate: {date}\n\n{told}\n"


@pytest.mark.parametrize(
    ("text", "metadata", "site", "shift"),
    [
        # A site and a time, and one shift on duty there.
        ("Site: Oak Hills\nDate: 11/21/2026\nTime: 0130\n\nI found the gate open.\n", {}, "OAK", None),
        ("Site: Pine Court\nDate: 11/21/2026\nTime: 0130\n\nI found the gate open.\n", {}, "PINE", "S-2"),
        ("Site: Pine Court\nDate: 11/20/2026\nTime: 2130\n\nI found the gate open.\n", {}, "PINE", None),
        ("The gate was open.", {"site": "OAK", "occurred_at": datetime(2026, 11, 21, 5, 10)}, "OAK", "S-1"),
        # Somebody whom the roster does not know is not the officer on duty; a last name alone may be.
        (
            "Site: Pine Court\nOfficer: Hugo Wren\nDate: 11/21/2026\nTime: 0130\n\nGate open.\n",
            {},
            "PINE",
            None,
        ),
        ("Site: Oak Hills\nOfficer: Ruiz\nDate: 11/21/2026\nTime: 0130\n\nGate open.\n", {}, "OAK", "S-1"),
        # When it was written says nothing of who wrote it.
        ("Gate open.", {"site": "PINE", "written_at": NIGHT}, "PINE", None),
        # A day alone: the one shift that touches it, of the site or of the officer.
        ("Site: Pine Court\nDate: 11/20/2026\n\nI found the gate open.\n", {}, "PINE", "S-2"),
        ("Site: Pine Court\nDate: 11/22/2026\n\nI found the gate open.\n", {}, "PINE", None),
        (FORM.format(date="11/21/2026", told="I found the gate open."), {}, "OAK", None),
        ("Officer: Dana Ruiz\nDate: 11/21/2026\n\nI found the gate open.\n", {}, "OAK", "S-1"),
        ("Officer: Teresa Cole\nDate: 11/20/2026\n\nI found the gate open.\n", {}, None, "S-3"),
    ],
)
def test_the_roster_answers_only_where_one_shift_is_left(
    linker: Linker, text: str, metadata: dict[str, Any], site: str | None, shift: str | None
) -> None:
    document = linker.locate(from_text(text, **metadata))
    links = linker.link(document, Extraction())
    assert (links.site_id, links.shift_id) == (site, shift)
    held = document.metadata.origin("shift_start")
    assert (held and held.origin) == (Origin.ROSTER if shift else None)
    assert document.metadata.author == from_text(text, **metadata).metadata.author  # never filled in


def test_a_told_time_after_midnight_goes_to_the_shift_that_began_on_the_forms_day(linker: Linker) -> None:
    said = "Site: Pine Court\nDate: 11/20/2026\n\nAt 0210 hrs I found the gate open.\n"
    meta = linker.locate(from_text(said)).metadata
    assert meta.occurred_at == NIGHT.replace(tzinfo=ZONE)
    assert meta.shift_start == datetime(2026, 11, 20, 22, 0, tzinfo=ZONE)
    stated = linker.locate(from_text(said.replace("\n\n", "\nTime: 0210\n\n"))).metadata
    assert stated.occurred_at == datetime(
        2026, 11, 20, 2, 10, tzinfo=ZONE
    )  # what the form states is not moved
    assert stated.shift_start is None


def test_of_two_nights_a_daily_log_is_of_the_one_that_begins_on_its_day(registry: SiteRegistry) -> None:
    rows = registry.rows
    before = next(shift for shift in rows.shifts if shift.id == "S-1")
    day = timedelta(days=1)
    earlier = replace(before, id="S-0", start=before.start - day, end=before.end - day)
    linker = Linker(SiteRegistry(replace(rows, shifts=(earlier, *rows.shifts))))
    log = "DAILY ACTIVITY REPORT\nOfficer: Dana Ruiz\nDate: 11/20/2026\n\n2200 on post.\n0230 gate open.\n"
    incident = "INCIDENT REPORT\nOfficer: Dana Ruiz\nDate: 11/20/2026\n\nThe gate was open.\n"
    told = [linker.link(linker.locate(from_text(text)), Extraction()) for text in (log, incident)]
    assert [links.shift_id for links in told] == ["S-1", None]
    assert [links.site_id for links in told] == ["OAK", "OAK"]  # both nights are at one site


def test_a_site_that_nobody_knows_stays_as_it_was_given(linker: Linker) -> None:
    document = Document.from_text(
        "All quiet.", site="Elsewhere Towers", author_id="G-1182", occurred_at=NIGHT
    )
    located = linker.locate(document)
    assert (located.metadata.site, located.metadata.client) == ("Elsewhere Towers", "OAKCO")
    assert linker.link(located, Extraction()).site_id == "OAK"


def test_locating_twice_changes_nothing(linker: Linker) -> None:
    once = linker.locate(Document.from_text("All quiet.", author_id="G-1182", occurred_at=NIGHT))
    assert linker.locate(once) == once


def test_shift_votes_conflict_and_position(linker: Linker) -> None:
    document = linker.locate(
        Document.from_text(
            "All quiet.", author_id="G-1182", occurred_at=NIGHT, lat=40.05, lon=-83.05, accuracy_m=20.0
        )
    )
    links = linker.link(document, Extraction())
    assert (links.site_id, links.client_id, links.shift_id, links.conflict) == ("OAK", "OAKCO", "S-1", True)
    assert [(vote.source, vote.site_id) for vote in links.votes] == [("roster", "OAK"), ("gps", "PINE")]
    assert links.position is not None
    assert links.position.distance_m - links.position.certain_m == pytest.approx(20.0)
    facts = linker.facts(links)
    assert facts.shift is not None
    assert (facts.shift.id, facts.post.name if facts.post else "") == ("S-1", "Oak Hills post 3")
    assert [person.id for person in facts.contacts] == ["P-ORT"]


def test_own_names(linker: Linker) -> None:
    document = Document.from_text("x", author="Dana Ruiz", author_org="Acme Guards")
    assert linker.own_names(document) == (
        "Acme Guards",
        "Dana Ruiz",
        "G-1182",
        "Samuel Bell",
        "G-1190",
        "Teresa Cole",
        "G-1201",
    )


def test_the_empty_registry_is_harmless() -> None:
    linker = Linker(SiteRegistry.empty())
    document = Document.from_text("Leak at 80 Elm St, unit 5.", site="OAK", occurred_at=NIGHT)
    mention = Mention(span=Span(8, 17), label=Label.ADDRESS, text="80 Elm St")
    assert linker.locate(document) is document
    links = linker.link(document, Extraction(mentions=(mention,)))
    assert (links.site_id, links.links, links.mentions) == (None, (), (mention,))
    assert not linker.facts(links).given
    assert linker.match("80 Elm St") == ()


def test_a_linked_mention_stands_and_keeps_how_it_is_told(linker: Linker) -> None:
    text = "Not at unit 214, 555 Main St, Fairmont. Plate 8ABC123."
    negated = Assertion(status=Status.NEGATED, cue=Span(0, 3))
    general = (
        Mention(span=Span(7, 15), label=Label.SPOT, text="unit 214", assertion=negated),
        Mention(span=Span(17, 38), label=Label.ADDRESS, text="555 Main St, Fairmont"),
        Mention(span=Span(46, 53), label=Label.ID, text="8ABC123"),
    )
    links = linker.link(Document.from_text(text, site="OAK"), Extraction(mentions=general))
    assert [(m.label, m.text, m.value, m.assertion.status) for m in links.mentions] == [
        (Label.UNIT, "unit 214", None, Status.NEGATED),
        (Label.ADDRESS, "555 Main St, Fairmont", "555 Main St", Status.PRESENT),
        (Label.PLATE, "8ABC123", "8ABC123", Status.PRESENT),
    ]


def test_the_order_of_registry_rows_does_not_matter(registry: SiteRegistry, linker: Linker) -> None:
    text = (
        "At 1243 N Oak Ave and 555 Main, apt 1O7, unit 360, Bldg C unit 214; plate 8ABC132 by the pool. "
        "Mr. Lee and M. Alvarez. Space 12. 80 Elm St. unit 5."
    )
    document = Document.from_text(text, site="OAK")
    want = linker.link(document, Extraction()).links
    chance = random.Random(7)
    for _ in range(3):
        rows = registry.rows
        shuffled = replace(
            rows,
            **{
                name: tuple(chance.sample(getattr(rows, name), len(getattr(rows, name))))
                for name in ("sites", "units", "spaces", "landmarks", "persons", "permits", "buildings")
            },
        )
        found = Linker(SiteRegistry(shuffled)).link(document, Extraction()).links
        for ours, theirs in zip(found, want, strict=True):
            assert (ours.span, ours.kind, ours.state) == (theirs.span, theirs.kind, theirs.state)
            assert sorted(c.id for c in ours.candidates) == sorted(c.id for c in theirs.candidates)


def test_threads_and_pickles_share_a_linker(linker: Linker) -> None:
    document = Document.from_text("At 1243 N Oak Ave, unit 214, plate 8ABC123.", site="OAK")
    want = linker.link(document, Extraction())
    with ThreadPoolExecutor(4) as pool:
        assert all(got == want for got in pool.map(lambda _: linker.link(document, Extraction()), range(20)))
    assert pickle.loads(pickle.dumps(linker)).link(document, Extraction()) == want


WORDS = st.sampled_from(
    [
        "555",
        "1243",
        "80",
        "Main",
        "N",
        "Oak",
        "Ave",
        "St",
        "Elm",
        "unit",
        "apt",
        "#",
        "214",
        "B-204",
        "two",
        "fourteen",
        "Bldg",
        "C",
        "the",
        "pool",
        "gate",
        "N2",
        "Maria",
        "Alvarez",
        "Mr.",
        "Lee",
        "8ABC123",
        "plate",
        ",",
        ".",
        "\n",
        ";",
        "-",
        "&",
        "and",
        "of",
        "2I4",
        "space",
        "12",
        "Pine",
        "Court",
        "’s",
        "é",
        "北",
        "\x00",
        "\u202e",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=40).map(" ".join))
def test_any_text_is_linked_within_itself(linker: Linker, text: str) -> None:
    document = linker.locate(Document.from_text(text, site="OAK"))
    links = linker.link(document, Extraction())
    last = 0
    for link in links.links:
        assert link.text == text[link.span.start : link.span.end]
        assert link.span.start >= last, "links are in text order and share no words"
        last = link.span.end
        assert all(0 < c.score <= 1 for c in link.candidates)
        if link.sure:
            assert link.best is not None
    for mention in links.mentions:
        assert mention.text == text[mention.span.start : mention.span.end]


def test_links_of_other_clients_are_named_as_such(linker: Linker) -> None:
    document = Document.from_text("Lucinda Farrow of Pine Court, 6QRS332.", site="OAK")
    links = linker.link(document, Extraction())
    # Residents of other clients are not looked for: nobody may learn where they live.
    assert links.of_kind(RegistryKind.PERSON) == ()
    assert {link.state.value for link in links.links} == {"other_client"}
