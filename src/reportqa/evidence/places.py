"""Places as dispatch rows and registries write them, taken apart so that they can be compared.

Not the address reader of reports: a dispatch place is short, upper case, and says one thing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import tomli

from reportqa.model.evidence import Precision

_WORD = re.compile(r"[a-z0-9#'-]+")
_BLOCK = re.compile(
    r"^(?:the\s+)?(?P<low>\d+)(?:\s*(?:-|to)\s*\d+)?\s*(?:-?\s*bl(?:oc)?k\.?(?:\s+of)?)\s+(?P<street>.+)$",
    re.IGNORECASE,
)
_MASKED = re.compile(r"^(?P<low>\d+)[xX]{2}\s+(?P<street>.+)$")
_NUMBERED = re.compile(
    r"^(?P<number>\d+[a-zA-Z]?)(?:\s*-\s*(?P<to>\d+[a-zA-Z]?))?(?:\s+(?P<half>1/2))?\s+(?P<street>\S.*)$"
)
_UNIT = re.compile(
    r"[\s,;]+(?:(?:apt|apartment|unit|ste|suite|rm|room|bldg|building|lot|trlr|fl|floor)\b\.?\s*#?|#)\s*"
    r"(?P<unit>[\w-]+).*$",
    re.IGNORECASE,
)
_POINT = re.compile(r"^(?P<lat>-?\d{1,2}\.\d{3,})\s*[~,/ ]\s*(?P<lon>-?\d{1,3}\.\d{3,})$")


@dataclass(frozen=True, slots=True)
class Street:
    """A street name in parts: `12TH AVE SE` is core `12th`, suffix `ave`, direction `se`."""

    core: str
    suffix: str = ""
    direction: str = ""

    def fits(self, other: Street) -> bool:
        """Whether the two may be one street: what one leaves out the other may say."""
        return (
            self.core == other.core
            and (not self.suffix or not other.suffix or self.suffix == other.suffix)
            and (not self.direction or not other.direction or self.direction == other.direction)
        )

    def same(self, other: Street) -> bool:
        """Whether the two are one street with nothing left out."""
        return self == other


@dataclass(frozen=True, slots=True)
class Place:
    """A place taken apart. `number` is the house number, or the low end of a block."""

    precision: Precision
    number: int | None = None
    street: Street | None = None
    cross: Street | None = None
    unit: str | None = None
    name: str = ""
    city: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class PlaceStyle:
    """How one centre writes places."""

    strip: tuple[re.Pattern[str], ...] = ()
    withheld: frozenset[str] = frozenset()
    crossing: tuple[str, ...] = (" & ", " / ", " AND ")
    name: str | None = None
    city_after: str | None = None
    precision: Precision | None = None


PLAIN = PlaceStyle()


@lru_cache(maxsize=20_000)
def parse(text: str, style: PlaceStyle = PLAIN) -> Place:
    """The place that the text names; anything that is no address, block or crossing is a bare name."""
    text = text.strip()
    for pattern in style.strip:
        text = pattern.sub("", text).strip()
    if text in style.withheld or not text:
        return Place(precision=Precision.WITHHELD)
    point = _POINT.match(text)
    if point:
        return Place(precision=Precision.POINT, lat=float(point["lat"]), lon=float(point["lon"]))
    city = ""
    if style.city_after and style.city_after in text:
        text, _, city = text.rpartition(style.city_after)
        city = plain(city)
    name = ""
    if style.name and style.name in text:
        text, _, name = text.partition(style.name)
        name = plain(name)
    text = text.strip(" ,;/")
    for mark in style.crossing:
        first, found, second = text.partition(mark) if mark in text else _upper(text, mark)
        if found and first.strip() and second.strip():
            return Place(
                precision=Precision.INTERSECTION,
                street=street(first),
                cross=street(second),
                name=name,
                city=city,
            )
    lower = text.lower()
    block = _BLOCK.match(text) if "bl" in lower else None
    masked = _MASKED.match(text) if block is None and "xx" in lower else None
    if (block := block or masked) is not None:
        low = int(block["low"]) * (100 if masked else 1)
        return Place(
            precision=Precision.BLOCK, number=low, street=street(block["street"]), name=name, city=city
        )
    unit = None
    inside = _UNIT.search(text)
    if inside:
        unit = inside["unit"].upper()
        text = text[: inside.start()]
    numbered = _NUMBERED.match(text)
    if numbered and len(numbered["number"]) <= 6:
        if not city and "," in numbered["street"]:
            head, _, tail = numbered["street"].partition(",")
            city = plain(tail)
        else:
            head = numbered["street"]
        return Place(
            precision=style.precision or Precision.DOOR,
            number=int(re.sub(r"\D", "", numbered["number"])),
            street=street(head),
            unit=unit,
            name=name,
            city=city,
        )
    return Place(precision=Precision.WITHHELD, name=plain(f"{text} {name}"), city=city)


def _upper(text: str, mark: str) -> tuple[str, str, str]:
    if not mark.strip().isalpha():
        return text, "", ""
    at = text.upper().find(mark)
    return (text[:at], mark, text[at + len(mark) :]) if at >= 0 else (text, "", "")


@lru_cache(maxsize=20_000)
def street(text: str) -> Street:
    """The street's name in parts, lower case, shortened one way."""
    words = _WORD.findall(text.lower().replace(".", ""))
    table = _tables()
    direction = suffix = ""
    if len(words) > 1 and words[-1] in table["direction"]:
        direction = table["direction"][words.pop()]
    elif len(words) > 1 and words[0] in table["direction"]:
        direction = table["direction"][words.pop(0)]
    if len(words) > 1 and words[0] in table["direction"] and not direction:
        direction = table["direction"][words.pop(0)]
    while len(words) > 1 and words[-1] in table["suffix"]:
        # "STATE HWY 9 HWY": the last suffix that repeats an earlier one says nothing.
        word = table["suffix"][words.pop()]
        suffix = suffix or word
        if len(words) == 1 or words[-1] not in table["suffix"]:
            break
    core = " ".join(table["ordinal"].get(word, table["word"].get(word, word)) for word in words)
    return Street(core, suffix, direction)


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Lower case letters and digits, one space between words."""
    return " ".join(_WORD.findall(text.lower().replace(".", "")))


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    with (Path(__file__).parent / "streets.toml").open("rb") as stream:
        raw = tomli.load(stream)
    return {
        section: {word: short for short, words in entries.items() for word in words}
        for section, entries in raw.items()
    }
