"""The files that `reportqa rules new` writes: a rule that runs, and a fixture that shows how to test it."""

from __future__ import annotations

RULE = '''"""Say in one sentence what holds in a good report.

Say why it matters, and whence it comes. Source: the standard, the complaint or the post order.
"""

from __future__ import annotations

import re

from reportqa.model.case import Case
from reportqa.model.finding import Audience, Question, RuleResult, Severity
from reportqa.model.span import Span
from reportqa.rules import Meta, Say

META = Meta(
    severity=Severity.MINOR,
    audience=Audience.SUBMIT,
    needs="T",
    source="Where the rule comes from",
    options=(("most", 3),),
)

_WORDS = re.compile(r"\\bwhatever\\b", re.IGNORECASE)


def check(case: Case, say: Say) -> RuleResult:
    text = case.document.text
    if not text.strip():
        return say.not_applicable("no text")
    places = [Span(*match.span()) for match in _WORDS.finditer(text)]
    if not places:
        return say.satisfied()
    return say.violated(
        *(
            say.finding(
                f"{place.of(text)!r} leaves open what is meant.",
                "Write what was seen or heard.",
                at=place,
                question=Question(text=f"What is meant by {place.of(text)!r}?"),
                confidence=0.8,
            )
            for place in places[: int(say.number("most"))]
        )
    )
'''

FIXTURE = """# Silent cases first; ⟦…⟧ marks the words of the finding. tests/rules/harness.py has the keys.

[[case]]
name = "the thing itself is told"
outcome = "satisfied"
text = "At 0214 I found the gate open and closed it."

[[case]]
name = "a terse writer"
outcome = "satisfied"
text = "0214 gate open, closed."

[[case]]
name = "nothing was written"
outcome = "not_applicable"
text = ""

[[case]]
name = "a word that says nothing"
outcome = "violated"
text = "At 0214 I did ⟦whatever⟧ was needed."

[[case]]
name = "twice, in capitals"
outcome = "violated"
text = "⟦WHATEVER⟧. 0214 GATE OPEN OR ⟦WHATEVER⟧."

[[case]]
name = "no more findings than the option says"
outcome = "violated"
policy = { rules = { "NAME" = { options = { most = 1 } } } }
text = "⟦Whatever⟧, whatever and whatever."
"""

PLUGIN = """
In your package's pyproject.toml:

    [project.entry-points."reportqa.rules"]
    "{name}" = "your_package.{module}"
"""
