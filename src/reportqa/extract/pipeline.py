"""One pass over a text: times, services, things, names and places, merged into one list of mentions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from reportqa.extract.names import find_names, with_rank
from reportqa.extract.pipeline_model import NameModel
from reportqa.extract.pipeline_tokens import Token, tokens
from reportqa.extract.places import Found, Where
from reportqa.extract.sentences import split
from reportqa.model.extraction import Extraction
from reportqa.model.mention import PRESENT, Label, Mention
from reportqa.model.service import Service, ServiceInvolvement
from reportqa.resources import models_dir


try:
    from reportqa.extract.times import find_times
except ImportError:
    def find_times(text, *, metadata): return ()
try:
    from reportqa.extract.assertion import Assertions
except ImportError:
    class Assertions:
        def __init__(self, text, sentences): pass
        def of(self, span): return PRESENT
try:
    from reportqa.extract.services import find_services
except ImportError:
    def find_services(text, **kw): return Extraction()
try:
    from reportqa.extract.hazards import find_hazards
except ImportError:
    def find_hazards(text, sentences, assertions): return ()
try:
    from reportqa.extract.actions import find_actions
except ImportError:
    def find_actions(text, sentences, assertions): return ()
try:
    from reportqa.extract.things import find_things
except ImportError:
    def find_things(text): return ()
try:
    from reportqa.extract.types import guess_types
except ImportError:
    def guess_types(text): return ()

# Which label stands where two candidates share a character; earlier ones win. What has a fixed form
# (times, plates, numbers) stands before names, the exact place before the rough one. Between equals the
# surer one wins, then the longer, then the earlier.
PRECEDENCE = (
    Label.PLATE, Label.PHONE, Label.DATE, Label.TIME, Label.DURATION, Label.ADDRESS, Label.ID, Label.VEHICLE,
    Label.UNIT, Label.PERSON, Label.ORG, Label.PLACE, Label.SPOT, Label.PERSON_DESC,
)  # fmt: skip
_RANK = {label: rank for rank, label in enumerate(PRECEDENCE)}

# These say what happened and to what; they may share words with the who, where and when.
FREE = frozenset({Label.INJURY, Label.WEAPON, Label.PROPERTY, Label.ACTION})


def resolve(candidates: Iterable[Mention]) -> tuple[Mention, ...]:
    """The candidates without overlaps, by `PRECEDENCE`, in text order; `FREE` labels only once each."""
    ordered = sorted(
        candidates,
        key=lambda m: (_RANK.get(m.label, 99), -(m.confidence or 0.0), m.span.start - m.span.end, m.span.start),
    )
    taken: list[Mention] = []
    starts = _Taken()
    free: dict[Label, _Taken] = {label: _Taken() for label in FREE}
    for mention in ordered:
        ground = free.get(mention.label, starts)
        if ground.add(mention.span.start, mention.span.end):
            taken.append(mention)
    return tuple(sorted(taken, key=lambda m: (m.span.start, m.span.end, m.label)))


def _name_model() -> NameModel | None:
    folder = models_dir() / "names"
    return NameModel(folder) if folder.is_dir() else None


class _Taken:
    """Ground that is taken, kept sorted, so that one look costs a binary search."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> bool:
        from bisect import bisect_left

        at = bisect_left(self._starts, start)
        if at < len(self._starts) and self._starts[at] < end:
            return False
        if at and self._ends[at - 1] > start:
            return False
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True


class Pipeline:
    """The loaded parts, and the order they run in."""

    def __init__(self) -> None:
        self._model = _name_model()

    def extract(
        self, document: Any, *, agencies: Sequence[tuple[str, str]], own: Sequence[str]
    ) -> Extraction:
        """Everything found in one text."""
        text, metadata = document.text, document.metadata
        sentences = split(text)
        times = find_times(text, metadata=metadata)
        assertions = Assertions(text, sentences)
        services = find_services(
            text, sentences=sentences, assertions=assertions, times=times, metadata=metadata,
            agencies=agencies, own=own,
        )  # fmt: skip
        candidates = [
            *times,
            *find_things(text),
            *find_actions(text, sentences, assertions),
            *self._names_and_places(text),
        ]
        mentions = tuple(
            replace(m, assertion=assertions.of(m.span)) if m.assertion is PRESENT else m
            for m in resolve(candidates)
        )
        return Extraction(
            mentions=mentions,
            services=services.services,
            generic_911=services.generic_911,
            hazards=find_hazards(text, sentences, assertions),
            incident_types=guess_types(text),
            sentences=sentences,
        )

    def _names_and_places(self, text: str) -> Iterator[Mention]:
        run = list(tokens(text))
        found = [*find_names(text), *Where(text, run).find()]
        if self._model is not None:
            found.extend(_from_model(text, run, self._model.find(run)))
        for item in found:
            item = with_rank(text, item) if item.label is Label.PERSON else item
            yield Mention(
                span=item.span,
                label=item.label,
                text=text[item.start : item.end],
                confidence=item.confidence,
                parts=item.parts,
            )


def _from_model(text: str, run: list[Token], entities: list[tuple[int, int, str]]) -> Iterator[Found]:
    for first, last, label in entities:
        if label in _MODEL_LABELS:
            yield Found(run[first].start, run[last - 1].end, Label(label), 0.8)


_MODEL_LABELS = frozenset({"PERSON", "ORG", "PLACE", "ADDRESS", "UNIT", "SPOT", "PERSON_DESC", "VEHICLE"})
