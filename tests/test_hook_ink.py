"""A question about a word on a scan comes with its place and a picture of its ink."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from reportqa import Checker, Document
from reportqa.geometry import Box
from reportqa.hook import Hook
from reportqa.model.document import Metadata, Page, PageSource, Word
from reportqa.model.span import Span

Pil = pytest.importorskip("PIL.Image")

TEXT = "At 0214 I found the door of unit 241 open and told the resident."


def picture() -> bytes:
    out = io.BytesIO()
    Pil.new("RGB", (800, 200), (255, 255, 255)).save(out, "PNG")
    return out.getvalue()


def scan() -> Document:
    words, at = [], 0
    for number, token in enumerate(TEXT.split()):
        start = TEXT.index(token, at)
        at = start + len(token)
        place = Box(page=1, left=50.0 * number, top=80.0, right=50.0 * number + 40, bottom=110.0)
        sure, others = (0.3, (("214", 0.6),)) if token == "241" else (0.99, ())
        words.append(Word(span=Span(start, at), boxes=(place,), confidence=sure, alternatives=others))
    page = Page(number=1, source=PageSource.OCR, start=0, end=len(TEXT), width=800, height=200, readable=0.9)
    at_night = datetime(2026, 11, 20, 2, 14, tzinfo=UTC)
    known = Metadata(author="Dana Ruiz", author_id="P-108", site="Larkspur Court", occurred_at=at_night)
    return Document(
        metadata=known,
        text=TEXT,
        sha256="1" * 64,
        name="scan.png",
        words=tuple(words),
        pages=(page,),
        narrative=Span(0, len(TEXT)),
    )


class Reader(Checker):
    """A checker to which every file is the scan."""

    def documents(self, source: Any, **more: Any) -> Iterator[Document]:
        yield scan()


def test_the_officer_sees_the_ink_beside_the_question() -> None:
    answer = Hook(Reader).answer_to_file(picture())
    (asked,) = (question for question in answer.questions if "241" in question.text)
    assert asked.text == "Is the unit 241 or 214?"
    assert asked.choices == ("241", "214")
    assert [(box.left, box.right) for box in asked.boxes] == [(350.0, 390.0), (400.0, 440.0)]
    assert asked.ink is not None
    kind, _, packed = asked.ink.partition(",")
    assert kind == "data:image/jpeg;base64"
    with Pil.open(io.BytesIO(base64.b64decode(packed))) as opened:
        assert opened.size == (
            151,
            46,
        )  # the word, its height of paper on either side, a quarter above and below
    others = [question for question in answer.questions if question is not asked]
    assert all(question.ink is None and not question.boxes for question in others)


def test_a_file_that_is_no_picture_has_the_place_alone() -> None:
    answer = Hook(Reader).answer_to_file(b"no picture")
    (asked,) = (question for question in answer.questions if "241" in question.text)
    assert asked.boxes
    assert asked.ink is None
