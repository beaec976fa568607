"""The one JSON form of all values: made, read and described by pydantic over the model's dataclasses.

Two things are added that the dataclasses compute: `role` of a mention and `id` of a document. Readers of
the JSON get them for free; `from_json` ignores them. The top of each text has a `type`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from reportqa.errors import ReportqaError
from reportqa.model.document import Document
from reportqa.model.extraction import Extraction
from reportqa.model.mention import Label, Role
from reportqa.model.quality import SCHEMA_VERSION, NightReport, QualityReport
from reportqa.model.submit import SubmitAnswer
from reportqa.model.summary import NightSummary
from reportqa.model.trends import Trends

Value = QualityReport | NightReport | Document | Extraction | SubmitAnswer | NightSummary | Trends

_TYPES: dict[str, type[Any]] = {
    "quality_report": QualityReport,
    "night_report": NightReport,
    "document": Document,
    "extraction": Extraction,
    "submit_answer": SubmitAnswer,
    "night_summary": NightSummary,
    "trends": Trends,
}
_NAMES = {kind: name for name, kind in _TYPES.items()}
_ROLES = {label.value: label.role.value for label in Label}


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_TYPES[name])


def as_plain(value: Value) -> dict[str, Any]:
    """The value as plain JSON types, with `type` first. Dates become ISO 8601, tuples lists."""
    name = _NAMES[type(value)]
    if isinstance(value, NightReport):
        plain = _adapter(name).dump_python(replace(value, reports=(), unreadable=()), mode="json")
        plain["reports"] = [_body(report) for report in value.reports]
        plain["unreadable"] = [_body(report) for report in value.unreadable]
        return {"type": name, **plain}
    return {"type": name, **_body(value)}


def to_json(value: Value, *, indent: int | None = None) -> str:
    """The value as JSON text; ASCII only, so that any pipe carries it."""
    return json.dumps(as_plain(value), indent=indent)


def night_lines(night: NightReport) -> Iterator[str]:
    """A night as JSON lines: each report, then one line with the rest of the night."""
    for report in night.reports:
        yield to_json(report)
    yield to_json(replace(night, reports=(), unreadable=()))


def from_json(text: str | bytes) -> Value | tuple[Value, ...]:
    """The value that `to_json` wrote, equal to the first one; a JSON array gives a tuple.

    Raises ReportqaError on anything else.
    """
    try:
        plain = json.loads(text)
        if isinstance(plain, list):
            return tuple(_read(item) for item in plain)
        return _read(plain)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ReportqaError(
            f"not a value of this schema: {first['msg']}",
            where=place or None,
            remedy="Compare it with `reportqa schema`",
        ) from None
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ReportqaError(
            f"not JSON that reportqa wrote ({type(error).__name__})",
            remedy="Pass the text of `--format json`, or one line of `--format jsonl`",
        ) from None


def _read(plain: dict[str, Any]) -> Value:
    value: Value = _adapter(plain["type"]).validate_python(plain)
    if isinstance(value, NightReport):
        value = replace(value, reports=tuple(value.reports))
    return value


@cache
def _schema_text() -> str:
    names = list(_TYPES)
    _, top = TypeAdapter.json_schemas(
        [(name, "serialization", _adapter(name)) for name in names],
        ref_template="#/$defs/{model}",
    )
    defs = top["$defs"]
    defs["Mention"]["properties"]["role"] = {"enum": [role.value for role in Role], "type": "string"}
    defs["Mention"]["required"].append("role")
    defs["Document"]["properties"]["id"] = {"type": "string", "description": "A stable name."}
    branches = []
    for name in names:
        title = _TYPES[name].__name__
        branches.append(
            {
                "$ref": f"#/$defs/{title}",
                "properties": {"type": {"const": name}},
                "required": ["type"],
                "title": title,
            }
        )
    return json.dumps(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:reportqa:schema:{SCHEMA_VERSION}",
            "title": f"reportqa values, version {SCHEMA_VERSION}",
            "description": "Within one major version fields are only added. Offsets count Unicode "
            "characters of document.text, end excluded. Times are ISO 8601.",
            "oneOf": [*branches, {"type": "array", "items": {"oneOf": branches}}],
            "$defs": defs,
        }
    )


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of everything that `to_json` writes; its version is in `$id`."""
    loaded: dict[str, Any] = json.loads(_schema_text())
    return loaded


def _body(value: Value) -> dict[str, Any]:
    plain: dict[str, Any] = _adapter(_NAMES[type(value)]).dump_python(value, mode="json")
    if isinstance(value, QualityReport):
        plain["document"]["id"] = value.document.id
        for holder in (plain["extraction"], plain["links"]):
            _add_roles(holder)
    elif isinstance(value, Document):
        plain["id"] = value.id
    elif isinstance(value, Extraction):
        _add_roles(plain)
    return plain


def _add_roles(holder: dict[str, Any]) -> None:
    for mention in holder["mentions"]:
        mention["role"] = _ROLES[mention["label"]]
