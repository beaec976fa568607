"""What the officer did: actions, dispositions, notifications (who was told, in what role, how) and questions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from reportqa.extract.assertion import Assertions
from reportqa.extract.cues import Lexicon, Words, table
from reportqa.model.mention import Label, Mention
from reportqa.model.span import Span

_DATA = "actions.toml"
_KINDS = ("action", "disposition", "notification", "question")


@cache
def _lexicon() -> Lexicon:
    data = table(_DATA)
    return Lexicon([(kind, data[kind]["verbs"]) for kind in _KINDS])


def find_actions(
    text: str, sentences: Sequence[Span], assertions: Assertions, words: Words | None = None
) -> tuple[Mention, ...]:
    """ACTION mentions in text order; `kind` says which, notifications say who, role and how."""
    known = assertions.words if words is None else words
    found = []
    for hit in _lexicon().find(known):
        span = Span(known[hit.first].start, known[hit.stop - 1].end)
        found.append(
            Mention(
                span=span,
                label=Label.ACTION,
                text=span.of(text),
                value=known[hit.first].low,
                assertion=assertions.of(span),
                parts=(("kind", hit.kind),),
            )
        )
    return tuple(found)
