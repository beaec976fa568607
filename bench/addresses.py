"""Addresses with errors against real registries: is the right row first, and is doubt shown as doubt?

Every registered address is written into a sentence with one or two errors (OCR confusions, typing,
transposed digits, suffix, direction, unit style) and linked. A case is

* `unique` when the true row is still the only nearest one,
* `not_unique` when another row is just as near,
* `overtaken` when another row is nearer, mostly because the error made another registered address: the
  words then name that row, and no reader of the words alone can know better. Reported apart.

Nearness is measured here, component by component, not by the linker: edits (insert, delete, substitute,
swap of neighbors) in number, street name and unit, look-alike letters in numbers read as digits, one for
another suffix or direction, none for one that is left out. `removed` takes the true row out of the
registry. Beside it runs usaddress with rapidfuzz, which calls a link sure from a score of 90.
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bench import _common
from reportqa.link import Linker
from reportqa.link.streets import spoken, street, street_words
from reportqa.link.text import unglyph
from reportqa.model.document import Document
from reportqa.model.extraction import Extraction
from reportqa.model.links import LinkState
from reportqa.model.site import Address, Building, Client, RegistryKind, Site, Unit
from reportqa.site.registry import RegistryRows, SiteRegistry

SEED = 20261120
FOLDS = 20
SURE_SCORE = 90  # of the baseline: rapidfuzz's own advice for "the same"

OCR = {
    "0": "O8", "1": "Il7", "2": "Z", "3": "8", "4": "9", "5": "S6", "6": "G5", "7": "1", "8": "B3", "9": "4",
    "a": "o", "c": "e", "e": "c", "h": "b", "i": "l", "l": "i", "m": "n", "n": "m", "o": "a", "t": "f",
    "u": "v", "v": "u", "r": "n",
}  # fmt: skip
KEYS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
KINDS = ("ocr", "typing", "transposed", "suffix", "direction", "unit_style")


@dataclass(frozen=True, slots=True)
class Row:
    """A registered address, in parts; `unit` empty for a door without one."""

    number: str
    pre: str
    name: str
    suffix: str
    unit: str = ""
    designator: str = "Apt"

    @property
    def door(self) -> str:
        """Number and street, as written."""
        return " ".join(part for part in (self.number, self.pre, self.name, self.suffix) if part)

    @property
    def text(self) -> str:
        """The whole, as written."""
        return f"{self.door} {self.designator} {self.unit}".strip() if self.unit else self.door


def run(data: Path, limit: int | None) -> dict[str, Any]:
    """Right-first and sure-to-wrong shares per registry and pooled, ours beside the baseline's."""
    answer: dict[str, Any] = {"registries": {}}
    pooled: Counter[tuple[str, ...]] = Counter()
    lines = ["registry                     split            n     ours  (95 %)            baseline"]
    files: list[Path] = []
    for name, pattern, reader in (
        ("site registry", "addresses/*/site_registry*.csv", _site_registry),
        ("unit spellings", "dispatch/*/*CFS*.txt", _unit_spellings),
    ):
        for path in _common.find(data, pattern):
            files.append(path)
            rows = reader(path)[: limit or None]
            counts = _measure(rows)
            pooled.update(counts)
            figures = _figures(counts)
            answer["registries"][path.parent.name] = {"rows": len(rows), **figures}
            lines += _lines(f"{name} ({len(rows)})", figures)
    answer["all"] = _figures(pooled)
    lines += _lines("all", answer["all"])
    return {"lines": lines, "files": files, **answer}


# ------------------------------------------------------------------ the registries


