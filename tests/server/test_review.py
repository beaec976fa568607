"""The review page: over HTTP, and by a manager's hands in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import html5lib
import httpx
import pytest
from tests.browsing import overhang, seen_as, serious_faults, time_of_a_frame, time_to_show
from tests.render import made
from tests.server.running import TOKEN, Server, running

from reportqa.checker import Checker
from reportqa.config import Config
from reportqa.errors import ConfigError
from reportqa.model.document import Document, Page, PageSource, Word
from reportqa.model.finding import Severity
from reportqa.model.span import Span
from reportqa.night.acknowledged import Wish
from reportqa.night.events import EVENTS, events_json
from reportqa.night.ledgers import Ledgers
from reportqa.night.stored import stored
from reportqa.server.corrected import with_corrections
from reportqa.server.review import Review

ENTER = "\ue007"  # as selenium writes the key; a click would race with the page's smooth scrolling
SCAN = "I found the gatc open at 0214 on 11/20/2026."


def scan() -> Document:
    """A page as an engine may have read it, one word wrong."""
    words, at = [], 0
    for word in SCAN.split():
        start = SCAN.index(word, at)
        at = start + len(word)
        sure = 0.4 if word == "gatc" else 0.97
        words.append(
            Word(span=Span(start, at), confidence=sure, alternatives=(("gate", 0.3),) if sure < 1 else ())
        )
    page = Page(number=1, source=PageSource.OCR, start=0, end=len(SCAN), width=100, height=100, readable=0.9)
    return Document(
        text=SCAN,
        sha256="5" * 64,
        name="scan.png",
        words=tuple(words),
        pages=(page,),
        narrative=Span(0, len(SCAN)),
    )


def night(out: Path) -> Path:
    """A stored night: a typed report, a scan with a wrong word, and one with a thousand findings."""
    checker = Checker()
    typed = checker.judge(Document.from_text("I found <b>the gate</b> open.", name="in/typed.txt"))
    many = "The door was open.\n" * 1000
    thousand = made.quality(
        many,
        *(
            made.finding(
                "completeness.action-taken", Severity.MINOR, at=Span(19 * n + 4, 19 * n + 8), message=f"{n}"
            )
            for n in range(1000)
        ),
        name="in/many.txt",
    )
    reports = [typed, checker.judge(scan()), thousand]
    ledger = Ledgers().to_write(out)
    ledger.begin([(report.document.name, "x") for report in reports], "f", resume=False)
    for report in reports:
        ledger.finish(report.document.name, [stored(report)])
    ledger.keep(EVENTS, events_json((made.fire_event(),)))
    ledger.close()
    return out


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("review")
    night(folder / "out")
    with running(folder, "[serve]\nrate_per_s = 1000\n", "--night", "out") as server:
        yield server


@pytest.fixture
def manager(served: Server) -> Iterator[httpx.Client]:
    with served.client(token=None) as client:
        assert client.get("/review", params={"token": TOKEN}).status_code == 303
        yield client


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[httpx.Client]:
    """A manager of a night in which nobody has said anything yet."""
    night(tmp_path / "out")
    with (
        running(tmp_path, "[serve]\nrate_per_s = 1000\n", "--night", "out") as server,
        server.client(token=None) as client,
    ):
        assert client.get("/review", params={"token": TOKEN}).status_code == 303
        yield client


def guard(page: str) -> str:
    found = re.search(r'name="guard" value="(\w+)"', page)
    assert found
    return found[1]


def test_pages_need_the_token_and_a_cookie_opens_no_other_path(served: Server, manager: httpx.Client) -> None:
    with served.client(token=None) as stranger:
        for path in ("/review", "/review/0", "/review/0/page/1", "/review?token=wrong"):
            assert stranger.get(path).status_code == 401
    assert manager.get("/review").status_code == 200
    assert manager.get("/rules").status_code == 401
    assert manager.post("/check", json={"text": "x"}).status_code == 401


def test_a_browser_without_the_token_is_told_what_to_open(served: Server, manager: httpx.Client) -> None:
    with httpx.Client(base_url=served.url, headers={"accept": "text/html,*/*"}) as stranger:
        answer = stranger.get("/review/6")
        assert (answer.status_code, answer.headers["content-type"]) == (401, "text/html; charset=utf-8")
        assert "Open the address with its token once" in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        html5lib.HTMLParser(strict=True).parse(answer.text)
        assert stranger.get("/rules").headers["content-type"] == "application/json"
    with httpx.Client(base_url=served.url) as program:
        assert program.get("/review/6").json()["checked"] is False
    gone = manager.get("/review/99999", headers={"accept": "text/html"})
    assert (gone.status_code, "There is no such report." in gone.text) == (404, True)


def test_every_page_is_whole_escaped_and_takes_nothing_from_outside(manager: httpx.Client) -> None:
    for path in ("/review", "/review?all=1&page=99", "/review/0", "/review/1", "/review/2"):
        sent = manager.get(path)
        html5lib.HTMLParser(strict=True).parse(sent.text)
        assert "script" not in sent.text
        assert "frame-ancestors 'none'" in sent.headers["content-security-policy"]
    assert "&lt;b&gt;the gate&lt;/b&gt;" in manager.get("/review/0").text
    for path in ("/review/3", "/review/x", "/review/-1", "/review/0/page/1", "/review/0/page/x"):
        assert manager.get(path).status_code == 404


def test_a_form_without_its_guard_changes_nothing(manager: httpx.Client) -> None:
    form = {"by": "Eve", "finding": "x", "guard": "0" * 32}
    assert manager.post("/review/0/acknowledge", data=form).status_code == 403
    good = {**form, "guard": guard(manager.get("/review/0").text)}
    assert manager.post("/review/0/acknowledge", data=good).status_code == 422
    whole = {**good, "words": "Why", "until": str(date.today())}
    for path in ("/review/0/acknowledge", "/review/acknowledge"):
        assert manager.post(path, data=whole).status_code == 409
    assert manager.post("/review/0/acknowledge", data={**whole, "by": " "}).status_code == 422
    assert manager.post("/review/withdraw", data={**good, "note": "7"}).status_code == 409
    assert manager.post("/review/withdraw", data={**good, "note": "7", "back": "9"}).status_code == 404
    assert manager.post("/review/0/answer", data={**good, "question": "Q?", "answer": "A"}).status_code == 409
    assert manager.post("/review/1/correct", data={**good, "place": "0:3", "word": "x"}).status_code == 409
    assert "Eve" not in manager.get("/review/0").text


def test_corrections_move_every_span_and_leave_the_original(tmp_path: Path) -> None:
    document = scan()
    new = with_corrections(document, {(12, 16): "garden gate", (20, 99): "no such place"})
    assert new.text == SCAN.replace("gatc", "garden gate")
    assert [word.span.of(new.text) for word in new.words] == [
        "I", "found", "the", "garden gate", "open", "at", "0214", "on", "11/20/2026.",
    ]  # fmt: skip
    assert new.words[3].confidence == 1.0
    assert (new.pages[0].end, new.narrative) == (len(new.text), Span(0, len(new.text)))
    assert document.text == SCAN


def test_what_the_policy_does_not_allow_is_refused_in_words(manager: httpx.Client) -> None:
    listed = manager.get("/review").text
    assert "Engine 12 was at the dumpster" in listed
    key = re.search(r'name="finding" value="(\w+)"', listed)
    assert key
    form = {"by": "Kim", "guard": guard(listed), "finding": key[1], "words": "Known"}
    for more, why in (
        ({"until": str(date.today()), "scope": "site"}, "can't be acknowledged for: site"),
        ({"until": "2999-01-01"}, "is not between today and"),
        ({"until": str(date.today()), "words": ""}, "needs a name and a reason"),
        ({"until": "soon"}, "until is a date"),
    ):
        refused = manager.post("/review/acknowledge", data={**form, **more})
        assert refused.status_code == 422
        assert why in refused.json()["reason"]


# At any hour it is another day than in UTC in one of the two.
@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Pacific/Kiritimati"])
def test_the_days_offered_are_those_at_the_posts(tmp_path: Path, zone: str) -> None:
    review = Review(night(tmp_path), Checker(config=Config(timezone=zone)))
    page = review.list_page(1, False, name="Kim", guard="0")
    today = datetime.now(ZoneInfo(zone)).date()
    key = re.search(r'name="finding" value="(\w+)"', page)
    assert key
    assert f'min="{today}"' in page
    wish = Wish(by="Kim", words="Known", at=datetime.now(UTC), until=today)
    with pytest.raises(ConfigError, match="is not between today and"):
        review.acknowledge_event(key[1], replace(wish, until=today - timedelta(days=1)))
    assert review.acknowledge_event(key[1], wish)
    assert key[1] not in review.list_page(1, False, name="Kim", guard="0")


def test_an_event_is_acknowledged_and_comes_back_when_that_is_withdrawn(manager: httpx.Client) -> None:
    listed = manager.get("/review").text
    key = re.search(r'name="finding" value="(\w+)"', listed)
    assert key
    form = {"by": "Kim", "guard": guard(listed), "finding": key[1], "words": "He rang me at once"}
    sent = manager.post("/review/acknowledge", data={**form, "until": str(date.today())})
    assert sent.status_code == 303
    assert "Engine 12 was at the dumpster" not in manager.get("/review").text
    shown = manager.get("/review?all=1").text
    assert "for this one: He rang me at once" in shown
    number = re.search(r'name="note" value="(\d+)"', shown)
    assert number
    assert manager.post("/review/withdraw", data={**form, "note": number[1]}).status_code == 303
    again = manager.get("/review").text
    assert "Engine 12 was at the dumpster" in again
    assert "(no longer holds): He rang me at once" in again


# ------------------------------------------------------------------ in a browser


@pytest.fixture
def page(browser: Any, served: Server) -> Any:
    browser.get(f"{served.url}/review?token={TOKEN}")
    return browser


def until(page: Any, selector: str, words: str) -> None:
    """Wait until the element holds the words; a form's answer may take a moment."""
    from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
    from selenium.webdriver.support.ui import WebDriverWait

    def there(driver: Any) -> bool:
        return any(words in found.text for found in driver.find_elements("css selector", selector))

    try:
        WebDriverWait(page, 20, ignored_exceptions=[StaleElementReferenceException]).until(there)
    except TimeoutException:
        told = [found.text for found in page.find_elements("css selector", selector)]
        raise AssertionError(f"{words!r} is not in {told!r}") from None


