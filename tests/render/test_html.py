"""Pages: everything escaped, nothing from outside, marks and links that lead somewhere."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render import made

from reportqa.model.document import Document
from reportqa.model.evidence import EventKind
from reportqa.model.finding import Severity
from reportqa.model.quality import Failure, NightReport
from reportqa.model.service import Service
from reportqa.model.span import Span
from reportqa.render import html, render, write_pages
from reportqa.render.copies import client_copy
from reportqa.render.html import TEXT_LIMIT, report_html
from reportqa.render.marks import stretches
from reportqa.render.rows import ReportRow

VOID = {"meta", "img", "br", "hr", "input", "link"}


class Page(HTMLParser):
    """What a browser would see: tags balanced, ids, links, text, attributes."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.headings: list[int] = []
        self.text = ""
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += attrs
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if tag == "a" and values.get("href"):
            self.links.append(str(values["href"]))
        if tag == "img":
            assert values.get("alt")
            self.sources.append(str(values.get("src")))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def checked(source: str) -> Page:
    """A page that is whole: unique ids, local links that exist, one h1, no level left out."""
    page = Page(source)
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert page.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False))
    assert page.tags["main"] == 1
    assert page.tags["script"] == 0
    assert page.tags["link"] == 0
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert "http:" not in source
    assert "https:" not in source
    assert "@import" not in source
    return page


HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)> & {{ 7*7 }} javascript:alert(2)"


def test_a_report_page_is_whole_and_shows_the_findings() -> None:
    page = checked(str(render(made.rich_report(), "html")))
    assert {"f1", "f2", "f3", "t1", "t2"} <= set(page.ids)
    assert {"#f1", "#f2", "#t1", "#t2"} <= set(page.links)
    assert "62–80 %" in page.text
    assert "not checked" in page.text
    assert "A perfect score is not proof" in page.text


def test_what_could_not_be_read_shows_the_reason_and_what_to_do_alone() -> None:
    report = made.failed_report()
    page = checked(report_html(report))
    assert "The report" not in page.text
    assert "0 findings" not in page.text
    assert "What to do: Ask for an open copy" in page.text
    assert "SHA-256" in page.text
    bare = replace(
        report,
        document=replace(report.document, sha256=""),
        failure=Failure(code="failed", message="could not be opened"),
    )
    page = checked(report_html(bare))
    assert "What to do: Open the file by hand, or ask for the report once more." in page.text
    assert "SHA-256" not in page.text


def test_hostile_words_stay_words() -> None:
    report = made.quality(
        HOSTILE,
        made.finding("x.y", at=Span(0, 30), message=HOSTILE, remedy=HOSTILE, question=HOSTILE),
        name=HOSTILE,
        author=HOSTILE,
        report_id=HOSTILE,
        incident_type=HOSTILE,
    )
    page = checked(report_html(report, site_name=HOSTILE))
    assert page.tags["img"] == 0
    assert HOSTILE in page.text


def test_hostile_names_stay_in_the_folder(tmp_path: Path) -> None:
    report = made.quality("x", name="../../etc/passwd\n", report_id="../../../evil/<b>")
    other = made.quality("y", name="y", report_id="../../../evil/<b>")
    night = NightReport(reports=(report, other), unreported=(), unreadable=())
    index = write_pages(night, tmp_path / "out")
    written = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert len(written) == 3
    assert all((tmp_path / "out") in path.parents for path in written)
    checked(index.read_text())


def test_a_night_is_a_folder_whose_links_lead_somewhere(tmp_path: Path) -> None:
    index = write_pages(made.made_night(), tmp_path, names=made.NAMES)
    pages = sorted(tmp_path.rglob("*.html"))
    assert index == tmp_path / "index.html"
    night = made.made_night()
    assert len(pages) == 1 + 2 + len(night.reports) + len(night.unreported)
    for path in pages:
        page = checked(path.read_text())
        for link in page.links:
            target, _, anchor = link.partition("#")
            if target:
                reached = path.parent / target
                assert reached.is_file()
                assert not anchor or f'id="{anchor}"' in reached.read_text()


def test_the_morning_page_tells_the_three_things_first(tmp_path: Path) -> None:
    text = checked(write_pages(made.made_night(), tmp_path, names=made.NAMES).read_text()).text
    places = [
        text.index(words)
        for words in (
            "2 missed by the reports",
            "What was missed",
            "Fire department at Larkspur Court, Sat Nov 21, 02:07 to 02:40",
            "Nobody reported it",
            "dispatch.csv:17",
            "What to do: Ask P. Novak",
            "What to fix",
            "Was it unit 214 or unit 241?",
            "What could not be read",
            "The PDF is locked with a password",
            "The night, site by site",
            "no row for 90 minutes",
        )
    ]
    assert places == sorted(places)