def _site_registry(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        made = [_row(r["address"], r["unit"]) for r in csv.DictReader(handle)]
    return _distinct(made)


def _unit_spellings(path: Path) -> list[Row]:
    """Rows with a unit, of the place column of a dispatch log: `8022 X CT; APT G225, TOWN`."""
    made = []
    with path.open(encoding="utf-8", errors="replace", newline="") as handle:
        table = csv.reader(handle)
        header = next(table)
        column = header.index("Location")
        for cells in table:
            if len(cells) <= column:
                continue
            door, *rest = cells[column].rpartition(",")[0].split(";")
            found = re.search(
                r"\b(APT|UNIT|STE|SUITE|LOT|RM|ROOM)\.?\s*#?\s*([A-Z]?-?\d+[A-Z]?|[A-Z])\b", ";".join(rest)
            )
            if found:
                made.append(_row(door, found[2], found[1].title()))
    return _distinct(made)


def _row(door: str, unit: str, designator: str = "Apt") -> Row | None:
    words = door.strip().title().split()
    if len(words) < 2 or not re.fullmatch(r"\d{1,6}[A-Za-z]?", words[0]):
        return None
    lists = street_words()
    rest = words[1:]
    pre = rest.pop(0) if len(rest) > 2 and rest[0].lower() in lists.directions else ""
    suffix = rest.pop() if len(rest) > 1 and rest[-1].lower() in lists.suffixes else ""
    clean = re.sub(r"(?i)\b(?:apt|unit|lot)\b\.?|#", "", unit).strip().upper()
    if clean and not re.fullmatch(r"[A-Z]?-?\d{1,5}[A-Z]?|[A-Z]", clean):
        return None
    return Row(words[0], pre, " ".join(rest), suffix, clean, designator if clean else "Apt")


def _distinct(rows: Sequence[Row | None]) -> list[Row]:
    """Each address once, however it is spelled."""
    kept: dict[tuple[str, ...], Row] = {}
    for row in rows:
        if row is not None:
            kept.setdefault(_parts(row), row)
    return list(kept.values())


def _registry(rows: Sequence[Row]) -> tuple[SiteRegistry, dict[str, Row]]:
    """One site with all rows: a building at every door that has units."""
    site_id = "TOWN"
    doors: dict[tuple[str, ...], str] = {}
    addresses, buildings, units = [], [], []
    ids: dict[str, Row] = {}
    with_units = {_parts(row)[:4] for row in rows if row.unit}
    for number, row in enumerate(rows):
        key = _parts(row)[:4]
        address = Address(number=row.number, street=row.door.removeprefix(row.number).strip())
        if key not in doors:
            doors[key] = f"B{number}"
            addresses.append(address)
            if key in with_units:
                buildings.append(Building(id=f"B{number}", site_id=site_id, name=row.door, address=address))
        if row.unit:
            units.append(Unit(id=f"U{number}", site_id=site_id, number=row.unit, building_id=doors[key]))
            ids[f"U{number}"] = row
    site = Site(
        id=site_id, client_id="C", name="Town Site", timezone="America/New_York", addresses=tuple(addresses)
    )
    made = RegistryRows(
        clients=(Client(id="C", name="Client"),),
        sites=(site,),
        buildings=tuple(buildings),
        units=tuple(units),
    )
    return SiteRegistry(made), ids


# ------------------------------------------------------------------ errors


def _spoiled(row: Row, errors: int, chance: random.Random) -> tuple[Row, tuple[str, ...]]:
    kinds: list[str] = []
    before = row
    while len(kinds) < errors:
        kind = chance.choice(KINDS)
        after = _spoil(row, kind, chance)
        if after is not None and after != row and after != before:
            row = after
            kinds.append(kind)
    return row, tuple(kinds)


def _spoil(row: Row, kind: str, chance: random.Random) -> Row | None:
    lists = street_words()
    if kind == "suffix":
        if not row.suffix:
            return None
        others = [
            s.title()
            for s in ("st", "ave", "rd", "dr", "ln", "ct", "pl")
            if s != lists.suffixes[row.suffix.lower()]
        ]
        forms = [f.title() for f in lists.variants[lists.suffixes[row.suffix.lower()]]]
        return replace(row, suffix=chance.choice([chance.choice(others), "", chance.choice(forms)]))
    if kind == "direction":
        if not row.pre:
            return None
        return replace(row, pre=chance.choice(["", *(d for d in "NSEW" if d != row.pre[0].upper())]))
    if kind == "unit_style":
        if not row.unit:
            return None
        return replace(row, designator=chance.choice(["Apt", "Apt.", "Unit", "#", "Apartment", "apt no."]))
    field = chance.choice([name for name in ("number", "name", "unit") if getattr(row, name)])
    if kind == "transposed":
        field = chance.choice(
            [name for name in ("number", "unit") if len(getattr(row, name)) > 1] or ["name"]
        )
    text = getattr(row, field)
    at = chance.randrange(len(text))
    if kind == "ocr":
        options = OCR.get(text[at].lower(), "")
        if not options:
            return None
        seen = chance.choice(options)
        new = text[:at] + (seen.upper() if text[at].isupper() else seen) + text[at + 1 :]
    elif kind == "transposed":
        if at + 1 >= len(text) or text[at] == text[at + 1] or not (text[at] + text[at + 1]).isalnum():
            return None
        new = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    else:
        new = _mistyped(text, at, chance)
    return replace(row, **{field: new}) if new.strip() else None


def _mistyped(text: str, at: int, chance: random.Random) -> str:
    what = chance.choice(("substitute", "delete", "double"))
    if what == "delete":
        return text[:at] + text[at + 1 :]
    if what == "double":
        return text[: at + 1] + text[at:]
    line = next((keys for keys in KEYS if text[at].lower() in keys), "")
    if not line:
        return text
    place = line.index(text[at].lower())
    near = line[max(0, place - 1) : place] + line[place + 1 : place + 2]
    new = chance.choice(near)
    return text[:at] + (new.upper() if text[at].isupper() else new) + text[at + 1 :]


# ------------------------------------------------------------------ nearness, apart from the linker


def _parts(row: Row) -> tuple[str, ...]:
    lists = street_words()
    name = street([*spoken(row.name), "st"]).name if row.name.strip() else "?"
    unit = re.sub(r"[^A-Z0-9]", "", row.unit.upper())
    return (
        unglyph(row.number).lower(),
        lists.directions.get(row.pre.lower(), ""),
        name,
        lists.suffixes.get(row.suffix.lower(), row.suffix.lower()),
        unit.lstrip("0") or unit,
    )


def _away(one: tuple[str, ...], two: tuple[str, ...]) -> int:
    number = OSA.distance(one[0], two[0])
    name = OSA.distance(one[2], two[2], score_cutoff=4)
    direction = int(bool(one[1]) and one[1] != two[1])
    suffix = int(bool(one[3]) and one[3] != two[3])
    unit = min(OSA.distance(one[4], two[4]), OSA.distance(unglyph(one[4]), unglyph(two[4])))
    if bool(one[4]) != bool(two[4]):
        unit = 0 if not two[4] else unit
    return number + name + direction + suffix + unit


def _split(spoiled: Row, true: int, parts: Sequence[tuple[str, ...]]) -> str:
    given = _parts(spoiled)
    own = _away(given, parts[true])
    door = bool(given[4])
    others = [_away(given, other) for at, other in enumerate(parts) if at != true and bool(other[4]) == door]
    nearest = min(others, default=99)
    return "unique" if own < nearest else "not_unique" if own == nearest else "overtaken"


# ------------------------------------------------------------------ measuring


def _measure(rows: Sequence[Row]) -> Counter[tuple[str, ...]]:
    """Counts by (split, what): n, right, ambiguous_with_true, sure_wrong, and the baseline's."""
    counts: Counter[tuple[str, ...]] = Counter()
    chance = random.Random(SEED)
    registry, ids = _registry(rows)
    linker = Linker(registry)
    parts = [_parts(row) for row in rows]
    plain = Baseline(rows)
    for errors in (1, 2):
        for at, row in enumerate(rows):
            spoiled, kinds = _spoiled(row, errors, chance)
            split = f"{_split(spoiled, at, parts)}_{errors}"
            _count(counts, split, _judged(linker, ids, spoiled, row))
            for kind in set(kinds):
                _count(counts, f"kind_{kind}_{errors}", _judged(linker, ids, spoiled, row))
            _count(counts, split, plain.judged(spoiled, row), who="baseline")
    for fold in range(FOLDS):
        gone = [row for at, row in enumerate(rows) if at % FOLDS == fold]
        kept = [row for at, row in enumerate(rows) if at % FOLDS != fold]
        registry, ids = _registry(kept)
        linker, plain = Linker(registry), Baseline(kept)
        for row in gone:
            _count(counts, "removed", _judged(linker, ids, row, row))
            _count(counts, "removed", plain.judged(row, row), who="baseline")
    return counts


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one case came out."""

    first: bool  # the true row is first
    among: bool  # the true row is among the candidates
    ambiguous: bool
    sure: bool  # taken for certain, right or wrong


def _judged(linker: Linker, ids: dict[str, Row], spoiled: Row, true: Row) -> Verdict:
    text = f"Responded to {spoiled.text} for a noise complaint."
    document = Document.from_text(text, site="TOWN")
    links = linker.link(document, Extraction()).links
    door = next((k for k in links if k.kind is RegistryKind.ADDRESS), None)
    want = _parts(true)
    doors = [_parts_of(c.text) for c in door.candidates] if door else []
    door_first = bool(doors) and doors[0] == want[:4]
    door_among = want[:4] in doors
    door_sure = door is not None and door.sure
    ambiguous = door is not None and door.state is LinkState.AMBIGUOUS
    if not true.unit:
        return Verdict(door_first, door_among, ambiguous, door_sure)
    unit = next((k for k in links if k.kind is RegistryKind.UNIT), None)
    found = [_parts(ids[c.id]) for c in unit.candidates] if unit else []
    return Verdict(
        first=bool(found) and found[0] == want,
        among=want in found,
        ambiguous=ambiguous or (unit is not None and unit.state is LinkState.AMBIGUOUS),
        sure=door_sure and unit is not None and unit.sure,
    )


def _parts_of(address: str) -> tuple[str, ...]:
    row = _row(address, "")
    return _parts(row)[:4] if row else ()


class Baseline:
    """usaddress for the parts, rapidfuzz for the nearest row."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = list(rows)
        self.choices = [" ".join(part for part in _parts(row) if part) for row in rows]

    def judged(self, spoiled: Row, true: Row) -> Verdict:
        """The best row of its ratio; a tie for the best is ambiguous."""
        best = process.extract(self.read(spoiled.text), self.choices, scorer=fuzz.ratio, limit=5)
        right = [self.rows[index] == true for _, _, index in best]
        tied = len(best) > 1 and best[0][1] == best[1][1]
        return Verdict(
            first=bool(right) and right[0],
            among=any(right),
            ambiguous=tied,
            sure=bool(best) and best[0][1] >= SURE_SCORE and not tied,
        )

    def read(self, text: str) -> str:
        """The address in one form; the text itself where usaddress gives up."""
        import usaddress

        try:
            tagged, _ = usaddress.tag(text)
        except usaddress.RepeatedLabelError:
            return text.lower()
        street_name = " ".join(v for k, v in tagged.items() if k.startswith("StreetName"))
        row = Row(
            tagged.get("AddressNumber", "?"),
            "",
            street_name or "?",
            "",
            tagged.get("OccupancyIdentifier", ""),
        )
        return " ".join(part for part in _parts(row) if part)


def _count(counts: Counter[tuple[str, ...]], split: str, verdict: Verdict, who: str = "ours") -> None:
    counts[split, who, "n"] += 1
    counts[split, who, "first"] += verdict.first
    counts[split, who, "ambiguous_with_true"] += verdict.ambiguous and verdict.among
    counts[split, who, "among"] += verdict.among
    counts[split, who, "sure"] += verdict.sure
    counts[split, who, "sure_wrong"] += verdict.sure and not verdict.first


def _figures(counts: Counter[tuple[str, ...]]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for split in sorted({key[0] for key in counts}):
        for who in ("ours", "baseline"):
            n = counts[split, who, "n"]
            if n:
                figures.setdefault(split, {})[who] = {
                    what: _common.share(counts[split, who, what], n)
                    for what in ("first", "among", "ambiguous_with_true", "sure", "sure_wrong")
                }
    return figures


def _lines(title: str, figures: dict[str, Any]) -> list[str]:
    lines = []
    for split, what in (
        ("unique_1", "first"),
        ("unique_2", "first"),
        ("unique_1", "sure_wrong"),
        ("unique_2", "sure_wrong"),
        ("not_unique_1", "ambiguous_with_true"),
        ("not_unique_2", "ambiguous_with_true"),
        ("not_unique_1", "sure_wrong"),
        ("not_unique_2", "sure_wrong"),
        ("overtaken_1", "sure_wrong"),
        ("overtaken_2", "sure_wrong"),
        ("removed", "sure"),
    ):
        if split not in figures:
            continue
        ours, plain = (figures[split].get(who, {}).get(what, {}) for who in ("ours", "baseline"))
        interval = str(ours.get("share_95"))
        share = _common.show(ours.get("share"))
        lines.append(
            f"{title[:26]:<28} {split:<13} {what:<20} {ours.get('n', 0):>6} {share} {interval:<18} "
            f"{_common.show(plain.get('share'))}"
        )
    return lines
