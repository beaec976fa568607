"""reportqa's extraction as a step of a spaCy pipeline: `nlp.add_pipe("reportqa")`.

For programs that are built on spaCy. reportqa itself never calls this: it reads the text without a `Doc`.
spaCy finds the step by the entry point `spacy_factories`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from spacy.language import Language

from reportqa.extract import Extractor
from reportqa.model.document import Document

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from reportqa.model.extraction import Extraction

# The key under which a Doc holds what was found, in `spans` and in `user_data`.
KEY = "reportqa"


@Language.factory(KEY, assigns=["doc.spans"], default_config={"author_org": None})  # type: ignore[untyped-decorator]
def make(nlp: Language, name: str, author_org: str | None) -> ReportStep:
    """The step; `author_org` is the writer's own organisation, which is never the police of a report."""
    return ReportStep(author_org)


class ReportStep:
    """Adds `doc.spans["reportqa"]`, labelled mentions, and `doc.user_data["reportqa"]`, the `Extraction`.

    A mention whose borders fall inside a token takes the whole token in `spans`; the extraction keeps the
    exact offsets, times, services, hazards and incident types.
    """

    def __init__(self, author_org: str | None = None) -> None:
        self._author_org = author_org
        self._extractor = Extractor()

    def __call__(self, doc: Doc) -> Doc:
        """One document."""
        return self._marked(doc, self._extractor.extract(self._document(doc)))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Documents in batches, in order: names are looked for in many texts at once."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            found = self._extractor.extract_many([self._document(doc) for doc in batch])
            yield from map(self._marked, batch, found)

    def _document(self, doc: Doc) -> Document:
        return Document.from_text(doc.text, author_org=self._author_org)

    def _marked(self, doc: Doc, found: Extraction) -> Doc:
        spans = (
            doc.char_span(m.span.start, m.span.end, label=m.label.value, alignment_mode="expand")
            for m in found.mentions
        )
        doc.spans[KEY] = [span for span in spans if span is not None]
        doc.user_data[KEY] = found
        return doc
