"""A report holds no Social Security, licence, passport, card or account number.

Reports are copied to clients, insurers and courts. Source: identity-theft laws; guard companies' rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.SUBMIT,
    needs="T",
    source="Identity-theft laws: no full identifiers in reports",
)

_SSN = re.compile(
    r"(?<![\w-])(?:(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}"
    r"|(?i:ssn|social security(?: number| no\.?| #)?)[\s:#]*\d{3}[- ]?\d{2}[- ]?\d{4})(?![\w-])"
)
_NAMED = re.compile(
    r"(?<!\w)(?i:(?P<what>driver'?s? licen[cs]e|dl|oln|passport|account|acct|credit card|debit card|card|visa"
    r"|mastercard|bank account|routing)(?:\s*(?:number|no\.?|num|#|is|was|:))+)"
    r"\s*(?P<number>(?=[A-Z]*\d)[A-Z0-9][A-Z0-9 -]{5,22}\d)"
)
_CARD = re.compile(r"(?<![\w-])(?:\d[ -]?){12,18}\d(?![\w-])")
_ALARM = re.compile(r"(?:alarm|panel|client|customer|utility)\s+$", re.IGNORECASE)


def check(case: Case, say: Say) -> RuleResult:
    places = list(_places(case.document.text))
    if not places:
        return say.satisfied()
    return say.violated(
        *(
            say.finding(
                f"The text holds {what}.",
                "Take the number out; write that the ID was checked.",
                at=place,
                confidence=0.9,
            )
            for place, what in places
        )
    )


def _places(text: str) -> Iterator[tuple[Span, str]]:
    taken: list[Span] = []
    for pattern, what in ((_SSN, "a Social Security number"), (_CARD, "a payment card number"), (_NAMED, "")):
        for match in pattern.finditer(text):
            place = Span(*match.span())
            if any(place.overlaps(other) for other in taken):
                continue
            if pattern is _CARD and not _luhn(match.group()):
                continue
            if pattern is _NAMED:
                if _ALARM.search(text[max(0, match.start() - 12) : match.start()]):
                    continue
                what = f"a full {match['what'].lower()} number"
            taken.append(place)
            yield place, what


def _luhn(number: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1)."""
    digits = [int(char) for char in number if char.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) < 2:
        return False
    doubled = [d if i % 2 == 0 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
