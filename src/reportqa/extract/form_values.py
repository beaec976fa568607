"""What a form's lines say is a site, a client or a place is no person, there or in the telling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reportqa.extract.places_line import Found
from reportqa.model.document import Document
from reportqa.model.mention import Label
from reportqa.model.span import Span
from reportqa.read.formlines import pairs_in

# The fields whose value may look like a name: "Site: Harborview Lofts". A person may own a report, be the
# author or the client, so only the names of sites and companies are known again in the telling.
_FIELDS = frozenset(
    {"site", "client", "post", "location", "author_org", "incident_type", "report_id", "shift", "timezone"}
)
_KNOWN_AGAIN = ("site", "post", "author_org")


@dataclass(frozen=True, slots=True)
class NoPersons:
    """The places of a form's values, and the names in them that stand for no person anywhere."""

    spans: tuple[Span, ...]
    names: frozenset[str]

    def without(self, text: str, found: Iterable[Found]) -> Iterator[Found]:
        """The candidates, less the persons that are none."""
        for item in found:
            if item.label is Label.PERSON and self._is_none(text, item):
                continue
            yield item

    def _is_none(self, text: str, item: Found) -> bool:
        name = " ".join(text[item.start : item.end].casefold().split())
        return name in self.names or any(
            span.start < item.end and item.start < span.end for span in self.spans
        )


def no_persons(document: Document) -> NoPersons:
    """What the header lines and the metadata of a document name besides persons."""
    metadata = document.metadata
    spans = [
        pair.value
        for line in document.header
        for pair in pairs_in(document.text, line)
        if pair.field in _FIELDS
    ]
    spans += [item.span for item in metadata.origins if item.name in _FIELDS and item.span is not None]
    names = set()
    for field in _KNOWN_AGAIN:
        value = getattr(metadata, field)
        first = " ".join((value or "").casefold().partition(",")[0].split())
        if " " in first:  # one word may be somebody's surname too
            names.add(first)
    return NoPersons(tuple(spans), frozenset(names))
