"""Houses whose units carry the house's letter, on a street that is called after a kind of street."""

from __future__ import annotations

import pytest

from reportqa.link import Linker
from reportqa.link import reasons as why
from reportqa.link.compiled import build
from reportqa.model.document import Document
from reportqa.model.extraction import Extraction
from reportqa.model.site import Address, Building, Site, Unit
from reportqa.site.registry import RegistryRows, SiteRegistry


def _rows() -> RegistryRows:
    doors = {
        letter: Address(number=str(2200 + 4 * at), street="Elder Court Drive")
        for at, letter in enumerate("AB")
    }
    return RegistryRows(
        sites=(
            Site(
                id="ELD", client_id="C", name="Elder House", timezone="UTC", addresses=tuple(doors.values())
            ),
        ),
        buildings=tuple(
            Building(id=f"ELD-{letter}", site_id="ELD", name=f"Building {letter}", address=door)
            for letter, door in doors.items()
        ),
        units=tuple(
            Unit(
                id=f"ELD-{letter}{number}",
                site_id="ELD",
                number=f"{letter}{number}",
                building_id=f"ELD-{letter}",
            )
            for letter in doors
            for number in (106, 107, 214)
        ),
    )


@pytest.fixture(scope="module", params=["memory", "compiled"])
def linker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Linker:
    registry = SiteRegistry(_rows())
    if request.param == "compiled":
        path = tmp_path_factory.mktemp("flat") / "registry.rqi"
        build(registry, path)
        registry = SiteRegistry.load(path)
    return Linker(registry)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("smoke at 2204 Elder Court Drive Apt B107", ("exact", "ELD-B107", ())),
        ("smoke at 2204 Elder Court Drive Apt 107", ("exact", "ELD-B107", (why.NO_LETTER,))),
        ("smoke at 2204 Elder Court Apt 107", ("exact", "ELD-B107", (why.NO_SUFFIX, why.NO_LETTER))),
        ("smoke in Apt 107, 2204 Elder Court Drive", ("exact", "ELD-B107", (why.NO_LETTER,))),
        ("smoke in unit 107 of 2204 Elder Court Drive", ("exact", "ELD-B107", (why.NO_LETTER,))),
        ("smoke in Apt 1O7, 2204 Elder Court Drive", ("near", "ELD-B107", (why.GLYPH, why.NO_LETTER))),
        ("smoke in unit 107 Building B", ("exact", "ELD-B107", (why.NO_LETTER,))),
        ("smoke in unit 107", ("ambiguous", "ELD-A107", (why.LOST_DIGIT,))),
    ],
)
def test_the_letter_goes_without_saying_at_its_own_door(
    linker: Linker, text: str, unit: tuple[str, str, tuple[str, ...]]
) -> None:
    links = linker.link(Document.from_text(text, site="ELD"), Extraction()).links
    found = [
        (link.state.value, link.best.id, link.best.reasons)
        for link in links
        if link.kind.value == "unit" and link.best
    ]
    assert found == [unit]


def test_a_street_called_after_a_court_keeps_its_number_without_the_drive(linker: Linker) -> None:
    link = linker.link(Document.from_text("at 2204 Elder Ct", site="ELD"), Extraction()).links[0]
    assert link.best is not None
    assert (link.text, link.state.value, link.best.text, link.best.reasons) == (
        "2204 Elder Ct",
        "exact",
        "2204 Elder Court Drive",
        (why.NO_SUFFIX,),
    )
