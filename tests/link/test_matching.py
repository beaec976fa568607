"""What is found in a text of one site: the row, how sure, and what differs."""

from __future__ import annotations

import pytest

from reportqa.link import Linker
from reportqa.link import reasons as why
from reportqa.model.document import Document
from reportqa.model.extraction import Extraction
from reportqa.model.mention import Label, Mention
from reportqa.model.site import RegistryKind
from reportqa.model.span import Span

Told = tuple[str, str, str, tuple[str, ...]]


def links(linker: Linker, text: str, site: str = "OAK", **metadata: object) -> list[Told]:
    """Words, state, best candidate and reasons of every link, in text order."""
    document = Document.from_text(text, site=site, **metadata)
    found = linker.link(document, Extraction()).links
    return [
        (
            link.text,
            link.state.value,
            link.best.id if link.best else "",
            link.best.reasons if link.best else (),
        )
        for link in found
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("at 555 Main St.", ("555 Main St", "exact", "OAK/555 Main St", ())),
        ("at 555 Main.", ("555 Main", "exact", "OAK/555 Main St", (why.NO_SUFFIX,))),
        (
            "at 1234 north oak avenue",
            ("1234 north oak avenue", "exact", "OAK/1234 N Oak Ave", ()),
        ),
        ("at 1234 Oak Ave", ("1234 Oak Ave", "exact", "OAK/1234 N Oak Ave", (why.NO_DIRECTION,))),
        ("at 1243 N Oak Ave", ("1243 N Oak Ave", "near", "OAK/1234 N Oak Ave", (why.TRANSPOSED,))),
        ("at l234 N Oak Ave", ("l234 N Oak Ave", "near", "OAK/1234 N Oak Ave", (why.GLYPH,))),
        ("at 1234 S Oak Ave", ("1234 S Oak Ave", "near", "OAK/1234 N Oak Ave", (why.DIRECTION,))),
        ("at 555 Maple Ct", ("555 Maple Ct", "near", "OAK/555 Maple Dr", (why.SUFFIX,))),
        ("at 555 Mapel Dr", ("555 Mapel Dr", "near", "OAK/555 Maple Dr", (why.SPELLING,))),
        ("at 5515 Maple Dr", ("5515 Maple Dr", "near", "OAK/555 Maple Dr", (why.EXTRA_DIGIT,))),
        ("at 912 Main St", ("912 Main St", "unknown", "OAK/555 Main St", (why.OTHER_NUMBER,))),
        ("at 4410 Walnut Ave", ("4410 Walnut Ave", "unknown", "", ())),
        ("at 80 Elm St", ("80 Elm St", "other_client", "PINE/80 Elm St", ())),
        ("at 914 Cedar St", ("914 Cedar St", "elsewhere", "WILLOW/900-920 Cedar St", (why.IN_RANGE,))),
        (
            "the 500 block of Main St",
            ("500 block of Main St", "exact", "OAK/555 Main St", (why.BLOCK,)),
        ),
        ("five fifty-five Main St", ("five fifty-five Main St", "exact", "OAK/555 Main St", (why.WORDED,))),
        ("unit 214", ("unit 214", "exact", "OAK-214", ())),
        ("Apt. #214", ("Apt. #214", "exact", "OAK-214", ())),
        ("Apt 2I4", ("Apt 2I4", "near", "OAK-214", (why.GLYPH,))),
        ("unit two-fourteen", ("unit two-fourteen", "exact", "OAK-214", (why.WORDED,))),
        ("at A-214", ("A-214", "exact", "OAK-214", (why.WITH_BUILDING,))),
        ("at 214A", ("214A", "exact", "OAK-214", (why.WITH_BUILDING,))),
        ("smoke in 305", ("305", "exact", "OAK-305", ())),
        ("unit 360", ("unit 360", "ambiguous", "OAK-306", (why.TRANSPOSED,))),
        ("space 12", ("space 12", "exact", "OAK-S12", ())),
        ("Bldg C", ("Bldg C", "exact", "OAK-C", ())),
        ("Building Z", ("Building Z", "unknown", "", ())),
        ("the clubhouse", ("clubhouse", "exact", "OAK-CLUB", ())),
        ("the club house", ("club house", "exact", "OAK-CLUB", (why.ALIAS,))),
        ("the laundry", ("laundry", "exact", "OAK-LAUN", (why.KIND,))),
        ("the pool", ("pool", "ambiguous", "OAK-NPOOL", (why.KIND,))),
        ("the North Poll", ("North Poll", "near", "OAK-NPOOL", (why.NAME_SPELLING,))),
        ("Maria Alvarez", ("Maria Alvarez", "exact", "P-ALV", ())),
        ("Alvarez, Maria", ("Alvarez, Maria", "exact", "P-ALV", ())),
        ("M. Alvarez", ("M. Alvarez", "exact", "P-ALV", (why.INITIAL,))),
        ("Marai Alvarez", ("Marai Alvarez", "near", "P-ALV", (why.NAME_SPELLING,))),
        ("Ms. Alvarez", ("Alvarez", "near", "P-ALV", (why.LAST_NAME,))),
        ("Mr. Lee", ("Lee", "ambiguous", "P-LEE1", (why.LAST_NAME,))),
        ("Mr. Penny Lane said so", ("Penny Lane", "exact", "P-PEN", ())),
        ("plate 8ABC123", ("8ABC123", "exact", "V-1", ())),
        ("plate 8ABC 123", ("8ABC 123", "exact", "V-1", ())),
        ("plate 8ABC132", ("8ABC132", "near", "V-1", (why.TRANSPOSED,))),
        ("plate 8A8C123", ("8A8C123", "near", "V-1", (why.GLYPH,))),
        ("a Honda, 6QRS332", ("6QRS332", "other_client", "V-6", ())),
        ("a Mazda, 5DTM608", ("5DTM608", "elsewhere", "V-7", ())),
        ("Willow Court", ("Willow Court", "elsewhere", "WILLOW", ())),
        ("Pine Court", ("Pine Court", "other_client", "PINE", ())),
        ("Oak Hills Management", ("Oak Hills Management", "exact", "OAKCO", (why.ALIAS,))),
    ],
)
def test_one_thing(linker: Linker, text: str, told: Told) -> None:
    assert links(linker, text) == [told]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Alvarez",  # a last name without a title may be anybody's
        "Maria was there",  # never on a first name alone
        "walked along Penny Lane",
        "walked along Cedar to the corner of Cedar Ave",
        "15 minutes on Main St",
        "at 0214 hours and from 214 to 230",
        "in 305 hours",
        "3 Maple trees, 12 oak doors",
        "HPD unit 214, the AC unit 12, unit 7 responded",
        "Ref #214, pole #3, case #107",
        "the pool table, the gate code",
        "building a fence, unit a mess",
        "the building manager and the unit owner",
    ],
)
def test_nothing_is_linked(linker: Linker, text: str) -> None:
    assert links(linker, text) == []


