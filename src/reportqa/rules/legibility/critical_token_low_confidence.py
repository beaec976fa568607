"""A number, plate, name or time that was read unsurely must be confirmed.

What matters most is what handwriting hides best: "un?t 2I4". A word that the registry knows exactly is
confirmed by that; every other doubtful one is asked for. Source: complaint "I can't read it", and
"the violation went to the wrong resident".
"""

from __future__ import annotations

import re

from reportqa.model.case import Case
from reportqa.model.document import PageSource
from reportqa.model.finding import (
    Audience,
    EvidenceItem,
    EvidenceKind,
    Finding,
    Question,
    RuleResult,
    Severity,
)
from reportqa.model.links import LinkState
from reportqa.model.mention import Label, Mention
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.SUBMIT,
    needs="IR",
    source="Complaint: wrong resident through a misread number",
    options=(("sure", 0.4), ("most", 3)),
)

# Most consequential first: a wrong plate or unit goes to a stranger. Only these block. A doubtful date,
# time or phone number is asked for; a name that no language model knows always looks doubtful, and a
# reader of the scan can judge it, so it is never more than minor.
_ORDER = (Label.PLATE, Label.UNIT, Label.ADDRESS, Label.TIME, Label.DATE, Label.PHONE, Label.PERSON)
_HARDLY = 0.3
# A preposition, the word that wants a number, and then the end of a line or a new sentence.
_NUMBERLESS = re.compile(
    r"\b(?:of|at|to|from|in|for|near|outside|inside|on|by)\s+(?P<what>(?i:unit|apt|apartment|suite|space|stall))\b"
    r"(?=\.?[ \t]*(?:\n|$)|[.,;]?\s+[A-Z][a-z]+\s)"
)
_MARKS = ".,;:!?()\"'"
_MOST_OTHERS = 3
_BLOCKING = (Label.PLATE, Label.UNIT, Label.ADDRESS)
_NAMES = {
    Label.PLATE: "plate",
    Label.UNIT: "unit",
    Label.ADDRESS: "address",
    Label.TIME: "time",
    Label.DATE: "date",
    Label.PHONE: "phone number",
    Label.PERSON: "name",
}


def check(case: Case, say: Say) -> RuleResult:
    if not any(page.source is PageSource.OCR for page in case.document.pages):
        return say.not_applicable("typed text")
    lost = _lost(case, say)
    mentions = sorted(case.labelled(*_ORDER), key=lambda item: (_ORDER.index(item.label), item.span))
    if not mentions and not lost:
        return say.not_applicable("no number, name or time in the text")
    known = [link.span for link in case.links.links if link.state is LinkState.EXACT]
    registered = _registered(case)
    doubtful = [
        (mention, sure)
        for mention in mentions
        if (sure := case.document.confidence_in(mention.span)) is not None
        and sure < say.number("sure")
        and not any(span.overlaps(mention.span) for span in known)
        and _plain(mention.value or mention.text) not in registered
    ]
    if not doubtful and not lost:
        return say.satisfied()
    most = int(say.number("most"))
    return say.violated(*lost, *(_finding(case, say, *item) for item in doubtful[:most]))


def _lost(case: Case, say: Say) -> list[Finding]:
    """The number behind "in front of unit" that is not there at all: a smudge, a fold, a wet spot."""
    text = case.document.text
    places = [Span(*match.span("what")) for match in _NUMBERLESS.finditer(text)]
    if not places:
        return []
    what = places[0].of(text)
    return [
        say.finding(
            f"No number could be read behind {what!r}.",
            "Write the number again in block letters.",
            at=places[0],
            also=[(place, "here too") for place in places[1:]],
            evidence=(say.searched(f"a number behind {what!r}"),),
            question=Question(text=f"Which {what} was it?"),
            confidence=0.7,
        )
    ]


def _registered(case: Case) -> set[str]:
    """What the registry confirms by being equal: the site's plates, its people, the officers' names."""
    facts = case.facts
    people = (*facts.contacts, *facts.officers)
    names = [name for person in people for name in (person.name, person.name.split()[-1], person.badge or "")]
    return {_plain(item) for item in (*names, *(permit.plate for permit in facts.permits)) if item}


def _plain(words: str) -> str:
    return "".join(char for char in words.casefold() if char.isalnum())


def _finding(case: Case, say: Say, mention: Mention, sure: float) -> Finding:
    what = _NAMES[mention.label]
    shown = re.sub(rf"^{what}\s+", "", mention.text, flags=re.IGNORECASE)
    others = _otherwise(case, mention, shown)
    ask = f"Is the {what} {shown}" + (f" or {' or '.join(others)}?" if others else "?")
    question = Question(
        text=ask, answer="choice" if others else "text", choices=(shown, *others) if others else ()
    )
    return say.finding(
        f"The {what} reads {mention.text!r}, but only {sure:.0%} surely.",
        f"Confirm the {what}, or write it again in block letters.",
        at=mention.span,
        evidence=(
            EvidenceItem(
                kind=EvidenceKind.SEARCHED,
                text="Confidence of the least sure word",
                span=mention.span,
                value=sure,
                unit="share",
            ),
        ),
        question=question,
        confidence=0.8,
        severity=_severity(mention, sure),
    )


def _otherwise(case: Case, mention: Mention, shown: str) -> tuple[str, ...]:
    """What else may stand there: other readings of its words in their place, those of the registry first."""
    found = []
    for word in case.document.words_in(mention.span):
        read = word.span.of(case.document.text).strip(_MARKS)
        for reading, _ in word.alternatives:
            bare = reading.strip(_MARKS)
            if bare and read in shown and bare not in shown:
                found.append(shown.replace(read, bare, 1))
    registered = _registered(case)
    return tuple(sorted(dict.fromkeys(found), key=lambda text: _plain(text) not in registered))[:_MOST_OTHERS]


def _severity(mention: Mention, sure: float) -> Severity | None:
    if mention.label in _BLOCKING:
        return None
    return Severity.MAJOR if mention.label is not Label.PERSON and sure < _HARDLY else Severity.MINOR