@pytest.mark.slow
def test_a_manager_answers_corrects_and_acknowledges(page: Any, served: Server) -> None:
    page.find_element("link text", "in/typed.txt").click()
    assert page.find_element("css selector", "[role=status]").text.endswith("0 acknowledged.")

    # Acknowledge the first finding, by keyboard alone.
    page.find_element("id", "by").send_keys("Kim Varga")
    page.find_element("id", "why").send_keys("Known to the client")
    first = page.find_element("css selector", ".finding h3").text
    page.find_element("css selector", ".finding button").send_keys(ENTER)
    until(page, "[role=status]", "1 acknowledged")
    # It is folded away, with who, why and until when; the others stay.
    folded = page.find_element("css selector", "#acknowledged")
    assert first not in [h.text for h in page.find_elements("css selector", ".finding h3") if h.text]
    folded.find_element("css selector", "summary").send_keys(ENTER)
    until(page, "#acknowledged .finding h3", first)
    until(page, "#acknowledged .said", "Acknowledged by Kim Varga until ")
    assert folded.find_element("css selector", ".said").text.endswith("for this one: Known to the client")

    # Answer the first question; the name is remembered.
    assert page.find_element("id", "by").get_attribute("value") == "Kim Varga"
    question = page.find_element("css selector", "label[for=q1]").text
    page.find_element("id", "q1").send_keys("Larkspur Court")
    page.find_element("xpath", "//button[text()='Keep the answers']").send_keys(ENTER)
    until(page, "section[aria-labelledby=you]", f"“{question}” Larkspur Court")
    assert question not in [label.text for label in page.find_elements("css selector", "label")]
    assert "Addendum by the officer" in page.find_element("css selector", ".text").text

    # Correct the word that the engine read wrong.
    page.get(f"{served.url}/review/1")
    word = page.find_element("id", "w1")
    assert word.get_attribute("value") == "gatc"
    word.clear()
    word.send_keys("gate")
    page.find_element("xpath", "//button[text()='Keep what I read']").send_keys(ENTER)
    until(page, ".text", "I found the gate open")
    assert "read “gatc” as “gate”" in page.find_element("tag name", "main").text


