"""What a printed form holds and where, from its TOML file. All lengths are millimetres.

Origin is the top left corner of the form's frame, x to the right and y down. A rectangle is left, top,
right, bottom.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import tomli

Rect = tuple[float, float, float, float]

CELL = "#"  # in a comb's pattern; any other character is printed between cells
_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Comb:
    """A row of boxes for one character each.

    `kind` is digits, date, time, phone, letters, code, plate or unit.
    """

    name: str
    label: str
    kind: str
    pattern: str
    at: tuple[float, float]
    cells: tuple[Rect, ...]
    marks: tuple[tuple[str, float], ...]  # printed separators and the x of their middles

    @property
    def area(self) -> Rect:
        """Around all cells."""
        first, last = self.cells[0], self.cells[-1]
        return first[0], first[1], last[2], last[3]

    def text(self, characters: list[str]) -> str:
        """The answer: the cells' characters ("" is an empty cell) with the printed separators.

        A separator stands only between characters; empty cells inside or in front are dropped.
        """
        out: list[str] = []
        waiting = ""
        place = 0
        for sign in self.pattern:
            if sign != CELL:
                waiting = sign
                continue
            character = characters[place]
            place += 1
            if character:
                out.append(waiting + character if out else character)
                waiting = ""
        return "".join(out)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Tick boxes with a label each; where `many` is false at most one is meant to be ticked."""

    name: str
    label: str
    options: tuple[str, ...]
    boxes: tuple[Rect, ...]
    at: tuple[float, float]
    many: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of the text: its label and what may stand behind it, with `{name}` for an answer."""

    label: str
    parts: tuple[str, ...]

    def names(self, part: str) -> tuple[str, ...]:
        """The answers that a part holds."""
        return tuple(_NAME.findall(part))


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """The four square marks, clockwise from the top left: numbers, places, rows of 4 bits (1 is white)."""

    size: float
    ids: tuple[int, ...]
    at: tuple[tuple[float, float], ...]
    bits: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """One version of one form."""

    name: str
    version: int
    title: str
    help: tuple[str, ...]
    frame: tuple[float, float]
    marks: Marks
    code: Rect
    quiet: int  # white modules around the code
    site: Rect
    combs: tuple[Comb, ...]
    choices: tuple[Choice, ...]
    narrative_label: str
    narrative: Rect
    rule: float  # between the lines of the narrative
    signature_label: str
    signature: Rect
    lines: tuple[Line, ...]

    def payload(self, site_id: str) -> str:
        """What the machine-readable code of a site's form says."""
        return f"reportqa:{self.name}:{self.version}:{site_id}"

    @property
    def signs(self) -> str:
        """What is printed at the foot, and tells a text layer of this form from any other text."""
        return f"reportqa form {self.name} {self.version}"


@lru_cache(maxsize=1)
def layouts() -> tuple[Layout, ...]:
    """Every form and version that is printed or can still be read."""
    found = sorted(Path(__file__).parent.glob("*.toml"))
    return tuple(_layout(tomli.loads(path.read_text("utf-8"))) for path in found)


def _layout(data: Mapping[str, Any]) -> Layout:
    marks, code = data["marks"], data["code"]
    return Layout(
        name=data["name"],
        version=data["version"],
        title=data["title"],
        help=tuple(data["help"]),
        frame=(data["frame"][0], data["frame"][1]),
        marks=Marks(
            size=marks["size"],
            ids=tuple(marks["ids"]),
            at=tuple((x, y) for x, y in marks["at"]),
            bits=tuple(tuple(rows) for rows in marks["bits"]),
        ),
        code=(*code["at"], code["at"][0] + code["size"], code["at"][1] + code["size"]),
        quiet=code["quiet"],
        site=_rect(data["site"]["area"]),
        combs=tuple(_comb(row, data) for row in data["comb"]),
        choices=tuple(_choice(row, data["box"]) for row in data["choice"]),
        narrative_label=data["narrative"]["label"],
        narrative=_rect(data["narrative"]["area"]),
        rule=data["narrative"]["rule"],
        signature_label=data["signature"]["label"],
        signature=_rect(data["signature"]["area"]),
        lines=tuple(Line(label=row["label"], parts=tuple(row["parts"])) for row in data["line"]),
    )


def _rect(values: list[float]) -> Rect:
    left, top, right, bottom = values
    return left, top, right, bottom


def _comb(row: Mapping[str, Any], data: Mapping[str, Any]) -> Comb:
    width, height = data["cell"]
    left, top = row["at"]
    cells: list[Rect] = []
    marks: list[tuple[str, float]] = []
    for sign in row["pattern"]:
        if sign == CELL:
            cells.append((left, top, left + width, top + height))
            left += width
        else:
            marks.append((sign, left + data["gap"] / 2))
            left += data["gap"]
    return Comb(
        name=row["name"],
        label=row["label"],
        kind=row["kind"],
        pattern=row["pattern"],
        at=(row["at"][0], row["at"][1]),
        cells=tuple(cells),
        marks=tuple(marks),
    )


def _choice(row: Mapping[str, Any], box: float) -> Choice:
    """Boxes run down each column, then on to the next."""
    left, top = row["at"]
    across, down = row["pitch"]
    deep = -(-len(row["options"]) // row["columns"])
    places = [(left + across * (i // deep), top + down * (i % deep)) for i in range(len(row["options"]))]
    return Choice(
        name=row["name"],
        label=row["label"],
        options=tuple(row["options"]),
        boxes=tuple((x, y, x + box, y + box) for x, y in places),
        at=(left, top),
        many=row.get("many", False),
    )
