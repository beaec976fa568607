"""Who, what, where and when, the services, hazards and types of one text: no registry is asked.

Only this room imports spaCy, and only when the first text is extracted.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from reportqa.model.document import Document
from reportqa.model.extraction import Extraction

if TYPE_CHECKING:
    from reportqa.extract.pipeline import Pipeline

__all__ = ["Extractor"]


class Extractor:
    """Extracts from documents; threads may share one, and get the same answers as one alone.

    Nothing heavy is imported or loaded before the first text. It never raises on odd text: control
    characters, other scripts, a megabyte in one line.
    """

    def __init__(self) -> None:
        self._pipeline: Pipeline | None = None
        self._lock = threading.Lock()

    def extract(
        self,
        document: Document,
        *,
        agencies: Sequence[tuple[str, str]] = (),
        own: Sequence[str] = (),
    ) -> Extraction:
        """Everything found in one text.

        `agencies` are (name or acronym, service) pairs of a client's glossary; `own` are names and units
        of the writer's own organisation, which are no outside agency.
        """
        return next(self._loaded().extract_many((document,), agencies=agencies, own=own))

    def extract_many(
        self,
        documents: Iterable[Document],
        *,
        agencies: Sequence[tuple[str, str]] = (),
        own: Sequence[str] = (),
    ) -> Iterator[Extraction]:
        """The extractions in input order, equal to those of `extract`; memory does not grow with them."""
        pipeline = self._loaded()
        for batch in _batches(documents):
            yield from pipeline.extract_many(batch, agencies=agencies, own=own)

    def _loaded(self) -> Pipeline:
        if self._pipeline is None:
            with self._lock:
                if self._pipeline is None:
                    from reportqa.extract.pipeline import Pipeline

                    self._pipeline = Pipeline()
        return self._pipeline


# Reports in one batch, and characters at which a batch is closed: more gains nothing and takes memory.
_BATCH, _CHARACTERS = 32, 50_000


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text)
        if len(batch) == _BATCH or size >= _CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