@pytest.mark.slow
def test_a_thousand_findings_do_not_lag(page: Any, served: Server) -> None:
    page.get(f"{served.url}/review/2")
    assert len(page.find_elements("css selector", ".finding")) == 1000
    assert time_to_show(page) < 3000
    assert time_of_a_frame(page) < 100


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious(page: Any, served: Server, scheme: str, width: int) -> None:
    for path in ("/review", "/review?all=1", "/review/0", "/review/1"):
        with seen_as(page, width=width, scheme=scheme):
            page.get(served.url + path)
            assert serious_faults(page) == [], path
            assert overhang(page) <= 0, path


def test_a_choice_is_shown_and_kept_and_own_words_go_before_it(alone: httpx.Client) -> None:
    page = alone.get("/review/0").text
    asked = [unescape(text) for text in re.findall(r'name="question" value="([^"]+)"', page)]
    assert len(asked) > 1
    assert page.count('name="choice"') == page.count('name="answer"') == len(asked)
    form = {
        "guard": guard(page), "by": "K. Varga", "question": asked[:2],
        "choice": ["North gate", "South gate"], "answer": ["", "the dock"],
    }  # fmt: skip
    assert alone.post("/review/0/answer", data=form).status_code == 303
    kept = alone.get("/review/0").text
    assert "North gate" in kept
    assert "the dock" in kept
    assert "South gate" not in kept
