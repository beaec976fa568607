"""A judgement is the same in either language: only the words that people read differ."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from tests.render import made
from tests.rules import harness

from reportqa.checker import Checker
from reportqa.config import Config
from reportqa.hook import Hook
from reportqa.messages import ENGLISH, shipped, translated, voice
from reportqa.messages.values import _told
from reportqa.model.quality import NightReport
from reportqa.model.submit import GivenAnswer
from reportqa.render import from_json, render, to_json, write_pages

ES = voice("es")
SPEAKING = [
    fixture
    for rule in harness.fixture_names()
    for fixture in harness.cases(rule)
    if fixture.outcome == "violated"
]


def wordless(value: Any) -> Any:
    """The value with a figure for every message."""
    return _told(value, lambda _: "7")


@pytest.mark.slow
@pytest.mark.parametrize("fixture", SPEAKING, ids=lambda fixture: fixture.id)
def test_every_finding_of_every_rule_is_told(fixture: harness.FixtureCase) -> None:
    result = harness.run_one(fixture)
    told = translated(result, ES)
    assert wordless(told) == wordless(result)
    for old, new in zip(result.findings, told.findings, strict=True):
        assert new.message != old.message
        assert new.remedy != old.remedy
        if old.question and new.question and old.question.text not in str(fixture):  # a client's own stays
            assert new.question.text != old.question.text


def test_a_night_is_the_same_but_for_its_words() -> None:
    night = made.made_night()
    told = translated(night, ES)
    assert wordless(told) == wordless(night)
    assert told != night
    assert translated(night, ENGLISH) is night


@pytest.mark.parametrize("value", [made.rich_report(), made.failed_report(), made.made_night()], ids=type)
def test_its_json_is_read_back_as_it_was_told(value: Any) -> None:
    told = translated(value, ES)
    assert from_json(to_json(told)) == told


class Heard(HTMLParser):
    """What a page says, without the report's own words, quotations and code."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0
        self.open: list[bool] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.language = (told.get("lang") or "") if tag == "html" else self.language
        self.said += [told[name] or "" for name in ("aria-label", "alt", "title") if told.get(name)]
        if tag in ("meta", "link", "input", "br", "img"):
            return
        hidden = tag in ("style", "code", "blockquote", "mark") or told.get("class") == "text"
        self.open.append(hidden)
        self.silent += hidden

    def handle_endtag(self, tag: str) -> None:
        self.silent -= self.open.pop() if self.open else False

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(" ".join(data.split()))


def english_in(text: str) -> list[str]:
    """The fixed English words of messages, three or more of them, that the text shows."""
    catalogue = shipped("es")
    fixed = {key.strip(" ,.;:") for key in (*catalogue.whole, *catalogue.pieces)}
    fixed |= {item.longest.strip(" ,.;:") for item in catalogue.templates}
    return sorted(key for key in fixed if len(re.findall(r"[A-Za-z]+", key)) > 2 and key in text)


def heard(html: str) -> Heard:
    page = Heard()
    page.feed(html)
    return page


@pytest.mark.parametrize("copy", ["internal", "client"])
def test_no_english_message_stands_on_a_spanish_page(tmp_path: Path, copy: str) -> None:
    # Their findings are invented; here only what the pages themselves say is looked at.
    nights: tuple[NightReport, ...] = (wordless(made.made_night()), wordless(made.acknowledged_night()))
    for number, night in enumerate(nights):
        folder = tmp_path / str(number)
        write_pages(night, folder, copy, tell=ES)
        pages = {
            path.relative_to(folder).as_posix(): heard(path.read_text("utf-8"))
            for path in folder.rglob("*.html")
        }
        assert pages
        assert {page.language for page in pages.values()} == {"es"}
        told = {name: english_in(" ¶ ".join(page.said)) for name, page in pages.items()}
        assert {name: found for name, found in told.items() if found} == {}


def test_the_same_words_would_be_found_on_an_english_page(tmp_path: Path) -> None:
    write_pages(wordless(made.made_night()), tmp_path, "internal")
    page = heard((tmp_path / "index.html").read_text("utf-8"))
    assert page.language == "en"
    assert len(english_in(" ¶ ".join(page.said))) > 10


@pytest.mark.parametrize(
    "value", [made.rich_report(), made.made_night(), made.acknowledged_night()], ids=type
)
def test_no_english_message_stands_in_spanish_text(value: Any) -> None:
    text = re.sub(r"“[^”]*”", "", str(render(wordless(value), "text", tell=ES)))
    assert english_in(" ".join(text.split())) == []


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


REPORT = {"text": "He fell by the pool and was bleeding.", "author": "Dana Ruiz", "report_id": "IR-7"}


def test_an_app_asks_in_the_officers_language(checker: Checker) -> None:
    hook = Hook(lambda: checker)
    english = hook.answer_to(REPORT)
    spanish = hook.answer_to({**REPORT, "language": "es-US"})
    assert wordless(spanish) == wordless(english)
    assert [q.text for q in spanish.questions] == [ES(q.text) for q in english.questions]
    assert all("¿" in q.text for q in spanish.questions)
    assert hook.answer_to({**REPORT, "language": "tlh"}) == english
    assert hook.answer_to({**REPORT, "language": 7}) == english


def test_a_spanish_answer_settles_what_an_english_one_does(checker: Checker) -> None:
    hook = Hook(lambda: checker)
    asked = hook.answer_to(REPORT).questions[0].text
    english = hook.answer_to(REPORT, [GivenAnswer(question=asked, answer="unknown")])
    spanish = hook.answer_to(
        {**REPORT, "language": "es"}, [GivenAnswer(question=ES(asked), answer="No se sabe")]
    )
    assert english.addendum == f"Addendum by the officer:\n{asked} unknown"
    assert spanish == translated(english, ES)
    assert ES(asked) not in [q.text for q in spanish.questions]


def test_a_configured_language_is_that_of_every_answer(checker: Checker) -> None:
    spanish = Checker(replace(Config(), language="es"))
    hook = Hook(lambda: spanish)
    assert hook.answer_to(REPORT) == translated(Hook(lambda: checker).answer_to(REPORT), ES)
    assert hook.answer("nonsense").reason == "the input is not one JSON object"
    assert hook.answer_to({**REPORT, "language": "en"}) == Hook(lambda: checker).answer_to(REPORT)


def test_the_language_is_no_part_of_what_a_judgement_depends_on() -> None:
    assert replace(Config(), language="es").fingerprint() == Config().fingerprint()
