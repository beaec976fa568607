"""One pass over a text: times, services, things, names and places, merged into one list of mentions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from reportqa.extract import cues
from reportqa.extract.actions import find_actions
from reportqa.extract.assertion import Assertions
from reportqa.extract.form_values import NoPersons, no_persons
from reportqa.extract.hazards import find_hazards
from reportqa.extract.names import find_names, with_rank
from reportqa.extract.names_model import again, from_model
from reportqa.extract.pipeline_model import Entity, NameModel
from reportqa.extract.pipeline_tokens import Token, tokens
from reportqa.extract.places import Where
from reportqa.extract.sentences import split
from reportqa.extract.services import find_services
from reportqa.extract.things import find_things
from reportqa.extract.times import find_times
from reportqa.extract.types import guess_types
from reportqa.model.document import Document
from reportqa.model.extraction import Extraction
from reportqa.model.mention import PRESENT, Label, Mention
from reportqa.resources import models_dir

# Which label stands where two candidates share a character; earlier ones win. What has a fixed form
# (plates, numbers, times) stands before names, the exact place before the rough one. Within a line the
# surer candidate wins, then the longer, then the earlier; of two addresses the longer, which has its town.
PRECEDENCE = (
    {Label.PLATE},
    {Label.PHONE},
    {Label.DATE},
    {Label.TIME},
    {Label.DURATION},
    {Label.ADDRESS},
    {Label.ID},
    {Label.VEHICLE},
    {Label.UNIT},
    {Label.PERSON, Label.ORG, Label.PLACE},
    {Label.SPOT},
    {Label.PERSON_DESC},
)
_RANK = {label: rank for rank, labels in enumerate(PRECEDENCE) for label in labels}

# These say what happened and to what; they may share words with the who, where and when.
FREE = frozenset({Label.INJURY, Label.WEAPON, Label.PROPERTY, Label.ACTION})


class Pipeline:
    """The loaded parts, and the order they run in. Nothing here changes once it is loaded."""

    def __init__(self) -> None:
        folder = models_dir() / "names"
        self._model = NameModel(folder) if (folder / "weights.npz").is_file() else None

    def extract_many(
        self, documents: Sequence[Document], *, agencies: Sequence[tuple[str, str]], own: Sequence[str]
    ) -> Iterator[Extraction]:
        """Everything found in each text; the names of all are looked for in one go."""
        runs = [list(tokens(document.text)) for document in documents]
        entities = self._model.find_many(runs) if self._model else [[] for _ in runs]
        for document, run, named in zip(documents, runs, entities, strict=True):
            yield self._extract(document, run, named, agencies, own)

    def _extract(
        self,
        document: Document,
        run: list[Token],
        entities: list[Entity],
        agencies: Sequence[tuple[str, str]],
        own: Sequence[str],
    ) -> Extraction:
        text, metadata = document.text, document.metadata
        sentences, words = split(text), cues.tokens(text)
        times = find_times(text, metadata=metadata, words=words)
        assertions = Assertions(text, sentences, words)
        services = find_services(
            text,
            sentences=sentences,
            assertions=assertions,
            times=times,
            metadata=metadata,
            agencies=agencies,
            own=own,
            words=words,
        )
        candidates = [
            *times,
            *find_things(text),
            *find_actions(text, sentences, assertions, words, times),
            *_names_and_places(text, run, entities, no_persons(document)),
        ]
        mentions = tuple(
            replace(m, assertion=assertions.of(m.span)) if m.assertion is PRESENT else m
            for m in resolve(candidates)
        )
        narrative = document.narrative.of(text) if document.narrative else text
        return Extraction(
            mentions=mentions,
            services=services.services,
            generic_911=services.generic_911,
            hazards=find_hazards(text, sentences, assertions, words),
            incident_types=guess_types(narrative),
            sentences=sentences,
        )


def _names_and_places(
    text: str, run: list[Token], entities: list[Entity], none: NoPersons
) -> Iterator[Mention]:
    places = [*Where(text, run).find()]
    addresses = [place.span for place in places if place.label is Label.ADDRESS]
    named = [*find_names(text), *places, *from_model(run, entities, addresses)]
    found = [*none.without(text, named)]
    found.extend(again(text, run, found))
    for item in found:
        item = with_rank(text, item) if item.label is Label.PERSON else item
        yield Mention(
            span=item.span,
            label=item.label,
            text=text[item.start : item.end],
            confidence=item.confidence,
            parts=item.parts,
        )


def resolve(candidates: Iterable[Mention]) -> tuple[Mention, ...]:
    """The candidates without overlaps, by `PRECEDENCE`, in text order; `FREE` labels overlap others."""
    ordered = sorted(
        candidates,
        key=lambda m: (
            _RANK.get(m.label, len(_RANK)),
            0.0 if m.label is Label.ADDRESS else -(m.confidence or 0.0),
            m.span.start - m.span.end,
            m.span.start,
        ),
    )
    kept: list[Mention] = []
    ground = _Ground()
    free = {label: _Ground() for label in FREE}
    for mention in ordered:
        if free.get(mention.label, ground).take(mention.span.start, mention.span.end):
            kept.append(mention)
    return tuple(sorted(kept, key=lambda m: (m.span.start, m.span.end, m.label)))


class _Ground:
    """Stretches that are taken, kept sorted, so that one look costs a binary search."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def take(self, start: int, end: int) -> bool:
        """Take the stretch if nothing in it is taken yet."""
        at = bisect_left(self._starts, start)
        if at < len(self._starts) and self._starts[at] < end:
            return False
        if at and self._ends[at - 1] > start:
            return False
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True
