"""Bad input: each becomes one error with its code, in bounded time and memory."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import struct
import time
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image
from tests.read.conftest import only, refused
from tests.read.test_formats import pdf, word

from reportqa.errors import ReadError
from reportqa.model.document import Document
from reportqa.read import ReadSettings, read


def code(data: bytes, name: str, settings: ReadSettings) -> str:
    """The code of the one error."""
    return refused(read(data, settings=settings, name=name)).code


def bomb_docx() -> bytes:
    """A Word file whose text unpacks to 100 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"a" * 100_000_000)
    return out.getvalue()


def bomb_png(width: int, height: int) -> bytes:
    """The header of a huge PNG with hardly any data."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def nested_mail(depth: int) -> bytes:
    """An e-mail inside an e-mail inside …"""
    inner = EmailMessage()
    inner["From"] = "a@example.test"
    inner["Message-ID"] = "<0@example.test>"
    inner.set_content("Gate was open at 2200, nobody there.")
    for number in range(depth):
        outer = EmailMessage()
        outer["From"] = "a@example.test"
        outer["Message-ID"] = f"<{number + 1}@example.test>"
        outer.set_content("See attached.")
        outer.add_attachment(inner)
        inner = outer
    return inner.as_bytes()


def png(width: int = 40, height: int = 40) -> bytes:
    """A small white page."""
    out = io.BytesIO()
    Image.effect_noise((width, height), 90).save(out, "PNG")
    return out.getvalue()


CASES = [
    ("empty.txt", b"", "empty"),
    ("blank.txt", b" \n\t\n", "empty"),
    ("huge.txt", b"The gate was open. " * 2_700_000, "too_large"),
    ("bomb.docx", bomb_docx(), "hostile"),
    ("bomb.png", bomb_png(60_000, 60_000), "too_many_pixels"),
    ("large.png", bomb_png(10_000, 6_000), "too_many_pixels"),
    ("cut.png", png()[:-600], "truncated"),
    ("cut.docx", word()[:-900], "truncated"),
    ("cut.pdf", b"%PDF-1.4\n1 0 obj\n<< /Type /Cat", "truncated"),
    ("none.pdf", pdf([]), "empty"),
    ("many.pdf", pdf([""] * 5_000), "too_many_pages"),
    ("deep.json", b"[" * 100_000, "too_deep"),
    ("nested.json", b'{"text": "Gate open.", "x": ' + b'{"y":' * 40 + b"1" + b"}" * 41, "too_deep"),
    ("number.json", b'{"text": "Gate open.", "lat": ' + b"9" * 10_000 + b"}", "hostile"),
    ("cut.json", b'{"text": "Gate op', "truncated"),
    ("bare.json", b'{"lat": 1}', "empty"),
    ("deep.eml", nested_mail(6), "too_deep"),
    ("archive.zip", bomb_docx().replace(b"word/document.xml", b"else/document.xml"), "unsupported"),
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported"),
    (
        "locked.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    ),
    ("noise.txt", bytes(range(256)) * 20, "unsupported"),
    ("program.txt", b"\x7fELF" + b"\0" * 100, "unsupported"),
]


@pytest.mark.parametrize(("name", "data", "expected"), CASES, ids=[case[0] for case in CASES])
def test_refused_with_its_code(name: str, data: bytes, expected: str, settings: ReadSettings) -> None:
    """One error, in a moment."""
    start = time.process_time()
    assert code(data, name, settings) == expected
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("name", "what", "remedy"),
    [
        ("IMG_0042.JPG", "is named .jpg, but holds no JPEG; perhaps it is damaged", "Send the photo again"),
        ("scan.tiff", "is named .tiff, but holds no TIFF; perhaps it is damaged", "Send the photo again"),
        ("r.pdf", "is named .pdf, but holds no PDF; perhaps it is damaged", "Send the file again"),
        ("r.docx", "is named .docx, but holds no DOCX; perhaps it is damaged", "Send the file again"),
        ("r.dat", "is no text: it holds zero bytes, which no text has",
         "Send .txt, .docx, .pdf, .eml, .json or an image"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_told_by_what_its_name_promises(
    name: str, what: str, remedy: str, settings: ReadSettings
) -> None:
    data = bytes(range(256)) * 20
    (error,) = read(data, settings=settings, name=name)
    assert isinstance(error, ReadError)
    assert (error.what, error.remedy, error.where) == (what, remedy, name)
    assert error.sha256 == hashlib.sha256(data).hexdigest()
    assert pickle.loads(pickle.dumps(error)).sha256 == error.sha256


def test_encrypted_pdf(settings: ReadSettings) -> None:
    """A PDF that wants a password."""
    plain = pdf(["Gate open."])
    locked = plain.replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00000000000000000000000000000000> <00000000000000000000000000000000>]"
        b" /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
        + b"41" * 32
        + b"> /U <"
        + b"42" * 32
        + b"> >>",
    )
    assert code(locked, "locked.pdf", settings) == "encrypted"


def test_encrypted_docx_parts(settings: ReadSettings) -> None:
    """A ZIP whose entries carry the encryption flag."""
    data = bytearray(word())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    assert code(bytes(data), "locked.docx", settings) == "encrypted"


def test_wrong_extensions_are_read_anyway(settings: ReadSettings) -> None:
    """What the bytes are decides; the document says so."""
    document = only(read(word(), settings=settings, name="report.txt"))
    assert "The gate was open." in document.text
    assert [item.code for item in document.readings] == ["wrong_extension"]
    assert only(read(b"Gate was open.", settings=settings, name="report.pdf")).text == "Gate was open."


def test_paths_that_cannot_be_read(tmp_path: Path, settings: ReadSettings) -> None:
    """Missing, a folder, a link to itself, no permission, no ordinary file."""
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    found = {
        "missing": refused(read(tmp_path / "no.txt", settings=settings)).code,
        "folder": refused(read(tmp_path, settings=settings)).code,
        "loop": refused(read(loop, settings=settings)).code,
        "pipe": refused(read(pipe, settings=settings)).code,
        "zero": refused(read(Path("a\0b"), settings=settings)).code,
    }
    assert found == {
        "missing": "not_found",
        "folder": "unsupported",
        "loop": "hostile",
        "pipe": "unsupported",
        "zero": "not_found",
    }


@pytest.mark.parametrize("text", ["Dana Orr was hurt at unit 4.\nEMS came.", "Dana Orr was hurt. " * 20])
def test_a_text_given_as_a_path_is_not_repeated(text: str, settings: ReadSettings) -> None:
    """The likeliest slip of a caller: the message names the remedy and none of the report's words."""
    error = refused(read(Path(text), settings=settings))
    assert (error.code, str(error)) == (
        "not_found",
        "the given path: no file has such a name. "
        "Give a path; for a report's text, give Document.from_text(text).",
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path, settings: ReadSettings) -> None:
    """A file without read permission."""
    path = tmp_path / "locked.txt"
    path.write_text("Gate open.")
    path.chmod(0)
    assert refused(read(path, settings=settings)).code == "not_permitted"


