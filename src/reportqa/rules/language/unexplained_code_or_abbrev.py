"""Radio codes and abbreviations are explained once, or are in the client's glossary.

"RP GOA, 10-8" says nothing to a property manager. Source: report-writing guides; complaints of clients.
"""

from __future__ import annotations

import re

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say
from reportqa.rules._text import narrative, told, words
from reportqa.rules.language._say import MOST

META = Meta(
    severity=Severity.MINOR,
    audience=Audience.AUDIT,
    needs="T",
    source="Report-writing guides: plain words",
)


def check(case: Case, say: Say) -> RuleResult:
    if narrative(case) is None:
        return say.not_applicable("no text")
    text = case.document.text
    known = {code.upper() for code, _ in case.policy.glossary} | set(words("language")["plain"])
    pattern = re.compile(rf"(?<![\w/-])(?:{'|'.join(words('language')['code'])})(?![\w/-])")
    first: dict[str, Span] = {}
    for place in told(case, pattern):
        code = place.of(text)
        # "BOLO (be on the lookout)" or "(BOLO)" behind the words explains itself.
        explained = (
            text[place.end : place.end + 2] == " (" or text[max(0, place.start - 1) : place.start] == "("
        )
        if code.upper() in known or explained:
            known.add(code.upper())
            continue
        first.setdefault(code.upper(), place)
    if not first:
        return say.satisfied()
    return say.violated(
        *(
            say.finding(
                f"{place.of(text)!r} is not explained.",
                "Write the words once, or ask for the code to be put into the client's glossary.",
                at=place,
                confidence=0.8,
            )
            for place in list(first.values())[:MOST]
        )
    )
