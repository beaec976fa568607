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

RANGE = "CORNER/301-319 W Third Ave"

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


@pytest.mark.parametrize("text", ["near unit 214. Maria Alvarez said so", "Penny Lane of unit 107 said so"])
def test_a_name_is_no_street_behind_a_full_stop_or_before_a_unit(linker: Linker, text: str) -> None:
    assert [
        best for _, state, best, _ in links(linker, text) if best.startswith("P-") and state == "exact"
    ] != []


# ---------------------------------------------------------------- corners, ranges, sides, former names


@pytest.fixture(scope="module")
def corner() -> Linker:
    """A site on a corner with two addresses, a range on one side, former names; its rival is far away."""
    from reportqa.model.site import Address, Building, Client, Site, Unit
    from reportqa.site.registry import RegistryRows, SiteRegistry

    def site(key: str, client: str, lat: float, *addresses: Address, aliases: tuple[str, ...] = ()) -> Site:
        return Site(
            id=key, client_id=client, name=f"{key} House", timezone="America/New_York", lat=lat, lon=-80.0,
            addresses=addresses, aliases=aliases,
        )  # fmt: skip

    return Linker(
        SiteRegistry(
            RegistryRows(
                clients=(Client(id="C", name="Client One"), Client(id="D", name="Client Two")),
                sites=(
                    site(
                        "CORNER", "C", 40.0,
                        Address(number="12", street="Main St"),
                        Address(number="301", number_to="319", parity="odd", street="W Third Ave"),
                        aliases=("Union Terrace", "Old Mill Lofts"),
                    ),
                    site("NEAR", "D", 40.2, Address(number="40", street="Main St")),
                    site("FAR", "D", 45.0, Address(number="4410", street="Main St")),
                ),
                buildings=(Building(id="B", site_id="CORNER", name="Building B"),),
                units=(
                    Unit(id="B204", site_id="CORNER", number="204", building_id="B"),
                    Unit(id="U107", site_id="CORNER", number="107"),
                    Unit(id="12C", site_id="CORNER", number="12C"),
                ),
            )
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("at the corner of Main and Third", ("Main and Third", "exact", "CORNER", (why.INTERSECTION,))),
        ("Third Ave & Main", ("Third Ave & Main", "exact", "CORNER", (why.INTERSECTION,))),
        ("at Main St/W 3rd Ave", ("Main St/W 3rd Ave", "exact", "CORNER", (why.INTERSECTION,))),
        ("Main St at 3rd Ave", ("Main St at 3rd Ave", "exact", "CORNER", (why.INTERSECTION,))),
        ("at 12 Main St", ("12 Main St", "exact", "CORNER/12 Main St", ())),
        ("at 305 W Third Ave", ("305 W Third Ave", "exact", RANGE, (why.IN_RANGE,))),
        ("305 West 3rd Avenue", ("305 West 3rd Avenue", "exact", RANGE, (why.IN_RANGE,))),
        ("at 301 3rd Ave", ("301 3rd Ave", "exact", RANGE, (why.NO_DIRECTION,))),
        ("at 306 W Third Ave", ("306 W Third Ave", "near", RANGE, (why.DIGIT,))),
        ("321 W Third Ave", ("321 W Third Ave", "unknown", RANGE, (why.OTHER_NUMBER,))),
        ("Union Terrace", ("Union Terrace", "exact", "CORNER", (why.ALIAS,))),
        ("the Old Mill Lofts", ("Old Mill Lofts", "exact", "CORNER", (why.ALIAS,))),
        ("at 40 Main St", ("40 Main St", "other_client", "NEAR/40 Main St", ())),
        # Another town's Main Street, five degrees away, is not meant.
        ("at 4410 Main St", ("4410 Main St", "unknown", "CORNER/12 Main St", (why.OTHER_NUMBER,))),
        ("unit two-oh-four", ("unit two-oh-four", "exact", "B204", (why.WORDED,))),
        ("Apt 1O7", ("Apt 1O7", "near", "U107", (why.GLYPH,))),
        ("apartment one hundred seven", ("apartment one hundred seven", "exact", "U107", (why.WORDED,))),
        ("B-204", ("B-204", "exact", "B204", (why.WITH_BUILDING,))),
        ("204B", ("204B", "exact", "B204", (why.WITH_BUILDING,))),
        ("Apt C-12", ("Apt C-12", "exact", "12C", (why.SWAPPED_PARTS,))),
        ("Apt 12-C", ("Apt 12-C", "exact", "12C", ())),
    ],
)  # fmt: skip
def test_corners_ranges_and_former_names(corner: Linker, text: str, told: Told) -> None:
    assert links(corner, text, "CORNER") == [told]


@pytest.mark.parametrize(
    "text",
    [
        "walked Main St and Third Ave",  # one after the other is no corner
        "the corner of the building and the Main gate",
        "main and third",
        "Main & Elm",
    ],
)
def test_what_is_no_corner_of_the_site(corner: Linker, text: str) -> None:
    assert links(corner, text, "CORNER") == []


def test_a_corner_or_a_range_tells_the_site(corner: Linker) -> None:
    for text in ("Corner of Main St and Third Ave.", "309 W 3rd Ave", "Formerly Union Terrace"):
        assert corner.locate(Document.from_text(text)).metadata.site == "CORNER", text
    assert corner.locate(Document.from_text("Main & Oak")).metadata.site is None


@pytest.mark.parametrize(
    ("text", "best", "state"),
    [
        ("at 0103 Main St", "", ""),  # a time and a street: nothing of that number
        ("at 0120 Main St", "", ""),
        ("to 21 Mian Street", "CORNER/12 Main St", "near"),
        ("at 12 Mam St", "CORNER/12 Main St", "near"),
        ("at 12 Min St", "CORNER/12 Main St", "near"),
        ("12 min later", "", ""),
    ],
)
def test_two_errors_and_times(corner: Linker, text: str, best: str, state: str) -> None:
    found = links(corner, text, "CORNER")
    assert [(f[2], f[1]) for f in found] == ([(best, state)] if best else [])