def test_a_page_for_each_client_holds_only_its_own(tmp_path: Path) -> None:
    write_pages(made.made_night(), tmp_path, names=made.NAMES)
    first = (tmp_path / "client-C1.html").read_text()
    second = (tmp_path / "client-C2.html").read_text()
    assert "IR-118" in first
    assert "IR-204" not in first
    assert "Quarry" not in first
    assert "IR-204" in second
    assert "Larkspur" not in second


def test_files_of_no_client_are_pointed_at_and_all_pages_name_one_night(tmp_path: Path) -> None:
    write_pages(made.made_night(), tmp_path, names=made.NAMES)
    for name in ("index.html", "client-C1.html", "client-C2.html"):
        text = checked((tmp_path / name).read_text()).text
        assert "Night of Friday, November 20, 2026" in text
        assert ("1 file names no known client" in text) is (name != "index.html")


def test_an_empty_night_says_so(tmp_path: Path) -> None:
    index = write_pages(NightReport(reports=(), unreported=(), unreadable=()), tmp_path)
    text = checked(index.read_text()).text
    assert "Not checked: nothing that others recorded" in text
    assert "every event in the feeds is told" not in text
    assert "missed: not checked" in text
    assert "Everything could be read." in text
    feed = made.made_night().coverage[0]
    spoken = NightReport(reports=(), unreported=(), unreadable=(), coverage=(feed,))
    text = checked(write_pages(spoken, tmp_path).read_text()).text
    assert "every event in the feeds is told" in text
    assert "not checked" not in text


def test_a_scan_shows_its_boxes_in_the_unit_of_the_page() -> None:
    page = report_html(made.scan_report(), page_image=lambda document, number: b"\x89PNG made up")
    assert 'viewBox="0 0 800 400"' in page
    assert 'class="blocker" x="540.0" y="80" width="90.0" height="50">' in page
    assert "data:image/png;base64," in page
    checked(page)


def test_each_word_of_a_scan_leads_to_its_ink_and_back() -> None:
    report = made.scan_report()
    page = report_html(report, page_image=lambda document, number: b"\x89PNG made up")
    for number, (text, doubt) in enumerate((("Time", ""), ("0214", ""), ("unit", ""), ("2I4", "grave"))):
        tab = "" if doubt else ' tabindex="-1"'
        assert f'<a href="#b{number}"{tab} id="w{number}" class="w {doubt}"' in page
        assert f'<a href="#w{number}" tabindex="-1" id="b{number}"' in page
        assert f">{text}</a>" in page
    assert 'title="40 % sure; also read as 214"' in page
    assert 'class="word grave" x="540.0" y="80" width="90.0" height="50"/>' in page
    assert "1 word unsure" in page


def test_a_question_and_its_finding_show_the_ink() -> None:
    page = report_html(made.scan_report(), page_image=lambda document, number: b"\x89PNG made up")
    crop = '<svg class="ink" viewBox="490.0 67.5 190.0 75.0" role="img" aria-label="The ink on page 1">'
    assert page.count(crop + '<use href="#page1"/></svg>') == 2
    assert page.count("data:image/png;base64,") == 1


def test_a_scan_whose_picture_is_gone_still_colours_what_is_unsure() -> None:
    page = report_html(made.scan_report(), page_image=lambda document, number: None)
    assert '<span id="w3" class="w grave" title="40 % sure; also read as 214">2I4</span>' in page
    assert 'href="#b' not in page
    assert 'class="ink"' not in page


def test_a_client_is_not_told_how_well_a_word_was_read() -> None:
    page = report_html(
        client_copy(made.scan_report()), copy="client", page_image=lambda document, number: b"\xff\xd8"
    )
    assert "40 % sure" not in page
    assert 'class="w ' not in page


def test_a_scan_without_a_picture_is_still_a_page() -> None:
    checked(report_html(made.scan_report(), page_image=lambda document, number: None))


def test_pictures_of_a_night_lie_beside_their_page(tmp_path: Path) -> None:
    write_pages(made.made_night(), tmp_path, page_image=lambda document, number: b"\xff\xd8 a jpeg")
    pictures = sorted(path.name for path in (tmp_path / "reports").glob("*.jpg"))
    assert len(pictures) == 2
    holding = [
        p for p in (tmp_path / "reports").glob("*.html") if any(name in p.read_text() for name in pictures)
    ]
    assert len(holding) == 2


