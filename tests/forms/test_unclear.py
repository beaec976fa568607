"""A tick that can't be told: the service is neither called nor not called, and somebody is asked."""

from __future__ import annotations

import pytest

from reportqa.checker import Checker
from reportqa.model.service import Involvement
from reportqa.read import from_text


@pytest.fixture(scope="module")
def checker() -> Checker:
    """Built-in policy, no registry."""
    return Checker()


@pytest.mark.parametrize(
    ("line", "involvement"),
    [
        ("EMS called: [?]", Involvement.MENTIONED),
        ("EMS called: [?] 21:04", Involvement.MENTIONED),
        ("[?] EMS", Involvement.MENTIONED),
        ("EMS: [?] Fire: [ ]", Involvement.MENTIONED),
        ("EMS called: yes 21:04", Involvement.INVOLVED),
        ("[?] Fire [x] EMS", Involvement.INVOLVED),
    ],
)
def test_an_unclear_tick_calls_nobody(checker: Checker, line: str, involvement: Involvement) -> None:
    extraction = checker.extract(f"{line}\nThe resident sat on the stairs.")
    (ems,) = [item for item in extraction.services if item.service.value == "ems"]
    assert ems.involvement is involvement
    assert ems.status is not None
    assert (ems.status.value == "called") == (involvement is Involvement.INVOLVED)


def test_an_unclear_tick_is_asked_for(checker: Checker) -> None:
    text = "INCIDENT REPORT\nPolice called: [?]\nNarrative:\nThe resident sat on the stairs.\n"
    quality = checker.check(from_text(text))
    asked = [finding for finding in quality.findings if finding.rule == "legibility.marked-illegible"]
    assert [finding.anchors[0].span.of(quality.document.text) for finding in asked] == ["[?]"]
