"""What is wrong with the rows of a registry, named so that a person finds the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reportqa.errors import RegistryError
from reportqa.model.site import RowRef


@dataclass(frozen=True, kw_only=True, slots=True)
class RowProblem:
    """A place in the registry that was passed over, and why. `line` counts from 1; 0 is the whole file.

    `file` is the file, `workbook.xlsx[Sheet]` or the table of a database; `line` is then the row of the
    sheet, or the row in the order of the table's key. `notice` is True where nothing was left out (a
    column that nobody reads).
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
    """Collects problems while a registry is read; `strict` raises the first instead."""

    strict: bool
    items: list[RowProblem] = field(default_factory=list)
    # What the source calls our columns, of the table that is being read.
    names: Mapping[str, str] = field(default_factory=dict)

    def add(self, ref: RowRef, column: str | None, message: str, *, notice: bool = False) -> None:
        """Note one problem; in strict mode, raise it unless it is a mere notice."""
        column = self.names.get(column, column) if column else None
        problem = RowProblem(file=ref.file, line=ref.line, column=column, message=message, notice=notice)
        if self.strict and not notice:
            place = f"{ref.file}:{ref.line}" + (f":{column}" if column else "")
            raise RegistryError(message, where=place, remedy="Mend the row or load without strict")
        self.items.append(problem)
