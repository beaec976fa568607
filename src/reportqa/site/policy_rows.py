"""What the tables of a policy file may hold: checked here, at the border, and nowhere else."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from reportqa.model.finding import Audience, Severity

# The context of a shipped file: its patterns are compiled by a test, not each time that a process starts.
BUILT_IN = {"built-in": True}

SeverityName = Literal["blocker", "major", "minor", "info"]
AudienceName = Literal["submit", "review", "audit"]
AnswerName = Literal["text", "time", "number", "yes_no", "choice"]


def _pattern(value: str, info: ValidationInfo) -> str:
    if info.context is BUILT_IN:
        return value
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"a regular expression ({error})") from None
    return value


Pattern = Annotated[str, AfterValidator(_pattern)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Dated(_Row):
    """Inclusive dates in the site's calendar; open where left out."""

    valid_from: date | None = None
    valid_to: date | None = None


class RecognizerRow(_Row):
    """Kinds of recognizers and their terms."""

    label: list[str] = []
    part: list[str] = []
    service: list[str] = []
    hazard: list[str] = []
    action: list[str] = []
    phrase: list[Pattern] = []
    metadata: list[str] = []
    link: list[str] = []


class ElementRow(Dated):
    """One required element, or a change to one that a lower layer defines."""

    name: str | None = None
    use: str | None = None  # the name of an [[element]] to start from
    title: str | None = None
    topic: Pattern | None = None  # what names the thing: with a waiver word beside it, it is answered
    weight: float | None = Field(default=None, gt=0, strict=False)
    given_when: RecognizerRow | None = None
    waived_when: RecognizerRow | None = None
    only_if: RecognizerRow | None = None
    question: str | None = None
    answer: AnswerName | None = None
    choices: list[str] | None = None
    severity: SeverityName | None = None
    essential: bool | None = None  # the rule's own severity; otherwise minor


class TypeRow(Dated):
    """One incident type."""

    name: str
    title: str | None = None
    form_names: list[str] = []
    seen_when: RecognizerRow | None = None
    element: list[ElementRow] = []
    remove: list[str] = []
    replace: bool = False


class PostOrderRow(Dated):
    """One instruction of a post."""

    id: str
    types: list[str] = []
    notify: list[str] = []
    notify_words: dict[str, Pattern] = {}
    within_min: int | None = Field(default=None, gt=0)
    photos: int = Field(default=0, ge=0)
    wording: Pattern | None = None
    text: str = ""
    site: str | None = None


class RuleRow(Dated):
    """A change to one rule."""

    enabled: bool | None = None
    severity: SeverityName | None = None
    audience: AudienceName | None = None
    reason: str | None = None
    options: dict[str, str | float | int | bool | list[str]] = {}


class ValueRow(Dated):
    """A threshold with dates."""

    value: float = Field(strict=False)


class WaiverRow(_Row):
    """Words which say, before or after a topic, that a thing was not known, refused or not there."""

    before: Pattern
    after: Pattern


class LayerRow(Dated):
    """A whole policy file, or one overlay of it."""

    waivers: WaiverRow | None = None

    voice: Literal["first", "third"] | None = None
    client_kind: str | None = None
    values: dict[str, Annotated[float, Field(strict=False)] | ValueRow | list[ValueRow]] = {}
    rules: dict[str, RuleRow] = {}
    element: list[ElementRow] = []
    type: list[TypeRow] = []
    general: list[ElementRow] = []
    remove_general: list[str] = []
    post_order: list[PostOrderRow] = []
    glossary: dict[str, str] = {}
    agencies: dict[str, Literal["fire", "ems", "police", "other"]] = {}
    acknowledge: dict[str, Literal["never", "finding", "place", "site"]] = {}


class FileRow(LayerRow):
    """A policy file: its own layer, and overlays for single clients and sites."""

    client: dict[str, LayerRow] = {}
    site: dict[str, LayerRow] = {}


SEVERITIES = {item.value: item for item in Severity}
AUDIENCES = {item.value: item for item in Audience}
