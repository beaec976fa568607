"""The same judgement, night or answer, with its messages in another language.

Only what the program says is told anew. The report's own words, rows of the registry and of feeds, names,
codes and every figure stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar, overload

from reportqa.messages.voice import Voice
from reportqa.model.answer import AnswerPack, Fact, Moment, Telling, Topic
from reportqa.model.document import Document, Page
from reportqa.model.evidence import Coverage, FeedProblem
from reportqa.model.finding import Anchor, EvidenceItem, EvidenceKind, Finding, Question, RuleResult
from reportqa.model.quality import (
    Explained,
    Failure,
    NightReport,
    PostQuestion,
    QualityReport,
    Unreported,
)
from reportqa.model.submit import NotChecked, SubmitAnswer
from reportqa.model.trends import Trend, Trends

T = TypeVar("T")

# Value → its fields that hold messages, and values that do.
_SAID: Mapping[type, tuple[str, ...]] = {
    Anchor: ("note",),
    AnswerPack: ("item", "timeline", "tellings", "facts", "gaps", "topics"),
    Coverage: ("note",),
    Document: ("pages",),
    EvidenceItem: ("text",),
    Explained: ("reason",),
    Fact: ("name", "value", "told"),
    Failure: ("message", "remedy"),
    FeedProblem: ("reason",),
    Finding: ("message", "remedy", "anchors", "question", "evidence"),
    Moment: ("source", "text"),
    NightReport: ("reports", "unreported", "unreadable", "explained", "posts", "coverage", "problems"),
    NotChecked: ("what", "why"),
    Page: ("reason",),
    PostQuestion: ("message", "evidence"),
    QualityReport: ("document", "results", "findings", "questions", "failure"),
    Question: ("text", "choices"),
    RuleResult: ("findings", "note"),
    SubmitAnswer: ("questions", "findings", "not_checked", "reason", "remedy"),
    Telling: ("gives", "lacks"),
    Topic: ("title",),
    Trend: ("topics",),
    Trends: ("topics", "sites", "posts", "officers"),
    Unreported: ("message", "remedy", "missing", "evidence"),
}


def translated(value: T, tell: Voice) -> T:
    """The value with its messages told by `tell`; the value itself where that is English."""
    if not tell.catalogue.entries:
        return value
    told: T = _told(value, tell)
    return told


def _told(value: Any, tell: Voice) -> Any:
    if isinstance(value, str):
        return tell(value)
    if isinstance(value, (tuple, list)):
        return tuple(_told(item, tell) for item in value)
    if isinstance(value, EvidenceItem) and value.kind is EvidenceKind.WORDS:
        return value  # the report's own
    if type(value) in _SAID:
        changed = {}
        for name in _SAID[type(value)]:
            old = getattr(value, name)
            if name == "reports" and isinstance(old, Sequence) and not isinstance(old, tuple):
                changed[name] = Told(old, lambda item: _told(item, tell))
            elif old:
                changed[name] = _told(old, tell)
        return replace(value, **changed)
    return value


class Told(Sequence[Any]):
    """A sequence that may lie on disk, each item told as it is asked for."""

    def __init__(self, items: Sequence[Any], tell: Callable[[Any], Any]) -> None:
        self._items, self._tell = items, tell

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        found = self._items[place]
        return tuple(map(self._tell, found)) if isinstance(place, slice) else self._tell(found)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return map(self._tell, self._items)
