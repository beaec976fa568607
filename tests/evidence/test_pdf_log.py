"""Daily logs published as PDF: words into columns, cells of several lines, titles and stamps left out."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from reportqa.evidence import EvidenceStore
from reportqa.model.evidence import FeedProblem
from reportqa.site.registry import SiteRegistry

Load = Callable[..., EvidenceStore]
Word = tuple[float, float, str]  # left and top in points, text

TITLES: list[Word] = [
    (63, 77, "Date / Time"),
    (112, 77, "Incident Number"),
    (212, 77, "Location"),
    (475, 77, "Nature"),
    (693, 77, "Incident ORI"),
    (300, 40, "Daily Incident Summary (Public)"),
    (300, 50, "NORMAN POLICE DEPARTMENT"),
]
MANIFEST = """timezone = "America/Chicago"
[[feed]]
name = "log"
kind = "dispatch"
file = "*.pdf"
map = "norman"
"""


def row(top: float, *cells: str) -> list[Word]:
    return [(left, top, text) for left, text in zip((52, 108, 167, 284, 687), cells, strict=True) if text]


def pdf(pages: Sequence[Sequence[Word]]) -> bytes:
    """A PDF of 792 by 612 points whose words stand where they are told to, in the order given."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for words in pages:
        drawn = "".join(f"BT /F1 6 Tf {x} {612 - y} Td ({text}) Tj ET " for x, y, text in words)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn.encode("latin-1")))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 792 612] /Resources << /Font << /F1 3 0 R >> >>"
            b" /Contents %d 0 R >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def test_titles_and_the_printing_stamp_are_no_rows(load: Load) -> None:
    store = load({"evidence.toml": MANIFEST, "a.pdf": pdf([[*TITLES, (52, 500, "2/3/2017 10:25")]])})
    assert (store.events, store.problems) == ((), ())


def test_a_cell_of_two_lines_belongs_to_the_row_between_them(load: Load) -> None:
    page = [
        *TITLES,
        *row(106, "2/1/2017 4:40", "2017-00007291", "400 W OAK ST", "Traffic Stop", "OK0140200"),
        *row(132, "", "", "84TH AVE SE / ALAMEDA ST", "", ""),
        *row(135, "2/1/2017 4:44", "2017-00000020", "", "Structure Fire", "14005"),
        *row(138, "", "", "/ 84TH AVE NE", "", ""),
    ]
    store = load(
        {"evidence.toml": MANIFEST, "a.pdf": pdf([page, row(77, "2/1/2017 5:00", "9", "", "", "EMSSTAT")])}
    )
    assert [
        (e.received.isoformat(), e.case_number, e.place.text, [s.value for s in e.services])
        for e in store.events
    ] == [
        ("2017-02-01T04:40:00-06:00", "2017-00007291", "400 W OAK ST", ["police"]),
        ("2017-02-01T04:44:00-06:00", "2017-00000020", "84TH AVE SE / ALAMEDA ST / 84TH AVE NE", ["fire"]),
        ("2017-02-01T05:00:00-06:00", "9", "", ["ems"]),
    ]
    assert (
        store.events[0].rows[0].text
        == "2/1/2017 4:40 | 2017-00007291 | 400 W OAK ST | Traffic Stop | OK0140200"
    )
    assert store.problems == ()


def test_other_lines_scans_and_broken_files_are_counted(load: Load) -> None:
    good = row(106, "2/1/2017 4:40", "1", "400 W OAK ST", "Fire", "14005")
    store = load(
        {
            "evidence.toml": MANIFEST,
            "a.pdf": pdf([[*TITLES, *good, (52, 130, "continued"), (284, 130, "overleaf")]]),
            "b.pdf": b"%PDF-1.4 torn",
            "c.pdf": pdf([[], good]),
            "d.pdf": b"",
        }
    )
    assert len(store.events) == 1
    assert [(p.file, p.reason, p.count) for p in store.problems] == [
        ("a.pdf", "the line is no row of the table", 1),
        ("b.pdf", "the PDF cannot be read (truncated)", 1),
        ("c.pdf", "a page has no text layer", 1),
        ("c.pdf", "the same row was read before", 1),
        ("d.pdf", "the PDF cannot be read (empty)", 1),
    ]


def test_a_map_without_a_layout_reads_no_pdf(load: Load) -> None:
    store = load({"evidence.toml": MANIFEST.replace("norman", "generic"), "a.pdf": pdf([TITLES])})
    assert store.problems == (
        FeedProblem(
            feed="log", file="a.pdf", line=0, reason="the map generic does not say how a PDF is laid out"
        ),
    )


def test_the_published_summaries(tmp_path: Path) -> None:
    """Every row of the real daily summaries is read: rows are told by their numbers in the raw text."""
    import re
    import shutil

    import pypdfium2

    data = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "dispatch"
    files = sorted(data.glob("norman*/*.pdf"))
    if not files:
        pytest.skip("the development logs are not here")
    numbers = []
    for path in files:
        shutil.copy(path, tmp_path / path.name)
        with pypdfium2.PdfDocument(path) as opened:
            for page in opened:
                numbers += re.findall(r"\b\d{4}-\d{8}\b", page.get_textpage().get_text_range())
    (tmp_path / "evidence.toml").write_text(MANIFEST)
    store = EvidenceStore.load(tmp_path, registry=SiteRegistry.empty())
    assert sorted(event.case_number or "" for event in store.events) == sorted(numbers)
    assert store.problems == ()
