"""Where one handwritten number fits several registered ones, the officer says which.

"Apt 1O7" may be 107 or 101; choosing in silence sends the notice to a stranger. Source: complaint "the
violation went to the wrong resident".
"""

from __future__ import annotations

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
from reportqa.model.links import Link, LinkState
from reportqa.model.site import RegistryKind
from reportqa.rules._base import Meta, Say

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="IR",
    source="Complaint: wrong resident through a misread number",
)

_KINDS = (
    RegistryKind.UNIT,
    RegistryKind.ADDRESS,
    RegistryKind.SPACE,
    RegistryKind.PERMIT,
    RegistryKind.BUILDING,
)
_SHOWN = 4


def check(case: Case, say: Say) -> RuleResult:
    if not any(page.source is PageSource.OCR for page in case.document.pages):
        return say.not_applicable("typed text")
    links = case.links.of_kind(*_KINDS)
    if not links:
        return say.not_applicable("nothing of the registry in the text")
    found = [_finding(say, link) for link in links if link.state is LinkState.AMBIGUOUS and _by_glyph(link)]
    return say.violated(*found) if found else say.satisfied()


def _by_glyph(link: Link) -> bool:
    """Whether the number as read is none of the candidates', so that only its glyphs are in doubt."""
    number = link.text.split()[-1].casefold()
    return not any(number in item.text.casefold().replace(",", " ").split() for item in link.candidates)


def _finding(say: Say, link: Link) -> Finding:
    names = tuple(item.text for item in link.candidates[:_SHOWN])
    return say.finding(
        f"{link.text!r} may be {' or '.join(names)}: the letters and digits look alike.",
        "Say which one is meant.",
        at=link.span,
        evidence=tuple(
            EvidenceItem(
                kind=EvidenceKind.REGISTRY,
                text=item.text,
                ref=f"{item.row.file}:{item.row.line}" if item.row else None,
                value=item.score,
            )
            for item in link.candidates[:_SHOWN]
        ),
        question=Question(text=f"Which one is it: {' or '.join(names)}?", answer="choice", choices=names),
        confidence=0.9,
    )