def test_no_permission_is_told_apart(
    tmp_path: Path, settings: ReadSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's refusal, whoever runs the test."""
    path = tmp_path / "a.txt"
    path.write_text("Gate open.")

    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "open", refuse)
    assert refused(read(path, settings=settings)).code == "not_permitted"


def test_names_with_newlines_stay_on_one_line(tmp_path: Path, settings: ReadSettings) -> None:
    """The message escapes them; the document keeps the name."""
    path = tmp_path / "a\nb\x1b[31m.txt"
    path.write_text("")
    message = str(refused(read(path, settings=settings)))
    assert "\n" not in message
    assert "\x1b" not in message
    assert "a\\nb" in message


def test_a_sidecar_outside_the_folder_is_left_out(tmp_path: Path, settings: ReadSettings) -> None:
    """A link that leads out of the folder is not followed."""
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.json").write_text('{"site": "Elm Court"}')
    (tmp_path / "in" / "r.txt").write_text("Gate open.")
    (tmp_path / "in" / "r.meta.json").symlink_to(tmp_path / "secret.json")
    document = only(read(tmp_path / "in" / "r.txt", settings=settings))
    assert document.metadata.site is None
    assert [item.code for item in document.readings] == ["bad_sidecar"]


def test_no_engine_is_one_clear_error() -> None:
    """A scan without OCR says what to do."""
    error = refused(read(png(), settings=ReadSettings(engine="none"), name="s.png"))
    assert error.code == "no_ocr"
    assert error.where == "s.png"


def test_too_many_tiff_pages() -> None:
    """The limit holds for frames as for pages."""
    frames = [Image.new("L", (8, 8), 255) for _ in range(5)]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    limited = ReadSettings(engine="null", second="none", max_pages=4)
    assert code(out.getvalue(), "s.tif", limited) == "too_many_pages"


SEEDS = [
    word(),
    pdf(["Gate open at 2200."]),
    png(),
    nested_mail(1),
    b'{"text": "Gate open."}',
    b"Date: 11/20/2026\n",
]


@hypothesis_settings(deadline=None, max_examples=60)
@given(st.sampled_from(SEEDS), st.data())
def test_damaged_files_never_raise(seed: bytes, data: st.DataObject) -> None:
    """Bytes changed or cut at will give documents and errors, nothing else."""
    damaged = bytearray(seed[: data.draw(st.integers(0, len(seed)))])
    for _ in range(data.draw(st.integers(0, 6))):
        if damaged:
            damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    name = data.draw(st.sampled_from(["a.txt", "a.pdf", "a.docx", "a.png", "a.eml", "a.json", "a.jsonl"]))
    for item in read(bytes(damaged), settings=ReadSettings(engine="null", second="none"), name=name):
        assert isinstance(item, (Document, ReadError))
