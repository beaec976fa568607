"""Pictures of pages: of the file that was read, or none."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from reportqa.geometry import Box
from reportqa.model.document import Document, Page, PageSource
from reportqa.read.picture import INK_WIDTH, WIDTH, ink, page_image
from reportqa.read_settings import ReadSettings

Pil = pytest.importorskip("PIL.Image")


def drawn(width: int, height: int, format: str, pages: int = 1) -> bytes:
    sheets = [Pil.new("RGB", (width, height), (200, 40 * page, 10)) for page in range(pages)]
    out = io.BytesIO()
    sheets[0].save(out, format, **({"save_all": True, "append_images": sheets[1:]} if pages > 1 else {}))
    return out.getvalue()


def document(data: bytes, name: Path | str) -> Document:
    return Document(text="", sha256=hashlib.sha256(data).hexdigest(), name=str(name))


def size_of(picture: bytes | None) -> tuple[int, int]:
    assert picture is not None
    with Pil.open(io.BytesIO(picture)) as opened:
        assert opened.format == "JPEG"
        size: tuple[int, int] = opened.size
        return size


@pytest.mark.parametrize(
    ("name", "format", "size", "expected"),
    [
        ("a.png", "PNG", (300, 200), (300, 200)),
        ("a.jpg", "JPEG", (2800, 1000), (WIDTH, 500)),
        ("a.tif", "TIFF", (300, 200), (300, 200)),
    ],
)
def test_images(
    tmp_path: Path, name: str, format: str, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    data = drawn(*size, format)
    (tmp_path / name).write_bytes(data)
    assert size_of(page_image(document(data, tmp_path / name), 1)) == expected


def test_pages_of_a_tiff_and_of_a_pdf(tmp_path: Path) -> None:
    for name, format in (("a.tif", "TIFF"), ("a.pdf", "PDF")):
        data = drawn(300, 200, format, pages=2)
        (tmp_path / name).write_bytes(data)
        made = document(data, tmp_path / name)
        first, second = page_image(made, 1), page_image(made, 2)
        assert size_of(first)[0] / size_of(second)[1] == pytest.approx(1.5, abs=0.02)
        assert first != second
        assert page_image(made, 3) is None


def test_an_attachment_is_found_by_its_hash(tmp_path: Path) -> None:
    data = drawn(30, 20, "PNG")
    mail = EmailMessage()
    mail["Subject"] = "scan"
    mail.set_content("see the scan")
    mail.add_attachment(drawn(5, 5, "PNG"), maintype="image", subtype="png", filename="other.png")
    mail.add_attachment(data, maintype="image", subtype="png", filename="scan.png")
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())
    assert size_of(page_image(document(data, f"{tmp_path / 'a.eml'}!scan.png"), 1)) == (30, 20)


def test_a_file_that_changed_or_went_away_gives_none(tmp_path: Path) -> None:
    data = drawn(30, 20, "PNG")
    path = tmp_path / "a.png"
    made = document(data, path)
    assert page_image(made, 1) is None
    path.write_bytes(drawn(40, 20, "PNG"))
    assert page_image(made, 1) is None
    assert page_image(replace(made, name="bad\x00name"), 1) is None


def test_what_is_no_picture_or_too_large_gives_none(tmp_path: Path) -> None:
    for name, data in (
        ("a.txt", b"words"),
        ("a.png", b"\x89PNG\r\n\x1a\nbroken"),
        ("a.pdf", b"%PDF-1.7 broken"),
    ):
        (tmp_path / name).write_bytes(data)
        assert page_image(document(data, tmp_path / name), 1) is None
    big = drawn(400, 400, "PNG")
    (tmp_path / "b.png").write_bytes(big)
    assert page_image(document(big, tmp_path / "b.png"), 1, settings=ReadSettings(max_megapixels=0.1)) is None


def page(width: int, height: int, number: int = 1) -> Page:
    return Page(number=number, source=PageSource.OCR, start=0, end=0, width=width, height=height)


def box(left: float, top: float, right: float, bottom: float, number: int = 1) -> Box:
    return Box(page=number, left=left, top=top, right=right, bottom=bottom)


def test_the_ink_of_some_words_is_their_line_with_paper_around() -> None:
    data = drawn(1000, 800, "PNG")
    # 40 high: 40 to either side, 10 above and below; the word of the next line is left out
    found = ink(
        data, (box(100, 100, 160, 140), box(200, 100, 260, 140), box(100, 300, 160, 340)), page(1000, 800)
    )
    assert size_of(found) == (241, 61)


def test_the_ink_is_small_enough_for_a_phone_and_follows_the_page_not_the_file() -> None:
    # the page was read at half the picture's size
    assert size_of(ink(drawn(4000, 400, "PNG"), (box(0, 80, 2000, 120),), page(2000, 200)))[0] == INK_WIDTH


def test_no_ink_where_there_is_no_such_page_or_no_picture() -> None:
    data = drawn(100, 100, "PNG")
    here = (box(10, 10, 50, 30),)
    assert ink(data, here, page(100, 100, number=2)) is None
    assert ink(data, here, page(0, 0)) is None
    assert ink(b"no picture at all", here, page(100, 100)) is None
    assert ink(data[:60], here, page(100, 100)) is None
