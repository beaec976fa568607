"""A registry as a folder: CSV and JSON files, GeoJSON fences, and the sheets of its workbooks."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reportqa.model.site import Fence, RowRef
from reportqa.site.row_problems import Problems
from reportqa.site.sources import Cells, Table

_FEATURES = re.compile(r'"features"\s*:\s*\[')


class FolderSource:
    """The files of one folder, by name with or without suffix; folders inside it are not looked at."""

    def __init__(self, folder: Path) -> None:
        from reportqa.site.source_xlsx import WorkbookSource

        self._files = sorted(path for path in folder.iterdir() if path.is_file())
        self._books = [
            WorkbookSource(path)
            for path in self._files
            if path.suffix.lower() == ".xlsx" and not path.name.startswith(("~", "."))
        ]

    def tables(self, name: str, problems: Problems) -> Iterator[Table]:
        """The CSV, then the JSON file of that name, then the sheets."""
        for path in self._named(name, ".csv"):
            yield from _csv_table(path, problems)
        for path in self._named(name, ".json"):
            yield Table(path.name, None, _json_rows(path, problems))
        for book in self._books:
            yield from book.tables(name, problems)

    def shapes(self, name: str, key: str, problems: Problems) -> Iterator[Fence]:
        """The polygons of the GeoJSON file of that name."""
        for path in self._named(name, ".geojson"):
            yield from _shapes(path, key, problems)

    def close(self) -> None:
        """Close the workbooks."""
        for book in self._books:
            book.close()

    def _named(self, name: str, suffix: str) -> list[Path]:
        wanted = name.lower()
        return [
            path
            for path in self._files
            if path.suffix.lower() == suffix and wanted in (path.name.lower(), path.stem.lower())
        ]


def _csv_table(path: Path, problems: Problems) -> Iterator[Table]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            header = [name.strip() for name in next(reader, [])]
            yield Table(path.name, tuple(header), _csv_rows(path, reader, header, problems))
    except UnicodeDecodeError:
        problems.add(RowRef(file=path.name, line=0), None, "not UTF-8; save the file as UTF-8")
    except (OSError, csv.Error) as error:
        problems.add(RowRef(file=path.name, line=0), None, f"cannot be read: {type(error).__name__}")


def _csv_rows(path: Path, reader: Any, header: list[str], problems: Problems) -> Iterator[tuple[int, Cells]]:
    try:
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                ref = RowRef(file=path.name, line=line)
                problems.add(ref, None, f"{len(cells)} cells under {len(header)} columns")
                continue
            yield line, {k: v for k, v in zip(header, cells, strict=False) if k and v.strip()}
    except UnicodeDecodeError:
        problems.add(RowRef(file=path.name, line=0), None, "not UTF-8; save the file as UTF-8")
    except (OSError, csv.Error) as error:
        problems.add(RowRef(file=path.name, line=0), None, f"cannot be read: {type(error).__name__}")


def _json_rows(path: Path, problems: Problems) -> Iterator[tuple[int, Cells]]:
    text = _text(path, problems)
    at = _skip(text, 0) if text is not None else 0
    if text is None:
        return
    if text[at : at + 1] != "[":
        problems.add(RowRef(file=path.name, line=1), None, "expected a list of objects")
        return
    for line, value in _items(path, text, at + 1, problems):
        if isinstance(value, dict):
            yield line, {k: v for k, v in value.items() if v is not None and v != ""}
        else:
            problems.add(RowRef(file=path.name, line=line), None, "expected an object")


def _text(path: Path, problems: Problems) -> str | None:
    ref = RowRef(file=path.name, line=0)
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.add(ref, None, "not UTF-8; save the file as UTF-8")
    except OSError as error:
        problems.add(ref, None, f"cannot be read: {type(error).__name__}")
    return None


def _items(path: Path, text: str, at: int, problems: Problems) -> Iterator[tuple[int, object]]:
    """The items of an array from behind its bracket on, each with its line."""
    # The array is walked by hand, since json.load forgets on which line an object stood.
    decoder = json.JSONDecoder()
    at, counted, line = _skip(text, at), 0, 1
    while at < len(text) and text[at] != "]":
        line += text.count("\n", counted, at)
        counted = at
        try:
            value, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            ref = RowRef(file=path.name, line=line)
            problems.add(ref, None, "not JSON from here on; later rows were not read")
            return
        yield line, value
        at = _skip(text, at)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _shapes(path: Path, key: str, problems: Problems) -> Iterator[Fence]:
    text = _text(path, problems)
    if text is None:
        return
    start = _FEATURES.search(text)
    if not text.lstrip().startswith("{") or start is None:
        ref = RowRef(file=path.name, line=1)
        problems.add(ref, None, "not a GeoJSON FeatureCollection; no fence was read")
        return
    for number, (line, feature) in enumerate(_items(path, text, start.end(), problems), start=1):
        ref = RowRef(file=path.name, line=line)
        try:
            yield _fence(feature, key, ref)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            text_ = f"feature {number} is no Polygon with properties.{key}; it was not read"
            problems.add(ref, None, text_)


def _fence(feature: Any, key: str, ref: RowRef) -> Fence:
    shape = feature["geometry"]
    rings = shape["coordinates"]
    if shape["type"] == "MultiPolygon" and len(rings) == 1:
        rings = rings[0]
    elif shape["type"] != "Polygon":
        raise TypeError("no polygon")
    outer, *holes = (_ring(ring) for ring in rings)
    site_id = feature["properties"][key]
    if site_id is None or not str(site_id).strip():
        raise ValueError("no site")
    return Fence(site_id=str(site_id).strip(), outer=outer, holes=tuple(holes), row=ref)


def _ring(points: Any) -> tuple[tuple[float, float], ...]:
    ring = tuple((float(point[0]), float(point[1])) for point in points)
    if not all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in ring):
        raise ValueError("outside the earth")
    return ring
