"""What the server takes and gives besides the answer itself: the shapes that the OpenAPI text describes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reportqa.model.submit import SubmitAnswer

_TEXT = {"type": "string", "minLength": 1}
_ABOUT = {
    "report_id": "The app's own number.",
    "author": "The officer's name.",
    "author_id": "Badge, guard card or unit.",
    "site": "Id, name or address.",
    "incident_type": "As chosen on the form.",
    "occurred_at": "ISO 8601; so are written_at, submitted_at, shift_start and shift_end.",
    "timezone": "An IANA name.",
    "lat": "Degrees; with lon and accuracy_m.",
    "attachments": "Names of photos and files.",
    "emergency": "true: this report is never held.",
    "language": "Of the answer: en, es; else that of Accept-Language, else the configured one.",
}


def _answer(to: str, longest: int, about: str, words: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            to: {**_TEXT, "maxLength": longest, "description": about},
            "answer": {**_TEXT, "maxLength": 4000, "description": words},
        },
        "required": [to, "answer"],
        "additionalProperties": False,
    }


REPORT: dict[str, Any] = {
    "type": "object",
    "title": "Report",
    "description": "A report as JSON: its words, and what the app knows besides (all names of the metadata). "
    "A value that can't be used is left out, and never a reason to refuse.",
    "properties": {
        "text": {**_TEXT, "description": "The officer's words."},
        **{name: {"description": said} for name, said in _ABOUT.items()},
    },
    "required": ["text"],
    "additionalProperties": True,
    "examples": [{"text": "At 0214 FD came to the dumpster, false alarm.", "site": "Larkspur Court"}],
}
ANSWERED: dict[str, Any] = {
    "type": "object",
    "title": "Answered",
    "properties": {
        "report": REPORT,
        "answers": {
            "type": "array",
            "minItems": 1,
            "maxItems": 50,
            "items": {
                "oneOf": [
                    _answer("question", 1000, "As it was asked.", 'Words; "unknown" and "refused" too.'),
                    _answer("finding", 40, "The key of a finding.", "Why it stands as it does."),
                ]
            },
        },
    },
    "required": ["report", "answers"],
    "additionalProperties": False,
}
SCAN: dict[str, Any] = {
    "type": "object",
    "title": "Scan",
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "A scan, photo, PDF, Word file or e-mail.",
        },
        "report": {"description": "JSON of what the app knows besides, as in /check."},
    },
    "required": ["file"],
}


def batch(most: int) -> dict[str, Any]:
    """Several reports at once."""
    reports = {
        "type": "array",
        "maxItems": most,
        "description": "Reports as in /check; what is none gets an answer that says so.",
        "items": {},
    }
    return {
        "type": "object",
        "title": "Batch",
        "properties": {"reports": reports},
        "required": ["reports"],
        "additionalProperties": False,
    }


def body(schema: dict[str, Any], *, scan: bool = False) -> dict[str, Any]:
    """The description of a request's body."""
    content = {"application/json": {"schema": schema}}
    if scan:
        content["multipart/form-data"] = {"schema": SCAN}
    return {"requestBody": {"required": True, "content": content}}


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchAnswer:
    """The answers to a batch, in its order."""

    answers: tuple[SubmitAnswer, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleInfo:
    """One rule of the catalogue. `needs`: T text, M metadata, R registry, X outside evidence."""

    name: str
    family: str
    title: str
    severity: str
    audience: str
    needs: str
    at_submit: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """How the server is. `status` is ok, or degraded while a check that was given up still runs."""

    status: str
    version: str
    schema_version: str
    on_failure: str
    registry: bool
