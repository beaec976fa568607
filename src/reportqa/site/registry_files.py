"""Reads the files of a registry folder into checked rows, with the place of each."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from reportqa.errors import RegistryError
from reportqa.model.site import RowRef
from reportqa.site.rows import Row


@dataclass(frozen=True, kw_only=True, slots=True)
class RowProblem:
    """A place in the registry that was passed over, and why. `line` counts from 1; 0 is the whole file.

    `notice` is True where nothing was left out (a column that nobody reads).
    """

    file: str
    line: int
    column: str | None
    message: str
    notice: bool = False

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}{f', column {self.column}' if self.column else ''}: {self.message}"


@dataclass(slots=True)
class Problems:
    """Collects problems while a folder is read; `strict` raises the first instead."""

    strict: bool
    items: list[RowProblem]

    def add(self, ref: RowRef, column: str | None, message: str, *, notice: bool = False) -> None:
        """Note one problem; in strict mode, raise it unless it is a mere notice."""
        problem = RowProblem(file=ref.file, line=ref.line, column=column, message=message, notice=notice)
        if self.strict and not notice:
            place = f"{ref.file}:{ref.line}" + (f":{column}" if column else "")
            raise RegistryError(message, where=place, remedy="Mend the row or load without strict")
        self.items.append(problem)


def rows(folder: Path, stem: str, schema: type[Row], problems: Problems) -> Iterator[tuple[RowRef, Any]]:
    """The good rows of `stem`.csv or `stem`.json with their places; the bad ones become problems."""
    for suffix, reader in ((".csv", _csv_rows), (".json", _json_rows)):
        path = folder / f"{stem}{suffix}"
        if path.is_file():
            noted: set[str] = set()
            for ref, raw in reader(path, schema, problems):
                for name in raw:
                    if name not in schema.model_fields and name not in noted:
                        noted.add(name)
                        problems.add(ref, name, _unknown(name, schema), notice=True)
                try:
                    yield ref, schema.model_validate(raw)
                except ValidationError as error:
                    first = error.errors(include_url=False, include_input=False)[0]
                    column = str(first["loc"][0]) if first["loc"] else None
                    problems.add(ref, column, _plain(str(first["msg"])))


def _unknown(name: str, schema: type[Row]) -> str:
    close = get_close_matches(name, list(schema.model_fields), n=1)
    return "unknown column, not read" + (f"; did you mean {close[0]}?" if close else "")


def _plain(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _csv_rows(path: Path, schema: type[Row], problems: Problems) -> Iterator[tuple[RowRef, dict[str, Any]]]:
    required = [name for name, info in schema.model_fields.items() if info.is_required()]
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            header = [name.strip() for name in next(reader, [])]
            missing = [name for name in required if name not in header]
            if missing:
                ref = RowRef(file=path.name, line=1)
                problems.add(ref, missing[0], f"the file lacks the column {missing[0]}; no row was read")
                return
            before = reader.line_num
            for cells in reader:
                line, before = before + 1, reader.line_num
                ref = RowRef(file=path.name, line=line)
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) > len(header):
                    problems.add(ref, None, f"{len(cells)} cells under {len(header)} columns")
                    continue
                yield ref, {k: v for k, v in zip(header, cells, strict=False) if k and v.strip()}
    except UnicodeDecodeError:
        problems.add(RowRef(file=path.name, line=0), None, "not UTF-8; save the file as UTF-8")
    except (OSError, csv.Error) as error:
        problems.add(RowRef(file=path.name, line=0), None, f"cannot be read: {type(error).__name__}")


def _json_rows(path: Path, schema: type[Row], problems: Problems) -> Iterator[tuple[RowRef, dict[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.add(RowRef(file=path.name, line=0), None, "not UTF-8; save the file as UTF-8")
        return
    except OSError as error:
        problems.add(RowRef(file=path.name, line=0), None, f"cannot be read: {type(error).__name__}")
        return
    # The array is walked by hand, since json.load forgets on which line an object stood.
    decoder = json.JSONDecoder()
    at, counted, line = _skip(text, 0), 0, 1
    if text[at : at + 1] != "[":
        problems.add(RowRef(file=path.name, line=1), None, "expected a list of objects")
        return
    at = _skip(text, at + 1)
    while at < len(text) and text[at] != "]":
        line += text.count("\n", counted, at)
        counted = at
        ref = RowRef(file=path.name, line=line)
        try:
            value, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            problems.add(ref, None, "not JSON from here on; later rows were not read")
            return
        if isinstance(value, dict):
            yield ref, {k: v for k, v in value.items() if v is not None and v != ""}
        else:
            problems.add(ref, None, "expected an object")
        at = _skip(text, at)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at
