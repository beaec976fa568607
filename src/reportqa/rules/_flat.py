"""The text of a report in the form that an element's phrases are searched in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportqa.model.case import Case
from reportqa.model.links import LinkState
from reportqa.model.mention import Mention
from reportqa.model.site import RegistryKind
from reportqa.model.span import Span

# A shift's line is the form's even where no date tells which shift it was.
_SHIFT = re.compile(
    r"(?im)^[ \t]*(?:shift|duty|tour|watch)(?: of duty)?(?: hours?| times?)?[ \t]*:"
    r"[ \t]*[\d: -]+(?:hrs|hours)?[ \t]*$"
)

# A form's incident type has no more words than these.
_TYPE_WORDS = 6

# So few characters may follow the address in the line: a comma, a state; a spot is longer.
_REST = 14

# A label alone on its line with another label or nothing after it, or with both boxes still open.
_UNFILLED = re.compile(
    r"(?m)^[ \t]*[A-Z][\w /#()'’.&-]{0,40}(?:"
    r":[ \t_.…-]*$(?=\s*(?:\Z|[A-Z][\w /#()'’.&-]{0,40}:))"
    r"|[ \t:]+(?:\[ ?\]|☐)?[ \t]*Y(?:es)?[ \t]*[/|,]?[ \t]*(?:\[ ?\]|☐)?[ \t]*N(?:o)?[ \t]*$)"
)

# Lines of the form that say who writes, for whom and when: no recognizer looks at them.
_FORM = frozenset(
    {
        *("author", "author_id", "author_org", "shift_start", "shift_end", "submitted_at", "written_at"),
        *("received_at", "client", "post", "report_id", "kind", "incident_type", "site"),
    }
)


def hidden_lines(case: Case) -> Iterator[Span]:
    """The lines of the form that tell nothing of the event: officer, shift, type, the site's own address."""
    yield from (Span(*match.span()) for match in _SHIFT.finditer(case.document.text))
    fields = [(item, item.span) for item in case.document.metadata.origins if item.span]
    for item, span in fields:
        if not (item.name in _FORM or _site_address(case, item.name, span)):
            continue
        if item.name == "incident_type" and len(span.of(case.document.text).split()) > _TYPE_WORDS:
            continue  # a whole entry stands behind the label
        line = next((line for line in case.document.header if line.overlaps(span)), span)
        shared = any(
            other.name not in _FORM and other is not item and line.overlaps(at) for other, at in fields
        )
        yield span if shared else line


def _site_address(case: Case, name: str, span: Span) -> bool:
    """Whether the form's location is the site's own address, which is no exact place where it has units."""
    return (
        name == "location"
        and bool(case.facts.units)
        and any(
            link.kind is RegistryKind.ADDRESS
            and link.state is LinkState.EXACT
            and link.span.overlaps(span)
            and span.end - link.span.end <= _REST
            for link in case.links.links
        )
    )


def flattened(case: Case, hidden: Sequence[Span] = ()) -> str:
    """The text in small letters, one sentence or form line a line, every offset kept."""
    text = case.document.text
    small = text.lower()
    if len(small) != len(text):  # a few letters change their length in small letters
        small = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    letters = list(small.replace("\n", " ").replace("\r", " ").replace("\u2019", "'"))
    for sentence in case.extraction.sentences:
        if sentence.end < len(letters) and letters[sentence.end].isspace():
            letters[sentence.end] = "\n"
    for span in hidden:
        letters[span.start : span.end] = " " * (span.end - span.start)
    # A label with nothing filled in is part of the form, not of the report.
    for match in _UNFILLED.finditer(text):
        letters[match.start() : match.end()] = " " * (match.end() - match.start())
    # A form line ends a statement, whatever the sentence splitter made of it.
    for match in re.finditer(r"\n(?=\s*\n|[A-Z][\w /#.-]{0,30}:)", text):
        letters[match.start()] = "\n"
    return "".join(letters)


def with_labels(flat: str, mentions: Sequence[Mention]) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """The text with `<label>` before each mention; where each ends there, and by how much it has shifted."""
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    at = length = 0
    for mention in sorted(mentions, key=lambda m: m.span):
        if mention.span.start < at:
            continue
        pieces.append(flat[at : mention.span.start])
        length += mention.span.start - at
        tag = f"<{mention.label.value.lower()}>"
        pieces.append(tag)
        length += len(tag)
        at = mention.span.start
        starts.append(length)
        shifts.append(length - at)
    pieces.append(flat[at:])
    return "".join(pieces), tuple(starts), tuple(shifts)
