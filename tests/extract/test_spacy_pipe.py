"""The extraction as a step of somebody's spaCy pipeline. All texts are invented."""

from __future__ import annotations

import spacy

from reportqa.extract import Extractor
from reportqa.model.document import Document

TEXTS = [
    "At 0214 hrs Officer Dana Orr called the fire department to 12 Elm Street, unit 214.",
    "",
    "Nothing to report.",
    "He said he left last week.",
]


def test_spacy_finds_the_step_and_it_marks_what_the_extractor_finds() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("reportqa")
    extractor = Extractor()
    for doc, text in zip(nlp.pipe(TEXTS, batch_size=2), TEXTS, strict=True):
        plain = extractor.extract(Document.from_text(text))
        assert doc.text == text
        assert doc.user_data["reportqa"] == plain == nlp(text).user_data["reportqa"]
        assert [span.label_ for span in doc.spans["reportqa"]] == [m.label.value for m in plain.mentions]


def test_a_mention_within_a_token_takes_the_token() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("reportqa")
    doc = nlp(TEXTS[0])
    assert [(span.text, span.label_) for span in doc.spans["reportqa"]][:2] == [
        ("0214 hrs", "TIME"),
        ("Dana Orr", "PERSON"),
    ]


def test_the_writers_own_organisation_is_passed_on() -> None:
    text = "Mallow Police responded and Mallow Police cleared the call."
    nlp = spacy.blank("en")
    nlp.add_pipe("reportqa", config={"author_org": "Mallow Police"})
    assert (
        nlp(text).user_data["reportqa"].services
        == Extractor().extract(Document.from_text(text, author_org="Mallow Police")).services
    )
