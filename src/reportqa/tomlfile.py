"""TOML with the line of every key, so that each value can say where it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import tomli

from reportqa.errors import ConfigError

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

Key = tuple[str | int, ...]

_KEY = re.compile(
    r"""\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*="""
)
_HEADER = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_TOKEN = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\])*"|\'[^\']*\'|[\[\]{}#]')


@dataclass(frozen=True, kw_only=True, slots=True)
class TomlFile:
    """One parsed file. `lines` holds the line (from 1) of each key, table and array element of tables."""

    name: str
    data: Mapping[str, Any]
    lines: Mapping[Key, int] = field(default_factory=dict)

    def where(self, key: Key = ()) -> str:
        """`file:line` of the key, or of the nearest table around it that has a line."""
        for end in range(len(key), 0, -1):
            if line := self.lines.get(key[:end]):
                return f"{self.name}:{line}"
        return self.name


def load(path: Path, *, name: str | None = None) -> TomlFile:
    """Read a file; raises ConfigError when it is missing, unreadable or no TOML."""
    shown = name or str(path)
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError("no such file", where=shown, remedy="Check the path") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read ({type(error).__name__})", where=shown) from None
    return parse(text, name=shown)


def parse(text: str, *, name: str) -> TomlFile:
    """Parse TOML text; raises ConfigError with line and column where it is not TOML."""
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"{name}:{place[1]}:{place[2]}" if place else name
        what = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise ConfigError(f"not valid TOML: {what}", where=where) from None
    return TomlFile(name=name, data=data, lines=_lines(text))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one; None when none is alike."""
    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def unknown(what: str, word: str, known: Iterable[str], *, where: str) -> ConfigError:
    """The error for a key or name that nobody knows, with the nearest one."""
    options = sorted(known)
    close = nearest(word, options)
    remedy = f"The nearest is {close!r}" if close else f"Known: {', '.join(options)}"
    return ConfigError(f"unknown {what} {word!r}", where=where, remedy=remedy)


def invalid(file: TomlFile, prefix: Key, error: ValidationError, row: type[BaseModel]) -> ConfigError:
    """The first thing wrong with a table, as an error with file and line."""
    first = error.errors(include_url=False, include_input=False)[0]
    location: Key = tuple(first["loc"])
    where = file.where((*prefix, *location))
    if first["type"] == "extra_forbidden":
        return unknown("key", str(location[-1]), _row_at(row, location[:-1]).model_fields, where=where)
    key = ".".join(str(part) for part in location if isinstance(part, str)) or "table"
    if first["type"] == "missing":
        return ConfigError(f"key {key!r} is missing", where=where)
    message = str(first["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return ConfigError(f"{key}: should be {message}", where=where)


def _row_at(row: type[BaseModel], location: Key) -> type[BaseModel]:
    """The row that checks the table at a location inside another row's table."""
    from pydantic import BaseModel

    def inside(hint: object) -> Iterator[type[BaseModel]]:
        if isinstance(hint, type) and issubclass(hint, BaseModel):
            yield hint
        for part in get_args(hint):
            yield from inside(part)

    for part in location:
        if isinstance(part, str) and part in row.model_fields:
            row = next(inside(row.model_fields[part].annotation), row)
    return row


def _lines(text: str) -> dict[Key, int]:
    lines: dict[Key, int] = {}
    counts: dict[Key, int] = {}
    table: Key = ()
    depth, quote = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if depth == 0 and not quote:
            if header := _HEADER.match(line):
                table = _table(_path(header[2]), many=header[1] == "[[", counts=counts)
                lines.setdefault(table, number)
                continue
            if key := _KEY.match(line):
                path: Key = (*table, *_path(key[1]))
                for end in range(len(table) + 1, len(path) + 1):
                    lines.setdefault(path[:end], number)
                line = line[key.end() :]
        depth, quote = _rest(line, depth, quote)
    return lines


def _path(dotted: str) -> Sequence[str]:
    parts = re.findall(r"""\"([^"]*)\"|'([^']*)'|([A-Za-z0-9_-]+)""", dotted)
    return [a or b or c for a, b, c in parts]


def _table(parts: Sequence[str], *, many: bool, counts: dict[Key, int]) -> Key:
    path: Key = ()
    for position, part in enumerate(parts):
        path = (*path, part)
        if many and position == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _rest(line: str, depth: int, quote: str) -> tuple[int, str]:
    """Bracket depth and open multi-line quote after this line."""
    at = 0
    while True:
        if quote:
            end = line.find(quote, at)
            if end < 0:
                return depth, quote
            at, quote = end + 3, ""
        token = _TOKEN.search(line, at)
        if not token or token[0] == "#":
            return depth, ""
        if token[0] in ('"""', "'''"):
            quote = token[0]
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        at = token.end()
