"""A place that the writer or transcriber marked as illegible must be filled in.

"[illegible]" and "???" left in the text are open questions: nobody can answer a client from them. Question
marks behind a word only say how it was said. Source: complaint "I can't read it" of clients; transcription
practice marks such places.
"""

from __future__ import annotations

import re

from reportqa.model.case import Case
from reportqa.model.finding import Audience, Question, RuleResult, Severity
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="IT",
    source="Complaint: the client cannot read the report",
)

_MARK = re.compile(
    r"[\[(]\s*(?:illegible|unreadable|unclear|can'?t read|\?)\s*[\])]|(?<![\w'’\"”!?.])\?{3,}", re.IGNORECASE
)


def check(case: Case, say: Say) -> RuleResult:
    marks = [Span(*match.span()) for match in _MARK.finditer(case.document.text)]
    if not marks:
        return say.satisfied()
    return say.violated(
        *(
            say.finding(
                "A place in the report is marked as illegible.",
                "Fill in what stands there, or say that it is unknown.",
                at=mark,
                question=Question(text="What should stand where the report says illegible?"),
                confidence=0.98,
            )
            for mark in marks
        )
    )
