"""The checked rows of one of our tables, from whatever source feeds it, with the place of each."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from reportqa.model.site import RowRef
from reportqa.site.import_map import ImportMap, TableMap
from reportqa.site.row_problems import Problems
from reportqa.site.rows import Row
from reportqa.site.sources import Source, Table


def rows(
    source: Source, chart: ImportMap, stem: str, schema: type[Row], problems: Problems
) -> Iterator[tuple[RowRef, Any]]:
    """The good rows of one table; the bad ones become problems, under the columns' names in the source."""
    for mapped in chart.of(stem):
        seen: set[str] = set()
        for table in source.tables(mapped.source, problems):
            problems.names = mapped.names()
            yield from _checked(table, mapped, schema, problems, seen)
        problems.names = {}


def _checked(
    table: Table, mapped: TableMap, schema: type[Row], problems: Problems, seen: set[str]
) -> Iterator[tuple[RowRef, Any]]:
    required = tuple(name for name, info in schema.model_fields.items() if info.is_required())
    if table.columns is not None:
        lacking = mapped.lacks(table.columns, required)
        if lacking is not None:
            text = f"the file lacks the column {lacking}; no row was read"
            problems.add(table.ref(1), lacking, text)
            return
    noted: set[str] = set()
    for line, cells in table.rows:
        ref = table.ref(line)
        for name in cells if mapped.own_names else ():
            if name not in schema.model_fields and name not in noted:
                noted.add(name)
                problems.add(ref, name, _unknown(name, schema), notice=True)
        raw = mapped.apply(cells)
        if raw is None:
            continue
        if mapped.distinct:
            told = str(raw.get("id", sorted(raw.items(), key=str)))
            if told in seen:
                continue
            seen.add(told)
        try:
            checked = schema.model_validate(raw)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            column = str(first["loc"][0]) if first["loc"] else None
            problems.add(ref, column, _plain(str(first["msg"])))
            continue
        yield ref, checked


def _unknown(name: str, schema: type[Row]) -> str:
    close = get_close_matches(name, list(schema.model_fields), n=1)
    return "unknown column, not read" + (f"; did you mean {close[0]}?" if close else "")


def _plain(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
