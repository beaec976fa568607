"""Doors that may be several: a zero before the number, and how many others are shown."""

from __future__ import annotations

from reportqa.link import Linker
from reportqa.link.costs import SHOWN
from reportqa.model.document import Document
from reportqa.model.extraction import Extraction
from reportqa.model.links import Link
from reportqa.model.site import Address, Site
from reportqa.site.registry import RegistryRows, SiteRegistry


def _door(text: str, *numbers: int) -> Link:
    """The one link of a text at a site with these numbers on Spring Street."""
    site = Site(
        id="SPR",
        client_id="C",
        name="Brook House",
        timezone="UTC",
        addresses=tuple(Address(number=str(number), street="Spring Street") for number in numbers),
    )
    linker = Linker(SiteRegistry(RegistryRows(sites=(site,))))
    (link,) = linker.link(Document.from_text(text, site="SPR"), Extraction()).links
    return link


def test_a_zero_before_the_number_is_doubted() -> None:
    link = _door("at 07 Spring St", 7, 70)
    assert (link.state.value, [candidate.text for candidate in link.candidates]) == (
        "ambiguous",
        ["7 Spring Street", "70 Spring Street"],
    )
    assert _door("at 07 Spring St", 7).state.value == "near"
    assert _door("at 7 Spring St", 7, 70).state.value == "exact"


def test_of_a_doubtful_door_no_more_are_shown_than_a_person_can_choose_from() -> None:
    link = _door("at 1245 Spring St", 1246, *range(1260, 1290, 2))
    assert (link.state.value, link.candidates[0].text, len(link.candidates)) == (
        "near",
        "1246 Spring Street",
        SHOWN,
    )
