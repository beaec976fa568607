"""Every kind of page in a real browser: no serious fault, nothing off the screen, whole on paper, no lag."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.browsing import overhang, printed, seen_as, serious_faults, time_of_a_frame, time_to_show
from tests.night.test_answer import asking, complaint, report
from tests.night.test_trends import kept, trends, weighty
from tests.render import made

from reportqa.model.document import Document
from reportqa.model.finding import Severity
from reportqa.model.span import Span
from reportqa.night.history import nights_in
from reportqa.night.ledgers import Ledgers
from reportqa.render import render, write_pages
from reportqa.render.answer_page import answer_html

pytestmark = pytest.mark.slow


def picture(document: Document, number: int) -> bytes:
    """A white page as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xff" * 800 for _ in range(400))
    head = struct.pack(">IIBBBBB", 800, 400, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One page of each kind, by name."""
    root = tmp_path_factory.mktemp("pages")
    for night in range(3):
        kept(root / "ledgers", night, weighty(9 - night, 20 + night, night), missed=night == 1)
    many = trends(nights_in([root / "ledgers"], 9, Ledgers()), persons=True)
    night = made.acknowledged_night()
    write_pages(night, root / "inside", names=made.NAMES, page_image=picture, trends=many)
    write_pages(night, root / "client", "client", names=made.NAMES)
    asked = asking(report("R1", "At 0100 a bicycle was found. No fire was seen."))
    (root / "answer.html").write_text(answer_html(asked.complaint(complaint())), encoding="utf-8")
    listed = str(render(list(night.reports), "html"))
    (root / "list.html").write_text(listed, encoding="utf-8")
    return root


def first(pattern: str) -> Callable[[Path], Path]:
    return lambda root: sorted(root.glob(pattern))[0]


KINDS = {
    "morning page": first("inside/index.html"),
    "one client's morning page": first("inside/client-C1.html"),
    "report": first("inside/reports/IR-118*.html"),
    "scan": first("inside/reports/abab*.html"),
    "what could not be read": first("inside/reports/unread*.html"),
    "event": first("inside/events/26-4471*.html"),
    "trends": first("inside/trends.html"),
    "client copies": first("client/index.html"),
    "a client's copy": first("client/C1/index.html"),
    "a client's report": first("client/C1/reports/IR-118*.html"),
    "answer pack": first("answer.html"),
    "list": first("list.html"),
}


def test_every_kind_of_page_is_looked_at(pages: Path) -> None:
    assert len({path(pages) for path in KINDS.values()}) == len(KINDS)
    folders = {path(pages).parent for path in KINDS.values()}
    others = {path.parent for path in pages.rglob("*.html")} - folders
    assert {path.relative_to(pages).parts[1] for path in others} == {"C2"}


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_serious_and_nothing_hangs_over(browser: Any, pages: Path, kind: str) -> None:
    for width, scheme in ((1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")):
        with seen_as(browser, width=width, scheme=scheme):
            browser.get(KINDS[kind](pages).as_uri())
            assert serious_faults(browser) == [], (width, scheme)
            assert overhang(browser) <= 0, (width, scheme)


@pytest.mark.parametrize("kind", KINDS)
def test_the_keyboard_reaches_all_that_can_be_used_and_shows_where_it_is(
    browser: Any, pages: Path, kind: str
) -> None:
    from selenium.webdriver.common.keys import Keys

    with seen_as(browser):
        browser.get(KINDS[kind](pages).as_uri())
        wanted = browser.execute_script(
            "return [...document.querySelectorAll('a[href],summary,[tabindex],[contenteditable]')]"
            ".filter(e => e.tabIndex >= 0 && e.checkVisibility({contentVisibilityAuto: false})).length"
        )
        reached = []
        for _ in range(min(wanted, 40)):
            browser.switch_to.active_element.send_keys(Keys.TAB)
            reached.append(
                browser.execute_script(
                    "const e = document.activeElement, s = getComputedStyle(e);"
                    "const n = [...document.querySelectorAll('*')].indexOf(e);"
                    "const ring = s.outlineStyle != 'none' && parseFloat(s.outlineWidth) > 0;"
                    "return [`${n} ${e.outerHTML}`, ring]"
                )
            )
        assert '<a class="skip"' in reached[0][0]
        assert len({element for element, _ in reached}) == min(wanted, 40)
        assert [element for element, shown in reached if not shown] == []


@pytest.mark.parametrize("kind", KINDS)
def test_on_paper_nothing_is_cut_and_nothing_needs_colour(browser: Any, pages: Path, kind: str) -> None:
    import pypdfium2

    with seen_as(browser, width=720, scheme="dark", media="print"):
        browser.get(KINDS[kind](pages).as_uri())
        assert overhang(browser) <= 0
        cut = browser.execute_script(
            "return [...document.querySelectorAll('main *')].filter(e => e.checkVisibility() &&"
            " e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll', 'hidden'].includes("
            "getComputedStyle(e).overflowX) && e.clientWidth).map(e => e.outerHTML.slice(0, 120))"
        )
        assert cut == []
        # A word for each colour: what is marked by colour alone has no text.
        bare = browser.execute_script(
            "return [...document.querySelectorAll('.chip,article,mark')].filter(e => !e.innerText.trim()"
            ").map(e => e.outerHTML)"
        )
        assert bare == []
        ink = browser.execute_script("return getComputedStyle(document.body).color")
        assert ink == "rgb(0, 0, 0)"
        folded = browser.execute_script(
            "return [...document.querySelectorAll('details:not(.noprint) li, details:not(.noprint) p')]"
            ".map(e => e.textContent)"
        )
        document = pypdfium2.PdfDocument(printed(browser))
    told = "".join(page.get_textpage().get_text_bounded() for page in document)
    squeezed = "".join(told.split())
    missing = [words for words in folded if "".join(words.split())[:30] not in squeezed]
    assert missing == []


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A night of a thousand reports with findings, and one report with a thousand."""
    root = tmp_path_factory.mktemp("crowded")
    text = "The door was open.\n" * 1000
    thousand = made.quality(
        text,
        *(
            made.finding("completeness.action-taken", at=Span(19 * n + 4, 19 * n + 8), message=f"Door {n}.")
            for n in range(1000)
        ),
        name="in/many.txt",
        report_id="MANY",
    )
    dull = [made.dull_report(n) for n in range(1000)]
    findings = [
        replace(
            each,
            findings=(made.finding("a.b", Severity.MAJOR, message=f"Something in {n}."),),
            band=made.Band.NEEDS_ANSWERS,
        )
        for n, each in enumerate(dull)
    ]
    write_pages(replace(made.made_night(), reports=(thousand, *findings)), root, names=made.NAMES)
    return root


@pytest.mark.parametrize("name", ["index.html", "reports/MANY*.html"])
def test_a_thousand_findings_do_not_lag(browser: Any, crowded: Path, name: str) -> None:
    with seen_as(browser):
        browser.get(first(name)(crowded).as_uri())
        assert time_to_show(browser) < 3000
        assert time_of_a_frame(browser) < 100
        rows = len(browser.find_elements("css selector", "ul.rows > li, .finding"))
        assert rows >= 1000


def test_the_reader_of_paper_does_read() -> None:
    import pypdfium2

    empty = pypdfium2.PdfDocument.new()
    empty.new_page(100, 100)
    sink = io.BytesIO()
    empty.save(sink)
    assert "".join(p.get_textpage().get_text_bounded() for p in pypdfium2.PdfDocument(sink.getvalue())) == ""