def test_overlapping_marks_cut_the_text_where_each_begins_and_ends() -> None:
    text = "abcdefghij"
    findings = (
        made.finding("a.one", Severity.MINOR, at=Span(1, 6)),
        made.finding("a.two", Severity.BLOCKER, at=Span(4, 9)),
        made.finding("a.three", Severity.MAJOR, at=Span(1, 6)),
    )
    got = [(p.text, p.numbers, p.begins, p.ends, p.severity) for p in stretches(text, findings, 100)]
    assert got == [
        ("a", (), (), (), ""),
        ("bcd", (3, 1), (1, 3), (), "major"),
        ("ef", (2, 3, 1), (2,), (1, 3), "blocker"),
        ("ghi", (2,), (), (2,), "blocker"),
        ("j", (), (), (), ""),
    ]


@given(
    st.text(min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 59), st.integers(1, 30)), max_size=8),
    st.integers(1, 80),
)
def test_the_pieces_are_the_text(text: str, places: list[tuple[int, int]], limit: int) -> None:
    spans = [Span(a, min(a + n, len(text))) for a, n in places if a < len(text)]
    findings = [made.finding("a.b", at=span) for span in spans]
    pieces = stretches(text, findings, limit)
    assert "".join(piece.text for piece in pieces) == text[:limit]
    offset = 0
    for piece in pieces:
        here = Span(offset, offset + len(piece.text)) if piece.text else None
        told = {n for n, s in enumerate(spans, 1) if here and s.start < limit and s.overlaps(here)}
        assert set(piece.numbers) == told
        offset += len(piece.text)


def test_a_huge_text_is_cut_and_says_so() -> None:
    text = "word " * (TEXT_LIMIT // 5 + 100)
    report = made.quality(text, made.finding("a.b", at=Span(len(text) - 10, len(text) - 5)))
    page = checked(report_html(report))
    assert "500 further characters are not shown." in page.text


@pytest.mark.parametrize("width", ["@media (max-width:640px)", "@media print", "prefers-color-scheme:dark"])
def test_the_style_serves_phone_print_and_night(width: str) -> None:
    assert width in str(render(made.rich_report(), "html"))


def test_the_same_night_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write_pages(made.made_night(), tmp_path / folder, names=made.NAMES)
    first = {p.relative_to(tmp_path / "a"): p.read_bytes() for p in (tmp_path / "a").rglob("*.html")}
    second = {p.relative_to(tmp_path / "b"): p.read_bytes() for p in (tmp_path / "b").rglob("*.html")}
    assert first == second


def test_a_document_of_nothing_is_a_page() -> None:
    checked(report_html(made.quality("", document=Document.from_text("", name="empty.txt"))))


def luminance(colour: str) -> float:
    """Relative luminance of `#rgb` or `#rrggbb`, as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(d * 2 for d in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_words_stand_out_from_their_ground(scheme: int) -> None:
    style = (Path(html.__file__).parent / "templates" / "style.css").read_text()
    root = re.findall(r":root\{(.*?)\}", style, re.DOTALL)[scheme]
    colours = dict(re.findall(r"--(\w+):(#[0-9a-f]{3,6})", root))
    pairs = [(ink, ground) for ink in ("ink", "soft", "accent") for ground in ("bg", "card")]
    pairs += [(ink, f"{ink}bg") for ink in ("red", "amber", "blue", "grey", "green")]
    pairs += [("ink", f"{ink}bg") for ink in ("red", "amber", "blue", "grey")] + [("accent", "bluebg")]
    for ink, ground in pairs:
        light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


def test_a_row_asks_what_goes_with_its_worst_finding() -> None:
    asked = made.finding("a.b", Severity.MAJOR, message="No plate.", question="Which plate?")
    silent = made.finding("c.d", Severity.BLOCKER, message="A code is told.", remedy="Take it out.")
    row = ReportRow.of(made.quality("text", asked, silent), None)
    assert (row.why, row.ask, row.remedy) == ("A code is told.", "", "Take it out.")
    assert ReportRow.of(made.quality("text", asked), None).ask == "Which plate?"


def test_a_daily_log_is_called_one_where_no_type_is_given() -> None:
    kinds = [ReportRow.of(made.quality("text", kind=kind), None).type for kind in ("daily_log", "incident")]
    assert kinds == ["Daily log", ""]
    typed = made.quality("text", kind="daily_log", incident_type="Log")
    assert ReportRow.of(typed, None).type == "Log"


def test_a_panels_alarm_is_called_an_alarm_and_no_police() -> None:
    night = made.made_night()
    (first, *_) = night.unreported
    rang = replace(first.event, source="panel", kind=EventKind.INTRUSION, services=(Service.POLICE,))
    text = str(render(replace(night, unreported=(replace(first, event=rang),)), "text"))
    assert ": Intrusion alarm, " in text
    assert ": Police, " not in text
