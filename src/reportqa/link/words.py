"""The word lists of words.toml, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli


@dataclass(frozen=True, slots=True)
class Words:
    """Sets of words in small letters; words.toml says what each is for."""

    strong_suffixes: frozenset[str]
    not_street: frozenset[str]
    before_address: frozenset[str]
    numbered_roads: frozenset[str]
    unit: frozenset[str]
    unit_soft: frozenset[str]
    unit_bare: frozenset[str]
    unit_people: frozenset[str]
    unit_not_before: frozenset[str]
    unit_not_after: frozenset[str]
    before_hash: frozenset[str]
    space: frozenset[str]
    building: frozenset[str]
    building_generic: frozenset[str]
    titles: frozenset[str]
    before_street: frozenset[str]
    plate_cues: frozenset[str]
    kinds: dict[str, str]  # every word for a kind of place, to the kind
    landmark_not_after: frozenset[str]


@cache
def words() -> Words:
    """The lists."""
    data = tomli.loads(files("reportqa.link").joinpath("words.toml").read_text(encoding="utf-8"))

    def of(table: str, key: str) -> frozenset[str]:
        return frozenset(data[table][key].split())

    return Words(
        strong_suffixes=of("address", "strong_suffixes"),
        not_street=of("address", "not_street"),
        before_address=of("address", "before_address"),
        numbered_roads=of("address", "numbered_roads"),
        unit=of("unit", "designators"),
        unit_soft=of("unit", "soft"),
        unit_bare=of("unit", "bare"),
        unit_people=of("unit", "bare_people"),
        unit_not_before=of("unit", "not_before"),
        unit_not_after=of("unit", "not_after"),
        before_hash=of("unit", "before_hash"),
        space=of("space", "designators"),
        building=of("building", "designators"),
        building_generic=of("building", "generic"),
        titles=of("person", "titles"),
        before_street=of("person", "before_street"),
        plate_cues=of("plate", "cues"),
        kinds={form: group.split("|")[0] for group in data["landmark"]["kinds"] for form in group.split("|")},
        landmark_not_after=of("landmark", "not_after"),
    )
