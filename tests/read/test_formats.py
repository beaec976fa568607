"""One report in every format, and metadata from every origin."""

from __future__ import annotations

import io
import json
import pickle
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.read.conftest import only, refused

from reportqa.errors import ReadError
from reportqa.model.document import Document, Origin, PageSource
from reportqa.read import ReadSettings, read
from reportqa.read.ocr import NullEngine, OcrLine, OcrPage, OcrWord, image_key


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_give_the_same_text(encoding: str, settings: ReadSettings, form: str) -> None:
    """Dashes and quotes of office programs survive every encoding."""
    text = form + "He said \u201cstop\u201d \u2013 then left.\n"
    document = only(read(text.encode(encoding), settings=settings, name="a.txt"))
    assert document.text == text


def test_text_is_kept_as_it_stands(settings: ReadSettings) -> None:
    """Line ends and spaces are not touched."""
    text = "Date: 11/20/2026\r\n\r\nDoor   open.\r\n"
    assert only(read(text.encode(), settings=settings)).text == text


def test_sidecar_beside_the_file(tmp_path: Path, settings: ReadSettings, form: str) -> None:
    """Both spellings are found; it wins over the header and names bad keys without their values."""
    for side in ("r.txt.meta.json", "r.meta.json"):
        folder = tmp_path / side
        folder.mkdir()
        (folder / "r.txt").write_text(form)
        meta = {
            "site": "Elm Court",
            "lat": 42.5,
            "lon": "west",
            "sites": 1,
            "submitted_at": "2026-11-21T03:00:00Z",
        }
        (folder / side).write_text(json.dumps(meta))
        document = only(read(folder / "r.txt", settings=settings))
        assert document.metadata.site == "Elm Court"
        assert document.metadata.lat == 42.5
        assert document.metadata.lon is None
        assert document.metadata.submitted_at == datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
        assert {(item.code, item.message) for item in document.readings} == {
            ("bad_metadata", "'lon' is left out: it must be a number"),
            ("unknown_metadata", "'sites' is no metadata name; did you mean site?"),
        }
        assert document.metadata.origin("site").origin is Origin.SIDECAR  # type: ignore[union-attr]


def test_app_json_list(settings: ReadSettings, form: str) -> None:
    """Reports in order, a bad one between them is one error with its place."""
    data = json.dumps([{"text": form, "reportId": "R-1", "accuracy_m": 12}, 3, {"narrative": "Door open."}])
    first, second, third = read(data.encode(), settings=settings, name="export.json")
    assert isinstance(first, Document)
    assert (first.part, first.metadata.report_id, first.metadata.accuracy_m) == (0, "R-1", 12.0)
    assert isinstance(second, ReadError)
    assert (second.code, second.where) == ("failed", "export.json:1")
    assert isinstance(third, Document)
    assert (third.part, third.text) == (2, "Door open.")


def test_jsonl_names_the_bad_line(settings: ReadSettings) -> None:
    """One bad line costs one report."""
    data = b'{"text": "Door open."}\n{"text": \n\n{"text": "Gate shut."}\n'
    items = list(read(data, settings=settings, name="day.jsonl"))
    texts = [item.text if isinstance(item, Document) else (item.code, item.where) for item in items]
    assert texts == ["Door open.", ("failed", "day.jsonl:2:10"), "Gate shut."]


def mail(body: str, *files: tuple[str, bytes, str, str]) -> bytes:
    """An e-mail with attachments (name, bytes, main type, subtype)."""
    message = EmailMessage()
    message["From"] = "Lee Moss <lee@example.test>"
    message["To"] = "desk@example.test"
    message["Subject"] = "Incident report"
    message["Date"] = "Sat, 21 Nov 2026 03:00:00 -0500"
    message["Message-ID"] = "<1@example.test>"
    message.set_content(body)
    for name, data, main, sub in files:
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def test_mail_body_is_the_report(settings: ReadSettings, form: str) -> None:
    """A picture of a real body is an attachment by name; the sender counts where the form says nothing."""
    photo = b"\xff\xd8\xff\xe0photo"
    document = only(read(mail(form, ("gate.jpg", photo, "image", "jpeg")), settings=settings, name="a.eml"))
    assert document.metadata.attachments == ("gate.jpg",)
    assert document.metadata.author == "Dana Ruiz"
    assert document.metadata.submitted_at is not None
    assert document.metadata.submitted_at.isoformat() == "2026-11-21T03:00:00-05:00"
    assert document.media_type == "message/rfc822"


def test_mail_cover_note(settings: ReadSettings, form: str) -> None:
    """Of a cover note, the attachments are the reports."""
    data = mail(
        "See attached.",
        ("one.txt", form.encode(), "text", "plain"),
        ("two.txt", b"Gate shut at 2200.", "text", "plain"),
    )
    items = list(read(data, settings=settings, name="a.eml"))
    assert [(item.part, item.name, item.text) for item in items if isinstance(item, Document)] == [
        (0, "a.eml!one.txt", form),
        (1, "a.eml!two.txt", "Gate shut at 2200."),
    ]


def test_mail_forwarded(settings: ReadSettings, form: str) -> None:
    """A forwarded e-mail under a cover note is read."""
    message = EmailMessage()
    message["From"] = "Ann Bell <ann@example.test>"
    message["Message-ID"] = "<2@example.test>"
    message.set_content("Forwarded as an attachment.")
    inner = EmailMessage()
    inner["From"] = "Lee Moss <lee@example.test>"
    inner.set_content(form)
    message.add_attachment(inner)
    assert only(read(message.as_bytes(), settings=settings, name="f.eml")).text.strip() == form.strip()


