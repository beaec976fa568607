"""The shared work of the language rules: words from a list, told by the officer himself."""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import RuleResult
from reportqa.model.span import Span
from reportqa.rules._base import Say
from reportqa.rules._text import any_of, narrative, sentence_of, told

FAMILY = "language"
# More places of one kind say no more than the first ones.
MOST = 5


def by_list(
    case: Case,
    say: Say,
    name: str,
    message: str,
    remedy: str,
    *,
    unless: str | None = None,
    confidence: float = 0.7,
) -> RuleResult:
    """A finding for each place of a word list outside quotations; `unless` names a list that excuses
    the sentence. `message` may hold `{words}`."""
    if narrative(case) is None:
        return say.not_applicable("no text")
    places = [place for place in told(case, any_of(FAMILY, name)) if not excused(case, place, unless)]
    if not places:
        return say.satisfied()
    text = case.document.text
    return say.violated(
        *(
            say.finding(message.format(words=place.of(text)), remedy, at=place, confidence=confidence)
            for place in places[:MOST]
        )
    )


def excused(case: Case, place: Span, unless: str | None) -> bool:
    """Whether the sentence holds one of the words that make the place a stated fact."""
    if unless is None:
        return False
    sentence = sentence_of(case, place).of(case.document.text)
    return bool(any_of(FAMILY, unless).search(sentence))