def test_lists_and_ranges_of_units(linker: Linker) -> None:
    found = links(linker, "units 101, 102 and 103; apts 201-202")
    assert [(text, best) for text, _, best, _ in found] == [
        ("units 101", "OAK-101"),
        ("102", "OAK-102"),
        ("103", "OAK-103"),
        ("apts 201", "OAK-201"),
        ("202", "OAK-202"),
    ]


def test_two_equal_units_are_ambiguous_and_the_building_decides(linker: Linker) -> None:
    assert links(linker, "unit 5", "WILLOW") == [("unit 5", "ambiguous", "WIL-E5", ())]
    assert links(linker, "West Building, unit 5", "WILLOW")[1] == ("unit 5", "exact", "WIL-W5", ())
    assert links(linker, "920 Cedar St, unit 5", "WILLOW")[1][1:3] == ("exact", "WIL-W5")


def test_a_unit_of_another_building_is_a_suggestion(linker: Linker) -> None:
    assert links(linker, "Bldg C, unit 214") == [
        ("Bldg C", "exact", "OAK-C", ()),
        ("unit 214", "near", "OAK-214", (why.OTHER_BUILDING,)),
    ]


@pytest.mark.parametrize(
    ("occurred", "ids"),
    [("2026-03-01", ["V-4"]), ("2026-11-21", ["V-5"])],
)
def test_the_permit_of_the_day(linker: Linker, occurred: str, ids: list[str]) -> None:
    from datetime import datetime

    document = Document.from_text("plate HJR4417", site="OAK", occurred_at=datetime.fromisoformat(occurred))
    found = linker.link(document, Extraction()).links
    assert [[c.id for c in link.candidates] for link in found] == [ids]


def test_a_misspelled_last_name_needs_a_reader_who_saw_a_person(linker: Linker) -> None:
    text = "I spoke with Walter Nguyne."
    person = Mention(span=Span(13, 26), label=Label.PERSON, text="Walter Nguyne")
    assert linker.link(Document.from_text(text, site="OAK"), Extraction()).links == ()
    found = linker.link(Document.from_text(text, site="OAK"), Extraction(mentions=(person,)))
    assert [(k.text, k.state.value, k.best.id if k.best else "") for k in found.links] == [
        ("Walter Nguyne", "near", "P-NGU")
    ]


def test_match_ranks_and_explains(linker: Linker) -> None:
    best = linker.match("1243 N Oak Ave")[0]
    assert (best.kind, best.id, best.score, best.reasons) == (
        RegistryKind.ADDRESS,
        "OAK/1234 N Oak Ave",
        0.75,
        (why.TRANSPOSED,),
    )
    assert [c.id for c in linker.match("900 Cedar St apt 5")][:1] == ["WIL-E5"]
    assert [c.id for c in linker.match("plate 6QRS332")] == ["V-6"]
    assert [c.id for c in linker.match("unit 214", site="OAK")][:1] == ["OAK-214"]
    assert linker.match("") == ()
    assert linker.match("nothing of the sort") == ()