def word(**changes: Any) -> bytes:
    """A .docx with a form table, a paragraph and a second table."""
    import docx

    opened = docx.Document()
    opened.add_paragraph("Incident Report")
    table = opened.add_table(2, 4)
    for row, cells in enumerate(
        (("Date", "11/20/2026", "Time", "0214"), ("Site", "Oak Terrace", "Officer", "Dana Ruiz"))
    ):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    opened.add_paragraph("The gate was open.")
    log = opened.add_table(1, 2)
    log.cell(0, 0).text = "0230"
    log.cell(0, 1).text = "Gate shut."
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def test_word_tables_are_form_lines(settings: ReadSettings) -> None:
    """Label cells pair with value cells; other rows are lines."""
    document = only(read(word(), settings=settings, name="r.docx"))
    assert document.text == (
        "Incident Report\nDate: 11/20/2026\nTime: 0214\nSite: Oak Terrace\nOfficer: Dana Ruiz\n"
        "The gate was open.\n0230\tGate shut."
    )
    assert document.metadata.site == "Oak Terrace"


def pdf(pages: list[str]) -> bytes:
    """A PDF with a text layer, one string of lines a page."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    font = 3
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for text in pages:
        lines = "".join(f"({line}) Tj 0 -20 Td " for line in text.split("\n"))
        stream = f"BT /F1 14 Tf 72 720 Td {lines} ET".encode("latin-1") if text else b""
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 %d 0 R >> >>"
            b" /Contents %d 0 R >>" % (font, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(pages))
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def test_pdf_text_layer_has_word_boxes(settings: ReadSettings) -> None:
    """Each word of the layer has its box, top left origin, in points."""
    document = only(read(pdf(["Date: 11/20/2026\nGate was open."]), settings=settings, name="r.pdf"))
    assert document.text == "Date: 11/20/2026\nGate was open."
    assert [item.span.of(document.text) for item in document.words] == document.text.split()
    assert document.pages[0].source is PageSource.TEXT_LAYER
    gate = document.words[2].boxes[0]
    assert 70 < gate.left < 75
    assert 78 < gate.top < gate.bottom < 100  # the second line, 92 points below the top edge
    assert all(item.confidence is None for item in document.words)


def test_pdf_page_without_text_goes_to_the_engine(settings: ReadSettings) -> None:
    """A page without a layer is rasterised; a silent engine leaves a page that says why."""
    document = only(read(pdf(["Gate was open at 2200.", ""]), settings=settings, name="r.pdf"))
    assert [(page.source, page.reason) for page in document.pages] == [
        (PageSource.TEXT_LAYER, None),
        (PageSource.OCR, "empty"),
    ]


def scripted(image: np.ndarray, words: list[tuple[str, float]]) -> NullEngine:
    """An engine that reads one image as one line."""
    line = OcrLine(
        words=tuple(
            OcrWord(text=text, rect=(10.0 * i, 5.0, 10.0 * i + 9, 20.0), confidence=confidence)
            for i, (text, confidence) in enumerate(words)
        )
    )
    return NullEngine(replies={image_key(image): OcrPage(lines=(line,))})


def test_image_words_map_to_boxes(settings: ReadSettings) -> None:
    """Offsets, boxes, confidences and the readable share of a scanned page."""
    pixels = np.full((40, 200, 3), 255, np.uint8)
    pixels[10:20, 20:60] = 0
    out = io.BytesIO()
    Image.fromarray(pixels[:, :, ::-1]).save(out, "PNG")
    engine = scripted(pixels, [("Unit", 0.9), ("214", 0.5)])
    document = only(read(out.getvalue(), settings=settings, name="s.png", engine=engine))
    assert document.text == "Unit 214"
    assert [(w.span.of(document.text), w.boxes[0].left, w.confidence) for w in document.words] == [
        ("Unit", 0.0, 0.9),
        ("214", 10.0, 0.5),
    ]
    (page,) = document.pages
    assert (page.readable, page.width, page.height) == (0.5, 200.0, 40.0)
    assert page.confidence == pytest.approx((4 * 0.9 + 3 * 0.5) / 7)


def test_tiff_pages_and_exif(settings: ReadSettings) -> None:
    """Frames are pages; a photo is turned as its EXIF says."""
    frames = [Image.new("L", (60, 40), 255) for _ in range(3)]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    document = only(read(out.getvalue(), settings=settings, name="s.tif"))
    assert [(page.number, page.width) for page in document.pages] == [(1, 60.0), (2, 60.0), (3, 60.0)]
    photo = Image.new("RGB", (60, 40), "white")
    exif = photo.getexif()
    exif[0x0112] = 6
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif)
    document = only(read(out.getvalue(), settings=settings, name="s.jpg"))
    assert (document.pages[0].width, document.pages[0].height) == (40.0, 60.0)


def test_documents_and_errors_travel_between_workers(settings: ReadSettings, form: str) -> None:
    """Both survive pickling."""
    document = only(read(form.encode(), settings=settings, name="a.txt"))
    assert pickle.loads(pickle.dumps(document)) == document
    error = refused(read(b"", settings=settings, name="a.txt"))
    again = pickle.loads(pickle.dumps(error))
    assert (again.code, str(again)) == (error.code, str(error))
